#include "session.h"

#include <stdlib.h>
#include <string.h>

#include "call.h"

void ch_sessions_init(struct ch_sessions *sessions) {
    for (unsigned i = 0; i < CH_SESSION_LOCKS; i++) {
        (void)pthread_mutex_init(&sessions->locks[i], NULL);
    }
}

static unsigned bucket_of(uint64_t handle) {
    return (unsigned)((handle * 0x9E3779B97F4A7C15ULL) >> 32) % CH_SESSION_BUCKETS;
}

static pthread_mutex_t *lock_of(struct ch_sessions *sessions, uint64_t handle) {
    return &sessions->locks[bucket_of(handle) % CH_SESSION_LOCKS];
}

void ch_search_end(struct ch_search *search) {
    free(search->handles);
    if (search->template != NULL) {
        explicit_bzero(search->template, search->template_size);
        free(search->template);
    }
    *search = (struct ch_search){0};
}

static void destroy(struct ch_session *session) {
    for (unsigned i = 0; i < CH_OPERATION_KINDS; i++) {
        ch_operation_end(&session->operations[i]);
    }
    ch_search_end(&session->search);
    (void)pthread_mutex_destroy(&session->lock);
    free(session);
}

void ch_sessions_free(struct ch_sessions *sessions) {
    for (unsigned i = 0; i < CH_SESSION_BUCKETS; i++) {
        while (sessions->buckets[i] != NULL) {
            struct ch_session *session = sessions->buckets[i];
            sessions->buckets[i] = session->next;
            destroy(session);
        }
    }
    for (unsigned i = 0; i < CH_SESSION_LOCKS; i++) {
        (void)pthread_mutex_destroy(&sessions->locks[i]);
    }
}

static CK_RV add(struct ch_library *library, uint64_t handle, uint32_t slot, bool read_write) {
    struct ch_sessions *sessions = &library->sessions;
    struct ch_session *session = calloc(1, sizeof *session);
    if (session == NULL) {
        return CKR_HOST_MEMORY;
    }
    session->library = library;
    session->handle = handle;
    session->slot = slot;
    session->read_write = read_write;
    (void)pthread_mutex_init(&session->lock, NULL);
    (void)pthread_mutex_lock(lock_of(sessions, handle));
    session->next = sessions->buckets[bucket_of(handle)];
    sessions->buckets[bucket_of(handle)] = session;
    (void)pthread_mutex_unlock(lock_of(sessions, handle));
    return CKR_OK;
}

/* Takes it off the table; it is freed when the last call has left it. */
static void forget(struct ch_session *session) {
    struct ch_sessions *sessions = &session->library->sessions;
    (void)pthread_mutex_lock(lock_of(sessions, session->handle));
    struct ch_session **at = &sessions->buckets[bucket_of(session->handle)];
    while (*at != NULL && *at != session) {
        at = &(*at)->next;
    }
    if (*at == session) {
        *at = session->next;
    }
    session->closed = true;
    (void)pthread_mutex_unlock(lock_of(sessions, session->handle));
}

static void release(struct ch_session *session) {
    pthread_mutex_t *lock = lock_of(&session->library->sessions, session->handle);
    (void)pthread_mutex_lock(lock);
    bool last = --session->references == 0 && session->closed;
    (void)pthread_mutex_unlock(lock);
    if (last) {
        destroy(session);
    }
}

CK_RV ch_session_enter(CK_SESSION_HANDLE handle, struct ch_session **found) {
    struct ch_library *library = ch_enter();
    if (library == NULL) {
        return CKR_CRYPTOKI_NOT_INITIALIZED;
    }
    struct ch_sessions *sessions = &library->sessions;
    (void)pthread_mutex_lock(lock_of(sessions, handle));
    struct ch_session *session = sessions->buckets[bucket_of(handle)];
    while (session != NULL && session->handle != handle) {
        session = session->next;
    }
    if (session != NULL) {
        session->references++;
    }
    (void)pthread_mutex_unlock(lock_of(sessions, handle));
    if (session == NULL) {
        ch_leave(library);
        return CKR_SESSION_HANDLE_INVALID;
    }
    (void)pthread_mutex_lock(&session->lock);
    if (session->closed) { /* while we waited for our turn */
        (void)pthread_mutex_unlock(&session->lock);
        release(session);
        ch_leave(library);
        return CKR_SESSION_HANDLE_INVALID;
    }
    *found = session;
    return CKR_OK;
}

CK_RV ch_session_leave(struct ch_session *session, CK_RV rv) {
    struct ch_library *library = session->library;
    if (rv == CKR_SESSION_HANDLE_INVALID || rv == CKR_SESSION_CLOSED) {
        forget(session);
    }
    (void)pthread_mutex_unlock(&session->lock);
    release(session);
    ch_leave(library);
    return rv;
}

/* ---- C_OpenSession, C_CloseSession, C_CloseAllSessions, C_GetSessionInfo ---- */

