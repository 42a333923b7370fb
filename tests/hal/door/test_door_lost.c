/* SPDX-License-Identifier: EUPL-1.2 */
/* Doors whose edges get lost, on chips of the simulated cabinet: levels are read all the same. */
#include "hal/clock/deadline.h"
#include "hal/sim/sim_world.h"
#include "tests/hal/door/told.h"

static struct sim_world *world;

/* No edge is ever told: levels are read all the same, sooner where somebody waits for them. */
static void every_edge_is_lost_and_the_door_is_seen(void **state) {
        struct told told = { .count = 0 };
        struct door_bank *bank;
        int64_t began_ms;

        bank = cabinet_doors(DOOR_DEBOUNCE_MS);
        door_bank_set_callback(bank, tell, &told);
        sim_world_set_lost(world, 1000);
        door_bank_await(bank, 3, true);
        for (unsigned i = 1; i <= 6; i++) {
                cabinet.move_door(3, i % 2 == 0);
                run(bank, &told, i);
                assert_int_equal(told.index[i - 1], 3);
                assert_int_equal(told.state[i - 1], i % 2 == 0 ? DOOR_CLOSED : DOOR_OPEN);
        }
        door_bank_await(bank, 3, false);
        began_ms = deadline_now_ms();
        cabinet.move_door(4, false);
        run(bank, &told, 7);
        assert_int_equal(told.index[6], 4);
        print_message("seen after %lld ms without anybody waiting for it\n", (long long)(deadline_now_ms() - began_ms));
        door_bank_free(bank);
}

static void some_edges_are_lost_and_no_door_is_missed(void **state) {
        struct door_bank *bank;

        bank = cabinet_doors(5);
        sim_world_set_lost(world, 100);
        for (unsigned i = 0; i < CABINET_COUNT; i++)
                door_bank_await(bank, i, true);
        for (unsigned round = 0; round < 20; round++) {
                struct told told = { .count = 0 };

                door_bank_set_callback(bank, tell, &told);
                for (unsigned i = 0; i < 4; i++)
                        cabinet.move_door(i, round % 2 != 0);
                run(bank, &told, 4);
                for (unsigned i = 0; i < 4; i++)
                        assert_int_equal(door_bank_state(bank, i), round % 2 == 0 ? DOOR_OPEN : DOOR_CLOSED);
        }
        door_bank_free(bank);
}

static void a_chip_without_an_interrupt_is_polled_and_says_so(void **state) {
        struct told told = { .count = 0 };
        struct door_bank *bank;

        bank = cabinet_doors(DOOR_DEBOUNCE_MS);
        assert_false(door_bank_polled(bank, 0));
        door_bank_free(bank);
        sim_world_set_polled(world, true);
        bank = cabinet_doors(DOOR_DEBOUNCE_MS);
        assert_true(door_bank_polled(bank, 0));
        door_bank_set_callback(bank, tell, &told);
        cabinet.move_door(2, false);
        run(bank, &told, 1);
        assert_int_equal(told.index[0], 2);
        cabinet.move_door(2, true);
        run(bank, &told, 2);
        door_bank_free(bank);
}

/* More doors than are read at once, on chips of their own. */
static void chips_are_told_apart(void **state) {
        struct door_bank *bank;

        sim_world_set_chip_lines(world, 4);
        bank = cabinet_doors(DOOR_DEBOUNCE_MS);
        assert_string_equal(door_bank_chip(bank, 0), door_bank_chip(bank, 3));
        assert_string_not_equal(door_bank_chip(bank, 3), door_bank_chip(bank, 4));
        door_bank_free(bank);
}

static int set_up(void **state) {
        int r = cabinet_set_up(state);

        return r == 0 ? sim_world_open(cabinet.place, 0, &world) : r;
}

static int tear_down(void **state) {
        sim_world_free(world);
        return cabinet_tear_down(state);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(every_edge_is_lost_and_the_door_is_seen),
                CASE(some_edges_are_lost_and_no_door_is_missed),
                CASE(a_chip_without_an_interrupt_is_polled_and_says_so),
                CASE(chips_are_told_apart),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
