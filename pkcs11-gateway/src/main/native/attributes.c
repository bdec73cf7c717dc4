#include "attributes.h"

#include "call.h"

CK_RV ch_read_template(const CK_ATTRIBUTE *attributes, CK_ULONG count, struct ch_template *template) {
    if (attributes == NULL && count > 0) {
        return CKR_ARGUMENTS_BAD;
    }
    if (count > CH_MAX_ATTRIBUTES) {
        return CKR_TEMPLATE_INCONSISTENT; /* more than there are types: some are given twice */
    }
    for (CK_ULONG i = 0; i < count; i++) {
        if ((attributes[i].type & CKF_ARRAY_ATTRIBUTE) != 0) {
            return CKR_ATTRIBUTE_TYPE_INVALID; /* templates inside templates are not supported yet */
        }
        if (attributes[i].ulValueLen > CH_MAX_ATTRIBUTE_BYTES
            || (attributes[i].pValue == NULL && attributes[i].ulValueLen > 0)) {
            return CKR_ATTRIBUTE_VALUE_INVALID;
        }
        template->items[i].type = attributes[i].type;
        template->items[i].value = ch_bytes_of(attributes[i].pValue, attributes[i].ulValueLen);
    }
    template->list = (struct ch_attribute_list){.count = (uint32_t)count, .items = template->items};
    return CKR_OK;
}
