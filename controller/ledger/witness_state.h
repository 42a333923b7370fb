/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What a witness remembers, one line for each log:
 *
 *      pickupbox witness 1\n
 *      <size> <root, base64> <verifier key of the log>\n
 *
 * The name in the verifier key is the log's origin; the lines stand in
 * ascending bytewise order of it. Values only; nothing here touches a file.
 */
#pragma once

#include "crypto/merkle.h"
#include "crypto/note.h"

enum { WITNESS_LOGS_MAX = 1024, WITNESS_STATE_MAX_LEN = 32 + WITNESS_LOGS_MAX * (20 + 1 + 44 + 1 + NOTE_VKEY_MAX + 1) };

struct witness_log {
        uint64_t size;
        struct hash root;
        struct vkey vkey;          /* the key that has signed it; its name is the origin */
};

struct witness_state {
        struct witness_log *logs;  /* owned; in ascending order of origin */
        size_t count;
};

void witness_state_deinit(struct witness_state *state);

enum { WITNESS_STATE_E_MALFORMED = 1 };
/* Strict: formatting the result gives the same bytes. 0, WITNESS_STATE_E_MALFORMED, -ENOMEM. */
MUST_CHECK int witness_state_parse(const char *bytes, size_t len, struct witness_state *ret_state);
/* Appends the file's bytes. 0 or the errors of buffer_append(). */
MUST_CHECK int witness_state_format(const struct witness_state *state, struct buffer *ret_bytes);

/* NULL when this origin was never seen. Valid until the next put. */
const struct witness_log *witness_state_find(const struct witness_state *state, const char *origin);
/* Remembers this log in place of what was remembered of its origin. 0; -ENOSPC when WITNESS_LOGS_MAX are known; -ENOMEM. */
MUST_CHECK int witness_state_put(struct witness_state *state, const struct witness_log *log);
/* Forgets an origin again: undoes a put that could not be made durable. */
void witness_state_remove(struct witness_state *state, const char *origin);
