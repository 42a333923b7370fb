/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The log of look-ups: who looked a person up, when, by what, and which consignments were told. By a case or an id alone, without keys, nobody is looked up: that is no
 * personal data. Kept for CLEAN_ACCESS_DAYS (clean.h).
 */
#pragma once

#include "base/words/sought.h"
#include "controller/office/office.h"

enum { ACCESS_LINE_MAX = 1 << 20 };

/*
 * Writes it down, durably: before anything is told. What was looked for is not in it. Needs office_lend(). 0; OFFICE_E_REFUSED or a negative errno with a problem: then
 * nothing may be told.
 */
MUST_CHECK int office_note_access(struct office *office, enum sought what, const struct issuance *found, size_t count, int64_t now_s,
                                  struct problems *problems);

/* One look-up, its ids as they were told; borrowed. */
struct access_told {
        int64_t t_ms;
        const char *by;
        enum sought what;
        const char *const *ctis;        /* 32 hexadecimal digits each */
        size_t count;
};
typedef int access_tell_fn(void *context, const struct access_told *told);
/* Tells those that are kept, the oldest first, after everything was verified. 0; OFFICE_E_REFUSED or a negative errno with a problem. */
MUST_CHECK int office_accesses(struct office *office, struct problems *problems, access_tell_fn *tell, void *context);
