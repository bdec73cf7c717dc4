#include "call.h"
#include "operation.h"

/* A verification has no output: every call to it ends it. */
static CK_RV verify_whole(struct ch_session *session, struct ch_operation *operation, struct ch_bytes data, struct ch_bytes signature) {
    struct ch_call call;
    struct ch_verify_request request = {
        .session = session->handle,
        .mechanism = {operation->mechanism, ch_bytes_of(operation->parameters.data, operation->parameters.size)},
        .key = operation->key,
        .data = data,
        .signature = signature,
    };
    ch_call_begin(&call, session->library, CH_TYPE_VERIFY);
    ch_put_verify_request(&call.out, &request);
    return ch_call_finish(&call, CH_ORDINARY, session->slot);
}

static CK_RV verify_streamed(struct ch_session *session, struct ch_operation *operation, const CK_BYTE *data, CK_ULONG size, struct ch_bytes signature) {
    struct ch_buffer nothing = {0};
    CK_RV rv = ch_stream_feed(session, operation, data, size, &nothing);
    if (rv == CKR_OK) {
        rv = ch_stream_finish(session, operation, data, size, signature, &nothing);
    }
    ch_buffer_free(&nothing);
    return rv;
}

static CK_RV check_signature(const CK_BYTE *signature, CK_ULONG size) {
    if (signature == NULL) {
        return CKR_ARGUMENTS_BAD;
    }
    return size > CH_MAX_SIGNATURE_BYTES ? CKR_SIGNATURE_LEN_RANGE : CKR_OK;
}

static CK_RV verify(struct ch_session *session, CK_BYTE *data, CK_ULONG size, CK_BYTE *signature, CK_ULONG signature_size) {
    struct ch_operation *operation = &session->operations[CH_OPERATION_VERIFY];
    if (!operation->active) {
        return CKR_OPERATION_NOT_INITIALIZED;
    }
    if (operation->stage == CH_PARTS) {
        return CKR_OPERATION_ACTIVE; /* and it goes on in parts */
    }
    CK_RV rv = data == NULL && size > 0 ? CKR_ARGUMENTS_BAD : check_signature(signature, signature_size);
    if (rv == CKR_OK && ch_fits_one_shot(operation, size)) {
        rv = verify_whole(session, operation, ch_bytes_of(data, size), ch_bytes_of(signature, signature_size));
    } else if (rv == CKR_OK) {
        rv = verify_streamed(session, operation, data, size, ch_bytes_of(signature, signature_size));
    }
    return ch_operation_conclude(session, operation, rv);
}

static CK_RV verify_final(struct ch_session *session, CK_BYTE *signature, CK_ULONG signature_size) {
    struct ch_operation *operation = &session->operations[CH_OPERATION_VERIFY];
    if (!operation->active) {
        return CKR_OPERATION_NOT_INITIALIZED;
    }
    CK_RV rv = operation->rule->whole ? CKR_OPERATION_NOT_INITIALIZED : check_signature(signature, signature_size);
    if (rv == CKR_OK && operation->remote == 0 && !operation->forgotten) {
        struct ch_bytes data = ch_bytes_of(operation->kept.data, operation->kept.size);
        rv = verify_whole(session, operation, data, ch_bytes_of(signature, signature_size));
    } else if (rv == CKR_OK) {
        struct ch_buffer nothing = {0};
        rv = ch_stream_finish(session, operation, NULL, 0, ch_bytes_of(signature, signature_size), &nothing);
        ch_buffer_free(&nothing);
    }
    return ch_operation_conclude(session, operation, rv);
}

CK_RV C_VerifyInit(CK_SESSION_HANDLE handle, CK_MECHANISM *mechanism, CK_OBJECT_HANDLE key) {
    struct ch_session *session;
    CK_RV rv = ch_session_enter(handle, &session);
    if (rv != CKR_OK) {
        return rv;
    }
    return ch_session_leave(session, ch_operation_init(session, CH_OPERATION_VERIFY, CKF_VERIFY, mechanism, key));
}

CK_RV C_Verify(CK_SESSION_HANDLE handle, CK_BYTE *data, CK_ULONG size, CK_BYTE *signature, CK_ULONG signature_size) {
    struct ch_session *session;
    CK_RV rv = ch_session_enter(handle, &session);
    if (rv != CKR_OK) {
        return rv;
    }
    return ch_session_leave(session, verify(session, data, size, signature, signature_size));
}

CK_RV C_VerifyUpdate(CK_SESSION_HANDLE handle, CK_BYTE *data, CK_ULONG size) {
    struct ch_session *session;
    CK_RV rv = ch_session_enter(handle, &session);
    if (rv != CKR_OK) {
        return rv;
    }
    return ch_session_leave(session, ch_operation_absorb(session, CH_OPERATION_VERIFY, data, size));
}

CK_RV C_VerifyFinal(CK_SESSION_HANDLE handle, CK_BYTE *signature, CK_ULONG signature_size) {
    struct ch_session *session;
    CK_RV rv = ch_session_enter(handle, &session);
    if (rv != CKR_OK) {
        return rv;
    }
    return ch_session_leave(session, verify_final(session, signature, signature_size));
}
