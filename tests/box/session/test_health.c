/* SPDX-License-Identifier: EUPL-1.2 */
/* What a box has to do without, one after the other: room on the disk, compartments, all its locks. */
#include <string.h>

#include "tests/box/session/fixture.h"
#include "tests/support/cmocka.h"

enum { MIB = 1 << 20 };

static struct fixture fixture;
static uint64_t space; /* what the file system is said to have */

int __wrap_store_space(struct store *store, uint64_t *ret_bytes);
int __wrap_store_space(struct store *store, uint64_t *ret_bytes) {
        *ret_bytes = space;
        return 0;
}

static int set_up(void **state) {
        space = UINT64_MAX;
        fixture = (struct fixture){ 0 };
        fixture_set_up(&fixture, NULL);
        return 0;
}

static int tear_down(void **state) {
        fixture_tear_down(&fixture);
        return 0;
}

/* Also where the screen behind is out of order. */
static void sign_out(void) {
        fixture_scan_badge(&fixture, "lore");
        assert_true(fixture_screen(&fixture) == SCREEN_IDLE || fixture_screen(&fixture) == SCREEN_OUT_OF_ORDER);
}

static void expect_state(enum device device, enum condition condition) {
        fixture_sign_in(&fixture, "lore");
        fixture_press_number(&fixture, TARGET_TASK, TASK_STATE);
        assert_true(fixture_state_says(&fixture, device, condition));
        sign_out();
}

static void expect_not_loaded(unsigned n) {
        unsigned begun = fixture_count(&fixture, ENTRY_LOAD_BEGIN);

        fixture_sign_in(&fixture, "lore");
        fixture_scan_ticket(&fixture, n);
        fixture_expect(&fixture, SCREEN_STAFF_REFUSED);
        assert_true(box_screen(fixture.box)->refused.disk_full);
        assert_false(box_screen(fixture.box)->refused.no_room);
        sign_out();
        assert_int_equal(fixture_count(&fixture, ENTRY_LOAD_BEGIN), begun);
}

static void with_little_room_nothing_is_loaded_and_all_handed_out(void **state) {
        fixture_load(&fixture, 1, 1);
        space = 31 * MIB;
        expect_not_loaded(2);
        expect_not_loaded(3);
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM), 1);
        assert_string_equal(fixture_last(&fixture, ENTRY_ALARM).what, "disk");
        expect_state(DEVICE_DISK, CONDITION_NEARLY_FULL);
        fixture_collect(&fixture, 1);
        fixture_expect(&fixture, SCREEN_DOOR);
        fixture_door(&fixture, fixture_where(&fixture, 1), DOOR_CLOSED);
        fixture_press(&fixture, TARGET_END);
        space = 32 * MIB;
        fixture_load(&fixture, 2, 2);
        assert_string_equal(fixture_last(&fixture, ENTRY_ALARM_CLEARED).what, "disk");
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM), 1);
}

static void without_room_nothing_begins(void **state) {
        fixture_load(&fixture, 1, 1);
        space = 8 * MIB - 1;
        fixture_scan_code(&fixture, 1);
        fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
        fixture_press(&fixture, TARGET_START);
        fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM), 2);
        assert_string_equal(fixture_last(&fixture, ENTRY_ALARM).what, "disk_full");
        assert_int_equal(fixture_count(&fixture, ENTRY_RELEASE), 0);
        expect_state(DEVICE_DISK, CONDITION_FULL);
        expect_not_loaded(2);
        space = 40 * MIB;
        fixture_scan_code(&fixture, 1);
        fixture_expect(&fixture, SCREEN_BIRTH);
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM_CLEARED), 2);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_STORED);
}

static void a_session_that_has_begun_is_finished(void **state) {
        fixture_load(&fixture, 1, 1);
        fixture_scan_code(&fixture, 1);
        space = 0;
        fixture_type(&fixture, "02051990");
        fixture_expect(&fixture, SCREEN_DOOR);
        fixture_door(&fixture, fixture_where(&fixture, 1), DOOR_CLOSED);
        fixture_press(&fixture, TARGET_END);
        fixture_press(&fixture, TARGET_START);
        fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_ISSUED);
}

