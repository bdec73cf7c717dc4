#include "buffer.h"

#include <stdlib.h>
#include <string.h>

bool ch_buffer_append(struct ch_buffer *buffer, const uint8_t *data, size_t size) {
    if (size == 0) {
        return true;
    }
    if (size > buffer->capacity - buffer->size) {
        size_t capacity = buffer->capacity * 2 > buffer->size + size ? buffer->capacity * 2 : buffer->size + size;
        uint8_t *moved = malloc(capacity);
        if (moved == NULL) {
            return false;
        }
        if (buffer->size > 0) {
            memcpy(moved, buffer->data, buffer->size);
            explicit_bzero(buffer->data, buffer->size);
        }
        free(buffer->data);
        buffer->data = moved;
        buffer->capacity = capacity;
    }
    memcpy(buffer->data + buffer->size, data, size);
    buffer->size += size;
    return true;
}

void ch_buffer_free(struct ch_buffer *buffer) {
    if (buffer->data != NULL) {
        explicit_bzero(buffer->data, buffer->size);
        free(buffer->data);
    }
    *buffer = (struct ch_buffer){0};
}
