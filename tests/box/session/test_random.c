/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Seeded random lives of a box: people who scan, type, press, wait, slam and
 * force doors, cut the power. Whatever they do:
 *   - no pulse without the entry that allows it,
 *   - never two issues of one consignment,
 *   - no release without a right answer for that very consignment,
 *   - every screen valid, and the store never asked for something impossible.
 * RANDOM_SEED=n runs that one life alone.
 */
#include <stdio.h>
#include <stdlib.h>

#include "tests/box/session/wander.h"
#include "tests/support/cmocka.h"

enum { LIVES = 400, ACTS = 200, NUMBERS = 9, COMPARTMENTS = 6 };

static struct fixture fixture;
static struct wander wander;

static void move_a_door(void) {
        unsigned c = 1 + wander_below(&wander, COMPARTMENTS);

        for (unsigned i = 0; i < COMPARTMENTS; i++, c = c % COMPARTMENTS + 1)
                if (fixture.doors[c - 1] == DOOR_OPEN) {
                        fixture_door(&fixture, c, DOOR_CLOSED);
                        return;
                }
        if (wander_below(&wander, 6) == 0)
                fixture_door(&fixture, c, DOOR_OPEN);
}

static void act(void) {
        static const int64_t waits[] = { 500, 3000, 10000, 21000, 46000, 61000, 301000, 3700000 };

        switch (wander_below(&wander, 16)) {
        case 0:
        case 1:
        case 2:
                wander_scan(&wander);
                break;
        case 3:
        case 4:
        case 5:
        case 6:
        case 7:
        case 8:
                wander_do_what_is_asked(&wander);
                break;
        case 9:
        case 10:
        case 11:
                move_a_door();
                break;
        case 12:
                fixture_press_number(&fixture, (enum target_id)(1 + wander_below(&wander, TARGET_ID_COUNT - 1)), wander_below(&wander, 10));
                break;
        case 13:
                fixture.jammed[wander_below(&wander, COMPARTMENTS)] = wander_below(&wander, 3) == 0;
                break;
        case 14:
                fixture_pass(&fixture, waits[wander_below(&wander, ARRAY_LEN(waits))]);
                break;
        default:
                if (wander_below(&wander, 4) == 0)
                        fixture_restart(&fixture);
                else if (wander_below(&wander, 16) == 0)
                        fixture.now.wall_ms += (int64_t)wander_below(&wander, 2) * 7200 * 1000 - 3600 * 1000;
                else if (wander_below(&wander, 8) == 0)
                        fixture_pass(&fixture, INT64_C(11) * 86400 * 1000);
                break;
        }
}

static void check_ledger(void) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
        unsigned issued[NUMBERS + 1] = { 0 }, released[NUMBERS + 1] = { 0 };
        struct ledger_source source;
        struct entry entry;

        fixture_check_pulses(&fixture);
        store_source(fixture.store, &source);
        for (uint64_t i = 0; i < source.size; i++) {
                buffer_clear(&line);
                assert_int_equal(source.entry(source.context, i, &line), 0);
                assert_int_equal(entry_parse(buffer_text(&line), line.len, &entry), 0);
                if (entry.event == ENTRY_ISSUED)
                        issued[entry.cti[0]]++;
                if (entry.event == ENTRY_RELEASE)
                        released[entry.cti[0]]++;
        }
        for (unsigned n = 1; n <= NUMBERS; n++) {
                assert_true(issued[n] <= 1);
                assert_true(released[n] <= wander.right_answers[n]);
        }
}

static unsigned reached[SCREEN_COUNT];

static void live(unsigned seed) {
        wander = (struct wander){ .fixture = &fixture, .state = seed, .numbers = NUMBERS, .at_scan = 1 };
        fixture_set_up(&fixture, &(struct fixture_options){ .compartments = COMPARTMENTS, .four_eyes = seed % 4 == 0 });
        fixture_sign_in(&fixture, "lore");
        for (unsigned n = 1; n <= 4; n++) {
                wander_scan_ticket(&wander, n);
                fixture_shut(&fixture, screen_compartment(box_screen(fixture.box)));
        }
        fixture_sign_out(&fixture);
        for (unsigned i = 0; i < ACTS; i++) {
                act();
                reached[fixture_screen(&fixture)]++;
                if (fixture.faults > 0)
                        fail_msg("seed %u, act %u: %s", seed, i, fixture.last_log);
        }
        check_ledger();
        fixture_tear_down(&fixture);
}

static void whatever_people_do_the_rules_hold(void **state) {
        const char *only = getenv("RANDOM_SEED");

        for (unsigned seed = 1; seed <= LIVES; seed++)
                if (!only || seed == strtoul(only, NULL, 10))
                        live(seed);
        for (unsigned id = 0; !only && id < SCREEN_COUNT; id++)
                if (reached[id] == 0)
                        print_message("not reached: %s\n", screen_name((enum screen_id)id));
        assert_true(only || (reached[SCREEN_DOOR] && reached[SCREEN_JAM] && reached[SCREEN_DONE] && reached[SCREEN_STAFF_LOAD] &&
                             reached[SCREEN_STAFF_TAKE] && reached[SCREEN_STAFF_SECOND] && reached[SCREEN_RECEIPT] && reached[SCREEN_CHOOSE] &&
                             reached[SCREEN_OLD_PAPERS] && reached[SCREEN_BETWEEN] && reached[SCREEN_OUT_OF_ORDER]));
}

int main(void) {
        const struct CMUnitTest tests[] = { cmocka_unit_test(whatever_people_do_the_rules_hold) };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
