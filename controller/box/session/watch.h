/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The watch over the doors: opens one on request, and knows what to think of
 * every opening and closing.
 *
 * Opening, one at a time in a box:
 *
 *   EVENT_OPEN ─▶ pulse ─▶ wait 3 s ─▶ pulse ─▶ wait 3 s ─▶ pulse ─▶ wait 3 s ─▶ EVENT_NOT_OPENED
 *                   └──────── the switch says open at any time ────────▶ EVENT_OPENED
 *
 * An opening is
 *   allowed   since EVENT_OPEN for this door until it closes again,
 *   late      when a release of this door was given up and staff have not looked since,
 *   forced    otherwise.
 *
 * Every open door is timed: after 20 s a reminder, after 60 s `left_open`, after
 * 5 minutes it is given up: quarantined, and whoever opened it goes home.
 */
#pragma once

#include "base/moment.h"
#include "controller/box/session/action.h"
#include "controller/box/session/event.h"

enum {
        WATCH_TRIES = 3,
        WATCH_WAIT_MS = 3000,           /* after a pulse, for the door to be seen open */
        WATCH_PULSE_LIMIT_MS = 10000,   /* a pulse of which nothing is heard counts as given */
        WATCH_REMIND_MS = 20 * 1000,
        WATCH_LEFT_OPEN_MS = 60 * 1000,
        WATCH_GIVE_UP_MS = 5 * 60 * 1000,
        WATCH_CLICK_MS = 1000,          /* an open door is heard clicking */
};

enum watch_stage { WATCH_STAGE_FRESH, WATCH_STAGE_REMINDED, WATCH_STAGE_LEFT_OPEN, WATCH_STAGE_GIVEN_UP };

struct watch_door {
        bool open;              /* since opened_ms; stays true while the switch cannot be read */
        bool allowed;
        bool late;
        int64_t opened_ms;
        enum watch_stage stage;
};

struct watch {
        unsigned count;
        struct watch_door doors[STORE_COMPARTMENTS_MAX]; /* [c - 1] */
        unsigned opening;       /* compartment being opened; 0 none */
        unsigned tries;
        bool pulsing;           /* the end of the pulse is awaited */
        int64_t due_ms;         /* of the try */
        int64_t click_ms;
};

void watch_init(struct watch *watch, unsigned count);
/* At the start: a door that is open already. allowed: it is known why. */
void watch_found_open(struct watch *watch, struct moment now, unsigned c, bool allowed);
/* Until staff look, an opening of c counts as issue and not as break-in. */
void watch_expect_late(struct watch *watch, unsigned c, bool late);
/* What was allowed for a door that is still closed is over. */
void watch_disallow(struct watch *watch, unsigned c);

void watch_step(struct watch *watch, const struct event *event, struct moment now, struct actions *actions);

/* The next mono_ms at which EVENT_TICK is wanted; INT64_MAX: never. */
int64_t watch_deadline(const struct watch *watch);
bool watch_is_open(const struct watch *watch, unsigned c);
/* A door that somebody is still expected to close: open, and not given up. */
bool watch_any_open(const struct watch *watch);
/* The first such door; 0: none. */
unsigned watch_first_open(const struct watch *watch);
