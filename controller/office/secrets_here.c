/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/secrets_here.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/file.h"
#include "base/shred.h"
#include "controller/office/day_file.h"
#include "controller/office/key_folder.h"
#include "controller/office/office.h"
#include "controller/office/root_file.h"

static const char OPEN_LOG_KEY[] = "log.key";

static int keys_from_values(const uint8_t values[VALUE_SECRET_LEN], struct secrets *secrets) {
        uint8_t seed[KEY_SEED_LEN];
        int r = value_key_new(values, &secrets->values);

        value_revoke_seed(values, seed);
        if (r == 0)
                r = secret_key_from_seed(seed, &secrets->sets[0].keys[STATE_KEY_REVOKE]);
        explicit_bzero(seed, sizeof(seed));
        return r;
}

static int keys_from_set(const struct day_set *seeds, struct secrets *secrets) {
        struct secret_key **keys = secrets->sets[secrets->set_count++].keys;
        uint8_t log[KEY_SEED_LEN];
        int r;

        value_log_seed(seeds->revoke, log);
        r = secret_key_from_seed(log, &keys[STATE_KEY_LOG]);
        explicit_bzero(log, sizeof(log));
        if (r < 0)
                return r;
        if ((r = secret_key_from_seed(seeds->code, &keys[STATE_KEY_CODE])) < 0 ||
            (r = secret_key_from_seed(seeds->ticket, &keys[STATE_KEY_TICKET])) < 0 ||
            (r = secret_key_from_seed(seeds->badge, &keys[STATE_KEY_BADGE])) < 0)
                return r;
        return secret_key_from_seed(seeds->revoke, &keys[STATE_KEY_REVOKE]);
}

/* What of the day file is not for signing. */
static void lend(const struct day_file *plain, struct lent *lent) {
        memcpy(lent->sealing, plain->sealing, sizeof(lent->sealing));
        memcpy(lent->tags, plain->tags, sizeof(lent->tags));
        if (plain->len >= DAY_SECOND_LEN)
                value_parts(plain->values, lent->values);
}

static int secrets_from_plain(const struct day_file *plain, struct secrets *secrets, struct lent *lent) {
        struct secret_key **keys = secrets->sets[secrets->set_count++].keys;
        int r;

        lend(plain, lent);
        if ((r = secret_key_from_seed(plain->code, &keys[STATE_KEY_CODE])) < 0 ||
            (r = secret_key_from_seed(plain->ticket, &keys[STATE_KEY_TICKET])) < 0 ||
            (r = secret_key_from_seed(plain->badge, &keys[STATE_KEY_BADGE])) < 0 ||
            (r = sealing_key_from_secret(plain->sealing, &secrets->sealing)) < 0 ||
            (r = tag_key_new(plain->tags, &secrets->tags)) < 0)
                return r;
        if (plain->len >= DAY_SECOND_LEN && (r = keys_from_values(plain->values, secrets)) < 0)
                return r;
        if (plain->len >= DAY_WHOLE_LEN && (r = secret_key_from_seed(plain->log, &secrets->sets[0].keys[STATE_KEY_LOG])) < 0)
                return r;
        for (size_t i = 0; i < day_file_renewed(plain); i++)
                if ((r = keys_from_set(&plain->renewed[i], secrets)) < 0)
                        return r;
        return 0;
}

static int seal_all(const char *passphrase, const uint8_t root[KEY_SEED_LEN], const struct day_file *day,
                    const uint8_t backup[SEALING_KEY_LEN], struct buffer files[SECRETS_FILE_COUNT]) {
        int r;

        r = keyfile_seal(passphrase, root, KEY_SEED_LEN, &files[SECRETS_FILE_ROOT]);
        if (r == 0)
                r = keyfile_seal(passphrase, day, day->len, &files[SECRETS_FILE_DAY]);
        if (r == 0)
                r = keyfile_seal(passphrase, backup, SEALING_KEY_LEN, &files[SECRETS_FILE_BACKUP]);
        return r;
}

