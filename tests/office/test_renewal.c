/* SPDX-License-Identifier: EUPL-1.2 */
/* An office's keys renewed: which one signs when, what boxes take, what the key file keeps, and a renewal that is cut off. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "controller/office/renewal.h"
#include "controller/office/statement.h"
#include "crypto/keyfile.h"
#include "crypto/revocations.h"
#include "tests/office/dying_renewal.h"

enum { DAY_S = 86400 };

/* ---- what is done at which time ---- */

static bool settle(struct fixture *fixture, int64_t now_s) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        struct secrets secrets = fixture_secrets(fixture, office, SECRETS_DAY);
        bool dropped = false;

        assert_int_equal(renewal_settle(office, &secrets, FIXTURE_PASSPHRASE, now_s, &fixture->problems, &dropped), 0);
        secrets_deinit(&secrets);
        return dropped;
}

static int try_issue(struct fixture *fixture, int64_t now_s, struct issued *ret_issued) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        struct secrets secrets = fixture_secrets(fixture, office, SECRETS_DAY);
        struct order order = fixture_order(office);
        int r = issue_orders(office, &secrets, &order, 1, now_s, NULL, &fixture->problems, ret_issued, NULL);

        secrets_deinit(&secrets);
        return r;
}

static int try_staff(struct fixture *fixture, const char *sub, int64_t now_s) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        struct secrets secrets = fixture_secrets(fixture, office, SECRETS_DAY);
        char pin[STAFF_PIN_LEN + 1];
        int r = office_add_staff(office, &secrets, sub, "", ROLE_LOADER, now_s, &fixture->problems, pin);

        secrets_deinit(&secrets);
        return r;
}

/* A statement about one that was issued at the time. */
static int try_statement(struct fixture *fixture, const char *path, const struct issued *issued, int64_t now_s) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        struct secrets secrets = fixture_secrets(fixture, office, SECRETS_DAY);
        int r = office_revoke(office, issued->cti, now_s, &fixture->problems);

        if (r == 0)
                r = office_make_statement(office, &secrets, "K017", path, now_s, &fixture->problems);
        secrets_deinit(&secrets);
        return r;
}

static int judge_code(const struct bundle *bundle, const struct issued *issued, int64_t now_s) {
        struct code code;
        bool is_signed;

        return code_judge(issued->code, strlen(issued->code), bundle, "K017", now_s, &code, &is_signed);
}

static int judge_badge(const struct fixture *fixture, const struct bundle *bundle, const char *sub, int64_t now_s) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        const struct bundle_staff *staff;
        struct badge badge;
        bool is_signed;
        char path[200];

        snprintf(path, sizeof(path), "%s/badges/%s/badge.txt", fixture->dir, sub);
        assert_int_equal(file_read(path, 1024, &text), 0);
        return badge_judge(buffer_text(&text), text.len, bundle, now_s, &badge, &staff, &is_signed);
}

static int judge_statement(const struct bundle *bundle, const char *path) {
        struct revocations *opened CLEANUP(revocations_cleanup) = NULL;
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;

        assert_int_equal(file_read(path, REVOCATIONS_MAX_LEN, &bytes), 0);
        return revocations_open(bytes.data, bytes.len, bundle, "K017", &opened);
}

/* ---- cases ---- */

static void the_old_keys_sign_until_the_new_ones_do_and_a_box_takes_both(void **state) {
        struct fixture *fixture = *state;
        struct bundle *before CLEANUP(bundle_cleanup) = fixture_bundle(fixture, FIXTURE_NOW), *after CLEANUP(bundle_cleanup) = NULL;
        int64_t from = fixture_renew(fixture, FIXTURE_NOW);
        static const struct {
                int64_t days;
                bool is_new;
        } times[] = { { 0, false }, { RENEWAL_DAYS - 1, false }, { RENEWAL_DAYS, true }, { RENEWAL_DAYS + 60, true } };

        assert_int_equal(from, FIXTURE_NOW + RENEWAL_DAYS * DAY_S);
        after = fixture_bundle(fixture, FIXTURE_NOW);
        for (size_t i = 0; i < ARRAY_LEN(times); i++) {
                int64_t now_s = FIXTURE_NOW + times[i].days * DAY_S;
                struct issued issued = { .nbf = 0 };
                char path[128];

                snprintf(path, sizeof(path), "%s/statement", fixture->folder);
                assert_int_equal(try_issue(fixture, now_s, &issued), 0);
                assert_int_equal(judge_code(after, &issued, now_s), 0);
                assert_int_equal(judge_code(before, &issued, now_s), times[i].is_new ? REFUSAL_UNKNOWN_KEY : 0);
                assert_int_equal(try_statement(fixture, path, &issued, now_s), 0);
                assert_int_equal(judge_statement(after, path), 0);
                assert_int_equal(judge_statement(before, path), times[i].is_new ? REFUSAL_UNKNOWN_KEY : 0);
                issued_wipe(&issued);
                /* What was signed with the old keys is still good once they are gone. */
                (void)settle(fixture, now_s);
        }
}

