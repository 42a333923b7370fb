/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Digits being typed: a number, a PIN, a birth date. They are secrets; whoever
 * owns a struct digits wipes it with digits_clear() as soon as they were judged.
 */
#pragma once

#include <stdbool.h>

#include "base/macro.h"
#include "ui/screens/screen.h"

struct digits {
        char text[SCREEN_ENTRY_MAX + 1];
        unsigned count, max;
        bool show;              /* readable instead of dots */
        bool failed;            /* cannot be right: check digit, or no such date */
};

/* Wipes and makes room for `max` digits, at most SCREEN_ENTRY_MAX. */
void digits_begin(struct digits *digits, unsigned max);
void digits_clear(struct digits *digits);
/* As digits_begin(), with this text typed already; "" is none. */
void digits_resume(struct digits *digits, unsigned max, const char *text);
bool digits_full(const struct digits *digits);
/* Takes TARGET_KEY, TARGET_DELETE, TARGET_SHOW; false for any other target. After a failure the first digit begins anew. */
bool digits_target(struct digits *digits, struct target target);
/* What a screen of entry shows of them. */
void digits_present(const struct digits *digits, struct screen_entry *entry);

/*
 * Turns DDMMYYYY, as typed, into YYYYMMDD, as hashed. `00` stands for an
 * unknown day or month. False when no calendar has that date, or the year is
 * not 1850 to `last_year`; ret_birth is then untouched.
 */
MUST_CHECK bool digits_birth(const struct digits *digits, int last_year, char ret_birth[9]);
