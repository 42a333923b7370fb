/* SPDX-License-Identifier: EUPL-1.2 */
/* A compartment's page, from the plan to the opened door and back into service, on the real store. */
#include <string.h>

#include "tests/box/session/one_box.h"
#include "tests/support/cmocka.h"

static const struct screen_page *page_of(unsigned c) {
        fixture_press_number(&fixture, TARGET_AROUND, c);
        fixture_expect(&fixture, SCREEN_STAFF_CABINET);
        assert_int_equal(box_screen(fixture.box)->map.around, c);
        fixture_press_number(&fixture, TARGET_CELL, c);
        fixture_expect(&fixture, SCREEN_STAFF_COMPARTMENT);
        assert_int_equal(box_screen(fixture.box)->page.compartment, c);
        return &box_screen(fixture.box)->page;
}

/* The door that was asked for is open, is shut, and what was found is said. */
static void shut_and_answer(unsigned c, enum target_id answer) {
        fixture_expect(&fixture, SCREEN_STAFF_TAKE);
        fixture_shut(&fixture, c);
        fixture_expect(&fixture, SCREEN_STAFF_FOUND);
        fixture_answer(&fixture, answer);
        fixture_expect(&fixture, SCREEN_STAFF_COMPARTMENT);
}

static void a_page_says_what_is_in_it_and_until_when(void **state) {
        const struct screen_page *page;
        unsigned c;

        fixture_load(&fixture, 1, 1);
        c = fixture_where(&fixture, 1);
        fixture_sign_in(&fixture, "mara");
        page = page_of(c);
        assert_int_equal(page->cell, CELL_OCCUPIED);
        assert_string_equal(page->case_number, "01010101");
        assert_true(page->item_count > 0);
        assert_int_equal(page->since_ms, fixture_consignment(&fixture, 1).loaded_ms);
        assert_int_equal(page->deadline_ms, fixture_consignment(&fixture, 1).deadline_ms);
        assert_true(page->may_open && page->may_shut);
        assert_false(page->may_take || page->may_look);
        fixture_press(&fixture, TARGET_BACK);
        fixture_expect(&fixture, SCREEN_STAFF_CABINET);
        fixture_press(&fixture, TARGET_BACK);
        fixture_expect(&fixture, SCREEN_STAFF_OVERVIEW);
}

static void a_compartment_is_found_by_its_number(void **state) {
        fixture_sign_in(&fixture, "lore");
        fixture_press_number(&fixture, TARGET_AROUND, 1);
        fixture_press(&fixture, TARGET_TYPE_CELL);
        fixture_expect(&fixture, SCREEN_STAFF_CELL);
        fixture_type(&fixture, "25");
        fixture_expect(&fixture, SCREEN_STAFF_CELL);
        assert_true(box_screen(fixture.box)->entry.check_failed);
        fixture_type(&fixture, "24");
        fixture_expect(&fixture, SCREEN_STAFF_COMPARTMENT);
        assert_int_equal(box_screen(fixture.box)->page.compartment, 24);
        assert_false(box_screen(fixture.box)->page.may_open);
}

static void a_manager_opens_any_compartment_for_a_reason(void **state) {
        struct entry entry;
        uint64_t size;

        fixture_sign_in(&fixture, "mara");
        page_of(7);
        size = store_size(fixture.store);
        fixture_press(&fixture, TARGET_PAGE_OPEN);
        fixture_expect(&fixture, SCREEN_STAFF_PURPOSE);
        assert_int_equal(store_size(fixture.store), size);
        fixture_press_number(&fixture, TARGET_CHOOSE, 2);
        entry = fixture_last(&fixture, ENTRY_SERVICE_OPEN);
        assert_int_equal(entry.c, 7);
        assert_int_equal(entry.purpose, PURPOSE_CLEAN);
        assert_string_equal(entry.by, "mara");
        assert_false(entry.has_cti);
        shut_and_answer(7, TARGET_FOUND_EMPTY);
        assert_int_equal(fixture_compartment(&fixture, 7).state, COMPARTMENT_FREE);
        assert_int_equal(fixture_last(&fixture, ENTRY_RETURNED_TO_SERVICE).c, 7);
}

static void what_was_found_in_a_free_compartment_takes_it_out_of_use(void **state) {
        fixture_sign_in(&fixture, "mara");
        page_of(7);
        fixture_press(&fixture, TARGET_PAGE_OPEN);
        fixture_press_number(&fixture, TARGET_CHOOSE, 0);
        shut_and_answer(7, TARGET_FOUND_ELSE);
        assert_int_equal(fixture_compartment(&fixture, 7).state, COMPARTMENT_QUARANTINED);
        assert_int_equal(box_screen(fixture.box)->page.reason, REASON_CONTENTS);
        assert_true(box_screen(fixture.box)->page.may_look);
}

