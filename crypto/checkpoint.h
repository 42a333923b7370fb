/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * C2SP tlog-checkpoint: origin, decimal size, base64 root, signed as a note.
 */
#pragma once

#include "crypto/merkle.h"
#include "crypto/note.h"

enum { CHECKPOINT_MAX_LEN = NOTE_MAX_LEN };

struct checkpoint {
        char origin[NOTE_NAME_MAX + 1];
        uint64_t size;
        struct hash root;
};

/* Appends the text to be signed: three lines, no extension. 0; -EINVAL for no origin or a size over MERKLE_SIZE_MAX; -ENOMEM. */
MUST_CHECK int checkpoint_format(const struct checkpoint *checkpoint, struct buffer *ret_text);
/* Reads a note's text; extension lines are allowed and ignored. 0 or NOTE_E_MALFORMED. */
MUST_CHECK int checkpoint_parse(const char *text, size_t len, struct checkpoint *ret_checkpoint);
/* Appends a whole signed note under the name `origin`. 0; -EINVAL when that cannot be a key's name; -ENOMEM. */
MUST_CHECK int checkpoint_sign(const struct checkpoint *checkpoint, const struct secret_key *key, struct buffer *ret_note);
/* Parses the note, wants the origin to be the vkey's name and its signature to be good. 0 or NOTE_E_*. */
MUST_CHECK int checkpoint_open(const char *bytes, size_t len, const struct vkey *vkey, struct checkpoint *ret_checkpoint);