static void an_hour_later_the_room_is_looked_at_by_itself(void **state) {
        space = 31 * MIB;
        fixture_pass(&fixture, INT64_C(61) * 60 * 1000);
        assert_string_equal(fixture_last(&fixture, ENTRY_ALARM).what, "disk");
        space = MIB;
        fixture_pass(&fixture, INT64_C(61) * 60 * 1000);
        fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
        space = UINT64_MAX;
        fixture_pass(&fixture, INT64_C(61) * 60 * 1000);
        fixture_expect(&fixture, SCREEN_IDLE);
}

static void absent_compartments_are_one_alarm_and_come_back(void **state) {
        fixture_load(&fixture, 1, 2);
        fixture.absent[fixture_where(&fixture, 1) - 1] = fixture.absent[22] = fixture.absent[23] = true;
        fixture_restart(&fixture);
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM), 1);
        assert_string_equal(fixture_last(&fixture, ENTRY_ALARM).what, "chips");
        expect_state(DEVICE_CHIPS, CONDITION_GONE);
        fixture_scan_code(&fixture, 1);
        assert_int_not_equal(fixture_screen(&fixture), SCREEN_BIRTH);
        fixture_press(&fixture, TARGET_END);
        fixture_pass(&fixture, 120 * 1000);
        fixture_collect(&fixture, 2);
        fixture_expect(&fixture, SCREEN_DOOR);
        fixture_door(&fixture, fixture_where(&fixture, 2), DOOR_CLOSED);
        fixture_press(&fixture, TARGET_END);
        memset(fixture.absent, 0, sizeof(fixture.absent));
        fixture_restart(&fixture);
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM), 1);
        expect_state(DEVICE_CHIPS, CONDITION_OK);
        fixture_collect(&fixture, 1);
        fixture_expect(&fixture, SCREEN_DOOR);
}

static void a_compartment_that_goes_and_comes_back_is_taken_up_without_a_start(void **state) {
        unsigned c;

        fixture_load(&fixture, 1, 1);
        c = fixture_where(&fixture, 1);
        fixture_set_absent(&fixture, c, true);
        assert_string_equal(fixture_last(&fixture, ENTRY_ALARM).what, c == 1 ? "chips:1" : "chips:2");
        fixture_scan_code(&fixture, 1);
        assert_int_not_equal(fixture_screen(&fixture), SCREEN_BIRTH);
        fixture_press(&fixture, TARGET_END);
        fixture_pass(&fixture, 120 * 1000);
        fixture_set_absent(&fixture, 23, true);
        assert_string_equal(fixture_last(&fixture, ENTRY_ALARM).what, "chips");
        fixture_set_absent(&fixture, 23, false);
        fixture_set_absent(&fixture, c, false);
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM), 3);
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM_CLEARED), 3);
        fixture_collect(&fixture, 1);
        fixture_expect(&fixture, SCREEN_DOOR);
        assert_int_equal(fixture_count(&fixture, ENTRY_QUARANTINED), 0);
}

static void one_that_comes_back_open_is_found_open(void **state) {
        fixture_load(&fixture, 1, 1);
        fixture_set_absent(&fixture, 20, true);
        fixture.doors[19] = DOOR_OPEN;
        fixture_set_absent(&fixture, 20, false);
        assert_int_equal(fixture_last(&fixture, ENTRY_FOUND_OPEN).c, 20);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 0);
        assert_string_equal(fixture_last(&fixture, ENTRY_QUARANTINED).why, "found_open");
}

static void a_door_open_before_and_after_is_the_same_opening(void **state) {
        unsigned c;

        fixture_load(&fixture, 1, 1);
        c = fixture_where(&fixture, 1);
        fixture_collect(&fixture, 1);
        fixture_expect(&fixture, SCREEN_DOOR);
        fixture_set_absent(&fixture, c, true);
        fixture_set_absent(&fixture, c, false);
        fixture_expect(&fixture, SCREEN_DOOR);
        fixture_set_absent(&fixture, c, true);
        fixture.doors[c - 1] = DOOR_CLOSED;
        fixture_set_absent(&fixture, c, false);
        fixture_expect(&fixture, SCREEN_DONE);
        assert_int_equal(fixture_count(&fixture, ENTRY_ISSUED), 1);
        assert_int_equal(fixture_count(&fixture, ENTRY_CLOSED), 1);
        assert_int_equal(fixture_count(&fixture, ENTRY_FOUND_OPEN) + fixture_count(&fixture, ENTRY_FORCED_OPEN), 0);
}

