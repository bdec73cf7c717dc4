/* Whole operations in one request each. */
#include "call.h"
#include "operation.h"

static struct ch_mechanism_use mechanism_of(const struct ch_operation *operation) {
    return (struct ch_mechanism_use){
        operation->mechanism,
        ch_bytes_of(operation->parameters.data, operation->parameters.size),
    };
}

/* Reads the one field that the four replies consist of. */
static struct ch_bytes output_of(struct ch_call *call) {
    union {
        struct ch_sign_reply sign;
        struct ch_digest_reply digest;
        struct ch_encrypt_reply encrypt;
        struct ch_decrypt_reply decrypt;
    } reply;
    switch (call->type) {
        case CH_TYPE_SIGN:
            ch_get_sign_reply(&call->body, &reply.sign);
            return reply.sign.signature;
        case CH_TYPE_DIGEST:
            ch_get_digest_reply(&call->body, &reply.digest);
            return reply.digest.digest;
        case CH_TYPE_ENCRYPT:
            ch_get_encrypt_reply(&call->body, &reply.encrypt);
            return reply.encrypt.data;
        default:
            ch_get_decrypt_reply(&call->body, &reply.decrypt);
            return reply.decrypt.data;
    }
}

static void put_request(struct ch_call *call, const struct ch_session *session, const struct ch_operation *operation, struct ch_bytes data) {
    struct ch_mechanism_use use = mechanism_of(operation);
    switch (operation->kind) {
        case CH_OPERATION_SIGN:
            ch_call_begin(call, session->library, CH_TYPE_SIGN);
            ch_put_sign_request(&call->out, &(struct ch_sign_request){session->handle, use, operation->key, data});
            break;
        case CH_OPERATION_DIGEST:
            ch_call_begin(call, session->library, CH_TYPE_DIGEST);
            ch_put_digest_request(&call->out, &(struct ch_digest_request){session->handle, use, data});
            break;
        case CH_OPERATION_ENCRYPT:
            ch_call_begin(call, session->library, CH_TYPE_ENCRYPT);
            ch_put_encrypt_request(&call->out, &(struct ch_encrypt_request){session->handle, use, operation->key, data});
            break;
        default:
            ch_call_begin(call, session->library, CH_TYPE_DECRYPT);
            ch_put_decrypt_request(&call->out, &(struct ch_decrypt_request){session->handle, use, operation->key, data});
            break;
    }
}

CK_RV ch_run_one_shot(struct ch_session *session, struct ch_operation *operation, struct ch_bytes data, CK_BYTE *out, CK_ULONG *out_size) {
    struct ch_call call;
    put_request(&call, session, operation, data);
    CK_RV rv = ch_call_send(&call, CH_ORDINARY, session->slot);
    if (rv == CKR_OK) {
        struct ch_bytes output = output_of(&call);
        rv = ch_call_read(&call);
        if (rv == CKR_OK) {
            rv = ch_operation_deliver(operation, output, out, out_size);
        }
    }
    ch_call_end(&call);
    return rv;
}
