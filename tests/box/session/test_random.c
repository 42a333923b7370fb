/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Seeded random lives of a box: people who scan, type, press, wait, slam and
 * force doors, cut the power. Whatever they do:
 *   - no pulse without the entry that allows it,
 *   - never two issues of one consignment,
 *   - no release without a right answer for that very consignment,
 *   - every screen valid, and the store never asked for something impossible,
 *   - everybody gone, the box is idle.
 * All that staff can do and every screen comes up: what never did is a failure. Some lives begin before a box whose store was put back.
 * RANDOM_SEED=n runs that one life alone; PICKUPBOX_FULL=1 ten times as many; with PICKUPBOX_SHARE it is over sooner, but not
 * before all that has come up.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "controller/box/session/box_inner.h"
#include "tests/box/session/wander.h"
#include "tests/support/cmocka.h"
#include "tests/support/share.h"

enum { LIVES = 200, LIVES_FULL = 2000, ACTS = 200, NUMBERS = 9, COMPARTMENTS = 9, MINUTE_MS = 60 * 1000 };

static struct fixture fixture;
static struct wander wander;

/* Its latch misses now and then. */
static void spring_open(unsigned c) {
        if (wander_below(&wander, 8) != 0)
                return;
        fixture_pass(&fixture, wander_below(&wander, 3000));
        if (fixture.doors[c - 1] == DOOR_CLOSED)
                fixture_door(&fixture, c, DOOR_OPEN);
}

static void move_a_door(void) {
        unsigned c = 1 + wander_below(&wander, COMPARTMENTS);

        for (unsigned i = 0; i < COMPARTMENTS; i++, c = c % COMPARTMENTS + 1)
                if (fixture.doors[c - 1] == DOOR_OPEN) {
                        fixture_door(&fixture, c, DOOR_CLOSED);
                        spring_open(c);
                        return;
                }
        if (wander_below(&wander, 6) == 0)
                fixture_door(&fixture, c, DOOR_OPEN);
}

static bool patient; /* in every second life most go on with what they have begun */

