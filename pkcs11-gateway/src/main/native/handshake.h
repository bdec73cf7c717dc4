/* The first exchange on a connection. */
#ifndef CRATON_HANDSHAKE_H
#define CRATON_HANDSHAKE_H

#include <stdbool.h>

#include "connection.h"
#include "frame.h"

/* Presents this process to the node, or is given an identity. */
bool ch_greet(struct ch_library *library, struct ch_connection *connection);

#endif
