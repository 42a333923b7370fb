/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A door that stands open when the power goes: whichever way it came open, the entry that says so is the only one, however often the box
 * starts. Once it was shut, before the box or while it was off, what opens it then is another's, and is told as found open.
 */
#include <string.h>

#include "tests/box/session/fixture.h"
#include "tests/support/cmocka.h"

enum { SETTLE_MS = 2100, JAM_MS = 9500 };

static struct fixture fixture;
static unsigned c; /* the door that the way leaves open */

static int set_up(void **state) {
        fixture_set_up(&fixture, NULL);
        fixture_load(&fixture, 1, 2);
        c = fixture_where(&fixture, 1);
        return 0;
}

static int tear_down(void **state) {
        assert_int_equal(fixture.faults, 0);
        fixture_check_pulses(&fixture);
        fixture_tear_down(&fixture);
        return 0;
}

/* ---- each way ---- */

static void handed_out(void) {
        fixture_collect(&fixture, 1);
}

static void does_not_open(void) {
        fixture.jammed[c - 1] = true;
        fixture_collect(&fixture, 1);
        fixture_pass(&fixture, JAM_MS);
        fixture_expect(&fixture, SCREEN_JAM_ASK);
}

static void comes_open(void) {
        fixture.jammed[c - 1] = false;
        fixture_door(&fixture, c, DOOR_OPEN);
}

static void late(void) {
        does_not_open();
        fixture_press(&fixture, TARGET_NO);
        comes_open();
}

static void on_the_citizens_word_then_seen(void) {
        does_not_open();
        fixture_press(&fixture, TARGET_YES);
        comes_open();
        fixture_expect(&fixture, SCREEN_DOOR);
}

static void on_the_citizens_word_then_seen_when_the_citizen_has_gone(void) {
        does_not_open();
        fixture_press(&fixture, TARGET_YES);
        fixture_press(&fixture, TARGET_NEXT);
        fixture_press(&fixture, TARGET_END);
        fixture_expect(&fixture, SCREEN_IDLE);
        comes_open();
}

static void open_again(void) {
        fixture_collect(&fixture, 1);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_press(&fixture, TARGET_NOT_TAKEN);
        fixture_expect(&fixture, SCREEN_DOOR);
}

static void open_again_late(void) {
        fixture_collect(&fixture, 1);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture.jammed[c - 1] = true;
        fixture_press(&fixture, TARGET_NOT_TAKEN);
        fixture_pass(&fixture, JAM_MS);
        fixture_expect(&fixture, SCREEN_JAM);
        comes_open();
        fixture_expect(&fixture, SCREEN_DOOR);
}

static void open_again_late_when_the_citizen_has_gone(void) {
        fixture_collect(&fixture, 1);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture.jammed[c - 1] = true;
        fixture_press(&fixture, TARGET_NOT_TAKEN);
        fixture_pass(&fixture, JAM_MS);
        fixture_press(&fixture, TARGET_END);
        comes_open();
}

static void sprung_open_after_it_was_shut(void) {
        fixture_collect(&fixture, 1);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_pass(&fixture, 3000);
        fixture_force(&fixture, c);
        assert_int_equal(fixture_count(&fixture, ENTRY_UNLATCHED), 1);
}

static void forced(void) {
        fixture_pass(&fixture, 60 * 1000);
        fixture_force(&fixture, c);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 1);
}

static void forced_where_nothing_lies(void) {
        c = 20;
        forced();
}

static void pushed_in_the_dark(void) {
        fixture_cut_with(&fixture, c, DOOR_OPEN);
        assert_int_equal(fixture_count(&fixture, ENTRY_FOUND_OPEN), 1);
}

static void choose(const char *sub, enum word_task task) {
        fixture_sign_in(&fixture, sub);
        fixture_press_number(&fixture, TARGET_TASK, task);
}

static void taken_out(void) {
        fixture_let_expire(&fixture);
        choose("lore", TASK_OVERDUE);
        fixture_press_number(&fixture, TARGET_ROW, 0);
        fixture_expect(&fixture, SCREEN_STAFF_TAKE);
        c = screen_compartment(box_screen(fixture.box));
}

static void forget_openings(void) {
        fixture_shut(&fixture, c);
        fixture_pass(&fixture, 60 * 1000);
}

