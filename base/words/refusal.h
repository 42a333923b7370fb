/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Why something offered to the box was refused.
 *
 * The values are the positive outcomes of every check of a code, ticket, badge
 * or typed answer: 0 means accepted, a negative errno is a fault of ours, and
 * one of these is a refusal that the caller must handle. Their names are the
 * `why` of the ledger's `refused` and `login_refused` and the `reason` of `code inspect`;
 * their numbers are in the store.
 */
#pragma once

#include "base/words/word.h"

#define REFUSAL_LIST(X) \
        X(REFUSAL_MALFORMED, "malformed")               /* not one of our texts, or not in its strict form */ \
        X(REFUSAL_TOO_LONG, "too_long")                 /* longer than any text of its kind may be */ \
        X(REFUSAL_UNKNOWN_KEY, "unknown_key")           /* signed by a key that the bundle does not name */ \
        X(REFUSAL_WRONG_USE, "wrong_use")               /* the key is known, for another use */ \
        X(REFUSAL_BAD_SIGNATURE, "bad_signature") \
        X(REFUSAL_WRONG_BOX, "wrong_box")               /* good, for another box */ \
        X(REFUSAL_EXPIRED, "expired") \
        X(REFUSAL_NOT_YET, "not_yet") \
        X(REFUSAL_VALIDITY, "validity")                 /* valid for longer than its kind may be, or not by its key at nbf */ \
        X(REFUSAL_REVOKED, "revoked") \
        X(REFUSAL_NOT_HERE, "not_here")                 /* nothing is stored under its cti */ \
        X(REFUSAL_ALREADY_ISSUED, "already_issued") \
        X(REFUSAL_WRONG_ANSWER, "wrong_answer")         /* a citizen's PIN or birth date */ \
        X(REFUSAL_LOCKED, "locked")                     /* too many wrong answers, for a while */ \
        X(REFUSAL_VOID, "void")                         /* too many wrong answers, until the office reissues */ \
        X(REFUSAL_CLOCK, "clock")                       /* the box does not trust its own clock */ \
        X(REFUSAL_WRONG_PIN, "wrong_pin")               /* of a badge */ \
        X(REFUSAL_REMOVED, "removed")                   /* staff took what it is for out before its deadline */

WORDS_DECLARE(refusal, REFUSAL, REFUSAL_LIST)
