/* A gateway with behaviour but without cryptography, for tests of the library: it knows four keys, keeps operations in parts, and misbehaves
 * on request. Every request is noted in a file, "type sequence" on a line, so that a test can see what was sent and how often.
 *
 *   fake_gateway SOCKET NOTES [silent=N] [drop=N] [retry=N] [forget=N] [garble=N] [new-identity=1] [blank=1]
 * silent: answers nothing from request N on; drop: closes the connection instead of answering request N, once; retry: answers the first N
 * requests with the retry flag; forget: forgets operations in parts before request N; garble: sends rubbish instead of reply N;
 * blank: slot 1 holds no token until C_InitToken. */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "buffer.h"
#include "frame.h"
#include "pkcs11.h"
#include "wire_messages.h"

#define RSA_KEY 7
#define EC_KEY 8
#define AES_KEY 9
#define SECRET_KEY 10
#define MAX_OPERATIONS 64
#define FOUND 600 /* objects that a search finds */

struct parts {
    uint64_t number;
    uint8_t kind;
    uint64_t mechanism;
    uint64_t key;
    struct ch_buffer input;
    size_t given;
};

static struct parts operations[MAX_OPERATIONS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static FILE *notes;
static atomic_uint requests;
static unsigned silent, drop_at, retry, forget, garble, new_identity, blank;
static atomic_bool user_pin_set;
static char blank_label[33];
static atomic_ullong stamp = 5;
static atomic_int user = -1;

static uint8_t checksum(const uint8_t *data, size_t size) {
    uint32_t sum = 17;
    for (size_t i = 0; i < size; i++) {
        sum = sum * 31 + data[i];
    }
    return (uint8_t)(sum ^ sum >> 8 ^ sum >> 16);
}

static void pattern(struct ch_buffer *out, const uint8_t *data, size_t size, size_t length) {
    uint8_t first = checksum(data, size);
    for (size_t i = 0; i < length; i++) {
        uint8_t byte = (uint8_t)(first + i);
        (void)ch_buffer_append(out, &byte, 1);
    }
}

static size_t signature_bytes(uint64_t mechanism) {
    return mechanism == CKM_ECDSA || mechanism == CKM_ECDSA_SHA256 ? 64 : mechanism == CKM_SHA256_HMAC ? 32 : 256;
}

static void mask(struct ch_buffer *out, const uint8_t *data, size_t size) {
    for (size_t i = 0; i < size; i++) {
        uint8_t byte = data[i] ^ 0x5a;
        (void)ch_buffer_append(out, &byte, 1);
    }
}

/* The whole output of an operation for so much input; at the end, padding or a tag. */
static CK_RV output_of(uint8_t kind, uint64_t mechanism, const uint8_t *data, size_t size, bool ended, struct ch_buffer *out) {
    bool padded = mechanism == CKM_AES_CBC_PAD;
    if (kind == CH_OPERATION_SIGN || kind == CH_OPERATION_DIGEST) {
        if (ended) {
            pattern(out, data, size, kind == CH_OPERATION_DIGEST ? 32 : signature_bytes(mechanism));
        }
        return CKR_OK;
    }
    if (kind == CH_OPERATION_ENCRYPT) {
        size_t whole = padded ? size / 16 * 16 : size;
        mask(out, data, ended ? size : whole);
        if (ended && padded) {
            uint8_t fill = (uint8_t)(16 - size % 16);
            for (unsigned i = 0; i < fill; i++) {
                mask(out, &fill, 1);
            }
        } else if (ended) {
            pattern(out, data, size, 16);
        }
        return CKR_OK;
    }
    size_t tail = padded ? 16 : 16;
    if (ended && size < tail) {
        return CKR_ENCRYPTED_DATA_LEN_RANGE;
    }
    size_t ready = size > tail ? (size - tail) / 16 * 16 : 0;
    mask(out, data, ended && padded ? size : ended ? size - 16 : ready);
    if (ended && padded) {
        uint8_t fill = out->data[out->size - 1];
        if (fill == 0 || fill > 16) {
            return CKR_ENCRYPTED_DATA_INVALID;
        }
        out->size -= fill;
    }
    return CKR_OK;
}

static struct parts *find_parts(uint64_t number) {
    for (unsigned i = 0; i < MAX_OPERATIONS; i++) {
        if (operations[i].number == number) {
            return &operations[i];
        }
    }
    return NULL;
}

static CK_RV run_parts(struct parts *parts, struct ch_bytes data, bool end, struct ch_buffer *fresh) {
    struct ch_buffer all = {0};
    if (parts == NULL) {
        return CKR_OPERATION_NOT_INITIALIZED;
    }
    (void)ch_buffer_append(&parts->input, data.data, data.size);
    CK_RV rv = output_of(parts->kind, parts->mechanism, parts->input.data, parts->input.size, end, &all);
    if (rv == CKR_OK && all.size > parts->given) {
        (void)ch_buffer_append(fresh, all.data + parts->given, all.size - parts->given);
        parts->given = all.size;
    }
    ch_buffer_free(&all);
    if (end) {
        ch_buffer_free(&parts->input);
        *parts = (struct parts){0};
    }
    return rv;
}

static struct ch_bytes text(const char *words) {
    return (struct ch_bytes){(const uint8_t *)words, (uint32_t)strlen(words)};
}

static struct ch_slot_entry slot_entry(uint64_t slot) {
    if (blank && slot == 1) {
        CK_FLAGS made = blank_label[0] == '\0' ? 0 : CKF_TOKEN_INITIALIZED;
        CK_FLAGS complete = atomic_load(&user_pin_set) ? CKF_USER_PIN_INITIALIZED : 0;
        return (struct ch_slot_entry){
            .slot = slot,
            .slot_flags = CKF_TOKEN_PRESENT,
            .token_flags = CKF_RNG | made | complete,
            .label = text(blank_label),
        };
    }
    return (struct ch_slot_entry){
        .slot = slot,
        .slot_flags = CKF_TOKEN_PRESENT,
        .description = text("fake slot"),
        .token_flags = CKF_TOKEN_INITIALIZED | CKF_USER_PIN_INITIALIZED | CKF_LOGIN_REQUIRED | CKF_RNG,
        .label = text(slot == 0 ? "demo" : "other"),
        .model = text("fake"),
        .serial = text("0000000000000001"),
        .max_sessions = 1000,
        .max_read_write_sessions = 1000,
        .min_pin_bytes = 4,
        .max_pin_bytes = 64,
    };
}

static CK_RV facts_of(uint64_t object, struct ch_key_facts_reply *facts) {
    switch (object) {
        case RSA_KEY:
            *facts = (struct ch_key_facts_reply){CKO_PRIVATE_KEY, CKK_RSA, CKF_SIGN | CKF_VERIFY, 256, false};
            return CKR_OK;
        case EC_KEY:
            *facts = (struct ch_key_facts_reply){CKO_PRIVATE_KEY, CKK_EC, CKF_SIGN, 32, false};
            return CKR_OK;
        case AES_KEY:
            *facts = (struct ch_key_facts_reply){CKO_SECRET_KEY, CKK_AES, CKF_ENCRYPT | CKF_DECRYPT, 32, false};
            return CKR_OK;
        case SECRET_KEY:
            *facts = (struct ch_key_facts_reply){CKO_SECRET_KEY, CKK_GENERIC_SECRET, CKF_SIGN | CKF_VERIFY, 32, false};
            return CKR_OK;
        default:
            return CKR_OBJECT_HANDLE_INVALID;
    }
}

struct exchange {
    uint16_t type;
    uint64_t sequence;
    struct ch_reader in;
    struct ch_writer body;
    struct ch_buffer output;
};

/* Each reads its request and writes its reply's body. */
static CK_RV answer_slots(struct exchange *x) {
    struct ch_slot_entry entries[2] = {slot_entry(0), slot_entry(1)};
    if (x->type == CH_TYPE_SLOT_LIST) {
        struct ch_slot_list_reply reply = {.slots = {.count = 2, .items = entries}};
        ch_put_slot_list_reply(&x->body, &reply);
        return CKR_OK;
    }
    if (x->type == CH_TYPE_TOKEN_INFO) {
        struct ch_token_info_request request;
        ch_get_token_info_request(&x->in, &request);
        if (request.slot > 1) {
            return CKR_SLOT_ID_INVALID;
        }
        struct ch_token_info_reply reply = {.token = slot_entry(request.slot)};
        ch_put_token_info_reply(&x->body, &reply);
        return CKR_OK;
    }
    struct ch_mechanism_entry mechanisms[] = {
        {CKM_RSA_PKCS, 2048, 4096, CKF_SIGN | CKF_VERIFY},
        {CKM_SHA256_RSA_PKCS, 2048, 4096, CKF_SIGN | CKF_VERIFY},
        {CKM_ECDSA, 256, 384, CKF_SIGN | CKF_VERIFY},
        {CKM_SHA256_HMAC, 1, 512, CKF_SIGN | CKF_VERIFY},
        {CKM_SHA256, 0, 0, CKF_DIGEST},
        {CKM_AES_GCM, 16, 32, CKF_ENCRYPT | CKF_DECRYPT},
        {CKM_AES_CBC_PAD, 16, 32, CKF_ENCRYPT | CKF_DECRYPT},
        {CKM_EC_KEY_PAIR_GEN, 256, 384, CKF_GENERATE_KEY_PAIR},
        {CKM_AES_KEY_GEN, 16, 32, CKF_GENERATE},
    };
    struct ch_mechanism_list_reply reply = {
        .mechanisms = {.count = sizeof mechanisms / sizeof *mechanisms, .items = mechanisms},
    };
    ch_put_mechanism_list_reply(&x->body, &reply);
    return CKR_OK;
}

static CK_RV answer_sessions(struct exchange *x) {
    if (x->type == CH_TYPE_OPEN_SESSION) {
        struct ch_open_session_request request;
        ch_get_open_session_request(&x->in, &request);
        struct ch_open_session_reply reply = {.session = x->sequence << 8 | request.slot};
        ch_put_open_session_reply(&x->body, &reply);
    } else if (x->type == CH_TYPE_SESSION_INFO) {
        struct ch_session_info_request request;
        ch_get_session_info_request(&x->in, &request);
        if (request.session == 0xdead) {
            return CKR_SESSION_HANDLE_INVALID;
        }
        struct ch_session_info_reply reply = {
            .slot = request.session & 0xff,
            .state = user < 0 ? CKS_RW_PUBLIC_SESSION : CKS_RW_USER_FUNCTIONS,
            .flags = CKF_SERIAL_SESSION | CKF_RW_SESSION,
        };
        ch_put_session_info_reply(&x->body, &reply);
    } else if (x->type == CH_TYPE_INIT_TOKEN) {
        struct ch_init_token_request request;
        ch_get_init_token_request(&x->in, &request);
        memcpy(blank_label, request.label.data, request.label.size);
        ch_put_u16(&x->body, 0);
    } else if (x->type == CH_TYPE_INIT_PIN) {
        atomic_store(&user_pin_set, true);
        ch_put_u16(&x->body, 0);
    } else if (x->type == CH_TYPE_LOGIN) {
        struct ch_login_request request;
        ch_get_login_request(&x->in, &request);
        if (request.user_type == CKU_SO) {
            ch_put_u16(&x->body, 0);
            return CKR_OK;
        }
        if (request.pin.size != 4 || memcmp(request.pin.data, "1234", 4) != 0) {
            return CKR_PIN_INCORRECT;
        }
        if (atomic_exchange(&user, (int)request.user_type) >= 0) {
            return CKR_USER_ALREADY_LOGGED_IN;
        }
        atomic_fetch_add(&stamp, 1);
        ch_put_u16(&x->body, 0);
    } else {
        ch_put_u16(&x->body, 0);
    }
    return CKR_OK;
}

static CK_RV answer_objects(struct exchange *x) {
    if (x->type == CH_TYPE_GENERATE_KEY || x->type == CH_TYPE_CREATE_OBJECT || x->type == CH_TYPE_COPY_OBJECT) {
        ch_put_u64(&x->body, 1000 + x->sequence); /* the same for the same request, on every node */
        ch_put_u16(&x->body, 0);
    } else if (x->type == CH_TYPE_GENERATE_KEY_PAIR) {
        struct ch_generate_key_pair_reply reply = {1000 + x->sequence, EC_KEY};
        ch_put_generate_key_pair_reply(&x->body, &reply);
    } else if (x->type == CH_TYPE_KEY_FACTS) {
        struct ch_key_facts_request request;
        struct ch_key_facts_reply reply;
        ch_get_key_facts_request(&x->in, &request);
        CK_RV rv = facts_of(request.object, &reply);
        if (rv != CKR_OK) {
            return rv;
        }
        ch_put_key_facts_reply(&x->body, &reply);
    } else if (x->type == CH_TYPE_GET_ATTRIBUTES) {
        struct ch_get_attributes_request request;
        struct ch_attribute_result results[CH_MAX_ATTRIBUTES];
        ch_get_get_attributes_request(&x->in, &request);
        struct ch_reader types;
        ch_reader_init(&types, request.types.wire.data, request.types.wire.size);
        for (uint32_t i = 0; i < request.types.count; i++) {
            uint64_t type = ch_get_u64(&types);
            results[i] = (struct ch_attribute_result){CH_ATTRIBUTE_INVALID, {NULL, 0}};
            if (type == CKA_LABEL) {
                results[i] = (struct ch_attribute_result){CH_ATTRIBUTE_VALUE, text("a label")};
            } else if (type == CKA_VALUE) {
                results[i].status = CH_ATTRIBUTE_SENSITIVE;
            }
        }
        struct ch_get_attributes_reply reply = {.attributes = {.count = request.types.count, .items = results}};
        ch_put_get_attributes_reply(&x->body, &reply);
    } else if (x->type == CH_TYPE_FIND_OBJECTS) {
        struct ch_find_objects_request request;
        uint64_t handles[CH_MAX_FIND_PAGE];
        ch_get_find_objects_request(&x->in, &request);
        uint32_t count = 0;
        uint64_t at = request.cursor;
        while (at < FOUND && count < request.max_handles) {
            handles[count++] = ++at;
        }
        struct ch_find_objects_reply reply = {.handles = {.count = count, .items = handles}, .cursor = at < FOUND ? at : 0};
        ch_put_find_objects_reply(&x->body, &reply);
    } else if (x->type == CH_TYPE_GET_OBJECT_SIZE) {
        ch_put_u64(&x->body, 99);
        ch_put_u16(&x->body, 0);
    } else {
        ch_put_u16(&x->body, 0);
    }
    return CKR_OK;
}

/* Sign, digest, encrypt and decrypt have the same fields but for the key. */
static CK_RV answer_whole(struct exchange *x) {
    struct ch_mechanism_use use;
    static const uint8_t kinds[] = {
        [CH_TYPE_SIGN] = CH_OPERATION_SIGN,
        [CH_TYPE_VERIFY] = CH_OPERATION_VERIFY,
        [CH_TYPE_ENCRYPT] = CH_OPERATION_ENCRYPT,
        [CH_TYPE_DECRYPT] = CH_OPERATION_DECRYPT,
        [CH_TYPE_DIGEST] = CH_OPERATION_DIGEST,
    };
    (void)ch_get_u64(&x->in);
    ch_get_mechanism_use(&x->in, &use);
    uint64_t key = x->type == CH_TYPE_DIGEST ? 0 : ch_get_u64(&x->in);
    struct ch_bytes data = ch_get_bytes(&x->in, CH_MAX_FRAME_BYTES);
    if (x->type == CH_TYPE_VERIFY) {
        struct ch_bytes signature = ch_get_bytes(&x->in, CH_MAX_SIGNATURE_BYTES);
        struct ch_buffer wanted = {0};
        pattern(&wanted, data.data, data.size, signature_bytes(use.type));
        bool good = signature.size == wanted.size && memcmp(signature.data, wanted.data, wanted.size) == 0;
        CK_RV rv = good ? CKR_OK : signature.size == wanted.size ? CKR_SIGNATURE_INVALID : CKR_SIGNATURE_LEN_RANGE;
        ch_buffer_free(&wanted);
        ch_put_u16(&x->body, 0);
        return rv;
    }
    (void)key;
    CK_RV rv = output_of(kinds[x->type], use.type, data.data, data.size, true, &x->output);
    ch_put_bytes(&x->body, (struct ch_bytes){x->output.data, (uint32_t)x->output.size}, CH_MAX_FRAME_BYTES);
    ch_put_u16(&x->body, 0);
    return rv;
}

static CK_RV answer_parts(struct exchange *x) {
    CK_RV rv = CKR_OK;
    (void)pthread_mutex_lock(&lock);
    if (x->type == CH_TYPE_OPERATION_BEGIN) {
        struct ch_operation_begin_request request;
        ch_get_operation_begin_request(&x->in, &request);
        struct parts *parts = find_parts(0);
        *parts = (struct parts){request.operation, request.kind, request.mechanism.type, request.key, {0}, 0};
        ch_put_u16(&x->body, 0);
    } else if (x->type == CH_TYPE_OPERATION_UPDATE) {
        struct ch_operation_update_request request;
        ch_get_operation_update_request(&x->in, &request);
        rv = run_parts(find_parts(request.operation), request.data, false, &x->output);
        ch_put_bytes(&x->body, (struct ch_bytes){x->output.data, (uint32_t)x->output.size}, CH_MAX_FRAME_BYTES);
        ch_put_u16(&x->body, 0);
    } else if (x->type == CH_TYPE_OPERATION_FINISH) {
        struct ch_operation_finish_request request;
        ch_get_operation_finish_request(&x->in, &request);
        rv = run_parts(find_parts(request.operation), (struct ch_bytes){0}, true, &x->output);
        ch_put_bytes(&x->body, (struct ch_bytes){x->output.data, (uint32_t)x->output.size}, CH_MAX_FRAME_BYTES);
        ch_put_u16(&x->body, 0);
    } else {
        struct ch_operation_cancel_request request;
        ch_get_operation_cancel_request(&x->in, &request);
        struct parts *parts = find_parts(request.operation);
        if (parts != NULL) {
            ch_buffer_free(&parts->input);
            *parts = (struct parts){0};
        }
        ch_put_u16(&x->body, 0);
    }
    (void)pthread_mutex_unlock(&lock);
    return rv;
}

static CK_RV answer_handshake(struct exchange *x) {
    static const uint8_t id[CH_APPLICATION_ID_BYTES] = {1, 2, 3};
    static const uint8_t token[CH_RESUME_TOKEN_BYTES] = {9, 9, 9};
    struct ch_handshake_request request;
    ch_get_handshake_request(&x->in, &request);
    if (new_identity && request.application_id.size > 0) {
        new_identity = 0;
        return CKR_SESSION_CLOSED;
    }
    struct ch_handshake_reply reply = {
        .version = 1,
        .application_id = {id, sizeof id},
        .resume_token = {token, sizeof token},
        .node_name = text("fake"),
        .max_frame_bytes = CH_MAX_FRAME_BYTES,
        .max_data_bytes = CH_MAX_DATA_BYTES,
    };
    ch_put_handshake_reply(&x->body, &reply);
    return CKR_OK;
}

static CK_RV answer(struct exchange *x) {
    switch (x->type) {
        case CH_TYPE_HANDSHAKE:
            return answer_handshake(x);
        case CH_TYPE_SLOT_LIST:
        case CH_TYPE_TOKEN_INFO:
        case CH_TYPE_MECHANISM_LIST:
            return answer_slots(x);
        case CH_TYPE_SIGN:
        case CH_TYPE_VERIFY:
        case CH_TYPE_ENCRYPT:
        case CH_TYPE_DECRYPT:
        case CH_TYPE_DIGEST:
            return answer_whole(x);
        case CH_TYPE_OPERATION_BEGIN:
        case CH_TYPE_OPERATION_UPDATE:
        case CH_TYPE_OPERATION_FINISH:
        case CH_TYPE_OPERATION_CANCEL:
            return answer_parts(x);
        case CH_TYPE_GENERATE_RANDOM: {
            struct ch_generate_random_request request;
            ch_get_generate_random_request(&x->in, &request);
            pattern(&x->output, NULL, 0, request.length);
            ch_put_bytes(&x->body, (struct ch_bytes){x->output.data, (uint32_t)x->output.size}, CH_MAX_FRAME_BYTES);
            ch_put_u16(&x->body, 0);
            return CKR_OK;
        }
        case CH_TYPE_SEED_RANDOM:
            return CKR_RANDOM_SEED_NOT_SUPPORTED;
        case CH_TYPE_GENERATE_KEY:
        case CH_TYPE_GENERATE_KEY_PAIR:
        case CH_TYPE_CREATE_OBJECT:
        case CH_TYPE_COPY_OBJECT:
        case CH_TYPE_KEY_FACTS:
        case CH_TYPE_GET_ATTRIBUTES:
        case CH_TYPE_FIND_OBJECTS:
        case CH_TYPE_GET_OBJECT_SIZE:
            return answer_objects(x);
        default:
            return answer_sessions(x);
    }
}

static bool read_all(int fd, uint8_t *data, size_t size) {
    for (size_t at = 0; at < size;) {
        ssize_t n = read(fd, data + at, size - at);
        if (n <= 0) {
            return false;
        }
        at += (size_t)n;
    }
    return true;
}

static bool write_all(int fd, const uint8_t *data, size_t size) {
    for (size_t at = 0; at < size;) {
        ssize_t n = send(fd, data + at, size - at, MSG_NOSIGNAL);
        if (n <= 0) {
            return false;
        }
        at += (size_t)n;
    }
    return true;
}

static bool reply(int fd, struct exchange *x, CK_RV code, uint16_t flags) {
    struct ch_writer out;
    ch_writer_init(&out, NULL, 0, CH_MAX_FRAME_BYTES + 4);
    ch_put_u32(&out, 0);
    ch_put_u16(&out, x->type);
    ch_put_u16(&out, flags);
    ch_put_u64(&out, x->sequence);
    ch_put_u32(&out, (uint32_t)code);
    ch_put_u64(&out, x->type <= CH_TYPE_MECHANISM_LIST ? 0 : atomic_load(&stamp));
    if (code == CKR_OK && flags == 0) {
        ch_put_raw(&out, (struct ch_bytes){x->body.data, (uint32_t)x->body.size});
    }
    ch_patch_u32(&out, 0, (uint32_t)(out.size - 4));
    bool sent = write_all(fd, out.data, out.size);
    ch_writer_wipe(&out);
    return sent;
}

static void forget_operations(void) {
    (void)pthread_mutex_lock(&lock);
    for (unsigned i = 0; i < MAX_OPERATIONS; i++) {
        ch_buffer_free(&operations[i].input);
        operations[i] = (struct parts){0};
    }
    (void)pthread_mutex_unlock(&lock);
}

/* False ends the connection. */
static bool serve_frame(int fd, uint8_t *frame, uint32_t size) {
    struct exchange x = {0};
    ch_reader_init(&x.in, frame, size);
    x.type = ch_get_u16(&x.in);
    (void)ch_get_u16(&x.in);
    x.sequence = ch_get_u64(&x.in);
    uint64_t oldest = ch_get_u64(&x.in);
    (void)ch_get_u32(&x.in);
    if (oldest > x.sequence) {
        fprintf(stderr, "fake: oldest %llu after %llu\n", (unsigned long long)oldest, (unsigned long long)x.sequence);
        abort();
    }
    unsigned number = x.type == CH_TYPE_HANDSHAKE || x.type == CH_TYPE_GOODBYE ? 0 : atomic_fetch_add(&requests, 1) + 1;
    (void)pthread_mutex_lock(&lock);
    fprintf(notes, "%u %llu\n", x.type, (unsigned long long)x.sequence);
    fflush(notes);
    (void)pthread_mutex_unlock(&lock);
    if (silent != 0 && number >= silent) {
        pause();
    }
    if (number != 0 && number == drop_at) {
        return false;
    }
    if (number != 0 && number <= retry) {
        return reply(fd, &x, CKR_DEVICE_ERROR, CH_FLAG_RETRY);
    }
    if (number != 0 && number == garble) {
        return write_all(fd, (const uint8_t *)"\xff\xff\xff\xff rubbish", 12);
    }
    if (number != 0 && number == forget) {
        forget_operations();
    }
    ch_writer_init(&x.body, NULL, 0, CH_MAX_FRAME_BYTES);
    CK_RV rv = answer(&x);
    bool sent = reply(fd, &x, rv, 0);
    ch_writer_wipe(&x.body);
    ch_buffer_free(&x.output);
    return sent;
}

static void *serve(void *argument) {
    int fd = (int)(intptr_t)argument;
    uint8_t length[4];
    while (read_all(fd, length, 4)) {
        struct ch_reader in;
        ch_reader_init(&in, length, 4);
        uint32_t size = ch_get_u32(&in);
        uint8_t *frame = size < CH_REQUEST_HEADER_BYTES || size > CH_MAX_FRAME_BYTES ? NULL : malloc(size);
        bool goes_on = frame != NULL && read_all(fd, frame, size) && serve_frame(fd, frame, size);
        free(frame);
        if (!goes_on) {
            break;
        }
    }
    close(fd);
    return NULL;
}

static void option(const char *text_of) {
    static const struct {
        const char *name;
        unsigned *value;
    } names[] = {
        {"silent=", &silent}, {"drop=", &drop_at}, {"retry=", &retry},
        {"forget=", &forget}, {"garble=", &garble}, {"new-identity=", &new_identity},
        {"blank=", &blank},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t length = strlen(names[i].name);
        if (strncmp(text_of, names[i].name, length) == 0) {
            *names[i].value = (unsigned)atoi(text_of + length);
            return;
        }
    }
    fprintf(stderr, "fake: unknown option %s\n", text_of);
    exit(2);
}

int main(int argc, char **argv) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    for (int i = 3; i < argc; i++) {
        option(argv[i]);
    }
    notes = fopen(argv[2], "a");
    int server = socket(AF_UNIX, SOCK_STREAM, 0);
    snprintf(address.sun_path, sizeof address.sun_path, "%s", argv[1]);
    unlink(argv[1]);
    if (notes == NULL || bind(server, (struct sockaddr *)&address, sizeof address) != 0 || listen(server, 64) != 0) {
        perror("fake");
        return 1;
    }
    for (;;) {
        int fd = accept(server, NULL, NULL);
        pthread_t thread;
        if (fd >= 0 && pthread_create(&thread, NULL, serve, (void *)(intptr_t)fd) == 0) {
            pthread_detach(thread);
        }
    }
}
