/* SPDX-License-Identifier: EUPL-1.2 */
/* What an alarm is about: the ledger's `what` of `alarm` and `alarm_cleared`. */
#pragma once

#include "base/words/word.h"

#define ALARM_LIST(X) \
        X(ALARM_SCANNER, "scanner") \
        X(ALARM_SCANNER_SETTINGS, "scanner_settings") /* a reader sends something else around its codes than when it was last good */ \
        X(ALARM_TOUCH, "touch") \
        X(ALARM_SCREEN, "screen") \
        X(ALARM_VOICE, "voice") \
        X(ALARM_SCREEN_MODE, "screen_mode")     /* the screen has another mode than the picture, which is scaled or in its middle */ \
        X(ALARM_CHIPS, "chips")                 /* compartments without lock or switch */ \
        X(ALARM_DISK, "disk")                   /* nothing is loaded any more */ \
        X(ALARM_DISK_FULL, "disk_full")         /* nothing is handed out either */ \
        X(ALARM_CLOCK, "clock")                 /* the box does not trust its clock */ \
        X(ALARM_LEDGER, "ledger_differs")               /* another ledger was signed in its name, or it held more once */ \
        X(ALARM_LOCKS, "locks")                 /* no lock can be used */ \
        X(ALARM_DOORS, "doors")                 /* no switch can be read */ \
        X(ALARM_FORCED_OPEN, "forced_open")     /* of a compartment: "forced_open:12" */ \
        X(ALARM_FOUND_OPEN, "found_open")       /* of a compartment */ \
        X(ALARM_SWITCH_FAULTY, "switch_faulty") /* of a compartment */ \
        X(ALARM_LOCKED, "locked")               /* of a badge: "locked:anna" */

WORDS_DECLARE(alarm, ALARM, ALARM_LIST)

enum { ALARM_TEXT_SIZE = 65 };
/* The `what`: the word, and where it is of something, a colon and what; of may be NULL. Cut to ALARM_TEXT_SIZE - 1. */
void alarm_text(enum alarm alarm, const char *of, char ret_text[ALARM_TEXT_SIZE]);
