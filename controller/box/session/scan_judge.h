/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The judgement of what was scanned: offline by crypto/, then by what only the store knows. What comes of it is an event in the queue,
 * a refusal also an entry.
 */
#pragma once

#include "controller/box/session/citizen.h"
#include "controller/box/session/queue.h"
#include "controller/box/session/staff.h"
#include "controller/box/session/works.h"

/* Where something is scanned. */
struct scan {
        struct works *works;
        const struct citizen *citizen;
        const struct staff *staff;
        struct queue *queue;            /* takes the judged event */
        bool ended;                     /* the text may not be half of one */
        bool again;                     /* the reader has not let go of it since it was read last */
        bool is_shut;                   /* nobody is there who may stay, and only staff are let in */
        bool asks_to_wait;              /* set: "please wait" is to be shown */
};

/* Notes that it was refused, and says so in the event, which stays the caller's. cti: of a signed code or ticket, else NULL. */
void scan_refuse(struct scan *scan, struct event *event, enum refusal refusal, const uint8_t *cti);
void scan_refuse_for_clock(struct scan *scan);
void scan_judge_code(struct scan *scan, const char *text, size_t len);
/* Which compartment it is about, for the task that is shown: nothing is opened by it, so it may be locked, revoked or too late. */
void scan_look_up_code(struct scan *scan, const char *text, size_t len);
void scan_judge_ticket(struct scan *scan, const char *text, size_t len);
void scan_judge_badge(struct scan *scan, const char *text, size_t len);

/* Whose code it is, where somebody's session runs: their own is held to the scanner still, rubbish is nobody's. */
enum bearer { BEARER_NOBODY, BEARER_OWN, BEARER_OTHER };
enum bearer scan_bearer(struct scan *scan, const char *text, size_t len);
