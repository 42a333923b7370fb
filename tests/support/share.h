/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * How much of a long sweep a run takes. The release build takes every step; where the same test runs again under sanitizers,
 * which make it ten times slower, every nth one: PICKUPBOX_SHARE=n (tests/support/run.py). Rows of tables are never left out.
 */
#pragma once

#include <stdlib.h>

/* n, 1 when nothing is said */
static inline unsigned share_stride(void) {
        const char *text = getenv("PICKUPBOX_SHARE");
        int stride = text ? atoi(text) : 1;

        return stride > 1 ? (unsigned)stride : 1;
}
