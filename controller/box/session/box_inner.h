/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What the files of the box share; for controller/box/session/ only.
 *
 * The way of everything that happens:
 *
 *   box_…(now)  ─▶  event in the queue  ─▶  step() of a machine  ─▶  actions  ─▶  store and ports
 *                          ▲                  │ deeds ▲                               │
 *                          │                  ▼       │ answers                       │
 *                          │                  the store                               │
 *                          └────────────────── what takes time ───────────────────────┘
 *
 * Whatever fails in the store ends in recorder_fault(): from then on the box opens nothing. Doors go on being watched, and
 * what is seen is kept; a session that has a door open goes on to its end, any other ends when it asks for something. When the
 * store answers again box_mend() settles what was under way.
 */
#pragma once

#include "controller/box/session/action.h"
#include "controller/box/session/box.h"
#include "controller/box/session/citizen.h"
#include "controller/box/session/deeds.h"
#include "controller/box/session/event.h"
#include "controller/box/session/picture.h"
#include "controller/box/session/queue.h"
#include "controller/box/session/restoring.h"
#include "controller/box/session/settings.h"
#include "controller/box/session/staff.h"
#include "controller/box/session/task.h"
#include "controller/box/session/works.h"

enum {
        BOX_NOTICE_GAP_MS = 10000,      /* "please wait" not again for so long: nobody blanks the screen by waving codes */
        BOX_SETTINGS_MS = 45 * 1000,    /* out of order, what somebody chose is kept for so long without a further choice */
};

/* The last key, against double strikes. */
struct strike {
        struct target target;
        int64_t at_ms;                  /* mono */
};

struct box {
        struct box_config config;
        struct box_ports ports;

        struct works works;
        struct deeds deeds;
        struct citizen citizen;
        struct staff staff;
        struct settings settings;
        int64_t settings_ms;            /* mono, until when they are kept while the box is out of order; 0: they are as at the start */
        struct restoring restoring;     /* without a store */
        struct queue queue;
        bool recovered;                 /* what the last run left is settled */

        struct strike strike;
        struct picture picture;
};

/* Nobody is at the box. */
static inline bool box_unattended(const struct box *box) {
        return box->citizen.state == CITIZEN_IDLE && box->staff.state == STAFF_OUT;
}

/* Only staff are let in: the clock is in doubt, or the disk is full. Without its store nobody is. */
static inline bool box_lets_staff_only(const struct box *box) {
        return box->works.upkeep.clock.doubt || box->works.health.room == ROOM_NONE || !recorder_ready(&box->works.recorder);
}

/* Nobody is there, and only staff are let in. */
static inline bool box_is_shut(const struct box *box) {
        return box_unattended(box) && box_lets_staff_only(box);
}

/* ---- box.c ---- */

/* Something happens now. */
void box_arrive(struct box *box, struct moment now);
/* The same, and whether the box has a bundle; one without only remembers the time and shows its screen. */
bool box_begin(struct box *box, struct moment now);
/* Handles what is in the queue, to its end, and shows what came of it. */
void box_run(struct box *box);
/* Makes the screen. Out of order it sends everybody away first: not within a step, which still holds its machine. */
void box_show(struct box *box);

/* Everybody is sent away and nothing of them is kept; the box works on. Not within a step. */
void box_end_sessions(struct box *box);

/* ---- box_start.c ---- */

/* Reads the bundle and settles what the last run left: after it the box works, waits for its store or is out of order. */
void box_start(struct box *box);
/* It is time to open the store again that failed, and when it answers to go on from what it holds. */
void box_mend(struct box *box);

/* ---- stick_work.c ---- */

/* In the name of who asked last. */
void box_read_stick(struct box *box, enum stick_part part, const char *by);
void box_export_stick(struct box *box, const char *by);
void box_list_stick(struct box *box, const char *by);
/* The list goes to the stick that is there, its entry first. */
void box_give_list(struct box *box);
/* What was said to whoever signs out; what is under way goes on. */
void box_forget_stick(struct box *box);

/* ---- clock_work.c ---- */

/* Sets the clock, in the name of a manager. While it is being set a jump is no doubt. */
void box_set_clock(struct box *box, int64_t wall_ms, const char *by);

/* ---- perform.c ---- */

void box_perform(struct box *box, const struct action *action);
/* Nothing of the session that has ended is kept. */
void box_session_over(struct box *box);
/* Compartments whose switch is faulty are quarantined, as soon as nobody's documents are on their way through them. */
void box_quarantine_faulty(struct box *box);
/* Whether a door stands open that an entry tells of is known to the store, and whether it was shut since. When nothing that was allowed waits to be opened. */
void box_note_doors(struct box *box);
/* A door that no session works on was closed: what was issued from it is over. */
void box_closed_without_session(struct box *box, unsigned c);
/* One that nobody waits for any more: nobody will say what was asked of whoever opened it. */
void box_given_up_without_session(struct box *box, unsigned c);
