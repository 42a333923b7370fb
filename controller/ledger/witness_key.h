/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The key of a witness, in a file of its own:
 *
 *      PRIVATE+KEY+<name>+<key id, hex>+<base64(0x04 ‖ seed)>\n
 *
 * the form of Go's sumdb/note, with the signature type of cosignatures. It has
 * no passphrase, because a witness answers by itself; so it is its owner's alone
 * (mode 0600) and refused when others may read or change it. Blocks.
 */
#pragma once

#include "crypto/note.h"

struct witness_key {
        struct vkey vkey;          /* its name is the witness's */
        struct secret_key *secret; /* owned */
};

enum { WITNESS_KEY_MAX_LEN = NOTE_VKEY_MAX + 16 };

enum {
        WITNESS_KEY_E_MALFORMED = 1,
        WITNESS_KEY_E_EXPOSED,   /* others than its owner may read or change the file */
};

/*
 * Makes a key under this name in a new file, durable when it returns. 0; -EINVAL for a name that a key cannot have;
 * -EEXIST; another negative errno, and then there is no file. The caller ends the key with witness_key_deinit().
 */
MUST_CHECK int witness_key_create(const char *path, const char *name, struct witness_key *ret_key);
/* 0, WITNESS_KEY_E_*, -ENOENT or another negative errno. */
MUST_CHECK int witness_key_load(const char *path, struct witness_key *ret_key);
void witness_key_deinit(struct witness_key *key);

/* Reads the file's bytes: exactly the line above. 0, WITNESS_KEY_E_MALFORMED, -ENOMEM. */
MUST_CHECK int witness_key_parse(const char *bytes, size_t len, struct witness_key *ret_key);
