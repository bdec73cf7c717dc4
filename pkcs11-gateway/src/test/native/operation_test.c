/* Operations: round trips, the state machine, lengths and buffers, searches, attributes. */
#include <stdlib.h>
#include <string.h>

#include "harness.h"

static CK_BYTE data[3000];
static CK_BYTE iv[16] = {1, 2, 3};

static void fill(void) {
    for (size_t i = 0; i < sizeof data; i++) {
        data[i] = (CK_BYTE)(i * 7 + 1);
    }
}

static void takes_one_round_trip_for_a_signature(void) {
    start_node(0, NULL);
    CK_SESSION_HANDLE s = begin(1, NULL);
    for (unsigned i = 0; i < 10; i++) {
        OK(sign(s));
    }
    CHECK(seen(0, CH_TYPE_SIGN) == 10);
    CHECK(seen(0, CH_TYPE_KEY_FACTS) == 1);
    CHECK(seen(0, CH_TYPE_MECHANISM_LIST) == 1);
    CHECK(seen(0, CH_TYPE_HANDSHAKE) == 1);
    /* A login changes the token's stamp, and what this process may see. */
    OK(p11->C_Login(s, CKU_USER, (CK_UTF8CHAR *)"1234", 4));
    OK(sign(s));
    OK(sign(s));
    CHECK(seen(0, CH_TYPE_KEY_FACTS) == 2);
    OK(p11->C_Finalize(NULL));
}

static void validates_when_an_operation_begins(void) {
    start_node(0, NULL);
    CK_SESSION_HANDLE s = begin(1, NULL);
    CK_MECHANISM none = {999, NULL, 0}, ecdsa = {CKM_ECDSA, NULL, 0}, rsa = {CKM_RSA_PKCS, NULL, 0};
    CK_MECHANISM short_iv = {CKM_AES_CBC_PAD, iv, 15}, no_iv = {CKM_AES_CBC_PAD, NULL, 16}, good = {CKM_AES_CBC_PAD, iv, 16};
    CK_MECHANISM odd = {CKM_ECDSA, iv, 3}, sha = {CKM_SHA256, NULL, 0};
    CHECK_RV(p11->C_SignInit(s, &none, EC_KEY), CKR_MECHANISM_INVALID);
    CHECK_RV(p11->C_SignInit(s, &ecdsa, 0), CKR_KEY_HANDLE_INVALID);
    CHECK_RV(p11->C_SignInit(s, &ecdsa, 4711), CKR_KEY_HANDLE_INVALID);
    CHECK_RV(p11->C_SignInit(s, &ecdsa, RSA_KEY), CKR_KEY_TYPE_INCONSISTENT);
    CHECK_RV(p11->C_SignInit(s, &odd, EC_KEY), CKR_MECHANISM_PARAM_INVALID);
    CHECK_RV(p11->C_VerifyInit(s, &ecdsa, EC_KEY), CKR_KEY_FUNCTION_NOT_PERMITTED);
    CHECK_RV(p11->C_EncryptInit(s, &rsa, AES_KEY), CKR_KEY_TYPE_INCONSISTENT);
    CHECK_RV(p11->C_EncryptInit(s, &short_iv, AES_KEY), CKR_MECHANISM_PARAM_INVALID);
    CHECK_RV(p11->C_EncryptInit(s, &no_iv, AES_KEY), CKR_MECHANISM_PARAM_INVALID);
    CHECK_RV(p11->C_EncryptInit(s, &sha, AES_KEY), CKR_MECHANISM_INVALID);
    OK(p11->C_EncryptInit(s, &good, AES_KEY));
    CHECK_RV(p11->C_EncryptInit(s, &good, AES_KEY), CKR_OPERATION_ACTIVE);
    OK(p11->C_EncryptInit(s, NULL, 0)); /* ends it */
    OK(p11->C_EncryptInit(s, &good, AES_KEY));
    OK(p11->C_SessionCancel(s, CKF_ENCRYPT));
    CHECK_RV(p11->C_Encrypt(s, data, 1, data, &(CK_ULONG){10}), CKR_OPERATION_NOT_INITIALIZED);
    OK(p11->C_Finalize(NULL));
}

