#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "call.h"
#include "library.h"

/* Calls that are under way when C_Finalize comes may end by themselves for so long; then their connections are cut. */
#define GRACE_MS 500
/* After so long C_Finalize returns and leaves the memory to the calls that did not end. */
#define GIVE_UP_MS 5000

/* The gate counts the calls inside; this bit says that they may come in. */
#define OPEN (1ULL << 63)

struct ch_process {
    unsigned fork_id;
    atomic_ullong gate;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    atomic_bool closing;
    unsigned sleepers;
    struct ch_library *_Atomic library;
    struct ch_process *parent;
};

static struct ch_process *_Atomic current;
/* Only the handler below writes it, in a child that has one thread. */
static volatile unsigned fork_id;

static void in_child(void) {
    fork_id++;
}

/* A constructor, so that the handler is there before any thread can be in a call. The library is linked -z nodelete: it stays. */
__attribute__((constructor)) static void watch_forks(void) {
    (void)pthread_atfork(NULL, NULL, in_child);
}

uint64_t ch_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static struct ch_process *process_new(struct ch_process *parent) {
    struct ch_process *process = calloc(1, sizeof *process);
    pthread_condattr_t clock;
    if (process == NULL) {
        return NULL;
    }
    process->fork_id = fork_id;
    process->parent = parent;
    (void)pthread_mutex_init(&process->lock, NULL);
    (void)pthread_condattr_init(&clock);
    (void)pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&process->changed, &clock);
    (void)pthread_condattr_destroy(&clock);
    return process;
}

/* This process's object, made when there is none. NULL without memory. */
static struct ch_process *process_of_this_fork(void) {
    struct ch_process *found = atomic_load(&current);
    if (found != NULL && found->fork_id == fork_id) {
        return found;
    }
    struct ch_process *made = process_new(found);
    if (made != NULL && !atomic_compare_exchange_strong(&current, &found, made)) {
        (void)pthread_mutex_destroy(&made->lock);
        (void)pthread_cond_destroy(&made->changed);
        free(made);
        return found;
    }
    return made;
}

/* Waits on changed; the lock is held. False when the time is over. */
static bool wait_until(struct ch_process *process, uint64_t deadline) {
    struct timespec at = {.tv_sec = (time_t)(deadline / 1000), .tv_nsec = (long)(deadline % 1000) * 1000000};
    process->sleepers++;
    int rc = pthread_cond_timedwait(&process->changed, &process->lock, &at);
    process->sleepers--;
    return rc != ETIMEDOUT;
}

struct ch_library *ch_enter(void) {
    struct ch_process *process = atomic_load(&current);
    if (process == NULL || process->fork_id != fork_id) {
        return NULL;
    }
    if ((atomic_fetch_add(&process->gate, 1) & OPEN) != 0) {
        return atomic_load_explicit(&process->library, memory_order_relaxed);
    }
    if (atomic_fetch_sub(&process->gate, 1) == 1) {
        (void)pthread_mutex_lock(&process->lock);
        (void)pthread_cond_broadcast(&process->changed);
        (void)pthread_mutex_unlock(&process->lock);
    }
    return NULL;
}

void ch_leave(struct ch_library *library) {
    struct ch_process *process = library->process;
    if (atomic_fetch_sub(&process->gate, 1) == 1) {
        (void)pthread_mutex_lock(&process->lock);
        (void)pthread_cond_broadcast(&process->changed);
        (void)pthread_mutex_unlock(&process->lock);
    }
}

bool ch_closing(const struct ch_library *library) {
    return atomic_load_explicit(&library->process->closing, memory_order_relaxed);
}

bool ch_pause(struct ch_library *library, uint64_t milliseconds) {
    struct ch_process *process = library->process;
    uint64_t deadline = ch_now() + milliseconds;
    (void)pthread_mutex_lock(&process->lock);
    if (!atomic_load(&process->closing)) {
        (void)wait_until(process, deadline);
    }
    bool goes_on = !atomic_load(&process->closing);
    (void)pthread_mutex_unlock(&process->lock);
    return goes_on;
}

void ch_wake(struct ch_library *library) {
    struct ch_process *process = library->process;
    (void)pthread_mutex_lock(&process->lock);
    if (process->sleepers > 0) {
        (void)pthread_cond_broadcast(&process->changed);
    }
    (void)pthread_mutex_unlock(&process->lock);
}

void ch_wait_for_end(struct ch_library *library) {
    struct ch_process *process = library->process;
    (void)pthread_mutex_lock(&process->lock);
    while (!atomic_load(&process->closing)) {
        (void)pthread_cond_wait(&process->changed, &process->lock);
    }
    (void)pthread_mutex_unlock(&process->lock);
}

