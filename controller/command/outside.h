/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What others than the box say of an export: witnesses that have countersigned
 * it, and checkpoints that somebody saw (`ledger verify --witness --policy --seen`).
 */
#pragma once

#include "controller/command/auditing.h"
#include "controller/ledger/policy.h"
#include "controller/ledger/verify.h"

struct outside {
        const char *witnesses[AUDITING_VKEYS_MAX], *seen[AUDITING_VKEYS_MAX]; /* as given */
        size_t witness_count, seen_count;
        const char *policy_file;                    /* as given; NULL */
        struct policy *policy;                      /* owned; NULL */
        struct vkey vkeys[AUDITING_VKEYS_MAX];      /* of the witnesses */
        struct buffer texts[AUDITING_VKEYS_MAX];    /* what was seen; owned */
        bool of_former[AUDITING_VKEYS_MAX];         /* that is of the ledger before this one, and was judged with it */
        bool saw_it;                                /* after outside_check(): something was seen of this ledger, */
        uint64_t witnessed_s, seen_size;            /* after outside_check(): the oldest time and the largest size; 0 for none */
};

/* photograph_text() of what was given to --OPTION. COMMAND_DONE, or COMMAND_FAULT after saying why. */
MUST_CHECK int outside_photograph(const char *option, const char *given, struct buffer *ret_text);

enum { OUTSIDE_VKEYS_MAX = AUDITING_VKEYS_MAX + POLICY_LOGS_MAX };

/* Reads keys, policy and photographs. COMMAND_DONE, or COMMAND_FAULT after saying why. */
MUST_CHECK int outside_read(struct outside *outside);
/* Reads what is given for --vkey, and takes the logs of the policy as well; after outside_read(). The same. */
MUST_CHECK int outside_vkeys(const struct outside *outside, const char *const *given, size_t count, struct vkey ret_vkeys[OUTSIDE_VKEYS_MAX],
                             size_t *ret_count);
/* Whether a note has what witnesses and policy demand. 0, LEDGER_E_INVALID. */
MUST_CHECK int outside_demand(struct outside *outside, const struct note *note, struct finding *ret_finding);
void outside_deinit(struct outside *outside);
/*
 * Checks all of it against the export in `out`, which has just been verified with this verdict, under the given keys.
 * 0, LEDGER_E_INVALID with the finding in the verdict, or a negative errno.
 */
MUST_CHECK int outside_check(struct outside *outside, const char *out, const struct vkey *vkeys, size_t count, struct ledger_verdict *verdict);
/* Says what was checked, a line for each. */
void outside_print(const struct outside *outside);
