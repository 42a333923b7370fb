/* SPDX-License-Identifier: EUPL-1.2 */
/* What the ledger says, for the account of openings: each entry with the moment at which what it tells was seen. */
#pragma once

#include "base/words/reason.h"
#include "tests/box/session/account.h"

struct told {
        uint64_t n;
        int64_t seen_ms;                /* mono */
        enum entry_event event;
        enum how how;
        enum reason why;
        unsigned c;
        unsigned count;
        char what[24];
};

struct told_ledger {
        struct told *list;
        size_t count;
};

/* Adds to *counts. Free with test_free(list). */
struct told_ledger account_read_ledger(const struct account *account, struct account_counts *counts);