static void act(void) {
        static const int64_t waits[] = { 500, 3000, 10000, 21000, 46000, 61000, 301000, 3700000 };

        switch (wander_below(&wander, 16)) {
        case 0:
        case 1:
        case 2:
                if (patient && wander_below(&wander, 4) && fixture_screen(&fixture) != SCREEN_IDLE)
                        wander_do_what_is_asked(&wander);
                else
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

/* ---- how often what was met ---- */

static unsigned reached[SCREEN_COUNT], worked[TASK_COUNT];
static unsigned acts;

static void note_confirmed(const struct entry *entry) {
        worked[TASK_CLOCK] += entry->event == ENTRY_CLOCK && entry->by[0]; /* in the step that leads there */
}

static void note_place(void) {
        const struct staff *staff = &fixture.box->staff;

        acts++;
        reached[fixture_screen(&fixture)]++;
        for (unsigned t = 1; t < TASK_COUNT; t++)
                worked[t] += (staff->state == STAFF_TASK || staff->waits) && staff->task == task_of((enum word_task)t);
}

/* The store does not fail here: test_fault.c and test_every_opening.c do that. */
static bool may_be_missed(enum screen_id id) {
        return id == SCREEN_AGAIN;
}

static unsigned missed_so_far(void) {
        unsigned missed = 0;

        for (unsigned t = 1; t < TASK_COUNT; t++)
                missed += worked[t] == 0;
        for (unsigned id = 0; id < SCREEN_COUNT; id++)
                missed += reached[id] == 0 && !may_be_missed((enum screen_id)id);
        return missed;
}

static void print_met(unsigned lives) {
        print_message("%u lives, %u touches, keys, scans, doors and waits\n", lives, acts);
        for (unsigned t = 1; t < TASK_COUNT; t++)
                print_message("  task %-16s %6u\n", word_task_name((enum word_task)t), worked[t]);
        for (unsigned id = 0; id < SCREEN_COUNT; id++)
                print_message("  screen %-18s %6u\n", screen_name((enum screen_id)id), reached[id]);
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
                note_confirmed(&entry);
        }
        for (unsigned n = 1; n <= NUMBERS; n++) {
                assert_true(issued[n] <= 1);
                assert_true(released[n] <= wander.right_answers[n]);
        }
}

/* ---- before a box whose store was put back ---- */

static struct {
        unsigned known;
        bool begun;
} folder;

static void judge(void *context, const char *text, size_t len, unsigned number, struct restoring_verdict *ret_verdict) {
        bool second = wander.badge_shown != WANDER_MARA && wander.badge_shown != WANDER_AXEL;

        folder.known = number;
        *ret_verdict = (struct restoring_verdict){ .sub = "", .verifier = "" };
        if (wander_below(&wander, 6) == 0)
                ret_verdict->said = (enum screen_restore)(SCREEN_RESTORE_BUNDLE + wander_below(&wander, 2));
        else if (number == 0 && wander.badge_shown != WANDER_MARA)
                ret_verdict->said = SCREEN_RESTORE_MANAGER;
        else if (number == 1 && !second)
                ret_verdict->said = SCREEN_RESTORE_OTHER;
        snprintf(ret_verdict->sub, sizeof(ret_verdict->sub), "person%u", wander.badge_shown);
        snprintf(ret_verdict->verifier, sizeof(ret_verdict->verifier), "plain:%s", wander_pin(wander.badge_shown));
}

static void know(void *context) {
        folder.known++;
}

static bool finish(void *context) {
        if (folder.known != 2)
                fail_msg("it begins again with %u people", folder.known);
        folder.begun = wander_below(&wander, 3) > 0;
        return folder.begun;
}

static void leave(void *context) {
        folder.known = 0;
}

static void come_to_one_that_was_put_back(void) {
        static const struct restoring_ports ports = { .judge = judge, .known = know, .finish = finish, .leave = leave };

        folder.known = 0;
        folder.begun = false;
        fixture_stop(&fixture);
        fixture_start_put_back(&fixture, &ports);
        fixture.faults = 0; /* it is out of order, and says so */
        for (unsigned i = 0; i < ACTS && !folder.begun; i++) {
                if (wander_below(&wander, 8) == 0)
                        wander_scan(&wander);
                else if (wander_below(&wander, 16) == 0)
                        fixture_press_number(&fixture, (enum target_id)(1 + wander_below(&wander, TARGET_ID_COUNT - 1)), wander_below(&wander, 10));
                else if (wander_below(&wander, 16) == 0)
                        fixture_pass(&fixture, 4 * MINUTE_MS);
                else
                        wander_do_what_is_asked(&wander);
                note_place();
        }
        fixture_stop(&fixture);
        fixture_start(&fixture);
}

/* ---- a life ---- */

static void everybody_goes(unsigned seed) {
        memset(fixture.jammed, 0, sizeof(fixture.jammed));
        for (unsigned i = 0; i < 8; i++) {
                for (unsigned c = 1; c <= COMPARTMENTS; c++)
                        if (fixture.doors[c - 1] == DOOR_OPEN)
                                fixture_door(&fixture, c, DOOR_CLOSED);
                fixture_pass(&fixture, MINUTE_MS);
        }
        if (fixture_screen(&fixture) != SCREEN_IDLE && !box_screen(fixture.box)->clock_doubt)
                fail_msg("seed %u: everybody is gone, and the screen is %s", seed, screen_name(fixture_screen(&fixture)));
}

static void live(unsigned seed) {
        wander = (struct wander){ .fixture = &fixture, .state = seed, .numbers = NUMBERS, .at_scan = 1 };
        fixture_set_up(&fixture, &(struct fixture_options){ .compartments = COMPARTMENTS, .four_eyes = seed % 4 == 0 });
        stock_fill(&fixture);
        wander.right_answers[STOCK_ISSUED]++;
        patient = seed % 2;
        if (seed % 16 == 0)
                come_to_one_that_was_put_back();
        for (unsigned i = 0; i < ACTS; i++) {
                act();
                note_place();
                if (fixture.faults > 0)
                        fail_msg("seed %u, act %u: %s", seed, i, fixture.last_log);
        }
        everybody_goes(seed);
        check_ledger();
        fixture_tear_down(&fixture);
}

static void whatever_people_do_the_rules_hold(void **state) {
        const char *only = getenv("RANDOM_SEED");
        unsigned lives = getenv("PICKUPBOX_FULL") ? LIVES_FULL : LIVES, enough = lives / share_stride(), seed;

        for (seed = 1; seed <= lives && (only || seed <= enough || missed_so_far() > 0); seed++)
                if (!only || seed == strtoul(only, NULL, 10))
                        live(seed);
        print_met(seed - 1);
        if (!only && missed_so_far() > 0)
                fail_msg("%u of the tasks and screens above never came", missed_so_far());
}

int main(void) {
        const struct CMUnitTest tests[] = { cmocka_unit_test(whatever_people_do_the_rules_hold) };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
