/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What is there of the ledger that an export goes on for (`ledger verify --former --seen`): exports, and signed or countersigned
 * checkpoints alone.
 */
#pragma once

#include "controller/command/outside.h"
#include "controller/ledger/continued.h"

struct formers {
        const char *given[AUDITING_VKEYS_MAX];      /* folders, or files of one checkpoint */
        size_t count;
        struct buffer texts[AUDITING_VKEYS_MAX];    /* of those that are files; owned */
        struct continued continued;
        uint64_t largest;                           /* of the exports, */
        uint64_t noted;                             /* and of the checkpoints alone */
        size_t folders, notes;
};

/* Reads what is no folder. COMMAND_DONE, or COMMAND_FAULT after saying why. */
MUST_CHECK int formers_read(struct formers *formers);
void formers_deinit(struct formers *formers);
/*
 * Holds them, and what was seen of the former ledger, against what the verified export in `out` goes on for. What was seen of it is
 * judged with that, and outside_check() passes over it. 0, LEDGER_E_INVALID or a negative errno.
 */
MUST_CHECK int formers_check(struct formers *formers, const char *out, struct outside *outside, const struct vkey *vkeys, size_t count,
                             struct finding *ret_finding);
/* Says what was checked, or that nothing was given. */
void formers_print(const struct formers *formers, const char *out, bool json);