static void looked_into(void) {
        forced();
        forget_openings();
        choose("mara", TASK_PROBLEMS);
        fixture_press_number(&fixture, TARGET_ROW, 0);
        fixture_expect(&fixture, SCREEN_STAFF_TAKE);
}

static void looked_for_old_papers(void) {
        struct ticket ticket = fixture_ticket(&fixture, 3);

        ticket.contents.wishes = WISH_RETURN_OLD;
        fixture_sign_in(&fixture, "lore");
        fixture_scan_this_ticket(&fixture, &ticket);
        c = screen_compartment(box_screen(fixture.box));
        fixture_shut(&fixture, c);
        fixture_sign_out(&fixture);
        fixture_collect(&fixture, 3);
        fixture_press(&fixture, TARGET_NEXT);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_press(&fixture, TARGET_YES);
        fixture_press(&fixture, TARGET_END);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_RETURN_INSIDE);
        choose("mara", TASK_OVERDUE);
        fixture_press_number(&fixture, TARGET_ROW, 0);
        fixture_expect(&fixture, SCREEN_STAFF_TAKE);
}

static void opened_for_a_reason(void) {
        c = 20;
        fixture_sign_in(&fixture, "mara");
        fixture_press_number(&fixture, TARGET_CELL, c);
        fixture_press(&fixture, TARGET_PAGE_OPEN);
        fixture_press_number(&fixture, TARGET_CHOOSE, 0);
        fixture_expect(&fixture, SCREEN_STAFF_TAKE);
}

static void begin_walk(enum word_task task) {
        choose("mara", task == TASK_RECONCILE ? TASK_ROUND : task);
        if (task == TASK_RECONCILE)
                fixture_press_number(&fixture, TARGET_TASK, task);
        fixture_press(&fixture, TARGET_NEXT);
        if (fixture_screen(&fixture) == SCREEN_STAFF_SECOND)
                fixture_sign_in(&fixture, "lutz");
}

static void on_a_round(void) {
        fixture_let_expire(&fixture);
        begin_walk(TASK_ROUND);
        fixture_expect(&fixture, SCREEN_STAFF_TAKE);
        c = screen_compartment(box_screen(fixture.box));
}

static void reconciled(void) {
        begin_walk(TASK_RECONCILE);
        fixture_expect(&fixture, SCREEN_STAFF_TAKE);
        c = screen_compartment(box_screen(fixture.box));
}

/* It stayed shut, the next one is open, and now it is as well. */
static void passed_over_on_a_round(void) {
        unsigned next = fixture_where(&fixture, 2);

        fixture_let_expire(&fixture);
        fixture.jammed[c - 1] = true;
        begin_walk(TASK_ROUND);
        fixture_pass(&fixture, JAM_MS);
        fixture_expect(&fixture, SCREEN_STAFF_TAKE);
        assert_int_equal(screen_compartment(box_screen(fixture.box)), next);
        comes_open();
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 0);
        fixture_door(&fixture, next, DOOR_CLOSED);
}

static void left_open_by_staff(void) {
        taken_out();
        fixture_pass(&fixture, 6 * 60 * 1000);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_QUARANTINED);
}

static void begin_load(void) {
        fixture_sign_in(&fixture, "lore");
        fixture_scan_ticket(&fixture, 3);
        fixture_expect(&fixture, SCREEN_STAFF_LOAD);
        c = screen_compartment(box_screen(fixture.box));
}

static void loading(void) {
        begin_load();
}

static void load_is_taken_back(void) {
        begin_load();
        fixture_press(&fixture, TARGET_CANCEL);
}

static void load_finds_it_not_empty(void) {
        begin_load();
        fixture_press(&fixture, TARGET_NOT_EMPTY);
}

static void load_springs_open(void) {
        begin_load();
        fixture_shut(&fixture, c);
        assert_int_equal(fixture_count(&fixture, ENTRY_LOADED), 3);
        fixture_force(&fixture, c);
        assert_int_equal(fixture_count(&fixture, ENTRY_UNLATCHED), 1);
}

