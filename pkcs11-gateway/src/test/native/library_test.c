/* Runs the tests of the library, each in a process of its own with a time limit.
 *
 *   library_test --list
 *   library_test MODULE FAKE_GATEWAY [NAME]   all tests, or one */
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness.h"

CK_FUNCTION_LIST_3_0 *p11;
unsigned failures;

static const char *fake;
static char directory[64];

static const struct test *const groups[] = {life_tests, operation_tests, survival_tests};

double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void path_of(char *path, size_t size, unsigned node, const char *suffix) {
    snprintf(path, size, "%s/node%u%s", directory, node, suffix);
}

static bool accepts(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool accepted = connect(fd, (struct sockaddr *)&address, sizeof address) == 0;
    close(fd);
    return accepted;
}

pid_t start_node(unsigned node, const char *options) {
    char path[96], notes[96], words[256];
    char *arguments[16] = {(char *)fake, path, notes};
    unsigned count = 3;
    path_of(path, sizeof path, node, ".sock");
    path_of(notes, sizeof notes, node, ".notes");
    snprintf(words, sizeof words, "%s", options == NULL ? "" : options);
    for (char *word = strtok(words, " "); word != NULL && count < 15; word = strtok(NULL, " ")) {
        arguments[count++] = word;
    }
    unlink(path);
    pid_t pid = fork();
    if (pid == 0) {
        execv(fake, arguments);
        _exit(127);
    }
    for (unsigned i = 0; i < 500 && !accepts(path); i++) {
        usleep(10000);
    }
    return pid;
}

void stop_node(pid_t pid, int signal_number) {
    kill(pid, signal_number);
    waitpid(pid, NULL, signal_number == SIGSTOP ? WUNTRACED : 0);
}

static unsigned scan(unsigned node, unsigned type, unsigned long long *last) {
    char path[96], line[64];
    unsigned count = 0;
    path_of(path, sizeof path, node, ".notes");
    FILE *file = fopen(path, "re");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        unsigned found = 0;
        unsigned long long sequence = 0;
        if (sscanf(line, "%u %llu", &found, &sequence) == 2 && found == type) {
            count++;
            *last = sequence;
        }
    }
    if (file != NULL) {
        fclose(file);
    }
    return count;
}

unsigned seen(unsigned node, unsigned type) {
    unsigned long long ignored = 0;
    return scan(node, type, &ignored);
}

unsigned long long last_sequence(unsigned node, unsigned type) {
    unsigned long long last = 0;
    (void)scan(node, type, &last);
    return last;
}

void configure(unsigned nodes, const char *lines) {
    char path[96], socket_path[96];
    snprintf(path, sizeof path, "%s/client.conf", directory);
    FILE *file = fopen(path, "we");
    for (unsigned i = 0; i < nodes; i++) {
        path_of(socket_path, sizeof socket_path, i, ".sock");
        fprintf(file, "socket = %s\n", socket_path);
    }
    fprintf(file, "%s\n", lines == NULL ? "" : lines);
    fclose(file);
    setenv("CRATON_HSM_CONFIG", path, 1);
}

CK_RV initialize(void) {
    CK_C_INITIALIZE_ARGS arguments = {.flags = CKF_OS_LOCKING_OK};
    return p11->C_Initialize(&arguments);
}

CK_SESSION_HANDLE open_session(void) {
    CK_SESSION_HANDLE session = 0;
    OK(p11->C_OpenSession(0, CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &session));
    return session;
}

CK_SESSION_HANDLE begin(unsigned nodes, const char *lines) {
    configure(nodes, lines);
    OK(initialize());
    return open_session();
}

CK_RV sign(CK_SESSION_HANDLE session) {
    CK_MECHANISM mechanism = {CKM_ECDSA, NULL, 0};
    CK_BYTE data[32] = {1}, signature[64];
    CK_ULONG size = sizeof signature;
    CK_RV rv = p11->C_SignInit(session, &mechanism, EC_KEY);
    return rv != CKR_OK ? rv : p11->C_Sign(session, data, sizeof data, signature, &size);
}

static void load(const char *module) {
    CK_C_GetInterface get = NULL;
    CK_INTERFACE *found = NULL;
    void *library = dlopen(module, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        printf("%s\n", dlerror());
        exit(2);
    }
    void *symbol = dlsym(library, "C_GetInterface");
    memcpy(&get, &symbol, sizeof get);
    if (get == NULL || get(NULL, NULL, &found, 0) != CKR_OK) {
        exit(2);
    }
    p11 = found->pFunctionList;
}

static void run_in_group(const char *module, const struct test *test) {
    (void)setpgid(0, 0);
    alarm(60);
    snprintf(directory, sizeof directory, "/tmp/craton-test.XXXXXX");
    if (mkdtemp(directory) == NULL) {
        exit(2);
    }
    load(module);
    test->run();
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", directory);
    if (system(command) != 0) {
        failures++;
    }
    fflush(stdout);
    _exit(failures == 0 ? 0 : 1);
}

static bool run(const char *module, const struct test *test) {
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        run_in_group(module, test);
    }
    int status = 0;
    waitpid(pid, &status, 0);
    kill(-pid, SIGKILL); /* the nodes it started */
    bool passed = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    printf("%s %s", passed ? "ok  " : "FAIL", test->name);
    if (WIFSIGNALED(status)) {
        printf(" (%s)", strsignal(WTERMSIG(status)));
    }
    printf("\n");
    return passed;
}

int main(int argc, char **argv) {
    bool list = argc == 2 && strcmp(argv[1], "--list") == 0;
    unsigned failed = 0, ran = 0;
    if (!list && argc < 3) {
        return 2;
    }
    fake = list ? NULL : argv[2];
    for (size_t group = 0; group < sizeof groups / sizeof *groups; group++) {
        for (const struct test *test = groups[group]; test->name != NULL; test++) {
            if (list) {
                printf("%s\n", test->name);
            } else if (argc < 4 || strcmp(argv[3], test->name) == 0) {
                ran++;
                failed += run(argv[1], test) ? 0 : 1;
            }
        }
    }
    return list || (ran > 0 && failed == 0) ? 0 : 1;
}
