/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The other end of the control socket, for commands. Blocking.
 */
#pragma once

#include <jansson.h>

#include "base/bytes.h"
#include "base/macro.h"

struct control_client {
        int fd;
        struct buffer in;       /* received after the last answer */
        int file;               /* came with the newest answer; -1: none */
};

/* 0; -ENOENT or -ECONNREFUSED when no daemon runs there; another negative errno. */
MUST_CHECK int control_client_open(const char *path, struct control_client *ret_client);
void control_client_close(struct control_client *client);

/*
 * Sends one request (borrowed) and waits for its answer, an object that the
 * caller releases. 0; -ECONNRESET when the daemon went; -EPROTO when it did not
 * answer as it should; another negative errno.
 */
MUST_CHECK int control_client_ask(struct control_client *client, json_t *request, json_t **ret_answer);

/* What came with the newest answer; the caller's from then on. -1: nothing. */
int control_client_take_file(struct control_client *client);
