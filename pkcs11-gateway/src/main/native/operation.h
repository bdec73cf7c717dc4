/* An operation in hand: encryption, decryption, digest, signature or verification. A session may have one of each. */
#ifndef CRATON_OPERATION_H
#define CRATON_OPERATION_H

#include <stdbool.h>
#include <stdint.h>

#include "buffer.h"
#include "mechanism.h"
#include "pkcs11.h"
#include "wire_messages.h"

struct ch_session;

/* Indexed by CH_OPERATION_ENCRYPT and so on, from 1. */
#define CH_OPERATION_KINDS 6

enum ch_stage {
    CH_FRESH,
    CH_ONE_SHOT, /* the one-shot function was called and its output not yet fetched */
    CH_PARTS,
};

struct ch_operation {
    bool active;
    uint8_t kind;
    enum ch_stage stage;
    const struct ch_rule *rule;
    uint64_t mechanism;
    uint64_t key;
    uint32_t key_bytes; /* modulus, order or value, 0 if not known */
    uint32_t tag_bytes;
    struct ch_buffer parameters;
    /* Input that can be sent again. */
    struct ch_buffer kept;
    bool forgotten; /* more input came than may be kept: the operation cannot move to another node */
    /* The operation at the gateway, 0 for none; what it was fed, counted from the start of kept, and what it gave. */
    uint64_t remote;
    uint64_t fed;
    uint64_t given;
    /* Over all gateways: input taken from the application and output that it has or that is held for it. */
    uint64_t total_in;
    uint64_t total_out;
    /* Output that did not fit the application's buffer. */
    bool holds;
    bool finished; /* what is held includes the end */
    struct ch_buffer held;
};

enum ch_length { CH_LENGTH_UNKNOWN, CH_LENGTH_AT_MOST, CH_LENGTH_EXACT };

/* Validates what C_*Init is given and begins the operation; a NULL mechanism ends one that is active. usage is the CKF_ flag of both the
 * mechanism and the key; a digest has no key. */
CK_RV ch_operation_init(struct ch_session *session, uint8_t kind, CK_FLAGS usage, const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE key);
/* Ends it and wipes everything. */
void ch_operation_end(struct ch_operation *operation);
/* The same, and tells the gateway if it has a part of it. */
void ch_operation_abandon(struct ch_session *session, struct ch_operation *operation);
/* Ends it with that result, which it hands on. */
CK_RV ch_operation_conclude(struct ch_session *session, struct ch_operation *operation, CK_RV rv);

/* The length of the whole output for so much input. */
enum ch_length ch_output_length(const struct ch_operation *operation, uint64_t input, uint64_t *length);
/* Gives output to the application, or holds it if there is no room. CKR_BUFFER_TOO_SMALL then, or CKR_OK to a query. */
CK_RV ch_operation_deliver(struct ch_operation *operation, struct ch_bytes output, CK_BYTE *out, CK_ULONG *size);
/* Gives what is held. */
CK_RV ch_operation_deliver_held(struct ch_operation *operation, CK_BYTE *out, CK_ULONG *size);

/* The four functions that sign, digest, encrypt and decrypt at once. */
CK_RV ch_operation_one_shot(struct ch_session *session, uint8_t kind, CK_BYTE *data, CK_ULONG size, CK_BYTE *out, CK_ULONG *out_size);
/* The functions that take input of a digest, signature or verification in parts. */
CK_RV ch_operation_absorb(struct ch_session *session, uint8_t kind, CK_BYTE *data, CK_ULONG size);
/* The functions that end a digest or a signature. */
CK_RV ch_operation_final(struct ch_session *session, uint8_t kind, CK_BYTE *out, CK_ULONG *out_size);
/* Whether so much input fits one request. */
bool ch_fits_one_shot(const struct ch_operation *operation, uint64_t size);
/* Runs the operation in one request; the output goes to the application. */
CK_RV ch_run_one_shot(struct ch_session *session, struct ch_operation *operation, struct ch_bytes data, CK_BYTE *out, CK_ULONG *out_size);

/* Feeds the operation at the gateway, beginning it there if need be; output is appended. When the node is lost, another is fed anew from what
 * is kept; CKR_OPERATION_NOT_INITIALIZED when that is no longer possible. */
CK_RV ch_stream_feed(struct ch_session *session, struct ch_operation *operation, const uint8_t *data, size_t size, struct ch_buffer *output);
/* Ends it there. data is what ch_stream_feed was last given if that is not kept, or NULL. */
CK_RV ch_stream_finish(struct ch_session *session, struct ch_operation *operation, const uint8_t *data, size_t size, struct ch_bytes signature, struct ch_buffer *output);
/* Keeps input that has been fed, as far as the limit allows. */
CK_RV ch_stream_keep(struct ch_session *session, struct ch_operation *operation, const uint8_t *data, size_t size);

#endif
