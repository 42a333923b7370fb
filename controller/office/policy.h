/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The city's rules, edited by hand in office.json under "policy" and handed to
 * the boxes with the next bundle (docs/office.md lists them).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macro.h"
#include "controller/office/fields.h"
#include "controller/office/own.h"
#include "crypto/calendar.h"

enum {
        POLICY_DEADLINE_DAYS = 10, /* default */
        POLICY_BUNDLE_DAYS = 365,  /* default */
        POLICY_BUNDLE_DAYS_MAX = 1000,
        POLICY_ERASE_DAYS = 7,      /* default */
        POLICY_ERASE_DAYS_MAX = 90,
        POLICY_OWN_DAYS = 90,       /* default */
        POLICY_OWN_DAYS_MAX = 365,
};

struct policy {
        uint8_t deadline_days;      /* 1 to TICKET_DAYS_MAX */
        uint16_t bundle_days;       /* how long a bundle is good for loading */
        uint8_t erase_days;         /* until birth date, contents and number of what has ended are erased (clean.h) */
        uint16_t own_days;          /* the same of its own reference; not fewer */
        bool four_eyes;
        struct bundle_opening opening[BUNDLE_OPENING_MAX];
        size_t opening_count;       /* 0: always open */
        char languages[BUNDLE_LANGUAGES_MAX][BUNDLE_LANGUAGE_SIZE];
        size_t language_count;
        char contact[BUNDLE_CONTACT_LINES_MAX][BUNDLE_LINE_MAX + 1];
        size_t contact_count;
        uint32_t closed[BUNDLE_CLOSED_MAX]; /* YYYYMMDD, ascending */
        size_t closed_count;
        struct bundle_exception exceptions[BUNDLE_EXCEPTIONS_MAX];
        size_t exception_count;
        char return_line[BUNDLE_LINE_MAX + 1]; /* above the address of a letter; "": none */
        char own_pattern[OWN_PATTERN_MAX + 1]; /* own.h; "" for any */
        const json_t *wordings;     /* wording.h; borrowed from what was read, NULL: none */
};

/* Reads and checks the "policy" object; adds every problem it finds. */
MUST_CHECK bool policy_read(const json_t *object, struct problems *problems, struct policy *ret_policy);

/* Its open days, borrowed. */
struct calendar policy_calendar(const struct policy *policy);

/* What a new office starts with. The caller owns the reference; NULL without memory. */
json_t *policy_default(void);
