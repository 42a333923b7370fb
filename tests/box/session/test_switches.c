/* SPDX-License-Identifier: EUPL-1.2 */
/* Door switches that are faulty: named once, counted from then on, and nobody's document or session suffers by them. */
#include <stdlib.h>

#include "tests/box/session/loaded.h"
#include "tests/support/cmocka.h"

enum { MINUTE_MS = 60 * 1000, HOUR_MS = 60 * MINUTE_MS };

static int set_up(void **state) {
        loaded_set_up(state);
        fixture_pass(&fixture, WATCH_OWN_MS);
        return 0;
}

static void flap(unsigned times, int64_t open_ms, int64_t shut_ms) {
        for (unsigned i = 0; i < times; i++) {
                fixture_door(&fixture, c, DOOR_OPEN);
                fixture_pass(&fixture, open_ms);
                fixture_door(&fixture, c, DOOR_CLOSED);
                fixture_pass(&fixture, shut_ms);
        }
}

static unsigned alarms(const char *what) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
        struct ledger_source source;
        struct entry entry;
        unsigned count = 0;

        store_source(fixture.store, &source);
        for (uint64_t i = 0; i < source.size; i++) {
                buffer_clear(&line);
                assert_int_equal(source.entry(source.context, i, &line), 0);
                assert_int_equal(entry_parse(buffer_text(&line), line.len, &entry), 0);
                count += entry.event == ENTRY_ALARM && strncmp(entry.what, what, strlen(what)) == 0;
        }
        return count;
}

static void look_and_answer(enum target_id answer, void (*meanwhile)(void)) {
        fixture_sign_in(&fixture, "mara");
        fixture_press_number(&fixture, TARGET_TASK, TASK_PROBLEMS);
        fixture_press_number(&fixture, TARGET_ROW, 0);
        if (fixture.doors[c - 1] == DOOR_OPEN)
                fixture_door(&fixture, c, DOOR_CLOSED);
        if (meanwhile)
                meanwhile();
        fixture_answer(&fixture, answer);
        fixture_sign_out(&fixture);
}

static void a_switch_that_flaps_is_named_once_and_counted(void **state) {
        uint64_t before = store_size(fixture.store);

        flap(60, 0, 800);
        assert_int_equal(fixture_count(&fixture, ENTRY_SWITCH_FAULTY), 1);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 0);
        assert_int_equal(alarms("switch_faulty:"), 1);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_QUARANTINED);
        assert_int_equal(fixture_compartment(&fixture, c).reason, REASON_SWITCH_FAULTY);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_QUARANTINED);
        assert_int_equal(store_size(fixture.store) - before, 3);
        fixture_pass(&fixture, HOUR_MS);
        assert_int_equal(fixture_count(&fixture, ENTRY_SWITCH_CHANGES), 1);
        assert_int_equal(fixture_last(&fixture, ENTRY_SWITCH_CHANGES).count, 120 - 7);
}

static void an_opening_of_three_seconds_counts_still(void **state) {
        flap(20, 0, 800);
        flap(1, 2500, 800);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 0);
        flap(1, 3000, 800);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 1);
        assert_int_equal(alarms(""), 1);
}

static void one_that_never_rests_is_faulty(void **state) {
        fixture_door(&fixture, c, DOOR_UNSTEADY);
        fixture_pass(&fixture, 9 * 1000);
        assert_int_equal(fixture_count(&fixture, ENTRY_SWITCH_FAULTY), 0);
        fixture_pass(&fixture, 1000);
        assert_int_equal(fixture_count(&fixture, ENTRY_SWITCH_FAULTY), 1);
}

static void one_that_does_not_rest_at_a_start_is_faulty(void **state) {
        fixture_door(&fixture, c, DOOR_UNSTEADY);
        fixture_restart(&fixture);
        fixture_pass(&fixture, 9 * 1000);
        assert_int_equal(fixture_count(&fixture, ENTRY_SWITCH_FAULTY), 0);
        fixture_pass(&fixture, 1000);
        assert_int_equal(fixture_count(&fixture, ENTRY_SWITCH_FAULTY), 1);
}

