#include "operation.h"
#include "session.h"

CK_RV C_DigestInit(CK_SESSION_HANDLE handle, CK_MECHANISM *mechanism) {
    struct ch_session *session;
    CK_RV rv = ch_session_enter(handle, &session);
    if (rv != CKR_OK) {
        return rv;
    }
    rv = ch_operation_init(session, CH_OPERATION_DIGEST, CKF_DIGEST, mechanism, CK_INVALID_HANDLE);
    return ch_session_leave(session, rv);
}

CK_RV C_Digest(CK_SESSION_HANDLE handle, CK_BYTE *data, CK_ULONG size, CK_BYTE *digest, CK_ULONG *digest_size) {
    struct ch_session *session;
    CK_RV rv = ch_session_enter(handle, &session);
    if (rv != CKR_OK) {
        return rv;
    }
    rv = ch_operation_one_shot(session, CH_OPERATION_DIGEST, data, size, digest, digest_size);
    return ch_session_leave(session, rv);
}

CK_RV C_DigestUpdate(CK_SESSION_HANDLE handle, CK_BYTE *data, CK_ULONG size) {
    struct ch_session *session;
    CK_RV rv = ch_session_enter(handle, &session);
    if (rv != CKR_OK) {
        return rv;
    }
    return ch_session_leave(session, ch_operation_absorb(session, CH_OPERATION_DIGEST, data, size));
}

CK_RV C_DigestFinal(CK_SESSION_HANDLE handle, CK_BYTE *digest, CK_ULONG *digest_size) {
    struct ch_session *session;
    CK_RV rv = ch_session_enter(handle, &session);
    if (rv != CKR_OK) {
        return rv;
    }
    return ch_session_leave(session, ch_operation_final(session, CH_OPERATION_DIGEST, digest, digest_size));
}
