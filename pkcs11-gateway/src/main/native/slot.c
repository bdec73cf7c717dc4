#include "slot.h"

#include <stdlib.h>
#include <string.h>

#include "call.h"

/* A mechanism table may be so old when C_GetMechanismList asks: the nodes may have been upgraded since. */
#define TABLE_AGE_MS 60000

void ch_slots_init(struct ch_slots *slots) {
    (void)pthread_mutex_init(&slots->lock, NULL);
}

void ch_slots_free(struct ch_slots *slots) {
    for (unsigned i = 0; i < CH_MAX_SLOTS; i++) {
        free(slots->tables[i].entries);
    }
    (void)pthread_mutex_destroy(&slots->lock);
}

void ch_slot_stamped(struct ch_slots *slots, uint32_t slot, uint64_t stamp) {
    if (slot < CH_MAX_SLOTS && atomic_load_explicit(&slots->stamps[slot], memory_order_relaxed) != stamp) {
        atomic_store(&slots->stamps[slot], stamp);
    }
}

void ch_slot_changed(struct ch_slots *slots, uint32_t slot) {
    if (slot < CH_MAX_SLOTS) {
        (void)atomic_fetch_add(&slots->epochs[slot], 1);
    }
}

void ch_pad(CK_UTF8CHAR *field, size_t size, struct ch_bytes text) {
    size_t length = text.size < size ? text.size : size;
    memset(field, ' ', size);
    if (length > 0) {
        memcpy(field, text.data, length);
    }
}

static struct ch_bytes literal(const char *text) {
    return ch_bytes_of(text, strlen(text));
}

/* ---- C_GetSlotList ---- */

static void remember_slots(struct ch_slots *slots, const struct ch_slot_list_reply *reply) {
    struct ch_reader in;
    struct ch_slot_entry entry;
    ch_reader_init(&in, reply->slots.wire.data, reply->slots.wire.size);
    (void)pthread_mutex_lock(&slots->lock);
    slots->known_count = 0;
    for (uint32_t i = 0; i < reply->slots.count; i++) {
        ch_get_slot_entry(&in, &entry);
        if (entry.slot < CH_MAX_SLOTS) {
            slots->known[slots->known_count++] = entry.slot;
        }
    }
    (void)pthread_mutex_unlock(&slots->lock);
}

static CK_RV fetch_slots(struct ch_library *library) {
    struct ch_call call;
    struct ch_slot_list_request request = {0};
    struct ch_slot_list_reply reply;
    ch_call_begin(&call, library, CH_TYPE_SLOT_LIST);
    ch_put_slot_list_request(&call.out, &request);
    CK_RV rv = ch_call_send(&call, atomic_load(&library->met) ? CH_ORDINARY : CH_BRIEF, CH_NO_SLOT);
    if (rv == CKR_OK) {
        ch_get_slot_list_reply(&call.body, &reply);
        rv = ch_call_read(&call);
    }
    if (rv == CKR_OK) {
        remember_slots(&library->slots, &reply);
    }
    ch_call_end(&call);
    return rv;
}

/* Without a gateway the slots are still those that were known; their tokens are not present. */
static CK_RV slot_list(struct ch_library *library, CK_BBOOL present, CK_SLOT_ID *list, CK_ULONG *count) {
    if (count == NULL) {
        return CKR_ARGUMENTS_BAD;
    }
    CK_RV rv = fetch_slots(library);
    if (rv == CKR_CRYPTOKI_NOT_INITIALIZED || rv == CKR_HOST_MEMORY) {
        return rv;
    }
    (void)pthread_mutex_lock(&library->slots.lock);
    CK_ULONG found = rv == CKR_OK || present == CK_FALSE ? library->slots.known_count : 0;
    CK_ULONG room = *count;
    *count = found;
    rv = CKR_OK;
    if (list != NULL && room < found) {
        rv = CKR_BUFFER_TOO_SMALL;
    } else if (list != NULL) {
        memcpy(list, library->slots.known, found * sizeof *list);
    }
    (void)pthread_mutex_unlock(&library->slots.lock);
    return rv;
}

