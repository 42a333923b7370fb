/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/renewal.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "base/moment.h"
#include "controller/office/apart.h"
#include "controller/office/day_file.h"
#include "controller/office/log_key.h"
#include "controller/office/office_store.h"
#include "crypto/code.h"
#include "crypto/ticket.h"

enum { DAY_S = 86400 };

bool renewal_former_counts(const struct state_former *former, int64_t now_s) {
        static const int64_t lives[STATE_KEY_KINDS] = {
                [STATE_KEY_CODE] = CODE_VALIDITY_MAX_S, [STATE_KEY_TICKET] = TICKET_VALIDITY_MAX_S,
                [STATE_KEY_BADGE] = (int64_t)OFFICE_BADGE_DAYS * DAY_S,
                [STATE_KEY_REVOKE] = CODE_VALIDITY_MAX_S, /* as long as what a statement is about */
                [STATE_KEY_LOG] = CODE_VALIDITY_MAX_S,    /* an anchor that could not follow may still bear it */
                /* A root key: what it signed, a box has; root_renewal.h. */
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
        for (int use = STATE_KEY_CODE; use < STATE_KEY_KINDS; use++)
                if ((i > 0 || use != STATE_KEY_REVOKE) && secrets->sets[i].keys[use] && signs(secrets->sets[i].keys[use], (enum state_key)use, state, now_s))
                        return true;
        return false;
}

/* The log's first key stays where the office does not say that another one follows. */
static void set_first(struct day_file *file, const struct day_set *set, bool with_log) {
        if (with_log)
                value_log_seed(set->revoke, file->log);
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
                set_first(file, &file->renewed[0], state->has_log);
                changed = true;
        }
        return changed;
}

/* What is done with the key file, in a process of its own. */
struct filing {
        const struct office *office;
        const struct secrets *secrets;
        const char *passphrase;
        int64_t now_s;
};

static int read_file(const struct filing *filing, struct problems *problems, struct day_file *ret_file) {
        int r = day_file_read(filing->office->dir, filing->passphrase, problems, ret_file);

        return r == 0 && (ret_file->len < DAY_WHOLE_LEN || day_file_renewed(ret_file) + 1 != filing->secrets->set_count) ? -EBADMSG : r;
}

static int drop(void *context, struct problems *problems, void *result) {
        const struct filing *filing = context;
        struct day_file file;
        int r = read_file(filing, problems, &file);

        (void)result;
        if (r == 0 && drop_ended(&file, filing->secrets, filing->office->state, filing->now_s))
                r = day_file_write(filing->office->dir, filing->passphrase, &file, problems);
        explicit_bzero(&file, sizeof(file));
        return r;
}

int renewal_settle(const struct office *office, const struct secrets *secrets, const char *passphrase, int64_t now_s, struct problems *problems,
                   bool *ret_dropped) {
        struct filing filing = { .office = office, .secrets = secrets, .passphrase = passphrase, .now_s = now_s };
        bool due = false;
        int r;

        for (size_t i = 0; secrets->set_count > 1 && i < secrets->set_count; i++)
                due = due || !set_signs(secrets, i, office->state, now_s);
        r = due ? apart_do(drop, &filing, problems, NULL, 0) : 0;
        if (r == 0)
                *ret_dropped = due;
        return r;
}

/* ---- renewing ---- */

