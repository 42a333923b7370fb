/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A door that stands open when the power goes: whichever way it came open, the entry that says so is the only one, however often the box
 * starts. Once it was shut, before the box or while it was off, what opens it then is another's, and is told as found open.
 */
#include "tests/box/session/door_ways.h"
#include "tests/box/session/loaded.h"
#include "tests/support/cmocka.h"

enum { SETTLE_MS = 2100 };

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
static void expect(const struct door_way *way, const char *when, const struct told *before, unsigned more, unsigned *failed) {
        struct told now = told();

        if (now.found_open == before->found_open + more && now.forced_open == before->forced_open && now.unlatched == before->unlatched &&
            now.issued == before->issued)
                return;
        print_error("%s, %s: %u more found open instead of %u, %u forced, %u unlatched, %u issued\n", way->name, when, now.found_open - before->found_open, more,
                    now.forced_open - before->forced_open, now.unlatched - before->unlatched, now.issued - before->issued);
        (*failed)++;
}

static struct told open_by(const struct door_way *way) {
        struct told now;

        assert_int_equal(loaded_set_up(NULL), 0);
        way->open();
        if (fixture.doors[c - 1] != DOOR_OPEN)
                fail_msg("%s: the door is not open", way->name);
        now = told();
        return now;
}

static void over(void) {
        assert_int_equal(one_box_tear_down(NULL), 0);
}

static void a_door_that_stands_open_is_told_of_once_however_often_the_box_starts(void **state) {
        unsigned failed = 0;

        for (size_t i = 0; i < DOOR_WAYS; i++) {
                struct told before = open_by(&door_ways[i]);

                fixture_cut_with(&fixture, c, DOOR_OPEN);
                expect(&door_ways[i], "at the first start", &before, 0, &failed);
                fixture_pass(&fixture, 6 * 60 * 1000);
                fixture_cut_with(&fixture, c, DOOR_OPEN);
                expect(&door_ways[i], "at the second start", &before, 0, &failed);
                over();
        }
        assert_int_equal(failed, 0);
}

static void what_opens_it_after_it_was_shut_before_the_box_is_told(void **state) {
        unsigned failed = 0;

        for (size_t i = 0; i < DOOR_WAYS; i++) {
                struct told before = open_by(&door_ways[i]);

                fixture_door(&fixture, c, DOOR_CLOSED);
                fixture_cut_with(&fixture, c, DOOR_OPEN);
                expect(&door_ways[i], "shut and pushed", &before, 1, &failed);
                fixture_cut_with(&fixture, c, DOOR_OPEN);
                expect(&door_ways[i], "left so", &before, 1, &failed);
                over();
        }
        assert_int_equal(failed, 0);
}

static void what_opens_it_after_a_start_that_found_it_shut_is_told(void **state) {
        unsigned failed = 0;

        for (size_t i = 0; i < DOOR_WAYS; i++) {
                struct told before = open_by(&door_ways[i]);

                fixture_cut_with(&fixture, c, DOOR_CLOSED);
                expect(&door_ways[i], "shut in the dark", &before, 0, &failed);
                fixture_cut_with(&fixture, c, DOOR_OPEN);
                expect(&door_ways[i], "pushed in the dark", &before, 1, &failed);
                over();
        }
        assert_int_equal(failed, 0);
}

static void what_opens_it_after_it_was_shut_in_a_later_start_is_told(void **state) {
        unsigned failed = 0;

        for (size_t i = 0; i < DOOR_WAYS; i++) {
                struct told before = open_by(&door_ways[i]);

                fixture_cut_with(&fixture, c, DOOR_OPEN);
                fixture_door(&fixture, c, DOOR_CLOSED);
                fixture_pass(&fixture, SETTLE_MS);
                fixture_cut_with(&fixture, c, DOOR_OPEN);
                expect(&door_ways[i], "shut after a start and pushed", &before, 1, &failed);
                over();
        }
        assert_int_equal(failed, 0);
}

/* On the citizen's word alone nobody has seen it open; nor was it seen by whom its lock was pulsed for in vain. */
static void what_nobody_saw_open_is_found_so(void **state) {
        loaded_set_up(state);
        door_way_stays_shut();
        fixture_press(&fixture, TARGET_YES);
        fixture_cut_with(&fixture, c, DOOR_OPEN);
        assert_int_equal(fixture_count(&fixture, ENTRY_FOUND_OPEN), 1);
        fixture_cut_with(&fixture, c, DOOR_OPEN);
        assert_int_equal(fixture_count(&fixture, ENTRY_FOUND_OPEN), 1);
        over();
}

/* As that of one who was given up: it is waited for until it is shut, and that is told. */
static void what_was_seen_after_the_citizens_word_is_closed_when_it_is_shut(void **state) {
        static void (*const cases[])(void) = { door_way_on_word_then_seen, door_way_on_word_then_seen_alone };

        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                loaded_set_up(state);
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
        loaded_set_up(state);
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
        loaded_set_up(state);
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

        for (size_t i = 0; i < DOOR_WAYS; i++) {
                struct told before = open_by(&door_ways[i]);

                fixture.absent[c - 1] = true;
                fixture_cut_with(&fixture, c, DOOR_OPEN);
                fixture_pass(&fixture, 60 * 1000);
                expect(&door_ways[i], "with its chip gone", &before, 0, &failed);
                fixture_set_absent(&fixture, c, false);
                fixture_pass(&fixture, 60 * 1000);
                expect(&door_ways[i], "with its chip back", &before, 0, &failed);
                fixture_cut_with(&fixture, c, DOOR_OPEN);
                expect(&door_ways[i], "at the next start", &before, 0, &failed);
                fixture_door(&fixture, c, DOOR_CLOSED);
                fixture_cut_with(&fixture, c, DOOR_OPEN);
                expect(&door_ways[i], "shut and pushed", &before, 1, &failed);
                over();
        }
        assert_int_equal(failed, 0);
}

static void what_was_shut_while_its_chip_was_gone_is_told_when_it_is_opened(void **state) {
        unsigned failed = 0;

        for (size_t i = 0; i < DOOR_WAYS; i++) {
                struct told before = open_by(&door_ways[i]);

                fixture.absent[c - 1] = true;
                fixture_cut_with(&fixture, c, DOOR_CLOSED);
                fixture_set_absent(&fixture, c, false);
                fixture_cut_with(&fixture, c, DOOR_OPEN);
                expect(&door_ways[i], "shut when its chip was back, and pushed", &before, 1, &failed);
                over();
        }
        assert_int_equal(failed, 0);
}

/* A level that cannot be read, or that does not come to rest, is not shut: nobody has seen that. */
static void what_a_start_cannot_read_stands_as_it_did(void **state) {
        static const enum door_state unread[] = { DOOR_UNKNOWN, DOOR_UNSTEADY };
        unsigned failed = 0;

        for (size_t i = 0; i < 2 * DOOR_WAYS; i++) {
                const struct door_way *way = &door_ways[i / 2];
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

        loaded_set_up(state);
        fixture.chip_lines = 12;
        fixture_restart(&fixture);
        door_way_stays_shut();
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
