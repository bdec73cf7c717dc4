#include "handshake.h"

#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "library.h"
#include "log.h"

void ch_identity_init(struct ch_identity *identity) {
    (void)pthread_mutex_init(&identity->lock, NULL);
}

void ch_identity_free(struct ch_identity *identity) {
    explicit_bzero(identity->token, sizeof identity->token);
    (void)pthread_mutex_destroy(&identity->lock);
}

static void remember(struct ch_identity *identity, const struct ch_handshake_reply *reply) {
    if (!atomic_load(&identity->known)) {
        memcpy(identity->application, reply->application_id.data, sizeof identity->application);
        if (reply->resume_token.size > 0) {
            memcpy(identity->token, reply->resume_token.data, reply->resume_token.size);
        }
        identity->token_size = reply->resume_token.size;
        identity->version++;
        atomic_store(&identity->known, true);
    }
}

/* What a node says to the greeting. A refused identity is forgotten, so that the next greeting asks for a new one. */
static bool accept_reply(struct ch_library *library, struct ch_reply *incoming, bool presented, const char *node) {
    struct ch_reply_header header;
    struct ch_reader in;
    struct ch_handshake_reply reply;
    if (!ch_read_reply_header(incoming->data, incoming->size, &header, &in) || header.type != CH_TYPE_HANDSHAKE) {
        ch_log(&library->config, "%s: the greeting was not understood", node);
        return false;
    }
    if (header.code != CKR_OK) {
        ch_log(&library->config, "%s: refused this process with 0x%x", node, header.code);
        if (presented && header.code == CKR_SESSION_CLOSED && (header.flags & CH_FLAG_RETRY) == 0) {
            atomic_store(&library->identity.known, false);
        }
        return false;
    }
    ch_get_handshake_reply(&in, &reply);
    if (!ch_reader_done(&in) || reply.version < CH_MIN_VERSION || reply.version > CH_MAX_VERSION) {
        ch_log(&library->config, "%s: the greeting was not understood", node);
        return false;
    }
    remember(&library->identity, &reply);
    return true;
}

static bool exchange(struct ch_library *library, struct ch_connection *connection) {
    struct ch_identity *identity = &library->identity;
    bool presented = atomic_load(&identity->known);
    uint8_t memory[256];
    uint8_t answer[512];
    struct ch_writer out;
    struct ch_reply reply = {.data = answer, .capacity = sizeof answer};
    const char *name = program_invocation_short_name;
    struct ch_handshake_request request = {
        .magic = CH_MAGIC,
        .min_version = CH_MIN_VERSION,
        .max_version = CH_MAX_VERSION,
        .application_id = {identity->application, presented ? CH_APPLICATION_ID_BYTES : 0},
        .resume_token = {identity->token, presented ? identity->token_size : 0},
        .process_id = (uint32_t)getpid(),
        .client_name = {(const uint8_t *)name, (uint32_t)strnlen(name, CH_MAX_NAME_BYTES)},
    };
    for (uint32_t i = 0; i < request.client_name.size; i++) {
        if ((unsigned char)name[i] >= 0x80) {
            request.client_name.size = 0; /* a name that may not be UTF-8 is not told */
        }
    }
    ch_writer_init(&out, memory, sizeof memory, CH_MAX_FRAME_BYTES);
    ch_start_frame(&out, CH_TYPE_HANDSHAKE, 0, 0, library->config.connect_timeout_ms);
    ch_put_handshake_request(&out, &request);
    bool greeted = ch_finish_frame(&out) && ch_connection_send(connection, out.data, out.size) == CH_DONE
        && ch_connection_receive(connection, &reply, library->config.connect_timeout_ms) == CH_DONE
        && accept_reply(library, &reply, presented, library->config.sockets[connection->node]);
    ch_writer_wipe(&out);
    ch_reply_wipe(&reply);
    return greeted;
}

bool ch_greet(struct ch_library *library, struct ch_connection *connection) {
    struct ch_identity *identity = &library->identity;
    if (atomic_load(&identity->known)) {
        return exchange(library, connection);
    }
    struct timespec deadline;
    uint64_t at = ch_now() + library->config.attempt_timeout_ms;
    deadline.tv_sec = (time_t)(at / 1000);
    deadline.tv_nsec = (long)(at % 1000) * 1000000;
    if (pthread_mutex_clocklock(&identity->lock, CLOCK_MONOTONIC, &deadline) != 0) {
        return false;
    }
    bool greeted = exchange(library, connection);
    (void)pthread_mutex_unlock(&identity->lock);
    return greeted;
}
