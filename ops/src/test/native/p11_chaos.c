/* A client of the fault runs. Writes one line for each call, with times of CLOCK_MONOTONIC in nanoseconds.
 *
 *   p11_chaos MODULE TOKEN PIN_FILE work CLIENT CLIENTS SEED SECONDS
 *   p11_chaos MODULE TOKEN PIN_FILE look CLIENT CLIENTS ROUNDS -
 *   p11_chaos MODULE TOKEN PIN_FILE guess CLIENT CLIENTS SEED SECONDS
 *
 * Time is cut into rounds of two seconds. In each, every client makes one secret key, labelled CLIENT-ROUND, and all clients search, read,
 * change, use and destroy the keys of all. "look" searches for every key of all rounds once. Lines:
 *
 *   START END OPERATION LABEL VALUE RESULT      VALUE: what was written or read (CKA_ID as a number), or the number found
 *
 * "guess" logs in with wrong PINs until the PIN is locked or the time is over, and then once with the right one; its label is "pin".
 *
 * RESULT is ok, absent (the object or the key handle is said to be invalid), or the return value, when nobody knows whether it was done. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "pkcs11.h"

#define ROUND_NANOS 2000000000LL
#define PAUSE_NANOS 15000000L
#define MAX_CLIENTS 16

static CK_FUNCTION_LIST *p11;
static CK_SESSION_HANDLE session;
static CK_SLOT_ID slot;
static CK_BYTE pin[256];
static CK_ULONG pin_length;
static CK_BBOOL yes = CK_TRUE;
static uint64_t random_state;
static uint64_t written;

static long long now_nanos(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static void rest(void) {
    struct timespec pause = {0, PAUSE_NANOS};
    nanosleep(&pause, NULL);
}

/* splitmix64 */
static uint64_t draw(void) {
    uint64_t z = random_state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static void read_pin(const char *path) {
    FILE *file = fopen(path, "r");
    if (!file) {
        perror(path);
        exit(1);
    }
    pin_length = fread(pin, 1, sizeof pin, file);
    fclose(file);
}

static int find_slot(const char *token) {
    CK_SLOT_ID slots[64];
    CK_ULONG count = 64;
    if (p11->C_GetSlotList(CK_TRUE, slots, &count) != CKR_OK) {
        return 0;
    }
    for (CK_ULONG i = 0; i < count; i++) {
        CK_TOKEN_INFO info;
        if (p11->C_GetTokenInfo(slots[i], &info) == CKR_OK && strncmp((char *)info.label, token, strlen(token)) == 0) {
            slot = slots[i];
            return 1;
        }
    }
    return 0;
}

/* Whether there is a session in which the user is logged in. */
static int ensure_session(const char *token) {
    CK_SESSION_INFO info;
    if (session && p11->C_GetSessionInfo(session, &info) == CKR_OK && info.state == CKS_RW_USER_FUNCTIONS) {
        return 1;
    }
    if (session) {
        p11->C_CloseSession(session);
        session = 0;
    }
    if (!find_slot(token) || p11->C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &session) != CKR_OK) {
        session = 0;
        return 0;
    }
    CK_RV rv = p11->C_Login(session, CKU_USER, pin, pin_length);
    return rv == CKR_OK || rv == CKR_USER_ALREADY_LOGGED_IN;
}

static void say(long long start, const char *operation, const char *label, uint64_t value, CK_RV rv);

static CK_RV log_in(CK_BYTE *shown, CK_ULONG length) {
    long long start = now_nanos();
    CK_RV rv = session ? CKR_OK : p11->C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &session);
    if (rv == CKR_OK) {
        rv = p11->C_Login(session, CKU_USER, shown, length);
    } else {
        session = 0;
    }
    say(start, "login", "pin", 0, rv);
    return rv;
}

static void guess(const char *token, double seconds) {
    long long end = now_nanos() + (long long)(seconds * 1e9);
    while (!find_slot(token) && now_nanos() < end) {
        rest();
    }
    CK_BYTE wrong[] = "not the PIN";
    CK_RV rv = CKR_OK;
    while (rv != CKR_PIN_LOCKED && now_nanos() < end) {
        rv = log_in(wrong, sizeof wrong - 1);
        rest();
    }
    log_in(pin, pin_length);
}

static int is_absent(CK_RV rv) { return rv == CKR_OBJECT_HANDLE_INVALID || rv == CKR_KEY_HANDLE_INVALID; }

static void say(long long start, const char *operation, const char *label, uint64_t value, CK_RV rv) {
    long long end = now_nanos();
    if (rv == CKR_OK || is_absent(rv)) {
        printf("%lld %lld %s %s %llu %s\n", start, end, operation, label, (unsigned long long)value, rv == CKR_OK ? "ok" : "absent");
    } else {
        printf("%lld %lld %s %s %llu 0x%lx\n", start, end, operation, label, (unsigned long long)value, rv);
    }
    fflush(stdout);
}

static void create(const char *label, uint64_t value) {
    CK_OBJECT_CLASS class = CKO_SECRET_KEY;
    CK_KEY_TYPE type = CKK_GENERIC_SECRET;
    CK_BYTE secret[32] = {7};
    CK_ATTRIBUTE template[] = {
        {CKA_CLASS, &class, sizeof class}, {CKA_KEY_TYPE, &type, sizeof type},        {CKA_TOKEN, &yes, 1}, {CKA_PRIVATE, &yes, 1},
        {CKA_SIGN, &yes, 1},               {CKA_LABEL, (void *)label, strlen(label)}, {CKA_ID, &value, sizeof value}, {CKA_VALUE, secret, sizeof secret}};
    CK_OBJECT_HANDLE object;
    long long start = now_nanos();
    say(start, "create", label, value, p11->C_CreateObject(session, template, sizeof template / sizeof *template, &object));
}

