/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A witness's countersignature of a checkpoint: C2SP tlog-cosignature
 * (https://c2sp.org/tlog-cosignature), `cosignature/v1`, Ed25519. It says that,
 * as of a time, this is the largest consistent tree that the witness has seen
 * of the log. It stands in a note as one more signature line, of a key of type
 * NOTE_TYPE_COSIGNATURE.
 */
#pragma once

#include "crypto/checkpoint.h"

enum { COSIGNATURE_LEN = 8 + KEY_SIGNATURE_LEN };

/* "It MUST NOT exceed 2^63 - 1". */
#define COSIGNATURE_TIME_MAX ((uint64_t)INT64_MAX)

/*
 * Appends one signature line over a checkpoint's text, as of `time_s` (seconds since 1970, 1 to COSIGNATURE_TIME_MAX).
 * 0; -EINVAL when the text is no checkpoint, the time out of range or the name not a key's; -ENOMEM; -EMSGSIZE.
 */
MUST_CHECK int cosignature_sign(const char *text, size_t len, const char *name, const struct secret_key *key, uint64_t time_s,
                                struct buffer *ret_line);

/*
 * Judges the lines by this witness, whose key is of type NOTE_TYPE_COSIGNATURE: 0 with the latest time; NOTE_E_UNKNOWN_KEY
 * when there is none; NOTE_E_BAD_SIGNATURE when one is wrong, without a time or not of this form; NOTE_E_MALFORMED when
 * the note's text is no checkpoint.
 */
MUST_CHECK int cosignature_verify(const struct note *note, const struct vkey *witness, uint64_t *ret_time_s);
