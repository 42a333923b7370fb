/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/root_renewal.h"

#include <string.h>

#include "base/file.h"
#include "base/hex.h"
#include "base/moment.h"
#include "controller/office/apart.h"
#include "controller/office/office_store.h"
#include "controller/office/root_file.h"

enum { DAY_S = 86400 };

const struct state_validity *root_announced(const struct state *state, int64_t now_s) {
        const struct state_validity *newest = &state->keys[STATE_KEY_ROOT];

        return newest->from > now_s ? newest : NULL;
}

/* What is done with the key file, in a process of its own. */
struct filing {
        const struct office *office;
        const char *passphrase;
        int64_t now_s;
};

/* The one that signs now stands first, and alone. */
static int keep_signing(const struct filing *filing, struct root_file *file, bool *ret_changed) {
        const struct state_validity *signing = state_key_at(filing->office->state, STATE_KEY_ROOT, filing->now_s);
        struct secret_key *next CLEANUP(secret_key_cleanup) = NULL;
        int r;

        *ret_changed = false;
        if (file->len == KEY_SEED_LEN)
                return 0;
        r = secret_key_from_seed(file->next, &next);
        if (r < 0)
                return r;
        if (signing && memcmp(secret_key_public(next)->x, signing->public.x, KEY_PUBLIC_LEN) == 0)
                memcpy(file->root, file->next, KEY_SEED_LEN);
        explicit_bzero(file->next, sizeof(file->next));
        file->len = KEY_SEED_LEN;
        *ret_changed = true;
        return 0;
}

static int add_next(void *context, struct problems *problems, void *result) {
        struct secret_key *next CLEANUP(secret_key_cleanup) = NULL;
        const struct filing *filing = context;
        struct public_key *public = result;
        struct root_file file;
        bool changed;
        int r = root_file_read(filing->office->dir, filing->passphrase, problems, &file);

        if (r == 0)
                r = keep_signing(filing, &file, &changed);
        if (r == 0) {
                crypto_random(file.next, sizeof(file.next));
                file.len = sizeof(file.root) + sizeof(file.next);
                r = secret_key_from_seed(file.next, &next);
        }
        if (r == 0) {
                *public = *secret_key_public(next);
                r = root_file_write(filing->office->dir, filing->passphrase, &file, problems);
        }
        explicit_bzero(&file, sizeof(file));
        return r;
}

static int drop_old(void *context, struct problems *problems, void *result) {
        const struct filing *filing = context;
        struct root_file file;
        bool changed;
        int r = root_file_read(filing->office->dir, filing->passphrase, problems, &file);

        (void)result;
        if (r == 0)
                r = keep_signing(filing, &file, &changed);
        if (r == 0 && changed)
                r = root_file_write(filing->office->dir, filing->passphrase, &file, problems);
        explicit_bzero(&file, sizeof(file));
        return r;
}

static int64_t begin(const struct state *state, int64_t now_s) {
        int64_t from = now_s + (int64_t)ROOT_RENEWAL_DAYS * DAY_S;

        if (state->keys[STATE_KEY_ROOT].until < from)
                from = state->keys[STATE_KEY_ROOT].until;
        return from > now_s ? from : now_s;
}

/* Former ones are of no use to anybody: what they signed, a box has. */
int root_name_next(struct state *state, const struct public_key *public, int64_t from) {
        const struct state_validity fresh = { .public = *public, .from = (uint32_t)from, .until = (uint32_t)(from + (int64_t)OFFICE_KEY_DAYS * DAY_S) };
        int r = 0;

        for (size_t i = state->former_count; r == 0 && i > 0; i--)
                if (state->former[i - 1].key == STATE_KEY_ROOT)
                        r = state_forget_former(state, i - 1);
        return r == 0 ? state_renew_key(state, STATE_KEY_ROOT, &fresh) : r;
}

int root_renew(struct office *office, const struct secrets *secrets, const char *passphrase, int64_t now_s, struct problems *problems, int64_t *ret_from) {
        const struct state_validity *coming = root_announced(office->state, now_s);
        struct filing filing = { .office = office, .passphrase = passphrase, .now_s = now_s };
        const struct act act = { .event = ACT_KEYS };
        struct registry_change change = { .acts = &act, .act_count = 1 };
        int64_t from = begin(office->state, now_s);
        struct public_key public;
        char day[MOMENT_TEXT_SIZE];
        int r;

        (void)secrets;
        if (coming) {
                moment_format((int64_t)coming->from * 1000, false, day);
                return problems_add(problems, TEXT_PROBLEM_RENEWAL_RUNS, "day", CUT(day, 10), NULL);
        }
        if (office->state->former_count >= STATE_FORMER_MAX)
                return problems_add(problems, TEXT_PROBLEM_RENEWALS_MANY, NULL);
        r = apart_do(add_next, &filing, problems, &public, sizeof(public));
        if (r == 0)
                r = root_name_next(office->state, &public, from);
        if (r == 0)
                r = office_write(office, &change, true, now_s, problems);
        if (r == 0)
                *ret_from = from;
        return r;
}

static int name_in_file(const struct office *office, const struct public_key *root, struct problems *problems) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT, there = BUFFER_INIT;
        char path[OFFICE_PATH_SIZE], hex[2 * KEY_PUBLIC_LEN + 1];
        int r;

        hex_encode(root->x, KEY_PUBLIC_LEN, hex);
        office_path(office, path, "root.pub");
        r = buffer_printf(&line, "%s\n", hex);
        if (r == 0 && file_read(path, line.len + 1, &there) == 0 && there.len == line.len && memcmp(there.data, line.data, line.len) == 0)
                return 0;
        if (r == 0)
                r = file_replace(path, line.data, line.len, 0644);
        return r < 0 ? problems_add_fault(problems, r, TEXT_PROBLEM_WRITE_OLD_STANDS, "path", path, NULL) : 0;
}

int root_settle(const struct office *office, const struct secrets *secrets, const char *passphrase, int64_t now_s, struct problems *problems) {
        struct filing filing = { .office = office, .passphrase = passphrase, .now_s = now_s };
        const struct secret_key *signing = secrets_root(secrets, office->state, now_s);
        int r = 0;

        if (!signing || root_announced(office->state, now_s))
                return 0;
        if (secrets->next_root)
                r = apart_do(drop_old, &filing, problems, NULL, 0);
        return r == 0 ? name_in_file(office, secret_key_public(signing), problems) : r;
}
