/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What is in keys/day.key (docs/keyfile.md): the secrets as bytes, for those who read or write the file. Whoever has one wipes it.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/macro.h"
#include "controller/office/problems.h"
#include "crypto/key.h"
#include "crypto/sealing.h"
#include "crypto/tag.h"
#include "crypto/value.h"

/* The keys that sign, renewed together. */
struct day_set {
        uint8_t code[KEY_SEED_LEN], ticket[KEY_SEED_LEN], badge[KEY_SEED_LEN], revoke[KEY_SEED_LEN];
};

enum { DAY_RENEWED_MAX = 2 /* those in use and the ones that come */ };

/* In the order of the file. */
struct day_file {
        uint8_t code[KEY_SEED_LEN], ticket[KEY_SEED_LEN], badge[KEY_SEED_LEN];
        uint8_t sealing[SEALING_KEY_LEN];
        uint8_t tags[TAG_SECRET_LEN];
        uint8_t values[VALUE_SECRET_LEN];       /* not in files of the first version */
        uint8_t log[KEY_SEED_LEN];              /* nor in some later ones, beside which it lay in the clear */
        struct day_set renewed[DAY_RENEWED_MAX];
        size_t len;                             /* of what there is: DAY_FIRST_LEN, DAY_SECOND_LEN, or DAY_WHOLE_LEN and the sets */
};
enum {
        DAY_FIRST_LEN = offsetof(struct day_file, values), DAY_SECOND_LEN = offsetof(struct day_file, log),
        DAY_WHOLE_LEN = offsetof(struct day_file, renewed), DAY_MAX_LEN = offsetof(struct day_file, len),
};

/* How many sets there are. */
size_t day_file_renewed(const struct day_file *file);
/* As key_folder_open(), and -EBADMSG when its length is none. */
MUST_CHECK int day_file_read(const char *dir, const char *passphrase, struct problems *problems, struct day_file *ret_file);
/* Puts it in the place of the old one, which is overwritten. 0; as key_folder_change(). */
MUST_CHECK int day_file_write(const char *dir, const char *passphrase, const struct day_file *file, struct problems *problems);
