/* Bounded little-endian reading and writing of frames. A reader never goes past its end and a writer never past its limit: both remember
 * the first failure and do nothing from then on, so that callers check once. */
#ifndef CRATON_WIRE_H
#define CRATON_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ch_bytes {
    const uint8_t *data;
    uint32_t size;
};

struct ch_u64_list {
    uint32_t count;
    const uint64_t *items;
    struct ch_bytes wire;
};

struct ch_reader {
    const uint8_t *at;
    const uint8_t *end;
    bool failed;
};

/* Writes into memory of its owner (initial) and moves to the heap when that is full. Every place it leaves is wiped. */
struct ch_writer {
    uint8_t *data;
    size_t size;
    size_t capacity;
    size_t limit;
    bool on_heap;
    bool failed;
};

void ch_writer_init(struct ch_writer *out, uint8_t *initial, size_t capacity, size_t limit);
/* Wipes what was written and frees the heap part. */
void ch_writer_wipe(struct ch_writer *out);
void ch_put_raw(struct ch_writer *out, struct ch_bytes value);
void ch_put_u8(struct ch_writer *out, uint8_t value);
void ch_put_u16(struct ch_writer *out, uint16_t value);
void ch_put_u32(struct ch_writer *out, uint32_t value);
void ch_put_u64(struct ch_writer *out, uint64_t value);
void ch_put_bytes(struct ch_writer *out, struct ch_bytes value, uint32_t limit);
void ch_put_fixed(struct ch_writer *out, struct ch_bytes value, uint32_t size);
void ch_put_count(struct ch_writer *out, uint32_t count, uint32_t limit);
void ch_put_u64_list(struct ch_writer *out, const struct ch_u64_list *list, uint32_t limit);
/* Overwrites four bytes that were written before. */
void ch_patch_u32(struct ch_writer *out, size_t at, uint32_t value);

void ch_reader_init(struct ch_reader *in, const uint8_t *data, size_t size);
uint8_t ch_get_u8(struct ch_reader *in);
uint16_t ch_get_u16(struct ch_reader *in);
uint32_t ch_get_u32(struct ch_reader *in);
uint64_t ch_get_u64(struct ch_reader *in);
bool ch_get_bool(struct ch_reader *in);
/* The bytes are borrowed from the reader's memory. */
struct ch_bytes ch_get_bytes(struct ch_reader *in, uint32_t limit);
struct ch_bytes ch_get_fixed(struct ch_reader *in, uint32_t size);
uint32_t ch_get_count(struct ch_reader *in, uint32_t limit);
void ch_get_u64_list(struct ch_reader *in, struct ch_u64_list *list, uint32_t limit);
void ch_skip_extensions(struct ch_reader *in, uint32_t limit);
/* Whether everything was read and nothing failed. */
bool ch_reader_done(const struct ch_reader *in);

#endif
