#include "attributes.h"
#include "call.h"

/* The mechanism with its parameters encoded; the caller frees the buffer. */
static CK_RV read_mechanism(struct ch_session *session, const CK_MECHANISM *mechanism, CK_FLAGS usage, struct ch_buffer *parameters) {
    struct ch_mechanism_entry entry;
    uint32_t tag_bytes;
    if (mechanism == NULL) {
        return CKR_ARGUMENTS_BAD;
    }
    CK_RV rv = ch_slot_mechanism(session->library, session->slot, mechanism->mechanism, &entry);
    if (rv == CKR_OK && (entry.flags & usage) == 0) {
        rv = CKR_MECHANISM_INVALID;
    }
    return rv == CKR_OK ? ch_encode_parameters(mechanism, parameters, &tag_bytes) : rv;
}

static CK_RV send_generate(struct ch_session *session, const struct ch_generate_key_request *request, CK_OBJECT_HANDLE *key) {
    struct ch_call call;
    struct ch_generate_key_reply reply;
    ch_call_begin(&call, session->library, CH_TYPE_GENERATE_KEY);
    ch_put_generate_key_request(&call.out, request);
    CK_RV rv = ch_call_send(&call, CH_SLOW, session->slot);
    if (rv == CKR_OK) {
        ch_get_generate_key_reply(&call.body, &reply);
        rv = ch_call_read(&call);
    }
    if (rv == CKR_OK) {
        *key = reply.object;
    }
    ch_call_end(&call);
    return rv;
}

static CK_RV generate(struct ch_session *session, CK_MECHANISM *mechanism, CK_ATTRIBUTE *attributes, CK_ULONG count, CK_OBJECT_HANDLE *key) {
    struct ch_template template;
    struct ch_buffer parameters = {0};
    CK_RV rv = key == NULL || mechanism == NULL ? CKR_ARGUMENTS_BAD : ch_read_template(attributes, count, &template);
    if (rv == CKR_OK) {
        rv = read_mechanism(session, mechanism, CKF_GENERATE, &parameters);
    }
    if (rv == CKR_OK) {
        struct ch_generate_key_request request = {
            .session = session->handle,
            .mechanism = {mechanism->mechanism, ch_bytes_of(parameters.data, parameters.size)},
            .template = template.list,
        };
        rv = send_generate(session, &request, key);
    }
    ch_buffer_free(&parameters);
    return rv;
}

CK_RV C_GenerateKey(CK_SESSION_HANDLE handle, CK_MECHANISM *mechanism, CK_ATTRIBUTE *attributes, CK_ULONG count, CK_OBJECT_HANDLE *key) {
    struct ch_session *session;
    CK_RV rv = ch_session_enter(handle, &session);
    return rv != CKR_OK ? rv : ch_session_leave(session, generate(session, mechanism, attributes, count, key));
}

static CK_RV send_generate_pair(struct ch_session *session, const struct ch_generate_key_pair_request *request, CK_OBJECT_HANDLE *public_key, CK_OBJECT_HANDLE *private_key) {
    struct ch_call call;
    struct ch_generate_key_pair_reply reply;
    ch_call_begin(&call, session->library, CH_TYPE_GENERATE_KEY_PAIR);
    ch_put_generate_key_pair_request(&call.out, request);
    CK_RV rv = ch_call_send(&call, CH_SLOW, session->slot);
    if (rv == CKR_OK) {
        ch_get_generate_key_pair_reply(&call.body, &reply);
        rv = ch_call_read(&call);
    }
    if (rv == CKR_OK) {
        *public_key = reply.public_key;
        *private_key = reply.private_key;
    }
    ch_call_end(&call);
    return rv;
}

CK_RV C_GenerateKeyPair(CK_SESSION_HANDLE handle, CK_MECHANISM *mechanism, CK_ATTRIBUTE *public_attributes, CK_ULONG public_count, CK_ATTRIBUTE *private_attributes, CK_ULONG private_count, CK_OBJECT_HANDLE *public_key, CK_OBJECT_HANDLE *private_key) {
    struct ch_session *session;
    struct ch_template public_template;
    struct ch_template private_template;
    struct ch_buffer parameters = {0};
    CK_RV rv = ch_session_enter(handle, &session);
    if (rv != CKR_OK) {
        return rv;
    }
    rv = public_key == NULL || private_key == NULL || mechanism == NULL
        ? CKR_ARGUMENTS_BAD
        : ch_read_template(public_attributes, public_count, &public_template);
    if (rv == CKR_OK) {
        rv = ch_read_template(private_attributes, private_count, &private_template);
    }
    if (rv == CKR_OK) {
        rv = read_mechanism(session, mechanism, CKF_GENERATE_KEY_PAIR, &parameters);
    }
    if (rv == CKR_OK) {
        struct ch_generate_key_pair_request request = {
            .session = session->handle,
            .mechanism = {mechanism->mechanism, ch_bytes_of(parameters.data, parameters.size)},
            .public_template = public_template.list,
            .private_template = private_template.list,
        };
        rv = send_generate_pair(session, &request, public_key, private_key);
    }
    ch_buffer_free(&parameters);
    return ch_session_leave(session, rv);
}
