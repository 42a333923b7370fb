/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/continuation_bundle.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "controller/office/apart.h"
#include "controller/office/root_file.h"
#include "controller/office/root_renewal.h"

/* ---- its root key ---- */

static bool same_key(const struct public_key *a, const struct public_key *b) {
        return memcmp(a->x, b->x, KEY_PUBLIC_LEN) == 0;
}

/* As the copy knows it: the newest, or one before it. */
static bool root_is_known(const struct state *state, const struct public_key *root) {
        bool known = same_key(&state->keys[STATE_KEY_ROOT].public, root);

        for (size_t i = 0; i < state->former_count; i++)
                known = known || (state->former[i].key == STATE_KEY_ROOT && same_key(&state->former[i].validity.public, root));
        return known;
}

/* The public halves of what is in keys/root.key. */
struct filed_roots {
        struct public_key keys[2];
        size_t count;
};

struct looking {
        const char *dir, *passphrase;
};

/* In a process of its own. */
static int read_filed(void *context, struct problems *problems, void *result) {
        const struct looking *looking = context;
        struct filed_roots *filed = result;
        struct root_file file = { .len = 0 };
        int r = root_file_read(looking->dir, looking->passphrase, problems, &file);

        filed->count = 0;
        for (size_t i = 0; r == 0 && i < file.len / KEY_SEED_LEN; i++) {
                struct secret_key *key CLEANUP(secret_key_cleanup) = NULL;

                r = secret_key_from_seed(i == 0 ? file.root : file.next, &key);
                if (r == 0)
                        filed->keys[filed->count++] = *secret_key_public(key);
        }
        explicit_bzero(&file, sizeof(file));
        return r;
}

/* None where the file is away: it may lie in a safe. */
static int find_filed(const struct office *office, const char *passphrase, struct problems *problems, struct filed_roots *ret_filed) {
        struct looking looking = { .dir = office->dir, .passphrase = passphrase };
        char path[OFFICE_PATH_SIZE];

        *ret_filed = (struct filed_roots){ .count = 0 };
        office_path(office, path, "keys/root.key");
        return access(path, F_OK) == 0 ? apart_do(read_filed, &looking, problems, ret_filed, sizeof(*ret_filed)) : 0;
}

/*
 * One that signed after the copy was made signs for the office from then on, where it is there to sign. When exactly it began nobody knows any more: not after
 * this bundle.
 */
static int adopt_root(struct office *office, const struct bundle *bundle, const char *passphrase, struct problems *problems, struct problems *notes) {
        struct filed_roots filed;
        int r;

        if (root_is_known(office->state, &bundle->root))
                return 0;
        r = find_filed(office, passphrase, problems, &filed);
        if (r != 0)
                return r;
        for (size_t i = 0; i < filed.count; i++)
                if (same_key(&filed.keys[i], &bundle->root)) {
                        problems_add(notes, TEXT_CONTINUE_ROOT_RENEWED, NULL);
                        return office->state->former_count < STATE_FORMER_MAX ? root_name_next(office->state, &bundle->root, bundle->issued) : -ENOSPC;
                }
        problems_add(notes, TEXT_CONTINUE_ROOT_GONE, "path", office->dir, NULL);
        return 0;
}

/* ---- opening it ---- */

/* Under a root key that the copy knows, or one that was told. */
static int open_under_known(const struct state *state, const struct public_key *told, const struct buffer *bytes, struct bundle **ret_bundle) {
        int r = bundle_open(bytes->data, bytes->len, &state->keys[STATE_KEY_ROOT].public, ret_bundle);

        for (size_t i = 0; r == REFUSAL_UNKNOWN_KEY && i < state->former_count; i++)
                if (state->former[i].key == STATE_KEY_ROOT)
                        r = bundle_open(bytes->data, bytes->len, &state->former[i].validity.public, ret_bundle);
        return r == REFUSAL_UNKNOWN_KEY && told ? bundle_open(bytes->data, bytes->len, told, ret_bundle) : r;
}

static int open_under_filed(const struct filed_roots *filed, const struct buffer *bytes, struct bundle **ret_bundle) {
        int r = REFUSAL_UNKNOWN_KEY;

        for (size_t i = 0; r == REFUSAL_UNKNOWN_KEY && i < filed->count; i++)
                r = bundle_open(bytes->data, bytes->len, &filed->keys[i], ret_bundle);
        return r;
}

/* What its signature came to. */
static int conclude(int outcome, const char *path, struct problems *problems) {
        if (outcome == REFUSAL_UNKNOWN_KEY)
                return problems_add(problems, TEXT_PROBLEM_CONTINUE_OTHER_ROOT, "path", path, NULL);
        return outcome > 0 ? problems_add(problems, TEXT_PROBLEM_CONTINUE_NO_BUNDLE, "path", path, "why", refusal_name((enum refusal)outcome), NULL)
                           : outcome;
}

