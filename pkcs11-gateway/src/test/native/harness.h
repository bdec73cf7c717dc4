/* What the tests of the library share: fake gateways as processes, a configuration, the loaded module, and checks. */
#ifndef CRATON_HARNESS_H
#define CRATON_HARNESS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include "pkcs11.h"
#include "wire_messages.h"

extern CK_FUNCTION_LIST_3_0 *p11;
extern unsigned failures;

#define CHECK(condition) \
    do { \
        if (!(condition)) { \
            printf("  %s:%d: %s\n", __FILE__, __LINE__, #condition); \
            failures++; \
        } \
    } while (0)

#define CHECK_RV(call, wanted) \
    do { \
        CK_RV got_ = (call); \
        if (got_ != (wanted)) { \
            printf("  %s:%d: %s is 0x%lx, not 0x%lx\n", __FILE__, __LINE__, #call, got_, (CK_RV)(wanted)); \
            failures++; \
        } \
    } while (0)

#define OK(call) CHECK_RV(call, CKR_OK)

#define RSA_KEY 7
#define EC_KEY 8
#define AES_KEY 9
#define SECRET_KEY 10

struct test {
    const char *name;
    void (*run)(void);
};

extern const struct test life_tests[];
extern const struct test operation_tests[];
extern const struct test survival_tests[];

/* Starts node 0..4 with these options, separated by blanks; returns when it accepts connections. */
pid_t start_node(unsigned node, const char *options);
void stop_node(pid_t pid, int signal_number);
/* How many requests of that type a node has seen. */
unsigned seen(unsigned node, unsigned type);
/* The sequence of the last request of that type, 0 for none. */
unsigned long long last_sequence(unsigned node, unsigned type);
/* Writes the configuration: so many nodes, then further lines. */
void configure(unsigned nodes, const char *lines);
/* configure, C_Initialize, C_OpenSession. */
CK_SESSION_HANDLE begin(unsigned nodes, const char *lines);
CK_RV initialize(void);
CK_SESSION_HANDLE open_session(void);
CK_RV sign(CK_SESSION_HANDLE session);
double seconds(void);

#endif
