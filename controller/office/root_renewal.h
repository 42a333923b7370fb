/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A new root key for an office, with an overlap.
 *
 * The next root key is made and named at once, and signs from ROOT_RENEWAL_DAYS later, or from the end of the old one where that is earlier. Until then the old one signs,
 * and each bundle announces the next one, so that every box that takes one of them takes those that the next one signs (bundle_open_next()). A box that had none of them needs one first, or has to
 * be told the new root by hand. Which one signs is decided by the moment at which a bundle is signed.
 */
#pragma once

#include "base/macro.h"
#include "controller/office/office.h"

enum { ROOT_RENEWAL_DAYS = 28 };

/*
 * Makes the next one; *ret_from: from when it signs, in seconds. Needs SECRETS_ROOT and SECRETS_DAY of this office, lent to it, and the passphrase that opened them. The key file is written
 * first: cut off before the log has the entry, nothing was renewed, and what the file has more is replaced by the next renewal. 0; OFFICE_E_REFUSED (one that does not sign yet is
 * there); a negative errno.
 */
MUST_CHECK int root_renew(struct office *office, const struct secrets *secrets, const char *passphrase, int64_t now_s, struct problems *problems, int64_t *ret_from);

/* Names the one that signs from then on; of former ones that stays which signs until then. There is room for it. 0 or -ENOMEM. */
MUST_CHECK int root_name_next(struct state *state, const struct public_key *public, int64_t from);

/* The one that a bundle announces that is signed at now_s. NULL: none. */
const struct state_validity *root_announced(const struct state *state, int64_t now_s);

/*
 * Once the next one signs: the old one is dropped from the key file, which is overwritten, and root.pub names the next. Where nothing is due nothing happens. The same needs and outcomes.
 */
MUST_CHECK int root_settle(const struct office *office, const struct secrets *secrets, const char *passphrase, int64_t now_s, struct problems *problems);
