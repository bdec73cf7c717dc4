/* Drives a PKCS#11 module for the cluster tests and writes one line per result, with times of CLOCK_MONOTONIC in nanoseconds.
 *
 *   p11_loop MODULE TOKEN PIN_FILE sign LABEL SECONDS       signs with the key LABEL, making it first if there is none
 *   p11_loop MODULE TOKEN PIN_FILE generate PREFIX SECONDS  makes key pairs PREFIX-0, PREFIX-1, ...
 *   p11_loop MODULE TOKEN PIN_FILE list - 0                 lists the private keys: "key HANDLE LABEL"
 *   p11_loop MODULE TOKEN PIN_FILE destroy LABEL 0          destroys the private key LABEL
 *   p11_loop MODULE TOKEN PIN_FILE import LABEL 0           makes a secret key whose value is the bytes of LABEL, which is also its ID
 *
 * Results: "ok START END HANDLE NAME" and "fail START END RETURN_VALUE NAME"; a failure outside the loop ends the program with 1. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "pkcs11.h"

static CK_FUNCTION_LIST *p11;
static CK_SESSION_HANDLE session;
static CK_BBOOL yes = CK_TRUE;
static CK_BBOOL no = CK_FALSE;
static CK_BYTE p256[] = {0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07};

static long long now_nanos(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static void require(CK_RV rv, const char *what) {
    if (rv != CKR_OK) {
        fprintf(stderr, "%s: 0x%lx\n", what, rv);
        exit(1);
    }
}

static void report(CK_RV rv, long long start, CK_OBJECT_HANDLE handle, const char *name) {
    if (rv == CKR_OK) {
        printf("ok %lld %lld %lu %s\n", start, now_nanos(), handle, name);
    } else {
        printf("fail %lld %lld 0x%lx %s\n", start, now_nanos(), rv, name);
    }
    fflush(stdout);
}

static void open_token(const char *token, const char *pin_file) {
    CK_SLOT_ID slots[64];
    CK_ULONG count = 64;
    require(p11->C_GetSlotList(CK_TRUE, slots, &count), "C_GetSlotList");
    CK_BYTE pin[256];
    FILE *file = fopen(pin_file, "r");
    size_t length = file ? fread(pin, 1, sizeof pin, file) : 0;
    if (file) {
        fclose(file);
    }
    while (length > 0 && pin[length - 1] == '\n') {
        length--;
    }
    for (CK_ULONG i = 0; i < count; i++) {
        CK_TOKEN_INFO info;
        if (p11->C_GetTokenInfo(slots[i], &info) == CKR_OK && strncmp((char *)info.label, token, strlen(token)) == 0) {
            require(p11->C_OpenSession(slots[i], CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &session), "C_OpenSession");
            require(p11->C_Login(session, CKU_USER, pin, length), "C_Login");
            return;
        }
    }
    fprintf(stderr, "no token %s\n", token);
    exit(1);
}

static CK_RV generate(const char *label, CK_OBJECT_HANDLE *private_key) {
    CK_MECHANISM mechanism = {CKM_EC_KEY_PAIR_GEN, NULL, 0};
    CK_OBJECT_HANDLE public_key;
    CK_ATTRIBUTE public_template[] = {
        {CKA_EC_PARAMS, p256, sizeof p256}, {CKA_TOKEN, &yes, 1}, {CKA_LABEL, (void *)label, strlen(label)}};
    CK_ATTRIBUTE private_template[] = {
        {CKA_TOKEN, &yes, 1}, {CKA_PRIVATE, &yes, 1}, {CKA_SIGN, &yes, 1}, {CKA_LABEL, (void *)label, strlen(label)}};
    return p11->C_GenerateKeyPair(session, &mechanism, public_template, 3, private_template, 4, &public_key, private_key);
}

/* Handles of private keys, those named label or all; at most max. */
static CK_ULONG find(const char *label, CK_OBJECT_HANDLE *handles, CK_ULONG max) {
    CK_OBJECT_CLASS class = CKO_PRIVATE_KEY;
    CK_ATTRIBUTE wanted[] = {{CKA_CLASS, &class, sizeof class}, {CKA_LABEL, (void *)label, label ? strlen(label) : 0}};
    CK_ULONG found = 0;
    CK_ULONG page = 1;
    require(p11->C_FindObjectsInit(session, wanted, label ? 2 : 1), "C_FindObjectsInit");
    while (page > 0 && found < max) {
        require(p11->C_FindObjects(session, handles + found, max - found, &page), "C_FindObjects");
        found += page;
    }
    require(p11->C_FindObjectsFinal(session), "C_FindObjectsFinal");
    return found;
}

