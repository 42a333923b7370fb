/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The round and reconciliation on the real store: one walk along the cabinet. What a document costs at the screen is counted in touches
 * and scans, and in seconds: those that the box lets pass, and for each thing a hand does the same time on each way. Before there was a
 * walk, a take-out cost two touches and two ways a document: that way is there still, and is gone here as well.
 */
#include <string.h>

#include "tests/box/session/fixture.h"
#include "tests/support/cmocka.h"

enum { DAYS_11_MS = 11 * 86400 * 1000, DOCUMENTS = 40, SETTLE_MS = 2100 };

/* What hands take, set once for all ways. */
enum { HAND_TOUCH_MS = 1500, HAND_SCAN_MS = 2000, HAND_DOOR_MS = 3000, HAND_WALK_MS = 4000 };

static struct fixture fixture;

static int tear_down(void **state) {
        fixture_check_pulses(&fixture);
        fixture_tear_down(&fixture);
        return 0;
}

static void set_up_with(unsigned compartments, bool four_eyes) {
        fixture_set_up(&fixture, &(struct fixture_options){ .compartments = compartments, .four_eyes = four_eyes });
}

static unsigned open_one(void) {
        return screen_compartment(box_screen(fixture.box));
}

/* The door that is open is shut and stays so: the next one opens, or somebody is asked. */
static void shut_and_settle(void) {
        fixture_expect(&fixture, SCREEN_STAFF_TAKE);
        fixture_door(&fixture, open_one(), DOOR_CLOSED);
        fixture_expect(&fixture, SCREEN_STAFF_FOUND);
        fixture_pass(&fixture, SETTLE_MS);
}

static void begin(const char *sub, enum word_task task) {
        fixture_sign_in(&fixture, sub);
        fixture_press_number(&fixture, TARGET_TASK, task == TASK_RECONCILE ? TASK_ROUND : task);
        if (task == TASK_RECONCILE)
                fixture_press_number(&fixture, TARGET_TASK, task);
        fixture_press(&fixture, TARGET_NEXT);
        if (task != TASK_RECONCILE)
                return;
        fixture_expect(&fixture, SCREEN_STAFF_SECOND); /* whatever the office has set */
        fixture_sign_in(&fixture, "lutz");
}

static unsigned answer_by_screen(enum target_id id) {
        unsigned c = open_one();

        fixture_expect(&fixture, SCREEN_STAFF_FOUND);
        fixture_press(&fixture, id);
        return c;
}

/* ---- what it costs ---- */

struct effort {
        unsigned documents, touches, scans, doors, walks;
        int64_t waited_ms;              /* simulated: what the box lets pass */
};

/* A document, in tenths of a second. */
static unsigned cost(const struct effort *effort) {
        int64_t ms = effort->waited_ms + effort->touches * HAND_TOUCH_MS + effort->scans * HAND_SCAN_MS + effort->doors * HAND_DOOR_MS +
                     effort->walks * HAND_WALK_MS;

        return (unsigned)(ms / 100 / effort->documents);
}

static void print_effort(const char *what, const struct effort *effort) {
        print_message("%-34s %3u documents: %3u touches, %2u scans, %2u doors, %2u ways along the cabinet; %u.%u s a document\n", what, effort->documents,
                      effort->touches, effort->scans, effort->doors, effort->walks, cost(effort) / 10, cost(effort) % 10);
}

/* How it goes without a walk: each compartment chosen from a list and answered for there, with a way to it and back. Done, not reckoned. */
static struct effort take_out_from_the_list(void) {
        struct effort effort = { .documents = DOCUMENTS, .doors = DOCUMENTS, .walks = 2 * DOCUMENTS };
        unsigned touches;
        int64_t since_ms;

        set_up_with(48, false);
        fixture_load(&fixture, 1, DOCUMENTS);
        fixture_pass(&fixture, DAYS_11_MS);
        fixture_sign_in(&fixture, "lore");
        touches = fixture.tones[TONE_KEY];
        since_ms = fixture.now.mono_ms;
        fixture_press_number(&fixture, TARGET_TASK, TASK_OVERDUE);
        for (unsigned i = 0; i < DOCUMENTS; i++) {
                fixture_press_number(&fixture, TARGET_ROW, i > 0); /* the answer to the first can be changed still */
                fixture_expect(&fixture, SCREEN_STAFF_TAKE);
                fixture_door(&fixture, open_one(), DOOR_CLOSED);
                fixture_expect(&fixture, SCREEN_STAFF_FOUND);
                fixture_press(&fixture, TARGET_FOUND_TAKEN);
                fixture_expect(&fixture, SCREEN_STAFF_OVERDUE);
        }
        fixture_sign_out(&fixture);
        assert_int_equal(fixture_count(&fixture, ENTRY_REMOVED), DOCUMENTS);
        effort.touches = fixture.tones[TONE_KEY] - touches;
        effort.waited_ms = fixture.now.mono_ms - since_ms;
        return effort;
}

