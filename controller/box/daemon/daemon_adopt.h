/* SPDX-License-Identifier: EUPL-1.2 */
/* What the office sends to a running box, by the control socket or by the drop folder. */
#pragma once

#include "controller/box/daemon/adopt.h"
#include "controller/box/daemon/daemon.h"
#include "controller/box/daemon/incoming.h"

/* A result of box_adopt(), or for a checkpoint of box_witnessed(), with words for whoever sent it. */
MUST_CHECK int daemon_adopt(struct daemon *daemon, const uint8_t *bytes, size_t len, bool waited, char ret_message[ADOPT_MESSAGE_SIZE]);
/* A result of box_witnessed(), likewise. */
MUST_CHECK int daemon_witnessed(struct daemon *daemon, const uint8_t *bytes, size_t len, bool from_stick, char ret_message[ADOPT_MESSAGE_SIZE]);
/* Takes what came into the drop folder. An incoming_take_fn; context: the struct daemon. */
enum incoming_verdict daemon_take(void *context, const char *name, const uint8_t *bytes, size_t len, bool waited);
