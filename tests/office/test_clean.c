/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "controller/office/clean.h"
#include "controller/office/issue.h"
#include "controller/office/office_store.h"
#include "controller/office/registry/tables.h"
#include "controller/office/withdrawal.h"
#include "tests/office/fixture.h"

enum { DAY_S = 86400, BATCH = 3 };

static struct cleaning clean(struct fixture *fixture, struct office *office, int64_t now_s) {
        struct cleaning cleaning = { 0 };

        assert_int_equal(office_clean(office, now_s, &fixture->problems, &cleaning), 0);
        return cleaning;
}

static void issue_three(struct fixture *fixture, struct office *office, struct issued issued[BATCH]) {
        struct secrets secrets = fixture_secrets(fixture, office, SECRETS_DAY);
        struct order orders[BATCH];
        struct parcel_batch files = { .place = { .from = 1 } };

        for (int i = 0; i < BATCH; i++)
                orders[i] = fixture_order(office);
        assert_int_equal(issue_orders(office, &secrets, orders, BATCH, FIXTURE_NOW, NULL, &fixture->problems, issued, &files), 0);
        secrets_deinit(&secrets);
}

static unsigned files_in_out(const struct fixture *fixture) {
        char output[16];
        unsigned count = 0;

        fixture_run(output, sizeof(output), "ls -A %s/out | wc -l", fixture->dir);
        sscanf(output, "%u", &count);
        return count;
}

static void values_go_a_week_after_the_last_code_ended_and_the_log_says_so(void **state) {
        struct fixture *fixture = *state;
        struct issued issued[BATCH];
        struct office *office = fixture_open(fixture);
        struct secrets secrets;
        struct issued again;
        int64_t ended;
        uint64_t size;

        issue_three(fixture, office, issued);
        ended = issued[0].code_exp;
        size = registry_size(office->registry);
        assert_int_equal(clean(fixture, office, ended + POLICY_ERASE_DAYS * DAY_S - 1).erased, 0);
        assert_int_equal(registry_size(office->registry), size);
        assert_int_equal(clean(fixture, office, ended + POLICY_ERASE_DAYS * DAY_S).erased, BATCH);
        assert_int_equal(registry_size(office->registry), size + 1);
        assert_int_equal(clean(fixture, office, ended + POLICY_ERASE_DAYS * DAY_S).erased, 0);
        office_close(office);
        office = fixture_open(fixture);
        assert_true(fixture_issuances(fixture, office)->consignments[0].erased);
        secrets = fixture_secrets(fixture, office, SECRETS_DAY);
        assert_int_equal(issue_again(office, &secrets, issued[0].cti, NULL, FIXTURE_NOW, &fixture->problems, &again), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "is erased"));
        secrets_deinit(&secrets);
        office_close(office);
}

static size_t found_by_own(struct fixture *fixture, const uint8_t own[BLIND_LEN]) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        struct issuance *found = NULL;
        size_t count = 0;

        assert_int_equal(office_look_up_blind(office, BLIND_OWN, own, &fixture->problems, &found, &count), 0);
        free(found);
        return count;
}

static void an_own_reference_goes_after_ninety_days(void **state) {
        struct fixture *fixture = *state;
        struct office *office = fixture_open(fixture);
        struct secrets secrets = fixture_secrets(fixture, office, SECRETS_DAY);
        struct order order = fixture_order(office);
        struct issued issued = { 0 };
        uint8_t own[BLIND_LEN];
        int64_t ended;

        snprintf(order.own, sizeof(order.own), "AZ 2026/417");
        assert_int_equal(issue_orders(office, &secrets, &order, 1, FIXTURE_NOW, NULL, &fixture->problems, &issued, NULL), 0);
        ended = issued.code_exp;
        memcpy(own, fixture_issuances(fixture, office)->consignments[0].blinds.own, BLIND_LEN);
        assert_false(blind_is_none(own));
        assert_int_equal(clean(fixture, office, ended + POLICY_ERASE_DAYS * DAY_S).erased, 1);
        assert_int_equal(clean(fixture, office, ended + POLICY_OWN_DAYS * DAY_S - 1).references, 0);
        secrets_deinit(&secrets);
        office_close(office);
        assert_int_equal(found_by_own(fixture, own), 1);
        office = fixture_open(fixture);
        secrets = fixture_secrets(fixture, office, SECRETS_DAY);
        assert_int_equal(clean(fixture, office, ended + POLICY_OWN_DAYS * DAY_S).references, 1);
        assert_int_equal(clean(fixture, office, ended + POLICY_OWN_DAYS * DAY_S).references, 0);
        secrets_deinit(&secrets);
        office_close(office);
        assert_int_equal(found_by_own(fixture, own), 0);
        issued_wipe(&issued);
}

