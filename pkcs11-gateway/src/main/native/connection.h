/* Connections to gateways: a small pool, one connection for one call at a time. */
#ifndef CRATON_CONNECTION_H
#define CRATON_CONNECTION_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "wire_messages.h"

/* Connections of one process; more calls at once wait for one another. A gateway takes 256 in all. */
#define CH_MAX_CONNECTIONS 64
/* Calls of one process at once. */
#define CH_MAX_CALLS 256

struct ch_library;

enum ch_connection_state { CH_EMPTY, CH_IDLE, CH_BUSY };

struct ch_connection {
    /* On a cache line of its own: each thread turns to its own place first. */
    _Alignas(64) atomic_int state;
    atomic_int fd;
    /* Which socket that was: a descriptor that the application closed, and that now is something else, is not touched. */
    dev_t device;
    ino_t inode;
    unsigned node;
    unsigned failures; /* of the node, when the connection was made */
    uint32_t timeout_ms;
};

/* Who this process is to the cluster: what it presents to a node. */
struct ch_credentials {
    bool known;
    uint64_t version; /* counts identities, so that only the one that was refused is forgotten */
    uint8_t application[CH_APPLICATION_ID_BYTES];
    uint8_t token[CH_RESUME_TOKEN_BYTES];
    uint32_t token_size;
};

struct ch_identity {
    pthread_mutex_t first; /* held during a first handshake, so that there is only one */
    pthread_mutex_t lock;  /* of the credentials; held only to copy them */
    struct ch_credentials credentials;
};

/* A reply as it comes in: memory first, the heap when it is larger. */
struct ch_reply {
    uint8_t *data;
    size_t size;
    size_t capacity;
    bool on_heap;
};

enum ch_transfer {
    CH_DONE,
    CH_BROKEN, /* closed, or not understood */
    CH_SILENT, /* nothing came in time; what did come is kept */
};

void ch_connections_init(struct ch_connection *connections);
void ch_identity_init(struct ch_identity *identity);
void ch_identity_free(struct ch_identity *identity);

/* A connection to the preferred node that only the caller uses, or NULL: no place before the deadline, or the node cannot be reached. In
 * the second case another node is preferred from now on. */
struct ch_connection *ch_connection_take(struct ch_library *library, uint64_t deadline, bool *fresh);
void ch_connection_give_back(struct ch_library *library, struct ch_connection *connection);
void ch_connection_drop(struct ch_library *library, struct ch_connection *connection);
enum ch_transfer ch_connection_send(struct ch_connection *connection, const uint8_t *frame, size_t size);
/* Receives one whole frame, or goes on with what a silent attempt has left in reply. */
enum ch_transfer ch_connection_receive(struct ch_connection *connection, struct ch_reply *reply, uint32_t timeout_ms);
void ch_reply_wipe(struct ch_reply *reply);
/* The node failed: calls go to the next one. */
void ch_node_failed(struct ch_library *library, unsigned node, const char *how);
/* Whether the node still greets. */
bool ch_node_answers(struct ch_library *library, unsigned node);

/* An idle connection without connecting, NULL if there is none. */
struct ch_connection *ch_connection_idle(struct ch_library *library);
/* Ends what calls under way wait for. */
void ch_connections_cut(struct ch_connection *connections);
/* Closes descriptors that are still ours; says nothing to the peer. */
void ch_connections_close(struct ch_connection *connections);

#endif