static void answers_lengths_without_asking(void) {
    start_node(0, NULL);
    CK_SESSION_HANDLE s = begin(1, NULL);
    CK_MECHANISM rsa = {CKM_RSA_PKCS, NULL, 0}, sha = {CKM_SHA256, NULL, 0};
    CK_BYTE out[300];
    CK_ULONG size = 0;
    OK(p11->C_SignInit(s, &rsa, RSA_KEY));
    OK(p11->C_Sign(s, data, 20, NULL, &size));
    CHECK(size == 256);
    size = 255;
    memset(out, 0xab, sizeof out);
    CHECK_RV(p11->C_Sign(s, data, 20, out, &size), CKR_BUFFER_TOO_SMALL);
    CHECK(size == 256 && out[0] == 0xab);
    CHECK(seen(0, CH_TYPE_SIGN) == 0);
    size = sizeof out;
    OK(p11->C_Sign(s, data, 20, out, &size));
    CHECK(size == 256 && seen(0, CH_TYPE_SIGN) == 1);
    CHECK_RV(p11->C_Sign(s, data, 20, out, &size), CKR_OPERATION_NOT_INITIALIZED);
    OK(p11->C_DigestInit(s, &sha));
    size = 2;
    CHECK_RV(p11->C_Digest(s, data, 20, out, &size), CKR_BUFFER_TOO_SMALL);
    CHECK(size == 32);
    OK(p11->C_Digest(s, data, 20, out, &size));
    OK(p11->C_Finalize(NULL));
}

static void keeps_one_shot_and_parts_apart(void) {
    start_node(0, NULL);
    CK_SESSION_HANDLE s = begin(1, NULL);
    CK_MECHANISM sha = {CKM_SHA256, NULL, 0}, cbc = {CKM_AES_CBC_PAD, iv, 16}, ecdsa = {CKM_ECDSA, NULL, 0};
    CK_BYTE out[300];
    CK_ULONG size = sizeof out;
    OK(p11->C_DigestInit(s, &sha));
    CHECK_RV(p11->C_Digest(s, data, 5, out, NULL), CKR_ARGUMENTS_BAD); /* ends it */
    CHECK_RV(p11->C_Digest(s, data, 5, out, &size), CKR_OPERATION_NOT_INITIALIZED);
    OK(p11->C_DigestInit(s, &sha));
    OK(p11->C_Digest(s, data, 5, NULL, &size));
    CHECK_RV(p11->C_DigestFinal(s, out, &size), CKR_OPERATION_ACTIVE); /* ends it too */
    CHECK_RV(p11->C_Digest(s, data, 5, out, &size), CKR_OPERATION_NOT_INITIALIZED);
    OK(p11->C_DigestInit(s, &sha));
    OK(p11->C_DigestUpdate(s, data, 0));
    OK(p11->C_DigestUpdate(s, data, 1));
    size = sizeof out;
    CHECK_RV(p11->C_Digest(s, data, 5, out, &size), CKR_OPERATION_ACTIVE); /* and it goes on */
    size = 1;
    CHECK_RV(p11->C_DigestFinal(s, out, &size), CKR_BUFFER_TOO_SMALL);
    OK(p11->C_DigestFinal(s, out, &size));
    OK(p11->C_EncryptInit(s, &cbc, AES_KEY));
    size = sizeof out;
    OK(p11->C_EncryptUpdate(s, data, 32, out, &size));
    CHECK_RV(p11->C_Encrypt(s, data, 32, out, &size), CKR_OPERATION_ACTIVE);
    CHECK_RV(p11->C_EncryptFinal(s, NULL, NULL), CKR_ARGUMENTS_BAD);
    CHECK_RV(p11->C_EncryptFinal(s, out, &size), CKR_OPERATION_NOT_INITIALIZED);
    OK(p11->C_EncryptInit(s, &cbc, AES_KEY));
    OK(p11->C_Encrypt(s, data, 32, NULL, &size));
    CHECK_RV(p11->C_EncryptUpdate(s, data, 32, out, &size), CKR_OPERATION_ACTIVE);
    OK(p11->C_SignInit(s, &ecdsa, EC_KEY));
    CHECK_RV(p11->C_SignUpdate(s, data, 5), CKR_OPERATION_NOT_INITIALIZED); /* takes no parts */
    OK(p11->C_SignInit(s, &ecdsa, EC_KEY));
    OK(p11->C_SignInit(s, NULL, 0));
    OK(p11->C_Finalize(NULL));
}

