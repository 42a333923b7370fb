/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>
#include <sys/stat.h>

#include "controller/office/take_in.h"
#include "tests/office/first.h"

enum { LISTING_SIZE = 16384, COUNT = 3 };

/* An office of the first version: one consignment running, one revoked, one sealed to another office. */
static void make_first(struct fixture *fixture) {
        struct office *office = fixture_open(fixture);
        struct sealing_key *other CLEANUP(sealing_key_cleanup) = NULL;
        struct order order = fixture_order(office);
        struct buffer text = BUFFER_INIT;

        assert_int_equal(sealing_key_generate(&other), 0);
        for (uint8_t i = 1; i <= COUNT; i++) {
                struct first_record record = {
                        .record = { .event = RECORD_ISSUE, .t = FIXTURE_NOW, .cti = { i }, .box = "K017", .nbf = FIXTURE_NOW,
                                    .ticket_exp = FIXTURE_NOW + 14 * 86400, .code_exp = FIXTURE_NOW + 26 * 86400, .reference_tag = { i } },
                };

                first_seal(&order, record.record.cti, i == COUNT ? sealing_key_public(other) : &office->state->sealing, record.sealed);
                first_append(&record, &text);
                record.record.event = RECORD_REVOKE;
                if (i == 2)
                        first_append(&record, &text);
        }
        order_wipe(&order);
        office_close(office);
        first_make(fixture, &text);
        buffer_deinit(&text);
}

static struct taking_in take_in(struct fixture *fixture, int64_t confirmed) {
        struct taking_in counts = { 0 };

        assert_int_equal(office_take_in(fixture->dir, NULL, FIXTURE_PASSPHRASE, confirmed, FIXTURE_NOW, &fixture->problems, &counts), 0);
        return counts;
}

static void an_office_of_the_first_version_does_nothing_before_it_is_taken_in(void **state) {
        struct fixture *fixture = *state;
        struct office *office = NULL;

        make_first(fixture);
        assert_int_equal(office_open(fixture->dir, &fixture->problems, &office), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "office take-in"));
        assert_null(office);
}

static void looking_changes_nothing_and_another_number_neither(void **state) {
        struct fixture *fixture = *state;
        char before[LISTING_SIZE], after[LISTING_SIZE];
        struct taking_in counts;

        make_first(fixture);
        fixture_listing(fixture->dir, before, sizeof(before));
        counts = take_in(fixture, -1);
        assert_int_equal(counts.issued, COUNT);
        assert_int_equal(counts.revoked, 1);
        assert_int_equal(counts.open, 2);
        assert_int_equal(counts.boxes, 1);
        assert_int_equal(office_take_in(fixture->dir, NULL, FIXTURE_PASSPHRASE, COUNT - 1, FIXTURE_NOW, &fixture->problems, &counts), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "there are 3 consignments"));
        assert_int_equal(office_take_in(fixture->dir, NULL, "not the passphrase", COUNT, FIXTURE_NOW, &fixture->problems, &counts), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "passphrase is wrong"));
        fixture_listing(fixture->dir, after, sizeof(after));
        assert_string_equal(before, after);
}

static void what_was_issued_goes_on_as_it_stood(void **state) {
        struct fixture *fixture = *state;
        struct issued issued = { 0 };
        const struct issuances *issuances;
        struct secrets secrets;
        struct office *office;

        make_first(fixture);
        assert_int_equal(take_in(fixture, COUNT).unreadable, 1);
        office = fixture_open(fixture);
        secrets = fixture_secrets(fixture, office, SECRETS_DAY);
        issuances = fixture_issuances(fixture, office);
        assert_int_equal(issuances->count, COUNT);
        assert_true(issuances->consignments[1].revoked);
        assert_int_equal(issuances->consignments[1].void_before, FIXTURE_NOW + 1);
        assert_int_equal(issue_again(office, &secrets, (uint8_t[CTI_LEN]){ 1 }, NULL, FIXTURE_NOW, &fixture->problems, &issued), 0);
        assert_int_equal(issued.nbf, FIXTURE_NOW + 1);
        assert_int_equal(issue_again(office, &secrets, (uint8_t[CTI_LEN]){ COUNT }, NULL, FIXTURE_NOW, &fixture->problems, &issued), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "does not open"));
        secrets_deinit(&secrets);
        issued_wipe(&issued);
        office_close(office);
        /* The bundle names what the first version revoked. */
        {
                struct bundle *bundle CLEANUP(bundle_cleanup) = fixture_bundle(fixture, FIXTURE_NOW);

                assert_int_equal(bundle->revocation_count, 2);
                assert_int_equal(bundle->revocations[1].cti[0], 2);
        }
}

static void it_is_taken_in_once(void **state) {
        struct fixture *fixture = *state;
        struct taking_in counts;
        char path[160];
        struct stat st;

        make_first(fixture);
        take_in(fixture, COUNT);
        assert_int_equal(office_take_in(fixture->dir, NULL, FIXTURE_PASSPHRASE, COUNT, FIXTURE_NOW, &fixture->problems, &counts), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "nothing to take in"));
        snprintf(path, sizeof(path), "%s/consignments.jsonl.taken-in", fixture->dir);
        assert_int_equal(stat(path, &st), 0);
}

/* The public half of the log's key comes last: without it whatever else is there does not count. */
static void an_attempt_that_was_cut_off_is_made_anew(void **state) {
        struct fixture *fixture = *state;
        struct issued issued;
        char command[256];

        make_first(fixture);
        take_in(fixture, COUNT);
        fixture_run(command, sizeof(command), "cd %s && mv consignments.jsonl.taken-in consignments.jsonl && rm log.vkey", fixture->dir);
        assert_int_equal(take_in(fixture, COUNT).issued, COUNT);
        issued = fixture_issue(fixture);
        issued_wipe(&issued);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(an_office_of_the_first_version_does_nothing_before_it_is_taken_in),
                CASE(looking_changes_nothing_and_another_number_neither),
                CASE(what_was_issued_goes_on_as_it_stood),
                CASE(it_is_taken_in_once),
                CASE(an_attempt_that_was_cut_off_is_made_anew),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
