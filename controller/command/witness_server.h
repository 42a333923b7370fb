/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A witness on HTTP: POST /add-checkpoint, and for monitors GET
 * /<SHA-256 of the origin, hex>/checkpoint (C2SP tlog-witness). One thread, one request judged at a
 * time; connections, their time and their bytes are bounded, and the newest is
 * served first where they are many, so that whoever keeps them open or sends
 * slowly keeps nobody else waiting.
 */
#pragma once

#include "controller/ledger/witness_request.h"

enum {
        WITNESS_SERVER_CONNECTIONS_MAX = 128,
        WITNESS_SERVER_WAITING_MAX = 64,        /* with more, those that have been open longest without an answer are cut */
        WITNESS_SERVER_REQUEST_MAX_MS = 15000,  /* from the connection, or the last answer on it, to the whole request */
};

struct witness_server_options {
        struct witness *witness;
        const struct vkey *logs;
        size_t log_count;
        int listener;               /* a listening socket; the server closes it */
};

/* A listening TCP socket on a numeric IPv4 or IPv6 address; port 0: any. 0 with the real port, -EINVAL for no such address, or -errno. */
MUST_CHECK int witness_server_listen(const char *address, uint16_t port, int *ret_listener, uint16_t *ret_port);

/*
 * Answers until SIGTERM or SIGINT, which are blocked in this thread from now on. What has begun is answered, for two
 * seconds at most. 0 or a negative errno when it cannot start.
 */
MUST_CHECK int witness_server_run(const struct witness_server_options *options);
