#include "operation.h"
#include "session.h"

CK_RV C_SignInit(CK_SESSION_HANDLE handle, CK_MECHANISM *mechanism, CK_OBJECT_HANDLE key) {
    struct ch_session *session;
    CK_RV rv = ch_session_enter(handle, &session);
    if (rv != CKR_OK) {
        return rv;
    }
    return ch_session_leave(session, ch_operation_init(session, CH_OPERATION_SIGN, CKF_SIGN, mechanism, key));
}

CK_RV C_Sign(CK_SESSION_HANDLE handle, CK_BYTE *data, CK_ULONG size, CK_BYTE *signature, CK_ULONG *signature_size) {
    struct ch_session *session;
    CK_RV rv = ch_session_enter(handle, &session);
    if (rv != CKR_OK) {
        return rv;
    }
    rv = ch_operation_one_shot(session, CH_OPERATION_SIGN, data, size, signature, signature_size);
    return ch_session_leave(session, rv);
}

CK_RV C_SignUpdate(CK_SESSION_HANDLE handle, CK_BYTE *data, CK_ULONG size) {
    struct ch_session *session;
    CK_RV rv = ch_session_enter(handle, &session);
    if (rv != CKR_OK) {
        return rv;
    }
    return ch_session_leave(session, ch_operation_absorb(session, CH_OPERATION_SIGN, data, size));
}

CK_RV C_SignFinal(CK_SESSION_HANDLE handle, CK_BYTE *signature, CK_ULONG *signature_size) {
    struct ch_session *session;
    CK_RV rv = ch_session_enter(handle, &session);
    if (rv != CKR_OK) {
        return rv;
    }
    return ch_session_leave(session, ch_operation_final(session, CH_OPERATION_SIGN, signature, signature_size));
}
