/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The keys of an office themselves, opened or made in this process: for one that alone has them (apart.h). What becomes of the struct secrets is the
 * caller's; in it the keys that sign are here.
 */
#pragma once

#include "controller/office/secrets.h"
#include "crypto/keyfile.h"

/* What the office works with besides: not for signing, and given to who asked for the keys to be opened. Whoever has it wipes it. */
struct lent {
        uint8_t sealing[SEALING_KEY_LEN], tags[TAG_SECRET_LEN], values[VALUE_PARTS_LEN], backup[SEALING_KEY_LEN];
};

/*
 * Opens the files that `which` names, as secrets_open(); SECRETS_COMPLETE: gives the day file of the first version what it lacks. Beside secrets_open()'s
 * outcomes: none.
 */
MUST_CHECK int secrets_open_here(const char *dir, const struct state *state, unsigned which, const char *passphrase, struct problems *problems,
                                 struct secrets *ret_secrets, struct lent *ret_lent);

/* Makes all keys and gives the files' contents. 0, -ENOMEM or -EIO. The caller ends the buffers. */
MUST_CHECK int secrets_generate_here(const char *passphrase, struct secrets *ret_secrets, struct lent *ret_lent, struct buffer ret_files[SECRETS_FILE_COUNT]);