int secrets_generate_here(const char *passphrase, struct secrets *ret_secrets, struct lent *ret_lent, struct buffer ret_files[SECRETS_FILE_COUNT]) {
        struct secrets secrets = { 0 };
        struct buffer files[SECRETS_FILE_COUNT] = { BUFFER_INIT, BUFFER_INIT, BUFFER_INIT };
        struct day_file plain;
        uint8_t root[KEY_SEED_LEN], backup[SEALING_KEY_LEN];
        int r = 0;

        if (getrandom(root, sizeof(root), 0) != sizeof(root) || getrandom(&plain, sizeof(plain), 0) != sizeof(plain) ||
            getrandom(backup, sizeof(backup), 0) != sizeof(backup))
                r = -EIO;
        plain.len = DAY_WHOLE_LEN;
        if (r == 0)
                r = secret_key_from_seed(root, &secrets.root);
        if (r == 0)
                r = secrets_from_plain(&plain, &secrets, ret_lent);
        if (r == 0)
                r = sealing_key_from_secret(backup, &secrets.backup);
        if (r == 0)
                r = seal_all(passphrase, root, &plain, backup, files);
        memcpy(ret_lent->backup, backup, sizeof(backup));
        explicit_bzero(root, sizeof(root));
        explicit_bzero(&plain, sizeof(plain));
        explicit_bzero(backup, sizeof(backup));
        if (r < 0) {
                secrets_deinit(&secrets);
                for (int i = 0; i < SECRETS_FILE_COUNT; i++)
                        buffer_deinit(&files[i]);
                return r;
        }
        *ret_secrets = secrets;
        memcpy(ret_files, files, sizeof(files));
        return 0;
}

static int open_root(const char *dir, const char *passphrase, struct problems *problems, struct secrets *secrets) {
        struct root_file file;
        int r = root_file_read(dir, passphrase, problems, &file);

        if (r == 0)
                r = secret_key_from_seed(file.root, &secrets->root);
        if (r == 0 && file.len == sizeof(file.root) + sizeof(file.next))
                r = secret_key_from_seed(file.next, &secrets->next_root);
        explicit_bzero(&file, sizeof(file));
        return r;
}

static int open_day(const char *dir, const char *passphrase, struct problems *problems, struct secrets *secrets, struct lent *lent) {
        struct day_file plain;
        int r = day_file_read(dir, passphrase, problems, &plain);

        if (r == 0)
                r = secrets_from_plain(&plain, secrets, lent);
        explicit_bzero(&plain, sizeof(plain));
        return r;
}

static int open_backup(const char *dir, const char *passphrase, struct problems *problems, struct secrets *secrets, struct lent *lent) {
        size_t len;
        int r = key_folder_open(dir, "backup.key", passphrase, lent->backup, sizeof(lent->backup), &len, problems);

        if (r == 0 && len != sizeof(lent->backup))
                r = -EBADMSG;
        return r == 0 ? sealing_key_from_secret(lent->backup, &secrets->backup) : r;
}

/* ---- what older files lack ---- */

/* The key of the log as it lay beside: DIR/log.key. -ENOENT where there is none. */
static int read_open_log(const char *dir, uint8_t ret_seed[KEY_SEED_LEN]) {
        CLEANUP(buffer_wipe) struct buffer bytes = BUFFER_INIT;
        char path[PATH_MAX];
        int r;

        path_inside(path, dir, OPEN_LOG_KEY);
        r = file_read(path, KEY_SEED_LEN, &bytes);
        if (r == 0 && bytes.len != KEY_SEED_LEN)
                r = -EBADMSG;
        if (r == 0)
                memcpy(ret_seed, bytes.data, KEY_SEED_LEN);
        return r;
}

static int fill_day(const char *dir, const char *passphrase, const uint8_t log[KEY_SEED_LEN], struct problems *problems) {
        struct day_file plain;
        int r = day_file_read(dir, passphrase, problems, &plain);

        if (r == 0 && plain.len < DAY_WHOLE_LEN) {
                if (plain.len < DAY_SECOND_LEN)
                        crypto_random(plain.values, sizeof(plain.values));
                memcpy(plain.log, log, sizeof(plain.log));
                plain.len = DAY_WHOLE_LEN;
                r = day_file_write(dir, passphrase, &plain, problems);
        }
        explicit_bzero(&plain, sizeof(plain));
        return r;
}

static int reopen_day(const char *dir, const char *passphrase, struct problems *problems, struct secrets *secrets, struct lent *lent) {
        struct secrets filled = { .root = secrets->root, .next_root = secrets->next_root, .backup = secrets->backup };
        int r = open_day(dir, passphrase, problems, &filled, lent);

        secrets->root = secrets->next_root = NULL;
        secrets->backup = NULL;
        secrets_deinit(secrets);
        *secrets = filled;
        return r;
}

/* Whether it lacks something or not: afterwards values and the log's key are there. */
static int complete(const char *dir, const char *passphrase, struct problems *problems, struct secrets *secrets, struct lent *lent) {
        uint8_t log[KEY_SEED_LEN];
        int r;

        if (secrets->sets[0].keys[STATE_KEY_LOG])
                return 0;
        crypto_random(log, sizeof(log));
        r = fill_day(dir, passphrase, log, problems);
        explicit_bzero(log, sizeof(log));
        return r == 0 ? reopen_day(dir, passphrase, problems, secrets, lent) : r;
}

