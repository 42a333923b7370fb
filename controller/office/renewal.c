/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/renewal.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "base/moment.h"
#include "controller/office/office_store.h"
#include "crypto/code.h"
#include "crypto/ticket.h"

enum { DAY_S = 86400 };

bool renewal_former_counts(const struct state_former *former, int64_t now_s) {
        static const int64_t lives[STATE_KEY_KINDS] = {
                [STATE_KEY_CODE] = CODE_VALIDITY_MAX_S, [STATE_KEY_TICKET] = TICKET_VALIDITY_MAX_S,
                [STATE_KEY_BADGE] = (int64_t)OFFICE_BADGE_DAYS * DAY_S,
                [STATE_KEY_REVOKE] = CODE_VALIDITY_MAX_S, /* as long as what a statement is about */
        };

        return former->validity.until + lives[former->key] > now_s;
}

/* ---- what the key file needs to hold ---- */

/* Whether it signs, or will. */
static bool signs(const struct secret_key *key, enum state_key use, const struct state *state, int64_t now_s) {
        const struct public_key *public = secret_key_public(key);

        if (memcmp(public->x, state->keys[use].public.x, KEY_PUBLIC_LEN) == 0)
                return true;
        for (size_t i = 0; i < state->former_count; i++)
                if (memcmp(public->x, state->former[i].validity.public.x, KEY_PUBLIC_LEN) == 0)
                        return state->former[i].validity.until > now_s;
        return false;
}

/* The key for statements of the first set comes from another secret and stays with it. */
static bool set_signs(const struct secrets *secrets, size_t i, const struct state *state, int64_t now_s) {
        for (int use = STATE_KEY_CODE; use < (i == 0 ? STATE_KEY_REVOKE : STATE_KEY_KINDS); use++)
                if (signs(secrets->sets[i].keys[use], (enum state_key)use, state, now_s))
                        return true;
        return false;
}

static void set_first(struct day_file *file, const struct day_set *set) {
        memcpy(file->code, set->code, KEY_SEED_LEN);
        memcpy(file->ticket, set->ticket, KEY_SEED_LEN);
        memcpy(file->badge, set->badge, KEY_SEED_LEN);
}

/* The file's sets are those of the secrets. Whether it is another file now. */
static bool drop_ended(struct day_file *file, const struct secrets *secrets, const struct state *state, int64_t now_s) {
        size_t count = day_file_renewed(file), kept = 0;
        bool changed;

        assert(secrets->set_count == count + 1);
        for (size_t i = 0; i < count; i++)
                if (set_signs(secrets, i + 1, state, now_s))
                        file->renewed[kept++] = file->renewed[i];
        file->len = DAY_WHOLE_LEN + kept * sizeof(file->renewed[0]);
        changed = kept < count;
        if (kept > 0 && !set_signs(secrets, 0, state, now_s)) {
                set_first(file, &file->renewed[0]);
                changed = true;
        }
        return changed;
}

static int read_file(const struct office *office, const struct secrets *secrets, const char *passphrase, struct problems *problems,
                     struct day_file *ret_file) {
        int r = day_file_read(office->dir, passphrase, problems, ret_file);

        return r == 0 && (ret_file->len < DAY_WHOLE_LEN || day_file_renewed(ret_file) + 1 != secrets->set_count) ? -EBADMSG : r;
}

int renewal_settle(const struct office *office, const struct secrets *secrets, const char *passphrase, int64_t now_s, struct problems *problems,
                   bool *ret_dropped) {
        struct day_file file;
        bool due = false;
        int r = 0;

        for (size_t i = 0; secrets->set_count > 1 && i < secrets->set_count; i++)
                due = due || !set_signs(secrets, i, office->state, now_s);
        if (!due) {
                *ret_dropped = false;
                return 0;
        }
        r = read_file(office, secrets, passphrase, problems, &file);
        if (r == 0 && drop_ended(&file, secrets, office->state, now_s))
                r = day_file_write(office->dir, passphrase, &file, problems);
        explicit_bzero(&file, sizeof(file));
        if (r == 0)
                *ret_dropped = true;
        return r;
}

