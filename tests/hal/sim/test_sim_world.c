/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "hal/lock/lines.h"
#include "hal/sim/sim_world.h"
#include "tests/support/cmocka.h"

enum { COUNT = 4, PATIENCE_S = 10 };

static char folder[64], path[96];
static struct sim_world *world;

static int set_up(void **state) {
        snprintf(folder, sizeof(folder), "/tmp/pickupbox-world-XXXXXX");
        if (!mkdtemp(folder))
                return -1;
        snprintf(path, sizeof(path), "%s/sim.world", folder);
        return sim_world_open(path, COUNT, &world);
}

static int tear_down(void **state) {
        sim_world_free(world);
        world = NULL;
        unlink(path);
        return rmdir(folder);
}

static struct sim_compartment look(unsigned index) {
        struct sim_compartment compartment;

        sim_world_read(world, index, &compartment);
        return compartment;
}

static bool wait_open(unsigned index, bool open) {
        struct timespec begin, now;

        clock_gettime(CLOCK_MONOTONIC, &begin);
        do {
                if (look(index).open == open)
                        return true;
                clock_gettime(CLOCK_MONOTONIC, &now);
        } while (now.tv_sec - begin.tv_sec < PATIENCE_S);
        return false;
}

static struct lines *hold_coils(void) {
        struct lines_config config;
        struct lines *lines;

        assert_int_equal(lines_config_init_numbered("test", LINES_OUTPUT, SIM_WORLD_CHIP, "lock", COUNT, &config), 0);
        assert_int_equal(lines_request(&lines_backend_simulated, path, &config, &lines), 0);
        lines_config_deinit(&config);
        return lines;
}

/* Feeds a coil for as long as it takes to draw a latch. */
static void pulse(unsigned index) {
        const struct timespec pulse = { .tv_nsec = 20 * 1000000 };
        struct lines *lines = hold_coils();

        assert_int_equal(lines_set(lines, index, true), 0);
        nanosleep(&pulse, NULL);
        assert_int_equal(lines_set(lines, index, false), 0);
        lines_free(lines);
}

static void reopen(void) {
        sim_world_free(world);
        world = NULL;
        assert_int_equal(sim_world_open(path, COUNT, &world), 0);
}

static void a_pulse_springs_its_door_open_and_no_other(void **state) {
        assert_false(look(1).open);
        pulse(1);
        assert_true(wait_open(1, true));
        assert_int_equal(look(1).pulses, 1);
        assert_true(look(1).last_ms >= 20);
        assert_int_equal(look(1).longest_ms, look(1).last_ms);
        assert_false(look(0).open);
        assert_false(look(2).open);
        assert_int_equal(sim_world_overlaps(world), 0);
}

static void too_short_a_pulse_opens_nothing(void **state) {
        struct lines *lines = hold_coils();

        assert_int_equal(lines_set(lines, 0, true), 0);
        assert_int_equal(lines_set(lines, 0, false), 0);
        lines_free(lines);
        /* A machine so slow that the coil was on for long is no fault of the latch. */
        if (look(0).last_ms < 15)
                assert_int_equal(sim_world_look(world, NULL), -1);
        assert_int_equal(look(0).pulses, 1);
}

static void a_jammed_door_stays_closed_until_it_is_free_and_pulsed_again(void **state) {
        sim_world_hand(world, 0, SIM_HAND_JAM);
        pulse(0);
        assert_int_equal(look(0).pulses, 1);
        assert_int_equal(sim_world_look(world, NULL), -1);
        assert_false(look(0).open);
        sim_world_hand(world, 0, SIM_HAND_FREE);
        assert_false(look(0).jammed);
        assert_false(look(0).open);
        pulse(0);
        assert_true(wait_open(0, true));
}

static void automatic_hands_close_what_sprang_open(void **state) {
        sim_world_set_automatic(world, true);
        pulse(2);
        assert_true(wait_open(2, true));
        assert_true(wait_open(2, false));
        assert_int_equal(sim_world_look(world, NULL), -1);
}

static void a_door_held_open_by_hand_stays_open(void **state) {
        sim_world_set_automatic(world, true);
        sim_world_hand(world, 2, SIM_HAND_OPEN);
        assert_true(look(2).open);
        assert_int_equal(sim_world_look(world, NULL), -1);
        sim_world_hand(world, 2, SIM_HAND_CLOSE);
        assert_false(look(2).open);
}