/* Its line goes for three seconds; meanwhile it may have moved. */
static void lose_its_line(enum door_state then) {
        fixture_set_chip_absent(&fixture, c, c, true);
        fixture_pass(&fixture, 3000);
        fixture.doors[c - 1] = then;
        fixture_set_chip_absent(&fixture, c, c, false);
}

static void one_that_comes_to_rest_while_its_line_is_gone_is_sound(void **state) {
        fixture_door(&fixture, c, DOOR_UNSTEADY);
        lose_its_line(DOOR_CLOSED);
        fixture_pass(&fixture, MINUTE_MS);
        assert_int_equal(fixture_count(&fixture, ENTRY_SWITCH_FAULTY), 0);
}

static void one_that_does_not_rest_when_its_line_is_back_is_faulty(void **state) {
        lose_its_line(DOOR_UNSTEADY);
        fixture_pass(&fixture, 10 * 1000);
        assert_int_equal(fixture_count(&fixture, ENTRY_SWITCH_FAULTY), 1);
}

static void what_was_counted_is_told_though_its_line_came_back_open(void **state) {
        flap(60, 0, 800);
        lose_its_line(DOOR_OPEN);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_pass(&fixture, HOUR_MS);
        assert_int_equal(fixture_count(&fixture, ENTRY_SWITCH_FAULTY), 1);
        assert_int_equal(fixture_last(&fixture, ENTRY_SWITCH_CHANGES).count, 120 - 7);
}

static void a_line_that_has_gone_is_no_fault_of_its_switch(void **state) {
        store_set_absent(fixture.store, c, true);
        fixture_door(&fixture, c, DOOR_UNSTEADY);
        fixture_pass(&fixture, HOUR_MS);
        assert_int_equal(fixture_count(&fixture, ENTRY_SWITCH_FAULTY), 0);
}

static void a_break_in_by_a_flapping_switch_is_renamed(void **state) {
        flap(1, 1000, 800);
        assert_int_equal(fixture_compartment(&fixture, c).reason, REASON_FORCED_OPEN);
        flap(5, 0, 800);
        assert_int_equal(fixture_compartment(&fixture, c).reason, REASON_SWITCH_FAULTY);
        look_and_answer(TARGET_FOUND_KEPT, NULL);
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM), fixture_count(&fixture, ENTRY_ALARM_CLEARED));
}

static void more_break_ins_than_one_can_believe_are_a_faulty_switch(void **state) {
        flap(12, 500, 30 * 1000);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), SWITCH_OPENINGS_MAX);
        assert_int_equal(fixture_count(&fixture, ENTRY_SWITCH_FAULTY), 1);
}

/* Nothing that one switch does makes more than a hundred entries in any hour. */
static void no_switch_makes_more_than_a_hundred_entries_an_hour(void **state) {
        static const struct {
                int64_t open_ms, shut_ms;
        } ways[] = { { 0, 100 }, { 250, 500 }, { 400, 400 }, { 400, 20 * 1000 }, { 3100, 100 }, { 3100, 30 * 1000 }, { 61 * 1000, 1000 },
                     { 61 * 1000, 61 * 1000 } };

        for (size_t way = 0; way < ARRAY_LEN(ways); way++) {
                uint64_t sizes[4 * HOUR_MS / 1000 + 2], count = 0;
                int64_t start_ms, second_ms;

                fixture_tear_down(&fixture);
                set_up(NULL);
                start_ms = second_ms = fixture.now.mono_ms;
                while (fixture.now.mono_ms < start_ms + 4 * HOUR_MS) {
                        flap(1, ways[way].open_ms, ways[way].shut_ms);
                        for (; second_ms <= fixture.now.mono_ms && count < ARRAY_LEN(sizes); second_ms += 1000)
                                sizes[count++] = store_size(fixture.store);
                }
                for (uint64_t i = HOUR_MS / 1000; i < count; i++)
                        if (sizes[i] - sizes[i - HOUR_MS / 1000] > 100)
                                fail_msg("%u entries within an hour of a switch that says open for %d ms", (unsigned)(sizes[i] - sizes[i - HOUR_MS / 1000]),
                                         (int)ways[way].open_ms);
                print_message("open for %d ms, shut for %d: %u entries in four hours\n", (int)ways[way].open_ms, (int)ways[way].shut_ms,
                              (unsigned)(sizes[count - 1] - sizes[0]));
        }
}

