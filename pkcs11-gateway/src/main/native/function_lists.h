/* The function lists that C_GetFunctionList and C_GetInterface hand out; their contents are generated. */
#ifndef CRATON_FUNCTION_LISTS_H
#define CRATON_FUNCTION_LISTS_H

#include "pkcs11.h"

extern CK_FUNCTION_LIST ch_functions_2_40;
extern CK_FUNCTION_LIST_3_0 ch_functions_3_0;

/* CKR_CRYPTOKI_NOT_INITIALIZED before C_Initialize, CKR_FUNCTION_NOT_SUPPORTED after it. */
CK_RV ch_function_not_supported(void);

#endif
