/* The length and header around every message. */
#ifndef CRATON_FRAME_H
#define CRATON_FRAME_H

#include "wire_messages.h"

#define CH_REQUEST_HEADER_BYTES 24U
#define CH_REPLY_HEADER_BYTES 24U

/* The reply's flag that asks for the request again. */
#define CH_FLAG_RETRY 1U

struct ch_reply_header {
    uint16_t type;
    uint16_t flags;
    uint64_t sequence;
    uint32_t code;
    uint64_t stamp;
};

/* Starts a frame; its length is set by ch_finish_frame. */
void ch_start_frame(struct ch_writer *out, uint16_t type, uint64_t sequence, uint64_t oldest, uint32_t deadline_ms);
/* False when the frame could not be written. */
bool ch_finish_frame(struct ch_writer *out);
/* Reads length and header of a whole frame; in is left at the body. */
bool ch_read_reply_header(const uint8_t *frame, size_t size, struct ch_reply_header *header, struct ch_reader *in);

#endif
