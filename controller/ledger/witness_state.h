/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What a witness remembers, of each log its newest checkpoint as the log signed
 * it, with the cosignature that the witness gave:
 *
 *      pickupbox witness 2\n
 *      <size> <root, base64> <verifier key of the log that signed>\n
 *      <origin>\n
 *      <bytes>\n<signed note>                 0 bytes: taken over from form 1
 *
 * in ascending bytewise order of the origin. Form 1, which is read and never
 * written, had the first of the three lines alone, the key's name being the
 * origin. Values only; nothing here touches a file.
 */
#pragma once

#include "crypto/checkpoint.h"

enum {
        WITNESS_LOGS_MAX = 1024,
        WITNESS_STATE_MAX_LEN = 32 + WITNESS_LOGS_MAX * (20 + 1 + 44 + 1 + NOTE_VKEY_MAX + 1 + NOTE_NAME_MAX + 1 + 8 + NOTE_MAX_LEN),
};

struct witness_log {
        char origin[NOTE_NAME_MAX + 1];
        uint64_t size;
        struct hash root;
        struct vkey vkey;          /* the key that has signed it, which is for this origin */
        struct buffer note;        /* owned; the checkpoint with the line of that key and the cosignature. Empty: not known any more */
};

void witness_log_deinit(struct witness_log *log);

struct witness_state {
        struct witness_log *logs;  /* owned; in ascending order of origin */
        size_t count;
        bool former;               /* read from form 1 */
};

void witness_state_deinit(struct witness_state *state);

enum { WITNESS_STATE_E_MALFORMED = 1 };
/* Strict: of form 2, formatting the result gives the same bytes; each note is signed. 0, WITNESS_STATE_E_MALFORMED, -ENOMEM. */
MUST_CHECK int witness_state_parse(const char *bytes, size_t len, struct witness_state *ret_state);
/* Appends the file's bytes, form 2. 0 or the errors of buffer_append(). */
MUST_CHECK int witness_state_format(const struct witness_state *state, struct buffer *ret_bytes);

/* NULL when this origin was never seen. Valid until the next put. */
const struct witness_log *witness_state_find(const struct witness_state *state, const char *origin);
/*
 * Remembers this log and leaves in *log what was remembered of its origin before, all zero for nothing: the caller ends
 * that. 0; -ENOSPC when WITNESS_LOGS_MAX are known; -ENOMEM. Of a known origin it does not fail.
 */
MUST_CHECK int witness_state_put(struct witness_state *state, struct witness_log *log);
/* Forgets an origin again: undoes a put that could not be made durable. */
void witness_state_remove(struct witness_state *state, const char *origin);
