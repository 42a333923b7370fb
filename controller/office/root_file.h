/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What is in keys/root.key (docs/keyfile.md): the secrets as bytes, for those who read or write the file. Whoever has one wipes it.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/macro.h"
#include "controller/office/problems.h"
#include "crypto/key.h"

/* In the order of the file. */
struct root_file {
        uint8_t root[KEY_SEED_LEN];
        uint8_t next[KEY_SEED_LEN];     /* only while the root key is being renewed */
        size_t len;                     /* of what there is: one or both */
};

/* As key_folder_open(), and -EBADMSG when its length is none. */
MUST_CHECK int root_file_read(const char *dir, const char *passphrase, struct problems *problems, struct root_file *ret_file);
/* Puts it in the place of the old one, which is overwritten. 0; as key_folder_change(). */
MUST_CHECK int root_file_write(const char *dir, const char *passphrase, const struct root_file *file, struct problems *problems);
