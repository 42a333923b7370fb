/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The largest cabinet known starts: 608 compartments, 16 lines a chip, as many chips for the locks as for the doors. Kernels before
 * 6.2 number 1,024 lines at most, so that the two halves are there one after the other, the other one's chips standing by with
 * a line each.
 */
#include <fcntl.h>
#include <linux/gpio.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "hal/door/door.h"
#include "hal/lock/guard.h"
#include "hal/lock/lines.h"
#include "hal/lock/lock.h"
#include "tests/hal/lock/gpio_sim.h"
#include "tests/support/cmocka.h"

enum { WALL_COUNT = 608, WALL_CHIP_LINES = 16, WALL_CHIPS = WALL_COUNT / WALL_CHIP_LINES, CHIPS_NUMBERED = 256 };

static void crowded(unsigned offset, char ret_name[32]) {
        snprintf(ret_name, 32, "l%u", offset);
}

static struct lines_config wall(enum lines_direction direction) {
        struct lines_config config;

        assert_int_equal(lines_config_init_numbered("test", direction, "wall", "door", WALL_COUNT, &config), 0);
        for (unsigned i = 0; i < WALL_COUNT; i++) {
                snprintf(config.lines[i].chip, LINE_LABEL_SIZE, "wall-%u", i / WALL_CHIP_LINES);
                crowded(i % WALL_CHIP_LINES, config.lines[i].name);
        }
        return config;
}

static unsigned ms_since(const struct timespec *begin) {
        struct timespec now;

        clock_gettime(CLOCK_MONOTONIC, &now);
        return (unsigned)((now.tv_sec - begin->tv_sec) * 1000 + (now.tv_nsec - begin->tv_nsec) / 1000000);
}

static unsigned start_locks(void) {
        static const struct lock_timing timing = LOCK_TIMING_DEFAULT;
        struct lines_config config = wall(LINES_OUTPUT);
        struct timespec begin;
        struct lock_bank *bank;
        struct guard *guard;
        unsigned took_ms;

        clock_gettime(CLOCK_MONOTONIC, &begin);
        assert_int_equal(guard_start(&lines_backend_gpio, NULL, &config, &timing, &guard), 0);
        assert_int_equal(lock_bank_new(guard, &timing, &bank), 0);
        took_ms = ms_since(&begin);
        for (unsigned i = 0; i < WALL_COUNT; i++)
                assert_int_equal(lock_bank_state(bank, i), LOCK_IDLE);
        lock_bank_free(bank);
        lines_config_deinit(&config);
        return took_ms;
}

static unsigned start_doors(void) {
        struct lines_config config = wall(LINES_INPUT);
        struct timespec begin;
        struct door_bank *bank;
        struct lines *lines;
        unsigned took_ms;

        clock_gettime(CLOCK_MONOTONIC, &begin);
        assert_int_equal(lines_request(&lines_backend_gpio, NULL, &config, &lines), 0);
        assert_int_equal(door_bank_new(lines, DOOR_DEBOUNCE_MS, &bank), 0);
        took_ms = ms_since(&begin);
        for (unsigned i = 0; i < WALL_COUNT; i++)
                assert_int_equal(door_bank_state(bank, i), DOOR_OPEN);
        door_bank_free(bank);
        lines_config_deinit(&config);
        return took_ms;
}

/* What the kernel takes to tell of every line: whoever looks for names can do no less. */
static unsigned look_at_all(void) {
        struct timespec begin;
        unsigned chips = 0;

        clock_gettime(CLOCK_MONOTONIC, &begin);
        for (unsigned i = 0; i < CHIPS_NUMBERED && chips < 2 * WALL_CHIPS; i++) {
                struct gpiochip_info info = { 0 };
                char path[32];
                int fd;

                snprintf(path, sizeof(path), "/dev/gpiochip%u", i);
                fd = open(path, O_RDWR | O_CLOEXEC);
                if (fd < 0)
                        continue;
                chips++;
                assert_int_equal(ioctl(fd, GPIO_GET_CHIPINFO_IOCTL, &info), 0);
                for (unsigned line = 0; line < info.lines; line++) {
                        struct gpio_v2_line_info told = { .offset = line };

                        assert_int_equal(ioctl(fd, GPIO_V2_GET_LINEINFO_IOCTL, &told), 0);
                }
                close(fd);
        }
        assert_int_equal(chips, 2 * WALL_CHIPS);
        return ms_since(&begin);
}

/* How long that takes is printed for the benchmark (tests/kiosk/bench_latency.py). */
static void a_wall_of_608_compartments_starts(void **state) {
        const struct rlimit usual = { .rlim_cur = 1024, .rlim_max = 4096 };
        struct gpio_sim *sims[2 * WALL_CHIPS];
        unsigned locks_ms, doors_ms;

        assert_int_equal(setrlimit(RLIMIT_NOFILE, &usual), 0);
        for (unsigned i = 0; i < 2 * WALL_CHIPS; i++) {
                char name[32];

                snprintf(name, sizeof(name), "wall-%u", i);
                sims[i] = gpio_sim_new(name, name, i < WALL_CHIPS ? WALL_CHIP_LINES : 1, crowded);
                assert_non_null(sims[i]);
        }
        locks_ms = start_locks();
        doors_ms = start_doors();
        printf("%u compartments over %u chips: locks started in %u ms, doors in %u ms, a bare look at all lines %u ms\n", WALL_COUNT,
               2 * WALL_CHIPS, locks_ms, doors_ms, look_at_all());
        for (unsigned i = 0; i < 2 * WALL_CHIPS; i++)
                gpio_sim_free(sims[i]);
}

int main(void) {
        const struct CMUnitTest tests[] = { cmocka_unit_test(a_wall_of_608_compartments_starts) };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
