/* Nodes that die, hang, refuse, or talk rubbish: the application sees none of it while another node answers in time. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness.h"

static CK_BYTE iv[16] = {1};

static CK_OBJECT_HANDLE generate(CK_SESSION_HANDLE s) {
    CK_MECHANISM mechanism = {CKM_AES_KEY_GEN, NULL, 0};
    CK_OBJECT_HANDLE key = 0;
    OK(p11->C_GenerateKey(s, &mechanism, NULL, 0, &key));
    return key;
}

static void goes_to_the_next_node_when_one_is_killed(void) {
    pid_t first = start_node(0, NULL);
    start_node(1, NULL);
    CK_SESSION_HANDLE s = begin(2, NULL);
    OK(sign(s));
    stop_node(first, SIGKILL);
    double start = seconds();
    OK(sign(s));
    CHECK(seconds() - start < 0.5);
    for (unsigned i = 0; i < 20; i++) {
        OK(sign(s));
    }
    CHECK(seen(1, CH_TYPE_SIGN) == 21 && seen(1, CH_TYPE_HANDSHAKE) == 1);
    OK(p11->C_CloseSession(s));
    OK(p11->C_Finalize(NULL));
}

static void sends_a_change_again_with_the_same_number(void) {
    start_node(0, "drop=3"); /* OpenSession, MechanismList, GenerateKey */
    start_node(1, NULL);
    CK_SESSION_HANDLE s = begin(2, NULL);
    CK_OBJECT_HANDLE key = generate(s);
    unsigned long long sent = last_sequence(0, CH_TYPE_GENERATE_KEY);
    unsigned again = seen(0, CH_TYPE_GENERATE_KEY) + seen(1, CH_TYPE_GENERATE_KEY);
    CHECK(again == 2 && key == 1000 + sent);
    CHECK(seen(1, CH_TYPE_GENERATE_KEY) == 0 || last_sequence(1, CH_TYPE_GENERATE_KEY) == sent);
    CHECK(generate(s) > key);
    OK(p11->C_Finalize(NULL));
}

static void leaves_a_node_that_does_not_answer(void) {
    pid_t first = start_node(0, NULL);
    start_node(1, NULL);
    CK_SESSION_HANDLE s = begin(2, "attempt_timeout_ms = 300");
    OK(sign(s));
    stop_node(first, SIGSTOP);
    double start = seconds();
    OK(sign(s));
    CHECK(seconds() - start >= 0.25 && seconds() - start < 1);
    start = seconds();
    OK(sign(s));
    CHECK(seconds() - start < 0.1);
    CHECK(last_sequence(1, CH_TYPE_SIGN) > 0);
    OK(p11->C_Finalize(NULL));
}

static void leaves_a_stopped_node_during_key_generation(void) {
    pid_t first = start_node(0, NULL);
    start_node(1, NULL);
    CK_SESSION_HANDLE s = begin(2, "attempt_timeout_ms = 300\nconnect_timeout_ms = 200");
    (void)generate(s);
    stop_node(first, SIGSTOP);
    double start = seconds();
    (void)generate(s);
    CHECK(seconds() - start < 1.5); /* it no longer greets, so there is no waiting for the long operation */
    OK(p11->C_Finalize(NULL));
}

static void honours_the_retry_flag(void) {
    start_node(0, "retry=6");
    CK_SESSION_HANDLE s = begin(1, NULL);
    CHECK(seen(0, CH_TYPE_OPEN_SESSION) == 7);
    OK(sign(s));
    OK(p11->C_Finalize(NULL));
}

static void drops_a_node_that_talks_rubbish(void) {
    start_node(0, "garble=4"); /* OpenSession, MechanismList, KeyFacts, Sign */
    start_node(1, NULL);
    CK_SESSION_HANDLE s = begin(2, NULL);
    OK(sign(s));
    OK(sign(s));
    OK(p11->C_Finalize(NULL));
}

static void answers_device_error_in_time_and_recovers(void) {
    pid_t only = start_node(0, NULL);
    CK_SESSION_HANDLE s = begin(1, "call_timeout_ms = 400");
    OK(sign(s));
    stop_node(only, SIGKILL);
    double start = seconds();
    CHECK_RV(sign(s), CKR_DEVICE_ERROR);
    CHECK(seconds() - start < 0.8);
    CK_TOKEN_INFO info;
    CHECK_RV(p11->C_GetTokenInfo(0, &info), CKR_TOKEN_NOT_PRESENT);
    start_node(0, NULL);
    OK(sign(s)); /* the same session, and no C_Finalize in between */
    OK(p11->C_Finalize(NULL));
}

static void waits_only_once_for_a_cluster_that_is_down(void) {
    pid_t only = start_node(0, NULL);
    CK_SESSION_HANDLE s = begin(1, "call_timeout_ms = 2500");
    stop_node(only, SIGKILL);
    double start = seconds();
    CHECK_RV(sign(s), CKR_DEVICE_ERROR);
    CHECK(seconds() - start > 2);
    start = seconds();
    CHECK_RV(sign(s), CKR_DEVICE_ERROR);
    CHECK(seconds() - start < 1.5);
    start_node(0, NULL);
    OK(sign(s));
    OK(p11->C_Finalize(NULL));
}

