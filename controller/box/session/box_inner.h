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
 * Whatever fails in the store ends in box_fault(): from then on the box opens
 * nothing, writes nothing and shows that it is out of order, until it is started again.
 */
#pragma once

#include "base/words/alarm.h"
#include "base/words/device.h"
#include "controller/box/session/action.h"
#include "controller/box/session/box.h"
#include "controller/box/session/citizen.h"
#include "controller/box/session/clock_watch.h"
#include "controller/box/session/deeds.h"
#include "controller/box/session/event.h"
#include "controller/box/session/settings.h"
#include "controller/box/session/slowdown.h"
#include "controller/box/session/lists.h"
#include "controller/box/session/staff.h"
#include "controller/box/session/task.h"
#include "controller/box/session/watch.h"

enum {
        BOX_QUEUE_MAX = 32,
        BOX_TEXT_MAX = 160,
        BOX_HOUR_MS = 60 * 60 * 1000,
        BOX_NOTICE_MS = 2000,           /* "please wait" lies over the screen */
        BOX_NOTICE_GAP_MS = 10000,      /* and not again for so long: nobody blanks the screen by waving codes */
        BOX_DOUBLE_MS = 500,            /* a second strike within is not meant */
        BOX_SPACE_LOAD_MIN = 32 << 20,  /* bytes free below which nothing is loaded */
        BOX_SPACE_HAND_OUT_MIN = 8 << 20, /* and nothing handed out: the log of the store alone may take 4 MiB */
};

enum room { ROOM_ENOUGH, ROOM_LOW, ROOM_NONE };

struct box {
        struct store *store;
        struct box_config config;
        struct box_ports ports;
        const struct sealing_key *sealing;
        const struct tag_key *tags;
        const struct secret_key *ledger;
        struct bundle *bundle;          /* owned; NULL before the first adoption */

        struct deeds deeds;
        struct citizen citizen;
        struct staff staff;
        struct watch watch;
        struct settings settings;
        struct slowdown slowdown;
        struct clock_watch clock;
        struct moment now;

        struct event queue[BOX_QUEUE_MAX];
        unsigned queue_head, queue_count;
        bool broken, ended;             /* out of order; and everybody has been sent away */
        bool device_gone[DEVICE_COUNT]; /* of those for people */
        unsigned absent_count;          /* compartments without lock or switch, since the start */
        enum room room;

        struct store_load load;         /* of the ticket being loaded */
        uint8_t load_days;
        unsigned pins_pending, pins_stale; /* computations under way; of those, how many nobody waits for any more */
        bool pin_one_time;
        char pin_sub[SUB_MAX + 1];
        int64_t badges_since_ms;        /* mono; badges refused since then, within an hour */
        unsigned badges_refused;

        char receipt[RECEIPT_TEXT_MAX + 1];
        struct buffer checkpoint;       /* text of the newest */
        uint64_t checkpoint_size;
        struct box_lists lists;

        int64_t hour_ms;                /* mono, when the hourly work is due */
        int64_t expire_ms;              /* wall, the next deadline */
        int64_t notice_ms;              /* mono, begin of the last "please wait" */
        struct target last_key;         /* against double strikes */
        int64_t last_key_ms;

        char hours[BOX_TEXT_MAX];
        const char *contact[BUNDLE_CONTACT_LINES_MAX];
        struct screen_row choices[OFFERS_MAX];
        struct target pressed, focus;
        struct screen screen;
        uint64_t serial;
        bool content_changed;           /* something that struct screen only points to */
};

/* ---- box.c ---- */

void box_log(struct box *box, int priority, const char *format, ...) PRINTF_LIKE(3, 4);
/* The store failed with r: out of order from now on. What is under way ends when the step has returned. */
void box_fault(struct box *box, const char *doing, int r);
/* Queues an answer. */
void box_tell(struct box *box, const struct event *event);
void box_tell_type(struct box *box, enum event_type type, unsigned c);
/* Lets the machines work until nothing is left to do, then makes the screen. */
void box_run(struct box *box);
/* Nobody is at the box. */
bool box_unattended(const struct box *box);
/* Nobody is, and only staff are let in: the clock is in doubt, or the disk is full. */
bool box_is_shut(const struct box *box);
/* Takes over the bundle that the store holds. 0, BOX_E_REFUSED, or a negative errno. */
MUST_CHECK int box_load_bundle(struct box *box);
/* A plain entry of the store; a failure is box_fault(). */
void box_entry(struct box *box, const struct entry *entry);
/* Sounds, journal and entry; c: the compartment it is of, or 0. */
void box_alarm(struct box *box, enum alarm alarm, unsigned c);
void box_alarm_cleared(struct box *box, enum alarm alarm, unsigned c, const char *by);

/* ---- the other files, one concern each ---- */

void box_scan(struct box *box, const char *text, size_t len);
/* Judges what was typed; a wrong answer is durable before it is told. 0 or the errors of the store. */
MUST_CHECK int box_judge(struct box *box, const struct answer *answer, struct verdict *verdict);
/* The deeds that this box does. */
void box_fill_deeds(struct box *box, struct deeds *ret_deeds);
void box_perform(struct box *box, const struct action *action);
/* Has the store forget for good what it erased; for when nobody is at the box. */
void box_scrub(struct box *box);
void box_perform_staff(struct box *box, const struct action *action);
/* The staff's deeds among them. */
void box_fill_staff_deeds(struct deeds *deeds);
/* Signs a checkpoint of the ledger as it is. */
void box_sign_checkpoint(struct box *box);
/* The same, and the receipt of the entry with this index. */
void box_make_receipt(struct box *box, uint64_t index);
/* Makes the counts and the list of a task anew; NULL: the overview. */
void box_list(struct box *box, const struct task *task);
void box_recover(struct box *box);
/* health.c: what is missing becomes an alarm, what is back its end. */
void box_check_room(struct box *box);
void box_check_compartments(struct box *box);
void box_note_device(struct box *box, enum device device, bool present);
void box_hourly(struct box *box);
void box_present(struct box *box);
/* The next mono_ms at which the picture changes by itself; INT64_MAX: never. */
int64_t box_picture_deadline(const struct box *box);

struct offer offer_of(const struct consignment *consignment);
/* Whether t_ms lies at or after the deadline, in any state. */
bool consignment_overdue(const struct consignment *consignment, int64_t t_ms);
