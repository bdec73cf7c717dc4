/* What the library must know of a mechanism itself: the form of its parameters and the length of its output. */
#ifndef CRATON_MECHANISM_H
#define CRATON_MECHANISM_H

#include <stdbool.h>
#include <stdint.h>

#include "buffer.h"
#include "pkcs11.h"

enum ch_parameters { CH_NO_PARAMETERS, CH_IV_16, CH_GCM };

enum ch_output {
    CH_OUTPUT_UNKNOWN,  /* only the gateway can tell */
    CH_OUTPUT_FIXED,    /* rule->size */
    CH_OUTPUT_KEY_SIZE, /* RSA: as long as the modulus */
    CH_OUTPUT_TWO_ORDERS,
    CH_OUTPUT_TAGGED, /* as long as the input, and a tag */
    CH_OUTPUT_PADDED, /* to the next block of 16, always one byte more */
    CH_OUTPUT_SAME,
};

struct ch_rule {
    CK_MECHANISM_TYPE type;
    enum ch_parameters parameters;
    enum ch_output output;
    uint32_t size;
    CK_KEY_TYPE key; /* CK_UNAVAILABLE_INFORMATION: any, or none */
    bool whole;      /* takes its input in one part only */
};

/* A mechanism the table does not name has no parameters and an output of unknown length. */
const struct ch_rule *ch_rule_of(CK_MECHANISM_TYPE type);
/* Encodes the application's parameters. tag_bytes is set for GCM. */
CK_RV ch_encode_parameters(const CK_MECHANISM *mechanism, struct ch_buffer *encoded, uint32_t *tag_bytes);

#endif
