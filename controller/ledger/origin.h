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

enum { ORIGIN_BOX_SIZE = NOTE_NAME_MAX + 1, ORIGIN_GENERATION_LEN = 16 };

/* "<domain>/pickupbox/<box id>", and of a ledger that goes on for another one "/<generation>": 16 hex digits in lower case. */
MUST_CHECK bool origin_is_box(const char *origin);
/* "<domain>/pickupbox/office", and "/<generation>" behind it: an office's log, which can go on like a box's. */
MUST_CHECK bool origin_is_office(const char *origin);
/* Whether there is a generation behind the origin of a box or an office. */
MUST_CHECK bool origin_has_generation(const char *origin);
/* The box of a box's ledger, else what follows the origin's last '/'. Returns ret_box. */
const char *origin_box(const char *origin, char ret_box[ORIGIN_BOX_SIZE]);
/*
 * The origin of the ledger that goes on for this one. -EINVAL when that is no box's and no office's, the generation no generation, or the
 * result longer than a name.
 */
MUST_CHECK int origin_continue(const char *origin, const char *generation, char ret_origin[NOTE_NAME_MAX + 1]);

/* Whether key i of the set speaks for this origin. */
MUST_CHECK bool origin_speaks(const char *origin, const struct vkey *vkeys, size_t count, size_t i);
/* Whether some key of the set is for this origin by itself, by what was given with it or by its name. */
MUST_CHECK bool origin_is_known(const char *origin, const struct vkey *vkeys, size_t count);

enum { ORIGIN_E_OTHER = NOTE_E_BAD_SIGNATURE + 1 };
/*
 * A key by the name of a box's or an office's first ledger is good for what goes on for it as well, under the name that it has there.
 * Judges the signature lines of a note of this origin by a set of keys. 0 with the key that signed; NOTE_E_BAD_SIGNATURE
 * when the line of one that speaks for it is wrong; ORIGIN_E_OTHER with a key that has signed, but does not speak for
 * this origin; NOTE_E_UNKNOWN_KEY.
 */
MUST_CHECK int origin_judge(const struct note *note, const char *origin, const struct vkey *vkeys, size_t count,
                            const struct vkey **ret_signer);
