#include "wire.h"

#include <stdlib.h>
#include <string.h>

void ch_writer_init(struct ch_writer *out, uint8_t *initial, size_t capacity, size_t limit) {
    *out = (struct ch_writer){.data = initial, .capacity = capacity, .limit = limit};
}

void ch_writer_wipe(struct ch_writer *out) {
    if (out->data != NULL) {
        explicit_bzero(out->data, out->size);
    }
    if (out->on_heap) {
        free(out->data);
    }
    *out = (struct ch_writer){.failed = true};
}

static bool grow(struct ch_writer *out, size_t bytes) {
    if (bytes > out->limit - out->size) {
        return false;
    }
    size_t capacity = out->capacity < 512 ? 1024 : out->capacity * 2;
    if (capacity < out->size + bytes) {
        capacity = out->size + bytes;
    }
    uint8_t *data = malloc(capacity);
    if (data == NULL) {
        return false;
    }
    if (out->size > 0) {
        memcpy(data, out->data, out->size);
        explicit_bzero(out->data, out->size);
    }
    if (out->on_heap) {
        free(out->data);
    }
    out->data = data;
    out->capacity = capacity;
    out->on_heap = true;
    return true;
}

static uint8_t *reserve(struct ch_writer *out, size_t bytes) {
    if (!out->failed && bytes > out->capacity - out->size && !grow(out, bytes)) {
        out->failed = true;
    }
    if (out->failed || bytes > out->limit - out->size) {
        out->failed = true;
        return NULL;
    }
    uint8_t *at = out->data + out->size;
    out->size += bytes;
    return at;
}

static void store(uint8_t *at, uint64_t value, unsigned bytes) {
    for (unsigned i = 0; i < bytes; i++) {
        at[i] = (uint8_t)(value >> (8 * i));
    }
}

static void put_number(struct ch_writer *out, uint64_t value, unsigned bytes) {
    uint8_t *at = reserve(out, bytes);
    if (at != NULL) {
        store(at, value, bytes);
    }
}

void ch_put_raw(struct ch_writer *out, struct ch_bytes value) {
    uint8_t *at = reserve(out, value.size);
    if (at != NULL && value.size > 0) {
        memcpy(at, value.data, value.size);
    }
}

void ch_put_u8(struct ch_writer *out, uint8_t value) {
    put_number(out, value, 1);
}

void ch_put_u16(struct ch_writer *out, uint16_t value) {
    put_number(out, value, 2);
}

void ch_put_u32(struct ch_writer *out, uint32_t value) {
    put_number(out, value, 4);
}

void ch_put_u64(struct ch_writer *out, uint64_t value) {
    put_number(out, value, 8);
}

void ch_put_bytes(struct ch_writer *out, struct ch_bytes value, uint32_t limit) {
    ch_put_count(out, value.size, limit);
    ch_put_raw(out, value);
}

void ch_put_fixed(struct ch_writer *out, struct ch_bytes value, uint32_t size) {
    if (value.size != size) {
        out->failed = true;
    }
    ch_put_bytes(out, value, size);
}

void ch_put_count(struct ch_writer *out, uint32_t count, uint32_t limit) {
    if (count > limit) {
        out->failed = true;
    }
    ch_put_u32(out, count);
}

void ch_put_u64_list(struct ch_writer *out, const struct ch_u64_list *list, uint32_t limit) {
    ch_put_count(out, list->count, limit);
    if (list->items == NULL) {
        ch_put_raw(out, list->wire);
        return;
    }
    for (uint32_t i = 0; i < list->count && !out->failed; i++) {
        ch_put_u64(out, list->items[i]);
    }
}

void ch_patch_u32(struct ch_writer *out, size_t at, uint32_t value) {
    if (!out->failed && at + 4 <= out->size) {
        store(out->data + at, value, 4);
    }
}

void ch_reader_init(struct ch_reader *in, const uint8_t *data, size_t size) {
    *in = (struct ch_reader){.at = data, .end = data + size};
}

static const uint8_t *take(struct ch_reader *in, size_t bytes) {
    if (in->failed || bytes > (size_t)(in->end - in->at)) {
        in->failed = true;
        return NULL;
    }
    const uint8_t *at = in->at;
    in->at += bytes;
    return at;
}

static uint64_t get_number(struct ch_reader *in, unsigned bytes) {
    const uint8_t *at = take(in, bytes);
    uint64_t value = 0;
    for (unsigned i = 0; at != NULL && i < bytes; i++) {
        value |= (uint64_t)at[i] << (8 * i);
    }
    return value;
}

uint8_t ch_get_u8(struct ch_reader *in) {
    return (uint8_t)get_number(in, 1);
}

uint16_t ch_get_u16(struct ch_reader *in) {
    return (uint16_t)get_number(in, 2);
}

uint32_t ch_get_u32(struct ch_reader *in) {
    return (uint32_t)get_number(in, 4);
}

uint64_t ch_get_u64(struct ch_reader *in) {
    return get_number(in, 8);
}

bool ch_get_bool(struct ch_reader *in) {
    uint8_t value = ch_get_u8(in);
    if (value > 1) {
        in->failed = true;
    }
    return value == 1;
}

struct ch_bytes ch_get_bytes(struct ch_reader *in, uint32_t limit) {
    uint32_t size = ch_get_count(in, limit);
    const uint8_t *data = take(in, size);
    return (struct ch_bytes){data, data == NULL ? 0 : size};
}

struct ch_bytes ch_get_fixed(struct ch_reader *in, uint32_t size) {
    struct ch_bytes value = ch_get_bytes(in, size);
    if (value.size != size) {
        in->failed = true;
        value.size = 0;
    }
    return value;
}

uint32_t ch_get_count(struct ch_reader *in, uint32_t limit) {
    uint32_t count = ch_get_u32(in);
    if (count > limit) {
        in->failed = true;
        return 0;
    }
    return count;
}

void ch_get_u64_list(struct ch_reader *in, struct ch_u64_list *list, uint32_t limit) {
    uint32_t count = ch_get_count(in, limit);
    const uint8_t *data = take(in, (size_t)count * 8);
    if (data == NULL) {
        count = 0;
    }
    *list = (struct ch_u64_list){.count = count, .wire = {data, count * 8}};
}

void ch_skip_extensions(struct ch_reader *in, uint32_t limit) {
    uint32_t count = ch_get_u16(in);
    if (count > limit) {
        in->failed = true;
    }
    for (uint32_t i = 0; i < count && !in->failed; i++) {
        (void)ch_get_u16(in);
        (void)take(in, ch_get_u32(in));
    }
}

bool ch_reader_done(const struct ch_reader *in) {
    return !in->failed && in->at == in->end;
}
