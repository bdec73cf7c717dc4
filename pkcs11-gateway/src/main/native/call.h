/* One request and its reply, with all attempts on all nodes that it takes. */
#ifndef CRATON_CALL_H
#define CRATON_CALL_H

#include "handshake.h"
#include "library.h"

#define CH_NO_SLOT 0xffffffffU

enum ch_effort {
    CH_ORDINARY,
    CH_SLOW,   /* key generation, PINs, and what waits for lease holders: a node that still greets is given longer */
    CH_BRIEF,  /* one round of the nodes, then done */
    CH_ONCE,   /* must not be sent twice: a broken connection is CH_LOST */
};

/* What ch_call_send answers when the reply to a CH_ONCE request was lost. No CKR code has this value. */
#define CH_LOST (~0UL)

struct ch_call {
    struct ch_library *library;
    struct ch_writer out;
    struct ch_reply reply;
    struct ch_reader body;
    uint16_t type;
    uint8_t request_memory[2048];
    uint8_t reply_memory[2048];
};

/* Starts the request: the caller encodes its body into call->out. */
void ch_call_begin(struct ch_call *call, struct ch_library *library, uint16_t type);
/* Sends it until there is an answer, and returns the answer's code: with CKR_OK, call->body is at the reply's body. slot is the one whose
 * version stamp the reply tells. CKR_DEVICE_ERROR after the call's time. */
CK_RV ch_call_send(struct ch_call *call, enum ch_effort effort, uint32_t slot);
/* CKR_OK if the body was read to its end without failure, else CKR_DEVICE_ERROR. */
CK_RV ch_call_read(struct ch_call *call);
/* Wipes request and reply. */
void ch_call_end(struct ch_call *call);

/* Sends a request with an empty reply and ends the call. */
CK_RV ch_call_finish(struct ch_call *call, enum ch_effort effort, uint32_t slot);

/* Tells a gateway that the application ends; once, with a short wait, and only if there is a connection. */
void ch_say_goodbye(struct ch_library *library);

/* The bytes of a caller's buffer; size must have been checked to fit. */
static inline struct ch_bytes ch_bytes_of(const void *data, CK_ULONG size) {
    return (struct ch_bytes){data, (uint32_t)size};
}

#endif
