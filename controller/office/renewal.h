/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * New keys for an office: those of code, ticket, badge and revoke and of its log, all at once and with an overlap.
 *
 * The new keys are made and named at once, and sign from RENEWAL_DAYS later, or from the end of the first of the old ones where that is earlier.
 * Until then the old ones sign and a bundle brings the new ones to the boxes. Which one signs is decided by the moment that the signed thing
 * begins, so no command and no clock has to strike; of the log, by the moment of an act (log_key.h). Bundles name a former key as long as something that it signed may be good.
 */
#pragma once

#include "base/macro.h"
#include "controller/office/office.h"

enum { RENEWAL_DAYS = 14 };

/* Whether something that it signed may still be good. */
bool renewal_former_counts(const struct state_former *former, int64_t now_s);

/*
 * Makes the new keys; *ret_from: from when they sign, in seconds. Needs SECRETS_DAY of this office, lent to it, and the passphrase that
 * opened them. The key file is written first: cut off before the log has the entry, nothing was renewed, and what the file has more is dropped
 * by the next renewal or renewal_settle(). Where the key of its log had ended, the office is lent none afterwards. 0; OFFICE_E_REFUSED (keys that do not sign yet are there, no room); a negative errno with a problem.
 */
MUST_CHECK int office_renew_keys(struct office *office, const struct secrets *secrets, const char *passphrase, int64_t now_s,
                                 struct problems *problems, int64_t *ret_from);

/*
 * Drops from the key file what signs no more and overwrites the old file; *ret_dropped: whether there was anything. The same needs and
 * outcomes.
 */
MUST_CHECK int renewal_settle(const struct office *office, const struct secrets *secrets, const char *passphrase, int64_t now_s,
                              struct problems *problems, bool *ret_dropped);
