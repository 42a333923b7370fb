/* SPDX-License-Identifier: EUPL-1.2 */
/* Who looked whom up is written down, told, and forgotten after ninety days. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "controller/office/access.h"
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
        snprintf(heard->what, sizeof(heard->what), "%s", told->what);
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

#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(a_look_up_is_told_until_it_is_forgotten),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
