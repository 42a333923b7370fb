/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The pace of typed references (docs/formats.md section 3).
 *
 * Five wrong answers to typed references within ten minutes slow every typed answer by 10 s, doubling with each
 * further one up to 5 minutes; ten minutes without one end that. Those for references that exist count like those for others (which
 * DEED_JUDGE_UNKNOWN counts one by one), or the pace would tell which do.
 */
#pragma once

#include "base/moment.h"

enum {
        SLOWDOWN_WRONG = 5,
        SLOWDOWN_WITHIN_MS = 10 * 60 * 1000,
        SLOWDOWN_FIRST_MS = 10 * 1000,
        SLOWDOWN_MAX_MS = 5 * 60 * 1000,
};

struct slowdown {
        int64_t wrong_ms[SLOWDOWN_WRONG]; /* mono, of the last ones; a ring */
        unsigned wrong_count;
        int64_t delay_ms;
};

/* Counts one wrong typed answer. */
void slowdown_count(struct slowdown *slowdown, struct moment now);
/* How much later a typed answer is judged now; 0: at once. */
int64_t slowdown_delay(const struct slowdown *slowdown, struct moment now);
