#include "connection.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "handshake.h"
#include "library.h"
#include "log.h"

/* Bytes of the length before each frame. */
#define PREFIX 4

void ch_connections_init(struct ch_connection *connections) {
    for (unsigned i = 0; i < CH_MAX_CONNECTIONS; i++) {
        atomic_store(&connections[i].fd, -1);
    }
}

/* Whether the descriptor is still the socket that we opened. */
static bool is_ours(const struct ch_connection *connection, int fd) {
    struct stat found;
    return fd >= 0 && fstat(fd, &found) == 0 && S_ISSOCK(found.st_mode) && found.st_dev == connection->device
        && found.st_ino == connection->inode;
}

static void close_ours(struct ch_connection *connection) {
    int fd = atomic_exchange(&connection->fd, -1);
    if (is_ours(connection, fd)) {
        (void)close(fd);
    }
}

static bool set_timeout(struct ch_connection *connection, int fd, uint32_t milliseconds) {
    struct timeval limit = {.tv_sec = milliseconds / 1000, .tv_usec = (suseconds_t)(milliseconds % 1000) * 1000};
    connection->timeout_ms = milliseconds;
    return setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) == 0
        && setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) == 0;
}

static bool open_socket(struct ch_connection *connection, const char *path, uint32_t timeout_ms) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct stat made;
    memcpy(address.sun_path, path, strlen(path) + 1);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        return false;
    }
    int rc = -1;
    if (fstat(fd, &made) == 0 && set_timeout(connection, fd, timeout_ms)) {
        do {
            rc = connect(fd, (const struct sockaddr *)&address, sizeof address);
        } while (rc != 0 && errno == EINTR);
    }
    if (rc != 0) {
        int why = errno;
        (void)close(fd);
        errno = why;
        return false;
    }
    connection->device = made.st_dev;
    connection->inode = made.st_ino;
    atomic_store(&connection->fd, fd);
    return true;
}

/* Connects to a node and greets it. */
static bool reach(struct ch_library *library, struct ch_connection *connection, unsigned node) {
    const struct ch_config *config = &library->config;
    connection->node = node;
    connection->failures = atomic_load(&library->failures[node]);
    if (!open_socket(connection, config->sockets[node], config->connect_timeout_ms)) {
        ch_log(config, "%s: %s", config->sockets[node], strerror(errno));
        return false;
    }
    if (!ch_greet(library, connection)) {
        close_ours(connection);
        return false;
    }
    if (!atomic_exchange(&library->met, true)) {
        ch_log(config, "connected to %s", config->sockets[node]);
    }
    return true;
}

void ch_node_failed(struct ch_library *library, unsigned node, const char *how) {
    unsigned next = (node + 1) % library->config.nodes;
    unsigned expected = node;
    (void)atomic_fetch_add(&library->failures[node], 1);
    if (atomic_compare_exchange_strong(&library->preferred, &expected, next) && next != node) {
        ch_log(&library->config, "%s: %s; going to %s", library->config.sockets[node], how, library->config.sockets[next]);
    }
}

bool ch_node_answers(struct ch_library *library, unsigned node) {
    struct ch_connection probe = {.fd = -1};
    bool answers = reach(library, &probe, node);
    close_ours(&probe);
    return answers;
}

static bool claim(struct ch_connection *connection, int from) {
    return atomic_load_explicit(&connection->state, memory_order_relaxed) == from
        && atomic_compare_exchange_strong(&connection->state, &from, CH_BUSY);
}

/* The place that a thread turns to first; threads spread over the places. */
static unsigned first_place(void) {
    uint64_t self = (uint64_t)(uintptr_t)pthread_self();
    return (unsigned)((self * 0x9E3779B97F4A7C15ULL) >> 58) % CH_MAX_CONNECTIONS;
}

static struct ch_connection *claim_any(struct ch_library *library, unsigned first, int state) {
    for (unsigned i = 0; i < CH_MAX_CONNECTIONS; i++) {
        struct ch_connection *connection = &library->connections[(first + i) % CH_MAX_CONNECTIONS];
        if (claim(connection, state)) {
            return connection;
        }
    }
    return NULL;
}

struct ch_connection *ch_connection_idle(struct ch_library *library) {
    struct ch_connection *connection = claim_any(library, first_place(), CH_IDLE);
    if (connection != NULL && !is_ours(connection, atomic_load(&connection->fd))) {
        ch_connection_drop(library, connection);
        return NULL;
    }
    return connection;
}

static struct ch_connection *claim_place(struct ch_library *library, uint64_t deadline) {
    unsigned first = first_place();
    while (!ch_closing(library)) {
        struct ch_connection *connection = claim_any(library, first, CH_IDLE);
        if (connection == NULL) {
            connection = claim_any(library, first, CH_EMPTY);
        }
        if (connection != NULL) {
            return connection;
        }
        if (ch_now() >= deadline) {
            break;
        }
        /* All are in use: a place falls free without a signal, so look again soon. */
        (void)ch_pause(library, 1);
    }
    return NULL;
}