static void others_are_served_meanwhile(void **state) {
        flap(30, 0, 800);
        fixture_collect(&fixture, 2);
        fixture_expect(&fixture, SCREEN_DOOR);
        flap(5, 0, 100);
        fixture_shut(&fixture, fixture_where(&fixture, 2));
        fixture_expect(&fixture, SCREEN_DONE);
        assert_int_equal(fixture_count(&fixture, ENTRY_ISSUED), 1);
}

/* Seeded: a switch says anything at any time for ten minutes. */
static void ten_minutes_of_noise(uint64_t seed) {
        int64_t end_ms = fixture.now.mono_ms + 10 * MINUTE_MS;
        uint64_t random = seed, before = store_size(fixture.store), entries_of_service;
        unsigned served = 0;

        for (unsigned i = 0; fixture.now.mono_ms < end_ms; i++) {
                static const enum door_state said[] = { DOOR_CLOSED, DOOR_OPEN, DOOR_CLOSED, DOOR_OPEN, DOOR_UNSTEADY, DOOR_UNKNOWN };

                random = random * 6364136223846793005 + 1442695040888963407;
                fixture_door(&fixture, c, said[(random >> 40) % ARRAY_LEN(said)]);
                fixture_pass(&fixture, (int64_t)((random >> 33) % ((random >> 50) % 8 == 0 ? 5000 : 400)));
                if (i == 200) {
                        entries_of_service = store_size(fixture.store);
                        fixture_collect(&fixture, 2);
                        fixture_expect(&fixture, SCREEN_DOOR);
                        fixture_shut(&fixture, fixture_where(&fixture, 2));
                        fixture_press(&fixture, TARGET_END);
                        before += store_size(fixture.store) - entries_of_service;
                        served++;
                }
        }
        assert_int_equal(served, 1);
        assert_int_equal(fixture_count(&fixture, ENTRY_ISSUED), 1);
        assert_int_equal(fixture_count(&fixture, ENTRY_SWITCH_FAULTY), 1);
        assert_int_equal(fixture_last(&fixture, ENTRY_SWITCH_FAULTY).c, c);
        assert_int_equal(alarms("switch_faulty:"), 1);
        if (store_size(fixture.store) - before > 100)
                fail_msg("seed %u: %u entries", (unsigned)seed, (unsigned)(store_size(fixture.store) - before));
        fixture_sign_in(&fixture, "mara");
        assert_int_equal(box_screen(fixture.box)->map.alarm_compartment, c);
        assert_int_equal(box_screen(fixture.box)->map.alarm_reason, REASON_SWITCH_FAULTY);
        fixture_sign_out(&fixture);
        print_message("seed %u: %u entries of the noise\n", (unsigned)seed, (unsigned)(store_size(fixture.store) - before));
}

static void noise_is_no_flood_and_hinders_nobody(void **state) {
        for (uint64_t seed = 1; seed <= 10; seed++) {
                if (seed > 1) {
                        fixture_tear_down(&fixture);
                        set_up(NULL);
                }
                ten_minutes_of_noise(seed);
        }
}

/* ---- at one's own door ---- */

static void a_citizen_at_that_door_is_served_and_told_the_truth(void **state) {
        fixture_collect(&fixture, 1);
        fixture_expect(&fixture, SCREEN_DOOR);
        flap(4, 0, 100);
        assert_int_equal(fixture_count(&fixture, ENTRY_SWITCH_FAULTY), 0);
        flap(4, 0, 100);
        assert_int_equal(fixture_count(&fixture, ENTRY_SWITCH_FAULTY), 1);
        fixture_pass(&fixture, 5000);
        fixture_expect(&fixture, SCREEN_DONE);
        assert_int_equal(fixture_count(&fixture, ENTRY_ISSUED), 1);
        assert_int_equal(fixture_count(&fixture, ENTRY_CLOSED), 1);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 0);
        assert_int_equal(fixture_compartment(&fixture, c).reason, REASON_SWITCH_FAULTY);
        fixture_press(&fixture, TARGET_NOT_TAKEN);
        fixture_expect(&fixture, SCREEN_JAM);
        assert_int_equal(fixture_count(&fixture, ENTRY_REOPENED), 0);
}

