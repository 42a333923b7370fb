/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/hal/lock/cabinet.h"

#include <time.h>

#include "tests/hal/wait.h"
#include "tests/support/cmocka.h"

void cabinet_config(enum lines_direction direction, struct lines_config *ret_config) {
        assert_int_equal(lines_config_init_numbered("test", direction, cabinet.chip, direction == LINES_OUTPUT ? "lock" : "door",
                                                    CABINET_COUNT, ret_config), 0);
}

struct guard *cabinet_guard(const struct lock_timing *timing) {
        struct lines_config config;
        struct guard *guard;

        cabinet_config(LINES_OUTPUT, &config);
        assert_int_equal(guard_start(cabinet.backend, cabinet.place, &config, timing, &guard), 0);
        lines_config_deinit(&config);
        return guard;
}

struct lock_bank *cabinet_locks(const struct lock_timing *timing) {
        struct lock_bank *bank;

        assert_int_equal(lock_bank_new(cabinet_guard(timing), timing, &bank), 0);
        return bank;
}

struct door_bank *cabinet_doors(unsigned debounce_ms) {
        struct lines_config config;
        struct door_bank *bank;
        struct lines *lines;

        cabinet_config(LINES_INPUT, &config);
        assert_int_equal(lines_request(cabinet.backend, cabinet.place, &config, &lines), 0);
        lines_config_deinit(&config);
        assert_int_equal(door_bank_new(lines, debounce_ms, &bank), 0);
        return bank;
}

bool wait_coil(unsigned index, bool on) {
        struct timespec begin, now;

        clock_gettime(CLOCK_MONOTONIC, &begin);
        do {
                if (cabinet.coil_on(index) == on)
                        return true;
                nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
                clock_gettime(CLOCK_MONOTONIC, &now);
        } while (now.tv_sec - begin.tv_sec < PATIENCE_MS / 1000);
        return false;
}
