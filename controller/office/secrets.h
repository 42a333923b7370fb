/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The office's secret keys and the encrypted files they live in:
 *
 *   keys/root.key  the root key, and behind it the next one where it is being renewed. It signs bundles and
 *                  nothing else, so the file may lie on a medium of its own and be put back for `office bundle`.
 *   keys/day.key   what daily work needs: the code, ticket and badge keys, an X25519
 *                  key to which the office seals staff's one-time PINs, the secret of the
 *                  reference tags, that of the values in the database, and the key of the
 *                  office's log. Files of the first version do not have the last
 *                  two; others not the last: it lay in the clear, as DIR/log.key, and
 *                  is taken over, and that file overwritten, whenever the day file is opened.
 *
 *   keys/backup.key the X25519 key to which boxes seal their backups. Only `office unseal`
 *                  needs it. Offices of the first version get it with their next bundle.
 *
 * All under one passphrase (crypto/keyfile.h), readable by their owner only. Opening a file takes about a quarter of a second.
 *
 * What signs is opened in a process of its own, the signer, and never in this one: here such a key is its public half, and whom to ask
 * (crypto/key_elsewhere.h). What is used for anything else is here. In memory every key lies in guarded pages and is wiped when freed.
 */
#pragma once

#include "base/bytes.h"
#include "base/macro.h"
#include "controller/office/day_file.h"
#include "controller/office/problems.h"
#include "controller/office/state_keys.h"
#include "crypto/key.h"
#include "crypto/sealing.h"
#include "crypto/tag.h"
#include "crypto/value.h"

enum { SECRETS_SETS_MAX = 1 + DAY_RENEWED_MAX };

/* Keys that sign, by their use; there is no root among them, and in a day file of the first version none for statements or for the log. */
struct signing_set {
        struct secret_key *keys[STATE_KEY_KINDS];
};

struct secrets {
        struct secret_key *root;                    /* NULL unless the root file was opened; the first that is in it */
        struct secret_key *next_root;               /* NULL, or the one that was made to follow it */
        struct signing_set sets[SECRETS_SETS_MAX];  /* as the day file has them */
        size_t set_count;                           /* 0 unless the day file was opened */
        struct sealing_key *sealing;
        struct tag_key *tags;
        struct value_key *values;                   /* also NULL when the day file is of the first version */
        struct sealing_key *backup;                 /* NULL unless the backup file was opened */
        struct signer *signer;                      /* NULL where the keys themselves are */
};

enum { SECRETS_ROOT = 1 << 0, SECRETS_DAY = 1 << 1, SECRETS_BACKUP = 1 << 2, SECRETS_COMPLETE = 1 << 3 /* only inside */ };

void secrets_deinit(struct secrets *secrets);

/* The key with this public half; NULL: there is none. Valid as long as the secrets. */
const struct secret_key *secrets_key(const struct secrets *secrets, enum state_key key, const struct public_key *public);
/* The root key that signs at t, of those that are there. NULL as below. */
const struct secret_key *secrets_root(const struct secrets *secrets, const struct state *state, int64_t t);
/* The one that signs at t, in seconds (state_key_at()). NULL: none is valid then, or it is not there any more. */
const struct secret_key *secrets_signer(const struct secrets *secrets, const struct state *state, enum state_key key, int64_t t);

/* The files, in the order in which they are made. */
enum secrets_file { SECRETS_FILE_ROOT, SECRETS_FILE_DAY, SECRETS_FILE_BACKUP, SECRETS_FILE_COUNT };

/*
 * Makes all keys and gives the files' contents. Of such an office only the log is signed until it is opened. 0, -ENOMEM, -EIO, or as apart_start();
 * where there can be no signer a problem says why. The caller ends the buffers and the secrets.
 */
MUST_CHECK int secrets_generate(const char *passphrase, struct problems *problems, struct secrets *ret_secrets, struct buffer ret_files[SECRETS_FILE_COUNT]);

/*
 * Opens keys/backup.key or, where there is none, makes it: for an office that has no such key yet. 0; OFFICE_E_REFUSED and
 * errors of files as secrets_open(). The caller owns the key.
 */
MUST_CHECK int secrets_provide_backup(const char *dir, const char *passphrase, struct problems *problems,
                                      struct sealing_key **ret_key);

/*
 * Gives the day file of the first version what it lacks; one that lacks nothing is unchanged. 0; OFFICE_E_REFUSED and errors of files
 * as secrets_open(). Afterwards `values` and a key of the log are there.
 */
MUST_CHECK int secrets_complete(const char *dir, const struct state *state, const char *passphrase, struct problems *problems, struct secrets *secrets);

/*
 * Opens the files in `dir` that `which` names and checks that they hold the keys
 * that the state names. 0; OFFICE_E_REFUSED with a problem (wrong passphrase or
 * damaged file, keys of another office); -ENOENT and the like with a problem; as apart_start(), and -EOWNERDEAD when the signer was ended.
 * What the signer signs, it judges by this state, as it is now: open anew after boxes or keys have come. The caller ends the secrets.
 */
MUST_CHECK int secrets_open(const char *dir, const struct state *state, unsigned which, const char *passphrase,
                            struct problems *problems, struct secrets *ret_secrets);
