/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A box's backup: what another controller needs to go on with its work, sealed to one X25519 key (docs/formats.md "Backup"). It
 * holds no key that signs: the ledger goes on under a new one.
 */
#pragma once

#include "crypto/code.h"
#include "crypto/sealing.h"
#include "crypto/tag.h"

enum {
        BACKUP_DATABASE_MAX = 512 << 20,
        BACKUP_MAX_LEN = BACKUP_DATABASE_MAX + 256,
};

struct backup {
        char box_id[BOX_ID_MAX + 1];
        uint8_t tags[TAG_SECRET_LEN];
        uint8_t sealing[SEALING_KEY_LEN];
        const uint8_t *database;        /* borrowed */
        size_t database_len;
};

/* Wipes the secrets; the database belongs to somebody else. */
void backup_wipe(struct backup *backup);

/* Appends the file. 0; -EINVAL for no box id, a database too long or a public key of small order; the errors of buffer_append(). */
MUST_CHECK int backup_seal(const struct backup *backup, const struct sealing_public *to, struct buffer *ret_file);

enum { BACKUP_E_MALFORMED = 1, BACKUP_E_OTHER_KEY };
/* Strict. *ret_backup's database points into the contents. The caller wipes both. 0 or BACKUP_E_MALFORMED. */
MUST_CHECK int backup_parse(const uint8_t *contents, size_t len, struct backup *ret_backup);
/* Opens the file into an empty buffer that *ret_backup points into; the caller wipes both. 0, BACKUP_E_*, -ENOMEM. */
MUST_CHECK int backup_open(const uint8_t *file, size_t len, const struct sealing_key *key, struct buffer *ret_contents,
                           struct backup *ret_backup);
/* The contents that backup_parse() reads. */
MUST_CHECK int backup_format(const struct backup *backup, struct buffer *ret_contents);