/* Its lock stays shut, another is loaded, and now it opens. */
static void load_passes_it_over(void) {
        begin_load();
        fixture_press(&fixture, TARGET_CANCEL);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_pass(&fixture, 60 * 1000);
        fixture.jammed[c] = true; /* the next of the free ones that were used as seldom */
        fixture_pass(&fixture, FIXTURE_AWAY_MS);
        fixture_scan_ticket(&fixture, 4);
        fixture_pass(&fixture, JAM_MS);
        c = fixture_last(&fixture, ENTRY_LOAD_CANCELLED).c;
        assert_int_equal(fixture_compartment(&fixture, c).reason, REASON_NOT_OPENED);
        comes_open();
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 0);
}

static const struct opened {
        const char *name;
        void (*open)(void);
} ways[] = {
#define WAY(name) { #name, name }
        WAY(handed_out),
        WAY(late),
        WAY(on_the_citizens_word_then_seen),
        WAY(on_the_citizens_word_then_seen_when_the_citizen_has_gone),
        WAY(open_again),
        WAY(open_again_late),
        WAY(open_again_late_when_the_citizen_has_gone),
        WAY(sprung_open_after_it_was_shut),
        WAY(forced),
        WAY(forced_where_nothing_lies),
        WAY(pushed_in_the_dark),
        WAY(taken_out),
        WAY(looked_into),
        WAY(looked_for_old_papers),
        WAY(opened_for_a_reason),
        WAY(on_a_round),
        WAY(reconciled),
        WAY(passed_over_on_a_round),
        WAY(left_open_by_staff),
        WAY(loading),
        WAY(load_is_taken_back),
        WAY(load_finds_it_not_empty),
        WAY(load_springs_open),
        WAY(load_passes_it_over),
};

/* ---- what is told ---- */

struct told {
        unsigned found_open, forced_open, unlatched, issued;
};

static struct told told(void) {
        return (struct told){
                .found_open = fixture_count(&fixture, ENTRY_FOUND_OPEN),
                .forced_open = fixture_count(&fixture, ENTRY_FORCED_OPEN),
                .unlatched = fixture_count(&fixture, ENTRY_UNLATCHED),
                .issued = fixture_count(&fixture, ENTRY_ISSUED),
        };
}

/* In *failed how many ways have told another number of openings. */
static void expect(const struct opened *way, const char *when, const struct told *before, unsigned more, unsigned *failed) {
        struct told now = told();

        if (now.found_open == before->found_open + more && now.forced_open == before->forced_open && now.unlatched == before->unlatched &&
            now.issued == before->issued)
                return;
        print_error("%s, %s: %u more found open instead of %u, %u forced, %u unlatched, %u issued\n", way->name, when, now.found_open - before->found_open, more,
                    now.forced_open - before->forced_open, now.unlatched - before->unlatched, now.issued - before->issued);
        (*failed)++;
}

static struct told open_by(const struct opened *way) {
        struct told now;

        assert_int_equal(set_up(NULL), 0);
        way->open();
        if (fixture.doors[c - 1] != DOOR_OPEN)
                fail_msg("%s: the door is not open", way->name);
        now = told();
        return now;
}

static void over(void) {
        assert_int_equal(tear_down(NULL), 0);
}

static void a_door_that_stands_open_is_told_of_once_however_often_the_box_starts(void **state) {
        unsigned failed = 0;

        for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
                struct told before = open_by(&ways[i]);

                fixture_cut_with(&fixture, c, DOOR_OPEN);
                expect(&ways[i], "at the first start", &before, 0, &failed);
                fixture_pass(&fixture, 6 * 60 * 1000);
                fixture_cut_with(&fixture, c, DOOR_OPEN);
                expect(&ways[i], "at the second start", &before, 0, &failed);
                over();
        }
        assert_int_equal(failed, 0);
}

static void what_opens_it_after_it_was_shut_before_the_box_is_told(void **state) {
        unsigned failed = 0;

        for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
                struct told before = open_by(&ways[i]);

                fixture_door(&fixture, c, DOOR_CLOSED);
                fixture_cut_with(&fixture, c, DOOR_OPEN);
                expect(&ways[i], "shut and pushed", &before, 1, &failed);
                fixture_cut_with(&fixture, c, DOOR_OPEN);
                expect(&ways[i], "left so", &before, 1, &failed);
                over();
        }
        assert_int_equal(failed, 0);
}

