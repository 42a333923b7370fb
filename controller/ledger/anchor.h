/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The anchor: a file outside a box's folder that remembers how far the ledger has come, so that a store that was put back from
 * an older copy is found out. It holds the newest signed checkpoint and the version of the bundle (docs/formats.md "Anchor"):
 *
 *      anchor/v1
 *      bundle 12
 *      <the note, to the file's end>
 *
 * It never goes back: a checkpoint takes the place of one of the same ledger that is smaller. Blocking; two processes may
 * write it at a time, by a lock on the file "PATH-lock".
 */
#pragma once

#include <stdint.h>

#include "base/bytes.h"
#include "crypto/checkpoint.h"

enum { ANCHOR_MAX_LEN = CHECKPOINT_MAX_LEN + 64 };

struct anchor {
        uint32_t bundle_version;
        struct checkpoint checkpoint;
        const char *note;       /* into the bytes that were read */
        size_t note_len;
};

enum { ANCHOR_E_MALFORMED = 1 };

/*
 * Strict: writing it again gives the same bytes, and the checkpoint has no lines of an extension. Whose signature the note
 * bears is not judged: who can write this file can also remove it. 0 or ANCHOR_E_MALFORMED. *ret_anchor points into bytes.
 */
MUST_CHECK int anchor_parse(const char *bytes, size_t len, struct anchor *ret_anchor);
/* Appends the file's contents for a note. 0, or the errors of buffer_append(). */
MUST_CHECK int anchor_format(uint32_t bundle_version, const char *note, size_t len, struct buffer *ret_text);

/* Reads the file into an empty buffer that *ret_anchor points into. 0, ANCHOR_E_MALFORMED, -ENOENT or another negative errno. */
MUST_CHECK int anchor_read(const char *path, struct buffer *ret_bytes, struct anchor *ret_anchor);

enum anchor_step {
        ANCHOR_FOLLOW = 1,      /* only in the place of an anchor of the same ledger, or of none */
        ANCHOR_CONTINUE,        /* also of another ledger, which this one continues */
};
/*
 * Lets the file name this checkpoint, and this version if it is higher; durable when it returns. One that names a larger
 * checkpoint already stands, but for the version. 0; -EBADMSG when the note is no checkpoint or what is there is no anchor;
 * -ESTALE when it is of another ledger; another negative errno.
 */
MUST_CHECK int anchor_raise(const char *path, enum anchor_step step, uint32_t bundle_version, const char *note, size_t len);