/* Neither by hand nor by anybody's word alone is a compartment free again: somebody looks. */
static void out_of_use_by_hand_and_back_by_looking(void **state) {
        unsigned c;

        fixture_load(&fixture, 1, 1);
        c = fixture_where(&fixture, 1);
        fixture_sign_in(&fixture, "mara");
        page_of(c);
        fixture_press(&fixture, TARGET_PAGE_SHUT);
        fixture_expect(&fixture, SCREEN_STAFF_COMPARTMENT);
        assert_string_equal(fixture_last(&fixture, ENTRY_QUARANTINED).why, "by_hand");
        assert_int_equal(box_screen(fixture.box)->page.doubted_ms, fixture_last(&fixture, ENTRY_QUARANTINED).t_ms);
        assert_false(box_screen(fixture.box)->page.may_shut);
        fixture_sign_out(&fixture);
        fixture_scan_code(&fixture, 1);
        fixture_expect(&fixture, SCREEN_JAM);
        fixture_press(&fixture, TARGET_END);
        fixture_sign_in(&fixture, "mara");
        page_of(c);
        fixture_press(&fixture, TARGET_PAGE_LOOK);
        assert_int_equal(fixture_last(&fixture, ENTRY_SERVICE_OPEN).purpose, PURPOSE_LOOK);
        shut_and_answer(c, TARGET_FOUND_KEPT);
        assert_int_equal(fixture_count(&fixture, ENTRY_RETURNED_TO_SERVICE), 1);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_STORED);
        fixture_sign_out(&fixture);
        fixture_collect(&fixture, 1);
        fixture_door(&fixture, c, DOOR_CLOSED);
}

static void an_alert_leads_to_its_compartment(void **state) {
        fixture_force(&fixture, 9);
        fixture_door(&fixture, 9, DOOR_CLOSED);
        fixture_sign_in(&fixture, "mara");
        assert_int_equal(box_screen(fixture.box)->map.alarm_compartment, 9);
        fixture_press(&fixture, TARGET_ALERT);
        fixture_expect(&fixture, SCREEN_STAFF_COMPARTMENT);
        assert_int_equal(box_screen(fixture.box)->page.compartment, 9);
        assert_int_equal(box_screen(fixture.box)->page.reason, REASON_FORCED_OPEN);
        fixture_press(&fixture, TARGET_BACK);
        fixture_expect(&fixture, SCREEN_STAFF_OVERVIEW);
}

static void a_loader_takes_out_from_a_page_what_is_overdue_and_nothing_else(void **state) {
        unsigned c;

        fixture_load(&fixture, 1, 2);
        c = fixture_where(&fixture, 1);
        fixture_sign_in(&fixture, "lore");
        page_of(c);
        fixture_press(&fixture, TARGET_PAGE_TAKE);
        fixture_press(&fixture, TARGET_PAGE_OPEN);
        fixture_press(&fixture, TARGET_PAGE_SHUT);
        fixture_expect(&fixture, SCREEN_STAFF_COMPARTMENT);
        assert_int_equal(fixture_count(&fixture, ENTRY_SERVICE_OPEN) + fixture_count(&fixture, ENTRY_QUARANTINED), 0);
        fixture_sign_out(&fixture);
        fixture_pass(&fixture, INT64_C(11) * 86400 * 1000);
        fixture_sign_in(&fixture, "lore");
        assert_true(page_of(c)->may_take);
        fixture_press(&fixture, TARGET_PAGE_TAKE);
        assert_int_equal(fixture_last(&fixture, ENTRY_SERVICE_OPEN).purpose, PURPOSE_TAKE_OUT);
        shut_and_answer(c, TARGET_FOUND_TAKEN);
        assert_int_equal(box_screen(fixture.box)->page.cell, CELL_FREE);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_REMOVED);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(a_page_says_what_is_in_it_and_until_when, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(a_compartment_is_found_by_its_number, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(a_manager_opens_any_compartment_for_a_reason, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(what_was_found_in_a_free_compartment_takes_it_out_of_use, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(out_of_use_by_hand_and_back_by_looking, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(an_alert_leads_to_its_compartment, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(a_loader_takes_out_from_a_page_what_is_overdue_and_nothing_else, one_box_set_up, one_box_tear_down),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