static void set_days(struct fixture *fixture, unsigned erase, unsigned own) {
        char output[256];

        fixture_run(output, sizeof(output), "python3 -c \"import json, sys; p = '%s/office.json'; s = json.load(open(p)); "
                    "s['policy'].update(erase_days=%u, own_reference_days=%u); json.dump(s, open(p, 'w'))\"", fixture->dir, erase, own);
}

static void a_city_decides_how_long(void **state) {
        struct fixture *fixture = *state;
        struct issued issued = fixture_issue_as(fixture, "AZ 2026/417");
        struct office *office;

        set_days(fixture, 30, 60);
        office = fixture_open(fixture);
        assert_int_equal(clean(fixture, office, issued.code_exp + 30 * DAY_S - 1).erased, 0);
        assert_int_equal(clean(fixture, office, issued.code_exp + 30 * DAY_S).erased, 1);
        assert_int_equal(clean(fixture, office, issued.code_exp + 60 * DAY_S - 1).references, 0);
        office_close(office);
        /* What is shorter from now on counts for what is there. */
        set_days(fixture, 30, 40);
        office = fixture_open(fixture);
        assert_int_equal(clean(fixture, office, issued.code_exp + 40 * DAY_S).references, 1);
        office_close(office);
        /* As long as the other values: it goes with them, and is not kept. */
        issued_wipe(&issued);
        issued = fixture_issue_as(fixture, "AZ 2026/418");
        set_days(fixture, 30, 30);
        office = fixture_open(fixture);
        assert_int_equal(clean(fixture, office, issued.code_exp + 30 * DAY_S).erased, 1);
        assert_false(fixture_issuances(fixture, office)->consignments[1].own_kept);
        assert_true(blind_is_none(fixture_issuances(fixture, office)->consignments[1].blinds.own));
        office_close(office);
        issued_wipe(&issued);
}

/* A clock that began anew, as with an empty battery: at 1970, and at every day from there to the first that has the days before it. */
static void nothing_is_erased_by_a_clock_that_began_anew(void **state) {
        struct fixture *fixture = *state;
        struct issued issued = fixture_issue_as(fixture, "AZ 2026/417"), ended = fixture_issue_as(fixture, "AZ 2026/418");
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);

        assert_int_equal(office_revoke(office, ended.cti, FIXTURE_NOW, &fixture->problems), 0);
        assert_int_equal(clean(fixture, office, FIXTURE_NOW + (POLICY_ERASE_DAYS + 1) * DAY_S).erased, 1);
        for (int64_t day = 0; day <= POLICY_OWN_DAYS; day++) {
                struct cleaning cleaning = clean(fixture, office, day * DAY_S);

                assert_int_equal(cleaning.erased + cleaning.references, 0);
        }
        issued_wipe(&issued);
        issued_wipe(&ended);
}

static void what_is_revoked_goes_after_a_week_and_the_rest_stays(void **state) {
        struct fixture *fixture = *state;
        struct issued issued[BATCH], again;
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        struct secrets secrets;

        issue_three(fixture, office, issued);
        assert_int_equal(office_revoke(office, issued[1].cti, FIXTURE_NOW, &fixture->problems), 0);
        assert_int_equal(clean(fixture, office, FIXTURE_NOW + POLICY_ERASE_DAYS * DAY_S).erased, 0);
        assert_int_equal(clean(fixture, office, FIXTURE_NOW + POLICY_ERASE_DAYS * DAY_S + 1).erased, 1);
        assert_true(fixture_issuances(fixture, office)->consignments[1].erased);
        /* A revocation outlives the values, and the others can be issued anew. */
        assert_int_equal(fixture_issuances(fixture, office)->consignments[1].void_before, FIXTURE_NOW + 1);
        secrets = fixture_secrets(fixture, office, SECRETS_DAY);
        assert_int_equal(issue_again(office, &secrets, issued[0].cti, NULL, FIXTURE_NOW + 1, &fixture->problems, &again), 0);
        secrets_deinit(&secrets);
}

