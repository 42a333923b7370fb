/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "tests/session/fixture.h"
#include "tests/support/cmocka.h"

static struct fixture fixture;

static int set_up(void **state) {
        fixture_set_up(&fixture, NULL);
        return 0;
}

static int tear_down(void **state) {
        fixture_tear_down(&fixture);
        return 0;
}

static void a_citizen_collects_with_a_code(void **state) {
        unsigned c;

        fixture_load(&fixture, 1, 1);
        c = fixture_where(&fixture, 1);
        fixture_collect(&fixture, 1);
        fixture_expect(&fixture, SCREEN_DOOR);
        assert_int_equal(box_screen(fixture.box)->compartment, c);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_ISSUED);
        fixture_pass(&fixture, 21000);
        fixture_expect(&fixture, SCREEN_CLOSE);
        assert_true(box_screen(fixture.box)->left_open);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_expect(&fixture, SCREEN_DONE);
        assert_non_null(box_screen(fixture.box)->receipt);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_FREE);
        fixture_press(&fixture, TARGET_END);
        fixture_expect(&fixture, SCREEN_IDLE);
        assert_string_equal(fixture_last(&fixture, ENTRY_RELEASE).way, "code");
        assert_string_equal(fixture_last(&fixture, ENTRY_ISSUED).how, "seen");
}

static void a_citizen_collects_with_reference_and_pin(void **state) {
        fixture_load(&fixture, 1, 2);
        fixture_type_way(&fixture, 2, true, true);
        fixture_expect(&fixture, SCREEN_DOOR);
        assert_string_equal(fixture_last(&fixture, ENTRY_RELEASE).way, "typed");
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_STORED);
        assert_int_equal(fixture_consignment(&fixture, 2).state, CONSIGNMENT_ISSUED);
}

static void a_used_code_is_refused_ever_after(void **state) {
        fixture_load(&fixture, 1, 1);
        fixture_collect(&fixture, 1);
        fixture_door(&fixture, fixture_where(&fixture, 1), DOOR_CLOSED);
        fixture_press(&fixture, TARGET_END);
        for (unsigned i = 0; i < 3; i++) {
                fixture_scan_code(&fixture, 1);
                fixture_expect_refused(&fixture, REFUSAL_ALREADY_ISSUED);
                fixture_press(&fixture, TARGET_END);
                fixture_restart(&fixture);
        }
        assert_int_equal(fixture_count(&fixture, ENTRY_ISSUED), 1);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(a_citizen_collects_with_a_code, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_citizen_collects_with_reference_and_pin, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_used_code_is_refused_ever_after, set_up, tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
