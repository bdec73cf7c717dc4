#include <string.h>

#include "attributes.h"
#include "call.h"

static CK_RV create(struct ch_session *session, CK_ATTRIBUTE *attributes, CK_ULONG count, CK_OBJECT_HANDLE *object) {
    struct ch_template template;
    CK_RV rv = object == NULL ? CKR_ARGUMENTS_BAD : ch_read_template(attributes, count, &template);
    if (rv != CKR_OK) {
        return rv;
    }
    struct ch_call call;
    struct ch_create_object_request request = {.session = session->handle, .template = template.list};
    struct ch_create_object_reply reply;
    ch_call_begin(&call, session->library, CH_TYPE_CREATE_OBJECT);
    ch_put_create_object_request(&call.out, &request);
    rv = ch_call_send(&call, CH_ORDINARY, session->slot);
    if (rv == CKR_OK) {
        ch_get_create_object_reply(&call.body, &reply);
        rv = ch_call_read(&call);
    }
    if (rv == CKR_OK) {
        *object = reply.object;
    }
    ch_call_end(&call);
    return rv;
}

CK_RV C_CreateObject(CK_SESSION_HANDLE handle, CK_ATTRIBUTE *attributes, CK_ULONG count, CK_OBJECT_HANDLE *object) {
    struct ch_session *session;
    CK_RV rv = ch_session_enter(handle, &session);
    return rv != CKR_OK ? rv : ch_session_leave(session, create(session, attributes, count, object));
}

static CK_RV copy(struct ch_session *session, CK_OBJECT_HANDLE source, CK_ATTRIBUTE *attributes, CK_ULONG count, CK_OBJECT_HANDLE *object) {
    struct ch_template template;
    CK_RV rv = object == NULL ? CKR_ARGUMENTS_BAD : ch_read_template(attributes, count, &template);
    if (rv != CKR_OK) {
        return rv;
    }
    struct ch_call call;
    struct ch_copy_object_request request = {
        .session = session->handle,
        .object = source,
        .template = template.list,
    };
    struct ch_copy_object_reply reply;
    ch_call_begin(&call, session->library, CH_TYPE_COPY_OBJECT);
    ch_put_copy_object_request(&call.out, &request);
    rv = ch_call_send(&call, CH_ORDINARY, session->slot);
    if (rv == CKR_OK) {
        ch_get_copy_object_reply(&call.body, &reply);
        rv = ch_call_read(&call);
    }
    if (rv == CKR_OK) {
        *object = reply.object;
    }
    ch_call_end(&call);
    return rv;
}

CK_RV C_CopyObject(CK_SESSION_HANDLE handle, CK_OBJECT_HANDLE source, CK_ATTRIBUTE *attributes, CK_ULONG count, CK_OBJECT_HANDLE *object) {
    struct ch_session *session;
    CK_RV rv = ch_session_enter(handle, &session);
    return rv != CKR_OK ? rv : ch_session_leave(session, copy(session, source, attributes, count, object));
}

CK_RV C_DestroyObject(CK_SESSION_HANDLE handle, CK_OBJECT_HANDLE object) {
    struct ch_session *session;
    CK_RV rv = ch_session_enter(handle, &session);
    if (rv != CKR_OK) {
        return rv;
    }
    struct ch_call call;
    struct ch_destroy_object_request request = {.session = session->handle, .object = object};
    ch_call_begin(&call, session->library, CH_TYPE_DESTROY_OBJECT);
    ch_put_destroy_object_request(&call.out, &request);
    rv = ch_call_finish(&call, CH_SLOW, session->slot);
    ch_facts_forget(&session->library->facts, object);
    return ch_session_leave(session, rv);
}

CK_RV C_GetObjectSize(CK_SESSION_HANDLE handle, CK_OBJECT_HANDLE object, CK_ULONG *size) {
    struct ch_session *session;
    CK_RV rv = ch_session_enter(handle, &session);
    if (rv != CKR_OK) {
        return rv;
    }
    if (size == NULL) {
        return ch_session_leave(session, CKR_ARGUMENTS_BAD);
    }
    struct ch_call call;
    struct ch_get_object_size_request request = {.session = session->handle, .object = object};
    struct ch_get_object_size_reply reply;
    ch_call_begin(&call, session->library, CH_TYPE_GET_OBJECT_SIZE);
    ch_put_get_object_size_request(&call.out, &request);
    rv = ch_call_send(&call, CH_ORDINARY, session->slot);
    if (rv == CKR_OK) {
        ch_get_get_object_size_reply(&call.body, &reply);
        rv = ch_call_read(&call);
    }
    if (rv == CKR_OK) {
        *size = reply.size;
    }
    ch_call_end(&call);
    return ch_session_leave(session, rv);
}

