/* Facts of keys that do not change, kept so that an operation can be validated without asking. */
#ifndef CRATON_FACTS_H
#define CRATON_FACTS_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "pkcs11.h"
#include "wire_messages.h"

struct ch_session;

/* Keys remembered at once; another key of the same place takes it over. A power of two. */
#define CH_FACTS 1024
#define CH_FACTS_LOCKS 16

struct ch_facts {
    uint64_t object; /* 0: nothing here */
    uint64_t stamp;  /* of the token, when the facts were told */
    uint32_t epoch;
    uint32_t slot;
    struct ch_key_facts_reply facts;
};

struct ch_facts_cache {
    pthread_mutex_t locks[CH_FACTS_LOCKS];
    struct ch_facts entries[CH_FACTS];
};

void ch_facts_init(struct ch_facts_cache *cache);
void ch_facts_free(struct ch_facts_cache *cache);
/* The object is destroyed or changed. */
void ch_facts_forget(struct ch_facts_cache *cache, CK_OBJECT_HANDLE object);
/* CKR_KEY_HANDLE_INVALID if the session sees no key under that handle. */
CK_RV ch_facts_of_key(struct ch_session *session, CK_OBJECT_HANDLE key, struct ch_key_facts_reply *facts);

#endif