static void manual_doors_stay_as_they_are(void **state) {
        sim_world_set_automatic(world, true);
        pulse(3);
        assert_true(wait_open(3, true));
        sim_world_set_automatic(world, false);
        assert_int_equal(sim_world_look(world, NULL), -1);
        assert_true(look(3).open);
}

/* Opens the door and counts how often its contact changes until it rests. */
static unsigned count_changes(unsigned index) {
        bool closed[COUNT], last = true;
        unsigned changes = 0;
        int next;

        sim_world_hand(world, index, SIM_HAND_CLOSE);
        while (sim_world_look(world, NULL) >= 0)
                ;
        sim_world_hand(world, index, SIM_HAND_OPEN);
        do {
                next = sim_world_look(world, closed);
                changes += closed[index] != last;
                last = closed[index];
        } while (next >= 0);
        assert_false(last);
        return changes;
}

static void a_bouncing_contact_changes_several_times_and_comes_to_rest(void **state) {
        unsigned most = 0;

        assert_int_equal(count_changes(1), 1);
        sim_world_hand(world, 1, SIM_HAND_BOUNCE);
        /* A busy machine may look too seldom to see it; not a hundred times. */
        for (unsigned i = 0; i < 100 && most < 3; i++) {
                unsigned changes = count_changes(1);

                if (changes > most)
                        most = changes;
        }
        assert_true(most >= 3);
        sim_world_hand(world, 1, SIM_HAND_FREE);
        assert_int_equal(count_changes(1), 1);
}

static void two_coils_at_once_are_counted(void **state) {
        struct lines *lines = hold_coils();

        assert_int_equal(lines_set(lines, 0, true), 0);
        assert_int_equal(lines_set(lines, 1, true), 0);
        assert_int_equal(sim_world_overlaps(world), 1);
        lines_free(lines);
}

static void everything_outlives_its_handles(void **state) {
        sim_world_hand(world, 0, SIM_HAND_OPEN);
        sim_world_hand(world, 1, SIM_HAND_JAM);
        sim_world_hand(world, 2, SIM_HAND_BOUNCE);
        pulse(3);
        reopen();
        assert_true(look(0).open);
        assert_true(look(1).jammed);
        assert_true(look(2).bounces);
        assert_int_equal(look(3).pulses, 1);
        assert_true(wait_open(3, true));
}

/* A process that switches a coil on, says so and waits for its death. */
static pid_t begin_holder(void) {
        int report[2];
        char byte;
        pid_t pid;

        assert_int_equal(pipe2(report, O_CLOEXEC), 0);
        pid = fork();
        assert_true(pid >= 0);
        if (pid == 0) {
                struct lines *lines = hold_coils();
                struct sim_world *own;

                if (sim_world_open(path, COUNT, &own) != 0)
                        _exit(1);
                sim_world_hand(own, 3, SIM_HAND_OPEN);
                if (lines_set(lines, 2, true) < 0 || write(report[1], "", 1) != 1)
                        _exit(1);
                for (;;)
                        pause();
        }
        close(report[1]);
        assert_int_equal(read(report[0], &byte, 1), 1);
        close(report[0]);
        return pid;
}

