/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Entries that somebody can bring about who has no right to anything: how many of each cause are written singly in an hour. Those
 * beyond are counted, and the count is one entry when the hour is over. So nobody fills the ledger, and nothing is kept from it.
 * docs/behaviour.md, "What anybody can bring about", is this table with its reasons.
 */
#pragma once

#include "controller/ledger/entry.h"

/* cause, how many an hour, the entry that says how many more there were */
#define CAUSE_LIST(X) \
        X(CAUSE_CODE, 10, ENTRY_REFUSED_MANY)           /* refused codes and wrong answers; store_refusals.c counts by reason, also over a restart */ \
        X(CAUSE_BADGE, 10, ENTRY_REFUSED_MANY)          /* refused badges, PINs of locked ones; those beyond are counted as refused codes are */ \
        X(CAUSE_SCANNER, 12, ENTRY_ALARM_MANY)          /* a plug that is pulled and put back: each counts */ \
        X(CAUSE_SCANNER_SETTINGS, 12, ENTRY_ALARM_MANY) /* set-up barcodes, and codes made to look like one */ \
        X(CAUSE_TOUCH, 12, ENTRY_ALARM_MANY) \
        X(CAUSE_SCREEN, 12, ENTRY_ALARM_MANY) \
        X(CAUSE_VOICE, 12, ENTRY_ALARM_MANY) \
        X(CAUSE_SCREEN_MODE, 12, ENTRY_ALARM_MANY)      /* another panel */ \
        X(CAUSE_CHIPS, 24, ENTRY_ALARM_MANY)            /* compartments that go and come, together */ \
        X(CAUSE_DISK, 12, ENTRY_ALARM_MANY)             /* room that is taken and given back, at the limit for loading */ \
        X(CAUSE_DISK_FULL, 12, ENTRY_ALARM_MANY)        /* and at that for handing out */ \
        X(CAUSE_SWITCH, 15, ENTRY_SWITCH_CHANGES)       /* openings of one door that nobody waits for: 10 of a sound switch */

#define CAUSE_MEMBER(cause, most, summary) cause,
#define CAUSE_MOST(cause, most, summary) cause##_MOST = (most),

enum cause { CAUSE_LIST(CAUSE_MEMBER) CAUSE_COUNT };
enum { CAUSE_LIST(CAUSE_MOST) }; /* CAUSE_CODE_MOST and so on */
