/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Load tickets: `LT1:` + base45 of a COSE_Sign1 with contents sealed to the box
 * (docs/formats.md section 4).
 */
#pragma once

#include "base/words/item.h"
#include "base/words/wish.h"
#include "crypto/code.h"
#include "crypto/sealing.h"

enum {
        TICKET_TEXT_MAX = 640,
        TICKET_ITEMS_MAX = 8,
        TICKET_VALIDITY_MAX_S = 14 * 86400,
        TICKET_DAYS_MAX = 30,
        REFERENCE_LEN = 8,
        PIN_LEN = 6,
        BIRTH_LEN = 8,         /* YYYYMMDD, 00 for an unknown month or day */
        GROUP_LEN = 16,
};

/* What is sealed inside. Holds secrets: wipe with ticket_wipe(). */
struct ticket_contents {
        uint8_t cti[CTI_LEN];
        char aud[BOX_ID_MAX + 1];
        uint8_t items[TICKET_ITEMS_MAX];  /* enum item */
        uint8_t item_count;
        char reference[REFERENCE_LEN + 1];
        char pin[PIN_LEN + 1];
        char birth[BIRTH_LEN + 1];
        uint8_t days;                     /* deadline, days after loading */
        uint8_t wishes;                   /* WISH_* */
        bool has_group;
        uint8_t group[GROUP_LEN];
};

struct ticket {
        char aud[BOX_ID_MAX + 1];
        uint32_t exp, nbf;
        uint8_t cti[CTI_LEN];
        uint8_t kid[KEY_ID_LEN];          /* set when read, ignored by ticket_sign() */
        struct ticket_contents contents;  /* only after ticket_judge() */
};

/* Whether it is YYYYMMDD of the calendar, with 00 for an unknown month or day. */
MUST_CHECK bool birth_valid(const char *birth);

void ticket_wipe(struct ticket *ticket);

/* Reads the outer part strictly without judging or unsealing anything. 0, REFUSAL_MALFORMED or REFUSAL_TOO_LONG. */
MUST_CHECK int ticket_parse(const char *text, size_t len, struct ticket *ret_ticket);

/*
 * Reads, judges and unseals. 0, a refusal in the order of code_judge() with the
 * use `ticket`, or -ENOMEM. A sealed part that does not open, is not of its strict
 * form or whose cti or aud differ is REFUSAL_MALFORMED. For inspection only:
 * box_id NULL leaves the box unjudged, key NULL the contents sealed.
 * *ret_ticket and *ret_signed as for code_judge(). The caller wipes *ret_ticket in
 * every case.
 */
MUST_CHECK int ticket_judge(const char *text, size_t len, const struct bundle *bundle, const char *box_id, int64_t now_s,
                            const struct sealing_key *key, struct ticket *ret_ticket, bool *ret_signed);

/* Seals contents to the box and signs. 0, -EINVAL when a field is out of its range or cti and aud differ inside, -ENOMEM. */
MUST_CHECK int ticket_sign(const struct ticket *ticket, const struct sealing_public *box, const struct secret_key *key,
                           struct buffer *ret_text);
