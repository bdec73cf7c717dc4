/* Loaded before the C library of a node (LD_PRELOAD), lets the fault runs break what it asks of the machine. The file that FAULT_SHIM
 * names holds three 64-bit words, which the runs change while the node works:
 *
 *   0  1: fsync and fdatasync fail with EIO
 *   1  1: writing fails with ENOSPC, to files below the directory that FAULT_SHIM_DATA names
 *   2  nanoseconds that are added to the clock of the day
 *
 * Without the file everything is as it was. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static volatile int64_t *words;
static const char *data;

__attribute__((constructor)) static void open_words(void) {
    const char *path = getenv("FAULT_SHIM");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) {
        return;
    }
    void *mapped = mmap(NULL, 3 * sizeof(int64_t), PROT_READ, MAP_SHARED, file, 0);
    close(file);
    data = getenv("FAULT_SHIM_DATA");
    words = mapped == MAP_FAILED ? NULL : mapped;
}

static int64_t word(int i) { return words ? words[i] : 0; }

static int is_full(int file) {
    if (word(1) == 0 || !data) {
        return 0;
    }
    char link[64];
    char target[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, target, sizeof target - 1);
    if (length <= 0) {
        return 0;
    }
    target[length] = 0;
    return strncmp(target, data, strlen(data)) == 0;
}

#define NEXT(type, name, ...) ((type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name))

int fsync(int file) {
    if (word(0)) {
        errno = EIO;
        return -1;
    }
    return NEXT(int, fsync, int)(file);
}

int fdatasync(int file) {
    if (word(0)) {
        errno = EIO;
        return -1;
    }
    return NEXT(int, fdatasync, int)(file);
}

ssize_t write(int file, const void *bytes, size_t count) {
    static ssize_t (*next)(int, const void *, size_t);
    if (!next) {
        next = NEXT(ssize_t, write, int, const void *, size_t);
    }
    if (word(1) && is_full(file)) {
        errno = ENOSPC;
        return -1;
    }
    return next(file, bytes, count);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) {
    if (word(1) && is_full(file)) {
        errno = ENOSPC;
        return -1;
    }
    return NEXT(ssize_t, pwrite, int, const void *, size_t, off_t)(file, bytes, count, offset);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset) {
    if (word(1) && is_full(file)) {
        errno = ENOSPC;
        return -1;
    }
    return NEXT(ssize_t, pwrite64, int, const void *, size_t, off64_t)(file, bytes, count, offset);
}

ssize_t writev(int file, const struct iovec *parts, int count) {
    if (word(1) && is_full(file)) {
        errno = ENOSPC;
        return -1;
    }
    return NEXT(ssize_t, writev, int, const struct iovec *, int)(file, parts, count);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    static int (*next)(clockid_t, struct timespec *);
    if (!next) {
        next = NEXT(int, clock_gettime, clockid_t, struct timespec *);
    }
    int result = next(clock, now);
    int64_t step = word(2);
    if (result == 0 && step != 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        int64_t nanos = now->tv_nsec + step % 1000000000;
        now->tv_sec += step / 1000000000 + (nanos >= 1000000000) - (nanos < 0);
        now->tv_nsec = nanos - 1000000000 * ((nanos >= 1000000000) - (nanos < 0));
    }
    return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    (void)zone;
    struct timespec precise;
    int result = clock_gettime(CLOCK_REALTIME, &precise);
    now->tv_sec = precise.tv_sec;
    now->tv_usec = precise.tv_nsec / 1000;
    return result;
}
