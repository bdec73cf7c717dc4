#include "call.h"

#include <string.h>

#include "log.h"

/* The pause before a request is sent again, doubled each time up to the limit. */
#define FIRST_PAUSE_MS 5
#define LONGEST_PAUSE_MS 100
/* Refusals with the retry flag that a node may give in a row before another is asked. */
#define PATIENCE 4
/* A slow call may take so many times the ordinary limits. */
#define SLOW_FACTOR 4
/* So long a call waits after another has waited its whole time in vain. */
#define OUTAGE_MS 1000
#define GOODBYE_MS 200
/* The bound of unanswered requests is computed anew after so many calls. */
#define OLDEST_EVERY 64

#define SEQUENCE_AT 8
#define OLDEST_AT 16
#define DEADLINE_AT 24

struct attempt {
    struct ch_call *call;
    enum ch_effort effort;
    uint64_t deadline;
    uint64_t sequence;
    unsigned place; /* in under_way */
    uint64_t pause;
    unsigned unreachable; /* nodes in a row that could not be reached */
    unsigned refused;     /* in a row, with the retry flag */
    struct ch_reply_header header;
};

enum verdict { ANSWERED, AGAIN, AGAIN_AFTER_PAUSE, LOST };

/* Takes a number. The place holds a lower bound from before the number is taken, so that no other thread can overlook it. */
static bool take_number(struct ch_library *library, struct attempt *attempt) {
    unsigned first = (unsigned)((uint64_t)(uintptr_t)pthread_self() >> 12);
    for (unsigned i = 0; i < CH_MAX_CALLS; i++) {
        unsigned place = (first + i) % CH_MAX_CALLS;
        unsigned long long unused = 0;
        unsigned long long bound = atomic_load(&library->sequence) + 1;
        if (atomic_load_explicit(&library->under_way[place], memory_order_relaxed) == 0
            && atomic_compare_exchange_strong(&library->under_way[place], &unused, bound)) {
            attempt->place = place;
            attempt->sequence = atomic_fetch_add(&library->sequence, 1) + 1;
            return true;
        }
    }
    return false;
}

static uint64_t oldest_unanswered(struct ch_library *library, uint64_t sequence) {
    if (sequence % OLDEST_EVERY != 0) {
        uint64_t known = atomic_load_explicit(&library->oldest, memory_order_relaxed);
        return known == 0 ? 1 : known;
    }
    unsigned long long oldest = atomic_load(&library->sequence) + 1;
    for (unsigned i = 0; i < CH_MAX_CALLS; i++) {
        unsigned long long bound = atomic_load(&library->under_way[i]);
        if (bound != 0 && bound < oldest) {
            oldest = bound;
        }
    }
    atomic_store(&library->oldest, oldest);
    return oldest;
}

static void patch_u64(struct ch_writer *out, size_t at, uint64_t value) {
    ch_patch_u32(out, at, (uint32_t)value);
    ch_patch_u32(out, at + 4, (uint32_t)(value >> 32));
}

void ch_call_begin(struct ch_call *call, struct ch_library *library, uint16_t type) {
    call->library = library;
    call->type = type;
    ch_writer_init(&call->out, call->request_memory, sizeof call->request_memory, CH_MAX_FRAME_BYTES + 4);
    ch_start_frame(&call->out, type, 0, 0, 0);
    call->reply = (struct ch_reply){.data = call->reply_memory, .capacity = sizeof call->reply_memory};
    ch_reader_init(&call->body, NULL, 0);
}

void ch_call_end(struct ch_call *call) {
    ch_writer_wipe(&call->out);
    ch_reply_wipe(&call->reply);
}

CK_RV ch_call_read(struct ch_call *call) {
    if (!ch_reader_done(&call->body)) {
        ch_log(&call->library->config, "a reply of type %u was not understood", call->type);
        return CKR_DEVICE_ERROR;
    }
    return CKR_OK;
}

/* Waits for the reply; a slow call goes on waiting while the node greets on another connection. */
static enum ch_transfer wait_for_reply(struct attempt *attempt, struct ch_connection *connection) {
    struct ch_call *call = attempt->call;
    struct ch_library *library = call->library;
    unsigned rounds = attempt->effort == CH_SLOW ? SLOW_FACTOR : 1;
    for (;;) {
        uint64_t now = ch_now();
        uint64_t left = attempt->deadline > now ? attempt->deadline - now : 1;
        uint32_t limit = library->config.attempt_timeout_ms;
        enum ch_transfer result =
            ch_connection_receive(connection, &call->reply, left < limit ? (uint32_t)left : limit);
        if (result != CH_SILENT || --rounds == 0 || ch_now() >= attempt->deadline || ch_closing(library)
            || !ch_node_answers(library, connection->node)) {
            return result;
        }
    }
}

static enum verdict judge_reply(struct attempt *attempt) {
    struct ch_call *call = attempt->call;
    if ((attempt->header.flags & CH_FLAG_RETRY) == 0) {
        return ANSWERED;
    }
    call->reply.size = 0;
    attempt->refused++;
    return AGAIN_AFTER_PAUSE;
}

