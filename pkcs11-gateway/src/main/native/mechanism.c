#include "mechanism.h"

#include <string.h>

#include "wire_messages.h"

#define ANY CK_UNAVAILABLE_INFORMATION

static const struct ch_rule rules[] = {
    {CKM_RSA_PKCS, CH_NO_PARAMETERS, CH_OUTPUT_KEY_SIZE, 0, CKK_RSA, true},
    {CKM_SHA1_RSA_PKCS, CH_NO_PARAMETERS, CH_OUTPUT_KEY_SIZE, 0, CKK_RSA, false},
    {CKM_SHA224_RSA_PKCS, CH_NO_PARAMETERS, CH_OUTPUT_KEY_SIZE, 0, CKK_RSA, false},
    {CKM_SHA256_RSA_PKCS, CH_NO_PARAMETERS, CH_OUTPUT_KEY_SIZE, 0, CKK_RSA, false},
    {CKM_SHA384_RSA_PKCS, CH_NO_PARAMETERS, CH_OUTPUT_KEY_SIZE, 0, CKK_RSA, false},
    {CKM_SHA512_RSA_PKCS, CH_NO_PARAMETERS, CH_OUTPUT_KEY_SIZE, 0, CKK_RSA, false},
    {CKM_ECDSA, CH_NO_PARAMETERS, CH_OUTPUT_TWO_ORDERS, 0, CKK_EC, true},
    {CKM_ECDSA_SHA224, CH_NO_PARAMETERS, CH_OUTPUT_TWO_ORDERS, 0, CKK_EC, false},
    {CKM_ECDSA_SHA256, CH_NO_PARAMETERS, CH_OUTPUT_TWO_ORDERS, 0, CKK_EC, false},
    {CKM_ECDSA_SHA384, CH_NO_PARAMETERS, CH_OUTPUT_TWO_ORDERS, 0, CKK_EC, false},
    {CKM_ECDSA_SHA512, CH_NO_PARAMETERS, CH_OUTPUT_TWO_ORDERS, 0, CKK_EC, false},
    {CKM_SHA_1, CH_NO_PARAMETERS, CH_OUTPUT_FIXED, 20, ANY, false},
    {CKM_SHA224, CH_NO_PARAMETERS, CH_OUTPUT_FIXED, 28, ANY, false},
    {CKM_SHA256, CH_NO_PARAMETERS, CH_OUTPUT_FIXED, 32, ANY, false},
    {CKM_SHA384, CH_NO_PARAMETERS, CH_OUTPUT_FIXED, 48, ANY, false},
    {CKM_SHA512, CH_NO_PARAMETERS, CH_OUTPUT_FIXED, 64, ANY, false},
    {CKM_SHA_1_HMAC, CH_NO_PARAMETERS, CH_OUTPUT_FIXED, 20, CKK_GENERIC_SECRET, false},
    {CKM_SHA224_HMAC, CH_NO_PARAMETERS, CH_OUTPUT_FIXED, 28, CKK_GENERIC_SECRET, false},
    {CKM_SHA256_HMAC, CH_NO_PARAMETERS, CH_OUTPUT_FIXED, 32, CKK_GENERIC_SECRET, false},
    {CKM_SHA384_HMAC, CH_NO_PARAMETERS, CH_OUTPUT_FIXED, 48, CKK_GENERIC_SECRET, false},
    {CKM_SHA512_HMAC, CH_NO_PARAMETERS, CH_OUTPUT_FIXED, 64, CKK_GENERIC_SECRET, false},
    {CKM_AES_ECB, CH_NO_PARAMETERS, CH_OUTPUT_SAME, 0, CKK_AES, false},
    {CKM_AES_CBC, CH_IV_16, CH_OUTPUT_SAME, 0, CKK_AES, false},
    {CKM_AES_CBC_PAD, CH_IV_16, CH_OUTPUT_PADDED, 0, CKK_AES, false},
    {CKM_AES_GCM, CH_GCM, CH_OUTPUT_TAGGED, 0, CKK_AES, false},
};

