/* SPDX-License-Identifier: EUPL-1.2 */
/* What devices and worker tell the daemon, and the box through it. */
#pragma once

#include "base/macro.h"
#include "controller/box/daemon/worker.h"

struct daemon;

/*
 * Lets the loop hear all of the daemon's devices and its worker, and tells the box which of them are there. Event sources are the
 * daemon's. 0, or a negative errno of sd-event.
 */
MUST_CHECK int daemon_listen(struct daemon *daemon);
/* What the worker is to tell; the daemon must outlive it. */
struct worker_answers daemon_worker_answers(struct daemon *daemon);
/* Somebody is there, or was a moment ago: the picture does not rest. */
void daemon_attend(struct daemon *daemon);