static void signs_and_verifies_in_parts_with_one_request(void) {
    start_node(0, NULL);
    CK_SESSION_HANDLE s = begin(1, NULL);
    CK_MECHANISM hmac = {CKM_SHA256_HMAC, NULL, 0};
    CK_BYTE whole[64], parts[64];
    CK_ULONG whole_size = sizeof whole, parts_size = sizeof parts;
    fill();
    OK(p11->C_SignInit(s, &hmac, SECRET_KEY));
    OK(p11->C_Sign(s, data, 1000, whole, &whole_size));
    OK(p11->C_SignInit(s, &hmac, SECRET_KEY));
    OK(p11->C_SignUpdate(s, data, 300));
    OK(p11->C_SignUpdate(s, data + 300, 700));
    OK(p11->C_SignFinal(s, parts, &parts_size));
    CHECK(whole_size == 32 && parts_size == 32 && memcmp(whole, parts, 32) == 0);
    CHECK(seen(0, CH_TYPE_SIGN) == 2 && seen(0, CH_TYPE_OPERATION_BEGIN) == 0);
    OK(p11->C_VerifyInit(s, &hmac, SECRET_KEY));
    OK(p11->C_VerifyUpdate(s, data, 1000));
    OK(p11->C_VerifyFinal(s, whole, 32));
    OK(p11->C_VerifyInit(s, &hmac, SECRET_KEY));
    CHECK_RV(p11->C_Verify(s, data, 999, whole, 32), CKR_SIGNATURE_INVALID);
    OK(p11->C_VerifyInit(s, &hmac, SECRET_KEY));
    CHECK_RV(p11->C_Verify(s, data, 1000, whole, 4), CKR_SIGNATURE_LEN_RANGE);
    OK(p11->C_Finalize(NULL));
}

/* Encrypts n bytes in pieces; returns the length. */
static CK_ULONG encrypt_parts(CK_SESSION_HANDLE s, CK_MECHANISM *mechanism, CK_ULONG n, CK_ULONG piece, CK_BYTE *out, CK_ULONG room) {
    CK_ULONG at = 0, size;
    OK(p11->C_EncryptInit(s, mechanism, AES_KEY));
    for (CK_ULONG i = 0; i < n; i += piece) {
        size = room - at;
        OK(p11->C_EncryptUpdate(s, data + i, n - i < piece ? n - i : piece, out + at, &size));
        at += size;
    }
    size = 0;
    OK(p11->C_EncryptFinal(s, NULL, &size));
    CK_ULONG told = size;
    size = room - at;
    OK(p11->C_EncryptFinal(s, out + at, &size));
    CHECK(size <= told);
    return at + size;
}

static void encrypts_and_decrypts_alike_at_once_and_in_parts(void) {
    CK_GCM_PARAMS gcm = {iv, 12, 96, data, 20, 128};
    CK_MECHANISM mechanisms[] = {{CKM_AES_CBC_PAD, iv, 16}, {CKM_AES_GCM, &gcm, sizeof gcm}};
    CK_BYTE whole[3100], parts[3100], back[3100];
    start_node(0, NULL);
    CK_SESSION_HANDLE s = begin(1, NULL);
    fill();
    for (unsigned m = 0; m < 2; m++) {
        CK_ULONG size = sizeof whole;
        OK(p11->C_EncryptInit(s, &mechanisms[m], AES_KEY));
        OK(p11->C_Encrypt(s, data, 1000, whole, &size));
        CHECK(size == (m == 0 ? 1008 : 1016));
        CHECK(encrypt_parts(s, &mechanisms[m], 1000, 77, parts, sizeof parts) == size);
        CHECK(memcmp(whole, parts, size) == 0);
        CK_ULONG got = sizeof back;
        OK(p11->C_DecryptInit(s, &mechanisms[m], AES_KEY));
        OK(p11->C_Decrypt(s, whole, size, back, &got));
        CHECK(got == 1000 && memcmp(back, data, 1000) == 0);
        OK(p11->C_DecryptInit(s, &mechanisms[m], AES_KEY));
        CK_ULONG at = sizeof back;
        OK(p11->C_DecryptUpdate(s, whole, size, back, &at));
        got = sizeof back - at;
        OK(p11->C_DecryptFinal(s, back + at, &got));
        CHECK(at + got == 1000 && memcmp(back, data, 1000) == 0);
    }
    /* The layout without ulIvBits. */
    struct {
        CK_BYTE *iv;
        CK_ULONG iv_size;
        CK_BYTE *aad;
        CK_ULONG aad_size, tag_bits;
    } shorter = {iv, 12, data, 20, 128};
    CK_MECHANISM old = {CKM_AES_GCM, &shorter, sizeof shorter};
    OK(p11->C_EncryptInit(s, &old, AES_KEY));
    OK(p11->C_EncryptInit(s, NULL, 0));
    OK(p11->C_Finalize(NULL));
}