static void sign_loop(const char *label, double seconds) {
    CK_OBJECT_HANDLE key;
    if (find(label, &key, 1) == 0) {
        require(generate(label, &key), "C_GenerateKeyPair");
    }
    CK_MECHANISM mechanism = {CKM_ECDSA, NULL, 0};
    long long end = now_nanos() + (long long)(seconds * 1e9);
    while (now_nanos() < end) {
        CK_BYTE hash[32] = {1};
        CK_BYTE signature[64];
        CK_ULONG length = sizeof signature;
        long long start = now_nanos();
        CK_RV rv = p11->C_SignInit(session, &mechanism, key);
        if (rv == CKR_OK) {
            rv = p11->C_Sign(session, hash, sizeof hash, signature, &length);
        }
        report(rv, start, key, label);
        struct timespec pause = {0, 1000000};
        nanosleep(&pause, NULL);
    }
}

static void generate_loop(const char *prefix, double seconds) {
    long long end = now_nanos() + (long long)(seconds * 1e9);
    for (int i = 0; now_nanos() < end; i++) {
        char label[128];
        snprintf(label, sizeof label, "%s-%d", prefix, i);
        CK_OBJECT_HANDLE key = 0;
        long long start = now_nanos();
        report(generate(label, &key), start, key, label);
    }
}

static void list(void) {
    static CK_OBJECT_HANDLE handles[100000];
    CK_ULONG count = find(NULL, handles, 100000);
    for (CK_ULONG i = 0; i < count; i++) {
        char label[256];
        CK_ATTRIBUTE wanted = {CKA_LABEL, label, sizeof label - 1};
        require(p11->C_GetAttributeValue(session, handles[i], &wanted, 1), "C_GetAttributeValue");
        printf("key %lu %.*s\n", handles[i], (int)wanted.ulValueLen, label);
    }
}

static void destroy(const char *label) {
    CK_OBJECT_HANDLE key;
    if (find(label, &key, 1) == 0) {
        fprintf(stderr, "no key %s\n", label);
        exit(1);
    }
    long long start = now_nanos();
    report(p11->C_DestroyObject(session, key), start, key, label);
}

static void import(const char *label) {
    CK_OBJECT_CLASS class = CKO_SECRET_KEY;
    CK_KEY_TYPE type = CKK_GENERIC_SECRET;
    CK_OBJECT_HANDLE key = 0;
    CK_ATTRIBUTE template[] = {{CKA_CLASS, &class, sizeof class}, {CKA_KEY_TYPE, &type, sizeof type},
        {CKA_TOKEN, &yes, 1}, {CKA_PRIVATE, &yes, 1}, {CKA_SENSITIVE, &no, 1}, {CKA_SIGN, &yes, 1},
        {CKA_LABEL, (void *)label, strlen(label)}, {CKA_ID, (void *)label, strlen(label)},
        {CKA_VALUE, (void *)label, strlen(label)}};
    long long start = now_nanos();
    report(p11->C_CreateObject(session, template, sizeof template / sizeof *template, &key), start, key, label);
}

int main(int argc, char **argv) {
    if (argc != 7) {
        fprintf(stderr, "usage: p11_loop MODULE TOKEN PIN_FILE sign|generate|list|destroy|import NAME SECONDS\n");
        return 2;
    }
    void *module = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
    CK_C_GetFunctionList get = module ? (CK_C_GetFunctionList)dlsym(module, "C_GetFunctionList") : NULL;
    if (!get) {
        fprintf(stderr, "%s\n", dlerror());
        return 1;
    }
    require(get(&p11), "C_GetFunctionList");
    require(p11->C_Initialize(NULL), "C_Initialize");
    open_token(argv[2], argv[3]);
    double seconds = atof(argv[6]);
    if (strcmp(argv[4], "sign") == 0) {
        sign_loop(argv[5], seconds);
    } else if (strcmp(argv[4], "generate") == 0) {
        generate_loop(argv[5], seconds);
    } else if (strcmp(argv[4], "list") == 0) {
        list();
    } else if (strcmp(argv[4], "destroy") == 0) {
        destroy(argv[5]);
    } else {
        import(argv[5]);
    }
    require(p11->C_CloseSession(session), "C_CloseSession");
    require(p11->C_Finalize(NULL), "C_Finalize");
    return 0;
}
