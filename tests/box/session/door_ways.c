/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/box/session/door_ways.h"

#include "tests/box/session/loaded.h"
#include "tests/support/cmocka.h"

enum { JAM_MS = 9500 };

static void handed_out(void) {
        fixture_collect(&fixture, 1);
}

void door_way_stays_shut(void) {
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
        door_way_stays_shut();
        fixture_press(&fixture, TARGET_NO);
        comes_open();
}

void door_way_on_word_then_seen(void) {
        door_way_stays_shut();
        fixture_press(&fixture, TARGET_YES);
        comes_open();
        fixture_expect(&fixture, SCREEN_DOOR);
}

void door_way_on_word_then_seen_alone(void) {
        door_way_stays_shut();
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

const struct door_way door_ways[DOOR_WAYS] = {
#define WAY(name) { #name, name }
        WAY(handed_out),
        WAY(late),
        WAY(door_way_on_word_then_seen),
        WAY(door_way_on_word_then_seen_alone),
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
