/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Opening an office's secrets: in a process of its own, which keeps what signs and becomes the signer. What comes back is the public halves, and what is not
 * for signing.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "controller/ledger/anchor.h"
#include "controller/office/cage.h"
#include "controller/office/key_folder.h"
#include "controller/office/office.h"
#include "controller/office/secrets_here.h"
#include "controller/office/signing_desk.h"

/* What the process is to open. */
struct opening {
        const char *dir, *passphrase;
        const struct state *state;      /* NULL: all keys are to be made */
        unsigned which;
        struct problems *problems;
};

/* What comes back. A key that is not there is all zero. */
struct opened {
        struct public_key root, next_root, sets[SECRETS_SETS_MAX][STATE_KEY_KINDS];
        size_t set_count;
        bool has_root, has_next_root, has_values, has_backup, has[SECRETS_SETS_MAX][STATE_KEY_KINDS];
        struct lent lent;
        uint8_t files[SECRETS_FILE_COUNT][KEYFILE_MAX_LEN]; /* of keys that were made */
        size_t file_lens[SECRETS_FILE_COUNT];
};

/* ---- in the process ---- */

static void describe(const struct secrets *secrets, struct opened *opened) {
        opened->has_root = secrets->root != NULL;
        if (secrets->root)
                opened->root = *secret_key_public(secrets->root);
        opened->has_next_root = secrets->next_root != NULL;
        if (secrets->next_root)
                opened->next_root = *secret_key_public(secrets->next_root);
        opened->set_count = secrets->set_count;
        for (size_t i = 0; i < secrets->set_count; i++)
                for (int use = 0; use < STATE_KEY_KINDS; use++)
                        if (secrets->sets[i].keys[use]) {
                                opened->has[i][use] = true;
                                opened->sets[i][use] = *secret_key_public(secrets->sets[i].keys[use]);
                        }
        opened->has_values = secrets->values != NULL;
        opened->has_backup = secrets->backup != NULL;
}

static int generate(const struct opening *opening, struct secrets *secrets, struct opened *opened) {
        struct buffer files[SECRETS_FILE_COUNT] = { BUFFER_INIT, BUFFER_INIT, BUFFER_INIT };
        int r = secrets_generate_here(opening->passphrase, secrets, &opened->lent, files);

        for (int i = 0; i < SECRETS_FILE_COUNT; i++) {
                if (r == 0) {
                        memcpy(opened->files[i], files[i].data, files[i].len);
                        opened->file_lens[i] = files[i].len;
                }
                buffer_deinit(&files[i]);
        }
        return r;
}

/* The newest checkpoint that is known outside the database: below it nothing is signed. Whose it is, is for who opens the database to say. A folder that has no
 * log yet has none either: what lies there is of an attempt that was cut off. */
static bool read_anchor(const char *dir, struct checkpoint *ret_newest) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        char path[PATH_MAX];
        struct anchor anchor;

        path_inside(path, dir, "log.vkey");
        if (access(path, F_OK) < 0 || snprintf(path, sizeof(path), "%s.anchor", dir) >= (int)sizeof(path) || anchor_read(path, &bytes, &anchor) != 0)
                return false;
        *ret_newest = anchor.checkpoint;
        return true;
}

/* Before anybody is told that there is a signer. */
static int make_ready(const struct opening *opening, const struct secrets *secrets, struct signing_rules **ret_rules) {
        struct checkpoint newest;
        bool has_anchor = opening->state && read_anchor(opening->dir, &newest);
        int r = signing_rules_new(opening->state, secrets, has_anchor ? &newest : NULL, ret_rules);

        if (r == 0) {
                r = cage_enter();
                if (r < 0)
                        problems_add_fault(opening->problems, r, TEXT_PROBLEM_SIGNER_CAGE, NULL);
        }
        return r;
}

static void live(void *context, int fd) {
        struct signing_rules *rules CLEANUP(signing_rules_cleanup) = NULL;
        struct opening *opening = context;
        struct secrets secrets = { 0 };
        struct opened opened = { .set_count = 0 };
        int r, sent;

        r = opening->state ? secrets_open_here(opening->dir, opening->state, opening->which, opening->passphrase, opening->problems, &secrets, &opened.lent)
                           : generate(opening, &secrets, &opened);
        if (r == 0) {
                describe(&secrets, &opened);
                r = make_ready(opening, &secrets, &rules);
        }
        sent = apart_tell(fd, r, opening->problems, &opened, sizeof(opened));
        explicit_bzero(&opened, sizeof(opened));
        if (r == 0 && sent == 0)
                signing_serve(rules, &secrets, fd);
        secrets_deinit(&secrets);
}

/* ---- here ---- */

static int stand_for(bool has, const struct public_key *public, struct signer *signer, struct secret_key **ret_key) {
        return has ? secret_key_elsewhere(public, signer_sign, signer, ret_key) : 0;
}

static int take_signing(const struct opened *opened, struct secrets *secrets) {
        int r = stand_for(opened->has_root, &opened->root, secrets->signer, &secrets->root);

        if (r == 0)
                r = stand_for(opened->has_next_root, &opened->next_root, secrets->signer, &secrets->next_root);
        for (secrets->set_count = 0; r == 0 && secrets->set_count < opened->set_count; secrets->set_count++)
                for (int use = 0; r == 0 && use < STATE_KEY_KINDS; use++)
                        r = stand_for(opened->has[secrets->set_count][use], &opened->sets[secrets->set_count][use], secrets->signer,
                                      &secrets->sets[secrets->set_count].keys[use]);
        return r;
}

