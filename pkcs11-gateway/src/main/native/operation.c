#include "operation.h"

#include <string.h>

#include "call.h"

void ch_operation_end(struct ch_operation *operation) {
    ch_buffer_free(&operation->parameters);
    ch_buffer_free(&operation->kept);
    ch_buffer_free(&operation->held);
    *operation = (struct ch_operation){0};
}

void ch_operation_abandon(struct ch_session *session, struct ch_operation *operation) {
    uint64_t remote = operation->remote;
    ch_operation_end(operation);
    if (remote != 0) {
        struct ch_call call;
        struct ch_operation_cancel_request request = {.session = session->handle, .operation = remote};
        ch_call_begin(&call, session->library, CH_TYPE_OPERATION_CANCEL);
        ch_put_operation_cancel_request(&call.out, &request);
        /* Whatever the answer, the operation is over here; there it ends with the session at the latest. */
        (void)ch_call_finish(&call, CH_BRIEF, session->slot);
    }
}

CK_RV ch_operation_conclude(struct ch_session *session, struct ch_operation *operation, CK_RV rv) {
    if (rv == CKR_DEVICE_ERROR || rv == CKR_CRYPTOKI_NOT_INITIALIZED) {
        ch_operation_end(operation); /* nobody there to be told */
    } else {
        ch_operation_abandon(session, operation);
    }
    return rv;
}

static CK_RV check_key(struct ch_session *session, struct ch_operation *operation, CK_FLAGS usage, CK_OBJECT_HANDLE key) {
    struct ch_key_facts_reply facts;
    CK_RV rv = ch_facts_of_key(session, key, &facts);
    if (rv != CKR_OK) {
        return rv;
    }
    CK_KEY_TYPE wanted = operation->rule->key;
    if (wanted != CK_UNAVAILABLE_INFORMATION && facts.key_type != wanted) {
        return CKR_KEY_TYPE_INCONSISTENT;
    }
    operation->key = key;
    operation->key_bytes = facts.size_bytes;
    return (facts.usage & usage) != 0 ? CKR_OK : CKR_KEY_FUNCTION_NOT_PERMITTED;
}

static CK_RV start(struct ch_session *session, struct ch_operation *operation, CK_FLAGS usage, const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE key) {
    struct ch_mechanism_entry entry;
    CK_RV rv = ch_slot_mechanism(session->library, session->slot, mechanism->mechanism, &entry);
    if (rv != CKR_OK) {
        return rv;
    }
    operation->mechanism = mechanism->mechanism;
    operation->rule = ch_rule_of(mechanism->mechanism);
    rv = ch_encode_parameters(mechanism, &operation->parameters, &operation->tag_bytes);
    bool keyed = operation->kind != CH_OPERATION_DIGEST;
    CK_RV key_rv = rv == CKR_OK && keyed ? check_key(session, operation, usage, key) : CKR_OK;
    if (rv == CKR_OK && key_rv != CKR_OK && key_rv != CKR_KEY_FUNCTION_NOT_PERMITTED) {
        rv = key_rv; /* a wrong key is named before a wrong use of the mechanism */
    }
    if (rv == CKR_OK && (entry.flags & usage) == 0) {
        rv = CKR_MECHANISM_INVALID;
    }
    return rv == CKR_OK ? key_rv : rv;
}

CK_RV ch_operation_init(struct ch_session *session, uint8_t kind, CK_FLAGS usage, const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE key) {
    struct ch_operation *operation = &session->operations[kind];
    if (mechanism == NULL) {
        if (!operation->active) {
            return CKR_ARGUMENTS_BAD;
        }
        ch_operation_abandon(session, operation);
        return CKR_OK;
    }
    if (operation->active) {
        return CKR_OPERATION_ACTIVE;
    }
    operation->kind = kind;
    CK_RV rv = start(session, operation, usage, mechanism, key);
    if (rv == CKR_OK) {
        operation->active = true;
    } else {
        ch_operation_end(operation);
    }
    return rv;
}

static uint64_t less(uint64_t a, uint64_t b) {
    return a > b ? a - b : 0;
}

