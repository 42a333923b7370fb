/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "hal/door/door.h"
#include "hal/lock/guard.h"
#include "hal/lock/lines.h"
#include "hal/lock/lock.h"
#include "hal/sim/sim_world.h"
#include "tests/hal/wait.h"
#include "tests/support/cmocka.h"

enum { COUNT = 608 };

static char folder[64], path[96];
static struct sim_world *world;
static struct lock_bank *locks;
static struct door_bank *doors;
static enum door_state last[COUNT];
static unsigned changes, faults, pulses;

static void take_door(void *context, unsigned index, enum door_state state) {
        last[index] = state;
        changes++;
}

static void take_lock(void *context, unsigned index, enum lock_event event, unsigned on_ms) {
        if (event == LOCK_EVENT_PULSED)
                pulses++;
        else
                faults++;
}

static int begin_locks(void) {
        static const struct lock_timing timing = { .pulse_ms = 40, .rest_ms = 20, .gap_ms = 5 };
        struct lines_config config;
        struct guard *guard;
        int r;

        r = lines_config_init_numbered("test", LINES_OUTPUT, SIM_WORLD_CHIP, "lock", COUNT, &config);
        if (r < 0)
                return r;
        r = guard_start(&lines_backend_simulated, path, &config, &timing, &guard);
        lines_config_deinit(&config);
        if (r == 0)
                r = lock_bank_new(guard, &timing, &locks);
        if (r == 0)
                lock_bank_set_callback(locks, take_lock, NULL);
        return r;
}

static int begin_doors(void) {
        struct lines_config config;
        struct lines *lines;
        int r;

        r = lines_config_init_numbered("test", LINES_INPUT, SIM_WORLD_CHIP, "door", COUNT, &config);
        if (r < 0)
                return r;
        r = lines_request(&lines_backend_simulated, path, &config, &lines);
        lines_config_deinit(&config);
        if (r == 0)
                r = door_bank_new(lines, DOOR_DEBOUNCE_MS, &doors);
        if (r == 0)
                door_bank_set_callback(doors, take_door, NULL);
        return r;
}

static int set_up(void **state) {
        changes = faults = pulses = 0;
        snprintf(folder, sizeof(folder), "/tmp/pickupbox-cabinet-XXXXXX");
        if (!mkdtemp(folder))
                return -1;
        snprintf(path, sizeof(path), "%s/sim.world", folder);
        if (sim_world_open(path, COUNT, &world) != 0 || begin_locks() != 0)
                return -1;
        return begin_doors();
}

static int tear_down(void **state) {
        lock_bank_free(locks);
        door_bank_free(doors);
        sim_world_free(world);
        unlink(path);
        return rmdir(folder);
}

static void pulse(unsigned index) {
        unsigned before = pulses;

        assert_int_equal(lock_bank_pulse(locks, index), 0);
        while (pulses == before) {
                assert_true(wait_readable(lock_bank_fd(locks)));
                assert_int_equal(lock_bank_dispatch(locks), 0);
                assert_int_equal(faults, 0);
        }
}

static void run_doors(unsigned count) {
        while (changes < count) {
                assert_true(wait_readable(door_bank_fd(doors)));
                assert_int_equal(door_bank_dispatch(doors), 0);
        }
}

static void a_pulse_is_followed_by_its_door(void **state) {
        pulse(607);
        run_doors(1);
        assert_int_equal(last[607], DOOR_OPEN);
        assert_int_equal(door_bank_state(doors, 0), DOOR_CLOSED);
        sim_world_hand(world, 607, SIM_HAND_CLOSE);
        run_doors(2);
        assert_int_equal(last[607], DOOR_CLOSED);
}

static void automatic_hands_close_it_by_themselves(void **state) {
        sim_world_set_automatic(world, true);
        pulse(3);
        run_doors(1);
        assert_int_equal(last[3], DOOR_OPEN);
        run_doors(2);
        assert_int_equal(last[3], DOOR_CLOSED);
}

static void a_jammed_door_is_pulsed_in_vain(void **state) {
        sim_world_hand(world, 9, SIM_HAND_JAM);
        for (unsigned i = 0; i < 3; i++)
                pulse(9);
        assert_int_equal(lock_bank_pulses(locks, 9), 3);
        assert_int_equal(door_bank_dispatch(doors), 0);
        assert_int_equal(door_bank_state(doors, 9), DOOR_CLOSED);
        sim_world_hand(world, 9, SIM_HAND_FREE);
        pulse(9);
        run_doors(1);
        assert_int_equal(last[9], DOOR_OPEN);
}

static void many_at_once_are_opened_one_after_the_other(void **state) {
        for (unsigned i = 0; i < 8; i++)
                assert_int_equal(lock_bank_pulse(locks, i * 70), 0);
        while (pulses < 8) {
                assert_true(wait_readable(lock_bank_fd(locks)));
                assert_int_equal(lock_bank_dispatch(locks), 0);
        }
        run_doors(8);
        for (unsigned i = 0; i < 8; i++)
                assert_int_equal(last[i * 70], DOOR_OPEN);
        assert_int_equal(sim_world_overlaps(world), 0);
        assert_int_equal(faults, 0);
}

#define SIM_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                SIM_TEST(a_pulse_is_followed_by_its_door),
                SIM_TEST(automatic_hands_close_it_by_themselves),
                SIM_TEST(a_jammed_door_is_pulsed_in_vain),
                SIM_TEST(many_at_once_are_opened_one_after_the_other),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