static void kill_holder(pid_t pid) {
        kill(pid, SIGKILL);
        assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static void a_killed_process_leaves_doors_as_they_are_and_coils_off(void **state) {
        pid_t pid = begin_holder();

        assert_true(look(2).coil_on);
        kill_holder(pid);
        assert_false(look(2).coil_on);
        assert_int_equal(look(2).cut, 1);
        assert_true(look(3).open);
        lines_free(hold_coils());
}

static void a_coil_left_on_is_off_for_whoever_opens_the_cabinet_next(void **state) {
        pid_t pid = begin_holder();

        sim_world_free(world);
        world = NULL;
        kill_holder(pid);
        assert_int_equal(sim_world_open(path, 0, &world), 0);
        assert_int_equal(sim_world_count(world), COUNT);
        assert_false(look(2).coil_on);
        assert_true(look(3).open);
}

static int reopen_with(const void *bytes, size_t len, unsigned count) {
        sim_world_free(world);
        world = NULL;
        assert_int_equal(file_replace(path, bytes, len, 0600), 0);
        return sim_world_open(path, count, &world);
}

static void a_file_that_is_not_one_of_ours_is_refused_and_left_alone(void **state) {
        static const char foreign[4096] = "a letter to the city";
        struct buffer good = BUFFER_INIT, after = BUFFER_INIT;

        assert_int_equal(file_read(path, 65536, &good), 0);
        assert_int_equal(reopen_with(foreign, sizeof(foreign), COUNT), SIM_WORLD_E_FOREIGN);
        assert_int_equal(file_read(path, 65536, &after), 0);
        assert_int_equal(after.len, sizeof(foreign));
        assert_memory_equal(after.data, foreign, sizeof(foreign));
        assert_int_equal(reopen_with("", 0, COUNT), SIM_WORLD_E_DAMAGED);
        assert_int_equal(reopen_with(good.data, good.len - 1, COUNT), SIM_WORLD_E_DAMAGED);
        assert_int_equal(reopen_with(good.data, 63, COUNT), SIM_WORLD_E_DAMAGED);
        assert_int_equal(reopen_with(good.data, good.len, COUNT + 1), SIM_WORLD_E_COUNT);
        good.data[8]++;
        assert_int_equal(reopen_with(good.data, good.len, COUNT), SIM_WORLD_E_VERSION);
        good.data[8]--;
        good.data[64 + 40] = 2;
        assert_int_equal(reopen_with(good.data, good.len, COUNT), SIM_WORLD_E_DAMAGED);
        good.data[64 + 40] = 1;
        assert_int_equal(reopen_with(good.data, good.len, COUNT), 0);
        assert_true(look(0).open);
        buffer_deinit(&good);
        buffer_deinit(&after);
}

static void after_a_reboot_what_was_under_way_has_ended(void **state) {
        struct buffer bytes = BUFFER_INIT;

        sim_world_set_automatic(world, true);
        sim_world_hand(world, 1, SIM_HAND_OPEN);
        pulse(0);
        assert_int_equal(file_read(path, 65536, &bytes), 0);
        bytes.data[24] ^= 1; /* the boot's id */
        bytes.data[64] = 1;  /* coil 0 on since 1 ns */
        assert_int_equal(reopen_with(bytes.data, bytes.len, COUNT), 0);
        assert_false(look(0).coil_on);
        assert_true(look(0).open);
        assert_int_equal(look(0).cut, 1);
        assert_true(look(1).open);
        assert_true(wait_open(0, false));
        assert_true(look(1).open);
        buffer_deinit(&bytes);
}

static void every_refusal_says_what_to_do(void **state) {
        for (int outcome = SIM_WORLD_E_FOREIGN; outcome <= SIM_WORLD_E_COUNT; outcome++) {
                assert_non_null(strchr(sim_world_error_text(outcome), ';'));
                assert_string_not_equal(sim_world_error_text(outcome), sim_world_error_text(0));
        }
}

static void a_missing_file_is_made_only_for_a_count(void **state) {
        struct sim_world *other;
        char missing[128];

        snprintf(missing, sizeof(missing), "%s/none", folder);
        assert_int_equal(sim_world_open(missing, 0, &other), -ENOENT);
        assert_int_equal(sim_world_open(missing, SIM_WORLD_COUNT_MAX + 1, &other), -EINVAL);
        assert_int_equal(sim_world_open(missing, SIM_WORLD_COUNT_MAX, &other), 0);
        assert_int_equal(sim_world_count(other), SIM_WORLD_COUNT_MAX);
        sim_world_free(other);
        assert_int_equal(unlink(missing), 0);
        assert_int_equal(sim_world_open(folder, COUNT, &other), -EISDIR);
}

#define WORLD_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                WORLD_TEST(a_pulse_springs_its_door_open_and_no_other),
                WORLD_TEST(too_short_a_pulse_opens_nothing),
                WORLD_TEST(a_jammed_door_stays_closed_until_it_is_free_and_pulsed_again),
                WORLD_TEST(automatic_hands_close_what_sprang_open),
                WORLD_TEST(a_door_held_open_by_hand_stays_open),
                WORLD_TEST(manual_doors_stay_as_they_are),
                WORLD_TEST(a_bouncing_contact_changes_several_times_and_comes_to_rest),
                WORLD_TEST(two_coils_at_once_are_counted),
                WORLD_TEST(everything_outlives_its_handles),
                WORLD_TEST(a_killed_process_leaves_doors_as_they_are_and_coils_off),
                WORLD_TEST(a_coil_left_on_is_off_for_whoever_opens_the_cabinet_next),
                WORLD_TEST(a_file_that_is_not_one_of_ours_is_refused_and_left_alone),
                WORLD_TEST(after_a_reboot_what_was_under_way_has_ended),
                WORLD_TEST(a_missing_file_is_made_only_for_a_count),
                cmocka_unit_test(every_refusal_says_what_to_do),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
