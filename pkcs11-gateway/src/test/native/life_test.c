/* C_Initialize to C_Finalize, fork, arguments, slots. */
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"

static void initializes_at_once_while_no_gateway_runs(void) {
    configure(2, NULL);
    double start = seconds();
    OK(initialize());
    CHECK(seconds() - start < 0.1);
    CK_ULONG count = 99;
    OK(p11->C_GetSlotList(CK_TRUE, NULL, &count));
    CHECK(count == 0);
    CHECK(seconds() - start < 1);
    CK_TOKEN_INFO info;
    CHECK_RV(p11->C_GetTokenInfo(0, &info), CKR_TOKEN_NOT_PRESENT);
    OK(p11->C_Finalize(NULL));
}

static void works_without_a_usable_configuration(void) {
    CK_ULONG count = 99;
    CK_SESSION_HANDLE session;
    configure(1, "no_such_key = 1");
    OK(initialize());
    OK(p11->C_GetSlotList(CK_FALSE, NULL, &count));
    CHECK(count == 0);
    CHECK_RV(p11->C_OpenSession(0, CKF_SERIAL_SESSION, NULL, NULL, &session), CKR_DEVICE_REMOVED);
    OK(p11->C_Finalize(NULL));
    setenv("CRATON_HSM_CONFIG", "/nonexistent/client.conf", 1);
    OK(initialize());
    OK(p11->C_Finalize(NULL));
}

static void judges_the_arguments_of_initialize(void) {
    configure(1, NULL);
    CK_C_INITIALIZE_ARGS arguments = {.pReserved = &arguments};
    CHECK_RV(p11->C_Initialize(&arguments), CKR_ARGUMENTS_BAD);
    arguments = (CK_C_INITIALIZE_ARGS){.LockMutex = (CK_LOCKMUTEX)abort};
    CHECK_RV(p11->C_Initialize(&arguments), CKR_ARGUMENTS_BAD);
    arguments = (CK_C_INITIALIZE_ARGS){(CK_CREATEMUTEX)abort, (CK_DESTROYMUTEX)abort, (CK_LOCKMUTEX)abort, (CK_UNLOCKMUTEX)abort, 0, NULL};
    CHECK_RV(p11->C_Initialize(&arguments), CKR_CANT_LOCK);
    arguments.flags = CKF_OS_LOCKING_OK;
    OK(p11->C_Initialize(&arguments));
    CHECK_RV(p11->C_Initialize(NULL), CKR_CRYPTOKI_ALREADY_INITIALIZED);
    CHECK_RV(p11->C_Finalize(&arguments), CKR_ARGUMENTS_BAD);
    OK(p11->C_Finalize(NULL));
    CHECK_RV(p11->C_Finalize(NULL), CKR_CRYPTOKI_NOT_INITIALIZED);
}

static void answers_not_initialized_from_every_function(void) {
    CK_ULONG count;
    CK_INFO info;
    CK_SESSION_INFO session;
    CHECK_RV(p11->C_GetInfo(&info), CKR_CRYPTOKI_NOT_INITIALIZED);
    CHECK_RV(p11->C_GetSlotList(CK_TRUE, NULL, &count), CKR_CRYPTOKI_NOT_INITIALIZED);
    CHECK_RV(p11->C_GetSessionInfo(1, &session), CKR_CRYPTOKI_NOT_INITIALIZED);
    CHECK_RV(p11->C_WrapKey(1, NULL, 1, 1, NULL, NULL), CKR_CRYPTOKI_NOT_INITIALIZED);
    CHECK_RV(p11->C_SignMessage(1, NULL, 0, NULL, 0, NULL, NULL), CKR_CRYPTOKI_NOT_INITIALIZED);
    CHECK_RV(p11->C_WaitForSlotEvent(CKF_DONT_BLOCK, NULL, NULL), CKR_CRYPTOKI_NOT_INITIALIZED);
}

