/* Measures what lasts: key pairs that are kept, and searches among many objects.
 *
 *   p11_measure MODULE TOKEN PIN_FILE generate THREADS SECONDS
 *
 * makes P-256 key pairs on the token with THREADS sessions for SECONDS, and prints how many a second and their median in microseconds.
 *
 *   p11_measure MODULE TOKEN PIN_FILE find FEW MANY
 *
 * fills the token with private data objects of different labels up to FEW, searches by label, fills up to MANY, searches again, and prints the
 * median and the 99th percentile of each in microseconds, with the ratio of the medians. Objects that are there from an earlier run count. A
 * line on stderr tells how far the filling is. */
#define _POSIX_C_SOURCE 200809L

#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "pkcs11.h"

enum { FILLERS = 16, SEARCHES = 500, MAX_THREADS = 256, MAX_SAMPLES = 1 << 20 };

static CK_FUNCTION_LIST *p11;
static CK_SLOT_ID slot;
static atomic_long made;
static long wanted;

static void require(CK_RV rv, const char *what) {
    if (rv != CKR_OK) {
        fprintf(stderr, "%s: 0x%lx\n", what, rv);
        exit(1);
    }
}

static double now_micros(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1e6 + now.tv_nsec / 1e3;
}

static CK_SESSION_HANDLE open_session(void) {
    CK_SESSION_HANDLE session;
    require(p11->C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &session), "C_OpenSession");
    return session;
}

static void find_token(const char *token, const char *pin_file) {
    CK_SLOT_ID slots[64];
    CK_ULONG count = 64;
    CK_BYTE pin[256];
    FILE *file = fopen(pin_file, "r");
    size_t length = file ? fread(pin, 1, sizeof pin, file) : 0;
    if (file) {
        fclose(file);
    }
    while (length > 0 && pin[length - 1] == '\n') {
        length--;
    }
    require(p11->C_GetSlotList(CK_TRUE, slots, &count), "C_GetSlotList");
    for (CK_ULONG i = 0; i < count; i++) {
        CK_TOKEN_INFO info;
        if (p11->C_GetTokenInfo(slots[i], &info) == CKR_OK && strncmp((char *)info.label, token, strlen(token)) == 0) {
            slot = slots[i];
            require(p11->C_Login(open_session(), CKU_USER, pin, length), "C_Login");
            return;
        }
    }
    fprintf(stderr, "no token %s\n", token);
    exit(1);
}

/* Objects with the label, or all data objects where it is null. */
static long search(CK_SESSION_HANDLE session, const char *label) {
    CK_OBJECT_CLASS data = CKO_DATA;
    CK_ATTRIBUTE template[] = {{CKA_CLASS, &data, sizeof data}, {CKA_LABEL, (void *)label, label ? strlen(label) : 0}};
    CK_OBJECT_HANDLE handles[1024];
    CK_ULONG count;
    long found = 0;
    require(p11->C_FindObjectsInit(session, template, label ? 2 : 1), "C_FindObjectsInit");
    do {
        require(p11->C_FindObjects(session, handles, 1024, &count), "C_FindObjects");
        found += (long)count;
    } while (count > 0);
    require(p11->C_FindObjectsFinal(session), "C_FindObjectsFinal");
    return found;
}

static void *filler(void *unused) {
    (void)unused;
    CK_SESSION_HANDLE session = open_session();
    CK_OBJECT_CLASS data = CKO_DATA;
    CK_BBOOL yes = CK_TRUE;
    long number;
    while ((number = atomic_fetch_add(&made, 1)) < wanted) {
        char label[32];
        snprintf(label, sizeof label, "object %ld", number);
        CK_ATTRIBUTE template[] = {{CKA_CLASS, &data, sizeof data},
                                   {CKA_TOKEN, &yes, 1},
                                   {CKA_PRIVATE, &yes, 1},
                                   {CKA_LABEL, label, strlen(label)},
                                   {CKA_VALUE, label, strlen(label)}};
        CK_OBJECT_HANDLE object;
        require(p11->C_CreateObject(session, template, 5, &object), "C_CreateObject");
        if (number % 10000 == 0) {
            fprintf(stderr, "%ld of %ld objects\n", number, wanted);
        }
    }
    return NULL;
}

static void fill(CK_SESSION_HANDLE session, long objects) {
    pthread_t threads[FILLERS];
    wanted = objects;
    atomic_store(&made, search(session, NULL));
    for (int i = 0; i < FILLERS; i++) {
        pthread_create(&threads[i], NULL, filler, NULL);
    }
    for (int i = 0; i < FILLERS; i++) {
        pthread_join(threads[i], NULL);
    }
}

