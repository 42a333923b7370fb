/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The key of an office's log renewed: which one signs when, who can follow, what an old one is still good for, and an act that is cut off while the log goes over. On a
 * file, or on the server of PICKUPBOX_TEST_DATABASE.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "controller/ledger/export.h"
#include "controller/ledger/verify.h"
#include "controller/office/office_store.h"
#include "controller/office/renewal.h"
#include "tests/office/dying_renewal.h"
#include "tests/office/registry/place.h"

enum { DAY_S = 86400, STRIDE_SERVER = 3 };

static int set_up(void **state) {
        (void)place_empty("");
        return fixture_set_up(state);
}

/* ---- what is done at which time ---- */

/* Any act: one that says nothing of keys. */
static int act(struct office *office, int64_t now_s, struct problems *problems) {
        const struct act packed = { .event = ACT_BATCH };
        struct registry_change change = { .acts = &packed, .act_count = 1 };

        return office_write(office, &change, false, now_s, problems);
}

static int act_at(struct fixture *fixture, int64_t now_s) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);

        return act(office, now_s, &fixture->problems);
}

static struct public_key signing(struct fixture *fixture) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);

        assert_int_equal(office_store_load(office, &fixture->problems), 0);
        return *registry_log(office->registry);
}

static uint64_t size_of(struct fixture *fixture) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);

        assert_int_equal(office_store_load(office, &fixture->problems), 0);
        return registry_size(office->registry);
}

static bool same(const struct public_key *a, const struct public_key *b) {
        return memcmp(a->x, b->x, KEY_PUBLIC_LEN) == 0;
}

static struct public_key in_file(const struct fixture *fixture) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
        struct vkey vkey;
        char path[128];

        snprintf(path, sizeof(path), "%s/log.vkey", fixture->dir);
        assert_int_equal(file_read(path, NOTE_VKEY_MAX, &line), 0);
        assert_int_equal(vkey_parse(buffer_text(&line), line.len, &vkey), 0);
        snprintf(path, sizeof(path), "%s/log.vkey.next", fixture->dir);
        assert_int_equal(access(path, F_OK), -1);
        return vkey.key;
}

/* ---- exports ---- */

static int export(struct fixture *fixture, const char *name, int64_t now_s) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        struct ledger_source source;
        struct checkpoint checkpoint;
        const struct secret_key *key;
        struct finding finding;
        char path[128];
        int r = office_settle_log(office, now_s, &fixture->problems, &key);

        if (r != 0)
                return r;
        registry_source(office->registry, &source);
        snprintf(path, sizeof(path), "%s/%s", fixture->folder, name);
        assert_int_equal(ledger_export(&source, office->origin, key, path, NULL, NULL, &checkpoint, &finding), 0);
        return 0;
}

/* By who has this key alone. */
static int verify(const struct fixture *fixture, const char *name, const struct public_key *key) {
        struct ledger_verdict verdict;
        struct vkey vkey;
        char path[128];
        int r;

        snprintf(path, sizeof(path), "%s/%s", fixture->folder, name);
        vkey_init(&vkey, "musterstadt.example/pickupbox/office", NOTE_TYPE_ED25519, key);
        r = ledger_verify(path, &vkey, 1, NULL, NULL, &verdict);
        assert_true(r != 0 || verdict.pinned);
        return r;
}

/* The checkpoint of an export, signed by somebody else. */
static void sign_export(const struct fixture *fixture, const char *name, const struct secret_key *key) {
        CLEANUP(buffer_deinit) struct buffer old = BUFFER_INIT, new = BUFFER_INIT;
        struct checkpoint checkpoint;
        struct note note;
        char path[128];

        snprintf(path, sizeof(path), "%s/%s/checkpoint", fixture->folder, name);
        assert_int_equal(file_read(path, CHECKPOINT_MAX_LEN, &old), 0);
        assert_int_equal(note_parse(buffer_text(&old), old.len, &note), 0);
        assert_int_equal(checkpoint_parse(note.text, note.text_len, &checkpoint), 0);
        assert_int_equal(checkpoint_sign(&checkpoint, key, &new), 0);
        assert_int_equal(file_replace(path, new.data, new.len, 0644), 0);
        snprintf(path, sizeof(path), "%s/%s/vkey", fixture->folder, name);
        assert_int_equal(unlink(path), 0);
}

static struct secret_key *first_key(struct fixture *fixture) {
        struct day_file file = fixture_day_file(fixture);
        struct secret_key *key;

        assert_int_equal(secret_key_from_seed(file.log, &key), 0);
        explicit_bzero(&file, sizeof(file));
        return key;
}

/* ---- cases ---- */