static const struct ch_rule unknown = {ANY, CH_NO_PARAMETERS, CH_OUTPUT_UNKNOWN, 0, ANY, false};

const struct ch_rule *ch_rule_of(CK_MECHANISM_TYPE type) {
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (rules[i].type == type) {
            return &rules[i];
        }
    }
    return &unknown;
}

/* CK_GCM_PARAMS as it was before version 2.40 errata 1: without ulIvBits. Some applications still pass it. */
struct short_gcm_params {
    CK_BYTE *pIv;
    CK_ULONG ulIvLen;
    CK_BYTE *pAAD;
    CK_ULONG ulAADLen;
    CK_ULONG ulTagBits;
};

static bool read_gcm(const CK_MECHANISM *mechanism, CK_GCM_PARAMS *params) {
    if (mechanism->pParameter == NULL) {
        return false;
    }
    if (mechanism->ulParameterLen == sizeof *params) {
        memcpy(params, mechanism->pParameter, sizeof *params);
        return true;
    }
    if (mechanism->ulParameterLen == sizeof(struct short_gcm_params)) {
        struct short_gcm_params shorter;
        memcpy(&shorter, mechanism->pParameter, sizeof shorter);
        *params = (CK_GCM_PARAMS){
            .pIv = shorter.pIv,
            .ulIvLen = shorter.ulIvLen,
            .pAAD = shorter.pAAD,
            .ulAADLen = shorter.ulAADLen,
            .ulTagBits = shorter.ulTagBits,
        };
        return true;
    }
    return false;
}

static CK_RV encode_gcm(const CK_MECHANISM *mechanism, struct ch_buffer *encoded, uint32_t *tag_bytes) {
    CK_GCM_PARAMS params;
    uint8_t memory[512];
    struct ch_writer out;
    if (!read_gcm(mechanism, &params) || params.pIv == NULL || params.ulIvLen == 0 || params.ulIvLen > CH_MAX_IV_BYTES
        || params.ulAADLen > CH_MAX_AAD_BYTES || (params.pAAD == NULL && params.ulAADLen > 0) || params.ulTagBits > 128
        || params.ulTagBits % 8 != 0) {
        return CKR_MECHANISM_PARAM_INVALID;
    }
    struct ch_gcm_parameters value = {
        .iv = {params.pIv, (uint32_t)params.ulIvLen},
        .aad = {params.pAAD, (uint32_t)params.ulAADLen},
        .tag_bits = (uint32_t)params.ulTagBits,
    };
    ch_writer_init(&out, memory, sizeof memory, CH_MAX_PARAMETER_BYTES);
    ch_put_gcm_parameters(&out, &value);
    bool kept = !out.failed && ch_buffer_append(encoded, out.data, out.size);
    ch_writer_wipe(&out);
    *tag_bytes = (uint32_t)params.ulTagBits / 8;
    return kept ? CKR_OK : CKR_HOST_MEMORY;
}

CK_RV ch_encode_parameters(const CK_MECHANISM *mechanism, struct ch_buffer *encoded, uint32_t *tag_bytes) {
    *tag_bytes = 0;
    switch (ch_rule_of(mechanism->mechanism)->parameters) {
        case CH_NO_PARAMETERS:
            return mechanism->ulParameterLen == 0 ? CKR_OK : CKR_MECHANISM_PARAM_INVALID;
        case CH_IV_16:
            if (mechanism->pParameter == NULL || mechanism->ulParameterLen != 16) {
                return CKR_MECHANISM_PARAM_INVALID;
            }
            return ch_buffer_append(encoded, mechanism->pParameter, 16) ? CKR_OK : CKR_HOST_MEMORY;
        case CH_GCM:
            return encode_gcm(mechanism, encoded, tag_bytes);
    }
    return CKR_MECHANISM_PARAM_INVALID;
}
