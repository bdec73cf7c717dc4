#include <string.h>

#include "call.h"

static CK_RV fetch_random(struct ch_session *session, CK_BYTE *data, uint32_t size) {
    struct ch_call call;
    struct ch_generate_random_request request = {.session = session->handle, .length = size};
    struct ch_generate_random_reply reply;
    ch_call_begin(&call, session->library, CH_TYPE_GENERATE_RANDOM);
    ch_put_generate_random_request(&call.out, &request);
    CK_RV rv = ch_call_send(&call, CH_ORDINARY, session->slot);
    if (rv == CKR_OK) {
        ch_get_generate_random_reply(&call.body, &reply);
        rv = ch_call_read(&call);
    }
    if (rv == CKR_OK && reply.data.size != size) {
        rv = CKR_DEVICE_ERROR;
    }
    if (rv == CKR_OK) {
        memcpy(data, reply.data.data, size);
    }
    ch_call_end(&call);
    return rv;
}

CK_RV C_GenerateRandom(CK_SESSION_HANDLE handle, CK_BYTE *data, CK_ULONG size) {
    struct ch_session *session;
    CK_RV rv = ch_session_enter(handle, &session);
    if (rv != CKR_OK) {
        return rv;
    }
    if (data == NULL) {
        rv = CKR_ARGUMENTS_BAD;
    }
    while (rv == CKR_OK && size > 0) {
        uint32_t part = size > CH_MAX_RANDOM_BYTES ? CH_MAX_RANDOM_BYTES : (uint32_t)size;
        rv = fetch_random(session, data, part);
        data += part;
        size -= part;
    }
    return ch_session_leave(session, rv);
}

CK_RV C_SeedRandom(CK_SESSION_HANDLE handle, CK_BYTE *seed, CK_ULONG size) {
    struct ch_session *session;
    CK_RV rv = ch_session_enter(handle, &session);
    if (rv != CKR_OK) {
        return rv;
    }
    if (seed == NULL || size > CH_MAX_RANDOM_BYTES) {
        return ch_session_leave(session, CKR_ARGUMENTS_BAD);
    }
    struct ch_call call;
    struct ch_seed_random_request request = {.session = session->handle, .seed = ch_bytes_of(seed, size)};
    ch_call_begin(&call, session->library, CH_TYPE_SEED_RANDOM);
    ch_put_seed_random_request(&call.out, &request);
    return ch_session_leave(session, ch_call_finish(&call, CH_ORDINARY, session->slot));
}