static void what_opens_it_after_a_start_that_found_it_shut_is_told(void **state) {
        unsigned failed = 0;

        for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
                struct told before = open_by(&ways[i]);

                fixture_cut_with(&fixture, c, DOOR_CLOSED);
                expect(&ways[i], "shut in the dark", &before, 0, &failed);
                fixture_cut_with(&fixture, c, DOOR_OPEN);
                expect(&ways[i], "pushed in the dark", &before, 1, &failed);
                over();
        }
        assert_int_equal(failed, 0);
}

static void what_opens_it_after_it_was_shut_in_a_later_start_is_told(void **state) {
        unsigned failed = 0;

        for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
                struct told before = open_by(&ways[i]);

                fixture_cut_with(&fixture, c, DOOR_OPEN);
                fixture_door(&fixture, c, DOOR_CLOSED);
                fixture_pass(&fixture, SETTLE_MS);
                fixture_cut_with(&fixture, c, DOOR_OPEN);
                expect(&ways[i], "shut after a start and pushed", &before, 1, &failed);
                over();
        }
        assert_int_equal(failed, 0);
}

/* On the citizen's word alone nobody has seen it open; nor was it seen by whom its lock was pulsed for in vain. */
static void what_nobody_saw_open_is_found_so(void **state) {
        set_up(state);
        does_not_open();
        fixture_press(&fixture, TARGET_YES);
        fixture_cut_with(&fixture, c, DOOR_OPEN);
        assert_int_equal(fixture_count(&fixture, ENTRY_FOUND_OPEN), 1);
        fixture_cut_with(&fixture, c, DOOR_OPEN);
        assert_int_equal(fixture_count(&fixture, ENTRY_FOUND_OPEN), 1);
        over();
}

/* As that of one who was given up: it is waited for until it is shut, and that is told. */
static void what_was_seen_after_the_citizens_word_is_closed_when_it_is_shut(void **state) {
        static void (*const cases[])(void) = { on_the_citizens_word_then_seen, on_the_citizens_word_then_seen_when_the_citizen_has_gone };

        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                set_up(state);
                cases[i]();
                fixture_cut_with(&fixture, c, DOOR_OPEN);
                assert_false(box_idle(fixture.box));
                assert_int_equal(fixture_count(&fixture, ENTRY_CLOSED), 0);
                fixture_door(&fixture, c, DOOR_CLOSED);
                assert_int_equal(fixture_count(&fixture, ENTRY_CLOSED), 1);
                fixture_cut_with(&fixture, c, DOOR_CLOSED);
                assert_int_equal(fixture_count(&fixture, ENTRY_CLOSED), 1);
                over();
        }
}

/* Allowed, and its lock pulsed, when the power goes: what the start finds open is that. */
static void what_was_being_opened_is_what_it_was_opened_for(void **state) {
        set_up(state);
        fixture.jammed[20 - 1] = true;
        fixture_sign_in(&fixture, "mara");
        fixture_press_number(&fixture, TARGET_CELL, 20);
        fixture_press(&fixture, TARGET_PAGE_OPEN);
        fixture_press_number(&fixture, TARGET_CHOOSE, 0);
        assert_int_equal(fixture_count(&fixture, ENTRY_SERVICE_OPEN), 1);
        c = 20;
        fixture_cut_with(&fixture, c, DOOR_OPEN);
        assert_int_equal(fixture_count(&fixture, ENTRY_FOUND_OPEN), 0);
        over();
}

/* Too short to be told before the power went. */
static void what_had_not_lasted_is_found_open(void **state) {
        set_up(state);
        c = 20;
        fixture_door(&fixture, c, DOOR_OPEN);
        fixture_pass(&fixture, WATCH_HOLD_MS - 1);
        fixture_cut_with(&fixture, c, DOOR_OPEN);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 0);
        assert_int_equal(fixture_count(&fixture, ENTRY_FOUND_OPEN), 1);
        over();
}

/* A start sees nothing of a door whose chip is gone: what was known of it is when the chip is back. */
static void what_a_chip_that_was_gone_at_the_start_hid_is_told_once(void **state) {
        unsigned failed = 0;

        for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
                struct told before = open_by(&ways[i]);

                fixture.absent[c - 1] = true;
                fixture_cut_with(&fixture, c, DOOR_OPEN);
                fixture_pass(&fixture, 60 * 1000);
                expect(&ways[i], "with its chip gone", &before, 0, &failed);
                fixture_set_absent(&fixture, c, false);
                fixture_pass(&fixture, 60 * 1000);
                expect(&ways[i], "with its chip back", &before, 0, &failed);
                fixture_cut_with(&fixture, c, DOOR_OPEN);
                expect(&ways[i], "at the next start", &before, 0, &failed);
                fixture_door(&fixture, c, DOOR_CLOSED);
                fixture_cut_with(&fixture, c, DOOR_OPEN);
                expect(&ways[i], "shut and pushed", &before, 1, &failed);
                over();
        }
        assert_int_equal(failed, 0);
}