static CK_RV open_session(struct ch_library *library, CK_SLOT_ID slot, CK_FLAGS flags, CK_SESSION_HANDLE *handle) {
    if (handle == NULL) {
        return CKR_ARGUMENTS_BAD;
    }
    if (slot >= CH_MAX_SLOTS) {
        return CKR_SLOT_ID_INVALID;
    }
    if ((flags & CKF_SERIAL_SESSION) == 0) {
        return CKR_SESSION_PARALLEL_NOT_SUPPORTED;
    }
    struct ch_call call;
    bool read_write = (flags & CKF_RW_SESSION) != 0;
    struct ch_open_session_request request = {.slot = slot, .read_write = read_write};
    struct ch_open_session_reply reply;
    ch_call_begin(&call, library, CH_TYPE_OPEN_SESSION);
    ch_put_open_session_request(&call.out, &request);
    CK_RV rv = ch_call_send(&call, CH_ORDINARY, (uint32_t)slot);
    if (rv == CKR_OK) {
        ch_get_open_session_reply(&call.body, &reply);
        rv = ch_call_read(&call);
    }
    ch_call_end(&call);
    if (rv == CKR_OK) {
        rv = add(library, reply.session, (uint32_t)slot, read_write);
    }
    if (rv == CKR_OK) {
        *handle = reply.session;
    }
    return rv;
}

/* The application and callback parameters are for notifications, which this library does not make. */
CK_RV C_OpenSession(CK_SLOT_ID slot, CK_FLAGS flags, void *application, CK_NOTIFY notify, CK_SESSION_HANDLE *handle) {
    (void)application;
    (void)notify;
    struct ch_library *library = ch_enter();
    if (library == NULL) {
        return CKR_CRYPTOKI_NOT_INITIALIZED;
    }
    CK_RV rv = open_session(library, slot, flags, handle);
    ch_leave(library);
    return rv;
}

CK_RV C_CloseSession(CK_SESSION_HANDLE handle) {
    struct ch_session *session;
    CK_RV rv = ch_session_enter(handle, &session);
    if (rv != CKR_OK) {
        return rv;
    }
    struct ch_call call;
    struct ch_close_session_request request = {.session = session->handle};
    ch_call_begin(&call, session->library, CH_TYPE_CLOSE_SESSION);
    ch_put_close_session_request(&call.out, &request);
    rv = ch_call_finish(&call, CH_SLOW, session->slot);
    if (rv == CKR_OK) {
        forget(session);
    }
    return ch_session_leave(session, rv);
}

/* Forgets the slot's sessions. Those that are in a call end there. */
static void forget_all(struct ch_sessions *sessions, uint32_t slot) {
    for (unsigned i = 0; i < CH_SESSION_BUCKETS; i++) {
        struct ch_session *unused = NULL;
        (void)pthread_mutex_lock(&sessions->locks[i % CH_SESSION_LOCKS]);
        struct ch_session **at = &sessions->buckets[i];
        while (*at != NULL) {
            struct ch_session *session = *at;
            if (session->slot != slot) {
                at = &session->next;
                continue;
            }
            *at = session->next;
            session->closed = true;
            if (session->references == 0) {
                session->next = unused;
                unused = session;
            }
        }
        (void)pthread_mutex_unlock(&sessions->locks[i % CH_SESSION_LOCKS]);
        while (unused != NULL) {
            struct ch_session *session = unused;
            unused = session->next;
            destroy(session);
        }
    }
}

CK_RV C_CloseAllSessions(CK_SLOT_ID slot) {
    struct ch_library *library = ch_enter();
    if (library == NULL) {
        return CKR_CRYPTOKI_NOT_INITIALIZED;
    }
    CK_RV rv = CKR_SLOT_ID_INVALID;
    if (slot < CH_MAX_SLOTS) {
        struct ch_call call;
        struct ch_close_all_sessions_request request = {.slot = slot};
        ch_call_begin(&call, library, CH_TYPE_CLOSE_ALL_SESSIONS);
        ch_put_close_all_sessions_request(&call.out, &request);
        rv = ch_call_finish(&call, CH_SLOW, (uint32_t)slot);
    }
    if (rv == CKR_OK) {
        ch_slot_changed(&library->slots, (uint32_t)slot);
        forget_all(&library->sessions, (uint32_t)slot);
    }
    ch_leave(library);
    return rv;
}

/* Always asks: pools of sessions use this call to find out whether a session still lives. */
CK_RV C_GetSessionInfo(CK_SESSION_HANDLE handle, CK_SESSION_INFO *info) {
    struct ch_session *session;
    CK_RV rv = ch_session_enter(handle, &session);
    if (rv != CKR_OK) {
        return rv;
    }
    if (info == NULL) {
        return ch_session_leave(session, CKR_ARGUMENTS_BAD);
    }
    struct ch_call call;
    struct ch_session_info_request request = {.session = session->handle};
    struct ch_session_info_reply reply;
    ch_call_begin(&call, session->library, CH_TYPE_SESSION_INFO);
    ch_put_session_info_request(&call.out, &request);
    rv = ch_call_send(&call, CH_ORDINARY, session->slot);
    if (rv == CKR_OK) {
        ch_get_session_info_reply(&call.body, &reply);
        rv = ch_call_read(&call);
    }
    if (rv == CKR_OK) {
        *info = (CK_SESSION_INFO){reply.slot, reply.state, reply.flags, reply.device_error};
    }
    ch_call_end(&call);
    return ch_session_leave(session, rv);
}