/* ---- taking out ---- */

/* Documents 1 to last are overdue, and a round begins. */
static void begin_round(unsigned compartments, unsigned last) {
        set_up_with(compartments, false);
        fixture_load(&fixture, 1, last);
        fixture_let_expire(&fixture);
        begin("lore", TASK_ROUND);
}

static void forty_overdue_documents_cost_no_walk_to_the_screen(void **state) {
        struct effort walk, list;
        unsigned touches, before = 0;
        int64_t since_ms;

        set_up_with(48, false);
        fixture_load(&fixture, 1, DOCUMENTS);
        fixture_pass(&fixture, DAYS_11_MS);
        fixture_sign_in(&fixture, "lore");
        touches = fixture.tones[TONE_KEY];
        since_ms = fixture.now.mono_ms;
        fixture_press_number(&fixture, TARGET_TASK, TASK_ROUND);
        assert_int_equal(box_screen(fixture.box)->list.row_count, DOCUMENTS);
        fixture_press(&fixture, TARGET_NEXT);
        for (unsigned i = 0; i < DOCUMENTS; i++) {
                assert_true(open_one() > before);
                before = open_one();
                assert_int_equal(box_screen(fixture.box)->door.left, DOCUMENTS - i);
                assert_int_equal(fixture_last(&fixture, ENTRY_SERVICE_OPEN).purpose, PURPOSE_TAKE_OUT);
                shut_and_settle();
        }
        assert_int_equal(fixture_count(&fixture, ENTRY_REMOVED), 0); /* nothing is free before somebody says so */
        for (unsigned n = DOCUMENTS; n >= 1; n--) {
                fixture_expect(&fixture, SCREEN_STAFF_FOUND);
                fixture_scan_ticket(&fixture, n);
        }
        fixture_expect(&fixture, SCREEN_STAFF_ROUND);
        fixture_sign_out(&fixture);
        touches = fixture.tones[TONE_KEY] - touches;
        assert_int_equal(touches, 3); /* round, begin, sign out */
        walk = (struct effort){ .documents = DOCUMENTS, .touches = touches, .scans = DOCUMENTS, .doors = DOCUMENTS, .walks = 1,
                                .waited_ms = fixture.now.mono_ms - since_ms };
        assert_int_equal(fixture_count(&fixture, ENTRY_REMOVED), DOCUMENTS);
        for (unsigned n = 1; n <= DOCUMENTS; n++)
                assert_int_equal(fixture_consignment(&fixture, n).state, CONSIGNMENT_REMOVED);
        fixture_tear_down(&fixture);
        list = take_out_from_the_list();
        assert_int_equal(list.touches, 2 * DOCUMENTS + 2);
        print_effort("take-out", &walk);
        print_effort("… each from the list", &list);
        assert_true(cost(&walk) < cost(&list));
}

static void a_label_at_the_open_door_answers_for_it(void **state) {
        begin_round(8, 2);
        fixture_scan_ticket(&fixture, 2); /* another's */
        assert_int_equal(fixture.tones[TONE_WRONG], 1);
        fixture_scan_ticket(&fixture, 1);
        shut_and_settle();
        fixture_scan_ticket(&fixture, 2);
        shut_and_settle();
        fixture_expect(&fixture, SCREEN_STAFF_ROUND);
        assert_int_equal(box_screen(fixture.box)->list.row_count, 0);
        assert_int_equal(fixture_count(&fixture, ENTRY_REMOVED), 2);
        assert_int_equal(fixture_count(&fixture, ENTRY_REFUSED), 0);
}

static void an_answer_is_changed_until_the_next_opens(void **state) {
        unsigned c;

        begin_round(0, 1);
        c = open_one();
        fixture_scan_ticket(&fixture, 1);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_press(&fixture, TARGET_FOUND_EMPTY);
        fixture_press(&fixture, TARGET_FOUND_ELSE);
        assert_int_equal(fixture_count(&fixture, ENTRY_REMOVED), 0);
        fixture_pass(&fixture, SETTLE_MS);
        fixture_pass(&fixture, STAFF_ANSWER_MS);
        assert_int_equal(fixture_count(&fixture, ENTRY_REMOVED), 1);
        assert_int_equal(fixture_last(&fixture, ENTRY_REMOVED).found, FOUND_ELSE);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_QUARANTINED);
}

