/* Sessions as the library knows them: the operations in hand and the search. Everything else is the cluster's. */
#ifndef CRATON_SESSION_H
#define CRATON_SESSION_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "operation.h"
#include "pkcs11.h"

struct ch_library;

/* A search: the handles of the page at hand, and what is needed to ask for the next. */
struct ch_search {
    bool active;
    uint64_t *handles;
    uint32_t count;
    uint32_t given;
    uint64_t cursor;   /* of the next page, 0 after the last */
    uint8_t *template; /* encoded list of attributes */
    uint32_t template_size;
    uint32_t template_count;
};

struct ch_session {
    struct ch_library *library;
    uint64_t handle;
    uint32_t slot;
    bool read_write;
    atomic_bool closed;    /* no longer on the table */
    unsigned references;   /* under the lock of the table */
    struct ch_session *next;
    pthread_mutex_t lock;  /* one call at a time */
    struct ch_operation operations[CH_OPERATION_KINDS];
    struct ch_search search;
};

#define CH_SESSION_BUCKETS 1024
#define CH_SESSION_LOCKS 16

struct ch_sessions {
    pthread_mutex_t locks[CH_SESSION_LOCKS];
    struct ch_session *buckets[CH_SESSION_BUCKETS];
};

void ch_sessions_init(struct ch_sessions *sessions);
void ch_sessions_free(struct ch_sessions *sessions);

/* Enters the library and the session, which then belongs to the caller until ch_session_leave. */
CK_RV ch_session_enter(CK_SESSION_HANDLE handle, struct ch_session **session);
/* Leaves both, and hands rv on. A session that the cluster no longer knows is forgotten. */
CK_RV ch_session_leave(struct ch_session *session, CK_RV rv);
void ch_search_end(struct ch_search *search);

#endif
