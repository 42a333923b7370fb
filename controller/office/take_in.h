/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Taking in an office of the first version: a folder without a store.
 */
#pragma once

#include "base/macro.h"
#include "controller/office/problems.h"

struct taking_in {
        size_t issued, revoked, open;   /* consignments; of them void; of them still good at now_s */
        size_t unreadable;              /* whose order does not open with the office's key: they cannot be issued anew */
        size_t boxes, staff;
        bool torn;                      /* the last line was cut short and never counted */
};

/*
 * Reads what is there and, when `confirmed` is the number of consignments (negative: look only), makes the store from it as
 * found; the day file gets what it lacks, consignments.jsonl the name consignments.jsonl.taken-in. Cut short it is as if it
 * had not begun. `address` as office_init(). 0; OFFICE_E_REFUSED (not of the first version, something cannot be read, another
 * number); a negative errno with a problem. Blocks.
 */
MUST_CHECK int office_take_in(const char *dir, const char *address, const char *passphrase, int64_t confirmed, int64_t now_s,
                              struct problems *problems, struct taking_in *ret_counts);
