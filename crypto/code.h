/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Pickup codes: `PK1:` + base45 of a COSE_Sign1 (docs/formats.md section 2).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/words/refusal.h"
#include "crypto/key.h"

enum {
        BOX_ID_MAX = 5,        /* A-Z 0-9 */
        CTI_LEN = 16,
        CODE_TEXT_MAX = 192,   /* "PK1:" + base45 of 123 bytes, rounded up; longer input is REFUSAL_TOO_LONG unread */
        CODE_VALIDITY_MAX_S = 35 * 86400,
        CODE_EARLY_S = 300,    /* accepted this long before nbf */
};

struct code {
        char aud[BOX_ID_MAX + 1]; /* box id */
        uint32_t exp, nbf;        /* seconds since 1970 */
        uint8_t cti[CTI_LEN];
        uint8_t kid[KEY_ID_LEN];  /* set by code_parse, ignored by code_sign */
        uint8_t signature[KEY_SIGNATURE_LEN];
};

/* Whether `id` is 1 to 5 characters of A-Z and 0-9. */
MUST_CHECK bool box_id_valid(const char *id);

/*
 * Reads the text form (one final LF or CRLF dropped) strictly, without judging
 * the signature. 0, REFUSAL_MALFORMED or REFUSAL_TOO_LONG.
 */
MUST_CHECK int code_parse(const char *text, size_t len, struct code *ret_code);

/* Whether `key` made the signature; the code is encoded again to be checked. 0 or REFUSAL_BAD_SIGNATURE. */
MUST_CHECK int code_verify(const struct code *code, const struct public_key *key);

/* Signs and writes the text form. 0, -EINVAL on a bad aud or a time below 65,536, or -ENOMEM. */
MUST_CHECK int code_sign(const struct code *code, const struct secret_key *key, struct buffer *ret_text);

struct bundle;

/*
 * The whole offline judgement of a code except what only the store knows
 * (revoked by a reissue, stored here, already issued). now_s is seconds since
 * 1970; box_id NULL leaves the box unjudged, which is for inspection only.
 *
 * 0, or the first refusal in this order: strict form, key of the bundle, its use,
 * signature, box, expired, not yet, validity (of the code, and of its key for this
 * box at nbf), the bundle's revocations. *ret_code is filled as soon as the form is
 * good; *ret_signed says whether the signature was (only then may its cti appear
 * in an entry).
 */
MUST_CHECK int code_judge(const char *text, size_t len, const struct bundle *bundle, const char *box_id, int64_t now_s,
                          struct code *ret_code, bool *ret_signed);
