/* The C codec under the address and undefined-behaviour sanitizers: what is written is read back, and no truncated or random frame makes
 * a reader leave its memory. Frames are given in heap blocks of exactly their size, so that one byte too far is seen. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "frame.h"
#include "wire_messages.h"

#define ROUNDS 200000

static unsigned failures;

#define CHECK(condition) \
    do { \
        if (!(condition)) { \
            printf("%s:%d: %s\n", __FILE__, __LINE__, #condition); \
            failures++; \
        } \
    } while (0)

static uint64_t state = 20261121;

static uint32_t draw(uint32_t below) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state % below);
}

static struct ch_bytes bytes(const char *words) {
    return (struct ch_bytes){(const uint8_t *)words, (uint32_t)strlen(words)};
}

/* Reads every kind of message from the same bytes. */
static void read_as_everything(const uint8_t *data, size_t size) {
    struct ch_reader in;
    struct ch_reply_header header;
    (void)ch_read_reply_header(data, size, &header, &in);
#define TRY(name) \
    do { \
        struct ch_##name value; \
        ch_reader_init(&in, data, size); \
        ch_get_##name(&in, &value); \
        if (!in.failed) { \
            struct ch_writer out; \
            ch_writer_init(&out, NULL, 0, CH_MAX_FRAME_BYTES); \
            ch_put_##name(&out, &value); \
            ch_writer_wipe(&out); \
        } \
    } while (0)
    TRY(handshake_request);
    TRY(handshake_reply);
    TRY(slot_list_reply);
    TRY(token_info_reply);
    TRY(mechanism_list_reply);
    TRY(init_token_request);
    TRY(create_object_request);
    TRY(get_attributes_request);
    TRY(get_attributes_reply);
    TRY(find_objects_request);
    TRY(find_objects_reply);
    TRY(generate_key_pair_request);
    TRY(key_facts_reply);
    TRY(verify_request);
    TRY(decrypt_reply);
    TRY(operation_finish_request);
    TRY(gcm_parameters);
}

static struct ch_writer sample(void) {
    static const struct ch_attribute attributes[] = {{1, {(const uint8_t *)"\1", 1}}, {3, {(const uint8_t *)"label", 5}}};
    struct ch_writer out;
    struct ch_generate_key_pair_request request = {
        .session = 77,
        .mechanism = {0x1040, bytes("parameters")},
        .public_template = {.count = 2, .items = attributes},
        .private_template = {.count = 1, .items = attributes},
    };
    ch_writer_init(&out, NULL, 0, CH_MAX_FRAME_BYTES);
    ch_put_generate_key_pair_request(&out, &request);
    return out;
}

static void reads_back_what_it_writes(void) {
    struct ch_writer out = sample();
    struct ch_reader in;
    struct ch_generate_key_pair_request read;
    struct ch_attribute attribute;
    ch_reader_init(&in, out.data, out.size);
    ch_get_generate_key_pair_request(&in, &read);
    CHECK(ch_reader_done(&in));
    CHECK(read.session == 77 && read.mechanism.type == 0x1040 && read.mechanism.parameters.size == 10);
    CHECK(read.public_template.count == 2 && read.private_template.count == 1);
    ch_reader_init(&in, read.public_template.wire.data, read.public_template.wire.size);
    ch_get_attribute(&in, &attribute);
    ch_get_attribute(&in, &attribute);
    CHECK(ch_reader_done(&in) && attribute.type == 3 && memcmp(attribute.value.data, "label", 5) == 0);
    /* Written again from what was read, the bytes are the same. */
    struct ch_writer again;
    ch_writer_init(&again, NULL, 0, CH_MAX_FRAME_BYTES);
    ch_put_generate_key_pair_request(&again, &read);
    CHECK(again.size == out.size && memcmp(again.data, out.data, out.size) == 0);
    ch_writer_wipe(&again);
    ch_writer_wipe(&out);
}

static void refuses_whatever_is_cut_short(void) {
    struct ch_writer out = sample();
    for (size_t size = 0; size < out.size; size++) {
        uint8_t *exact = malloc(size == 0 ? 1 : size);
        struct ch_reader in;
        struct ch_generate_key_pair_request read;
        memcpy(exact, out.data, size);
        ch_reader_init(&in, exact, size);
        ch_get_generate_key_pair_request(&in, &read);
        CHECK(!ch_reader_done(&in));
        free(exact);
    }
    ch_writer_wipe(&out);
}

static void survives_random_frames(void) {
    for (unsigned round = 0; round < ROUNDS; round++) {
        size_t size = draw(96);
        uint8_t *exact = malloc(size == 0 ? 1 : size);
        for (size_t i = 0; i < size; i++) {
            exact[i] = (uint8_t)(draw(4) == 0 ? draw(256) : draw(3));
        }
        read_as_everything(exact, size);
        free(exact);
    }
}

static void survives_changed_frames(void) {
    struct ch_writer out = sample();
    uint8_t *copy = malloc(out.size);
    for (unsigned round = 0; round < ROUNDS; round++) {
        memcpy(copy, out.data, out.size);
        for (unsigned i = draw(4); i < 4; i++) {
            copy[draw((uint32_t)out.size)] = (uint8_t)draw(256);
        }
        read_as_everything(copy, out.size);
    }
    free(copy);
    ch_writer_wipe(&out);
}

static void refuses_to_write_beyond_its_limit(void) {
    uint8_t memory[16];
    struct ch_writer out;
    ch_writer_init(&out, memory, sizeof memory, 20);
    ch_put_u64(&out, 1);
    ch_put_u64(&out, 2);
    CHECK(!out.failed);
    ch_put_u64(&out, 3);
    CHECK(out.failed && out.size == 16);
    ch_writer_wipe(&out);
    ch_writer_init(&out, memory, sizeof memory, 1000);
    ch_put_bytes(&out, bytes("12345"), 4);
    CHECK(out.failed);
    ch_writer_wipe(&out);
}

int main(void) {
    reads_back_what_it_writes();
    refuses_whatever_is_cut_short();
    survives_random_frames();
    survives_changed_frames();
    refuses_to_write_beyond_its_limit();
    printf("%s\n", failures == 0 ? "codec: all passed" : "codec: FAILED");
    return failures == 0 ? 0 : 1;
}
