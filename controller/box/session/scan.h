/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * From a scanned text to a judged event: what the text is by its prefix, who is
 * at the box, then the offline judgement of crypto/ and what only the store knows.
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

void scan_text(struct scan *scan, const char *text, size_t len);
/* Something was read, and not all of it: "please scan again", unless nobody is asked to scan. No entry. */
void scan_misread(struct scan *scan);
