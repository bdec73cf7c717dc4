#include "log.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* The file is opened for each line: no descriptor is held that an application could close under us or inherit. */
static int open_target(const struct ch_config *config) {
    switch (config->log) {
        case CH_LOG_NONE:
            return -1;
        case CH_LOG_STDERR:
            return STDERR_FILENO;
        case CH_LOG_FILE:
            return open(config->log_file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    }
    return -1;
}

void ch_log(const struct ch_config *config, const char *format, ...) {
    if (config->log == CH_LOG_NONE) {
        return;
    }
    char line[512];
    struct timespec now;
    struct tm utc;
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    int head = (int)strftime(line, sizeof line, "%Y-%m-%dT%H:%M:%SZ ", &utc);
    head += snprintf(line + head, sizeof line - (size_t)head, "craton-hsm[%d]: ", (int)getpid());
    va_list arguments;
    va_start(arguments, format);
    int body = vsnprintf(line + head, sizeof line - (size_t)head - 1, format, arguments);
    va_end(arguments);
    if (body < 0) {
        return;
    }
    size_t length = strnlen(line, sizeof line - 2);
    line[length++] = '\n';
    int target = open_target(config);
    if (target < 0) {
        return;
    }
    if (write(target, line, length) < 0) {
        /* Nowhere to say it; the call that was to be reported goes on. */
    }
    if (config->log == CH_LOG_FILE) {
        close(target);
    }
}
