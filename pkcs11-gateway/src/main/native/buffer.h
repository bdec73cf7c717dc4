/* Bytes on the heap that are wiped wherever they have been. */
#ifndef CRATON_BUFFER_H
#define CRATON_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ch_buffer {
    uint8_t *data;
    size_t size;
    size_t capacity;
};

/* False without memory; the buffer is then as it was. */
bool ch_buffer_append(struct ch_buffer *buffer, const uint8_t *data, size_t size);
void ch_buffer_free(struct ch_buffer *buffer);

#endif