static bool is_seed_of(const struct secret_key *key, const uint8_t seed[KEY_SEED_LEN]) {
        uint8_t own[KEY_SEED_LEN];
        bool same;

        secret_key_seed(key, own);
        same = memcmp(own, seed, sizeof(own)) == 0;
        explicit_bzero(own, sizeof(own));
        return same;
}

/* Into the day file, and then away with it. Another office's is none of ours. */
static int take_open_log(const char *dir, const char *passphrase, struct problems *problems, struct secrets *secrets, struct lent *lent) {
        uint8_t seed[KEY_SEED_LEN];
        char path[PATH_MAX];
        int r = read_open_log(dir, seed);

        path_inside(path, dir, OPEN_LOG_KEY);
        if (r == -ENOENT)
                return 0;
        if (r < 0)
                return problems_add_fault(problems, r, TEXT_PROBLEM_READ, "path", path, NULL);
        if (!secrets->sets[0].keys[STATE_KEY_LOG]) {
                r = fill_day(dir, passphrase, seed, problems);
                if (r == 0)
                        r = reopen_day(dir, passphrase, problems, secrets, lent);
        }
        if (r == 0 && is_seed_of(secrets->sets[0].keys[STATE_KEY_LOG], seed)) {
                r = file_shred(path);
                if (r < 0)
                        r = problems_add_fault(problems, r, TEXT_PROBLEM_KEYS_LEFT, "path", path, NULL);
        }
        explicit_bzero(seed, sizeof(seed));
        return r;
}

/* The newest of the office's is one of those that are there: a renewal that was cut off left one more. */
static bool roots_are_of(const struct secrets *secrets, const struct state *state) {
        const uint8_t *newest = state->keys[STATE_KEY_ROOT].public.x;

        return !secrets->root || memcmp(secret_key_public(secrets->root)->x, newest, KEY_PUBLIC_LEN) == 0 ||
               (secrets->next_root && memcmp(secret_key_public(secrets->next_root)->x, newest, KEY_PUBLIC_LEN) == 0);
}

static bool sealing_is(const struct sealing_key *key, const struct sealing_public *named) {
        return !key || memcmp(sealing_key_public(key)->x, named->x, SEALING_KEY_LEN) == 0;
}

/* The newest of each: former ones may be gone. */
static bool holds_day_keys(const struct secrets *secrets, const struct state *state) {
        for (int key = STATE_KEY_CODE; key < STATE_KEY_KINDS; key++)
                if (state_has_key(state, (enum state_key)key) && (key != STATE_KEY_REVOKE || secrets->values) &&
                    (key != STATE_KEY_LOG || secrets->sets[0].keys[STATE_KEY_LOG]) &&
                    !secrets_key(secrets, (enum state_key)key, &state->keys[key].public))
                        return false;
        return true;
}

static bool keys_are_of(const struct secrets *secrets, const struct state *state) {
        return roots_are_of(secrets, state) && (secrets->set_count == 0 || holds_day_keys(secrets, state)) &&
               sealing_is(secrets->sealing, &state->sealing) && sealing_is(secrets->backup, &state->backup);
}

int secrets_open_here(const char *dir, const struct state *state, unsigned which, const char *passphrase, struct problems *problems,
                      struct secrets *ret_secrets, struct lent *ret_lent) {
        struct secrets secrets = { 0 };
        int r = 0;

        if (which & SECRETS_ROOT)
                r = open_root(dir, passphrase, problems, &secrets);
        if (r == 0 && (which & SECRETS_DAY))
                r = open_day(dir, passphrase, problems, &secrets, ret_lent);
        if (r == 0 && (which & SECRETS_BACKUP))
                r = open_backup(dir, passphrase, problems, &secrets, ret_lent);
        if (r == 0 && !keys_are_of(&secrets, state))
                r = problems_add(problems, TEXT_PROBLEM_KEYS_OTHER_OFFICE, "path", dir, NULL);
        if (r == 0 && (which & SECRETS_DAY))
                r = take_open_log(dir, passphrase, problems, &secrets, ret_lent);
        if (r == 0 && (which & SECRETS_COMPLETE))
                r = complete(dir, passphrase, problems, &secrets, ret_lent);
        if (r != 0) {
                secrets_deinit(&secrets);
                return r;
        }
        *ret_secrets = secrets;
        return 0;
}
