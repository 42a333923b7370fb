/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Openings that have no entry of their own, for nobody believes them: those of a faulty switch, which are in its count, and those
 * of a chip that said so of too many doors at once, which are in its alarm. Written from docs/behaviour.md; knows nothing of the watch.
 */
#pragma once

#include "tests/box/session/account_ledger.h"

enum {
        ACCOUNT_FAULTY_HOLD_MS = 3000,          /* an opening of a faulty switch that counts still */
        ACCOUNT_HOUR_MAX = 10,                  /* so many openings an hour are believed of any switch */
        ACCOUNT_CHIP_MAX = 8,                   /* so many doors of a chip within */
        ACCOUNT_CHIP_MS = 1000,
};

bool account_is_counted(const struct told_ledger *ledger, const struct account_opening *opening);
/* Fails when no alarm names the chip. */
bool account_is_chips(const struct account *account, const struct told_ledger *ledger, const struct account_opening *opening, unsigned seed);
/* Every count of changes that was told is what the switch said since it was told last. Returns the sum of all. */
unsigned account_check_changes(const struct account *account, const struct told_ledger *ledger, unsigned seed);
