/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Whoever is turned away is told a number, and staff who hear it find why. The number names the entry, and says nothing of how many
 * there are.
 */
#include <stdio.h>
#include <stdlib.h>

#include "tests/box/session/fixture.h"
#include "tests/support/cmocka.h"

static struct fixture fixture;

static int set_up(void **state) {
        fixture_set_up(&fixture, NULL);
        fixture_load(&fixture, 1, 3);
        return 0;
}

static int tear_down(void **state) {
        fixture_tear_down(&fixture);
        return 0;
}

static unsigned refused_number(void) {
        fixture_expect(&fixture, SCREEN_REFUSED);
        return box_screen(fixture.box)->message.incident;
}

/* The row of the incident; fails when staff do not find it. */
static struct screen_row find(const char *sub, unsigned number) {
        const struct screen_list *list;
        struct screen_row row = { 0 };

        fixture_press(&fixture, TARGET_END);
        fixture_pass(&fixture, 60 * 1000);
        fixture_sign_in(&fixture, sub);
        fixture_press_number(&fixture, TARGET_TASK, TASK_DAY);
        fixture_press_number(&fixture, TARGET_TASK, TASK_INCIDENTS);
        fixture_expect(&fixture, SCREEN_STAFF_INCIDENTS);
        list = &box_screen(fixture.box)->list;
        for (unsigned i = 0; i < list->row_count && row.incident == 0; i++)
                if (list->rows[i].incident == number)
                        row = list->rows[i];
        fixture_sign_out(&fixture);
        assert_int_equal(row.incident, number);
        return row;
}

static void staff_find_by_its_number_why_somebody_was_turned_away(void **state) {
        static const char *const people[] = { "lore", "mara", "axel" };
        unsigned number;

        for (size_t i = 0; i < ARRAY_LEN(people); i++) {
                int64_t t_ms;

                fixture_scan_code(&fixture, 9);
                number = refused_number();
                t_ms = fixture_last(&fixture, ENTRY_REFUSED).t_ms;
                assert_in_range(number, TAG_INCIDENT_FIRST, TAG_INCIDENT_FIRST + TAG_INCIDENTS - 1);
                struct screen_row row = find(people[i], number);
                assert_int_equal(row.refusal, REFUSAL_NOT_HERE);
                assert_string_equal(row.case_number, "09090909");
                assert_int_equal(row.since_ms, t_ms);
        }
}

static void a_door_that_does_not_open_has_a_number(void **state) {
        unsigned c = fixture_where(&fixture, 1), number;
        struct screen_row row;

        fixture_collect_jammed(&fixture, 1);
        assert_int_equal(box_screen(fixture.box)->door.incident, 0);
        fixture_press(&fixture, TARGET_NO);
        fixture_expect(&fixture, SCREEN_JAM);
        number = box_screen(fixture.box)->door.incident;
        assert_true(number > 0);
        row = find("mara", number);
        assert_int_equal(row.reason, REASON_NOT_OPENED);
        assert_int_equal(row.compartment, c);
}

static void who_is_locked_out_has_a_number_and_who_was_right_has_none(void **state) {
        fixture_scan_code(&fixture, 1);
        for (unsigned i = 0; i < 5; i++) {
                fixture_type(&fixture, "01011901");
                if (i < 4)
                        fixture_press(&fixture, TARGET_AGAIN);
        }
        assert_int_equal(find("mara", refused_number()).refusal, REFUSAL_LOCKED);
        fixture_collect(&fixture, 2);
        fixture_expect(&fixture, SCREEN_DOOR);
        assert_int_equal(box_screen(fixture.box)->door.incident, 0);
}

/* What was only counted has no entry that a number could name. */
static void what_was_only_counted_has_no_number(void **state) {
        unsigned with = 0, without = 0;

        for (unsigned i = 0; i < 14; i++) {
                fixture_scan_code(&fixture, 20 + i);
                if (refused_number() > 0)
                        with++;
                else
                        without++;
                fixture_press(&fixture, TARGET_END);
        }
        assert_int_equal(with, 10);
        assert_int_equal(without, 4);
}

static void an_old_one_is_listed_no_more(void **state) {
        fixture_scan_code(&fixture, 9);
        assert_true(refused_number() > 0);
        fixture_pass(&fixture, INT64_C(49) * 3600 * 1000);
        fixture_sign_in(&fixture, "mara");
        fixture_press_number(&fixture, TARGET_TASK, TASK_DAY);
        fixture_press_number(&fixture, TARGET_TASK, TASK_INCIDENTS);
        assert_int_equal(box_screen(fixture.box)->list.row_count, 0);
}

/* At the keypad, as it is read from a paper or told over the telephone. */
static void type_number(unsigned number) {
        char text[INCIDENT_TEXT_SIZE];

        snprintf(text, sizeof(text), "%04u", number % 10000);
        fixture_type(&fixture, text);
}

