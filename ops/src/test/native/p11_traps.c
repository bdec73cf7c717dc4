/*
 * Traps that client libraries of network HSMs fell into, each run in a process of its own:
 *     p11_traps MODULE TOKEN PIN_FILE TRAP
 * Exit code 0 when the library did what it must; otherwise a line says what it did instead.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "pkcs11.h"

#define THREADS 4
#define FORKS 4
#define INITIALIZERS 16
#define SLOTS_MAX 64
/* A process that hangs is as bad as one that crashes. */
#define SECONDS_MAX 60

static const char *module_path;
static const char *token_label;
static CK_UTF8CHAR pin[256];
static CK_ULONG pin_bytes;
static CK_FUNCTION_LIST *p11;

static void expect(CK_RV got, CK_RV wanted, const char *what) {
    if (got != wanted) {
        printf("%s answered 0x%lx, not 0x%lx\n", what, got, wanted);
        fflush(stdout);
        _exit(1);
    }
}

static void require(int true_, const char *what) {
    if (!true_) {
        printf("%s\n", what);
        fflush(stdout);
        _exit(1);
    }
}

static void *load(void) {
    void *library = dlopen(module_path, RTLD_NOW | RTLD_LOCAL);
    require(library != NULL, "the module cannot be loaded");
    CK_C_GetFunctionList get = NULL;
    *(void **)&get = dlsym(library, "C_GetFunctionList");
    require(get != NULL, "there is no C_GetFunctionList");
    expect(get(&p11), CKR_OK, "C_GetFunctionList");
    return library;
}

static CK_RV initialize(void) {
    CK_C_INITIALIZE_ARGS arguments = {.flags = CKF_OS_LOCKING_OK};
    return p11->C_Initialize(&arguments);
}

static CK_SLOT_ID slot(void) {
    CK_SLOT_ID slots[SLOTS_MAX];
    CK_ULONG count = SLOTS_MAX;
    char padded[33];
    snprintf(padded, sizeof padded, "%-32s", token_label);
    expect(p11->C_GetSlotList(CK_TRUE, slots, &count), CKR_OK, "C_GetSlotList");
    for (CK_ULONG i = 0; i < count; i++) {
        CK_TOKEN_INFO info;
        expect(p11->C_GetTokenInfo(slots[i], &info), CKR_OK, "C_GetTokenInfo");
        if (memcmp(info.label, padded, 32) == 0) {
            return slots[i];
        }
    }
    require(0, "there is no such token");
    return 0;
}

static CK_SESSION_HANDLE open_session(void) {
    CK_SESSION_HANDLE session = 0;
    expect(p11->C_OpenSession(slot(), CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &session), CKR_OK, "C_OpenSession");
    return session;
}

static CK_SESSION_HANDLE begin(void) {
    expect(initialize(), CKR_OK, "C_Initialize");
    CK_SESSION_HANDLE session = open_session();
    expect(p11->C_Login(session, CKU_USER, pin, pin_bytes), CKR_OK, "C_Login");
    return session;
}

/* A session key: nothing is left of it on the token. */
static CK_OBJECT_HANDLE generate(CK_SESSION_HANDLE session) {
    CK_BYTE curve[] = {0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07};
    CK_BBOOL yes = CK_TRUE;
    CK_MECHANISM mechanism = {CKM_EC_KEY_PAIR_GEN, NULL, 0};
    CK_ATTRIBUTE public_key[] = {{CKA_EC_PARAMS, curve, sizeof curve}, {CKA_VERIFY, &yes, 1}};
    CK_ATTRIBUTE private_key[] = {{CKA_SIGN, &yes, 1}};
    CK_OBJECT_HANDLE verifies = 0;
    CK_OBJECT_HANDLE signs = 0;
    expect(p11->C_GenerateKeyPair(session, &mechanism, public_key, 2, private_key, 1, &verifies, &signs), CKR_OK,
        "C_GenerateKeyPair");
    return signs;
}

static CK_RV sign(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE key) {
    CK_MECHANISM mechanism = {CKM_ECDSA, NULL, 0};
    CK_BYTE hash[32] = {1};
    CK_BYTE signature[64];
    CK_ULONG bytes = sizeof signature;
    CK_RV rv = p11->C_SignInit(session, &mechanism, key);
    return rv != CKR_OK ? rv : p11->C_Sign(session, hash, sizeof hash, signature, &bytes);
}

