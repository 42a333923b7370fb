/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The control socket, with messages for people. All return COMMAND_*.
 */
#pragma once

#include "base/macro.h"
#include "controller/box/daemon/control_client.h"

#define SOCKET_DEFAULT "/run/pickupbox/control.sock"

MUST_CHECK int socket_open(const char *path, struct control_client *ret_client);
/* Asks; COMMAND_DONE and an answer that was ok. COMMAND_REFUSED or COMMAND_FAULT after saying why. request may be NULL: no memory. */
MUST_CHECK int socket_ask(struct control_client *client, json_t *request, json_t **ret_answer);
