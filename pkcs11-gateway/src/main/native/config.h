/* The client's configuration file. */
#ifndef CRATON_CONFIG_H
#define CRATON_CONFIG_H

#include <stddef.h>
#include <stdint.h>

/* Nodes of a cluster; five is what a cluster has at most today. */
#define CH_MAX_NODES 16
/* sizeof(sun_path), the longest path a Unix socket can have with its ending zero. */
#define CH_SOCKET_PATH_BYTES 108

enum ch_log_target { CH_LOG_NONE, CH_LOG_STDERR, CH_LOG_FILE };

struct ch_config {
    char sockets[CH_MAX_NODES][CH_SOCKET_PATH_BYTES];
    unsigned nodes; /* 0 when there is no usable configuration */
    uint32_t connect_timeout_ms;
    uint32_t call_timeout_ms;    /* over all attempts of a call */
    uint32_t attempt_timeout_ms; /* of one node, before another is tried */
    size_t replay_limit_bytes;
    enum ch_log_target log;
    char log_file[512];
};

/* Reads CRATON_HSM_CONFIG or /etc/craton-hsm/client.conf. A file that is missing or wrong is reported in one line on standard error, naming
 * file and line, and leaves no nodes. */
void ch_config_load(struct ch_config *config);

#endif