static void go_to_typing(const char *sub) {
        fixture_sign_in(&fixture, sub);
        fixture_press_number(&fixture, TARGET_TASK, TASK_DAY);
        fixture_press_number(&fixture, TARGET_TASK, TASK_INCIDENTS);
        fixture_press(&fixture, TARGET_NEXT);
        fixture_expect(&fixture, SCREEN_STAFF_INCIDENT);
}

/* Also when it is listed no more, and with the words of the list. */
static void a_number_is_found_by_typing_it_however_old_it_is(void **state) {
        const struct screen_list *list = &box_screen(fixture.box)->list;
        struct screen_row listed;
        unsigned number;

        fixture_scan_code(&fixture, 9);
        number = refused_number();
        listed = find("mara", number);
        fixture_pass(&fixture, INT64_C(49) * 3600 * 1000);
        go_to_typing("lore");
        type_number(number);
        fixture_expect(&fixture, SCREEN_STAFF_INCIDENTS);
        assert_int_equal(list->sought, number);
        assert_int_equal(list->row_count, 1);
        assert_memory_equal(&list->rows[0], &listed, sizeof(listed));
        fixture_press(&fixture, TARGET_NEXT);
        fixture_expect(&fixture, SCREEN_STAFF_INCIDENT);
        assert_int_equal(box_screen(fixture.box)->entry.digit_count, 0);
        fixture_press(&fixture, TARGET_BACK);
        fixture_expect(&fixture, SCREEN_STAFF_INCIDENTS);
        assert_int_equal(list->sought, 0);
        fixture_press(&fixture, TARGET_BACK);
        fixture_expect(&fixture, SCREEN_STAFF_DAY);
}

/* One digit misheard: the others need not be typed again, and whoever begins another number does not have to take them back. */
static void a_number_of_nothing_stays_to_be_changed(void **state) {
        const struct screen_entry *entry = &box_screen(fixture.box)->entry;
        char text[INCIDENT_TEXT_SIZE];
        unsigned number, wrong;

        fixture_scan_code(&fixture, 9);
        number = refused_number();
        wrong = number % 10 ? number - 1 : number + 1;
        find("mara", number);
        go_to_typing("mara");
        type_number(wrong);
        fixture_expect(&fixture, SCREEN_STAFF_INCIDENT);
        snprintf(text, sizeof(text), "%04u", wrong % 10000);
        assert_true(entry->check_failed);
        assert_string_equal(entry->digits, text);
        fixture_press(&fixture, TARGET_DELETE);
        assert_false(entry->check_failed);
        fixture_press_number(&fixture, TARGET_KEY, number % 10);
        fixture_press(&fixture, TARGET_NEXT);
        fixture_expect(&fixture, SCREEN_STAFF_INCIDENTS);
        fixture_press(&fixture, TARGET_NEXT);
        type_number(wrong);
        type_number(number);
        fixture_expect(&fixture, SCREEN_STAFF_INCIDENTS);
}

static int compare(const void *a, const void *b) {
        return (int)*(const unsigned *)a - (int)*(const unsigned *)b;
}

/* Neighbours are no neighbours: of 400 in a row, about half follow a smaller one, and hardly two are alike. Another box has others. */
static void a_number_says_nothing_of_how_many_there_are(void **state) {
        enum { COUNT = 400 };
        static const uint8_t other_secret[TAG_SECRET_LEN] = { 43 };
        unsigned numbers[COUNT], rises = 0, alike = 0, shared = 0;
        struct tag_key *other;

        assert_int_equal(tag_key_new(other_secret, &other), 0);
        for (unsigned n = 0; n < COUNT; n++) {
                numbers[n] = tag_incident(fixture.tags, 1000 + n);
                rises += n > 0 && numbers[n] > numbers[n - 1];
                shared += numbers[n] == tag_incident(other, 1000 + n);
        }
        tag_key_free(other);
        qsort(numbers, COUNT, sizeof(numbers[0]), compare);
        for (unsigned n = 1; n < COUNT; n++)
                alike += numbers[n] == numbers[n - 1];
        assert_in_range(rises, 150, 250);
        assert_in_range(alike, 0, 30);
        assert_in_range(shared, 0, 3);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(staff_find_by_its_number_why_somebody_was_turned_away, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_door_that_does_not_open_has_a_number, set_up, tear_down),
                cmocka_unit_test_setup_teardown(who_is_locked_out_has_a_number_and_who_was_right_has_none, set_up, tear_down),
                cmocka_unit_test_setup_teardown(what_was_only_counted_has_no_number, set_up, tear_down),
                cmocka_unit_test_setup_teardown(an_old_one_is_listed_no_more, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_number_is_found_by_typing_it_however_old_it_is, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_number_of_nothing_stays_to_be_changed, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_number_says_nothing_of_how_many_there_are, set_up, tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