/* A latch that misses: what was said of the compartment counts once, when its door is shut again. */
static void an_answer_waits_for_a_door_that_springs_open(void **state) {
        unsigned c;

        begin_round(0, 1);
        c = open_one();
        fixture_scan_ticket(&fixture, 1);
        fixture_door(&fixture, c, DOOR_CLOSED);
        for (unsigned i = 0; i < 3; i++) {
                fixture_door(&fixture, c, DOOR_OPEN);
                fixture_pass(&fixture, 2 * STAFF_ANSWER_MS);
                fixture_expect(&fixture, SCREEN_UNLATCHED);
                assert_int_equal(fixture_count(&fixture, ENTRY_REMOVED), 0);
                fixture_door(&fixture, c, DOOR_CLOSED);
        }
        fixture_pass(&fixture, SETTLE_MS);
        fixture_pass(&fixture, STAFF_ANSWER_MS);
        assert_int_equal(fixture_count(&fixture, ENTRY_REMOVED), 1);
        assert_int_equal(fixture_count(&fixture, ENTRY_RETURNED_TO_SERVICE), 0);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_FREE);
}

static void what_is_never_answered_is_doubted(void **state) {
        for (unsigned way = 0; way < 2; way++) {
                set_up_with(8, false);
                fixture_load(&fixture, 1, 3);
                fixture_pass(&fixture, DAYS_11_MS);
                begin("lore", TASK_ROUND);
                shut_and_settle();
                if (way == 0) {
                        shut_and_settle();
                        shut_and_settle();
                        fixture_expect(&fixture, SCREEN_STAFF_FOUND);
                        fixture_pass(&fixture, 4 * 60 * 1000); /* nobody is there any more */
                } else {
                        fixture_pass(&fixture, 6 * 60 * 1000); /* the second door is left open */
                        fixture_door(&fixture, fixture_where(&fixture, 2), DOOR_CLOSED);
                }
                fixture_expect(&fixture, SCREEN_IDLE);
                assert_int_equal(fixture_compartment(&fixture, fixture_where(&fixture, 1)).state, COMPARTMENT_QUARANTINED);
                assert_int_equal(fixture_compartment(&fixture, fixture_where(&fixture, 2)).state, COMPARTMENT_QUARANTINED);
                assert_int_equal(fixture_count(&fixture, ENTRY_REMOVED), 0);
                if (way == 0)
                        tear_down(NULL);
        }
}

static void a_walk_ends_when_somebody_says_so_and_asks_before(void **state) {
        unsigned opened;

        set_up_with(8, false);
        fixture_load(&fixture, 1, 3);
        fixture_pass(&fixture, DAYS_11_MS);
        begin("lore", TASK_ROUND);
        shut_and_settle();
        fixture_press(&fixture, TARGET_END);
        assert_true(box_screen(fixture.box)->door.ends);
        opened = fixture_count(&fixture, ENTRY_SERVICE_OPEN);
        shut_and_settle();
        answer_by_screen(TARGET_FOUND_TAKEN);
        answer_by_screen(TARGET_FOUND_EMPTY);
        fixture_expect(&fixture, SCREEN_STAFF_ROUND);
        assert_int_equal(fixture_count(&fixture, ENTRY_SERVICE_OPEN), opened);
        fixture_pass(&fixture, 11000);
        assert_int_equal(fixture_count(&fixture, ENTRY_REMOVED), 2);
        assert_int_equal(box_screen(fixture.box)->list.row_count, 1);
}

static void a_door_that_does_not_open_is_passed_over(void **state) {
        unsigned c;

        set_up_with(8, false);
        fixture_load(&fixture, 1, 2);
        fixture_pass(&fixture, DAYS_11_MS);
        c = fixture_where(&fixture, 1);
        fixture.jammed[c - 1] = true;
        begin("lore", TASK_ROUND);
        fixture_pass(&fixture, 9500);
        assert_int_equal(open_one(), fixture_where(&fixture, 2));
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_QUARANTINED);
        fixture_scan_ticket(&fixture, 2);
        shut_and_settle();
        fixture_expect(&fixture, SCREEN_STAFF_ROUND);
}

/* ---- what is in doubt ---- */