static int exit_code_of(pid_t child) {
    int status = 0;
    require(waitpid(child, &status, 0) == child, "waitpid failed");
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* ---- threads that sign until they are told otherwise ---- */

static atomic_int stop;
static atomic_int finalizing;
/* Threads that have signed once. */
static atomic_int ready;

static void *signer(void *unused) {
    (void)unused;
    CK_SESSION_HANDLE session = open_session();
    CK_OBJECT_HANDLE key = generate(session);
    expect(sign(session, key), CKR_OK, "a thread's first signature");
    atomic_fetch_add(&ready, 1);
    while (!atomic_load(&stop)) {
        CK_RV rv = sign(session, key);
        if (rv != CKR_OK && atomic_load(&finalizing)) {
            expect(rv, CKR_CRYPTOKI_NOT_INITIALIZED, "signing while the library is finalized");
            return NULL;
        }
        expect(rv, CKR_OK, "signing");
    }
    return NULL;
}

static void start_signers(pthread_t threads[THREADS]) {
    for (int i = 0; i < THREADS; i++) {
        require(pthread_create(&threads[i], NULL, signer, NULL) == 0, "no thread");
    }
    while (atomic_load(&ready) < THREADS) {
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
}

static void join_signers(pthread_t threads[THREADS]) {
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
}

/* ---- the traps ---- */

static void child_initializes_anew(void) {
    CK_SESSION_HANDLE session = begin();
    CK_OBJECT_HANDLE key = generate(session);
    pid_t child = fork();
    if (child == 0) {
        expect(sign(session, key), CKR_CRYPTOKI_NOT_INITIALIZED, "the child before C_Initialize");
        CK_SESSION_HANDLE own = begin();
        expect(sign(own, generate(own)), CKR_OK, "the child after C_Initialize");
        expect(p11->C_Finalize(NULL), CKR_OK, "the child's C_Finalize");
        exit(0);
    }
    require(exit_code_of(child) == 0, "the child failed");
    expect(sign(session, key), CKR_OK, "the parent after its child finalized");
    expect(p11->C_Finalize(NULL), CKR_OK, "C_Finalize");
}

static void forks_while_threads_sign(void) {
    begin();
    pthread_t threads[THREADS];
    start_signers(threads);
    for (int i = 0; i < FORKS; i++) {
        pid_t child = fork();
        if (child == 0) {
            alarm(SECONDS_MAX);
            CK_SESSION_HANDLE own = begin();
            expect(sign(own, generate(own)), CKR_OK, "a child of a busy process");
            _exit(0);
        }
        require(exit_code_of(child) == 0, "a child of a busy process failed");
    }
    atomic_store(&stop, 1);
    join_signers(threads);
    expect(p11->C_Finalize(NULL), CKR_OK, "C_Finalize");
}

static void finalize_while_threads_sign(void) {
    begin();
    pthread_t threads[THREADS];
    start_signers(threads);
    atomic_store(&finalizing, 1);
    expect(p11->C_Finalize(NULL), CKR_OK, "C_Finalize");
    join_signers(threads);
}

static void finalize_at_exit(void) {
    expect(p11->C_Finalize(NULL), CKR_OK, "C_Finalize at exit");
}

static void reload_without_finalize(void) {
    CK_SESSION_HANDLE session = begin();
    expect(sign(session, generate(session)), CKR_OK, "signing");
    void *library = load();
    dlclose(library);
    dlclose(library);
    load();
    CK_RV rv = initialize();
    require(rv == CKR_OK || rv == CKR_CRYPTOKI_ALREADY_INITIALIZED, "C_Initialize after loading the module again");
    session = open_session();
    CK_RV login = p11->C_Login(session, CKU_USER, pin, pin_bytes);
    require(login == CKR_OK || login == CKR_USER_ALREADY_LOGGED_IN, "C_Login after loading the module again");
    expect(sign(session, generate(session)), CKR_OK, "signing after loading the module again");
}

static atomic_int initialized;
static atomic_int already;

static void *initializer(void *unused) {
    (void)unused;
    CK_RV rv = initialize();
    atomic_fetch_add(&initialized, rv == CKR_OK);
    atomic_fetch_add(&already, rv == CKR_CRYPTOKI_ALREADY_INITIALIZED);
    return NULL;
}

static void many_initialize_at_once(void) {
    pthread_t threads[INITIALIZERS];
    for (int i = 0; i < INITIALIZERS; i++) {
        require(pthread_create(&threads[i], NULL, initializer, NULL) == 0, "no thread");
    }
    for (int i = 0; i < INITIALIZERS; i++) {
        pthread_join(threads[i], NULL);
    }
    require(initialized == 1 && already == INITIALIZERS - 1, "not exactly one C_Initialize succeeded");
    expect(p11->C_Finalize(NULL), CKR_OK, "C_Finalize");
}

static void sockets_do_not_reach_other_programs(void) {
    CK_SESSION_HANDLE session = begin();
    expect(sign(session, generate(session)), CKR_OK, "signing");
    int sockets = 0;
    for (int fd = 3; fd < 1024; fd++) {
        struct stat status;
        if (fstat(fd, &status) == 0 && S_ISSOCK(status.st_mode)) {
            sockets++;
            require((fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0, "a socket without FD_CLOEXEC");
        }
    }
    require(sockets > 0, "there is no connection");
    expect(p11->C_Finalize(NULL), CKR_OK, "C_Finalize");
}

/* As daemons do: close every descriptor, then open files of their own, which get the same numbers. */
static void application_closes_our_sockets(void) {
    CK_SESSION_HANDLE session = begin();
    CK_OBJECT_HANDLE key = generate(session);
    expect(sign(session, key), CKR_OK, "signing");
    for (int fd = 3; fd < 1024; fd++) {
        close(fd);
    }
    int files[16];
    for (int i = 0; i < 16; i++) {
        char name[] = "/tmp/p11_trapsXXXXXX";
        files[i] = mkstemp(name);
        require(files[i] >= 0, "no file");
        unlink(name);
    }
    expect(sign(session, key), CKR_OK, "signing after the application closed the sockets");
    expect(p11->C_Finalize(NULL), CKR_OK, "C_Finalize");
    for (int i = 0; i < 16; i++) {
        struct stat status;
        require(fstat(files[i], &status) == 0, "the library closed the application's file");
        require(S_ISREG(status.st_mode) && status.st_size == 0, "the library wrote into the application's file");
    }
}

/* CK_GCM_PARAMS as in 2.40 errata and later, with the tag at the end of the cipher text. */
static void gcm_round_trip(void) {
    CK_SESSION_HANDLE session = begin();
    CK_ULONG key_bytes = 32;
    CK_BBOOL yes = CK_TRUE;
    CK_ATTRIBUTE template[] = {{CKA_VALUE_LEN, &key_bytes, sizeof key_bytes}, {CKA_ENCRYPT, &yes, 1}, {CKA_DECRYPT, &yes, 1}};
    CK_MECHANISM make = {CKM_AES_KEY_GEN, NULL, 0};
    CK_OBJECT_HANDLE key = 0;
    expect(p11->C_GenerateKey(session, &make, template, 3, &key), CKR_OK, "C_GenerateKey");
    CK_BYTE iv[12] = {7};
    CK_BYTE aad[] = "who may read this";
    CK_BYTE text[] = "what is to be kept";
    CK_GCM_PARAMS gcm = {.pIv = iv, .ulIvLen = sizeof iv, .ulIvBits = 96, .pAAD = aad, .ulAADLen = sizeof aad, .ulTagBits = 128};
    CK_MECHANISM mechanism = {CKM_AES_GCM, &gcm, sizeof gcm};
    CK_BYTE sealed[sizeof text + 16];
    CK_BYTE opened[sizeof text];
    CK_ULONG sealed_bytes = sizeof sealed;
    CK_ULONG opened_bytes = sizeof opened;
    expect(p11->C_EncryptInit(session, &mechanism, key), CKR_OK, "C_EncryptInit");
    expect(p11->C_Encrypt(session, text, sizeof text, sealed, &sealed_bytes), CKR_OK, "C_Encrypt");
    require(sealed_bytes == sizeof sealed, "the cipher text has another length");
    expect(p11->C_DecryptInit(session, &mechanism, key), CKR_OK, "C_DecryptInit");
    expect(p11->C_Decrypt(session, sealed, sealed_bytes, opened, &opened_bytes), CKR_OK, "C_Decrypt");
    require(opened_bytes == sizeof text && memcmp(opened, text, sizeof text) == 0, "another text came back");
    aad[0] ^= 1;
    expect(p11->C_DecryptInit(session, &mechanism, key), CKR_OK, "C_DecryptInit");
    expect(p11->C_Decrypt(session, sealed, sealed_bytes, opened, &opened_bytes), CKR_ENCRYPTED_DATA_INVALID,
        "C_Decrypt with other authenticated data");
    expect(p11->C_Finalize(NULL), CKR_OK, "C_Finalize");
}

static const struct {
    const char *name;
    void (*run)(void);
} traps[] = {
    {"child-initializes-anew", child_initializes_anew},
    {"forks-while-threads-sign", forks_while_threads_sign},
    {"finalize-while-threads-sign", finalize_while_threads_sign},
    {"reload-without-finalize", reload_without_finalize},
    {"many-initialize-at-once", many_initialize_at_once},
    {"sockets-do-not-reach-other-programs", sockets_do_not_reach_other_programs},
    {"application-closes-our-sockets", application_closes_our_sockets},
    {"gcm-round-trip", gcm_round_trip},
};

static void read_pin(const char *path) {
    FILE *file = fopen(path, "re");
    require(file != NULL, "the PIN file cannot be read");
    pin_bytes = fread(pin, 1, sizeof pin, file);
    fclose(file);
    require(pin_bytes > 0, "the PIN file is empty");
}

int main(int count, char **arguments) {
    if (count != 5) {
        fprintf(stderr, "usage: p11_traps MODULE TOKEN PIN_FILE TRAP\n");
        return 2;
    }
    alarm(SECONDS_MAX);
    module_path = arguments[1];
    token_label = arguments[2];
    read_pin(arguments[3]);
    if (strcmp(arguments[4], "finalize-at-exit") == 0) {
        /* OpenSSL registers its clean-up before it loads the module: whatever the module registered is gone by then. */
        atexit(finalize_at_exit);
        load();
        CK_SESSION_HANDLE session = begin();
        expect(sign(session, generate(session)), CKR_OK, "signing");
        return 0;
    }
    for (size_t i = 0; i < sizeof traps / sizeof traps[0]; i++) {
        if (strcmp(arguments[4], traps[i].name) == 0) {
            load();
            traps[i].run();
            return 0;
        }
    }
    fprintf(stderr, "p11_traps: there is no trap %s\n", arguments[4]);
    return 2;
}
