/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Secrets at rest. The office's files are encrypted under a passphrase
 * (Argon2id, then XChaCha20-Poly1305); the format is in docs/keyfile.md.
 * A wrong passphrase and a damaged file look the same: -EBADMSG.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/macro.h"

enum {
        KEYFILE_SECRET_MAX = 4096,
        KEYFILE_MAX_LEN = KEYFILE_SECRET_MAX + 256,
        PASSPHRASE_MAX = 1024, /* bytes */
        PASSPHRASE_MIN = 12,   /* characters of a new one; older ones open still */
};

/* Whether it has the PASSPHRASE_MIN characters (of UTF-8) that a new one must have. */
MUST_CHECK bool passphrase_long_enough(const char *passphrase);

/*
 * Encrypts and appends. 0; -EINVAL for an empty passphrase; -EMSGSIZE when secret or passphrase is too long; -ENOMEM
 * (Argon2id wants 64 MiB). Blocks for about a quarter of a second.
 */
MUST_CHECK int keyfile_seal(const char *passphrase, const void *secret, size_t len, struct buffer *ret_bytes);
/* Decrypts and appends to a buffer that the caller wipes. 0, -EBADMSG, -ENOMEM. Blocks as long. */
MUST_CHECK int keyfile_open(const char *passphrase, const uint8_t *bytes, size_t len, struct buffer *ret_secret);