static void hands_out_truthful_interfaces(void) {
    CK_INTERFACE list[2], *found = NULL;
    CK_ULONG count = 2;
    CK_VERSION two = {2, 40}, three_two = {3, 2};
    CK_FUNCTION_LIST *old = NULL;
    OK(p11->C_GetInterfaceList(list, &count));
    CHECK(count == 2 && (list[0].flags & CKF_INTERFACE_FORK_SAFE) != 0);
    OK(p11->C_GetInterface(NULL, NULL, &found, 0));
    CHECK(((CK_VERSION *)found->pFunctionList)->major == 3);
    OK(p11->C_GetInterface((CK_UTF8CHAR *)"PKCS 11", &two, &found, CKF_INTERFACE_FORK_SAFE));
    CHECK(((CK_VERSION *)found->pFunctionList)->minor == 40);
    CHECK_RV(p11->C_GetInterface((CK_UTF8CHAR *)"PKCS 11", &three_two, &found, 0), CKR_FUNCTION_FAILED);
    CHECK_RV(p11->C_GetInterface((CK_UTF8CHAR *)"Other", NULL, &found, 0), CKR_FUNCTION_FAILED);
    OK(p11->C_GetFunctionList(&old));
    CHECK(old->version.major == 2 && old->version.minor == 40);
    /* Nothing in a list is NULL. */
    void *const *functions = (void *const *)(const void *)&p11->C_Initialize;
    size_t slots = (sizeof *p11 - ((size_t)((const char *)&p11->C_Initialize - (const char *)p11))) / sizeof(void *);
    for (size_t i = 0; i < slots; i++) {
        CHECK(functions[i] != NULL);
    }
}

static void lists_slots_tokens_and_mechanisms(void) {
    start_node(0, NULL);
    configure(1, NULL);
    OK(initialize());
    CK_SLOT_ID slots[4];
    CK_ULONG count = 1;
    CHECK_RV(p11->C_GetSlotList(CK_TRUE, slots, &count), CKR_BUFFER_TOO_SMALL);
    CHECK(count == 2);
    OK(p11->C_GetSlotList(CK_TRUE, slots, &count));
    CHECK(count == 2 && slots[1] == 1);
    CK_TOKEN_INFO token;
    OK(p11->C_GetTokenInfo(0, &token));
    CHECK(memcmp(token.label, "demo                            ", 32) == 0);
    CHECK(memcmp(token.serialNumber, "0000000000000001", 16) == 0);
    CHECK_RV(p11->C_GetTokenInfo(7, &token), CKR_SLOT_ID_INVALID);
    CHECK_RV(p11->C_GetTokenInfo(1 << 20, &token), CKR_SLOT_ID_INVALID);
    CK_SLOT_INFO slot;
    OK(p11->C_GetSlotInfo(0, &slot));
    CHECK((slot.flags & CKF_TOKEN_PRESENT) != 0);
    CK_MECHANISM_TYPE types[32];
    count = 32;
    OK(p11->C_GetMechanismList(0, types, &count));
    CHECK(count == 9);
    CK_MECHANISM_INFO mechanism;
    OK(p11->C_GetMechanismInfo(0, CKM_ECDSA, &mechanism));
    CHECK(mechanism.ulMaxKeySize == 384);
    CHECK_RV(p11->C_GetMechanismInfo(0, 999, &mechanism), CKR_MECHANISM_INVALID);
    CHECK(seen(0, CH_TYPE_MECHANISM_LIST) == 1);
    OK(p11->C_Finalize(NULL));
    CHECK(seen(0, CH_TYPE_GOODBYE) == 1);
}