static void what_is_in_doubt_is_answered_before_the_next_opens(void **state) {
        unsigned first, second;

        set_up_with(8, true);
        fixture_load(&fixture, 1, 2);
        first = fixture_where(&fixture, 1);
        second = fixture_where(&fixture, 2);
        fixture_pass(&fixture, 60 * 1000); /* nobody owns these doors any more */
        fixture_force(&fixture, first);
        fixture_door(&fixture, first, DOOR_CLOSED);
        fixture_force(&fixture, second);
        fixture_door(&fixture, second, DOOR_CLOSED);
        fixture_sign_in(&fixture, "lore");
        fixture_press_number(&fixture, TARGET_TASK, TASK_ROUND);
        assert_int_equal(box_screen(fixture.box)->list.row_count, 0); /* none of a loader's business */
        fixture_press(&fixture, TARGET_NEXT);
        fixture_expect(&fixture, SCREEN_STAFF_ROUND);
        fixture_sign_out(&fixture);
        begin("mara", TASK_ROUND);
        fixture_expect(&fixture, SCREEN_STAFF_SECOND);
        fixture_sign_in(&fixture, "lutz");
        assert_int_equal(open_one(), first < second ? first : second);
        assert_int_equal(fixture_last(&fixture, ENTRY_SERVICE_OPEN).purpose, PURPOSE_LOOK);
        shut_and_settle();
        fixture_pass(&fixture, 20000);
        answer_by_screen(TARGET_FOUND_KEPT);
        fixture_expect(&fixture, SCREEN_STAFF_TAKE);
        fixture_scan_ticket(&fixture, first < second ? 2 : 1);
        shut_and_settle();
        fixture_expect(&fixture, SCREEN_STAFF_ROUND);
        fixture_sign_out(&fixture);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_STORED);
        assert_int_equal(fixture_consignment(&fixture, 2).state, CONSIGNMENT_STORED);
        assert_int_equal(fixture_count(&fixture, ENTRY_RETURNED_TO_SERVICE), 2);
}

/* ---- reconciliation ---- */

/* What is there is said by its label, what is empty by one touch. */
static void reconcile_some(unsigned doors) {
        for (unsigned i = 0; i < doors; i++) {
                struct store_compartment compartment = fixture_compartment(&fixture, open_one());

                if (i + 1 == doors)
                        fixture_press(&fixture, TARGET_END);
                if (compartment.has_consignment)
                        fixture_scan_ticket(&fixture, compartment.cti[0]);
                shut_and_settle();
                if (!compartment.has_consignment)
                        answer_by_screen(TARGET_FOUND_EMPTY);
        }
        fixture_expect(&fixture, SCREEN_STAFF_RECONCILE);
}

static void a_cabinet_is_reconciled_in_parts_over_days(void **state) {
        struct entry entry;
        unsigned touches;
        int64_t since_ms, waited_ms;

        set_up_with(96, false);
        fixture_load(&fixture, 1, 60);
        touches = fixture.tones[TONE_KEY];
        since_ms = fixture.now.mono_ms;
        begin("mara", TASK_RECONCILE);
        reconcile_some(50);
        assert_int_equal(box_screen(fixture.box)->list.row_count, 46);
        assert_int_equal(fixture_count(&fixture, ENTRY_RECONCILED), 0);
        fixture_sign_out(&fixture);
        waited_ms = fixture.now.mono_ms - since_ms;
        fixture_restart(&fixture);
        fixture_pass(&fixture, INT64_C(20) * 3600 * 1000);
        since_ms = fixture.now.mono_ms;
        begin("mara", TASK_RECONCILE);
        reconcile_some(46);
        assert_int_equal(box_screen(fixture.box)->list.row_count, 96); /* the next one begins with all of them */
        assert_true(box_screen(fixture.box)->list.reconciled_ms > 0);
        fixture_sign_out(&fixture);
        touches = fixture.tones[TONE_KEY] - touches;
        waited_ms += fixture.now.mono_ms - since_ms;
        assert_int_equal(touches, 36 + 2 * (2 * 9 + 3 + 1 + 1)); /* the empty ones; twice two PINs, the way there, the end, signing out */
        print_effort("reconciliation, with two sign-ins", &(struct effort){ .documents = 96, .touches = touches, .scans = 60, .doors = 96, .walks = 2, .waited_ms = waited_ms });
        entry = fixture_last(&fixture, ENTRY_RECONCILED);
        assert_int_equal(entry.there, 60);
        assert_int_equal(entry.empty, 36);
        assert_int_equal(entry.other, 0);
        assert_string_equal(entry.by, "mara");
        for (unsigned n = 1; n <= 60; n++)
                assert_int_equal(fixture_consignment(&fixture, n).state, CONSIGNMENT_STORED);
}