static void what_was_shut_while_its_chip_was_gone_is_told_when_it_is_opened(void **state) {
        unsigned failed = 0;

        for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
                struct told before = open_by(&ways[i]);

                fixture.absent[c - 1] = true;
                fixture_cut_with(&fixture, c, DOOR_CLOSED);
                fixture_set_absent(&fixture, c, false);
                fixture_cut_with(&fixture, c, DOOR_OPEN);
                expect(&ways[i], "shut when its chip was back, and pushed", &before, 1, &failed);
                over();
        }
        assert_int_equal(failed, 0);
}

/* A level that cannot be read, or that does not come to rest, is not shut: nobody has seen that. */
static void what_a_start_cannot_read_stands_as_it_did(void **state) {
        static const enum door_state unread[] = { DOOR_UNKNOWN, DOOR_UNSTEADY };
        unsigned failed = 0;

        for (size_t i = 0; i < 2 * ARRAY_LEN(ways); i++) {
                const struct opened *way = &ways[i / 2];
                struct told before = open_by(way);

                fixture_cut_with(&fixture, c, unread[i % 2]);
                expect(way, "unread", &before, 0, &failed);
                fixture_door(&fixture, c, DOOR_OPEN);
                fixture_pass(&fixture, SETTLE_MS);
                expect(way, "read as open", &before, 0, &failed);
                fixture_cut_with(&fixture, c, unread[i % 2]);
                fixture_door(&fixture, c, DOOR_CLOSED);
                fixture_cut_with(&fixture, c, DOOR_OPEN);
                expect(way, "read as shut, and pushed", &before, 1, &failed);
                over();
        }
        assert_int_equal(failed, 0);
}

/* The chip says so of all its doors: that is no handing out of what was issued on the citizen's word. */
static void what_a_chip_says_of_many_doors_hands_nothing_out(void **state) {
        static const bool none[STORE_COMPARTMENTS_MAX];

        set_up(state);
        fixture.chip_lines = 12;
        fixture_restart(&fixture);
        does_not_open();
        fixture_press(&fixture, TARGET_YES);
        fixture_press(&fixture, TARGET_NEXT);
        fixture_press(&fixture, TARGET_END);
        fixture_pass(&fixture, 10 * 60 * 1000);
        fixture_doors(&fixture, 1, 12, none, DOOR_OPEN);
        fixture_pass(&fixture, SETTLE_MS);
        fixture_doors(&fixture, 1, 12, none, DOOR_CLOSED);
        fixture_pass(&fixture, SETTLE_MS);
        assert_string_equal(fixture_last(&fixture, ENTRY_ALARM).what, "chips:chip00");
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 0);
        assert_int_equal(fixture_count(&fixture, ENTRY_CLOSED), 0);
        over();
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_door_that_stands_open_is_told_of_once_however_often_the_box_starts),
                cmocka_unit_test(what_opens_it_after_it_was_shut_before_the_box_is_told),
                cmocka_unit_test(what_opens_it_after_a_start_that_found_it_shut_is_told),
                cmocka_unit_test(what_opens_it_after_it_was_shut_in_a_later_start_is_told),
                cmocka_unit_test(what_nobody_saw_open_is_found_so),
                cmocka_unit_test(what_was_seen_after_the_citizens_word_is_closed_when_it_is_shut),
                cmocka_unit_test(what_was_being_opened_is_what_it_was_opened_for),
                cmocka_unit_test(what_had_not_lasted_is_found_open),
                cmocka_unit_test(what_a_chip_that_was_gone_at_the_start_hid_is_told_once),
                cmocka_unit_test(what_was_shut_while_its_chip_was_gone_is_told_when_it_is_opened),
                cmocka_unit_test(what_a_start_cannot_read_stands_as_it_did),
                cmocka_unit_test(what_a_chip_says_of_many_doors_hands_nothing_out),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
