#include "call.h"
#include "operation.h"

/* The most that one part can give beyond its own length: a block that was waiting. */
#define BLOCK 16

static CK_RV update(struct ch_session *session, struct ch_operation *operation, CK_BYTE *data, CK_ULONG size, CK_BYTE *out, CK_ULONG *out_size) {
    if (operation->holds) {
        return ch_operation_deliver_held(operation, out, out_size); /* the same call again, with more room */
    }
    if (out == NULL) {
        *out_size = size + BLOCK;
        return CKR_OK;
    }
    struct ch_buffer output = {0};
    CK_RV rv = ch_stream_feed(session, operation, data, size, &output);
    if (rv == CKR_OK) {
        rv = ch_stream_keep(session, operation, data, size);
    }
    if (rv == CKR_OK) {
        operation->total_in += size;
        rv = ch_operation_deliver(operation, ch_bytes_of(output.data, output.size), out, out_size);
    }
    ch_buffer_free(&output);
    return rv;
}

static CK_RV cipher_update(struct ch_session *session, uint8_t kind, CK_BYTE *data, CK_ULONG size, CK_BYTE *out, CK_ULONG *out_size) {
    struct ch_operation *operation = &session->operations[kind];
    if (!operation->active) {
        return CKR_OPERATION_NOT_INITIALIZED;
    }
    if (operation->stage == CH_ONE_SHOT) {
        return ch_operation_conclude(session, operation, CKR_OPERATION_ACTIVE);
    }
    if (out_size == NULL || (data == NULL && size > 0)) {
        return ch_operation_conclude(session, operation, CKR_ARGUMENTS_BAD);
    }
    if (operation->finished) {
        return ch_operation_conclude(session, operation, CKR_OPERATION_ACTIVE);
    }
    operation->stage = CH_PARTS;
    CK_RV rv = update(session, operation, data, size, out, out_size);
    return rv == CKR_OK || rv == CKR_BUFFER_TOO_SMALL ? rv : ch_operation_conclude(session, operation, rv);
}

/* What is left to come of the whole output, as far as the length of the input tells. */
static enum ch_length rest(const struct ch_operation *operation, uint64_t *length) {
    enum ch_length known = ch_output_length(operation, operation->total_in, length);
    *length = *length > operation->total_out ? *length - operation->total_out : 0;
    return known;
}

static CK_RV final(struct ch_session *session, struct ch_operation *operation, CK_BYTE *out, CK_ULONG *out_size) {
    if (operation->finished) {
        return ch_operation_deliver_held(operation, out, out_size);
    }
    uint64_t length = 0;
    enum ch_length known = rest(operation, &length);
    length += operation->held.size; /* of a part that the application did not fetch */
    if (out == NULL && known != CH_LENGTH_UNKNOWN) {
        *out_size = length;
        return CKR_OK;
    }
    if (known == CH_LENGTH_EXACT && *out_size < length) {
        *out_size = length;
        return CKR_BUFFER_TOO_SMALL;
    }
    struct ch_buffer output = {0};
    struct ch_bytes none = {NULL, 0};
    CK_RV rv = ch_stream_finish(session, operation, NULL, 0, none, &output);
    if (rv == CKR_OK && !ch_buffer_append(&operation->held, output.data, output.size)) {
        rv = CKR_HOST_MEMORY;
    }
    if (rv == CKR_OK) {
        operation->finished = true;
        rv = ch_operation_deliver_held(operation, out, out_size);
    }
    ch_buffer_free(&output);
    return rv;
}

static CK_RV cipher_final(struct ch_session *session, uint8_t kind, CK_BYTE *out, CK_ULONG *out_size) {
    struct ch_operation *operation = &session->operations[kind];
    if (!operation->active) {
        return CKR_OPERATION_NOT_INITIALIZED;
    }
    if (operation->stage == CH_ONE_SHOT) {
        return ch_operation_conclude(session, operation, CKR_OPERATION_ACTIVE);
    }
    if (out_size == NULL) {
        return ch_operation_conclude(session, operation, CKR_ARGUMENTS_BAD);
    }
    operation->stage = CH_PARTS;
    CK_RV rv = final(session, operation, out, out_size);
    if (rv == CKR_BUFFER_TOO_SMALL || (rv == CKR_OK && out == NULL)) {
        return rv;
    }
    return ch_operation_conclude(session, operation, rv);
}