/* What was released before a start is judged when its switch can be read: not before, and only once. */
static void released_and_absent_at_the_start_is_judged_when_it_is_back(enum door_state door) {
        unsigned c;

        fixture_load(&fixture, 1, 1);
        c = fixture_where(&fixture, 1);
        fixture.jammed[c - 1] = true;
        fixture_collect(&fixture, 1);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_RELEASING);
        fixture.absent[c - 1] = true;
        fixture_restart(&fixture);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_RELEASING);
        assert_int_equal(fixture_count(&fixture, ENTRY_UNSURE) + fixture_count(&fixture, ENTRY_ISSUED), 0);
        fixture.jammed[c - 1] = false;
        fixture.doors[c - 1] = door;
        fixture_set_absent(&fixture, c, false);
        fixture_set_absent(&fixture, c, true);
        fixture_set_absent(&fixture, c, false);
}

static void released_absent_and_back_with_its_door_open_is_issued(void **state) {
        released_and_absent_at_the_start_is_judged_when_it_is_back(DOOR_OPEN);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_ISSUED);
        assert_int_equal(fixture_last(&fixture, ENTRY_ISSUED).how, HOW_FOUND);
        assert_int_equal(fixture_count(&fixture, ENTRY_ISSUED), 1);
}

static void released_absent_and_back_with_its_door_shut_is_unsure(void **state) {
        released_and_absent_at_the_start_is_judged_when_it_is_back(DOOR_CLOSED);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_STORED);
        assert_int_equal(fixture_count(&fixture, ENTRY_UNSURE), 1);
        fixture_collect(&fixture, 1);
        fixture_expect(&fixture, SCREEN_DOOR);
}

static void a_loose_plug_does_not_fill_the_ledger(void **state) {
        unsigned before;

        for (unsigned i = 0; i < 500; i++)
                fixture_set_absent(&fixture, 7, i % 2 == 0);
        before = fixture_count(&fixture, ENTRY_ALARM) + fixture_count(&fixture, ENTRY_ALARM_CLEARED);
        assert_int_equal(before, CAUSE_CHIPS_MOST);
        fixture_set_absent(&fixture, 7, true);
        fixture_pass(&fixture, INT64_C(61) * 60 * 1000);
        assert_string_equal(fixture_last(&fixture, ENTRY_ALARM).what, "chips:7");
        expect_state(DEVICE_CHIPS, CONDITION_GONE);
}

static void without_locks_the_box_is_out_of_order_and_judges_nothing(void **state) {
        unsigned c;

        fixture_load(&fixture, 1, 1);
        c = fixture_where(&fixture, 1);
        fixture.jammed[c - 1] = true;
        fixture_collect(&fixture, 1);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_RELEASING);
        fixture.unusable = ALARM_LOCKS;
        fixture_restart(&fixture);
        fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
        assert_string_equal(fixture_last(&fixture, ENTRY_ALARM).what, "locks");
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_RELEASING);
        fixture_scan_code(&fixture, 1);
        fixture_scan_badge(&fixture, "lore");
        fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
        /* The door was open all the time: a start that sees it says so. */
        fixture.unusable = ALARM_NONE;
        fixture.jammed[c - 1] = false;
        fixture.doors[c - 1] = DOOR_OPEN;
        fixture_restart(&fixture);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_ISSUED);
        assert_int_equal(fixture_last(&fixture, ENTRY_ISSUED).how, HOW_FOUND);
}

#define HEALTH_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                HEALTH_TEST(with_little_room_nothing_is_loaded_and_all_handed_out),
                HEALTH_TEST(without_room_nothing_begins),
                HEALTH_TEST(a_session_that_has_begun_is_finished),
                HEALTH_TEST(an_hour_later_the_room_is_looked_at_by_itself),
                HEALTH_TEST(absent_compartments_are_one_alarm_and_come_back),
                HEALTH_TEST(a_compartment_that_goes_and_comes_back_is_taken_up_without_a_start),
                HEALTH_TEST(one_that_comes_back_open_is_found_open),
                HEALTH_TEST(a_door_open_before_and_after_is_the_same_opening),
                HEALTH_TEST(released_absent_and_back_with_its_door_open_is_issued),
                HEALTH_TEST(released_absent_and_back_with_its_door_shut_is_unsure),
                HEALTH_TEST(a_loose_plug_does_not_fill_the_ledger),
                HEALTH_TEST(without_locks_the_box_is_out_of_order_and_judges_nothing),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