/* ---- renewing ---- */

/* So that none of the old ones ends before. */
static int64_t begin(const struct state *state, int64_t now_s) {
        int64_t from = now_s + (int64_t)RENEWAL_DAYS * DAY_S;

        for (int key = STATE_KEY_CODE; key < (state->has_revoke ? STATE_KEY_KINDS : STATE_KEY_COUNT); key++)
                if (state->keys[key].until < from)
                        from = state->keys[key].until;
        return from > now_s ? from : now_s;
}

static int check(const struct state *state, int64_t now_s, struct problems *problems) {
        const struct state_validity *newest = &state->keys[STATE_KEY_CODE];
        char from[MOMENT_TEXT_SIZE];
        size_t counting = 0;

        if (newest->from > now_s) {
                moment_format((int64_t)newest->from * 1000, false, from);
                return problems_add(problems, TEXT_PROBLEM_RENEWAL_RUNS, "day", CUT(from, 10), NULL);
        }
        for (size_t i = 0; i < state->former_count; i++)
                counting += renewal_former_counts(&state->former[i], now_s);
        return counting + STATE_KEY_KINDS > STATE_FORMER_MAX ? problems_add(problems, TEXT_PROBLEM_RENEWALS_MANY, NULL) : 0;
}

static int add_set(const struct office *office, const struct secrets *secrets, const char *passphrase, int64_t now_s, struct problems *problems,
                   struct day_set *ret_set) {
        struct day_file file;
        size_t count;
        int r = read_file(office, secrets, passphrase, problems, &file);

        if (r == 0) {
                (void)drop_ended(&file, secrets, office->state, now_s);
                count = day_file_renewed(&file);
                /* Those that sign now, and at most former ones beside. */
                assert(count < DAY_RENEWED_MAX);
                crypto_random(&file.renewed[count], sizeof(file.renewed[count]));
                *ret_set = file.renewed[count];
                file.len += sizeof(file.renewed[count]);
                r = day_file_write(office->dir, passphrase, &file, problems);
        }
        explicit_bzero(&file, sizeof(file));
        return r;
}

static int name_key(struct state *state, enum state_key key, const uint8_t seed[KEY_SEED_LEN], int64_t from) {
        struct secret_key *secret CLEANUP(secret_key_cleanup) = NULL;
        struct state_validity fresh = { .from = (uint32_t)from, .until = (uint32_t)(from + (int64_t)OFFICE_KEY_DAYS * DAY_S) };
        int r = secret_key_from_seed(seed, &secret);

        if (r < 0)
                return r;
        fresh.public = *secret_key_public(secret);
        return state_renew_key(state, key, &fresh);
}

static int name_set(struct state *state, const struct day_set *set, int64_t from, int64_t now_s) {
        int r = 0;

        for (size_t i = state->former_count; r == 0 && i > 0; i--)
                if (!renewal_former_counts(&state->former[i - 1], now_s))
                        r = state_forget_former(state, i - 1);
        if (r == 0)
                r = name_key(state, STATE_KEY_CODE, set->code, from);
        if (r == 0)
                r = name_key(state, STATE_KEY_TICKET, set->ticket, from);
        if (r == 0)
                r = name_key(state, STATE_KEY_BADGE, set->badge, from);
        return r == 0 ? name_key(state, STATE_KEY_REVOKE, set->revoke, from) : r;
}

int office_renew_keys(struct office *office, const struct secrets *secrets, const char *passphrase, int64_t now_s, struct problems *problems,
                      int64_t *ret_from) {
        const struct act act = { .event = ACT_KEYS };
        struct registry_change change = { .acts = &act, .act_count = 1 };
        int64_t from = begin(office->state, now_s);
        struct day_set set;
        int r = check(office->state, now_s, problems);

        if (r == 0)
                r = add_set(office, secrets, passphrase, now_s, problems, &set);
        if (r != 0)
                return r;
        r = name_set(office->state, &set, from, now_s);
        explicit_bzero(&set, sizeof(set));
        if (r == 0)
                r = office_write(office, &change, true, now_s, problems);
        if (r == 0)
                *ret_from = from;
        return r;
}
