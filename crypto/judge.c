/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/judge.h"

#include <string.h>

int judge_claims(const struct claims *claims, const struct bundle *bundle, const struct bundle_key *key, const char *box_id,
                 int64_t now_s) {
        if (claims->aud && box_id && strcmp(claims->aud, box_id) != 0)
                return REFUSAL_WRONG_BOX;
        if (now_s >= claims->exp)
                return REFUSAL_EXPIRED;
        if (now_s < (int64_t)claims->nbf - CODE_EARLY_S)
                return REFUSAL_NOT_YET;
        if (claims->exp <= claims->nbf || claims->exp - claims->nbf > claims->validity_max_s)
                return REFUSAL_VALIDITY;
        if (!bundle_key_may_sign(key, box_id, claims->nbf))
                return REFUSAL_VALIDITY;
        return bundle_revokes(bundle, claims->cti, claims->nbf) ? REFUSAL_REVOKED : 0;
}