static void hands_out_a_result_that_did_not_fit_without_asking_again(void) {
    CK_MECHANISM cbc = {CKM_AES_CBC_PAD, iv, 16};
    CK_BYTE whole[200], back[200];
    start_node(0, NULL);
    CK_SESSION_HANDLE s = begin(1, NULL);
    fill();
    CK_ULONG size = sizeof whole, got = 5;
    OK(p11->C_EncryptInit(s, &cbc, AES_KEY));
    OK(p11->C_Encrypt(s, data, 100, whole, &size));
    OK(p11->C_DecryptInit(s, &cbc, AES_KEY));
    CHECK_RV(p11->C_Decrypt(s, whole, size, back, &got), CKR_BUFFER_TOO_SMALL);
    CHECK(got == 100);
    OK(p11->C_Decrypt(s, whole, size, back, &got));
    CHECK(got == 100 && memcmp(back, data, 100) == 0);
    CHECK(seen(0, CH_TYPE_DECRYPT) == 1);
    OK(p11->C_EncryptInit(s, &cbc, AES_KEY));
    got = 3;
    CHECK_RV(p11->C_EncryptUpdate(s, data, 100, back, &got), CKR_BUFFER_TOO_SMALL);
    CHECK(got == 96);
    OK(p11->C_EncryptUpdate(s, data, 100, back, &got));
    CHECK(got == 96 && memcmp(back, whole, 96) == 0);
    CHECK(seen(0, CH_TYPE_OPERATION_UPDATE) == 1);
    got = sizeof back;
    OK(p11->C_EncryptFinal(s, back, &got));
    CHECK(got == 16 && memcmp(back, whole + 96, 16) == 0);
    OK(p11->C_Finalize(NULL));
}

static void streams_what_is_too_large_for_one_request(void) {
    size_t large = 3 << 20;
    CK_BYTE *in = calloc(1, large), *out = malloc(large + 16), *back = malloc(large + 16);
    CK_MECHANISM cbc = {CKM_AES_CBC_PAD, iv, 16}, sha = {CKM_SHA256, NULL, 0};
    CK_ULONG size = large + 16, got = large + 16;
    CK_BYTE one[32], two[32];
    start_node(0, NULL);
    CK_SESSION_HANDLE s = begin(1, NULL);
    for (size_t i = 0; i < large; i++) {
        in[i] = (CK_BYTE)(i % 251);
    }
    OK(p11->C_EncryptInit(s, &cbc, AES_KEY));
    OK(p11->C_Encrypt(s, in, large, out, &size));
    CHECK(size == large + 16);
    OK(p11->C_DecryptInit(s, &cbc, AES_KEY));
    OK(p11->C_Decrypt(s, out, size, back, &got));
    CHECK(got == large && memcmp(in, back, large) == 0);
    OK(p11->C_DigestInit(s, &sha));
    size = sizeof one;
    OK(p11->C_Digest(s, in, large, one, &size));
    OK(p11->C_DigestInit(s, &sha));
    for (size_t i = 0; i < large; i += 100000) {
        OK(p11->C_DigestUpdate(s, in + i, large - i < 100000 ? large - i : 100000));
    }
    size = sizeof two;
    OK(p11->C_DigestFinal(s, two, &size));
    CHECK(size == 32 && memcmp(one, two, 32) == 0);
    OK(p11->C_Finalize(NULL));
    free(in);
    free(out);
    free(back);
}