CK_RV C_GetSlotList(CK_BBOOL present, CK_SLOT_ID *list, CK_ULONG *count) {
    struct ch_library *library = ch_enter();
    if (library == NULL) {
        return CKR_CRYPTOKI_NOT_INITIALIZED;
    }
    CK_RV rv = slot_list(library, present, list, count);
    ch_leave(library);
    return rv;
}

/* ---- C_GetSlotInfo, C_GetTokenInfo ---- */

/* Fetches one token; the entry borrows from the call, which the caller ends. */
static CK_RV fetch_token(struct ch_call *call, struct ch_library *library, CK_SLOT_ID slot, struct ch_slot_entry *entry) {
    struct ch_token_info_request request = {.slot = slot};
    struct ch_token_info_reply reply;
    ch_call_begin(call, library, CH_TYPE_TOKEN_INFO);
    ch_put_token_info_request(&call->out, &request);
    CK_RV rv = ch_call_send(call, atomic_load(&library->met) ? CH_ORDINARY : CH_BRIEF, CH_NO_SLOT);
    if (rv == CKR_OK) {
        ch_get_token_info_reply(&call->body, &reply);
        rv = ch_call_read(call);
        *entry = reply.token;
    }
    return rv;
}

static bool is_known(struct ch_slots *slots, CK_SLOT_ID slot) {
    bool found = false;
    (void)pthread_mutex_lock(&slots->lock);
    for (uint32_t i = 0; i < slots->known_count && !found; i++) {
        found = slots->known[i] == slot;
    }
    (void)pthread_mutex_unlock(&slots->lock);
    return found;
}

static void fill_slot_info(CK_SLOT_INFO *info, const struct ch_slot_entry *entry) {
    ch_pad(info->slotDescription, sizeof info->slotDescription, entry->description);
    ch_pad(info->manufacturerID, sizeof info->manufacturerID, literal("Craton"));
    info->flags = entry->slot_flags;
    info->hardwareVersion = (CK_VERSION){0, 0};
    info->firmwareVersion = (CK_VERSION){entry->version_major, entry->version_minor};
}

static CK_RV slot_info(struct ch_library *library, CK_SLOT_ID slot, CK_SLOT_INFO *info) {
    struct ch_call call;
    struct ch_slot_entry entry = {0};
    if (info == NULL) {
        return CKR_ARGUMENTS_BAD;
    }
    CK_RV rv = slot < CH_MAX_SLOTS ? fetch_token(&call, library, slot, &entry) : CKR_SLOT_ID_INVALID;
    if (rv == CKR_OK) {
        fill_slot_info(info, &entry);
    } else if (rv != CKR_SLOT_ID_INVALID && rv != CKR_CRYPTOKI_NOT_INITIALIZED && is_known(&library->slots, slot)) {
        entry = (struct ch_slot_entry){.slot = slot, .description = literal("Craton HSM")};
        fill_slot_info(info, &entry); /* without CKF_TOKEN_PRESENT */
        rv = CKR_OK;
    }
    if (slot < CH_MAX_SLOTS) {
        ch_call_end(&call);
    }
    return rv;
}

CK_RV C_GetSlotInfo(CK_SLOT_ID slot, CK_SLOT_INFO *info) {
    struct ch_library *library = ch_enter();
    if (library == NULL) {
        return CKR_CRYPTOKI_NOT_INITIALIZED;
    }
    CK_RV rv = slot_info(library, slot, info);
    ch_leave(library);
    return rv;
}