static void the_next_key_signs_from_its_time_on_and_the_old_one_no_more(void **state) {
        struct fixture *fixture = *state;
        struct public_key old = signing(fixture), new;
        int64_t from = fixture_renew(fixture, FIXTURE_NOW);

        assert_int_equal(from, FIXTURE_NOW + (int64_t)RENEWAL_DAYS * DAY_S);
        assert_int_equal(act_at(fixture, from - 1), 0);
        new = signing(fixture);
        assert_true(same(&new, &old));
        assert_int_equal(act_at(fixture, from), 0);
        new = signing(fixture);
        assert_false(same(&new, &old));
        /* Nor does a clock that is put back bring the old one back. */
        assert_int_equal(act_at(fixture, FIXTURE_NOW), 0);
        old = signing(fixture);
        assert_true(same(&new, &old));
        old = in_file(fixture);
        assert_true(same(&new, &old));
}

static void who_has_either_key_verifies_an_export_of_any_time(void **state) {
        struct fixture *fixture = *state;
        struct public_key keys[3] = { signing(fixture) };
        int64_t from = fixture_renew(fixture, FIXTURE_NOW);

        assert_int_equal(export(fixture, "before", FIXTURE_NOW), 0);
        assert_int_equal(export(fixture, "grown", FIXTURE_NOW), 0);
        assert_int_equal(export(fixture, "between", from), 0); /* no act has come: the log goes over for it */
        keys[1] = signing(fixture);
        from = fixture_renew(fixture, from);
        assert_int_equal(act_at(fixture, from), 0);
        keys[2] = signing(fixture);
        assert_int_equal(export(fixture, "after", from), 0);
        assert_int_equal(export(fixture, "grown", from), 0);
        for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
                assert_int_equal(verify(fixture, "after", &keys[i]), 0);
                assert_int_equal(verify(fixture, "grown", &keys[i]), 0);
                assert_int_equal(verify(fixture, "between", &keys[i]), i == 2 ? LEDGER_E_INVALID : 0);
                assert_int_equal(verify(fixture, "before", &keys[i]), i == 2 ? LEDGER_E_INVALID : 0);
        }
}

static void an_old_key_is_good_for_nothing_behind_its_end(void **state) {
        struct fixture *fixture = *state;
        struct secret_key *old CLEANUP(secret_key_cleanup) = first_key(fixture);
        int64_t from = fixture_renew(fixture, FIXTURE_NOW);
        struct public_key new;

        assert_int_equal(act_at(fixture, from), 0);
        new = signing(fixture);
        assert_int_equal(export(fixture, "out", from), 0);
        sign_export(fixture, "out", old);
        assert_int_equal(verify(fixture, "out", &new), LEDGER_E_INVALID);
}

/* Who has stolen it, and may write into the database, cannot go on with it. */
static void a_database_under_an_old_key_is_refused(void **state) {
        struct fixture *fixture = *state;
        struct secret_key *old CLEANUP(secret_key_cleanup) = first_key(fixture);
        CLEANUP(buffer_deinit) struct buffer note = BUFFER_INIT;
        int64_t from = fixture_renew(fixture, FIXTURE_NOW);
        char error[TABLES_ERROR_SIZE], place[OFFICE_PATH_SIZE];
        struct office *opened;
        struct tables *tables;

        assert_int_equal(act_at(fixture, from), 0);
        {
                struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
                const struct buffer *newest = registry_note(office->registry);
                struct checkpoint checkpoint;
                struct note parsed;

                assert_int_equal(note_parse(buffer_text(newest), newest->len, &parsed), 0);
                assert_int_equal(checkpoint_parse(parsed.text, parsed.text_len, &checkpoint), 0);
                assert_int_equal(checkpoint_sign(&checkpoint, old, &note), 0);
                snprintf(place, sizeof(place), "%s", office->database);
        }
        assert_int_equal(tables_open(place, false, error, &tables), 0);
        assert_int_equal(tables_run(tables, "UPDATE log SET note = $1", VALUES(BYTES(note.data, note.len))), 0);
        tables_close(tables);
        assert_int_equal(office_open(fixture->dir, &fixture->problems, &opened), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "does not end where it is signed"));
}

static void a_key_that_has_ended_signs_nothing_and_the_next_one_at_once(void **state) {
        struct fixture *fixture = *state;
        int64_t ended = FIXTURE_NOW + (int64_t)OFFICE_KEY_DAYS * DAY_S;
        struct public_key old = signing(fixture), new;
        uint64_t size = size_of(fixture);

        assert_int_equal(act_at(fixture, ended - 1), 0);
        assert_int_equal(act_at(fixture, ended), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "renew-keys"));
        assert_int_equal(export(fixture, "out", ended), OFFICE_E_REFUSED);
        assert_int_equal(size_of(fixture), size + 1);
        problems_deinit(&fixture->problems);
        assert_int_equal(fixture_renew(fixture, ended), ended);
        new = signing(fixture);
        assert_false(same(&new, &old));
        assert_int_equal(export(fixture, "out", ended), 0);
        assert_int_equal(verify(fixture, "out", &new), 0);
        assert_int_equal(verify(fixture, "out", &old), LEDGER_E_INVALID); /* it has said nothing of the new one */
        old = in_file(fixture);
        assert_true(same(&new, &old));
}

