/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The next bundle of an office, from its state and its journal.
 */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "controller/office/office_store.h"
#include "controller/office/renewal.h"
#include "controller/office/root_renewal.h"
#include "controller/office/wording.h"

static void add_key(struct bundle *bundle, const struct state_validity *key, enum state_key kind) {
        bundle->keys[bundle->key_count++] = (struct bundle_key){
                .key = key->public, .use = state_key_use(kind), .nbf = key->from, .exp = key->until,
        };
}

/* Form 1 knows no statements. */
static bool is_said(const struct bundle *bundle, enum state_key key) {
        return state_key_use(key) != 0 && (key != STATE_KEY_REVOKE || bundle->form == BUNDLE_FORM_2);
}

/* The newest, and the former ones of which something may still be good. */
static int add_keys(struct bundle *bundle, const struct state *state, int64_t now_s) {
        static_assert(STATE_KEY_KINDS + (int)STATE_FORMER_MAX <= (int)BUNDLE_KEYS_MAX, "a bundle has room for all");

        bundle->keys = calloc(BUNDLE_KEYS_MAX, sizeof(*bundle->keys));
        if (!bundle->keys)
                return -ENOMEM;
        for (int key = 0; key < STATE_KEY_KINDS; key++)
                if (is_said(bundle, (enum state_key)key))
                        add_key(bundle, &state->keys[key], (enum state_key)key);
        for (size_t i = 0; i < state->former_count; i++)
                if (is_said(bundle, state->former[i].key) && renewal_former_counts(&state->former[i], now_s))
                        add_key(bundle, &state->former[i].validity, state->former[i].key);
        return 0;
}

static int add_boxes(struct bundle *bundle, const struct state *state) {
        bundle->boxes = calloc(state->box_count + 1, sizeof(*bundle->boxes));
        if (!bundle->boxes)
                return -ENOMEM;
        for (size_t i = 0; i < state->box_count; i++) {
                struct bundle_box *box = &bundle->boxes[bundle->box_count++];

                memcpy(box->id, state->boxes[i].id, sizeof(box->id));
                memcpy(box->address, state->boxes[i].address, sizeof(box->address));
        }
        return 0;
}

static int add_pins(struct bundle *bundle, const struct state *state, const struct secrets *secrets, struct problems *problems) {
        char (*verifiers)[PIN_VERIFIER_SIZE] = calloc(state->staff_count + 1, sizeof(*verifiers));
        int r = 0;

        if (!verifiers)
                return -ENOMEM;
        for (size_t i = 0; i < state->staff_count && r == 0; i++) {
                r = sealing_open(secrets->sealing, state->staff[i].sealed_pin, STATE_SEALED_PIN_LEN, (uint8_t *)verifiers[i]);
                if (r == -EBADMSG || verifiers[i][PIN_VERIFIER_SIZE - 1] != '\0')
                        r = problems_add(problems, TEXT_PROBLEM_STAFF_PIN, "sub", state->staff[i].sub, NULL);
        }
        for (size_t i = 0; i < state->box_count && r == 0; i++)
                r = bundle_add_pins(bundle, state->boxes[i].id, &state->boxes[i].sealing, (const char (*)[PIN_VERIFIER_SIZE])verifiers);
        explicit_bzero(verifiers, (state->staff_count + 1) * sizeof(*verifiers));
        free(verifiers);
        return r;
}

static int add_staff(struct bundle *bundle, const struct state *state, const struct secrets *secrets, struct problems *problems) {
        bundle->staff = calloc(state->staff_count + 1, sizeof(*bundle->staff));
        if (!bundle->staff)
                return -ENOMEM;
        for (size_t i = 0; i < state->staff_count; i++) {
                struct bundle_staff *staff = &bundle->staff[bundle->staff_count++];

                memcpy(staff->sub, state->staff[i].sub, sizeof(staff->sub));
                staff->role = state->staff[i].role;
                memcpy(staff->badge_cti, state->staff[i].badge_cti, CTI_LEN);
        }
        return add_pins(bundle, state, secrets, problems);
}

static int compare_revocations(const void *a, const void *b) {
        const struct bundle_revocation *left = a, *right = b;

        return memcmp(left->cti, right->cti, CTI_LEN);
}