int continuation_open_bundle(const struct office *office, const struct continuation_sources *sources, const char *passphrase, uint32_t needed,
                             struct problems *problems, struct bundle **ret_bundle) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT_MAX(BUNDLE_MAX_LEN);
        struct bundle *bundle CLEANUP(bundle_cleanup) = NULL;
        struct filed_roots filed;
        int outcome, r;

        if (!sources->bundle)
                return needed == 0 ? 0 : problems_add(problems, TEXT_PROBLEM_CONTINUE_BUNDLE, "n", NUMERAL(needed), NULL);
        r = file_read(sources->bundle, BUNDLE_MAX_LEN, &bytes);
        if (r < 0)
                return problems_add_fault(problems, r, TEXT_PROBLEM_READ, "path", sources->bundle, NULL);
        outcome = open_under_known(office->state, sources->root, &bytes, &bundle);
        if (outcome == REFUSAL_UNKNOWN_KEY) {
                r = find_filed(office, passphrase, problems, &filed);
                if (r != 0)
                        return r;
                outcome = open_under_filed(&filed, &bytes, &bundle);
        }
        r = conclude(outcome, sources->bundle, problems);
        if (r == 0 && bundle->version < needed)
                r = problems_add(problems, TEXT_PROBLEM_CONTINUE_BUNDLE, "n", NUMERAL(needed), NULL);
        if (r == 0) {
                *ret_bundle = bundle;
                bundle = NULL;
        }
        return r;
}

/* ---- what it says ---- */

/* The oldest key of this use that is newer than the state's; NULL: there is none. */
static const struct bundle_key *next_key(const struct bundle *bundle, const struct state *state, enum state_key wanted) {
        bool named = wanted != STATE_KEY_REVOKE || state->has_revoke;
        const struct bundle_key *next = NULL;
        enum state_key key;

        for (size_t i = 0; i < bundle->key_count; i++) {
                const struct bundle_key *one = &bundle->keys[i];

                if (state_key_of_use(one->use, &key) && key == wanted && (!named || one->nbf > state->keys[key].from) && (!next || one->nbf < next->nbf))
                        next = one;
        }
        return next;
}

/* Keys that were renewed after the copy was made. */
static int adopt_keys(struct state *state, const struct bundle *bundle) {
        int r = 0;

        for (int key = STATE_KEY_CODE; key < STATE_KEY_KINDS; key++) {
                const struct bundle_key *next;

                while (r == 0 && (next = next_key(bundle, state, (enum state_key)key))) {
                        const struct state_validity fresh = { .public = next->key, .from = next->nbf, .until = next->exp };

                        r = state->former_count < STATE_FORMER_MAX ? state_renew_key(state, (enum state_key)key, &fresh) : -ENOSPC;
                }
        }
        return r;
}

static const struct bundle_staff *find_staff(const struct bundle *bundle, const char *sub) {
        for (size_t i = 0; i < bundle->staff_count; i++)
                if (strcmp(bundle->staff[i].sub, sub) == 0)
                        return &bundle->staff[i];
        return NULL;
}

/* Whom the bundle does not name with this badge was taken off since. */
static int adopt_staff(struct state *state, const struct bundle *bundle, struct problems *notes) {
        int r = 0;

        for (size_t i = 0; i < bundle->staff_count; i++)
                if (!state_find_staff(state, bundle->staff[i].sub))
                        problems_add(notes, TEXT_CONTINUE_STAFF_UNKNOWN, "sub", bundle->staff[i].sub, NULL);
        for (size_t i = state->staff_count; r == 0 && i > 0; i--) {
                const struct bundle_staff *named = find_staff(bundle, state->staff[i - 1].sub);
                char sub[SUB_MAX + 1];

                if (named && memcmp(named->badge_cti, state->staff[i - 1].badge_cti, CTI_LEN) == 0)
                        continue;
                memcpy(sub, state->staff[i - 1].sub, sizeof(sub));
                problems_add(notes, TEXT_CONTINUE_STAFF_GONE, "sub", sub, NULL);
                r = state_remove_staff(state, sub);
        }
        for (size_t i = 0; i < bundle->box_count; i++)
                if (!state_find_box(state, bundle->boxes[i].id))
                        problems_add(notes, TEXT_CONTINUE_BOX_UNKNOWN, "box", bundle->boxes[i].id, NULL);
        return r;
}

int continuation_adopt_bundle(struct office *office, const struct bundle *bundle, const char *passphrase, uint32_t needed, struct problems *problems,
                              struct problems *notes) {
        int r = 0;

        if (bundle) {
                r = adopt_root(office, bundle, passphrase, problems, notes);
                if (r == 0)
                        r = adopt_keys(office->state, bundle);
                if (r == 0)
                        r = adopt_staff(office->state, bundle, notes);
                needed = bundle->version;
        }
        return r == 0 ? state_set_bundle_version(office->state, needed) : r;
}
