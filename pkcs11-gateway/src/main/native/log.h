/* One line for what an operator should know: a node lost, a node found, an answer not understood. Never data, never a PIN. */
#ifndef CRATON_LOG_H
#define CRATON_LOG_H

#include "config.h"

void ch_log(const struct ch_config *config, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