static void letters_and_labels_go_when_revoked_or_after_two_weeks(void **state) {
        struct fixture *fixture = *state;
        struct issued issued[BATCH];
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        char output[16];

        issue_three(fixture, office, issued);
        fixture_run(output, sizeof(output), "touch %s/out/mine.txt; cp -a %s/out/%s %s/kept", fixture->dir, fixture->dir, issued[0].cti_text, fixture->dir);
        assert_int_equal(files_in_out(fixture), BATCH + 3);
        assert_int_equal(office_revoke(office, issued[0].cti, FIXTURE_NOW, &fixture->problems), 0);
        assert_int_equal(files_in_out(fixture), BATCH + 2);
        /* One that a cut had left there. */
        fixture_run(output, sizeof(output), "mv %s/kept %s/out/%s", fixture->dir, fixture->dir, issued[0].cti_text);
        assert_int_equal(clean(fixture, office, FIXTURE_NOW).parcels, 1);
        assert_int_equal(files_in_out(fixture), BATCH + 2);
        assert_int_equal(clean(fixture, office, FIXTURE_NOW + CLEAN_PARCEL_DAYS * DAY_S - 1).parcels, 0);
        assert_int_equal(clean(fixture, office, FIXTURE_NOW + CLEAN_PARCEL_DAYS * DAY_S).parcels, BATCH + 1);
        /* What the office did not put there stays. */
        assert_int_equal(files_in_out(fixture), 1);
}

static void a_list_that_is_withdrawn_leaves_no_letter_and_no_label(void **state) {
        struct fixture *fixture = *state;
        struct issued issued[BATCH], other = fixture_issue(fixture);
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        struct issuance *batch = NULL;
        size_t count, revoked;

        issue_three(fixture, office, issued);
        assert_int_equal(files_in_out(fixture), 1 + BATCH + 2);
        assert_int_equal(withdrawal_find(office, issued[1].cti, &fixture->problems, &batch, &count), 0);
        assert_int_equal(withdrawal_make(office, batch, count, FIXTURE_NOW, &fixture->problems, &revoked), 0);
        assert_int_equal(revoked, BATCH);
        assert_int_equal(files_in_out(fixture), 1);
        issued_wipe(&other);
        free(batch);
}

/* Of this file in out/. */
static bool stands(const struct fixture *fixture, const char *name) {
        char path[256];

        snprintf(path, sizeof(path), "%s/out/%s", fixture->dir, name);
        return access(path, F_OK) == 0;
}

static void withdraw(struct fixture *fixture, struct office *office, const uint8_t cti[CTI_LEN]) {
        struct issuance *batch = NULL;
        size_t count, revoked;

        assert_int_equal(withdrawal_find(office, cti, &fixture->problems, &batch, &count), 0);
        assert_int_equal(withdrawal_make(office, batch, count, FIXTURE_NOW, &fixture->problems, &revoked), 0);
        free(batch);
}

/* A list of three, whose first is issued anew then. */
static void issue_three_and_the_first_again(struct fixture *fixture, struct office *office, int64_t now_s, struct issued issued[BATCH], struct issued *ret_again) {
        struct secrets secrets;

        issue_three(fixture, office, issued);
        secrets = fixture_secrets(fixture, office, SECRETS_DAY);
        assert_int_equal(issue_again(office, &secrets, issued[0].cti, NULL, now_s, &fixture->problems, ret_again), 0);
        secrets_deinit(&secrets);
}

static void a_list_whose_first_was_issued_anew_leaves_none_either(void **state) {
        struct fixture *fixture = *state;
        struct issued issued[BATCH], again;
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);

        issue_three_and_the_first_again(fixture, office, FIXTURE_NOW + 60, issued, &again);
        withdraw(fixture, office, issued[1].cti);
        assert_int_equal(files_in_out(fixture), 0);
        issued_wipe(&again);
}