struct ch_connection *ch_connection_take(struct ch_library *library, uint64_t deadline, bool *fresh) {
    struct ch_connection *connection = claim_place(library, deadline);
    if (connection == NULL) {
        return NULL;
    }
    unsigned node = atomic_load(&library->preferred);
    int fd = atomic_load(&connection->fd);
    if (fd >= 0) {
        if (connection->node == node && connection->failures == atomic_load(&library->failures[node])
            && is_ours(connection, fd)) {
            *fresh = false;
            return connection;
        }
        close_ours(connection);
    }
    *fresh = true;
    if (!reach(library, connection, node)) {
        atomic_store(&connection->state, CH_EMPTY);
        ch_node_failed(library, node, "cannot be reached");
        return NULL;
    }
    return connection;
}

void ch_connection_give_back(struct ch_library *library, struct ch_connection *connection) {
    (void)library;
    atomic_store(&connection->state, CH_IDLE);
}

void ch_connection_drop(struct ch_library *library, struct ch_connection *connection) {
    (void)library;
    close_ours(connection);
    atomic_store(&connection->state, CH_EMPTY);
}

enum ch_transfer ch_connection_send(struct ch_connection *connection, const uint8_t *frame, size_t size) {
    int fd = atomic_load(&connection->fd);
    uint64_t start = ch_now();
    size_t sent = 0;
    while (sent < size) {
        ssize_t n = send(fd, frame + sent, size - sent, MSG_NOSIGNAL);
        if (n > 0) {
            sent += (size_t)n;
        } else if (n < 0 && errno != EINTR) {
            return errno == EAGAIN ? CH_SILENT : CH_BROKEN;
        }
        if (sent < size && ch_now() - start > connection->timeout_ms) {
            return CH_SILENT;
        }
    }
    return CH_DONE;
}

static bool make_room(struct ch_reply *reply, size_t capacity) {
    if (capacity <= reply->capacity) {
        return true;
    }
    uint8_t *data = malloc(capacity);
    if (data == NULL) {
        return false;
    }
    memcpy(data, reply->data, reply->size);
    explicit_bzero(reply->data, reply->size);
    if (reply->on_heap) {
        free(reply->data);
    }
    reply->data = data;
    reply->capacity = capacity;
    reply->on_heap = true;
    return true;
}

void ch_reply_wipe(struct ch_reply *reply) {
    explicit_bzero(reply->data, reply->size);
    if (reply->on_heap) {
        free(reply->data);
    }
    *reply = (struct ch_reply){0};
}

/* Bytes of the frame that is coming in, as far as known; 0 when its length cannot be true. */
static size_t frame_size(const struct ch_reply *reply) {
    if (reply->size < PREFIX) {
        return PREFIX;
    }
    struct ch_reader in;
    ch_reader_init(&in, reply->data, PREFIX);
    size_t length = ch_get_u32(&in);
    return length < CH_REPLY_HEADER_BYTES || length > CH_MAX_FRAME_BYTES ? 0 : PREFIX + length;
}

enum ch_transfer ch_connection_receive(struct ch_connection *connection, struct ch_reply *reply, uint32_t timeout_ms) {
    int fd = atomic_load(&connection->fd);
    uint64_t start = ch_now();
    if (timeout_ms != connection->timeout_ms && !set_timeout(connection, fd, timeout_ms)) {
        return CH_BROKEN;
    }
    for (;;) {
        size_t wanted = frame_size(reply);
        if (wanted == 0 || reply->size > wanted || !make_room(reply, wanted)) {
            return CH_BROKEN;
        }
        if (reply->size == wanted) {
            return CH_DONE;
        }
        ssize_t n = recv(fd, reply->data + reply->size, reply->capacity - reply->size, 0);
        if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN)) {
            return CH_BROKEN;
        }
        reply->size += n > 0 ? (size_t)n : 0;
        if (n < 0 && (errno == EAGAIN || ch_now() - start > timeout_ms)) {
            return CH_SILENT;
        }
    }
}

void ch_connections_cut(struct ch_connection *connections) {
    for (unsigned i = 0; i < CH_MAX_CONNECTIONS; i++) {
        int fd = atomic_load(&connections[i].fd);
        if (atomic_load(&connections[i].state) == CH_BUSY && is_ours(&connections[i], fd)) {
            (void)shutdown(fd, SHUT_RDWR);
        }
    }
}

void ch_connections_close(struct ch_connection *connections) {
    for (unsigned i = 0; i < CH_MAX_CONNECTIONS; i++) {
        if (atomic_load(&connections[i].fd) >= 0) {
            close_ours(&connections[i]);
        }
    }
}
