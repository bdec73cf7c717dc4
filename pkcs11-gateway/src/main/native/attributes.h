/* Templates as applications pass them. */
#ifndef CRATON_ATTRIBUTES_H
#define CRATON_ATTRIBUTES_H

#include "pkcs11.h"
#include "wire_messages.h"

struct ch_template {
    struct ch_attribute items[CH_MAX_ATTRIBUTES];
    struct ch_attribute_list list;
};

/* Checks a template and makes a list of it that borrows the application's values. */
CK_RV ch_read_template(const CK_ATTRIBUTE *attributes, CK_ULONG count, struct ch_template *template);

#endif
