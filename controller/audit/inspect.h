/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What a scanned text is and whether it is good, as far as can be told without
 * the box: `pickupbox code inspect`. Reads no file and no clock.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/words/refusal.h"
#include "crypto/bundle.h"

enum inspect_kind { INSPECT_UNKNOWN, INSPECT_CODE, INSPECT_TICKET, INSPECT_BADGE, INSPECT_RECEIPT };

enum inspect_verdict {
        INSPECT_VALID,
        INSPECT_EXPIRED,
        INSPECT_EARLY,
        INSPECT_REFUSED,
        INSPECT_UNCHECKED, /* well-formed, and nothing was given to check the signature with */
};

/* What to judge by. Of bundle and key at most one; both NULL: the form only. */
struct inspect_by {
        const struct bundle *bundle;
        const struct public_key *key; /* taken as the right key for whatever the text is */
        const char *box_id;           /* NULL: aud is not judged */
        int64_t now_s;                /* seconds since 1970 */
};

/* has_… false: not known, and null in JSON. */
struct inspection {
        enum inspect_kind kind;
        enum inspect_verdict verdict;
        enum refusal reason;          /* REFUSAL_NONE when valid or unchecked */
        bool has_kid, has_aud, has_times, has_cti, has_sub, has_key;
        uint8_t kid[KEY_ID_LEN];
        char aud[BOX_ID_MAX + 1];
        char sub[SUB_MAX + 1];
        uint32_t nbf, exp;
        uint8_t cti[CTI_LEN];
        struct public_key key;        /* that it was judged under */
};

/* 0, or a negative errno and *ret_inspection untouched. */
MUST_CHECK int inspect(const char *text, size_t len, const struct inspect_by *by, struct inspection *ret_inspection);

/* The JSON object of `code inspect --json` on one line; or lines for people. 0, or an error of buffer_append(). */
MUST_CHECK int inspection_format_json(const struct inspection *inspection, struct buffer *ret_text);
MUST_CHECK int inspection_format_text(const struct inspection *inspection, struct buffer *ret_text);
