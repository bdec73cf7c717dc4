/* PINs: they are written into one request, which is wiped, and kept nowhere. */
#include <string.h>

#include "call.h"

/* A PIN must be given: there is no protected authentication path. Its length is for the token's policy to judge. */
static CK_RV check_pin(const CK_UTF8CHAR *pin, CK_ULONG size) {
    if (pin == NULL) {
        return CKR_ARGUMENTS_BAD;
    }
    return size > CH_MAX_PIN_BYTES ? CKR_PIN_LEN_RANGE : CKR_OK;
}

static CK_RV init_token(struct ch_library *library, CK_SLOT_ID slot, CK_UTF8CHAR *pin, CK_ULONG size, CK_UTF8CHAR *label) {
    if (slot >= CH_MAX_SLOTS) {
        return CKR_SLOT_ID_INVALID;
    }
    CK_RV rv = label == NULL ? CKR_ARGUMENTS_BAD : check_pin(pin, size);
    if (rv == CKR_PIN_LEN_RANGE) {
        rv = CKR_PIN_INCORRECT; /* the codes of C_InitToken have no other */
    }
    if (rv != CKR_OK) {
        return rv;
    }
    uint32_t length = CH_MAX_LABEL_BYTES; /* 32, padded with blanks */
    while (length > 0 && (label[length - 1] == ' ' || label[length - 1] == '\0')) {
        length--;
    }
    struct ch_call call;
    struct ch_init_token_request request = {.slot = slot, .so_pin = ch_bytes_of(pin, size), .label = {label, length}};
    ch_call_begin(&call, library, CH_TYPE_INIT_TOKEN);
    ch_put_init_token_request(&call.out, &request);
    rv = ch_call_finish(&call, CH_SLOW, (uint32_t)slot);
    ch_slot_changed(&library->slots, (uint32_t)slot);
    return rv;
}

CK_RV C_InitToken(CK_SLOT_ID slot, CK_UTF8CHAR *pin, CK_ULONG size, CK_UTF8CHAR *label) {
    struct ch_library *library = ch_enter();
    if (library == NULL) {
        return CKR_CRYPTOKI_NOT_INITIALIZED;
    }
    CK_RV rv = init_token(library, slot, pin, size, label);
    ch_leave(library);
    return rv;
}

CK_RV C_InitPIN(CK_SESSION_HANDLE handle, CK_UTF8CHAR *pin, CK_ULONG size) {
    struct ch_session *session;
    CK_RV rv = ch_session_enter(handle, &session);
    if (rv != CKR_OK) {
        return rv;
    }
    rv = check_pin(pin, size);
    if (rv == CKR_OK) {
        struct ch_call call;
        struct ch_init_pin_request request = {.session = session->handle, .pin = ch_bytes_of(pin, size)};
        ch_call_begin(&call, session->library, CH_TYPE_INIT_PIN);
        ch_put_init_pin_request(&call.out, &request);
        rv = ch_call_finish(&call, CH_SLOW, session->slot);
    }
    return ch_session_leave(session, rv);
}

CK_RV C_SetPIN(CK_SESSION_HANDLE handle, CK_UTF8CHAR *old_pin, CK_ULONG old_size, CK_UTF8CHAR *new_pin, CK_ULONG new_size) {
    struct ch_session *session;
    CK_RV rv = ch_session_enter(handle, &session);
    if (rv != CKR_OK) {
        return rv;
    }
    rv = check_pin(old_pin, old_size);
    if (rv == CKR_PIN_LEN_RANGE) {
        rv = CKR_PIN_INCORRECT;
    }
    if (rv == CKR_OK) {
        rv = check_pin(new_pin, new_size);
    }
    if (rv == CKR_OK) {
        struct ch_call call;
        struct ch_set_pin_request request = {
            .session = session->handle,
            .old_pin = ch_bytes_of(old_pin, old_size),
            .new_pin = ch_bytes_of(new_pin, new_size),
        };
        ch_call_begin(&call, session->library, CH_TYPE_SET_PIN);
        ch_put_set_pin_request(&call.out, &request);
        rv = ch_call_finish(&call, CH_SLOW, session->slot);
    }
    return ch_session_leave(session, rv);
}

static CK_RV login(struct ch_session *session, CK_USER_TYPE user, CK_UTF8CHAR *pin, CK_ULONG size) {
    if (user != CKU_SO && user != CKU_USER && user != CKU_CONTEXT_SPECIFIC) {
        return CKR_USER_TYPE_INVALID;
    }
    CK_RV rv = check_pin(pin, size);
    if (rv != CKR_OK) {
        return rv == CKR_PIN_LEN_RANGE ? CKR_PIN_INCORRECT : rv;
    }
    struct ch_call call;
    struct ch_login_request request = {
        .session = session->handle,
        .user_type = user,
        .pin = ch_bytes_of(pin, size),
    };
    ch_call_begin(&call, session->library, CH_TYPE_LOGIN);
    ch_put_login_request(&call.out, &request);
    rv = ch_call_finish(&call, CH_SLOW, session->slot);
    ch_slot_changed(&session->library->slots, session->slot);
    return rv;
}

CK_RV C_Login(CK_SESSION_HANDLE handle, CK_USER_TYPE user, CK_UTF8CHAR *pin, CK_ULONG size) {
    struct ch_session *session;
    CK_RV rv = ch_session_enter(handle, &session);
    return rv != CKR_OK ? rv : ch_session_leave(session, login(session, user, pin, size));
}

/* There are no named users yet; without a name it is C_Login. */
CK_RV C_LoginUser(CK_SESSION_HANDLE handle, CK_USER_TYPE user, CK_UTF8CHAR *pin, CK_ULONG size, CK_UTF8CHAR *name, CK_ULONG name_size) {
    struct ch_session *session;
    CK_RV rv = ch_session_enter(handle, &session);
    if (rv != CKR_OK) {
        return rv;
    }
    if (name_size > 0) {
        return ch_session_leave(session, name == NULL ? CKR_ARGUMENTS_BAD : CKR_FUNCTION_NOT_SUPPORTED);
    }
    return ch_session_leave(session, login(session, user, pin, size));
}

CK_RV C_Logout(CK_SESSION_HANDLE handle) {
    struct ch_session *session;
    CK_RV rv = ch_session_enter(handle, &session);
    if (rv != CKR_OK) {
        return rv;
    }
    struct ch_call call;
    struct ch_logout_request request = {.session = session->handle};
    ch_call_begin(&call, session->library, CH_TYPE_LOGOUT);
    ch_put_logout_request(&call.out, &request);
    rv = ch_call_finish(&call, CH_SLOW, session->slot);
    ch_slot_changed(&session->library->slots, session->slot);
    return ch_session_leave(session, rv);
}
