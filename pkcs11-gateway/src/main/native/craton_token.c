/* craton-token: initialises a token through any PKCS#11 module, with PINs from files.
 *
 *   craton-token init --module FILE --label TEXT --so-pin-file FILE --user-pin-file FILE [--slot NUMBER]
 *
 * A token of that label that has its user PIN is left alone: running it again is harmless. Otherwise the first slot whose token is not
 * initialised (or the slot named) is initialised, and its user PIN set. PINs never appear in arguments, output or the environment. */
#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pkcs11.h"

#define MAX_PIN 256
#define MAX_SLOTS 256

struct arguments {
    const char *module;
    const char *label;
    const char *so_pin_file;
    const char *user_pin_file;
    bool has_slot;
    CK_SLOT_ID slot;
};

struct pin {
    unsigned char bytes[MAX_PIN + 2];
    CK_ULONG size;
};

static struct pin so_pin;
static struct pin user_pin;

__attribute__((format(printf, 1, 2), noreturn)) static void stop(const char *format, ...) {
    va_list arguments;
    explicit_bzero(&so_pin, sizeof so_pin);
    explicit_bzero(&user_pin, sizeof user_pin);
    fputs("craton-token: ", stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(1);
}

static const char *name_of(CK_RV rv) {
    static char number[32];
    switch (rv) {
        case CKR_PIN_INCORRECT:
            return "CKR_PIN_INCORRECT";
        case CKR_PIN_LEN_RANGE:
            return "CKR_PIN_LEN_RANGE (the PIN is too short or too long)";
        case CKR_PIN_LOCKED:
            return "CKR_PIN_LOCKED";
        case CKR_SESSION_EXISTS:
            return "CKR_SESSION_EXISTS (another application uses the token)";
        case CKR_DEVICE_ERROR:
            return "CKR_DEVICE_ERROR (no node answered in time)";
        case CKR_DEVICE_REMOVED:
            return "CKR_DEVICE_REMOVED (no gateway is configured)";
        case CKR_TOKEN_NOT_PRESENT:
            return "CKR_TOKEN_NOT_PRESENT";
        case CKR_SLOT_ID_INVALID:
            return "CKR_SLOT_ID_INVALID (there is no such slot)";
        default:
            snprintf(number, sizeof number, "code 0x%lx", rv);
            return number;
    }
}

static void check(CK_RV rv, const char *what) {
    if (rv != CKR_OK) {
        stop("%s: %s", what, name_of(rv));
    }
}

/* The first line of the file, without its end. */
static void read_pin(const char *path, struct pin *pin) {
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        stop("%s: %s", path, strerror(errno));
    }
    setvbuf(file, NULL, _IONBF, 0); /* no copy of the PIN stays in a buffer */
    size_t size = fread(pin->bytes, 1, sizeof pin->bytes, file);
    bool failed = ferror(file) != 0;
    fclose(file);
    unsigned char *end = memchr(pin->bytes, '\n', size);
    pin->size = end == NULL ? size : (CK_ULONG)(end - pin->bytes);
    if (pin->size > 0 && pin->bytes[pin->size - 1] == '\r') {
        pin->size--;
    }
    if (failed || pin->size == 0 || pin->size > MAX_PIN) {
        stop("%s: a PIN of 1 to %d bytes is expected in the first line", path, MAX_PIN);
    }
}

static void usage(void) {
    fputs("usage: craton-token init --module FILE --label TEXT --so-pin-file FILE --user-pin-file FILE [--slot NUMBER]\n", stderr);
    exit(2);
}

static struct arguments parse(int argc, char **argv) {
    struct arguments parsed = {0};
    if (argc < 2 || strcmp(argv[1], "init") != 0 || argc % 2 != 0) {
        usage();
    }
    for (int i = 2; i + 1 < argc; i += 2) {
        char *value = argv[i + 1];
        char *end = value;
        if (strcmp(argv[i], "--module") == 0) {
            parsed.module = value;
        } else if (strcmp(argv[i], "--label") == 0) {
            parsed.label = value;
        } else if (strcmp(argv[i], "--so-pin-file") == 0) {
            parsed.so_pin_file = value;
        } else if (strcmp(argv[i], "--user-pin-file") == 0) {
            parsed.user_pin_file = value;
        } else if (strcmp(argv[i], "--slot") == 0) {
            parsed.slot = strtoul(value, &end, 10);
            parsed.has_slot = true;
            if (*value < '0' || *value > '9' || *end != '\0') {
                stop("--slot %s: not a number", value);
            }
        } else {
            usage();
        }
    }
    if (parsed.module == NULL || parsed.label == NULL || parsed.so_pin_file == NULL || parsed.user_pin_file == NULL) {
        usage();
    }
    if (*parsed.label == '\0' || strlen(parsed.label) > 32) {
        stop("a label has 1 to 32 bytes");
    }
    return parsed;
}