enum ch_length ch_output_length(const struct ch_operation *operation, uint64_t input, uint64_t *length) {
    bool decrypts = operation->kind == CH_OPERATION_DECRYPT;
    switch (operation->rule->output) {
        case CH_OUTPUT_FIXED:
            *length = operation->rule->size;
            return CH_LENGTH_EXACT;
        case CH_OUTPUT_KEY_SIZE:
            *length = operation->key_bytes;
            return operation->key_bytes == 0 ? CH_LENGTH_UNKNOWN : CH_LENGTH_EXACT;
        case CH_OUTPUT_TWO_ORDERS:
            *length = 2ULL * operation->key_bytes;
            return operation->key_bytes == 0 ? CH_LENGTH_UNKNOWN : CH_LENGTH_EXACT;
        case CH_OUTPUT_TAGGED:
            *length = decrypts ? less(input, operation->tag_bytes) : input + operation->tag_bytes;
            return CH_LENGTH_EXACT;
        case CH_OUTPUT_PADDED:
            *length = decrypts ? input : (input / 16 + 1) * 16;
            return decrypts ? CH_LENGTH_AT_MOST : CH_LENGTH_EXACT;
        case CH_OUTPUT_SAME:
            *length = input;
            return CH_LENGTH_EXACT;
        case CH_OUTPUT_UNKNOWN:
            break;
    }
    *length = 0;
    return CH_LENGTH_UNKNOWN;
}

CK_RV ch_operation_deliver_held(struct ch_operation *operation, CK_BYTE *out, CK_ULONG *size) {
    CK_ULONG room = *size;
    *size = operation->held.size;
    if (out == NULL) {
        return CKR_OK;
    }
    if (room < operation->held.size) {
        return CKR_BUFFER_TOO_SMALL;
    }
    if (operation->held.size > 0) {
        memcpy(out, operation->held.data, operation->held.size);
    }
    ch_buffer_free(&operation->held);
    operation->holds = false;
    return CKR_OK;
}

CK_RV ch_operation_deliver(struct ch_operation *operation, struct ch_bytes output, CK_BYTE *out, CK_ULONG *size) {
    if (out != NULL && *size >= output.size) {
        *size = output.size;
        if (output.size > 0) {
            memcpy(out, output.data, output.size);
        }
        return CKR_OK;
    }
    if (!ch_buffer_append(&operation->held, output.data, output.size)) {
        return CKR_HOST_MEMORY;
    }
    operation->holds = true;
    return ch_operation_deliver_held(operation, out, size);
}

bool ch_fits_one_shot(const struct ch_operation *operation, uint64_t size) {
    return size + operation->parameters.size <= CH_MAX_DATA_BYTES;
}

/* ---- C_Sign, C_Digest, C_Encrypt, C_Decrypt ---- */

/* Input too large for one request goes in parts; the application's buffer is there to be sent again. */
static CK_RV run_streamed(struct ch_session *session, struct ch_operation *operation, const CK_BYTE *data, CK_ULONG size, CK_BYTE *out, CK_ULONG *out_size) {
    struct ch_buffer output = {0};
    struct ch_bytes none = {NULL, 0};
    CK_RV rv = ch_stream_feed(session, operation, data, size, &output);
    if (rv == CKR_OK) {
        rv = ch_stream_finish(session, operation, data, size, none, &output);
    }
    if (rv == CKR_OK && output.size > UINT32_MAX) {
        rv = CKR_DATA_LEN_RANGE;
    }
    if (rv == CKR_OK) {
        rv = ch_operation_deliver(operation, ch_bytes_of(output.data, output.size), out, out_size);
    }
    ch_buffer_free(&output);
    return rv;
}

static CK_RV run(struct ch_session *session, struct ch_operation *operation, CK_BYTE *data, CK_ULONG size, CK_BYTE *out, CK_ULONG *out_size) {
    if (operation->holds) {
        return ch_operation_deliver_held(operation, out, out_size);
    }
    uint64_t length = 0;
    enum ch_length known = ch_output_length(operation, size, &length);
    if (out == NULL && known != CH_LENGTH_UNKNOWN) {
        *out_size = length;
        return CKR_OK;
    }
    if (known == CH_LENGTH_EXACT && *out_size < length) {
        *out_size = length;
        return CKR_BUFFER_TOO_SMALL;
    }
    return ch_fits_one_shot(operation, size)
        ? ch_run_one_shot(session, operation, ch_bytes_of(data, size), out, out_size)
        : run_streamed(session, operation, data, size, out, out_size);
}

