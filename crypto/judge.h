/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What codes, tickets and badges have in common once their signature is known to
 * be good: for whom, since when, until when, and whether still.
 */
#pragma once

#include "crypto/bundle.h"

struct claims {
        const char *aud;         /* NULL: for any box */
        uint32_t nbf, exp;
        uint32_t validity_max_s; /* exp - nbf at most */
        const uint8_t *cti;
};

/*
 * Judges in this order: box (unless box_id is NULL), expired, not yet (CODE_EARLY_S of tolerance), validity of the
 * token and of its key at nbf, revoked. 0 or the first refusal.
 */
MUST_CHECK int judge_claims(const struct claims *claims, const struct bundle *bundle, const struct bundle_key *key,
                            const char *box_id, int64_t now_s);