static void begin_load(unsigned n) {
        fixture_sign_in(&fixture, "lore");
        fixture_scan_ticket(&fixture, n);
        fixture_expect(&fixture, SCREEN_STAFF_LOAD);
        c = screen_compartment(box_screen(fixture.box));
}

static void what_lies_behind_a_shut_door_is_loaded_and_quarantined(void **state) {
        begin_load(3);
        fixture_door(&fixture, c, DOOR_CLOSED);
        flap(4, 0, 100);
        fixture_expect(&fixture, SCREEN_STAFF_SCAN);
        assert_int_equal(fixture_count(&fixture, ENTRY_LOADED), 3);
        assert_int_equal(fixture_consignment(&fixture, 3).state, CONSIGNMENT_QUARANTINED);
        assert_int_equal(fixture_compartment(&fixture, c).reason, REASON_SWITCH_FAULTY);
        fixture_load_one(&fixture, 4);
}

static void at_an_open_door_another_compartment_is_taken(void **state) {
        unsigned bad;

        begin_load(3);
        bad = c;
        fixture_door(&fixture, c, DOOR_UNSTEADY);
        fixture_pass(&fixture, 10 * 1000);
        assert_int_equal(fixture_count(&fixture, ENTRY_LOAD_CANCELLED), 1);
        assert_int_equal(fixture_compartment(&fixture, bad).reason, REASON_SWITCH_FAULTY);
        fixture_expect(&fixture, SCREEN_CLOSE);
        fixture_door(&fixture, bad, DOOR_CLOSED);
        fixture_expect(&fixture, SCREEN_STAFF_LOAD);
        assert_int_not_equal(screen_compartment(box_screen(fixture.box)), bad);
}

/* The power goes while it is loaded, or released: the table of power cuts holds. */
static void a_cut_at_a_faulty_switch_ends_as_others(void **state) {
        begin_load(3);
        fixture_door(&fixture, c, DOOR_UNSTEADY);
        fixture_restart(&fixture);
        assert_int_equal(fixture_compartment(&fixture, c).reason, REASON_LOAD_CUT_SHORT);
}

/* ---- the way back ---- */

static void staff_who_find_it_at_rest_end_it(void **state) {
        flap(30, 0, 800);
        look_and_answer(TARGET_FOUND_KEPT, NULL);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_OCCUPIED);
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM), fixture_count(&fixture, ENTRY_ALARM_CLEARED));
        assert_int_equal(fixture_last(&fixture, ENTRY_SWITCH_CHANGES).count, 60 - 7);
        fixture_force(&fixture, c);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 1);
}

/* An alarm of a break-in that was over before. */
static void and_no_alarm_a_second_time(void **state) {
        fixture_pass(&fixture, 70 * 1000);
        fixture_force(&fixture, c);
        fixture_door(&fixture, c, DOOR_CLOSED);
        assert_int_equal(alarms("forced_open:"), 1);
        look_and_answer(TARGET_FOUND_KEPT, NULL);
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM_CLEARED), 1);
        flap(30, 0, 800);
        assert_int_equal(fixture_compartment(&fixture, c).reason, REASON_SWITCH_FAULTY);
        look_and_answer(TARGET_FOUND_KEPT, NULL);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_OCCUPIED);
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM), fixture_count(&fixture, ENTRY_ALARM_CLEARED));
}

/* What they found keeps it out of use, and says so; the switch is sound, also after a start. */
static void staff_who_find_something_else_end_it_too(void **state) {
        c = fixture_where(&fixture, 1) == 24 ? 23 : 24;
        flap(30, 0, 800);
        assert_int_equal(fixture_compartment(&fixture, c).reason, REASON_SWITCH_FAULTY);
        look_and_answer(TARGET_FOUND_ELSE, NULL);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_QUARANTINED);
        assert_int_equal(fixture_compartment(&fixture, c).reason, REASON_CONTENTS);
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM), fixture_count(&fixture, ENTRY_ALARM_CLEARED));
        fixture_restart(&fixture);
        fixture_force(&fixture, c);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 1);
        assert_int_equal(alarms("forced_open:"), 1);
}