/* So that none of the old ones ends before. */
static int64_t begin(const struct state *state, int64_t now_s) {
        int64_t from = now_s + (int64_t)RENEWAL_DAYS * DAY_S;

        for (int key = STATE_KEY_CODE; key < STATE_KEY_KINDS; key++)
                if (state_has_key(state, (enum state_key)key) && state->keys[key].until < from)
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

/* The public halves of a set. */
struct fresh {
        struct public_key keys[STATE_KEY_KINDS];
};

static int name_publics(const struct day_set *set, struct fresh *ret_fresh) {
        uint8_t log[KEY_SEED_LEN];
        const uint8_t *const seeds[STATE_KEY_KINDS] = {
                [STATE_KEY_CODE] = set->code, [STATE_KEY_TICKET] = set->ticket, [STATE_KEY_BADGE] = set->badge, [STATE_KEY_REVOKE] = set->revoke,
                [STATE_KEY_LOG] = log,
        };
        int r = 0;

        value_log_seed(set->revoke, log);
        for (int use = STATE_KEY_CODE; r == 0 && use < STATE_KEY_KINDS; use++) {
                struct secret_key *secret CLEANUP(secret_key_cleanup) = NULL;

                r = secret_key_from_seed(seeds[use], &secret);
                if (r == 0)
                        ret_fresh->keys[use] = *secret_key_public(secret);
        }
        explicit_bzero(log, sizeof(log));
        return r;
}

static int add_set(void *context, struct problems *problems, void *result) {
        const struct filing *filing = context;
        struct day_file file;
        size_t count;
        int r = read_file(filing, problems, &file);

        if (r == 0) {
                (void)drop_ended(&file, filing->secrets, filing->office->state, filing->now_s);
                count = day_file_renewed(&file);
                /* Those that sign now, and at most former ones beside. */
                assert(count < DAY_RENEWED_MAX);
                crypto_random(&file.renewed[count], sizeof(file.renewed[count]));
                file.len += sizeof(file.renewed[count]);
                r = name_publics(&file.renewed[count], result);
        }
        if (r == 0)
                r = day_file_write(filing->office->dir, filing->passphrase, &file, problems);
        explicit_bzero(&file, sizeof(file));
        return r;
}

/* The key of the log of an earlier version had no end: now it has. */
static int name_log(const struct office *office) {
        const struct state_validity *code = &office->state->keys[STATE_KEY_CODE];
        const struct state_validity log = { .public = *registry_log(office->registry), .from = code->from, .until = UINT32_MAX };

        return office->state->has_log ? 0 : state_set_log(office->state, &log);
}

static int name_set(struct state *state, const struct fresh *fresh, int64_t from, int64_t now_s) {
        int r = 0;

        for (size_t i = state->former_count; r == 0 && i > 0; i--)
                if (!renewal_former_counts(&state->former[i - 1], now_s))
                        r = state_forget_former(state, i - 1);
        for (int use = STATE_KEY_CODE; r == 0 && use < STATE_KEY_KINDS; use++) {
                const struct state_validity key = {
                        .public = fresh->keys[use], .from = (uint32_t)from, .until = (uint32_t)(from + (int64_t)OFFICE_KEY_DAYS * DAY_S),
                };

                r = state_renew_key(state, (enum state_key)use, &key);
        }
        return r;
}

/* In the log the next key is named, and both sign that it is; an old one that has ended does not, and then the next one signs at once. */
static int write_renewed(struct office *office, const struct fresh *fresh, const struct public_key *old, int64_t from, int64_t now_s, struct problems *problems) {
        const struct act acts[] = {
                { .event = ACT_KEYS },
                { .event = ACT_LOG_KEY_NAMED, .old_key = *old, .new_key = fresh->keys[STATE_KEY_LOG], .nbf = (uint32_t)from },
        };
        struct registry_change change = {
                .acts = acts, .act_count = ARRAY_LEN(acts), .new_log = log_key_lent(office, &fresh->keys[STATE_KEY_LOG]),
                .old_log = from > now_s ? log_key_lent(office, old) : NULL,
        };

        return office_write(office, &change, true, now_s, problems);
}

/* What signs is opened anew: the signer that there is does not know the new ones. */
static int write_with_both(struct office *office, const struct secrets *secrets, const struct fresh *fresh, const char *passphrase, int64_t from, int64_t now_s, struct problems *problems) {
        const struct public_key old = *registry_log(office->registry);
        struct secrets both = { 0 };
        int r = secrets_open(office->dir, office->state, SECRETS_DAY, passphrase, problems, &both);

        if (r == 0)
                r = office_lend(office, &both, problems);
        if (r == 0)
                r = write_renewed(office, fresh, &old, from, now_s, problems);
        office_lend_back(office, secrets);
        secrets_deinit(&both);
        return r;
}

/* To the one before the next, where no act has come since. */
static int let_log_go_over(struct office *office, int64_t now_s, struct problems *problems) {
        const struct secret_key *unused;

        return log_key_has_ended(office, now_s) ? 0 : office_settle_log(office, now_s, problems, &unused);
}

int office_renew_keys(struct office *office, const struct secrets *secrets, const char *passphrase, int64_t now_s, struct problems *problems,
                      int64_t *ret_from) {
        int64_t from = begin(office->state, now_s);
        struct filing filing = { .office = office, .secrets = secrets, .passphrase = passphrase, .now_s = now_s };
        struct fresh fresh;
        int r = check(office->state, now_s, problems);

        if (r == 0)
                r = let_log_go_over(office, now_s, problems);
        if (r == 0)
                r = apart_do(add_set, &filing, problems, &fresh, sizeof(fresh));
        if (r == 0)
                r = name_log(office);
        if (r == 0)
                r = name_set(office->state, &fresh, from, now_s);
        if (r == 0)
                r = write_with_both(office, secrets, &fresh, passphrase, from, now_s, problems);
        if (r == 0)
                *ret_from = from;
        return r;
}
