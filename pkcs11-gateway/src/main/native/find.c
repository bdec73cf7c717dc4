#include <stdlib.h>
#include <string.h>

#include "attributes.h"
#include "call.h"

/* The first page is small, since most searches are for one object; the others are as large as they may be. */
#define FIRST_PAGE 256

/* Asks for a page and puts it in place of the one at hand. */
static CK_RV fetch_page(struct ch_session *session, const struct ch_attribute_list *template, uint64_t cursor, uint32_t most) {
    struct ch_search *search = &session->search;
    struct ch_call call;
    struct ch_find_objects_request request = {
        .session = session->handle,
        .template = *template,
        .cursor = cursor,
        .max_handles = most,
    };
    struct ch_find_objects_reply reply;
    ch_call_begin(&call, session->library, CH_TYPE_FIND_OBJECTS);
    ch_put_find_objects_request(&call.out, &request);
    CK_RV rv = ch_call_send(&call, CH_ORDINARY, session->slot);
    if (rv == CKR_OK) {
        ch_get_find_objects_reply(&call.body, &reply);
        rv = ch_call_read(&call);
    }
    if (rv == CKR_OK) {
        uint64_t *handles = calloc(reply.handles.count == 0 ? 1 : reply.handles.count, sizeof *handles);
        if (handles == NULL) {
            rv = CKR_HOST_MEMORY;
        } else {
            struct ch_reader in;
            ch_reader_init(&in, reply.handles.wire.data, reply.handles.wire.size);
            for (uint32_t i = 0; i < reply.handles.count; i++) {
                handles[i] = ch_get_u64(&in);
            }
            free(search->handles);
            search->handles = handles;
            search->count = reply.handles.count;
            search->given = 0;
            search->cursor = reply.cursor;
        }
    }
    ch_call_end(&call);
    return rv;
}

/* Keeps the template for further pages: the application's values may be gone by then. */
static CK_RV keep_template(struct ch_search *search, const struct ch_template *template) {
    struct ch_writer out;
    uint8_t memory[512];
    ch_writer_init(&out, memory, sizeof memory, CH_MAX_FRAME_BYTES);
    for (uint32_t i = 0; i < template->list.count; i++) {
        ch_put_attribute(&out, &template->items[i]);
    }
    uint8_t *kept = out.failed ? NULL : malloc(out.size == 0 ? 1 : out.size);
    if (kept != NULL) {
        memcpy(kept, out.data, out.size);
        search->template = kept;
        search->template_size = (uint32_t)out.size;
        search->template_count = template->list.count;
    }
    ch_writer_wipe(&out);
    return kept == NULL ? CKR_HOST_MEMORY : CKR_OK;
}

static CK_RV find_init(struct ch_session *session, CK_ATTRIBUTE *attributes, CK_ULONG count) {
    struct ch_search *search = &session->search;
    struct ch_template template;
    if (search->active) {
        return CKR_OPERATION_ACTIVE;
    }
    CK_RV rv = ch_read_template(attributes, count, &template);
    if (rv == CKR_OK) {
        rv = fetch_page(session, &template.list, 0, FIRST_PAGE);
    }
    if (rv == CKR_OK && search->cursor != 0) {
        rv = keep_template(search, &template);
    }
    if (rv == CKR_OK) {
        search->active = true;
    } else {
        ch_search_end(search);
    }
    return rv;
}

CK_RV C_FindObjectsInit(CK_SESSION_HANDLE handle, CK_ATTRIBUTE *attributes, CK_ULONG count) {
    struct ch_session *session;
    CK_RV rv = ch_session_enter(handle, &session);
    return rv != CKR_OK ? rv : ch_session_leave(session, find_init(session, attributes, count));
}

static CK_RV next_page(struct ch_session *session) {
    struct ch_search *search = &session->search;
    struct ch_attribute_list template = {
        .count = search->template_count,
        .wire = {search->template, search->template_size},
    };
    return fetch_page(session, &template, search->cursor, CH_MAX_FIND_PAGE);
}

static CK_RV find(struct ch_session *session, CK_OBJECT_HANDLE *objects, CK_ULONG most, CK_ULONG *count) {
    struct ch_search *search = &session->search;
    if (!search->active) {
        return CKR_OPERATION_NOT_INITIALIZED;
    }
    if (objects == NULL || count == NULL) {
        return CKR_ARGUMENTS_BAD;
    }
    CK_ULONG found = 0;
    while (found < most) {
        if (search->given < search->count) {
            objects[found++] = search->handles[search->given++];
        } else if (search->cursor == 0) {
            break;
        } else {
            CK_RV rv = next_page(session);
            if (rv != CKR_OK) {
                return rv;
            }
        }
    }
    *count = found;
    return CKR_OK;
}

CK_RV C_FindObjects(CK_SESSION_HANDLE handle, CK_OBJECT_HANDLE *objects, CK_ULONG most, CK_ULONG *count) {
    struct ch_session *session;
    CK_RV rv = ch_session_enter(handle, &session);
    return rv != CKR_OK ? rv : ch_session_leave(session, find(session, objects, most, count));
}

CK_RV C_FindObjectsFinal(CK_SESSION_HANDLE handle) {
    struct ch_session *session;
    CK_RV rv = ch_session_enter(handle, &session);
    if (rv != CKR_OK) {
        return rv;
    }
    rv = session->search.active ? CKR_OK : CKR_OPERATION_NOT_INITIALIZED;
    ch_search_end(&session->search);
    return ch_session_leave(session, rv);
}
