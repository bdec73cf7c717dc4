#include "frame.h"

void ch_start_frame(struct ch_writer *out, uint16_t type, uint64_t sequence, uint64_t oldest, uint32_t deadline_ms) {
    ch_put_u32(out, 0);
    ch_put_u16(out, type);
    ch_put_u16(out, 0);
    ch_put_u64(out, sequence);
    ch_put_u64(out, oldest);
    ch_put_u32(out, deadline_ms);
}

bool ch_finish_frame(struct ch_writer *out) {
    if (out->failed) {
        return false;
    }
    ch_patch_u32(out, 0, (uint32_t)(out->size - 4));
    return true;
}

bool ch_read_reply_header(const uint8_t *frame, size_t size, struct ch_reply_header *header, struct ch_reader *in) {
    ch_reader_init(in, frame, size);
    (void)ch_get_u32(in);
    header->type = ch_get_u16(in);
    header->flags = ch_get_u16(in);
    header->sequence = ch_get_u64(in);
    header->code = ch_get_u32(in);
    header->stamp = ch_get_u64(in);
    return !in->failed;
}