static void flap_once(void) {
        fixture_door(&fixture, c, DOOR_OPEN);
        fixture_door(&fixture, c, DOOR_CLOSED);
}

static void one_that_is_not_at_rest_keeps_its_compartment_out_of_use(void **state) {
        flap(30, 0, 800);
        look_and_answer(TARGET_FOUND_KEPT, flap_once);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_QUARANTINED);
        assert_int_equal(fixture_compartment(&fixture, c).reason, REASON_SWITCH_FAULTY);
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM_CLEARED), 0);
        look_and_answer(TARGET_FOUND_KEPT, NULL);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_OCCUPIED);
}

static void a_new_start_does_not_make_it_sound(void **state) {
        flap(30, 0, 800);
        fixture_restart(&fixture);
        flap(30, 500, 800);
        assert_int_equal(fixture_count(&fixture, ENTRY_SWITCH_FAULTY), 1);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 0);
        assert_int_equal(box_shut_down(fixture.box, fixture.now), 0);
        assert_int_equal(fixture_last(&fixture, ENTRY_SWITCH_CHANGES).count, 60);
}

/* ---- the coil disturbs ---- */

static void what_is_said_while_the_coil_is_on_counts_when_it_is_off(void **state) {
        char birth[BIRTH_LEN + 1];

        fixture.jammed[c - 1] = true;
        fixture.pulse_result = 0;
        fixture_birth(1, birth);
        fixture_scan_code(&fixture, 1);
        for (const char *digit = birth; *digit; digit++)
                fixture_press_number(&fixture, TARGET_KEY, (unsigned)(*digit - '0'));
        fixture.now.mono_ms += 100;
        fixture.now.wall_ms += 100;
        box_activated(fixture.box, fixture.now, (struct target){ .id = TARGET_NEXT });
        assert_int_equal(fixture.queued_count, 1); /* the coil is on */
        box_door(fixture.box, fixture.now, c, DOOR_OPEN);
        box_door(fixture.box, fixture.now, c, DOOR_CLOSED);
        assert_int_equal(fixture_count(&fixture, ENTRY_ISSUED), 0);
        box_door(fixture.box, fixture.now, c, DOOR_OPEN);
        assert_int_equal(fixture_count(&fixture, ENTRY_ISSUED), 0);
        fixture.queued_count = 0;
        box_pulsed(fixture.box, fixture.now, c, true);
        assert_int_equal(fixture_count(&fixture, ENTRY_ISSUED), 1);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, one_box_tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(a_switch_that_flaps_is_named_once_and_counted),
                CASE(an_opening_of_three_seconds_counts_still),
                CASE(one_that_never_rests_is_faulty),
                CASE(one_that_does_not_rest_at_a_start_is_faulty),
                CASE(one_that_comes_to_rest_while_its_line_is_gone_is_sound),
                CASE(one_that_does_not_rest_when_its_line_is_back_is_faulty),
                CASE(what_was_counted_is_told_though_its_line_came_back_open),
                CASE(a_line_that_has_gone_is_no_fault_of_its_switch),
                CASE(a_break_in_by_a_flapping_switch_is_renamed),
                CASE(more_break_ins_than_one_can_believe_are_a_faulty_switch),
                CASE(no_switch_makes_more_than_a_hundred_entries_an_hour),
                CASE(others_are_served_meanwhile),
                CASE(noise_is_no_flood_and_hinders_nobody),
                CASE(a_citizen_at_that_door_is_served_and_told_the_truth),
                CASE(what_lies_behind_a_shut_door_is_loaded_and_quarantined),
                CASE(at_an_open_door_another_compartment_is_taken),
                CASE(a_cut_at_a_faulty_switch_ends_as_others),
                CASE(staff_who_find_it_at_rest_end_it),
                CASE(and_no_alarm_a_second_time),
                CASE(staff_who_find_something_else_end_it_too),
                CASE(one_that_is_not_at_rest_keeps_its_compartment_out_of_use),
                CASE(a_new_start_does_not_make_it_sound),
                CASE(what_is_said_while_the_coil_is_on_counts_when_it_is_off),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
