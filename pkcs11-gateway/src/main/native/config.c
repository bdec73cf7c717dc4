#include "config.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_PATH "/etc/craton-hsm/client.conf"
#define MAX_LINE 1024

static char *trim(char *text) {
    while (isspace((unsigned char)*text)) {
        text++;
    }
    size_t length = strlen(text);
    while (length > 0 && isspace((unsigned char)text[length - 1])) {
        text[--length] = '\0';
    }
    return text;
}

/* A number from min to max; anything else is a mistake in the file. */
static const char *number(const char *text, unsigned long min, unsigned long max, unsigned long *value) {
    char *end = NULL;
    errno = 0;
    unsigned long parsed = strtoul(text, &end, 10);
    if (!isdigit((unsigned char)*text) || errno != 0 || *end != '\0') {
        return "not a number";
    }
    if (parsed < min || parsed > max) {
        return "number out of range";
    }
    *value = parsed;
    return NULL;
}

static const char *milliseconds(const char *text, uint32_t *value) {
    unsigned long parsed = 0;
    const char *problem = number(text, 10, 600000, &parsed);
    if (problem == NULL) {
        *value = (uint32_t)parsed;
    }
    return problem;
}

static const char *add_socket(struct ch_config *config, const char *path) {
    if (path[0] != '/') {
        return "a socket's path must be absolute";
    }
    if (strlen(path) >= CH_SOCKET_PATH_BYTES) {
        return "a socket's path is longer than 107 bytes";
    }
    if (config->nodes == CH_MAX_NODES) {
        return "more than 16 sockets";
    }
    memcpy(config->sockets[config->nodes++], path, strlen(path) + 1);
    return NULL;
}

static const char *set_log(struct ch_config *config, const char *text) {
    if (strcmp(text, "none") == 0) {
        config->log = CH_LOG_NONE;
    } else if (strcmp(text, "stderr") == 0) {
        config->log = CH_LOG_STDERR;
    } else if (text[0] == '/' && strlen(text) < sizeof config->log_file) {
        config->log = CH_LOG_FILE;
        memcpy(config->log_file, text, strlen(text) + 1);
    } else {
        return "log is none, stderr or the absolute path of a file";
    }
    return NULL;
}

static const char *set(struct ch_config *config, const char *key, const char *value) {
    if (strcmp(key, "socket") == 0) {
        return add_socket(config, value);
    }
    if (strcmp(key, "connect_timeout_ms") == 0) {
        return milliseconds(value, &config->connect_timeout_ms);
    }
    if (strcmp(key, "call_timeout_ms") == 0) {
        return milliseconds(value, &config->call_timeout_ms);
    }
    if (strcmp(key, "attempt_timeout_ms") == 0) {
        return milliseconds(value, &config->attempt_timeout_ms);
    }
    if (strcmp(key, "replay_limit_bytes") == 0) {
        unsigned long bytes = 0;
        const char *problem = number(value, 0, 64UL << 20, &bytes);
        config->replay_limit_bytes = bytes;
        return problem;
    }
    if (strcmp(key, "log") == 0) {
        return set_log(config, value);
    }
    return "unknown key";
}

static const char *accept_line(struct ch_config *config, char *line) {
    char *comment = strchr(line, '#');
    if (comment != NULL) {
        *comment = '\0';
    }
    char *key = trim(line);
    if (*key == '\0') {
        return NULL;
    }
    char *equals = strchr(key, '=');
    if (equals == NULL) {
        return "key = value expected";
    }
    *equals = '\0';
    return set(config, trim(key), trim(equals + 1));
}

static bool read_file(struct ch_config *config, const char *path, FILE *file) {
    char line[MAX_LINE];
    unsigned number_of_line = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        number_of_line++;
        bool whole = strchr(line, '\n') != NULL || feof(file);
        const char *problem = whole ? accept_line(config, line) : "line too long";
        if (problem != NULL) {
            fprintf(stderr, "craton-hsm: %s:%u: %s\n", path, number_of_line, problem);
            return false;
        }
    }
    if (ferror(file)) {
        fprintf(stderr, "craton-hsm: %s: %s\n", path, strerror(errno));
        return false;
    }
    if (config->nodes == 0) {
        fprintf(stderr, "craton-hsm: %s: no socket is named\n", path);
        return false;
    }
    return true;
}

void ch_config_load(struct ch_config *config) {
    memset(config, 0, sizeof *config);
    config->connect_timeout_ms = 1000;
    config->call_timeout_ms = 10000;
    config->attempt_timeout_ms = 2500;
    config->replay_limit_bytes = 1U << 20;
    /* Programs with raised privileges do not let their caller choose the gateway. */
    const char *path = secure_getenv("CRATON_HSM_CONFIG");
    if (path == NULL || *path == '\0') {
        path = DEFAULT_PATH;
    }
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        fprintf(stderr, "craton-hsm: %s: %s (CRATON_HSM_CONFIG names the configuration file)\n", path, strerror(errno));
        return;
    }
    if (!read_file(config, path, file)) {
        config->nodes = 0;
    }
    (void)fclose(file);
}