CK_RV ch_operation_one_shot(struct ch_session *session, uint8_t kind, CK_BYTE *data, CK_ULONG size, CK_BYTE *out, CK_ULONG *out_size) {
    struct ch_operation *operation = &session->operations[kind];
    if (!operation->active) {
        return CKR_OPERATION_NOT_INITIALIZED;
    }
    if (operation->stage == CH_PARTS) {
        return CKR_OPERATION_ACTIVE; /* and it goes on in parts */
    }
    if (out_size == NULL || (data == NULL && size > 0)) {
        return ch_operation_conclude(session, operation, CKR_ARGUMENTS_BAD);
    }
    operation->stage = CH_ONE_SHOT;
    CK_RV rv = run(session, operation, data, size, out, out_size);
    if (rv == CKR_BUFFER_TOO_SMALL || (rv == CKR_OK && out == NULL)) {
        return rv; /* the operation goes on */
    }
    return ch_operation_conclude(session, operation, rv);
}

/* ---- the Update functions without output, and their Final functions ---- */

CK_RV ch_operation_absorb(struct ch_session *session, uint8_t kind, CK_BYTE *data, CK_ULONG size) {
    struct ch_operation *operation = &session->operations[kind];
    if (!operation->active) {
        return CKR_OPERATION_NOT_INITIALIZED;
    }
    if (operation->stage == CH_ONE_SHOT) {
        return ch_operation_conclude(session, operation, CKR_OPERATION_ACTIVE);
    }
    if (operation->rule->whole) {
        return ch_operation_conclude(session, operation, CKR_OPERATION_NOT_INITIALIZED);
    }
    if (data == NULL && size > 0) {
        return ch_operation_conclude(session, operation, CKR_ARGUMENTS_BAD);
    }
    operation->stage = CH_PARTS;
    uint64_t total = operation->kept.size + size;
    if (operation->remote == 0 && !operation->forgotten && total <= session->library->config.replay_limit_bytes
        && ch_fits_one_shot(operation, total)) {
        return ch_buffer_append(&operation->kept, data, size)
            ? CKR_OK
            : ch_operation_conclude(session, operation, CKR_HOST_MEMORY);
    }
    struct ch_buffer nothing = {0};
    CK_RV rv = ch_stream_feed(session, operation, data, size, &nothing);
    if (rv == CKR_OK) {
        rv = ch_stream_keep(session, operation, data, size);
    }
    ch_buffer_free(&nothing);
    return rv == CKR_OK ? rv : ch_operation_conclude(session, operation, rv);
}

static CK_RV finish(struct ch_session *session, struct ch_operation *operation, CK_BYTE *out, CK_ULONG *out_size) {
    if (operation->remote == 0 && !operation->forgotten) {
        return run(session, operation, operation->kept.data, operation->kept.size, out, out_size);
    }
    if (operation->holds) {
        return ch_operation_deliver_held(operation, out, out_size);
    }
    uint64_t length = 0;
    enum ch_length known = ch_output_length(operation, 0, &length);
    if (known == CH_LENGTH_EXACT && (out == NULL || *out_size < length)) {
        *out_size = length;
        return out == NULL ? CKR_OK : CKR_BUFFER_TOO_SMALL;
    }
    struct ch_buffer output = {0};
    struct ch_bytes none = {NULL, 0};
    CK_RV rv = ch_stream_finish(session, operation, NULL, 0, none, &output);
    if (rv == CKR_OK) {
        rv = ch_operation_deliver(operation, ch_bytes_of(output.data, output.size), out, out_size);
    }
    ch_buffer_free(&output);
    return rv;
}

CK_RV ch_operation_final(struct ch_session *session, uint8_t kind, CK_BYTE *out, CK_ULONG *out_size) {
    struct ch_operation *operation = &session->operations[kind];
    if (!operation->active) {
        return CKR_OPERATION_NOT_INITIALIZED;
    }
    if (operation->stage == CH_ONE_SHOT) {
        return ch_operation_conclude(session, operation, CKR_OPERATION_ACTIVE);
    }
    if (operation->rule->whole) {
        return ch_operation_conclude(session, operation, CKR_OPERATION_NOT_INITIALIZED);
    }
    if (out_size == NULL) {
        return ch_operation_conclude(session, operation, CKR_ARGUMENTS_BAD);
    }
    operation->stage = CH_PARTS;
    CK_RV rv = finish(session, operation, out, out_size);
    if (rv == CKR_BUFFER_TOO_SMALL || (rv == CKR_OK && out == NULL)) {
        return rv;
    }
    return ch_operation_conclude(session, operation, rv);
}
