/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The days on which a box is open, and what ends on one that it is not: office and box count deadlines by this alone.
 *
 * A day is open unless it is listed as closed, or has no hours of its own and its weekday has none. Local days are the process's zone's.
 */
#pragma once

#include "crypto/bundle.h"

/* Borrowed from a bundle or from the policy that one is made of. */
struct calendar {
        const struct bundle_opening *opening;
        size_t opening_count;              /* 0: always open */
        const uint32_t *closed;            /* YYYYMMDD, ascending */
        size_t closed_count;
        const struct bundle_exception *exceptions;
        size_t exception_count;
};

struct calendar calendar_of(const struct bundle *bundle);

enum {
        CALENDAR_CODE_DAYS = 2,            /* a code lives at least so long after ticket end and days (docs/formats.md section 4) */
        CALENDAR_MOVED_MAX = 31,           /* days that a deadline moves at most */
};

/*
 * The local midnight that ends the day `days` days after the local day of wall_ms; where that is closed, the next open day. It
 * moves no further than the code of a ticket that ends at ticket_exp is certain to live: then it stays where it was. In ms.
 */
MUST_CHECK int64_t calendar_deadline(const struct calendar *calendar, int64_t wall_ms, unsigned days, uint32_t ticket_exp);