static void refuses_null_pointers(void) {
    start_node(0, NULL);
    CK_SESSION_HANDLE s = begin(1, NULL);
    CK_MECHANISM mechanism = {CKM_ECDSA, NULL, 0};
    CK_ATTRIBUTE hollow = {CKA_LABEL, NULL, 5};
    CK_ULONG count = 0;
    CHECK_RV(p11->C_GetInfo(NULL), CKR_ARGUMENTS_BAD);
    CHECK_RV(p11->C_GetSlotList(CK_TRUE, NULL, NULL), CKR_ARGUMENTS_BAD);
    CHECK_RV(p11->C_GetSlotInfo(0, NULL), CKR_ARGUMENTS_BAD);
    CHECK_RV(p11->C_GetTokenInfo(0, NULL), CKR_ARGUMENTS_BAD);
    CHECK_RV(p11->C_GetMechanismList(0, NULL, NULL), CKR_ARGUMENTS_BAD);
    CHECK_RV(p11->C_GetMechanismInfo(0, CKM_ECDSA, NULL), CKR_ARGUMENTS_BAD);
    CHECK_RV(p11->C_OpenSession(0, CKF_SERIAL_SESSION, NULL, NULL, NULL), CKR_ARGUMENTS_BAD);
    CHECK_RV(p11->C_OpenSession(0, 0, NULL, NULL, &count), CKR_SESSION_PARALLEL_NOT_SUPPORTED);
    CHECK_RV(p11->C_GetSessionInfo(s, NULL), CKR_ARGUMENTS_BAD);
    CHECK_RV(p11->C_Login(s, CKU_USER, NULL, 4), CKR_ARGUMENTS_BAD);
    CHECK_RV(p11->C_Login(s, 77, (CK_UTF8CHAR *)"1234", 4), CKR_USER_TYPE_INVALID);
    CHECK_RV(p11->C_InitToken(0, NULL, 4, NULL), CKR_ARGUMENTS_BAD);
    CHECK_RV(p11->C_InitPIN(s, NULL, 4), CKR_ARGUMENTS_BAD);
    CHECK_RV(p11->C_SetPIN(s, NULL, 4, NULL, 4), CKR_ARGUMENTS_BAD);
    CHECK_RV(p11->C_CreateObject(s, NULL, 1, &count), CKR_ARGUMENTS_BAD);
    CHECK_RV(p11->C_CreateObject(s, &hollow, 1, &count), CKR_ATTRIBUTE_VALUE_INVALID);
    CHECK_RV(p11->C_CreateObject(s, &hollow, 1, NULL), CKR_ARGUMENTS_BAD);
    CHECK_RV(p11->C_GetAttributeValue(s, 7, NULL, 1), CKR_ARGUMENTS_BAD);
    CHECK_RV(p11->C_SetAttributeValue(s, 7, NULL, 1), CKR_ARGUMENTS_BAD);
    CHECK_RV(p11->C_GetObjectSize(s, 7, NULL), CKR_ARGUMENTS_BAD);
    CHECK_RV(p11->C_FindObjectsInit(s, NULL, 1), CKR_ARGUMENTS_BAD);
    CHECK_RV(p11->C_SignInit(s, NULL, EC_KEY), CKR_ARGUMENTS_BAD);
    CHECK_RV(p11->C_DigestInit(s, NULL), CKR_ARGUMENTS_BAD);
    CHECK_RV(p11->C_GenerateKey(s, NULL, NULL, 0, &count), CKR_ARGUMENTS_BAD);
    CHECK_RV(p11->C_GenerateKeyPair(s, &mechanism, NULL, 0, NULL, 0, NULL, NULL), CKR_ARGUMENTS_BAD);
    CHECK_RV(p11->C_GenerateRandom(s, NULL, 4), CKR_ARGUMENTS_BAD);
    CHECK_RV(p11->C_SeedRandom(s, NULL, 4), CKR_ARGUMENTS_BAD);
    CHECK_RV(p11->C_WaitForSlotEvent(CKF_DONT_BLOCK, NULL, NULL), CKR_ARGUMENTS_BAD);
    CHECK_RV(p11->C_GetFunctionList(NULL), CKR_ARGUMENTS_BAD);
    CHECK_RV(p11->C_GetInterfaceList(NULL, NULL), CKR_ARGUMENTS_BAD);
    CHECK_RV(p11->C_GetInterface(NULL, NULL, NULL, 0), CKR_ARGUMENTS_BAD);
    CHECK_RV(p11->C_WrapKey(s, NULL, 1, 1, NULL, NULL), CKR_FUNCTION_NOT_SUPPORTED);
    CHECK_RV(p11->C_GetFunctionStatus(s), CKR_FUNCTION_NOT_PARALLEL);
    CHECK_RV(p11->C_CancelFunction(s), CKR_FUNCTION_NOT_PARALLEL);
    CHECK_RV(p11->C_SeedRandom(s, (CK_BYTE *)"x", 1), CKR_RANDOM_SEED_NOT_SUPPORTED);
    CHECK_RV(p11->C_GetSessionInfo(s + 256, &(CK_SESSION_INFO){0}), CKR_SESSION_HANDLE_INVALID);
    OK(p11->C_Finalize(NULL));
}