/* All that a box has, issued anew for another one: the first of a list stands in its files beside one of none. */
static void what_stands_in_a_file_with_others_stays_for_them(void **state) {
        struct fixture *fixture = *state;
        struct issued issued[BATCH], other = fixture_issue(fixture), again[2] = { { .nbf = 0 } };
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        struct parcel_batch files = { .place = { .from = 1 } };
        struct issuance former[2];
        struct secrets secrets;

        issue_three(fixture, office, issued);
        assert_int_equal(office_look_up_issued(office, issued[0].cti, &fixture->problems, &former[0]), 0);
        assert_int_equal(office_look_up_issued(office, other.cti, &fixture->problems, &former[1]), 0);
        secrets = fixture_secrets(fixture, office, SECRETS_DAY);
        assert_int_equal(issue_all_again(office, &secrets, former, 2, FIXTURE_NOW + 60, NULL, &fixture->problems, again, &files), 0);
        secrets_deinit(&secrets);
        assert_int_equal(files_in_out(fixture), BATCH + 1 + 2 + 2);
        withdraw(fixture, office, issued[1].cti);
        assert_int_equal(files_in_out(fixture), 1 + 2);
        assert_true(stands(fixture, files.labels) && stands(fixture, files.letters) && stands(fixture, other.cti_text));
        issued_wipe(&other);
        issued_wipe(&again[0]);
        issued_wipe(&again[1]);
}

static void the_files_of_a_list_go_in_time_though_its_first_was_issued_anew(void **state) {
        struct fixture *fixture = *state;
        struct issued issued[BATCH], again;
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);

        issue_three_and_the_first_again(fixture, office, FIXTURE_NOW + 5 * DAY_S, issued, &again);
        assert_int_equal(clean(fixture, office, FIXTURE_NOW + CLEAN_PARCEL_DAYS * DAY_S - 1).parcels, 0);
        assert_int_equal(clean(fixture, office, FIXTURE_NOW + CLEAN_PARCEL_DAYS * DAY_S).parcels, BATCH - 1 + 2);
        assert_int_equal(files_in_out(fixture), 1);
        assert_true(stands(fixture, issued[0].cti_text));
        issued_wipe(&again);
}

/* As where there is no room to write it anew. */
static void letters_and_labels_go_also_while_the_database_cannot_be_written_anew(void **state) {
        struct fixture *fixture = *state;
        struct issued issued[BATCH];
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        struct tables *busy CLEANUP(tables_cleanup) = NULL;
        struct rows *rows CLEANUP(rows_cleanup) = NULL;
        char error[TABLES_ERROR_SIZE];
        struct cleaning cleaning;

        issue_three(fixture, office, issued);
        assert_int_equal(tables_open(office->database, false, error, &busy), 0);
        assert_int_equal(tables_begin(busy), 0);
        assert_int_equal(tables_query(busy, "SELECT cti FROM consignments", NO_VALUES, &rows), 0);
        assert_int_equal(rows_next(rows), 1);
        assert_true(office_clean(office, FIXTURE_NOW + CLEAN_PARCEL_DAYS * DAY_S, &fixture->problems, &cleaning) < 0);
        assert_int_equal(files_in_out(fixture), 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(values_go_a_week_after_the_last_code_ended_and_the_log_says_so),
                CASE(an_own_reference_goes_after_ninety_days),
                CASE(a_city_decides_how_long),
                CASE(nothing_is_erased_by_a_clock_that_began_anew),
                CASE(what_is_revoked_goes_after_a_week_and_the_rest_stays),
                CASE(letters_and_labels_go_when_revoked_or_after_two_weeks),
                CASE(a_list_that_is_withdrawn_leaves_no_letter_and_no_label),
                CASE(a_list_whose_first_was_issued_anew_leaves_none_either),
                CASE(what_stands_in_a_file_with_others_stays_for_them),
                CASE(the_files_of_a_list_go_in_time_though_its_first_was_issued_anew),
                CASE(letters_and_labels_go_also_while_the_database_cannot_be_written_anew),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
