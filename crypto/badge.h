/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Staff badges: `SB1:` + base45 of a COSE_Sign1 (docs/formats.md section 5).
 */
#pragma once

#include "crypto/code.h"

enum { SUB_MAX = 16, BADGE_TEXT_MAX = 224 };

struct badge {
        char sub[SUB_MAX + 1];
        uint32_t exp, nbf;
        uint8_t cti[CTI_LEN];
        uint8_t kid[KEY_ID_LEN]; /* set when read, ignored by badge_sign() */
};

struct bundle;
struct bundle_staff;

/* Reads it strictly without judging the signature. 0, REFUSAL_MALFORMED or REFUSAL_TOO_LONG. */
MUST_CHECK int badge_parse(const char *text, size_t len, struct badge *ret_badge);

/*
 * Reads and judges a badge: key of use `badge`, signature, time, and the staff
 * list of the bundle naming this sub with this very cti. 0, a refusal in the order
 * of code_judge() (REFUSAL_REVOKED when the list does not name it), or -ENOMEM.
 * *ret_badge and *ret_signed as for code_judge(). *ret_staff points into bundle.
 */
MUST_CHECK int badge_judge(const char *text, size_t len, const struct bundle *bundle, int64_t now_s, struct badge *ret_badge,
                           const struct bundle_staff **ret_staff, bool *ret_signed);

/* Signs and writes the text form. 0, -EINVAL on a bad sub or a time below 65,536, or -ENOMEM. */
MUST_CHECK int badge_sign(const struct badge *badge, const struct secret_key *key, struct buffer *ret_text);

/* 1 to 16 characters of a-z A-Z 0-9 . _ - */
MUST_CHECK bool sub_valid(const char *sub);