/* Named until no box waits for it any more (BUNDLE_REVOCATION_KEEP_S), and as long as something of it could be used. */
static int add_revocations(struct bundle *bundle, const struct issuances *issuances, int64_t now_s, struct problems *problems) {
        bundle->revocations = calloc(BUNDLE_REVOCATIONS_MAX, sizeof(*bundle->revocations));
        if (!bundle->revocations)
                return -ENOMEM;
        for (size_t i = 0; i < issuances->count; i++) {
                const struct issuance *consignment = &issuances->consignments[i];
                struct bundle_revocation *revocation = &bundle->revocations[bundle->revocation_count];

                if (consignment->void_before == 0 ||
                    (consignment->last_exp <= now_s && (int64_t)consignment->void_before + BUNDLE_REVOCATION_KEEP_S <= now_s))
                        continue;
                if (bundle->revocation_count == BUNDLE_REVOCATIONS_MAX)
                        return problems_add(problems, TEXT_PROBLEM_REVOCATIONS_MANY, "n", NUMERAL(BUNDLE_REVOCATIONS_MAX), NULL);
                memcpy(revocation->cti, consignment->cti, CTI_LEN);
                revocation->t = consignment->void_before;
                bundle->revocation_count++;
        }
        qsort(bundle->revocations, bundle->revocation_count, sizeof(*bundle->revocations), compare_revocations);
        return 0;
}

/* Form 1 has shorter tags: a box of the first version does not know the languages that have longer ones. */
static void set_languages(struct bundle *bundle, const struct policy *policy) {
        for (size_t i = 0; i < policy->language_count; i++)
                if (bundle->form == BUNDLE_FORM_2 || strlen(policy->languages[i]) <= BUNDLE_LANGUAGE_1_MAX)
                        memcpy(bundle->languages[bundle->language_count++], policy->languages[i], BUNDLE_LANGUAGE_SIZE);
}

static void set_policy(struct bundle *bundle, const struct policy *policy) {
        bundle->deadline_days = policy->deadline_days;
        bundle->four_eyes = policy->four_eyes;
        memcpy(bundle->opening, policy->opening, sizeof(bundle->opening));
        bundle->opening_count = policy->opening_count;
        set_languages(bundle, policy);
        memcpy(bundle->contact, policy->contact, sizeof(bundle->contact));
        bundle->contact_count = policy->contact_count;
}

static void *copy_of(const void *items, size_t count, size_t size) {
        void *copy = calloc(count + 1, size);

        if (copy)
                memcpy(copy, items, count * size);
        return copy;
}

/* What form 1 does not have. */
static int set_form_2(struct bundle *bundle, const struct state *state, struct problems *problems) {
        const struct policy *policy = &state->policy;

        bundle->backup = state->backup;
        bundle->closed = copy_of(policy->closed, policy->closed_count, sizeof(*bundle->closed));
        bundle->exceptions = copy_of(policy->exceptions, policy->exception_count, sizeof(*bundle->exceptions));
        if (!bundle->closed || !bundle->exceptions)
                return -ENOMEM;
        bundle->closed_count = policy->closed_count;
        bundle->exception_count = policy->exception_count;
        return wordings_read(policy->wordings, problems, &bundle->wordings, &bundle->wording_count);
}

static int fill(struct bundle *bundle, const struct office *office, const struct secrets *secrets, int64_t now_s,
                struct problems *problems) {
        const struct state *state = office->state;
        const struct state_validity *next = root_announced(state, now_s);
        int r;

        bundle->version = state->bundle_version + 1;
        bundle->issued = (uint32_t)now_s;
        bundle->expires = (uint32_t)(now_s + (int64_t)state->policy.bundle_days * 86400);
        memcpy(bundle->office, state->name, sizeof(bundle->office));
        memcpy(bundle->domain, state->domain, sizeof(bundle->domain));
        memcpy(bundle->zone, state->zone, sizeof(bundle->zone));
        bundle->has_next_root = next != NULL;
        if (next)
                bundle->next_root = next->public;
        set_policy(bundle, &state->policy);
        if (bundle->form == BUNDLE_FORM_2 && (r = set_form_2(bundle, state, problems)) != 0)
                return r;
        if ((r = add_keys(bundle, state, now_s)) != 0 || (r = add_boxes(bundle, state)) != 0 ||
            (r = add_staff(bundle, state, secrets, problems)) != 0)
                return r;
        return add_revocations(bundle, registry_issuances(office->registry), now_s, problems);
}

