/* SPDX-License-Identifier: EUPL-1.2 */
/* Who looked whom up is written down, told, and forgotten after ninety days. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "controller/office/access.h"
#include "controller/office/case.h"
#include "controller/office/clean.h"
#include "controller/office/find.h"
#include "tests/office/fixture.h"

enum { DAY_S = 86400 };

struct heard {
        size_t count, ctis;
        char what[16], by[40], cti[2 * CTI_LEN + 1];
};

static int hear(void *context, const struct access_told *told) {
        struct heard *heard = context;

        heard->count++;
        heard->ctis += told->count;
        snprintf(heard->what, sizeof(heard->what), "%s", sought_name(told->what));
        snprintf(heard->by, sizeof(heard->by), "%s", told->by);
        if (told->count > 0)
                snprintf(heard->cti, sizeof(heard->cti), "%s", told->ctis[0]);
        return 0;
}

static struct heard listen(struct fixture *fixture, struct office *office) {
        struct heard heard = { .count = 0 };

        assert_int_equal(office_accesses(office, &fixture->problems, hear, &heard), 0);
        return heard;
}

static void a_look_up_is_told_until_it_is_forgotten(void **state) {
        struct fixture *fixture = *state;
        struct issued issued = fixture_issue(fixture);
        struct office *office = fixture_open(fixture);
        struct secrets secrets = fixture_secrets(fixture, office, SECRETS_DAY);
        struct issuance *found = NULL;
        struct cleaning cleaning;
        struct heard heard;
        size_t count = 0;

        assert_int_equal(listen(fixture, office).count, 0);
        assert_int_equal(office_find_born(office, &secrets, "19801224", &fixture->problems, &found, &count), 0);
        assert_int_equal(count, 1);
        assert_int_equal(office_note_access(office, SOUGHT_BORN, found, count, FIXTURE_NOW, &fixture->problems), 0);
        assert_int_equal(office_note_access(office, SOUGHT_WORDS, NULL, 0, FIXTURE_NOW + DAY_S, &fixture->problems), 0);
        heard = listen(fixture, office);
        assert_int_equal(heard.count, 2);
        assert_int_equal(heard.ctis, 1);
        assert_string_equal(heard.what, "by_words");
        assert_string_equal(heard.cti, issued.cti_text);
        assert_int_equal(strncmp(heard.by, "uid-", 4), 0);
        assert_int_equal(office_clean(office, FIXTURE_NOW + CLEAN_ACCESS_DAYS * DAY_S, &fixture->problems, &cleaning), 0);
        assert_int_equal(listen(fixture, office).count, 2);
        assert_int_equal(office_clean(office, FIXTURE_NOW + CLEAN_ACCESS_DAYS * DAY_S + 1, &fixture->problems, &cleaning), 0);
        assert_int_equal(listen(fixture, office).count, 1);
        secrets_deinit(&secrets);
        office_close(office);
        office = fixture_open(fixture);
        assert_int_equal(listen(fixture, office).count, 1);
        office_close(office);
        free(found);
}

static struct issued issue_with_own(struct fixture *fixture, struct office *office, const struct secrets *secrets, const char *own) {
        struct order order = fixture_order(office);
        struct issued issued = { .nbf = 0 };

        assert_int_equal(order_set(&order, "reference", own, FIXTURE_NOW, &fixture->problems), 0);
        assert_int_equal(issue_orders(office, secrets, &order, 1, FIXTURE_NOW, NULL, &fixture->problems, &issued, NULL), 0);
        order_wipe(&order);
        return issued;
}

static bool finds(struct fixture *fixture, struct office *office, const struct secrets *secrets, const char *words, const struct issued *wanted) {
        struct issuance found = { .version = 0 };
        int r = case_find(office, secrets, words, FIXTURE_NOW, &fixture->problems, &found);

        return r == 0 && memcmp(found.cti, wanted->cti, CTI_LEN) == 0;
}

/* For what is done with a consignment as for `find`; a case alone is nobody's look-up. */
static void a_case_is_named_by_what_find_knows_and_by_keys_that_is_a_look_up(void **state) {
        struct fixture *fixture = *state;
        struct office *office = fixture_open(fixture);
        struct secrets secrets = fixture_secrets(fixture, office, SECRETS_DAY);
        struct issued first = issue_with_own(fixture, office, &fixture->day, "AZ 2026/417"), second = issue_with_own(fixture, office, &fixture->day, "AZ 2026/418");
        struct issuance found;
        char case_text[CASE_LEN + 1];

        snprintf(case_text, sizeof(case_text), "%.8s", first.cti_text);
        assert_true(finds(fixture, office, &secrets, first.cti_text, &first));
        assert_true(finds(fixture, office, &secrets, case_text, &first));
        assert_int_equal(listen(fixture, office).count, 0);
        assert_true(finds(fixture, office, &secrets, "AZ 2026/417", &first));
        assert_true(finds(fixture, office, &secrets, "AZ 2026/418", &second));
        assert_true(finds(fixture, office, &secrets, second.reference, &second));
        assert_int_equal(listen(fixture, office).count, 3);
        assert_int_equal(case_find(office, &secrets, "AZ 2026/419", FIXTURE_NOW, &fixture->problems, &found), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "never issued"));
        /* Two of one reference: both are named, and that is a look-up. */
        issued_wipe(&second);
        second = issue_with_own(fixture, office, &fixture->day, "AZ 2026/417");
        assert_int_equal(case_find(office, &secrets, "AZ 2026/417", FIXTURE_NOW, &fixture->problems, &found), OFFICE_E_REFUSED);
        assert_true(problems_name(&fixture->problems, first.cti_text));
        assert_true(fixture_said(fixture, second.cti_text));
        assert_int_equal(listen(fixture, office).count, 4);
        /* What cannot be one. */
        assert_false(case_words_sensible(""));
        assert_false(case_words_sensible("C01X00T478"));
        assert_false(case_words_sensible("0123456789012345678901234567890123456789x"));
        assert_true(case_words_sensible(first.cti_text));
        issued_wipe(&first);
        issued_wipe(&second);
        secrets_deinit(&secrets);
        office_close(office);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(a_look_up_is_told_until_it_is_forgotten),
                CASE(a_case_is_named_by_what_find_knows_and_by_keys_that_is_a_look_up),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