static CK_FUNCTION_LIST *load(const char *path) {
    CK_FUNCTION_LIST *functions = NULL;
    CK_C_GetFunctionList get = NULL;
    void *module = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (module == NULL) {
        stop("%s", dlerror());
    }
    void *symbol = dlsym(module, "C_GetFunctionList");
    memcpy(&get, &symbol, sizeof get); /* ISO C has no cast from an object to a function */
    if (get == NULL) {
        stop("%s: not a PKCS#11 module", path);
    }
    check(get(&functions), "C_GetFunctionList");
    return functions;
}

static void pad_label(const char *label, CK_UTF8CHAR padded[32]) {
    memset(padded, ' ', 32);
    memcpy(padded, label, strlen(label));
}

struct choice {
    bool found;
    bool complete; /* the label's token has its user PIN */
    bool initialized;
    CK_SLOT_ID slot;
};

/* The token of that label, else the first slot that can be initialised. */
static struct choice choose(CK_FUNCTION_LIST *functions, const struct arguments *arguments) {
    CK_SLOT_ID slots[MAX_SLOTS];
    CK_ULONG count = MAX_SLOTS;
    CK_UTF8CHAR label[32];
    struct choice choice = {0};
    pad_label(arguments->label, label);
    check(functions->C_GetSlotList(CK_TRUE, slots, &count), "C_GetSlotList");
    for (CK_ULONG i = 0; i < count; i++) {
        CK_TOKEN_INFO info;
        if (functions->C_GetTokenInfo(slots[i], &info) != CKR_OK) {
            continue;
        }
        bool initialized = (info.flags & CKF_TOKEN_INITIALIZED) != 0;
        if (initialized && memcmp(info.label, label, sizeof label) == 0) {
            bool complete = (info.flags & CKF_USER_PIN_INITIALIZED) != 0;
            return (struct choice){.found = true, .complete = complete, .initialized = true, .slot = slots[i]};
        }
        bool wanted = arguments->has_slot ? slots[i] == arguments->slot : !choice.found;
        if (wanted && initialized && arguments->has_slot) {
            stop("slot %lu holds an initialised token of another label; it is not touched", slots[i]);
        }
        if (wanted && !initialized) {
            choice = (struct choice){.found = true, .slot = slots[i]};
        }
    }
    if (!choice.found) {
        stop(count == 0 ? "no token is present: are the nodes running?" : "no slot is free");
    }
    return choice;
}

static void set_user_pin(CK_FUNCTION_LIST *functions, CK_SLOT_ID slot) {
    CK_SESSION_HANDLE session;
    check(functions->C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &session), "C_OpenSession");
    check(functions->C_Login(session, CKU_SO, so_pin.bytes, so_pin.size), "C_Login as security officer");
    check(functions->C_InitPIN(session, user_pin.bytes, user_pin.size), "C_InitPIN");
    check(functions->C_Logout(session), "C_Logout");
    check(functions->C_CloseSession(session), "C_CloseSession");
}

int main(int argc, char **argv) {
    struct arguments arguments = parse(argc, argv);
    CK_FUNCTION_LIST *functions = load(arguments.module);
    CK_C_INITIALIZE_ARGS options = {.flags = CKF_OS_LOCKING_OK};
    check(functions->C_Initialize(&options), "C_Initialize");
    struct choice choice = choose(functions, &arguments);
    if (choice.complete) {
        printf("token '%s' is there already, in slot %lu\n", arguments.label, choice.slot);
    } else {
        CK_UTF8CHAR label[32];
        read_pin(arguments.so_pin_file, &so_pin);
        read_pin(arguments.user_pin_file, &user_pin);
        pad_label(arguments.label, label);
        if (!choice.initialized) {
            check(functions->C_InitToken(choice.slot, so_pin.bytes, so_pin.size, label), "C_InitToken");
        }
        set_user_pin(functions, choice.slot);
        explicit_bzero(&so_pin, sizeof so_pin);
        explicit_bzero(&user_pin, sizeof user_pin);
        printf("token '%s' initialised in slot %lu\n", arguments.label, choice.slot);
    }
    check(functions->C_Finalize(NULL), "C_Finalize");
    return 0;
}