static void badges_outlive_the_key_that_signed_them(void **state) {
        struct fixture *fixture = *state;
        int64_t from = fixture_renew(fixture, FIXTURE_NOW);
        struct bundle *bundle CLEANUP(bundle_cleanup) = NULL;

        assert_int_equal(try_staff(fixture, "m.muster", FIXTURE_NOW), 0);
        assert_int_equal(try_staff(fixture, "n.neu", from), 0);
        assert_true(settle(fixture, from));
        bundle = fixture_bundle(fixture, from + (OFFICE_BADGE_DAYS - RENEWAL_DAYS - 1) * (int64_t)DAY_S);
        assert_int_equal(judge_badge(fixture, bundle, "m.muster", FIXTURE_NOW + (OFFICE_BADGE_DAYS - 1) * (int64_t)DAY_S), 0);
        assert_int_equal(judge_badge(fixture, bundle, "n.neu", FIXTURE_NOW + (OFFICE_BADGE_DAYS - 1) * (int64_t)DAY_S), 0);
}

static size_t keys_named(struct fixture *fixture, int64_t now_s) {
        struct bundle *bundle CLEANUP(bundle_cleanup) = fixture_bundle(fixture, now_s);

        return bundle->key_count;
}

static void a_bundle_names_a_former_key_while_something_of_it_may_be_good(void **state) {
        struct fixture *fixture = *state;
        int64_t from;

        assert_int_equal(keys_named(fixture, FIXTURE_NOW), 4);
        from = fixture_renew(fixture, FIXTURE_NOW);
        assert_int_equal(keys_named(fixture, FIXTURE_NOW), 8);
        assert_int_equal(keys_named(fixture, from + CODE_VALIDITY_MAX_S - 1), 7); /* the tickets' is no more */
        assert_int_equal(keys_named(fixture, from + CODE_VALIDITY_MAX_S), 5);
        assert_int_equal(keys_named(fixture, from + (int64_t)OFFICE_BADGE_DAYS * DAY_S), 4);
        /* And then the office forgets it, with the next renewal. */
        (void)fixture_renew(fixture, from + (int64_t)OFFICE_BADGE_DAYS * DAY_S);
        assert_int_equal(keys_named(fixture, from + (int64_t)OFFICE_BADGE_DAYS * DAY_S), 8);
}

static void a_key_that_has_ended_signs_nothing_and_can_be_renewed(void **state) {
        struct fixture *fixture = *state;
        struct bundle *bundle CLEANUP(bundle_cleanup) = fixture_bundle(fixture, FIXTURE_NOW);
        struct issued issued = fixture_issue(fixture);
        int64_t ended = FIXTURE_NOW + (int64_t)OFFICE_KEY_DAYS * DAY_S, from;
        char path[128];

        snprintf(path, sizeof(path), "%s/statement", fixture->folder);
        assert_int_equal(try_issue(fixture, ended, &issued), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "renew-keys"));
        assert_int_equal(try_staff(fixture, "m.muster", ended), OFFICE_E_REFUSED);
        assert_int_equal(try_statement(fixture, path, &issued, ended), OFFICE_E_REFUSED);
        assert_int_equal(access(path, F_OK), -1);
        problems_deinit(&fixture->problems);
        /* At once, for there is no old one to wait for. */
        from = fixture_renew(fixture, ended);
        assert_int_equal(from, ended);
        assert_int_equal(try_issue(fixture, ended, &issued), 0);
        issued_wipe(&issued);
}

static void keys_that_do_not_sign_yet_are_not_renewed(void **state) {
        struct fixture *fixture = *state;
        int64_t from = fixture_renew(fixture, FIXTURE_NOW), again;
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        struct secrets secrets = fixture_secrets(fixture, office, SECRETS_DAY);
        struct problems notes = PROBLEMS_INIT;

        assert_int_equal(office_renew_keys(office, &secrets, FIXTURE_PASSPHRASE, from - 1, &fixture->problems, &again), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "sign from 2026-12-02"));
        office_note_keys(office, FIXTURE_NOW, &notes);
        assert_true(problems_name(&notes, "every box needs a bundle"));
        problems_deinit(&notes);
        assert_int_equal(office_renew_keys(office, &secrets, FIXTURE_PASSPHRASE, from, &fixture->problems, &again), 0);
        secrets_deinit(&secrets);
}