static void waits_for_a_node_that_is_restarting(void) {
    pid_t only = start_node(0, NULL);
    CK_SESSION_HANDLE s = begin(1, NULL);
    OK(sign(s));
    stop_node(only, SIGKILL);
    pid_t starter = fork();
    if (starter == 0) {
        usleep(400000);
        start_node(0, NULL);
        pause();
    }
    double start = seconds();
    OK(sign(s));
    CHECK(seconds() - start < 3);
    OK(p11->C_Finalize(NULL));
    kill(starter, SIGKILL);
}

static void moves_an_encryption_in_parts_to_another_node(void) {
    CK_MECHANISM cbc = {CKM_AES_CBC_PAD, iv, 16};
    CK_BYTE data[100], whole[112], parts[140];
    CK_ULONG size = sizeof whole, at = sizeof parts;
    pid_t first = start_node(0, NULL);
    start_node(1, NULL);
    CK_SESSION_HANDLE s = begin(2, NULL);
    memset(data, 'd', sizeof data);
    OK(p11->C_EncryptInit(s, &cbc, AES_KEY));
    OK(p11->C_Encrypt(s, data, sizeof data, whole, &size));
    OK(p11->C_EncryptInit(s, &cbc, AES_KEY));
    OK(p11->C_EncryptUpdate(s, data, 50, parts, &at));
    CHECK(at == 48);
    stop_node(first, SIGKILL);
    CK_ULONG more = sizeof parts - at;
    OK(p11->C_EncryptUpdate(s, data + 50, 50, parts + at, &more));
    at += more;
    more = sizeof parts - at;
    OK(p11->C_EncryptFinal(s, parts + at, &more));
    at += more;
    CHECK(at == size && memcmp(whole, parts, size) == 0);
    CHECK(seen(1, CH_TYPE_OPERATION_UPDATE) == 2);
    OK(p11->C_Finalize(NULL));
}

static void feeds_an_operation_again_that_the_node_forgot(void) {
    CK_MECHANISM cbc = {CKM_AES_CBC_PAD, iv, 16};
    CK_BYTE data[100] = {0}, out[140];
    CK_ULONG size = sizeof out;
    start_node(0, "forget=6"); /* OpenSession, MechanismList, KeyFacts, Begin, Update, Finish */
    CK_SESSION_HANDLE s = begin(1, NULL);
    OK(p11->C_EncryptInit(s, &cbc, AES_KEY));
    OK(p11->C_EncryptUpdate(s, data, sizeof data, out, &size));
    CK_ULONG more = sizeof out - size;
    OK(p11->C_EncryptFinal(s, out + size, &more));
    CHECK(size + more == 112);
    OK(p11->C_Finalize(NULL));
}

static void says_so_once_when_too_much_is_lost(void) {
    CK_MECHANISM sha = {CKM_SHA256, NULL, 0};
    static CK_BYTE data[5000];
    CK_BYTE digest[32];
    CK_ULONG size = sizeof digest;
    pid_t first = start_node(0, NULL);
    start_node(1, NULL);
    CK_SESSION_HANDLE s = begin(2, "replay_limit_bytes = 4000");
    OK(p11->C_DigestInit(s, &sha));
    OK(p11->C_DigestUpdate(s, data, sizeof data));
    stop_node(first, SIGKILL);
    CHECK_RV(p11->C_DigestUpdate(s, data, 10), CKR_OPERATION_NOT_INITIALIZED);
    OK(p11->C_DigestInit(s, &sha));
    OK(p11->C_Digest(s, data, 10, digest, &size));
    OK(p11->C_Finalize(NULL));
}

static void asks_for_a_new_identity_when_its_own_is_refused(void) {
    pid_t only = start_node(0, NULL);
    CK_SESSION_HANDLE s = begin(1, NULL);
    stop_node(only, SIGKILL);
    start_node(0, "new-identity=1");
    OK(sign(s));
    CHECK_RV(p11->C_GetSessionInfo(s, &(CK_SESSION_INFO){0}), CKR_OK);
    OK(p11->C_Finalize(NULL));
}

const struct test survival_tests[] = {
    {"goes_to_the_next_node_when_one_is_killed", goes_to_the_next_node_when_one_is_killed},
    {"sends_a_change_again_with_the_same_number", sends_a_change_again_with_the_same_number},
    {"leaves_a_node_that_does_not_answer", leaves_a_node_that_does_not_answer},
    {"leaves_a_stopped_node_during_key_generation", leaves_a_stopped_node_during_key_generation},
    {"honours_the_retry_flag", honours_the_retry_flag},
    {"drops_a_node_that_talks_rubbish", drops_a_node_that_talks_rubbish},
    {"answers_device_error_in_time_and_recovers", answers_device_error_in_time_and_recovers},
    {"waits_only_once_for_a_cluster_that_is_down", waits_only_once_for_a_cluster_that_is_down},
    {"waits_for_a_node_that_is_restarting", waits_for_a_node_that_is_restarting},
    {"moves_an_encryption_in_parts_to_another_node", moves_an_encryption_in_parts_to_another_node},
    {"feeds_an_operation_again_that_the_node_forgot", feeds_an_operation_again_that_the_node_forgot},
    {"says_so_once_when_too_much_is_lost", says_so_once_when_too_much_is_lost},
    {"asks_for_a_new_identity_when_its_own_is_refused", asks_for_a_new_identity_when_its_own_is_refused},
    {NULL, NULL},
};
