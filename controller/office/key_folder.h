/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * DIR/keys, the office's key files (secrets.h): changed all together or not at all.
 *
 * The changed folder is made beside, as keys.new, and exchanged with the old one in one step. Whatever lies in keys.new
 * afterwards is overwritten and removed: the old copies, or, when power went before the exchange, the new ones.
 */
#pragma once

#include "base/bytes.h"
#include "base/macro.h"
#include "controller/office/problems.h"

struct key_file {
        const char *name;               /* in the folder */
        const struct buffer *bytes;
};

/*
 * Opens one of the files: at most `len` bytes, whose number is *ret_len; the caller wipes them and judges how many there are. 0;
 * OFFICE_E_REFUSED when the passphrase is wrong or the file damaged; a negative errno with a problem.
 */
MUST_CHECK int key_folder_open(const char *dir, const char *name, const char *passphrase, void *ret_plain, size_t len, size_t *ret_len,
                               struct problems *problems);
/*
 * Gives these files new contents; the others stay. What is a link is refused: the old copy behind it would stay. 0;
 * OFFICE_E_REFUSED, or a negative errno with a problem; then the old files stand.
 */
MUST_CHECK int key_folder_change(const char *dir, const struct key_file *files, size_t count, struct problems *problems);
/* Removes what a change that was cut off left behind. 0 or a negative errno with a problem. The office's lock is held. */
MUST_CHECK int key_folder_tidy(const char *dir, struct problems *problems);