/* Searches for a label and tells how many were found; the handle of one of them, or 0. */
static CK_OBJECT_HANDLE find(const char *label) {
    CK_ATTRIBUTE wanted[] = {{CKA_LABEL, (void *)label, strlen(label)}};
    CK_OBJECT_HANDLE found[4] = {0};
    CK_ULONG count = 0;
    long long start = now_nanos();
    CK_RV rv = p11->C_FindObjectsInit(session, wanted, 1);
    if (rv == CKR_OK) {
        rv = p11->C_FindObjects(session, found, 4, &count);
        CK_RV ended = p11->C_FindObjectsFinal(session);
        rv = rv == CKR_OK ? ended : rv;
    }
    say(start, "find", label, count, rv);
    return rv == CKR_OK ? found[0] : 0;
}

static void get(const char *label, CK_OBJECT_HANDLE object) {
    uint64_t value = 0;
    CK_ATTRIBUTE wanted = {CKA_ID, &value, sizeof value};
    long long start = now_nanos();
    say(start, "get", label, value, p11->C_GetAttributeValue(session, object, &wanted, 1));
}

static void set(const char *label, CK_OBJECT_HANDLE object, uint64_t value) {
    CK_ATTRIBUTE wanted = {CKA_ID, &value, sizeof value};
    long long start = now_nanos();
    say(start, "set", label, value, p11->C_SetAttributeValue(session, object, &wanted, 1));
}

static void sign(const char *label, CK_OBJECT_HANDLE object) {
    CK_MECHANISM mechanism = {CKM_SHA256_HMAC, NULL, 0};
    CK_BYTE data[16] = {1};
    CK_BYTE mac[32];
    CK_ULONG length = sizeof mac;
    long long start = now_nanos();
    CK_RV rv = p11->C_SignInit(session, &mechanism, object);
    if (rv == CKR_OK) {
        rv = p11->C_Sign(session, data, sizeof data, mac, &length);
    }
    say(start, "sign", label, 0, rv);
}

static void destroy(const char *label, CK_OBJECT_HANDLE object) {
    long long start = now_nanos();
    say(start, "destroy", label, 0, p11->C_DestroyObject(session, object));
}

static void work(const char *token, uint64_t client, uint64_t clients, double seconds) {
    long long begin = now_nanos();
    long long end = begin + (long long)(seconds * 1e9);
    long long round = -1;
    CK_OBJECT_HANDLE known[MAX_CLIENTS] = {0};
    while (now_nanos() < end) {
        rest();
        if (!ensure_session(token)) {
            continue;
        }
        char label[64];
        long long current = (now_nanos() - begin) / ROUND_NANOS;
        if (current != round) {
            round = current;
            memset(known, 0, sizeof known);
            snprintf(label, sizeof label, "%llu-%lld", (unsigned long long)client, round);
            create(label, client << 32 | ++written);
        }
        uint64_t whose = draw() % clients;
        snprintf(label, sizeof label, "%llu-%lld", (unsigned long long)whose, round);
        uint64_t act = draw() % 100;
        if (!known[whose] || act < 20) {
            CK_OBJECT_HANDLE found = find(label);
            known[whose] = found ? found : known[whose];
        } else if (act < 45) {
            get(label, known[whose]);
        } else if (act < 65) {
            set(label, known[whose], client << 32 | ++written);
        } else if (act < 95) {
            sign(label, known[whose]);
        } else {
            destroy(label, known[whose]);
        }
    }
}

static void look(const char *token, uint64_t clients, long long rounds) {
    long long deadline = now_nanos() + 60000000000LL;
    while (!ensure_session(token)) {
        if (now_nanos() > deadline) {
            fprintf(stderr, "no session within a minute\n");
            exit(1);
        }
        rest();
    }
    for (uint64_t client = 0; client < clients; client++) {
        for (long long round = 0; round < rounds; round++) {
            char label[64];
            snprintf(label, sizeof label, "%llu-%lld", (unsigned long long)client, round);
            CK_OBJECT_HANDLE object = find(label);
            if (object) {
                get(label, object);
            }
        }
    }
}

int main(int argc, char **argv) {
    if (argc != 9) {
        fprintf(stderr, "usage: p11_chaos MODULE TOKEN PIN_FILE work|guess CLIENT CLIENTS SEED SECONDS | look CLIENT CLIENTS ROUNDS -\n");
        return 2;
    }
    void *module = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
    CK_C_GetFunctionList functions = module ? (CK_C_GetFunctionList)dlsym(module, "C_GetFunctionList") : NULL;
    if (!functions || functions(&p11) != CKR_OK || p11->C_Initialize(NULL) != CKR_OK) {
        fprintf(stderr, "%s is no PKCS#11 module\n", argv[1]);
        return 1;
    }
    read_pin(argv[3]);
    uint64_t client = strtoull(argv[5], NULL, 10);
    uint64_t clients = strtoull(argv[6], NULL, 10);
    if (clients < 1 || clients > MAX_CLIENTS || client >= clients) {
        fprintf(stderr, "there are 1 to %d clients, counted from 0\n", MAX_CLIENTS);
        return 2;
    }
    if (strcmp(argv[4], "work") == 0) {
        random_state = strtoull(argv[7], NULL, 10) * 1000003 + client;
        work(argv[2], client, clients, atof(argv[8]));
    } else if (strcmp(argv[4], "guess") == 0) {
        guess(argv[2], atof(argv[8]));
    } else {
        look(argv[2], clients, atoll(argv[7]));
    }
    p11->C_Finalize(NULL);
    return 0;
}
