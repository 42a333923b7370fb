/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/secrets.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "base/file.h"
#include "crypto/keyfile.h"

/* Contents of the day file, in this order. */
struct day_plain {
        uint8_t code[KEY_SEED_LEN], ticket[KEY_SEED_LEN], badge[KEY_SEED_LEN];
        uint8_t sealing[SEALING_KEY_LEN];
        uint8_t tags[TAG_SECRET_LEN];
};
_Static_assert(sizeof(struct day_plain) == 160, "the file is these bytes");

void secrets_deinit(struct secrets *secrets) {
        secret_key_free(secrets->root);
        secret_key_free(secrets->code);
        secret_key_free(secrets->ticket);
        secret_key_free(secrets->badge);
        sealing_key_free(secrets->sealing);
        tag_key_free(secrets->tags);
        *secrets = (struct secrets){ 0 };
}

static int secrets_from_plain(const struct day_plain *plain, struct secrets *secrets) {
        int r;

        if ((r = secret_key_from_seed(plain->code, &secrets->code)) < 0 ||
            (r = secret_key_from_seed(plain->ticket, &secrets->ticket)) < 0 ||
            (r = secret_key_from_seed(plain->badge, &secrets->badge)) < 0 ||
            (r = sealing_key_from_secret(plain->sealing, &secrets->sealing)) < 0 ||
            (r = tag_key_new(plain->tags, &secrets->tags)) < 0)
                return r;
        return 0;
}

int secrets_generate(const char *passphrase, struct secrets *ret_secrets, struct buffer *ret_root_file,
                     struct buffer *ret_day_file) {
        struct secrets secrets = { 0 };
        struct buffer root_file = BUFFER_INIT, day_file = BUFFER_INIT;
        struct day_plain plain;
        uint8_t root[KEY_SEED_LEN];
        int r = 0;

        if (getrandom(root, sizeof(root), 0) != sizeof(root) || getrandom(&plain, sizeof(plain), 0) != sizeof(plain))
                r = -EIO;
        if (r == 0)
                r = secret_key_from_seed(root, &secrets.root);
        if (r == 0)
                r = secrets_from_plain(&plain, &secrets);
        if (r == 0)
                r = keyfile_seal(passphrase, root, sizeof(root), &root_file);
        if (r == 0)
                r = keyfile_seal(passphrase, &plain, sizeof(plain), &day_file);
        explicit_bzero(root, sizeof(root));
        explicit_bzero(&plain, sizeof(plain));
        if (r < 0) {
                secrets_deinit(&secrets);
                buffer_deinit(&root_file);
                buffer_deinit(&day_file);
                return r;
        }
        *ret_secrets = secrets;
        *ret_root_file = root_file;
        *ret_day_file = day_file;
        return 0;
}

/* The decrypted contents, exactly len bytes; the caller wipes them. */
static int read_plain(const char *dir, const char *name, const char *passphrase, void *ret_plain, size_t len,
                      struct problems *problems) {
        struct buffer sealed = BUFFER_INIT, plain = BUFFER_INIT;
        char path[PATH_MAX];
        int r;

        if (snprintf(path, sizeof(path), "%s/keys/%s", dir, name) >= (int)sizeof(path))
                return -ENAMETOOLONG;
        r = file_read(path, KEYFILE_MAX_LEN, &sealed);
        if (r < 0)
                return problems_add_fault(problems, r, TEXT_PROBLEM_READ, "path", path, NULL);
        r = keyfile_open(passphrase, sealed.data, sealed.len, &plain);
        if (r == 0 && plain.len != len)
                r = -EBADMSG;
        if (r == 0)
                memcpy(ret_plain, plain.data, len);
        buffer_deinit(&sealed);
        buffer_wipe(&plain);
        if (r == -EBADMSG)
                return problems_add(problems, TEXT_PROBLEM_PASSPHRASE_WRONG, "path", path, NULL);
        return r;
}

static int open_root(const char *dir, const char *passphrase, struct problems *problems, struct secrets *secrets) {
        uint8_t seed[KEY_SEED_LEN];
        int r;

        r = read_plain(dir, "root.key", passphrase, seed, sizeof(seed), problems);
        if (r == 0)
                r = secret_key_from_seed(seed, &secrets->root);
        explicit_bzero(seed, sizeof(seed));
        return r;
}

static int open_day(const char *dir, const char *passphrase, struct problems *problems, struct secrets *secrets) {
        struct day_plain plain;
        int r;

        r = read_plain(dir, "day.key", passphrase, &plain, sizeof(plain), problems);
        if (r == 0)
                r = secrets_from_plain(&plain, secrets);
        explicit_bzero(&plain, sizeof(plain));
        return r;
}

static bool key_is(const struct secret_key *key, const struct state_validity *named) {
        return !key || memcmp(secret_key_public(key)->x, named->public.x, KEY_PUBLIC_LEN) == 0;
}

static bool keys_are_of(const struct secrets *secrets, const struct state *state) {
        return key_is(secrets->root, &state->keys[STATE_KEY_ROOT]) && key_is(secrets->code, &state->keys[STATE_KEY_CODE]) &&
               key_is(secrets->ticket, &state->keys[STATE_KEY_TICKET]) && key_is(secrets->badge, &state->keys[STATE_KEY_BADGE]) &&
               (!secrets->sealing || memcmp(sealing_key_public(secrets->sealing)->x, state->sealing.x, SEALING_KEY_LEN) == 0);
}

int secrets_open(const char *dir, const struct state *state, unsigned which, const char *passphrase, struct problems *problems,
                 struct secrets *ret_secrets) {
        struct secrets secrets = { 0 };
        int r = 0;

        if (which & SECRETS_ROOT)
                r = open_root(dir, passphrase, problems, &secrets);
        if (r == 0 && (which & SECRETS_DAY))
                r = open_day(dir, passphrase, problems, &secrets);
        if (r == 0 && !keys_are_of(&secrets, state))
                r = problems_add(problems, TEXT_PROBLEM_KEYS_OTHER_OFFICE, "path", dir, NULL);
        if (r != 0) {
                secrets_deinit(&secrets);
                return r;
        }
        *ret_secrets = secrets;
        return 0;
}
