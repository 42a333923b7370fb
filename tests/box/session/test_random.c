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
#include <string.h>

#include "tests/box/session/fixture.h"
#include "tests/support/cmocka.h"

enum { LIVES = 400, ACTS = 200, NUMBERS = 9, COMPARTMENTS = 6 };

static struct fixture fixture;
static uint64_t random_state;
static unsigned right_answers[NUMBERS + 1];
static unsigned at_scan; /* the consignment whose code was scanned last, or whose number is typed */

/* splitmix64 */
static unsigned below(unsigned limit) {
        uint64_t z = random_state += UINT64_C(0x9e3779b97f4a7c15);

        z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
        z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
        return (unsigned)((z ^ (z >> 31)) % limit);
}

static const char *const people[] = { "lore", "mara", "axel", "lutz" };
static const char *const pins[] = { "22222222", "44444444", "66666666", "88888888" };
static unsigned badge_shown;

/* 1 and 2 are a group of one holder; every third wants old papers back. */
static void scan_ticket(unsigned n) {
        struct ticket ticket = fixture_ticket(&fixture, n);

        if (n % 3 == 0)
                ticket.contents.wishes = WISH_RETURN_OLD;
        if (n <= 2) {
                ticket.contents.has_group = true;
                memcpy(ticket.contents.birth, "19900502", BIRTH_LEN);
        }
        fixture_scan_this_ticket(&fixture, &ticket);
}

static void scan_something(void) {
        unsigned n = 1 + below(NUMBERS);

        switch (below(8)) {
        case 0:
                fixture_scan(&fixture, "PK1:rubbish");
                break;
        case 1:
        case 2:
                badge_shown = below(ARRAY_LEN(people));
                fixture_scan_badge(&fixture, people[badge_shown]);
                break;
        case 3:
        case 4:
        case 5:
                scan_ticket(n);
                break;
        default:
                fixture_scan_code(&fixture, n);
                if (fixture_screen(&fixture) == SCREEN_BIRTH && box_screen(fixture.box)->entry.digit_count == 0 &&
                    box_screen(fixture.box)->steps == 4)
                        at_scan = n;
                break;
        }
}

static void type_birth(void) {
        char birth[BIRTH_LEN + 1];

        fixture_birth(at_scan <= 2 ? 1 : at_scan, birth);
        if (below(4) == 0) {
                fixture_type(&fixture, "01011901");
                return;
        }
        if (box_screen(fixture.box)->entry.digit_count == 0) {
                right_answers[at_scan]++;
                if (at_scan <= 2)
                        right_answers[3 - at_scan]++;
        }
        fixture_type(&fixture, birth);
}

/* What somebody who reads the screen would do. */
static void do_what_is_asked(void) {
        const struct screen *screen = box_screen(fixture.box);
        char text[REFERENCE_LEN + 1];

        switch ((int)screen->id) {
        case SCREEN_IDLE:
                fixture_press(&fixture, TARGET_START);
                break;
        case SCREEN_CODE:
                fixture_press(&fixture, TARGET_TYPED);
                break;
        case SCREEN_NUMBER:
                at_scan = 1 + below(NUMBERS);
                fixture_reference(at_scan, text);
                fixture_type(&fixture, text);
                break;
        case SCREEN_PIN:
                fixture_pin(at_scan, text);
                fixture_type(&fixture, text);
                break;
        case SCREEN_BIRTH:
                type_birth();
                break;
        case SCREEN_STAFF_PIN:
                fixture_type(&fixture, below(6) ? pins[badge_shown] : "00000000");
                break;
        case SCREEN_STAFF_LOAD:
                fixture_press(&fixture, below(2) ? TARGET_NOT_EMPTY : TARGET_LOAD_CANCEL);
                break;
        case SCREEN_STAFF_FOUND:
                fixture_press(&fixture, (enum target_id)(TARGET_FOUND_THERE + below(3)));
                break;
        case SCREEN_STAFF_OVERVIEW:
                if (box_screen(fixture.box)->clock_doubt) {
                        fixture_press_number(&fixture, TARGET_TASK, TASK_STATE);
                        break;
                }
                fixture_press_number(&fixture, TARGET_TASK, below(2) ? TASK_OVERDUE : TASK_PROBLEMS);
                break;
        case SCREEN_STAFF_OVERDUE:
        case SCREEN_STAFF_PROBLEMS:
                fixture_press_number(&fixture, TARGET_ROW, below(3));
                break;
        case SCREEN_OUT_OF_ORDER:
                badge_shown = 1;
                fixture_scan_badge(&fixture, people[badge_shown]);
                break;
        case SCREEN_CHOOSE:
                fixture_press_number(&fixture, TARGET_CHOOSE, below(3));
                break;
        case SCREEN_DONE:
                fixture_press(&fixture, below(2) ? TARGET_NOT_TAKEN : TARGET_RECEIPT);
                break;
        case SCREEN_JAM_ASK:
                fixture_press(&fixture, below(2) ? TARGET_YES : TARGET_NO);
                break;
        default:
                fixture_press(&fixture, TARGET_NEXT);
                break;
        }
}

static void move_a_door(void) {
        unsigned c = 1 + below(COMPARTMENTS);

        for (unsigned i = 0; i < COMPARTMENTS; i++, c = c % COMPARTMENTS + 1)
                if (fixture.doors[c - 1] == DOOR_OPEN) {
                        fixture_door(&fixture, c, DOOR_CLOSED);
                        return;
                }
        if (below(6) == 0)
                fixture_door(&fixture, c, DOOR_OPEN);
}

static void act(void) {
        static const int64_t waits[] = { 500, 3000, 10000, 21000, 46000, 61000, 301000, 3700000 };

        switch (below(16)) {
        case 0:
        case 1:
        case 2:
                scan_something();
                break;
        case 3:
        case 4:
        case 5:
        case 6:
        case 7:
        case 8:
                do_what_is_asked();
                break;
        case 9:
        case 10:
        case 11:
                move_a_door();
                break;
        case 12:
                fixture_press_number(&fixture, (enum target_id)(1 + below(TARGET_ID_COUNT - 1)), below(10));
                break;
        case 13:
                fixture.jammed[below(COMPARTMENTS)] = below(3) == 0;
                break;
        case 14:
                fixture_pass(&fixture, waits[below(ARRAY_LEN(waits))]);
                break;
        default:
                if (below(4) == 0)
                        fixture_restart(&fixture);
                else if (below(16) == 0)
                        fixture.now.wall_ms += (int64_t)below(2) * 7200 * 1000 - 3600 * 1000;
                else if (below(8) == 0)
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
                assert_true(released[n] <= right_answers[n]);
        }
}

static unsigned reached[SCREEN_COUNT];

static void live(unsigned seed) {
        random_state = seed;
        at_scan = 1;
        memset(right_answers, 0, sizeof(right_answers));
        fixture_set_up(&fixture, &(struct fixture_options){ .compartments = COMPARTMENTS, .four_eyes = seed % 4 == 0 });
        fixture_sign_in(&fixture, "lore");
        for (unsigned n = 1; n <= 4; n++) {
                scan_ticket(n);
                fixture_door(&fixture, screen_compartment(box_screen(fixture.box)), DOOR_CLOSED);
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