static void finds_all_pages_with_other_calls_between(void) {
    CK_OBJECT_HANDLE found[100];
    CK_ULONG count = 0, total = 0;
    CK_BYTE label[] = "x";
    CK_ATTRIBUTE template = {CKA_LABEL, label, 1};
    start_node(0, NULL);
    CK_SESSION_HANDLE s = begin(1, NULL);
    CHECK_RV(p11->C_FindObjects(s, found, 1, &count), CKR_OPERATION_NOT_INITIALIZED);
    OK(p11->C_FindObjectsInit(s, &template, 1));
    CHECK_RV(p11->C_FindObjectsInit(s, &template, 1), CKR_OPERATION_ACTIVE);
    label[0] = 'y'; /* the application's buffer is its own again */
    do {
        OK(p11->C_FindObjects(s, found, 70, &count));
        for (CK_ULONG i = 0; i < count; i++) {
            CHECK(found[i] == ++total);
        }
        OK(sign(s));
    } while (count > 0);
    CHECK(total == 600);
    OK(p11->C_FindObjectsFinal(s));
    CHECK_RV(p11->C_FindObjectsFinal(s), CKR_OPERATION_NOT_INITIALIZED);
    CHECK(seen(0, CH_TYPE_FIND_OBJECTS) == 2);
    OK(p11->C_Finalize(NULL));
}

static void reads_attributes_as_the_standard_says(void) {
    CK_BYTE label[20], value[20];
    CK_ATTRIBUTE all[] = {{CKA_LABEL, label, sizeof label}, {CKA_VALUE, value, sizeof value}, {CKA_ID, value, sizeof value}};
    CK_ATTRIBUTE query = {CKA_LABEL, NULL, 0}, small = {CKA_LABEL, label, 2};
    start_node(0, NULL);
    CK_SESSION_HANDLE s = begin(1, NULL);
    CHECK_RV(p11->C_GetAttributeValue(s, RSA_KEY, all, 3), CKR_ATTRIBUTE_SENSITIVE);
    CHECK(all[0].ulValueLen == 7 && memcmp(label, "a label", 7) == 0);
    CHECK(all[1].ulValueLen == CK_UNAVAILABLE_INFORMATION && all[2].ulValueLen == CK_UNAVAILABLE_INFORMATION);
    CHECK_RV(p11->C_GetAttributeValue(s, RSA_KEY, &all[2], 1), CKR_ATTRIBUTE_TYPE_INVALID);
    OK(p11->C_GetAttributeValue(s, RSA_KEY, &query, 1));
    CHECK(query.ulValueLen == 7);
    CHECK_RV(p11->C_GetAttributeValue(s, RSA_KEY, &small, 1), CKR_BUFFER_TOO_SMALL);
    CHECK(small.ulValueLen == CK_UNAVAILABLE_INFORMATION);
    CK_ATTRIBUTE nested = {CKA_WRAP_TEMPLATE, label, sizeof(CK_ATTRIBUTE)};
    CK_OBJECT_HANDLE object;
    CHECK_RV(p11->C_CreateObject(s, &nested, 1, &object), CKR_ATTRIBUTE_TYPE_INVALID);
    CK_BYTE random[200];
    OK(p11->C_GenerateRandom(s, random, sizeof random));
    OK(p11->C_DestroyObject(s, RSA_KEY));
    OK(p11->C_Finalize(NULL));
}

const struct test operation_tests[] = {
    {"takes_one_round_trip_for_a_signature", takes_one_round_trip_for_a_signature},
    {"validates_when_an_operation_begins", validates_when_an_operation_begins},
    {"answers_lengths_without_asking", answers_lengths_without_asking},
    {"keeps_one_shot_and_parts_apart", keeps_one_shot_and_parts_apart},
    {"signs_and_verifies_in_parts_with_one_request", signs_and_verifies_in_parts_with_one_request},
    {"encrypts_and_decrypts_alike_at_once_and_in_parts", encrypts_and_decrypts_alike_at_once_and_in_parts},
    {"hands_out_a_result_that_did_not_fit_without_asking_again", hands_out_a_result_that_did_not_fit_without_asking_again},
    {"streams_what_is_too_large_for_one_request", streams_what_is_too_large_for_one_request},
    {"finds_all_pages_with_other_calls_between", finds_all_pages_with_other_calls_between},
    {"reads_attributes_as_the_standard_says", reads_attributes_as_the_standard_says},
    {NULL, NULL},
};