static int take_rest(const struct opened *opened, struct secrets *secrets) {
        int r = 0;

        if (opened->set_count > 0)
                r = sealing_key_from_secret(opened->lent.sealing, &secrets->sealing);
        if (r == 0 && opened->set_count > 0)
                r = tag_key_new(opened->lent.tags, &secrets->tags);
        if (r == 0 && opened->has_values)
                r = value_key_from_parts(opened->lent.values, &secrets->values);
        return r == 0 && opened->has_backup ? sealing_key_from_secret(opened->lent.backup, &secrets->backup) : r;
}

/* The outcome of opening; then the process serves as the signer. */
static int start(struct opening *opening, struct opened *opened, struct secrets *ret_secrets) {
        struct apart apart = APART_NONE;
        struct secrets secrets = { 0 };
        int r = apart_start(live, opening, &apart), outcome = 0;

        if (r == 0)
                r = apart_hear(apart.fd, opening->problems, opened, sizeof(*opened), &outcome);
        if (r != 0 || outcome != 0) {
                apart_end(&apart);
                return r != 0 ? r : outcome;
        }
        r = signer_new(&apart, &secrets.signer);
        if (r == 0)
                r = take_signing(opened, &secrets);
        if (r == 0)
                r = take_rest(opened, &secrets);
        if (r < 0) {
                secrets_deinit(&secrets);
                return r;
        }
        *ret_secrets = secrets;
        return 0;
}

static int open_which(const char *dir, const struct state *state, unsigned which, const char *passphrase, struct problems *problems, struct secrets *ret_secrets) {
        struct opening opening = { .dir = dir, .state = state, .which = which, .passphrase = passphrase, .problems = problems };
        struct opened opened;
        int r = start(&opening, &opened, ret_secrets);

        explicit_bzero(&opened, sizeof(opened));
        return r;
}

int secrets_open(const char *dir, const struct state *state, unsigned which, const char *passphrase, struct problems *problems,
                 struct secrets *ret_secrets) {
        return open_which(dir, state, which, passphrase, problems, ret_secrets);
}

int secrets_complete(const char *dir, const struct state *state, const char *passphrase, struct problems *problems, struct secrets *secrets) {
        struct secrets whole;
        int r;

        if (secrets->sets[0].keys[STATE_KEY_LOG])
                return 0;
        r = open_which(dir, state, SECRETS_DAY | SECRETS_COMPLETE, passphrase, problems, &whole);
        if (r != 0)
                return r;
        secrets_deinit(secrets);
        *secrets = whole;
        return 0;
}

int secrets_generate(const char *passphrase, struct problems *problems, struct secrets *ret_secrets, struct buffer ret_files[SECRETS_FILE_COUNT]) {
        struct opening opening = { .passphrase = passphrase, .problems = problems };
        struct opened opened;
        struct secrets secrets = { 0 };
        int r = start(&opening, &opened, &secrets);

        for (int i = 0; r == 0 && i < SECRETS_FILE_COUNT; i++)
                r = buffer_append(&ret_files[i], opened.files[i], opened.file_lens[i]);
        explicit_bzero(&opened, sizeof(opened));
        if (r == 0)
                *ret_secrets = secrets;
        else
                secrets_deinit(&secrets);
        return r;
}

/* ---- the key for backups, which signs nothing ---- */

static int open_backup(const char *dir, const char *passphrase, struct problems *problems, struct sealing_key **ret_key) {
        uint8_t secret[SEALING_KEY_LEN];
        size_t len;
        int r;

        r = key_folder_open(dir, "backup.key", passphrase, secret, sizeof(secret), &len, problems);
        if (r == 0 && len != sizeof(secret))
                r = -EBADMSG;
        if (r == 0)
                r = sealing_key_from_secret(secret, ret_key);
        explicit_bzero(secret, sizeof(secret));
        return r;
}

static int make_backup(const char *path, const char *passphrase, struct problems *problems, struct sealing_key **ret_key) {
        uint8_t secret[SEALING_KEY_LEN];
        struct buffer file = BUFFER_INIT;
        struct sealing_key *key = NULL;
        int r;

        r = sealing_key_generate(&key);
        if (r < 0)
                return r;
        sealing_key_secret(key, secret);
        r = keyfile_seal(passphrase, secret, sizeof(secret), &file);
        explicit_bzero(secret, sizeof(secret));
        if (r == 0) {
                r = file_replace(path, file.data, file.len, 0600);
                if (r < 0)
                        r = problems_add_fault(problems, r, TEXT_PROBLEM_KEY_UNWRITTEN, "path", path, NULL);
        }
        buffer_deinit(&file);
        if (r != 0) {
                sealing_key_free(key);
                return r;
        }
        *ret_key = key;
        return 0;
}

int secrets_provide_backup(const char *dir, const char *passphrase, struct problems *problems, struct sealing_key **ret_key) {
        char path[PATH_MAX];

        if (snprintf(path, sizeof(path), "%s/keys/backup.key", dir) >= (int)sizeof(path))
                return -ENAMETOOLONG;
        /* One that is there may have been handed out: office.json may come from a backup. */
        if (access(path, F_OK) == 0)
                return open_backup(dir, passphrase, problems, ret_key);
        return make_backup(path, passphrase, problems, ret_key);
}
