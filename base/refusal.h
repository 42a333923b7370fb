/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Why something offered to the box was refused.
 *
 * The values are the positive outcomes of every check of a code, ticket, badge
 * or typed answer: 0 means accepted, a negative errno is a fault of ours, and
 * one of these is a refusal that the caller must handle. Their names are the
 * `why` of the ledger's `refused` entry and the `reason` of `code inspect`.
 */
#pragma once

enum refusal {
        REFUSAL_NONE,
        REFUSAL_MALFORMED,      /* not one of our texts, or not in its strict form */
        REFUSAL_TOO_LONG,       /* longer than any text of its kind may be */
        REFUSAL_UNKNOWN_KEY,    /* signed by a key that the bundle does not name */
        REFUSAL_WRONG_USE,      /* the key is known, for another use */
        REFUSAL_BAD_SIGNATURE,
        REFUSAL_WRONG_BOX,      /* good, for another box */
        REFUSAL_EXPIRED,
        REFUSAL_NOT_YET,
        REFUSAL_VALIDITY,       /* valid for longer than its kind may be, or not by its key at nbf */
        REFUSAL_REVOKED,
        REFUSAL_NOT_HERE,       /* nothing is stored under its cti */
        REFUSAL_ALREADY_ISSUED,
        REFUSAL_WRONG_ANSWER,   /* PIN or birth date */
        REFUSAL_LOCKED,         /* too many wrong answers, for a while */
        REFUSAL_VOID,           /* too many wrong answers, until the office reissues */
        REFUSAL_CLOCK,          /* the box does not trust its own clock */
        REFUSAL_COUNT,
};

/* The name in the ledger, such as "wrong_box"; NULL for REFUSAL_NONE and values out of range. Static. */
const char *refusal_name(enum refusal refusal);

/* The refusal of that name, or REFUSAL_NONE. */
enum refusal refusal_from_name(const char *name);
