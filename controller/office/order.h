/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What somebody wants issued: one consignment, as the command line or one line of
 * a batch names it. Holds a birth date: wipe with order_wipe().
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/macro.h"
#include "controller/office/problems.h"
#include "controller/office/state.h"
#include "controller/office/registry/issuance.h"
#include "crypto/ticket.h"

enum { ORDER_FIRST_LEN = ORDER_PLAIN_LEN + SEALING_OVERHEAD };

struct order {
        char box[BOX_ID_MAX + 1];
        uint8_t items[TICKET_ITEMS_MAX];   /* enum item */
        uint8_t item_count;
        char birth[BIRTH_LEN + 1];         /* YYYYMMDD; "" until set */
        uint8_t days;                      /* 0: the policy's */
        uint8_t wishes;                    /* WISH_* */
        bool has_group;
        uint8_t group[GROUP_LEN];
        char own[OWN_MAX + 1];       /* the office's own reference, or ""; not sealed: only its blind is kept */
};

void order_wipe(struct order *order);

/*
 * Sets one field from text: "box", "item" (one or more, joined by "+"; adds),
 * "reference" (own.h), "born" (YYYY-MM-DD or DD.MM.YYYY, blanks behind its points, a time of 00:00 behind it; 00 for an unknown
 * month or day), "days", "low", "large", "return_old" (yes, no, 1, 0 or empty) or
 * "group" (32 hexadecimal digits, or empty). Blanks around the text are dropped;
 * items, yes and no may be in any language of the catalogues, a box id in lower
 * case. now_s tells a birth date in the future. 0, or OFFICE_E_REFUSED with a
 * problem that never repeats the birth date.
 */
MUST_CHECK int order_set(struct order *order, const char *field, const char *text, int64_t now_s, struct problems *problems);

/* Asked before a field, named as in order_set(), is looked at: whether it shall be. Problems that follow are of that field. */
typedef bool order_look_fn(void *context, const char *field);

/*
 * Whether nothing is missing, the box is known, nothing is there three times and the own reference is of the policy's form; sets the policy's days. All that is wrong
 * is named, of each field that look wants looked at; NULL: of all. 0 or OFFICE_E_REFUSED.
 */
MUST_CHECK int order_complete(struct order *order, const struct state *state, order_look_fn *look, void *context, struct problems *problems);

/* Whether the day of birth is known and its month is not: hardly what was meant. */
bool order_birth_odd(const struct order *order);
/* Whether both are for the same box, contents and birth date: days, wishes and group aside, the same envelope. */
bool order_same(const struct order *a, const struct order *b);

/* By what it is found. */
void order_blinds(const struct order *order, const struct value_key *key, struct blinds *ret_blinds);
void order_blind_born(const char birth[BIRTH_LEN], const struct value_key *key, uint8_t ret_blind[BLIND_LEN]);
/* Zeros for "". */
void order_blind_own(const char *own, const struct value_key *key, uint8_t ret_blind[BLIND_LEN]);

/* Seals everything a reissue needs for its row in the database. */
void order_seal(const struct order *order, const uint8_t cti[CTI_LEN], uint32_t version, const struct value_key *key,
                uint8_t ret_sealed[ORDER_SEALED_LEN]);
/* The reverse. 0; -EBADMSG when it was sealed under another key, for another cti or version, or is no order. */
MUST_CHECK int order_unseal(const uint8_t sealed[ORDER_SEALED_LEN], const uint8_t cti[CTI_LEN], uint32_t version, const struct value_key *key,
                            struct order *ret_order);
/* The same of an office of the first version, which sealed to its X25519 key. */
MUST_CHECK int order_unseal_first(const uint8_t sealed[ORDER_FIRST_LEN], const uint8_t cti[CTI_LEN], const struct sealing_key *key,
                                  struct order *ret_order);