static void logs_in_and_out(void) {
    start_node(0, NULL);
    CK_SESSION_HANDLE s = begin(1, NULL);
    CK_UTF8CHAR pin[] = "1234", wrong[] = "4321";
    CHECK_RV(p11->C_Login(s, CKU_USER, wrong, 4), CKR_PIN_INCORRECT);
    OK(p11->C_LoginUser(s, CKU_USER, pin, 4, NULL, 0));
    CHECK_RV(p11->C_Login(s, CKU_USER, pin, 4), CKR_USER_ALREADY_LOGGED_IN);
    CHECK_RV(p11->C_LoginUser(s, CKU_USER, pin, 4, pin, 4), CKR_FUNCTION_NOT_SUPPORTED);
    OK(p11->C_Logout(s));
    OK(p11->C_CloseSession(s));
    CHECK_RV(p11->C_CloseSession(s), CKR_SESSION_HANDLE_INVALID);
    s = open_session();
    CK_SESSION_HANDLE t = open_session();
    OK(p11->C_CloseAllSessions(0));
    CHECK_RV(p11->C_CloseSession(s), CKR_SESSION_HANDLE_INVALID);
    CHECK_RV(p11->C_CloseSession(t), CKR_SESSION_HANDLE_INVALID);
    OK(p11->C_Finalize(NULL));
}

static void child_must_initialize_for_itself(void) {
    start_node(0, NULL);
    CK_SESSION_HANDLE s = begin(1, NULL);
    OK(sign(s));
    pid_t pid = fork();
    if (pid == 0) {
        failures = 0;
        CHECK_RV(sign(s), CKR_CRYPTOKI_NOT_INITIALIZED);
        CHECK_RV(p11->C_Finalize(NULL), CKR_CRYPTOKI_NOT_INITIALIZED);
        OK(initialize());
        OK(sign(open_session()));
        OK(p11->C_Finalize(NULL));
        _exit(failures == 0 ? 0 : 1);
    }
    int status = 0;
    waitpid(pid, &status, 0);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    OK(sign(s));
    OK(p11->C_Finalize(NULL));
}

static atomic_bool stop_signing;

static void *sign_on(void *argument) {
    CK_RV rv = CKR_OK;
    CK_SESSION_HANDLE s = 0;
    (void)argument;
    rv = p11->C_OpenSession(0, CKF_SERIAL_SESSION, NULL, NULL, &s);
    while (rv == CKR_OK && !stop_signing) {
        rv = sign(s);
    }
    return (void *)rv;
}

