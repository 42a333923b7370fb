/* SPDX-License-Identifier: EUPL-1.2 */
/* Staff take out what may not stay, and look into compartments. */
#include <stdlib.h>

#include "tests/box/session/one_box.h"
#include "tests/support/cmocka.h"

/* Its code opens nothing any more, and its deadline is days away. */
static void what_is_void_or_revoked_is_taken_out_at_once(void **state) {
        struct bundle *draft = fixture_draft(&fixture);

        fixture_load(&fixture, 1, 3);
        for (unsigned i = 1; i <= STORE_WRONG_VOID; i++) {
                fixture_scan_code(&fixture, 1);
                fixture_type(&fixture, "01011901");
                fixture_press(&fixture, TARGET_CANCEL);
                fixture_pass(&fixture, 16 * 60 * 1000);
        }
        free(draft->revocations);
        draft->revocations = calloc(1, sizeof(*draft->revocations));
        draft->revocation_count = 1;
        draft->revocations[0].t = UINT32_MAX;
        fixture_cti(2, draft->revocations[0].cti);
        assert_int_equal(fixture_adopt(&fixture, draft), 0);
        fixture_sign_in(&fixture, "lore");
        assert_int_equal(box_screen(fixture.box)->map.overdue_count, 2);
        fixture_press_number(&fixture, TARGET_TASK, TASK_OVERDUE);
        assert_int_equal(box_screen(fixture.box)->list.row_count, 2);
        assert_int_equal(box_screen(fixture.box)->list.rows[0].reason, REASON_VOID);
        assert_int_equal(box_screen(fixture.box)->list.rows[1].reason, REASON_REVOKED);
        fixture_press_number(&fixture, TARGET_ROW, 1);
        fixture_expect(&fixture, SCREEN_STAFF_TAKE);
        fixture_door(&fixture, fixture_where(&fixture, 2), DOOR_CLOSED);
        fixture_answer(&fixture, TARGET_FOUND_TAKEN);
        assert_int_equal(fixture_consignment(&fixture, 2).state, CONSIGNMENT_REMOVED);
}

static void what_is_overdue_is_taken_out(void **state) {
        unsigned c;

        fixture_load(&fixture, 1, 1);
        c = fixture_where(&fixture, 1);
        fixture_let_expire(&fixture);
        fixture_sign_in(&fixture, "lore");
        assert_int_equal(box_screen(fixture.box)->map.overdue_count, 1);
        fixture_press_number(&fixture, TARGET_TASK, TASK_OVERDUE);
        assert_int_equal(box_screen(fixture.box)->list.rows[0].compartment, c);
        fixture_press_number(&fixture, TARGET_ROW, 0);
        fixture_expect(&fixture, SCREEN_STAFF_TAKE);
        assert_int_equal(fixture_count(&fixture, ENTRY_SERVICE_OPEN), 1);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_expect(&fixture, SCREEN_STAFF_FOUND);
        fixture_answer(&fixture, TARGET_FOUND_TAKEN);
        fixture_expect(&fixture, SCREEN_STAFF_OVERDUE);
        assert_int_equal(box_screen(fixture.box)->list.row_count, 0);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_REMOVED);
        assert_int_equal(fixture_last(&fixture, ENTRY_REMOVED).found, FOUND_THERE);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_FREE);
}

static void something_else_found_keeps_the_compartment_out_of_use(void **state) {
        unsigned c;

        fixture_load(&fixture, 1, 1);
        c = fixture_where(&fixture, 1);
        fixture_open_overdue(&fixture);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_answer(&fixture, TARGET_FOUND_ELSE);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_QUARANTINED);
        fixture_sign_out(&fixture);
        fixture_sign_in(&fixture, "mara");
        fixture_press_number(&fixture, TARGET_TASK, TASK_PROBLEMS);
        fixture_press_number(&fixture, TARGET_ROW, 0);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_answer(&fixture, TARGET_FOUND_ELSE);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_QUARANTINED);
        fixture_press_number(&fixture, TARGET_ROW, 0);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_answer(&fixture, TARGET_FOUND_EMPTY);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_FREE);
}

static void a_manager_looks_and_leaves_it_inside(void **state) {
        unsigned c;

        fixture_load(&fixture, 1, 1);
        c = fixture_where(&fixture, 1);
        fixture_pass(&fixture, WATCH_OWN_MS);
        fixture_force(&fixture, c);
        fixture_door(&fixture, c, DOOR_CLOSED);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_QUARANTINED);
        fixture_sign_in(&fixture, "lore");
        fixture_press_number(&fixture, TARGET_TASK, TASK_PROBLEMS);
        fixture_expect(&fixture, SCREEN_STAFF_OVERVIEW);
        assert_int_equal(box_screen(fixture.box)->map.alarm_compartment, c);
        fixture_sign_out(&fixture);
        fixture_sign_in(&fixture, "mara");
        fixture_press_number(&fixture, TARGET_TASK, TASK_PROBLEMS);
        fixture_press_number(&fixture, TARGET_ROW, 0);
        fixture_door(&fixture, c, DOOR_CLOSED);
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM_CLEARED), 0);
        fixture_answer(&fixture, TARGET_FOUND_KEPT);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_STORED);
        assert_string_equal(fixture_last(&fixture, ENTRY_ALARM_CLEARED).what, fixture_last(&fixture, ENTRY_ALARM).what);
        assert_string_equal(fixture_last(&fixture, ENTRY_ALARM_CLEARED).by, "mara");
        fixture_sign_out(&fixture);
        fixture_collect(&fixture, 1);
        fixture_expect(&fixture, SCREEN_DOOR);
}

static void an_unanswered_question_quarantines(void **state) {
        unsigned c;

        fixture_load(&fixture, 1, 1);
        c = fixture_where(&fixture, 1);
        fixture_open_overdue(&fixture);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_pass(&fixture, 181 * 1000);
        fixture_expect(&fixture, SCREEN_IDLE);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_QUARANTINED);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(what_is_void_or_revoked_is_taken_out_at_once, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(what_is_overdue_is_taken_out, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(something_else_found_keeps_the_compartment_out_of_use, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(a_manager_looks_and_leaves_it_inside, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(an_unanswered_question_quarantines, one_box_set_up, one_box_tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
