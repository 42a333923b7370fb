/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What to think of the switch of one door: whether it can be believed.
 *
 *   sound ──changes more than six times in a minute, or contradicts itself──▶ faulty ──staff looked, and it is at rest──▶ sound
 *
 * Changes that belong to a pulse, the opening that it was given for and the first shutting after that, are the door's and not
 * counted. These count as a contradiction:
 *   - it says neither open nor shut for ten seconds running, though it can be read: it never comes to rest (DOOR_UNSTEADY);
 *   - it says more than ten times in an hour that its door opened although nobody pulsed it: nobody breaks into one compartment so often.
 * These do not: that it cannot be read at all (its chip or its bus is at fault); that a person says otherwise, who may err.
 *
 * What a faulty switch says is counted, and told once an hour. An opening counts still when it lasts three seconds, up to
 * fifteen of them an hour; further ones are in the count alone. Pure: `now_ms` is a monotonic clock's.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "controller/box/store/cause.h"
#include "hal/door/door.h"

enum {
        SWITCH_CHANGES_MAX = 6,                 /* within */
        SWITCH_MINUTE_MS = 60 * 1000,
        SWITCH_UNSTEADY_MS = 10 * 1000,
        SWITCH_OPENINGS_MAX = 10,               /* nobody having pulsed it, within an hour: of a sound one */
        SWITCH_OPENINGS_FAULTY_MAX = CAUSE_SWITCH_MOST, /* of a faulty one, those of it when it was sound among them */
        SWITCH_HOUR_MS = 60 * 60 * 1000,
        SWITCH_HOLD_MS = 3000,                  /* an opening lasts at least so long, of a faulty one */
};

struct door_switch {
        enum door_state level;                  /* as said last, DOOR_UNKNOWN apart */
        bool faulty;
        bool quarantined;                       /* faulty: its compartment is, for it */
        bool alarmed;                           /* an opening was told with an alarm that is not over */
        unsigned allowed;                       /* changes to come that are the door's */
        unsigned odd;                           /* changes since the last pulse that are not */
        int64_t changed_ms[SWITCH_CHANGES_MAX]; /* the last of those of a sound one, a ring */
        unsigned changed_count;
        int64_t unsteady_ms;                    /* with DOOR_UNSTEADY: since when */
        unsigned counted;                       /* faulty: changes that were not told yet */
        int64_t told_ms;                        /* faulty: when it was told last */
        unsigned openings;                      /* nobody having pulsed it, since */
        int64_t hour_ms;
};

/* Sound, and as the door is. */
void door_switch_init(struct door_switch *door_switch, enum door_state level);
/* Read anew at a start, or when its line is back: it says so, and no change is known of. One that cannot be read is taken as it was. */
void door_switch_find(struct door_switch *door_switch, enum door_state state, int64_t now_ms);
/* The door may change so often from now on: 2 with a pulse, 1 where it is open already. All that was before it is forgotten. */
void door_switch_allow(struct door_switch *door_switch, unsigned changes);
/* It says so now. True: it turned out to be faulty. */
bool door_switch_say(struct door_switch *door_switch, enum door_state state, int64_t now_ms);
/* Time goes on. True: it turned out to be faulty. */
bool door_switch_tick(struct door_switch *door_switch, int64_t now_ms);
/*
 * It has been saying for long enough that its door opened, which nobody pulsed. *ret_faulty: by that it turned out to be faulty. True: the
 * opening is told. False: it is in the count alone.
 */
bool door_switch_opening(struct door_switch *door_switch, int64_t now_ms, bool *ret_faulty);
/* An hour is over: how many changes are to be told, and are told by that; 0: none. */
unsigned door_switch_take(struct door_switch *door_switch, int64_t now_ms);
/* Known to be faulty, and quarantined for it. What was counted already is kept. */
void door_switch_mark(struct door_switch *door_switch, int64_t now_ms);
/* Whether since the last pulse it changed as its door does, and says shut. */
bool door_switch_is_calm(const struct door_switch *door_switch);
/* Sound again. Returns how many changes are to be told still. */
unsigned door_switch_mend(struct door_switch *door_switch);
/* When door_switch_tick() or door_switch_take() has something to say; INT64_MAX: never. */
int64_t door_switch_deadline(const struct door_switch *door_switch);