static void children_of_busy_threads_work(void) {
    pthread_t threads[4];
    start_node(0, NULL);
    (void)begin(1, NULL);
    for (unsigned i = 0; i < 4; i++) {
        pthread_create(&threads[i], NULL, sign_on, NULL);
    }
    for (unsigned i = 0; i < 20; i++) {
        usleep(3000);
        pid_t pid = fork();
        if (pid == 0) {
            failures = 0;
            alarm(10);
            OK(initialize());
            OK(sign(open_session()));
            _exit(failures == 0 ? 0 : 1);
        }
        int status = 0;
        waitpid(pid, &status, 0);
        CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    stop_signing = true;
    for (unsigned i = 0; i < 4; i++) {
        void *rv = NULL;
        pthread_join(threads[i], &rv);
        CHECK(rv == (void *)CKR_OK);
    }
    OK(p11->C_Finalize(NULL));
}

static void finalizes_under_calls(void) {
    pthread_t threads[8];
    start_node(0, NULL);
    (void)begin(1, NULL);
    for (unsigned round = 0; round < 5; round++) {
        for (unsigned i = 0; i < 8; i++) {
            pthread_create(&threads[i], NULL, sign_on, NULL);
        }
        usleep(30000);
        OK(p11->C_Finalize(NULL));
        for (unsigned i = 0; i < 8; i++) {
            void *rv = NULL;
            pthread_join(threads[i], &rv);
            CHECK(rv == (void *)CKR_CRYPTOKI_NOT_INITIALIZED);
        }
        OK(initialize());
    }
    OK(p11->C_Finalize(NULL));
}

static void *wait_for_event(void *argument) {
    CK_SLOT_ID slot;
    (void)argument;
    return (void *)p11->C_WaitForSlotEvent(0, &slot, NULL);
}

static void a_wait_for_slots_ends_with_finalize(void) {
    pthread_t thread;
    CK_SLOT_ID slot;
    void *rv = NULL;
    start_node(0, NULL);
    CK_SESSION_HANDLE s = begin(1, NULL);
    CHECK_RV(p11->C_WaitForSlotEvent(CKF_DONT_BLOCK, &slot, NULL), CKR_NO_EVENT);
    pthread_create(&thread, NULL, wait_for_event, NULL);
    usleep(50000);
    OK(sign(s));
    OK(p11->C_Finalize(NULL));
    pthread_join(thread, &rv);
    CHECK(rv == (void *)CKR_CRYPTOKI_NOT_INITIALIZED);
}

static void leaves_descriptors_of_the_application_alone(void) {
    int files[8];
    start_node(0, NULL);
    CK_SESSION_HANDLE s = begin(1, NULL);
    OK(sign(s));
    for (int i = 3; i < 64; i++) {
        struct stat found;
        bool is_socket = fstat(i, &found) == 0 && S_ISSOCK(found.st_mode);
        CHECK(!is_socket || (fcntl(i, F_GETFD) & FD_CLOEXEC) != 0);
        close(i);
    }
    for (unsigned i = 0; i < 8; i++) {
        files[i] = open("/tmp", O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);
        CHECK(files[i] >= 0);
    }
    OK(sign(s));
    OK(p11->C_Finalize(NULL));
    for (unsigned i = 0; i < 8; i++) {
        struct stat found;
        CHECK(fstat(files[i], &found) == 0 && found.st_size == 0);
    }
}

const struct test life_tests[] = {
    {"initializes_at_once_while_no_gateway_runs", initializes_at_once_while_no_gateway_runs},
    {"works_without_a_usable_configuration", works_without_a_usable_configuration},
    {"judges_the_arguments_of_initialize", judges_the_arguments_of_initialize},
    {"answers_not_initialized_from_every_function", answers_not_initialized_from_every_function},
    {"hands_out_truthful_interfaces", hands_out_truthful_interfaces},
    {"lists_slots_tokens_and_mechanisms", lists_slots_tokens_and_mechanisms},
    {"refuses_null_pointers", refuses_null_pointers},
    {"logs_in_and_out", logs_in_and_out},
    {"child_must_initialize_for_itself", child_must_initialize_for_itself},
    {"children_of_busy_threads_work", children_of_busy_threads_work},
    {"finalizes_under_calls", finalizes_under_calls},
    {"a_wait_for_slots_ends_with_finalize", a_wait_for_slots_ends_with_finalize},
    {"leaves_descriptors_of_the_application_alone", leaves_descriptors_of_the_application_alone},
    {NULL, NULL},
};
