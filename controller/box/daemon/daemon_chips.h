/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Chips of locks and switches that come late, go, and come back while the box
 * runs, and lines that somebody held and let go: taken up without a person.
 *
 *   something about a chip changes ──300 ms──▶ look: doors anew; locks anew when no coil is on
 *   something is absent            ──60 s───▶ look
 *
 * A compartment is absent without its lock or its switch, and comes back when both are
 * there and its door is known.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "controller/box/store/store.h"

struct daemon;

struct daemon_chips {
        bool absent[STORE_COMPARTMENTS_MAX];
        int64_t look_ms;        /* mono, when to look; INT64_MAX: nothing is to be looked for */
};

enum { DAEMON_CHIPS_REST_MS = 300, DAEMON_CHIPS_AGAIN_MS = 60 * 1000 };

/* What is absent at the start; before the box is made. */
void daemon_chips_start(struct daemon *daemon);
/* After locks or switches were dispatched: tells the box what has gone and what is back. */
void daemon_chips_follow(struct daemon *daemon);
/* Looks when it is time. */
void daemon_chips_tick(struct daemon *daemon);