static int ascending(const void *a, const void *b) {
    double left = *(const double *)a;
    double right = *(const double *)b;
    return (left > right) - (left < right);
}

static double measure(CK_SESSION_HANDLE session, long objects) {
    static double micros[SEARCHES];
    search(session, "object 0"); /* the first one opens every object */
    for (int i = 0; i < SEARCHES; i++) {
        char label[32];
        snprintf(label, sizeof label, "object %ld", (i * 7919L) % objects);
        double start = now_micros();
        long found = search(session, label);
        micros[i] = now_micros() - start;
        if (found != 1) {
            fprintf(stderr, "%s was found %ld times\n", label, found);
            exit(1);
        }
    }
    qsort(micros, SEARCHES, sizeof *micros, ascending);
    printf("%ld objects: p50 %.0f us, p99 %.0f us\n", objects, micros[SEARCHES / 2], micros[SEARCHES * 99 / 100]);
    fflush(stdout);
    return micros[SEARCHES / 2];
}

static double deadline;
static double samples[MAX_SAMPLES];

static void *generator(void *unused) {
    (void)unused;
    CK_SESSION_HANDLE session = open_session();
    static CK_BYTE p256[] = {0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07};
    CK_MECHANISM mechanism = {CKM_EC_KEY_PAIR_GEN, NULL, 0};
    CK_BBOOL yes = CK_TRUE;
    CK_ATTRIBUTE public_template[] = {{CKA_EC_PARAMS, p256, sizeof p256}, {CKA_TOKEN, &yes, 1}};
    CK_ATTRIBUTE private_template[] = {{CKA_TOKEN, &yes, 1}, {CKA_PRIVATE, &yes, 1}, {CKA_SIGN, &yes, 1}};
    double start;
    while ((start = now_micros()) < deadline) {
        CK_OBJECT_HANDLE public_key;
        CK_OBJECT_HANDLE private_key;
        require(
            p11->C_GenerateKeyPair(session, &mechanism, public_template, 2, private_template, 3, &public_key, &private_key),
            "C_GenerateKeyPair");
        long number = atomic_fetch_add(&made, 1);
        if (number < MAX_SAMPLES) {
            samples[number] = now_micros() - start;
        }
    }
    return NULL;
}

static void generate(long threads, long seconds) {
    pthread_t running[MAX_THREADS];
    double start = now_micros();
    deadline = start + seconds * 1e6;
    for (long i = 0; i < threads; i++) {
        pthread_create(&running[i], NULL, generator, NULL);
    }
    for (long i = 0; i < threads; i++) {
        pthread_join(running[i], NULL);
    }
    double elapsed = now_micros() - start;
    long count = atomic_load(&made) < MAX_SAMPLES ? atomic_load(&made) : MAX_SAMPLES;
    qsort(samples, (size_t)count, sizeof *samples, ascending);
    printf("%.1f %.0f\n", count * 1e6 / elapsed, samples[count / 2]);
}

static void find(long few, long many) {
    CK_SESSION_HANDLE session = open_session();
    fill(session, few);
    double before = measure(session, few);
    fill(session, many);
    double after = measure(session, many);
    printf("ratio %.2f\n", after / before);
}

int main(int argc, char **argv) {
    long first = argc == 7 ? atol(argv[5]) : 0;
    long second = argc == 7 ? atol(argv[6]) : 0;
    int generates = argc == 7 && strcmp(argv[4], "generate") == 0 && first >= 1 && first <= MAX_THREADS && second >= 1;
    int finds = argc == 7 && strcmp(argv[4], "find") == 0 && first >= 1 && second >= first;
    if (!generates && !finds) {
        fprintf(stderr, "usage: p11_measure MODULE TOKEN PIN_FILE generate THREADS SECONDS | find FEW MANY\n");
        return 2;
    }
    void *library = dlopen(argv[1], RTLD_NOW);
    CK_C_GetFunctionList get = library ? (CK_C_GetFunctionList)dlsym(library, "C_GetFunctionList") : NULL;
    if (!get || get(&p11) != CKR_OK) {
        fprintf(stderr, "%s is no PKCS#11 module\n", argv[1]);
        return 1;
    }
    CK_C_INITIALIZE_ARGS arguments = {.flags = CKF_OS_LOCKING_OK};
    require(p11->C_Initialize(&arguments), "C_Initialize");
    find_token(argv[2], argv[3]);
    if (generates) {
        generate(first, second);
    } else {
        find(first, second);
    }
    require(p11->C_Finalize(NULL), "C_Finalize");
    return 0;
}