static void a_document_that_is_missing_is_counted_and_its_place_free(void **state) {
        struct entry entry;

        set_up_with(2, false);
        fixture_load(&fixture, 1, 1);
        begin("mara", TASK_RECONCILE);
        for (unsigned i = 0; i < 2; i++) {
                shut_and_settle();
                answer_by_screen(fixture_compartment(&fixture, open_one()).has_consignment ? TARGET_FOUND_EMPTY : TARGET_FOUND_ELSE);
        }
        fixture_expect(&fixture, SCREEN_STAFF_RECONCILE);
        entry = fixture_last(&fixture, ENTRY_RECONCILED);
        assert_int_equal(entry.there, 0);
        assert_int_equal(entry.empty, 1);
        assert_int_equal(entry.other, 1);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_REMOVED);
        assert_int_equal(fixture_last(&fixture, ENTRY_REMOVED).found, FOUND_EMPTY);
}

/* ---- the day ---- */

static void the_day_is_told_in_numbers_and_lists(void **state) {
        const struct screen *screen;

        set_up_with(24, false);
        fixture_load(&fixture, 1, 5);
        fixture_collect(&fixture, 1);
        fixture_door(&fixture, fixture_where(&fixture, 1), DOOR_CLOSED);
        fixture_press(&fixture, TARGET_END);
        fixture_sign_in(&fixture, "axel");
        fixture_press_number(&fixture, TARGET_TASK, TASK_DAY);
        fixture_expect(&fixture, SCREEN_STAFF_DAY);
        screen = box_screen(fixture.box);
        assert_int_equal(screen->day.loaded, 5);
        assert_int_equal(screen->day.issued, 1);
        assert_int_equal(screen->day.inside, 4);
        assert_int_equal(screen->day.tomorrow, 0);
        fixture_press_number(&fixture, TARGET_TASK, TASK_CONTENTS);
        fixture_expect(&fixture, SCREEN_STAFF_CONTENTS);
        assert_int_equal(screen->list.row_count, 4);
        assert_string_equal(screen->list.rows[0].case_number, "02020202");
        fixture_press_number(&fixture, TARGET_ROWS, 2);
        assert_int_equal(screen->list.first, 2);
        fixture_press(&fixture, TARGET_BACK);
        fixture_expect(&fixture, SCREEN_STAFF_DAY);
        fixture_sign_out(&fixture);
        fixture_pass(&fixture, fixture_consignment(&fixture, 2).deadline_ms - fixture.now.wall_ms - INT64_C(20) * 3600 * 1000);
        fixture_sign_in(&fixture, "lore");
        fixture_press_number(&fixture, TARGET_TASK, TASK_DAY);
        assert_int_equal(screen->day.loaded, 0);
        assert_int_equal(screen->day.tomorrow, 4);
        fixture_press_number(&fixture, TARGET_TASK, TASK_TOMORROW);
        assert_int_equal(screen->list.row_count, 4);
}

static void twenty_loads_cost_no_touch(void **state) {
        unsigned touches;
        int64_t since_ms;

        set_up_with(24, false);
        fixture_sign_in(&fixture, "lore");
        touches = fixture.tones[TONE_KEY];
        since_ms = fixture.now.mono_ms;
        for (unsigned n = 1; n <= 20; n++)
                fixture_load_one(&fixture, n);
        assert_int_equal(fixture.tones[TONE_KEY], touches);
        print_effort("load", &(struct effort){ .documents = 20, .scans = 20, .doors = 20, .waited_ms = fixture.now.mono_ms - since_ms });
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_teardown(forty_overdue_documents_cost_no_walk_to_the_screen, tear_down),
                cmocka_unit_test_teardown(a_label_at_the_open_door_answers_for_it, tear_down),
                cmocka_unit_test_teardown(an_answer_is_changed_until_the_next_opens, tear_down),
                cmocka_unit_test_teardown(an_answer_waits_for_a_door_that_springs_open, tear_down),
                cmocka_unit_test_teardown(what_is_never_answered_is_doubted, tear_down),
                cmocka_unit_test_teardown(a_walk_ends_when_somebody_says_so_and_asks_before, tear_down),
                cmocka_unit_test_teardown(a_door_that_does_not_open_is_passed_over, tear_down),
                cmocka_unit_test_teardown(what_is_in_doubt_is_answered_before_the_next_opens, tear_down),
                cmocka_unit_test_teardown(a_cabinet_is_reconciled_in_parts_over_days, tear_down),
                cmocka_unit_test_teardown(a_document_that_is_missing_is_counted_and_its_place_free, tear_down),
                cmocka_unit_test_teardown(the_day_is_told_in_numbers_and_lists, tear_down),
                cmocka_unit_test_teardown(twenty_loads_cost_no_touch, tear_down),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
