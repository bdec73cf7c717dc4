#include "handshake.h"

#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "library.h"
#include "log.h"

void ch_identity_init(struct ch_identity *identity) {
    (void)pthread_mutex_init(&identity->first, NULL);
    (void)pthread_mutex_init(&identity->lock, NULL);
}

void ch_identity_free(struct ch_identity *identity) {
    explicit_bzero(&identity->credentials, sizeof identity->credentials);
    (void)pthread_mutex_destroy(&identity->first);
    (void)pthread_mutex_destroy(&identity->lock);
}

static struct ch_credentials present(struct ch_identity *identity) {
    (void)pthread_mutex_lock(&identity->lock);
    struct ch_credentials credentials = identity->credentials;
    (void)pthread_mutex_unlock(&identity->lock);
    return credentials;
}

static void remember(struct ch_identity *identity, const struct ch_handshake_reply *reply) {
    (void)pthread_mutex_lock(&identity->lock);
    struct ch_credentials *credentials = &identity->credentials;
    if (!credentials->known) {
        memcpy(credentials->application, reply->application_id.data, sizeof credentials->application);
        if (reply->resume_token.size > 0) {
            memcpy(credentials->token, reply->resume_token.data, reply->resume_token.size);
        }
        credentials->token_size = reply->resume_token.size;
        credentials->version++;
        credentials->known = true;
    }
    (void)pthread_mutex_unlock(&identity->lock);
}

/* The next greeting asks for a new identity, unless another thread has one already. */
static void forget(struct ch_identity *identity, uint64_t version) {
    (void)pthread_mutex_lock(&identity->lock);
    if (identity->credentials.version == version) {
        identity->credentials.known = false;
    }
    (void)pthread_mutex_unlock(&identity->lock);
}

static bool accept_reply(struct ch_library *library, struct ch_reply *incoming, const struct ch_credentials *mine, const char *node) {
    struct ch_reply_header header;
    struct ch_reader in;
    struct ch_handshake_reply reply;
    if (!ch_read_reply_header(incoming->data, incoming->size, &header, &in) || header.type != CH_TYPE_HANDSHAKE) {
        ch_log(&library->config, "%s: the greeting was not understood", node);
        return false;
    }
    if (header.code != CKR_OK) {
        ch_log(&library->config, "%s: refused this process with 0x%x", node, header.code);
        if (mine->known && header.code == CKR_SESSION_CLOSED && (header.flags & CH_FLAG_RETRY) == 0) {
            forget(&library->identity, mine->version);
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

/* The program's name, unless it might not be UTF-8. */
static struct ch_bytes client_name(void) {
    const char *name = program_invocation_short_name;
    uint32_t size = (uint32_t)strnlen(name, CH_MAX_NAME_BYTES);
    for (uint32_t i = 0; i < size; i++) {
        if ((unsigned char)name[i] >= 0x80) {
            return (struct ch_bytes){NULL, 0};
        }
    }
    return (struct ch_bytes){(const uint8_t *)name, size};
}

static bool exchange(struct ch_library *library, struct ch_connection *connection) {
    struct ch_credentials mine = present(&library->identity);
    uint8_t memory[256];
    uint8_t answer[512];
    struct ch_writer out;
    struct ch_reply reply = {.data = answer, .capacity = sizeof answer};
    struct ch_handshake_request request = {
        .magic = CH_MAGIC,
        .min_version = CH_MIN_VERSION,
        .max_version = CH_MAX_VERSION,
        .application_id = {mine.application, mine.known ? CH_APPLICATION_ID_BYTES : 0},
        .resume_token = {mine.token, mine.known ? mine.token_size : 0},
        .process_id = (uint32_t)getpid(),
        .client_name = client_name(),
    };
    ch_writer_init(&out, memory, sizeof memory, CH_MAX_FRAME_BYTES);
    ch_start_frame(&out, CH_TYPE_HANDSHAKE, 0, 0, library->config.connect_timeout_ms);
    ch_put_handshake_request(&out, &request);
    bool greeted = ch_finish_frame(&out) && ch_connection_send(connection, out.data, out.size) == CH_DONE
        && ch_connection_receive(connection, &reply, library->config.connect_timeout_ms) == CH_DONE
        && accept_reply(library, &reply, &mine, library->config.sockets[connection->node]);
    ch_writer_wipe(&out);
    ch_reply_wipe(&reply);
    explicit_bzero(&mine, sizeof mine);
    return greeted;
}

bool ch_greet(struct ch_library *library, struct ch_connection *connection) {
    struct ch_identity *identity = &library->identity;
    struct ch_credentials mine = present(identity);
    bool known = mine.known;
    explicit_bzero(&mine, sizeof mine);
    if (known) {
        return exchange(library, connection);
    }
    struct timespec deadline;
    uint64_t at = ch_now() + library->config.attempt_timeout_ms;
    deadline.tv_sec = (time_t)(at / 1000);
    deadline.tv_nsec = (long)(at % 1000) * 1000000;
    if (pthread_mutex_clocklock(&identity->first, CLOCK_MONOTONIC, &deadline) != 0) {
        return false;
    }
    bool greeted = exchange(library, connection);
    (void)pthread_mutex_unlock(&identity->first);
    return greeted;
}
