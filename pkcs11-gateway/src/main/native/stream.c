/* Operations in parts at a gateway. They live on one node: when it is lost, the input that was kept is fed to another, and output that
 * the application already has is left out. */
#include <string.h>

#include "call.h"
#include "operation.h"

/* Input of one request. */
#define CHUNK (256U * 1024)

/* One turn: the input as the application gave it, and where the output goes. */
struct turn {
    struct ch_session *session;
    struct ch_operation *operation;
    struct ch_bytes data; /* follows what is kept */
    struct ch_buffer *output;
    uint64_t deadline;
};

static struct turn turn_of(struct ch_session *session, struct ch_operation *operation, const uint8_t *data, size_t size, struct ch_buffer *output) {
    return (struct turn){
        .session = session,
        .operation = operation,
        .data = ch_bytes_of(data, size),
        .output = output,
        .deadline = ch_now() + session->library->config.call_timeout_ms,
    };
}

static CK_RV begin(struct turn *turn) {
    struct ch_operation *operation = turn->operation;
    struct ch_library *library = turn->session->library;
    uint64_t number = atomic_fetch_add(&library->operations, 1) + 1;
    struct ch_call call;
    struct ch_operation_begin_request request = {
        .session = turn->session->handle,
        .operation = number,
        .kind = operation->kind,
        .mechanism = {operation->mechanism, ch_bytes_of(operation->parameters.data, operation->parameters.size)},
        .key = operation->key,
    };
    ch_call_begin(&call, library, CH_TYPE_OPERATION_BEGIN);
    ch_put_operation_begin_request(&call.out, &request);
    CK_RV rv = ch_call_finish(&call, CH_ONCE, turn->session->slot);
    if (rv == CKR_OK) {
        operation->remote = number;
        operation->fed = 0;
        operation->given = 0;
    }
    return rv;
}

/* Takes output of the operation, less what was taken before from another node. */
static CK_RV take(struct turn *turn, struct ch_bytes output) {
    struct ch_operation *operation = turn->operation;
    uint64_t again = operation->total_out - operation->given;
    uint32_t skipped = again < output.size ? (uint32_t)again : output.size;
    if (!ch_buffer_append(turn->output, output.data + skipped, output.size - skipped)) {
        return CKR_HOST_MEMORY;
    }
    operation->given += output.size;
    if (operation->given > operation->total_out) {
        operation->total_out = operation->given;
    }
    return CKR_OK;
}

static CK_RV update(struct turn *turn, struct ch_bytes chunk) {
    struct ch_call call;
    struct ch_operation_update_request request = {
        .session = turn->session->handle,
        .operation = turn->operation->remote,
        .data = chunk,
    };
    struct ch_operation_update_reply reply;
    ch_call_begin(&call, turn->session->library, CH_TYPE_OPERATION_UPDATE);
    ch_put_operation_update_request(&call.out, &request);
    CK_RV rv = ch_call_send(&call, CH_ONCE, turn->session->slot);
    if (rv == CKR_OK) {
        ch_get_operation_update_reply(&call.body, &reply);
        rv = ch_call_read(&call);
    }
    if (rv == CKR_OK) {
        rv = take(turn, reply.data);
    }
    if (rv == CKR_OK) {
        turn->operation->fed += chunk.size;
    }
    ch_call_end(&call);
    return rv;
}

/* What comes next of kept and data together; empty at the end. */
static struct ch_bytes next_chunk(const struct turn *turn) {
    const struct ch_operation *operation = turn->operation;
    struct ch_bytes source = {operation->kept.data, (uint32_t)operation->kept.size};
    uint64_t at = operation->fed;
    if (at >= source.size) {
        at -= source.size;
        source = turn->data;
    }
    uint64_t left = source.size - at;
    return (struct ch_bytes){left == 0 ? NULL : source.data + at, left > CHUNK ? CHUNK : (uint32_t)left};
}

static CK_RV feed_all(struct turn *turn) {
    CK_RV rv = turn->operation->remote == 0 ? begin(turn) : CKR_OK;
    while (rv == CKR_OK) {
        struct ch_bytes chunk = next_chunk(turn);
        if (chunk.size == 0) {
            break;
        }
        rv = update(turn, chunk);
    }
    return rv;
}

static CK_RV end(struct turn *turn, struct ch_bytes signature) {
    struct ch_call call;
    struct ch_operation_finish_request request = {
        .session = turn->session->handle,
        .operation = turn->operation->remote,
        .signature = signature,
    };
    struct ch_operation_finish_reply reply;
    ch_call_begin(&call, turn->session->library, CH_TYPE_OPERATION_FINISH);
    ch_put_operation_finish_request(&call.out, &request);
    CK_RV rv = ch_call_send(&call, CH_ONCE, turn->session->slot);
    if (rv == CKR_OK) {
        ch_get_operation_finish_reply(&call.body, &reply);
        rv = ch_call_read(&call);
    }
    if (rv == CKR_OK) {
        rv = take(turn, reply.data);
    }
    if (rv != CH_LOST) {
        turn->operation->remote = 0;
    }
    ch_call_end(&call);
    return rv;
}

/* Whether to feed another node after that result. The operation begins there anew. */
static bool starts_over(struct turn *turn, CK_RV *rv) {
    struct ch_operation *operation = turn->operation;
    if (*rv != CH_LOST && *rv != CKR_OPERATION_NOT_INITIALIZED) {
        return false;
    }
    operation->remote = 0;
    operation->fed = 0;
    operation->given = 0;
    if (operation->forgotten) {
        *rv = CKR_OPERATION_NOT_INITIALIZED;
        return false;
    }
    if (ch_now() >= turn->deadline) {
        *rv = CKR_DEVICE_ERROR;
        return false;
    }
    return true;
}

CK_RV ch_stream_feed(struct ch_session *session, struct ch_operation *operation, const uint8_t *data, size_t size, struct ch_buffer *output) {
    if (size > UINT32_MAX) {
        return CKR_DATA_LEN_RANGE;
    }
    struct turn turn = turn_of(session, operation, data, size, output);
    CK_RV rv;
    do {
        rv = feed_all(&turn);
    } while (rv != CKR_OK && starts_over(&turn, &rv));
    return rv;
}

CK_RV ch_stream_finish(struct ch_session *session, struct ch_operation *operation, const uint8_t *data, size_t size, struct ch_bytes signature, struct ch_buffer *output) {
    struct turn turn = turn_of(session, operation, data, size, output);
    CK_RV rv;
    do {
        rv = feed_all(&turn);
        if (rv == CKR_OK) {
            rv = end(&turn, signature);
        }
    } while (rv != CKR_OK && starts_over(&turn, &rv));
    return rv;
}

CK_RV ch_stream_keep(struct ch_session *session, struct ch_operation *operation, const uint8_t *data, size_t size) {
    if (!operation->forgotten && operation->kept.size + size <= session->library->config.replay_limit_bytes) {
        return ch_buffer_append(&operation->kept, data, size) ? CKR_OK : CKR_HOST_MEMORY;
    }
    ch_buffer_free(&operation->kept);
    operation->forgotten = true;
    operation->fed = 0;
    return CKR_OK;
}