/* The number is used up before the file is there: two different bundles never share one. */
static int publish(struct office *office, const struct buffer *bytes, const char *path, bool new_key, int64_t now_s,
                   struct problems *problems) {
        struct act acts[] = { { .event = ACT_SIGNED, .version = office->state->bundle_version + 1 }, { .event = ACT_KEYS } };
        struct registry_change change = { .acts = acts, .act_count = new_key ? 2 : 1 };
        int r;

        sha256(bytes->data, bytes->len, &acts[0].sha);
        r = state_set_bundle_version(office->state, acts[0].version);
        if (r == 0)
                r = office_write(office, &change, true, now_s, problems);
        if (r != 0)
                return r;
        r = file_replace(path, bytes->data, bytes->len, 0644);
        return r < 0 ? problems_add_fault(problems, r, TEXT_PROBLEM_BUNDLE_UNWRITTEN, "path", path, "number",
                                          NUMERAL(office->state->bundle_version), NULL)
                     : 0;
}

int office_provide_backup(struct office *office, const char *passphrase, int64_t now_s, struct problems *problems) {
        const struct act act = { .event = ACT_KEYS };
        struct registry_change change = { .acts = &act, .act_count = 1 };
        struct sealing_key *key CLEANUP(sealing_key_cleanup) = NULL;
        int r;

        if (office->state->has_backup)
                return 0;
        r = secrets_provide_backup(office->dir, passphrase, problems, &key);
        if (r == 0)
                r = state_set_backup(office->state, sealing_key_public(key));
        return r == 0 ? office_write(office, &change, true, now_s, problems) : r;
}

/* The first bundle of form 2 names the key that statements of revocation are signed with. */
static int name_revoke_key(struct state *state, const struct secrets *secrets, int64_t now_s) {
        const struct state_validity revoke = {
                .public = *secret_key_public(secrets->sets[0].keys[STATE_KEY_REVOKE]),
                .from = (uint32_t)(now_s - 86400), /* a box's clock may be a little behind the office's */
                .until = (uint32_t)(now_s + (int64_t)OFFICE_KEY_DAYS * 86400),
        };

        return state_set_revoke(state, &revoke);
}

/* Of an office of an earlier version, whose log's key had no end. */
static int name_log_key(const struct office *office, int64_t now_s) {
        const struct state_validity log = {
                .public = *registry_log(office->registry), .from = (uint32_t)(now_s - 86400), .until = (uint32_t)(now_s + (int64_t)OFFICE_KEY_DAYS * 86400),
        };

        return state_set_log(office->state, &log);
}

int office_make_bundle(struct office *office, const struct secrets *secrets, enum bundle_form form, const char *path,
                       int64_t now_s, struct problems *problems) {
        struct bundle *bundle CLEANUP(bundle_cleanup) = calloc(1, sizeof(*bundle));
        const struct secret_key *root = secrets_root(secrets, office->state, now_s);
        bool new_revoke = form == BUNDLE_FORM_2 && !office->state->has_revoke, new_log = !office->state->has_log;
        struct buffer bytes = BUFFER_INIT;
        int r = 0;

        if (!bundle)
                return -ENOMEM;
        r = office_store_load(office, problems);
        if (r != 0)
                return r;
        if (!root)
                return problems_add(problems, TEXT_PROBLEM_ROOT_KEY, NULL);
        bundle->form = form;
        if (new_revoke)
                r = name_revoke_key(office->state, secrets, now_s);
        if (r == 0 && new_log)
                r = name_log_key(office, now_s);
        if (r == 0)
                r = fill(bundle, office, secrets, now_s, problems);
        if (r == 0)
                r = bundle_sign(bundle, root, &bytes);
        if (r == -EINVAL || r == -EMSGSIZE)
                r = problems_add(problems, r == -EMSGSIZE ? TEXT_PROBLEM_BUNDLE_LONG : TEXT_PROBLEM_BUNDLE_IMPOSSIBLE, NULL);
        if (r == 0)
                r = publish(office, &bytes, path, new_revoke || new_log, now_s, problems);
        buffer_deinit(&bytes);
        return r;
}