/* One result into the application's attribute (PKCS#11 3.2, section 5.7.5). */
static CK_RV fill(CK_ATTRIBUTE *attribute, const struct ch_attribute_result *result) {
    if (result->status == CH_ATTRIBUTE_SENSITIVE) {
        attribute->ulValueLen = CK_UNAVAILABLE_INFORMATION;
        return CKR_ATTRIBUTE_SENSITIVE;
    }
    if (result->status != CH_ATTRIBUTE_VALUE) {
        attribute->ulValueLen = CK_UNAVAILABLE_INFORMATION;
        return CKR_ATTRIBUTE_TYPE_INVALID;
    }
    if (attribute->pValue != NULL && attribute->ulValueLen < result->value.size) {
        attribute->ulValueLen = CK_UNAVAILABLE_INFORMATION;
        return CKR_BUFFER_TOO_SMALL;
    }
    if (attribute->pValue != NULL && result->value.size > 0) {
        memcpy(attribute->pValue, result->value.data, result->value.size);
    }
    attribute->ulValueLen = result->value.size;
    return CKR_OK;
}

/* Fills all that can be filled; the first failure is the answer. */
static CK_RV fill_all(CK_ATTRIBUTE *attributes, CK_ULONG count, const struct ch_get_attributes_reply *reply) {
    struct ch_reader in;
    struct ch_attribute_result result;
    CK_RV rv = CKR_OK;
    ch_reader_init(&in, reply->attributes.wire.data, reply->attributes.wire.size);
    for (CK_ULONG i = 0; i < count; i++) {
        ch_get_attribute_result(&in, &result);
        CK_RV one = fill(&attributes[i], &result);
        if (rv == CKR_OK) {
            rv = one;
        }
    }
    return rv;
}

static CK_RV get(struct ch_session *session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE *attributes, CK_ULONG count) {
    uint64_t types[CH_MAX_ATTRIBUTES];
    if (attributes == NULL || count == 0) {
        return CKR_ARGUMENTS_BAD;
    }
    if (count > CH_MAX_ATTRIBUTES) {
        return CKR_TEMPLATE_INCONSISTENT;
    }
    for (CK_ULONG i = 0; i < count; i++) {
        types[i] = attributes[i].type;
    }
    struct ch_call call;
    struct ch_get_attributes_request request = {
        .session = session->handle,
        .object = object,
        .types = {.count = (uint32_t)count, .items = types},
    };
    struct ch_get_attributes_reply reply;
    ch_call_begin(&call, session->library, CH_TYPE_GET_ATTRIBUTES);
    ch_put_get_attributes_request(&call.out, &request);
    CK_RV rv = ch_call_send(&call, CH_ORDINARY, session->slot);
    if (rv == CKR_OK) {
        ch_get_get_attributes_reply(&call.body, &reply);
        rv = ch_call_read(&call);
    }
    if (rv == CKR_OK) {
        rv = reply.attributes.count == count ? fill_all(attributes, count, &reply) : CKR_DEVICE_ERROR;
    }
    ch_call_end(&call);
    return rv;
}

CK_RV C_GetAttributeValue(CK_SESSION_HANDLE handle, CK_OBJECT_HANDLE object, CK_ATTRIBUTE *attributes, CK_ULONG count) {
    struct ch_session *session;
    CK_RV rv = ch_session_enter(handle, &session);
    return rv != CKR_OK ? rv : ch_session_leave(session, get(session, object, attributes, count));
}

static CK_RV set(struct ch_session *session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE *attributes, CK_ULONG count) {
    struct ch_template template;
    CK_RV rv = attributes == NULL ? CKR_ARGUMENTS_BAD : ch_read_template(attributes, count, &template);
    if (rv != CKR_OK) {
        return rv;
    }
    struct ch_call call;
    struct ch_set_attributes_request request = {
        .session = session->handle,
        .object = object,
        .template = template.list,
    };
    ch_call_begin(&call, session->library, CH_TYPE_SET_ATTRIBUTES);
    ch_put_set_attributes_request(&call.out, &request);
    rv = ch_call_finish(&call, CH_SLOW, session->slot);
    ch_facts_forget(&session->library->facts, object);
    return rv;
}

CK_RV C_SetAttributeValue(CK_SESSION_HANDLE handle, CK_OBJECT_HANDLE object, CK_ATTRIBUTE *attributes, CK_ULONG count) {
    struct ch_session *session;
    CK_RV rv = ch_session_enter(handle, &session);
    return rv != CKR_OK ? rv : ch_session_leave(session, set(session, object, attributes, count));
}