static void fill_token_info(CK_TOKEN_INFO *info, const struct ch_slot_entry *entry) {
    *info = (CK_TOKEN_INFO){
        .flags = entry->token_flags,
        .ulMaxSessionCount = entry->max_sessions,
        .ulSessionCount = entry->sessions,
        .ulMaxRwSessionCount = entry->max_read_write_sessions,
        .ulRwSessionCount = entry->read_write_sessions,
        .ulMaxPinLen = entry->max_pin_bytes,
        .ulMinPinLen = entry->min_pin_bytes,
        .ulTotalPublicMemory = CK_UNAVAILABLE_INFORMATION,
        .ulFreePublicMemory = CK_UNAVAILABLE_INFORMATION,
        .ulTotalPrivateMemory = CK_UNAVAILABLE_INFORMATION,
        .ulFreePrivateMemory = CK_UNAVAILABLE_INFORMATION,
        .firmwareVersion = {entry->version_major, entry->version_minor},
    };
    ch_pad(info->label, sizeof info->label, entry->label);
    ch_pad(info->manufacturerID, sizeof info->manufacturerID, literal("Craton"));
    ch_pad(info->model, sizeof info->model, entry->model);
    ch_pad(info->serialNumber, sizeof info->serialNumber, entry->serial);
    ch_pad(info->utcTime, sizeof info->utcTime, literal(""));
}

static CK_RV token_info(struct ch_library *library, CK_SLOT_ID slot, CK_TOKEN_INFO *info) {
    struct ch_call call;
    struct ch_slot_entry entry;
    if (info == NULL) {
        return CKR_ARGUMENTS_BAD;
    }
    if (slot >= CH_MAX_SLOTS) {
        return CKR_SLOT_ID_INVALID;
    }
    CK_RV rv = fetch_token(&call, library, slot, &entry);
    if (rv == CKR_OK) {
        fill_token_info(info, &entry);
    } else if (rv == CKR_DEVICE_ERROR || rv == CKR_DEVICE_REMOVED) {
        rv = CKR_TOKEN_NOT_PRESENT;
    }
    ch_call_end(&call);
    return rv;
}

CK_RV C_GetTokenInfo(CK_SLOT_ID slot, CK_TOKEN_INFO *info) {
    struct ch_library *library = ch_enter();
    if (library == NULL) {
        return CKR_CRYPTOKI_NOT_INITIALIZED;
    }
    CK_RV rv = token_info(library, slot, info);
    ch_leave(library);
    return rv;
}

/* ---- mechanisms ---- */

static CK_RV keep_table(struct ch_library *library, uint32_t slot, const struct ch_mechanism_list_reply *reply) {
    struct ch_reader in;
    uint32_t count = reply->mechanisms.count;
    struct ch_mechanism_entry *entries = calloc(count == 0 ? 1 : count, sizeof *entries);
    if (entries == NULL) {
        return CKR_HOST_MEMORY;
    }
    ch_reader_init(&in, reply->mechanisms.wire.data, reply->mechanisms.wire.size);
    for (uint32_t i = 0; i < count; i++) {
        ch_get_mechanism_entry(&in, &entries[i]);
    }
    struct ch_mechanism_table *table = &library->slots.tables[slot];
    (void)pthread_mutex_lock(&library->slots.lock);
    free(table->entries);
    *table = (struct ch_mechanism_table){.entries = entries, .count = count, .fetched = ch_now()};
    (void)pthread_mutex_unlock(&library->slots.lock);
    return CKR_OK;
}

static CK_RV fetch_table(struct ch_library *library, uint32_t slot) {
    struct ch_call call;
    struct ch_mechanism_list_request request = {.slot = slot};
    struct ch_mechanism_list_reply reply;
    ch_call_begin(&call, library, CH_TYPE_MECHANISM_LIST);
    ch_put_mechanism_list_request(&call.out, &request);
    CK_RV rv = ch_call_send(&call, CH_ORDINARY, CH_NO_SLOT);
    if (rv == CKR_OK) {
        ch_get_mechanism_list_reply(&call.body, &reply);
        rv = ch_call_read(&call);
    }
    if (rv == CKR_OK) {
        rv = keep_table(library, slot, &reply);
    }
    ch_call_end(&call);
    return rv;
}

