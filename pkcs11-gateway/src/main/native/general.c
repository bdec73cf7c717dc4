#include <string.h>

#include "call.h"
#include "function_lists.h"

static CK_UTF8CHAR interface_name[] = "PKCS 11";

/* The first is the default. C_GetFunctionList hands out 2.40, so that nobody calls what an older list has not. */
static CK_INTERFACE interfaces[] = {
    {interface_name, &ch_functions_3_0, CKF_INTERFACE_FORK_SAFE},
    {interface_name, &ch_functions_2_40, CKF_INTERFACE_FORK_SAFE},
};

#define INTERFACES (sizeof interfaces / sizeof *interfaces)

CK_RV C_GetFunctionList(CK_FUNCTION_LIST **list) {
    if (list == NULL) {
        return CKR_ARGUMENTS_BAD;
    }
    *list = &ch_functions_2_40;
    return CKR_OK;
}

CK_RV C_GetInterfaceList(CK_INTERFACE *list, CK_ULONG *count) {
    if (count == NULL) {
        return CKR_ARGUMENTS_BAD;
    }
    CK_ULONG room = *count;
    *count = INTERFACES;
    if (list != NULL && room < INTERFACES) {
        return CKR_BUFFER_TOO_SMALL;
    }
    if (list != NULL) {
        memcpy(list, interfaces, sizeof interfaces);
    }
    return CKR_OK;
}

CK_RV C_GetInterface(CK_UTF8CHAR *name, CK_VERSION *version, CK_INTERFACE **found, CK_FLAGS flags) {
    if (found == NULL) {
        return CKR_ARGUMENTS_BAD;
    }
    for (size_t i = 0; i < INTERFACES; i++) {
        /* Every function list begins with its version. */
        const CK_VERSION *own = interfaces[i].pFunctionList;
        bool named = name == NULL || strcmp((const char *)name, (const char *)interface_name) == 0;
        bool fits = version == NULL || (version->major == own->major && version->minor == own->minor);
        if (named && fits && (interfaces[i].flags & flags) == flags) {
            *found = &interfaces[i];
            return CKR_OK;
        }
    }
    return CKR_FUNCTION_FAILED; /* what the standard gives for no such interface */
}

CK_RV C_GetInfo(CK_INFO *info) {
    struct ch_library *library = ch_enter();
    if (library == NULL) {
        return CKR_CRYPTOKI_NOT_INITIALIZED;
    }
    CK_RV rv = CKR_ARGUMENTS_BAD;
    if (info != NULL) {
        /* The version of the whole: the highest interface there is. */
        *info = (CK_INFO){.cryptokiVersion = {3, 0}, .libraryVersion = {0, 1}};
        ch_pad(info->manufacturerID, sizeof info->manufacturerID, ch_bytes_of("Craton", 6));
        ch_pad(info->libraryDescription, sizeof info->libraryDescription, ch_bytes_of("Craton HSM", 10));
        rv = CKR_OK;
    }
    ch_leave(library);
    return rv;
}

/* Slots neither come nor go while the library is in use, so there is never an event; a blocking wait ends with C_Finalize. */
CK_RV C_WaitForSlotEvent(CK_FLAGS flags, CK_SLOT_ID *slot, void *reserved) {
    struct ch_library *library = ch_enter();
    if (library == NULL) {
        return CKR_CRYPTOKI_NOT_INITIALIZED;
    }
    CK_RV rv = CKR_NO_EVENT;
    if (slot == NULL || reserved != NULL) {
        rv = CKR_ARGUMENTS_BAD;
    } else if ((flags & CKF_DONT_BLOCK) == 0) {
        ch_wait_for_end(library);
        rv = CKR_CRYPTOKI_NOT_INITIALIZED;
    }
    ch_leave(library);
    return rv;
}

CK_RV ch_function_not_supported(void) {
    struct ch_library *library = ch_enter();
    if (library == NULL) {
        return CKR_CRYPTOKI_NOT_INITIALIZED;
    }
    ch_leave(library);
    return CKR_FUNCTION_NOT_SUPPORTED;
}

static CK_RV not_parallel(CK_SESSION_HANDLE handle) {
    struct ch_session *session;
    CK_RV rv = ch_session_enter(handle, &session);
    return rv != CKR_OK ? rv : ch_session_leave(session, CKR_FUNCTION_NOT_PARALLEL);
}

CK_RV C_GetFunctionStatus(CK_SESSION_HANDLE handle) {
    return not_parallel(handle);
}

CK_RV C_CancelFunction(CK_SESSION_HANDLE handle) {
    return not_parallel(handle);
}

/* Ends the operations that the flags name. Flags of operations that this library has not are of nothing that could be active. */
CK_RV C_SessionCancel(CK_SESSION_HANDLE handle, CK_FLAGS flags) {
    static const struct {
        CK_FLAGS flag;
        uint8_t kind;
    } kinds[] = {
        {CKF_ENCRYPT, CH_OPERATION_ENCRYPT},
        {CKF_DECRYPT, CH_OPERATION_DECRYPT},
        {CKF_DIGEST, CH_OPERATION_DIGEST},
        {CKF_SIGN, CH_OPERATION_SIGN},
        {CKF_VERIFY, CH_OPERATION_VERIFY},
    };
    struct ch_session *session;
    CK_RV rv = ch_session_enter(handle, &session);
    if (rv != CKR_OK) {
        return rv;
    }
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if ((flags & kinds[i].flag) != 0) {
            ch_operation_abandon(session, &session->operations[kinds[i].kind]);
        }
    }
    if ((flags & CKF_FIND_OBJECTS) != 0) {
        ch_search_end(&session->search);
    }
    return ch_session_leave(session, CKR_OK);
}