/* Whether the key file holds the seed. */
static bool holds(const struct fixture *fixture, const uint8_t seed[KEY_SEED_LEN]) {
        CLEANUP(buffer_wipe) struct buffer bytes = BUFFER_INIT;
        char path[200];

        snprintf(path, sizeof(path), "%s/keys/day.key", fixture->dir);
        assert_int_equal(file_read(path, KEYFILE_MAX_LEN, &bytes), 0);
        return memmem(bytes.data, bytes.len, seed, KEY_SEED_LEN) != NULL;
}

/* Of the key that signs codes then. */
static void read_code_seed(struct fixture *fixture, int64_t now_s, uint8_t ret_seed[KEY_SEED_LEN]) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        const struct state_validity *named = state_key_at(office->state, STATE_KEY_CODE, now_s);
        struct day_file file = fixture_day_file(fixture);

        for (size_t i = 0; i <= day_file_renewed(&file); i++) {
                const uint8_t *seed = i == 0 ? file.code : file.renewed[i - 1].code;
                struct secret_key *key CLEANUP(secret_key_cleanup) = NULL;

                assert_int_equal(secret_key_from_seed(seed, &key), 0);
                if (memcmp(secret_key_public(key)->x, named->public.x, KEY_PUBLIC_LEN) == 0)
                        memcpy(ret_seed, seed, KEY_SEED_LEN);
        }
}

static void an_old_key_is_gone_from_the_key_file_once_it_signs_no_more(void **state) {
        struct fixture *fixture = *state;
        uint8_t seeds[3][KEY_SEED_LEN], left[DAY_MAX_LEN] = { 1 };
        int64_t now_s = FIXTURE_NOW;
        char path[200];

        snprintf(path, sizeof(path), "%s/keys/day.key", fixture->dir);
        for (size_t round = 0; round < ARRAY_LEN(seeds); round++) {
                int fd;

                read_code_seed(fixture, now_s, seeds[round]);
                now_s = fixture_renew(fixture, now_s);
                assert_false(settle(fixture, now_s - 1));
                assert_true(holds(fixture, seeds[round]));
                fd = open(path, O_RDONLY);
                assert_true(settle(fixture, now_s));
                assert_false(settle(fixture, now_s));
                assert_true(pread(fd, left, sizeof(left), 0) > 0);
                for (size_t i = 0; i < sizeof(left); i++)
                        assert_int_equal(left[i], 0);
                close(fd);
                for (size_t i = 0; i <= round; i++)
                        assert_false(holds(fixture, seeds[i]));
        }
        explicit_bzero(seeds, sizeof(seeds));
}

/* ---- killed at every step ---- */

static uint64_t size_of_log(struct fixture *fixture) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        struct secrets secrets = fixture_secrets(fixture, office, SECRETS_DAY);

        /* Every key that signs now, or will, opens. */
        for (int key = STATE_KEY_CODE; key < STATE_KEY_COUNT; key++)
                assert_non_null(secrets_key(&secrets, (enum state_key)key, &office->state->keys[key].public));
        secrets_deinit(&secrets);
        return registry_size(office->registry);
}

static void a_renewal_killed_anywhere_is_there_or_not_and_can_be_repeated(void **state) {
        struct fixture *fixture = *state;
        int64_t now_s = FIXTURE_NOW;
        unsigned nothing = 0, whole = 0;
        bool ended = false;
        struct issued issued;

        for (int n = 0; !ended; n++) {
                uint64_t before = size_of_log(fixture);

                assert_true(n < DYING_STEPS_MAX);
                ended = dying_renewal(fixture, office_renew_keys, SECRETS_DAY, now_s, n);
                if (size_of_log(fixture) == before) {
                        assert_false(ended);
                        nothing++;
                        continue;
                }
                assert_int_equal(size_of_log(fixture), before + 3); /* and the next key of the log, named and agreed on */
                whole += !ended;
                now_s += (int64_t)60 * DAY_S;
                assert_int_equal(try_issue(fixture, now_s, &issued), 0);
        }
        assert_true(nothing > 10 && whole > 2);
        print_message("killed at %u places, the old keys stand; at %u more, the new ones come\n", nothing, whole);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(the_old_keys_sign_until_the_new_ones_do_and_a_box_takes_both),
                CASE(badges_outlive_the_key_that_signed_them),
                CASE(a_bundle_names_a_former_key_while_something_of_it_may_be_good),
                CASE(a_key_that_has_ended_signs_nothing_and_can_be_renewed),
                CASE(keys_that_do_not_sign_yet_are_not_renewed),
                CASE(an_old_key_is_gone_from_the_key_file_once_it_signs_no_more),
                CASE(a_renewal_killed_anywhere_is_there_or_not_and_can_be_repeated),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
