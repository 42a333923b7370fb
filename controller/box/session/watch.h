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
 *   what the lock was pulsed for   from the first pulse until the first opening, at most 60 s after the last pulse. When
 *                                  that was given up meanwhile, it is late (ACTION_CAME_LATE);
 *   the same                       within 60 s after somebody said that it is open, without the switch (watch_expect());
 *   a latch that missed            within 10 s after such an opening was seen to end (ACTION_UNLATCHED); the next code or
 *                                  badge that is taken ends that (watch_disown());
 *   forced                         otherwise (ACTION_FORCED_OPEN).
 * Both of the last count when the door was open for 300 ms, for 3 s where its switch is faulty (door_switch.h). All of it is forgotten
 * when the box starts again: nobody knows how long it was gone. What a switch says while its door's coil is on counts when the
 * pulse has ended, as it is then: a coil disturbs.
 *
 * More than eight doors of one chip that open within a second, nobody having pulsed them, are told once for the chip, and not as
 * break-ins (chip_watch.h); where two open within a second, their being forced is told when the second is over.
 *
 * A door that was open for a known reason and has stayed shut for 2 s is told as EVENT_SETTLED.
 *
 * Every open door is timed: after 20 s a reminder, after 60 s `left_open`, after
 * 5 minutes it is given up: quarantined, and whoever opened it goes home.
 */
#pragma once

#include "base/moment.h"
#include "controller/box/session/action.h"
#include "controller/box/session/chip_watch.h"
#include "controller/box/session/event.h"
#include "controller/box/session/watch_door.h"

enum {
        WATCH_TRIES = 3,
        WATCH_WAIT_MS = 3000,           /* after a pulse, for the door to be seen open */
        WATCH_PULSE_LIMIT_MS = 10000,   /* a pulse of which nothing is heard counts as given */
        WATCH_EXPECT_MS = 60 * 1000,    /* after the last pulse, or a person's word */
        WATCH_CLICK_MS = 1000,          /* an open door is heard clicking */
};

struct watch {
        unsigned count;
        struct watch_door doors[STORE_COMPARTMENTS_MAX]; /* [c - 1] */
        unsigned chip_count;
        struct chip_watch chips[STORE_COMPARTMENTS_MAX];
        unsigned opening;       /* compartment being opened; 0 none */
        unsigned tries;
        bool pulsing;           /* the end of the pulse is awaited */
        enum door_state meanwhile; /* pulsing: what the switch said last; DOOR_UNKNOWN: nothing */
        int64_t due_ms;         /* of the try */
        int64_t click_ms;
};

void watch_init(struct watch *watch, unsigned count);
/* c's switch is read by the same chip as that of compartment like, which may be c: then it is a chip of its own. For the start. */
void watch_set_chip(struct watch *watch, unsigned c, unsigned like);
/* Whether some chip is in doubt. */
bool watch_doubts_a_chip(const struct watch *watch);
/* At the start: a door that is open already. explained: it is known why. */
void watch_found_open(struct watch *watch, struct moment now, unsigned c, bool explained);
/* Somebody says that c is open, and the switch does not: should it say so within WATCH_EXPECT_MS, it is that opening. */
void watch_expect(struct watch *watch, unsigned c, struct moment now);
/* Whoever had c opened has given up on it: should it open while that is expected, it is late. */
void watch_give_up(struct watch *watch, unsigned c);
/* ---- switches that are faulty ---- */

bool watch_is_faulty(const struct watch *watch, unsigned c);
/* At the start, or when its line is back: what its switch says, which is no change. */
void watch_found(struct watch *watch, struct moment now, unsigned c, enum door_state state);
/* It was when the box was last there, and its compartment is quarantined for that. */
void watch_found_faulty(struct watch *watch, struct moment now, unsigned c);
/* It was not the switch: its line has gone. */
void watch_forgive(struct watch *watch, unsigned c);
/* The first faulty one from c on whose compartment is not quarantined for it yet; 0: none. */
unsigned watch_next_to_quarantine(const struct watch *watch, unsigned c);
/* An alarm was given of an opening; its compartment was quarantined for the switch. */
void watch_note_alarm(struct watch *watch, unsigned c);
void watch_note_quarantine(struct watch *watch, unsigned c);
/* It is over, as when the switch is mended. */
void watch_end_alarm(struct watch *watch, unsigned c);
bool watch_is_alarmed(const struct watch *watch, unsigned c);
/* Whether its switch did what the door did since the lock was pulsed last, and says shut. */
bool watch_is_calm(const struct watch *watch, unsigned c);
/* How many changes of one that is not to be believed are to be told still. */
unsigned watch_counted(const struct watch *watch, unsigned c);
/* It is sound again. Returns how many changes are to be told still. */
unsigned watch_mend(struct watch *watch, unsigned c);

/* ---- */

/* The next code or badge is taken: no door is anybody's any more who was there before. */
void watch_disown(struct watch *watch);

void watch_step(struct watch *watch, const struct event *event, struct moment now, struct actions *actions);

/* The next mono_ms at which EVENT_TICK is wanted; INT64_MAX: never. */
int64_t watch_deadline(const struct watch *watch);
bool watch_is_open(const struct watch *watch, unsigned c);
/* It is open, and lasted long enough that this was told. */
bool watch_is_told(const struct watch *watch, unsigned c);
/* It is open, and was opened for somebody. */
bool watch_is_explained(const struct watch *watch, unsigned c);
/* It is shut, or was not read since the start, and is not being opened. */
bool watch_is_at_rest(const struct watch *watch, unsigned c);
/* It is being opened, open, or was shut so lately that it may spring open. */
bool watch_is_under_way(const struct watch *watch, unsigned c);
/* An opening of it would be what it was opened for. */
bool watch_expects(const struct watch *watch, unsigned c, struct moment now);
/* Somebody waits for what its switch says: it is being opened or may be opening late, is to be shut, or may spring open. */
bool watch_awaits(const struct watch *watch, unsigned c);
/* Its lock is about to be pulsed once more, or to be given up: whether it is open is looked at before that. 0: none. */
unsigned watch_about_to_try(const struct watch *watch, struct moment now);
/* A door that somebody is still expected to close: open, and not given up. */
bool watch_any_open(const struct watch *watch);
/* The first such door; 0: none. */
unsigned watch_first_open(const struct watch *watch);
