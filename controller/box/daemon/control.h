/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The control socket: a UNIX stream socket of mode 0600, several clients at a
 * time, one JSON object a line both ways (controller/box/daemon/control_request.h).
 *
 *   listening ──connect──▶ reading ──line──▶ answered ──sent──▶ reading
 *                             │                 └──not taken for 5 s──▶ dropped
 *                             ├──line too long──▶ told and dropped
 *                             ├──line not ended within 5 s──▶ dropped
 *                             ├──all places taken, and nobody silent for longer──▶ dropped for the newcomer
 *                             └──"wait"──▶ awaiting ──screen came, or time is up──▶ answered
 *
 * One request of a client is worked on at a time; nothing more is read from it
 * until its answer was taken, so that no client can make the daemon hold more
 * than one line and one answer for it. Nothing here blocks. One thread.
 */
#pragma once

#include <systemd/sd-event.h>

#include "base/macro.h"
#include "controller/box/daemon/control_answer.h"
#include "controller/box/daemon/control_request.h"

enum {
        CONTROL_PEERS_MAX = 8,
        CONTROL_ANSWER_MAX = 4 << 20,
};

struct control;

/* A request; `peer` is to be answered exactly once, now or by control_await(). The request's memory is the caller's. */
typedef void control_request_fn(void *context, struct control_peer *peer, const struct control_request *request);

/*
 * Listens on `path`; a stale socket there is replaced. 0; -EADDRINUSE when the
 * path is something else than a socket; another negative errno.
 */
MUST_CHECK int control_new(sd_event *event, const char *path, control_request_fn *request, void *context, struct control **ret_control);
/* Drops all clients and removes the socket. */
void control_free(struct control *control);
DEFINE_CLEANUP(struct control, control_free, control_cleanup)

/* Answers when that screen is shown, or after timeout_ms with the error "timeout". */
void control_await(struct control_peer *peer, enum screen_id screen, int64_t timeout_ms);
/* This screen is shown now. */
void control_shown(struct control *control, enum screen_id screen);
