/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Whose ledger a checkpoint is of, and which keys speak for it: one rule for all
 * who judge a signed checkpoint. Values only.
 *
 * A key that was given with an origin (struct vkey's `origin`) is for that origin
 * alone. Without, it is for the origin that is its name; a box's key is for
 * nothing else, and nobody else's key is for a box's origin. The key of another
 * log may have another name than its origin ("SHOULD match", C2SP
 * tlog-checkpoint): it is for any origin that no other key of the same set is
 * for by itself.
 */
#pragma once

#include "crypto/checkpoint.h"

/* What follows the origin's last '/'; of a box's ledger, the box. */
const char *origin_box(const char *origin);
/* "<domain>/pickupbox/<box id>" */
MUST_CHECK bool origin_is_box(const char *origin);

/* Whether key i of the set speaks for this origin. */
MUST_CHECK bool origin_speaks(const char *origin, const struct vkey *vkeys, size_t count, size_t i);
/* Whether some key of the set is for this origin by itself, by what was given with it or by its name. */
MUST_CHECK bool origin_is_known(const char *origin, const struct vkey *vkeys, size_t count);

enum { ORIGIN_E_OTHER = NOTE_E_BAD_SIGNATURE + 1 };
/*
 * Judges the signature lines of a note of this origin by a set of keys. 0 with the key that signed; NOTE_E_BAD_SIGNATURE
 * when the line of one that speaks for it is wrong; ORIGIN_E_OTHER with a key that has signed, but does not speak for
 * this origin; NOTE_E_UNKNOWN_KEY.
 */
MUST_CHECK int origin_judge(const struct note *note, const char *origin, const struct vkey *vkeys, size_t count,
                            const struct vkey **ret_signer);