/* Makes sure that there is a table no older than that. */
static CK_RV need_table(struct ch_library *library, CK_SLOT_ID slot, uint64_t age_ms) {
    if (slot >= CH_MAX_SLOTS) {
        return CKR_SLOT_ID_INVALID;
    }
    const struct ch_mechanism_table *table = &library->slots.tables[slot];
    (void)pthread_mutex_lock(&library->slots.lock);
    bool there = table->entries != NULL && (age_ms == 0 || ch_now() - table->fetched < age_ms);
    (void)pthread_mutex_unlock(&library->slots.lock);
    return there ? CKR_OK : fetch_table(library, (uint32_t)slot);
}

static CK_RV find_entry(struct ch_library *library, CK_SLOT_ID slot, CK_MECHANISM_TYPE type, struct ch_mechanism_entry *entry) {
    CK_RV rv = CKR_MECHANISM_INVALID;
    (void)pthread_mutex_lock(&library->slots.lock);
    const struct ch_mechanism_table *table = &library->slots.tables[slot];
    for (uint32_t i = 0; i < table->count && rv != CKR_OK; i++) {
        if (table->entries[i].type == type) {
            *entry = table->entries[i];
            rv = CKR_OK;
        }
    }
    (void)pthread_mutex_unlock(&library->slots.lock);
    return rv;
}

CK_RV ch_slot_mechanism(struct ch_library *library, uint32_t slot, CK_MECHANISM_TYPE type, struct ch_mechanism_entry *entry) {
    CK_RV rv = need_table(library, slot, 0);
    return rv == CKR_OK ? find_entry(library, slot, type, entry) : rv;
}

static CK_RV token_absent(CK_RV rv) {
    return rv == CKR_DEVICE_ERROR || rv == CKR_DEVICE_REMOVED ? CKR_TOKEN_NOT_PRESENT : rv;
}

static CK_RV mechanism_list(struct ch_library *library, CK_SLOT_ID slot, CK_MECHANISM_TYPE *list, CK_ULONG *count) {
    if (count == NULL) {
        return CKR_ARGUMENTS_BAD;
    }
    CK_RV rv = need_table(library, slot, TABLE_AGE_MS);
    if (rv != CKR_OK) {
        return token_absent(rv);
    }
    (void)pthread_mutex_lock(&library->slots.lock);
    const struct ch_mechanism_table *table = &library->slots.tables[slot];
    CK_ULONG room = *count;
    *count = table->count;
    if (list != NULL && room < table->count) {
        rv = CKR_BUFFER_TOO_SMALL;
    } else if (list != NULL) {
        for (uint32_t i = 0; i < table->count; i++) {
            list[i] = table->entries[i].type;
        }
    }
    (void)pthread_mutex_unlock(&library->slots.lock);
    return rv;
}

CK_RV C_GetMechanismList(CK_SLOT_ID slot, CK_MECHANISM_TYPE *list, CK_ULONG *count) {
    struct ch_library *library = ch_enter();
    if (library == NULL) {
        return CKR_CRYPTOKI_NOT_INITIALIZED;
    }
    CK_RV rv = mechanism_list(library, slot, list, count);
    ch_leave(library);
    return rv;
}

CK_RV C_GetMechanismInfo(CK_SLOT_ID slot, CK_MECHANISM_TYPE type, CK_MECHANISM_INFO *info) {
    struct ch_library *library = ch_enter();
    struct ch_mechanism_entry entry;
    if (library == NULL) {
        return CKR_CRYPTOKI_NOT_INITIALIZED;
    }
    CK_RV rv = info == NULL ? CKR_ARGUMENTS_BAD : token_absent(need_table(library, slot, TABLE_AGE_MS));
    if (rv == CKR_OK) {
        rv = find_entry(library, slot, type, &entry);
    }
    if (rv == CKR_OK) {
        *info = (CK_MECHANISM_INFO){entry.min_key_size, entry.max_key_size, entry.flags};
    }
    ch_leave(library);
    return rv;
}
