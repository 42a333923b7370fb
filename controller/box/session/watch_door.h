/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * One door as the watch (watch.h) sees it: whether an opening counts, how long it has been open, and until when somebody waits for
 * it. `c` is its compartment everywhere; answers are added to `actions`.
 */
#pragma once

#include "base/moment.h"
#include "controller/box/session/action.h"
#include "controller/box/session/chip_watch.h"
#include "controller/box/session/door_switch.h"

enum {
        WATCH_OWN_MS = 10 * 1000,       /* shut for so long: nobody's any more */
        WATCH_SETTLE_MS = 2000,
        WATCH_HOLD_MS = 300,            /* an opening that nobody waits for lasts at least so long */
        WATCH_REMIND_MS = 20 * 1000,
        WATCH_LEFT_OPEN_MS = 60 * 1000,
        WATCH_GIVE_UP_MS = 5 * 60 * 1000,
};

enum watch_stage { WATCH_STAGE_FRESH, WATCH_STAGE_REMINDED, WATCH_STAGE_LEFT_OPEN, WATCH_STAGE_GIVEN_UP };

struct watch_door {
        struct door_switch door_switch;
        bool open;              /* since opened_ms; stays true while the switch cannot be read */
        bool explained;         /* open, and it is known why */
        bool held;              /* open, and too short yet to be taken for an opening */
        bool together;          /* held, and others of its chip opened with it */
        bool pending;           /* shut again after such an opening, which is told when the second is over */
        bool pending_owned;     /* … as a latch that missed */
        unsigned chip;          /* its place in chips, from 1; 0: not known */
        bool owned;             /* held: it was somebody's a moment ago */
        bool settling;          /* shut since shut_ms, after a known opening */
        bool late;              /* who opened it has given up on it */
        int64_t expected_ms;    /* until then an opening is what it was opened for; 0: none is expected */
        int64_t owned_ms;       /* until then an opening is a latch that missed; 0: it is nobody's */
        int64_t opened_ms, shut_ms;
        enum watch_stage stage;
};

/* It has just opened: it is what it was opened for, or nobody waits for it and it has to last. */
void watch_door_opened(struct watch_door *door, unsigned c, struct moment now, struct actions *actions);
/* Held, it counts from now on; without effect on one that is not held. */
void watch_door_held(struct watch_door *door, unsigned c, struct moment now, struct actions *actions);
/* The same of one that is shut again, and pending. */
void watch_door_pending(struct watch_door *door, unsigned c, struct moment now, struct actions *actions);
/* Both, of what has lasted long enough. */
void watch_door_outlasts(struct watch_door *door, unsigned c, struct moment now, struct actions *actions);
/* What time alone does to it, but for its stages. */
void watch_door_tick(struct watch_door *door, unsigned c, struct moment now, struct actions *actions);
/* One stage a call; a long silence passes through all of them, a tick each. Whether there was one. */
bool watch_door_stage(struct watch_door *door, unsigned c, struct moment now, struct actions *actions);
/* The next mono_ms at which one of the last two does something; INT64_MAX: never. click_ms: when open doors are heard next. */
int64_t watch_door_deadline(const struct watch_door *door, int64_t click_ms);