/* One attempt on one connection. */
static enum verdict try_once(struct attempt *attempt) {
    struct ch_call *call = attempt->call;
    struct ch_library *library = call->library;
    bool fresh = false;
    struct ch_connection *connection = ch_connection_take(library, attempt->deadline, &fresh);
    if (connection == NULL) {
        attempt->unreachable++;
        return attempt->unreachable % library->config.nodes == 0 ? AGAIN_AFTER_PAUSE : AGAIN;
    }
    attempt->unreachable = 0;
    if (atomic_load_explicit(&library->outage, memory_order_relaxed)) {
        /* A node greeted: this call has its whole time again. */
        atomic_store(&library->outage, false);
        attempt->deadline = ch_now() + library->config.call_timeout_ms;
    }
    uint64_t now = ch_now();
    ch_patch_u32(&call->out, DEADLINE_AT, attempt->deadline > now ? (uint32_t)(attempt->deadline - now) : 1);
    call->reply.size = 0;
    unsigned node = connection->node;
    enum ch_transfer result = ch_connection_send(connection, call->out.data, call->out.size);
    bool sent = result == CH_DONE;
    if (sent) {
        result = wait_for_reply(attempt, connection);
    }
    if (result == CH_DONE
        && (!ch_read_reply_header(call->reply.data, call->reply.size, &attempt->header, &call->body) || attempt->header.type != call->type
            || attempt->header.sequence != attempt->sequence)) {
        ch_log(&library->config, "%s: a reply that belongs to nothing", library->config.sockets[node]);
        result = CH_BROKEN;
    }
    if (result == CH_DONE) {
        ch_connection_give_back(library, connection);
        enum verdict verdict = judge_reply(attempt);
        if (verdict != ANSWERED && attempt->refused % PATIENCE == 0) {
            ch_node_failed(library, node, "goes on refusing");
        }
        return verdict;
    }
    ch_connection_drop(library, connection);
    if (result == CH_SILENT) {
        ch_node_failed(library, node, "does not answer");
    } else if (fresh) {
        ch_node_failed(library, node, "closed the connection");
    }
    /* A connection that lay idle may be of a gateway that was restarted: the same node is tried once more. */
    return attempt->effort == CH_ONCE ? LOST : AGAIN;
}

static CK_RV run(struct attempt *attempt) {
    struct ch_library *library = attempt->call->library;
    for (;;) {
        enum verdict verdict = try_once(attempt);
        if (verdict == ANSWERED) {
            return attempt->header.code;
        }
        if (ch_closing(library)) {
            return CKR_CRYPTOKI_NOT_INITIALIZED;
        }
        if (verdict == LOST) {
            return CH_LOST;
        }
        if (ch_now() + (verdict == AGAIN ? 0 : attempt->pause) >= attempt->deadline
            || (attempt->effort == CH_BRIEF && attempt->unreachable >= library->config.nodes)) {
            ch_log(&library->config, "no gateway answered a call of type %u in time", attempt->call->type);
            if (attempt->unreachable >= library->config.nodes && attempt->effort != CH_BRIEF) {
                atomic_store(&library->outage, true);
            }
            return CKR_DEVICE_ERROR;
        }
        if (verdict == AGAIN_AFTER_PAUSE) {
            if (!ch_pause(library, attempt->pause)) {
                return CKR_CRYPTOKI_NOT_INITIALIZED;
            }
            attempt->pause = attempt->pause * 2 > LONGEST_PAUSE_MS ? LONGEST_PAUSE_MS : attempt->pause * 2;
        }
    }
}

CK_RV ch_call_send(struct ch_call *call, enum ch_effort effort, uint32_t slot) {
    struct ch_library *library = call->library;
    uint64_t budget = library->config.call_timeout_ms;
    struct attempt attempt = {.call = call, .effort = effort, .pause = FIRST_PAUSE_MS};
    if (library->config.nodes == 0) {
        return CKR_DEVICE_REMOVED; /* the reason was printed by C_Initialize */
    }
    if (!ch_finish_frame(&call->out)) {
        return CKR_ARGUMENTS_BAD; /* more than a frame can hold */
    }
    budget = effort == CH_SLOW ? budget * SLOW_FACTOR : budget;
    if (atomic_load_explicit(&library->outage, memory_order_relaxed) && budget > OUTAGE_MS) {
        budget = OUTAGE_MS;
    }
    attempt.deadline = ch_now() + budget;
    if (!take_number(library, &attempt)) {
        return CKR_DEVICE_ERROR; /* more calls at once than CH_MAX_CALLS */
    }
    patch_u64(&call->out, SEQUENCE_AT, attempt.sequence);
    patch_u64(&call->out, OLDEST_AT, oldest_unanswered(library, attempt.sequence));
    CK_RV rv = run(&attempt);
    atomic_store(&library->under_way[attempt.place], 0);
    if (rv != CH_LOST && slot != CH_NO_SLOT && attempt.header.stamp != 0) {
        ch_slot_stamped(&library->slots, slot, attempt.header.stamp);
    }
    return rv;
}

CK_RV ch_call_finish(struct ch_call *call, enum ch_effort effort, uint32_t slot) {
    CK_RV rv = ch_call_send(call, effort, slot);
    if (rv == CKR_OK) {
        ch_skip_extensions(&call->body, CH_MAX_EXTENSIONS); /* all that an empty body has */
        rv = ch_call_read(call);
    }
    ch_call_end(call);
    return rv;
}

void ch_say_goodbye(struct ch_library *library) {
    struct ch_connection *connection = ch_connection_idle(library);
    struct ch_call call;
    struct ch_goodbye_request request = {0};
    if (connection == NULL) {
        return;
    }
    ch_call_begin(&call, library, CH_TYPE_GOODBYE);
    ch_put_goodbye_request(&call.out, &request);
    if (ch_finish_frame(&call.out) && ch_connection_send(connection, call.out.data, call.out.size) == CH_DONE) {
        (void)ch_connection_receive(connection, &call.reply, GOODBYE_MS);
    }
    ch_call_end(&call);
    ch_connection_drop(library, connection);
}