static void its_end_is_said_from_ninety_days_before(void **state) {
        struct fixture *fixture = *state;
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        int64_t until = office->state->keys[STATE_KEY_LOG].until;
        struct problems notes = PROBLEMS_INIT;

        office_note_keys(office, until - (int64_t)OFFICE_KEY_WARNING_DAYS * DAY_S - 1, &notes);
        assert_false(problems_name(&notes, "log key ends on"));
        office_note_keys(office, until - (int64_t)OFFICE_KEY_WARNING_DAYS * DAY_S, &notes);
        assert_true(problems_name(&notes, "log key ends on"));
        problems_deinit(&notes);
}

static void the_old_key_goes_from_the_key_file(void **state) {
        struct fixture *fixture = *state;
        struct day_file before = fixture_day_file(fixture), after;
        int64_t from = fixture_renew(fixture, FIXTURE_NOW);
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        struct secrets secrets = fixture_secrets(fixture, office, SECRETS_DAY);
        bool dropped;

        /* Before an act has let the log go over: the next one needs no old one. */
        assert_int_equal(renewal_settle(office, &secrets, FIXTURE_PASSPHRASE, from, &fixture->problems, &dropped), 0);
        assert_true(dropped);
        secrets_deinit(&secrets);
        after = fixture_day_file(fixture);
        assert_null(memmem(&after, after.len, before.log, KEY_SEED_LEN));
        fixture_lend(fixture, office);
        assert_int_equal(act(office, from, &fixture->problems), 0);
        explicit_bzero(&before, sizeof(before));
        explicit_bzero(&after, sizeof(after));
}

/* ---- killed at every step ---- */

static int64_t dying_now;

static int dying_act(struct office *office, const struct secrets *secrets, const char *passphrase, int64_t now_s, struct problems *problems, int64_t *ret_from) {
        (void)secrets;
        (void)passphrase;
        *ret_from = now_s;
        return act(office, now_s, problems);
}

static unsigned stride(void) {
        return getenv("PICKUPBOX_TEST_DATABASE") && !getenv("PICKUPBOX_FULL") ? STRIDE_SERVER : 1;
}

/* `fresh` entries come, or none; with them the key is the next one. */
static void sweep(struct fixture *fixture, const char *name, renewal_fn *fn, uint64_t fresh, int64_t (*prepare)(struct fixture *fixture)) {
        unsigned nothing = 0, whole = 0;
        bool ended = false, prepared = false;

        for (int n = 0; !ended; n += (int)stride()) {
                struct public_key before, after;
                uint64_t size;

                assert_true(n < DYING_STEPS_MAX);
                if (!prepared)
                        dying_now = prepare(fixture);
                prepared = true;
                before = signing(fixture);
                size = size_of(fixture);
                ended = dying_renewal(fixture, fn, SECRETS_DAY, dying_now, n);
                after = signing(fixture);
                assert_int_equal(same(&before, &after), size_of(fixture) == size);
                after = in_file(fixture);
                assert_int_equal(same(&before, &after), size_of(fixture) == size);
                if (size_of(fixture) == size) {
                        assert_false(ended);
                        nothing++;
                        continue;
                }
                assert_int_equal(size_of(fixture), size + fresh);
                whole += !ended;
                prepared = false;
        }
        assert_true(nothing > 2 && (stride() > 1 || whole > 0));
        print_message("%s: killed at %u places, the old key signs; at %u more, the next one\n", name, nothing, whole);
}

static int64_t now_s = FIXTURE_NOW;

static int64_t renew_and_wait(struct fixture *fixture) {
        now_s = fixture_renew(fixture, now_s);
        return now_s;
}

static int64_t wait_for_the_end(struct fixture *fixture) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);

        return office->state->keys[STATE_KEY_LOG].until;
}

static void going_over_killed_anywhere_is_done_or_not(void **state) {
        struct fixture *fixture = *state;

        sweep(fixture, "an act when it is time", dying_act, 2, renew_and_wait);
        sweep(fixture, "a renewal when it has ended", office_renew_keys, 4, wait_for_the_end);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, fixture_tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(the_next_key_signs_from_its_time_on_and_the_old_one_no_more),
                CASE(who_has_either_key_verifies_an_export_of_any_time),
                CASE(an_old_key_is_good_for_nothing_behind_its_end),
                CASE(a_database_under_an_old_key_is_refused),
                CASE(a_key_that_has_ended_signs_nothing_and_the_next_one_at_once),
                CASE(its_end_is_said_from_ninety_days_before),
                CASE(the_old_key_goes_from_the_key_file),
                CASE(going_over_killed_anywhere_is_done_or_not),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
