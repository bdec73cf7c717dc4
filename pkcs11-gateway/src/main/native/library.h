/* The state between C_Initialize and C_Finalize, and the gate that every call passes.
 *
 * There is no state outside of one heap object per process. A forked child finds out by a counter that the object is its parent's, leaves
 * it alone (its locks may be held by threads that do not exist in the child) and starts an object of its own. */
#ifndef CRATON_LIBRARY_H
#define CRATON_LIBRARY_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "config.h"
#include "connection.h"
#include "facts.h"
#include "pkcs11.h"
#include "session.h"
#include "slot.h"
#include "wire_messages.h"

_Static_assert(sizeof(CK_ULONG) == 8, "values of CK_ULONG travel as they are: 64 bits");
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "values of CK_ULONG travel as they are: little-endian");

struct ch_process;

struct ch_library {
    struct ch_process *process;
    struct ch_config config;
    struct ch_identity identity;
    struct ch_connection connections[CH_MAX_CONNECTIONS];
    /* The node that calls go to, an index into config.sockets. It moves on when that node fails. */
    atomic_uint preferred;
    /* How often each node failed: connections older than a failure are not used again. */
    atomic_uint failures[CH_MAX_NODES];
    /* Whether any handshake has succeeded. */
    atomic_bool met;
    /* A call has waited its whole time and found no node; until one is found, calls wait only briefly. */
    atomic_bool outage;
    /* The last request number taken. */
    atomic_ullong sequence;
    /* A lower bound of the numbers of calls under way in each place, 0 for a free place. */
    atomic_ullong under_way[CH_MAX_CALLS];
    /* A bound computed not long ago; it may be too low, never too high. */
    atomic_ullong oldest;
    /* The last number given to an operation in parts. */
    atomic_ullong operations;
    struct ch_slots slots;
    struct ch_sessions sessions;
    struct ch_facts_cache facts;
};

/* The library, which cannot be finalized before ch_leave; NULL when this process has not initialized it. */
struct ch_library *ch_enter(void);
void ch_leave(struct ch_library *library);
/* Whether C_Finalize is waiting: calls should end. */
bool ch_closing(const struct ch_library *library);
/* Waits for that many milliseconds; false at once when C_Finalize is called. */
bool ch_pause(struct ch_library *library, uint64_t milliseconds);
/* Wakes those who wait in ch_pause. */
void ch_wake(struct ch_library *library);
/* Waits until C_Finalize. */
void ch_wait_for_end(struct ch_library *library);

/* Milliseconds of the monotonic clock. */
uint64_t ch_now(void);

#endif