CK_RV C_EncryptInit(CK_SESSION_HANDLE handle, CK_MECHANISM *mechanism, CK_OBJECT_HANDLE key) {
    struct ch_session *session;
    CK_RV rv = ch_session_enter(handle, &session);
    if (rv != CKR_OK) {
        return rv;
    }
    return ch_session_leave(session, ch_operation_init(session, CH_OPERATION_ENCRYPT, CKF_ENCRYPT, mechanism, key));
}

CK_RV C_Encrypt(CK_SESSION_HANDLE handle, CK_BYTE *data, CK_ULONG size, CK_BYTE *out, CK_ULONG *out_size) {
    struct ch_session *session;
    CK_RV rv = ch_session_enter(handle, &session);
    if (rv != CKR_OK) {
        return rv;
    }
    return ch_session_leave(session, ch_operation_one_shot(session, CH_OPERATION_ENCRYPT, data, size, out, out_size));
}

CK_RV C_EncryptUpdate(CK_SESSION_HANDLE handle, CK_BYTE *data, CK_ULONG size, CK_BYTE *out, CK_ULONG *out_size) {
    struct ch_session *session;
    CK_RV rv = ch_session_enter(handle, &session);
    if (rv != CKR_OK) {
        return rv;
    }
    return ch_session_leave(session, cipher_update(session, CH_OPERATION_ENCRYPT, data, size, out, out_size));
}

CK_RV C_EncryptFinal(CK_SESSION_HANDLE handle, CK_BYTE *out, CK_ULONG *out_size) {
    struct ch_session *session;
    CK_RV rv = ch_session_enter(handle, &session);
    if (rv != CKR_OK) {
        return rv;
    }
    return ch_session_leave(session, cipher_final(session, CH_OPERATION_ENCRYPT, out, out_size));
}

CK_RV C_DecryptInit(CK_SESSION_HANDLE handle, CK_MECHANISM *mechanism, CK_OBJECT_HANDLE key) {
    struct ch_session *session;
    CK_RV rv = ch_session_enter(handle, &session);
    if (rv != CKR_OK) {
        return rv;
    }
    return ch_session_leave(session, ch_operation_init(session, CH_OPERATION_DECRYPT, CKF_DECRYPT, mechanism, key));
}

CK_RV C_Decrypt(CK_SESSION_HANDLE handle, CK_BYTE *data, CK_ULONG size, CK_BYTE *out, CK_ULONG *out_size) {
    struct ch_session *session;
    CK_RV rv = ch_session_enter(handle, &session);
    if (rv != CKR_OK) {
        return rv;
    }
    return ch_session_leave(session, ch_operation_one_shot(session, CH_OPERATION_DECRYPT, data, size, out, out_size));
}

CK_RV C_DecryptUpdate(CK_SESSION_HANDLE handle, CK_BYTE *data, CK_ULONG size, CK_BYTE *out, CK_ULONG *out_size) {
    struct ch_session *session;
    CK_RV rv = ch_session_enter(handle, &session);
    if (rv != CKR_OK) {
        return rv;
    }
    return ch_session_leave(session, cipher_update(session, CH_OPERATION_DECRYPT, data, size, out, out_size));
}

CK_RV C_DecryptFinal(CK_SESSION_HANDLE handle, CK_BYTE *out, CK_ULONG *out_size) {
    struct ch_session *session;
    CK_RV rv = ch_session_enter(handle, &session);
    if (rv != CKR_OK) {
        return rv;
    }
    return ch_session_leave(session, cipher_final(session, CH_OPERATION_DECRYPT, out, out_size));
}
