/* What is known of the slots between calls: version stamps and mechanism tables. */
#ifndef CRATON_SLOT_H
#define CRATON_SLOT_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "pkcs11.h"
#include "wire_messages.h"

struct ch_library;

struct ch_mechanism_table {
    struct ch_mechanism_entry *entries;
    uint32_t count;
    uint64_t fetched; /* ch_now() */
};

struct ch_slots {
    /* The stamp of the last reply about each token. What was cached under another stamp is not used. */
    atomic_ullong stamps[CH_MAX_SLOTS];
    /* Counts what this process did to a token that may change what it sees: kept apart from stamps, which replies overwrite. */
    atomic_uint epochs[CH_MAX_SLOTS];
    pthread_mutex_t lock; /* of all below; never held during a call */
    struct ch_mechanism_table tables[CH_MAX_SLOTS];
    CK_SLOT_ID known[CH_MAX_SLOTS]; /* slots of the last list */
    uint32_t known_count;
};

void ch_slots_init(struct ch_slots *slots);
void ch_slots_free(struct ch_slots *slots);
void ch_slot_stamped(struct ch_slots *slots, uint32_t slot, uint64_t stamp);
/* This process logged in or out, or changed or destroyed an object: cached facts of the slot are void. */
void ch_slot_changed(struct ch_slots *slots, uint32_t slot);
/* The entry of a mechanism; CKR_MECHANISM_INVALID if the token has it not. */
CK_RV ch_slot_mechanism(struct ch_library *library, uint32_t slot, CK_MECHANISM_TYPE type, struct ch_mechanism_entry *entry);
/* Copies text into a field that PKCS#11 pads with blanks. */
void ch_pad(CK_UTF8CHAR *field, size_t size, struct ch_bytes text);

#endif
