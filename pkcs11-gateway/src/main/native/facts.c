#include "facts.h"

#include "call.h"

void ch_facts_init(struct ch_facts_cache *cache) {
    for (unsigned i = 0; i < CH_FACTS_LOCKS; i++) {
        (void)pthread_mutex_init(&cache->locks[i], NULL);
    }
}

void ch_facts_free(struct ch_facts_cache *cache) {
    for (unsigned i = 0; i < CH_FACTS_LOCKS; i++) {
        (void)pthread_mutex_destroy(&cache->locks[i]);
    }
}

static unsigned place_of(uint64_t object) {
    return (unsigned)((object * 0x9E3779B97F4A7C15ULL) >> 32) % CH_FACTS;
}

static bool recall(struct ch_library *library, uint32_t slot, uint64_t object, struct ch_key_facts_reply *facts) {
    struct ch_facts_cache *cache = &library->facts;
    unsigned place = place_of(object);
    uint64_t stamp = atomic_load(&library->slots.stamps[slot]);
    uint32_t epoch = atomic_load(&library->slots.epochs[slot]);
    (void)pthread_mutex_lock(&cache->locks[place % CH_FACTS_LOCKS]);
    const struct ch_facts *entry = &cache->entries[place];
    bool found = entry->object == object && entry->slot == slot && entry->stamp == stamp && entry->epoch == epoch;
    if (found) {
        *facts = entry->facts;
    }
    (void)pthread_mutex_unlock(&cache->locks[place % CH_FACTS_LOCKS]);
    return found;
}

static void keep(struct ch_library *library, uint32_t epoch, uint32_t slot, uint64_t object, const struct ch_key_facts_reply *facts) {
    struct ch_facts_cache *cache = &library->facts;
    unsigned place = place_of(object);
    uint64_t stamp = atomic_load(&library->slots.stamps[slot]);
    if (stamp == 0) {
        return; /* nothing would tell us when they are void */
    }
    (void)pthread_mutex_lock(&cache->locks[place % CH_FACTS_LOCKS]);
    cache->entries[place] =
        (struct ch_facts){.object = object, .stamp = stamp, .epoch = epoch, .slot = slot, .facts = *facts};
    (void)pthread_mutex_unlock(&cache->locks[place % CH_FACTS_LOCKS]);
}

void ch_facts_forget(struct ch_facts_cache *cache, CK_OBJECT_HANDLE object) {
    unsigned place = place_of(object);
    (void)pthread_mutex_lock(&cache->locks[place % CH_FACTS_LOCKS]);
    if (cache->entries[place].object == object) {
        cache->entries[place].object = 0;
    }
    (void)pthread_mutex_unlock(&cache->locks[place % CH_FACTS_LOCKS]);
}

CK_RV ch_facts_of_key(struct ch_session *session, CK_OBJECT_HANDLE key, struct ch_key_facts_reply *facts) {
    struct ch_library *library = session->library;
    if (key == CK_INVALID_HANDLE) {
        return CKR_KEY_HANDLE_INVALID;
    }
    if (recall(library, session->slot, key, facts)) {
        return CKR_OK;
    }
    uint32_t epoch = atomic_load(&library->slots.epochs[session->slot]);
    struct ch_call call;
    struct ch_key_facts_request request = {.session = session->handle, .object = key};
    ch_call_begin(&call, library, CH_TYPE_KEY_FACTS);
    ch_put_key_facts_request(&call.out, &request);
    CK_RV rv = ch_call_send(&call, CH_ORDINARY, session->slot);
    if (rv == CKR_OK) {
        ch_get_key_facts_reply(&call.body, facts);
        rv = ch_call_read(&call);
    }
    if (rv == CKR_OK) {
        keep(library, epoch, session->slot, key, facts);
    }
    ch_call_end(&call);
    return rv == CKR_OBJECT_HANDLE_INVALID ? CKR_KEY_HANDLE_INVALID : rv;
}