static struct ch_library *library_new(struct ch_process *process) {
    struct ch_library *library = aligned_alloc(_Alignof(struct ch_library), sizeof *library);
    if (library == NULL) {
        return NULL;
    }
    memset(library, 0, sizeof *library);
    library->process = process;
    ch_connections_init(library->connections);
    ch_config_load(&library->config);
    ch_identity_init(&library->identity);
    ch_sessions_init(&library->sessions);
    ch_slots_init(&library->slots);
    ch_facts_init(&library->facts);
    return library;
}

static void library_free(struct ch_library *library) {
    ch_connections_close(library->connections);
    ch_sessions_free(&library->sessions);
    ch_slots_free(&library->slots);
    ch_facts_free(&library->facts);
    ch_identity_free(&library->identity);
    free(library);
}

/* Closes what a child inherited: it is the parent's conversation. Nothing is sent and no lock is taken. */
static void close_inherited(struct ch_process *process) {
    if (process->parent != NULL) {
        struct ch_library *library = atomic_load(&process->parent->library);
        if (library != NULL) {
            ch_connections_close(library->connections);
        }
        process->parent = NULL;
    }
}

static CK_RV check_arguments(const CK_C_INITIALIZE_ARGS *args) {
    if (args == NULL) {
        return CKR_OK;
    }
    int callbacks = (args->CreateMutex != NULL) + (args->DestroyMutex != NULL) + (args->LockMutex != NULL)
        + (args->UnlockMutex != NULL);
    if (args->pReserved != NULL || (callbacks != 0 && callbacks != 4)) {
        return CKR_ARGUMENTS_BAD;
    }
    if (callbacks == 4 && (args->flags & CKF_OS_LOCKING_OK) == 0) {
        return CKR_CANT_LOCK; /* the application forbids the locks of the system, and condition variables have no callbacks */
    }
    return CKR_OK;
}

CK_RV C_Initialize(void *args) {
    CK_RV rv = check_arguments(args);
    struct ch_process *process = rv == CKR_OK ? process_of_this_fork() : NULL;
    if (process == NULL) {
        return rv == CKR_OK ? CKR_HOST_MEMORY : rv;
    }
    (void)pthread_mutex_lock(&process->lock);
    while (atomic_load(&process->closing)) {
        (void)pthread_cond_wait(&process->changed, &process->lock);
    }
    if ((atomic_load(&process->gate) & OPEN) != 0) {
        rv = CKR_CRYPTOKI_ALREADY_INITIALIZED;
    } else {
        close_inherited(process);
        struct ch_library *library = library_new(process);
        if (library == NULL) {
            rv = CKR_HOST_MEMORY;
        } else {
            atomic_store(&process->library, library);
            (void)atomic_fetch_or(&process->gate, OPEN);
        }
    }
    (void)pthread_mutex_unlock(&process->lock);
    return rv;
}

/* Waits until every call has left; true when none is left. The lock is held. */
static bool drain(struct ch_process *process, struct ch_library *library) {
    uint64_t start = ch_now();
    for (;;) {
        if (atomic_load(&process->gate) == 0) {
            return true;
        }
        uint64_t waited = ch_now() - start;
        if (waited >= GIVE_UP_MS) {
            return false;
        }
        if (waited >= GRACE_MS) {
            ch_connections_cut(library->connections);
        }
        (void)wait_until(process, ch_now() + 50);
    }
}

CK_RV C_Finalize(void *reserved) {
    struct ch_process *process = atomic_load(&current);
    if (process == NULL || process->fork_id != fork_id) {
        return CKR_CRYPTOKI_NOT_INITIALIZED;
    }
    (void)pthread_mutex_lock(&process->lock);
    CK_RV rv = CKR_OK;
    if ((atomic_load(&process->gate) & OPEN) == 0) {
        rv = CKR_CRYPTOKI_NOT_INITIALIZED;
    } else if (reserved != NULL) {
        rv = CKR_ARGUMENTS_BAD;
    }
    if (rv == CKR_OK) {
        struct ch_library *library = atomic_load(&process->library);
        atomic_store(&process->closing, true);
        (void)atomic_fetch_and(&process->gate, ~OPEN);
        (void)pthread_cond_broadcast(&process->changed);
        bool empty = drain(process, library);
        atomic_store(&process->library, NULL);
        if (empty) {
            ch_say_goodbye(library);
            library_free(library);
        }
        atomic_store(&process->closing, false);
        (void)pthread_cond_broadcast(&process->changed);
    }
    (void)pthread_mutex_unlock(&process->lock);
    return rv;
}
