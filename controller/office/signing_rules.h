/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What an office's keys may sign: each key one kind of thing, in its one form, for a box of the office, within the times of docs/formats.md, and never two different
 * things where there can be one. Judged by what the office's state said when the signer began, by the anchor, and by what was signed since.
 *
 *   code        strict form; a box of the office; at most 35 days; the key valid at nbf; the same cti and nbf had a ticket, for the same box, that fits
 *   ticket      strict form; a box of the office; at most 14 days; the key valid at nbf; another box or end for the same cti and nbf is refused. What is sealed
 *               inside is for the box alone and not looked at
 *   badge       strict form; at most OFFICE_BADGE_DAYS; the key valid at nbf
 *   revoke      strict form; a box of the office; nothing longer than a code can live
 *   root        strict form of a bundle; this office's domain and zone, its keys with their times, its next root key, its backup key; staff, boxes and settings as
 *               they are (signing_bundle.h); the version that comes next. What PINs it seals, and what it revokes, are not looked at
 *   log         a checkpoint of this office's log or of one that goes on for it; never a smaller one, nor another root at a size that was signed or is the anchor's;
 *               nothing by a key after a newer one has signed something larger
 *
 * And no more of each than an office needs. Memory only; nothing blocks; no clock.
 */
#pragma once

#include "controller/office/secrets.h"
#include "crypto/checkpoint.h"

enum signing_verdict {
        SIGNING_DONE,           /* signed */
        SIGNING_MALFORMED,      /* not the form of what this key signs */
        SIGNING_NO_KEY,         /* no such key here, or not one of the office's */
        SIGNING_BOX,            /* no box of the office */
        SIGNING_DATES,          /* longer than it may be, or the key is not valid then */
        SIGNING_BEFORE,         /* something else was signed in its place */
        SIGNING_MANY,           /* more than a signer signs in its life */
        SIGNING_FAULT,          /* no memory */
        SIGNING_OTHER,          /* says otherwise of the office than its log */
};

enum { SIGNING_CONSIGNMENTS_MAX = 20000, SIGNING_BADGES_MAX = 1000, SIGNING_STATEMENTS_MAX = 4096 };

struct signing_rules;

/*
 * `state` NULL: an office that is just made, of which only the log is signed. `anchor` NULL: there is none. Both, and the secrets, live as long as the rules,
 * and are not changed. 0 or -ENOMEM. The caller owns them.
 */
MUST_CHECK int signing_rules_new(const struct state *state, const struct secrets *secrets, const struct checkpoint *anchor, struct signing_rules **ret_rules);
void signing_rules_free(struct signing_rules *rules);
DEFINE_CLEANUP(struct signing_rules, signing_rules_free, signing_rules_cleanup)

/* What becomes of a message for one of the keys by its use; SIGNING_DONE: it is to be signed, and counts as signed. */
MUST_CHECK enum signing_verdict signing_judge(struct signing_rules *rules, enum state_key use, const struct public_key *key, const uint8_t *message, size_t len);
/* The same for a key of the log. */
MUST_CHECK enum signing_verdict signing_judge_log(struct signing_rules *rules, const struct public_key *key, const uint8_t *message, size_t len);
