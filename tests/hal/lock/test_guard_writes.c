/* SPDX-License-Identifier: EUPL-1.2 */
/* Writes to a chip that fail for a while: how often is in memory that client, guard and supervisor share. */
#include <errno.h>
#include <stdatomic.h>
#include <sys/mman.h>

#include "hal/lock/guard.h"
#include "hal/lock/lines_backend.h"
#include "hal/lock/lock.h"
#include "tests/hal/lock/cabinet.h"
#include "tests/hal/wait.h"
#include "tests/support/cmocka.h"

static const struct lock_timing quick = { .pulse_ms = 40, .rest_ms = 30, .gap_ms = 5 };
/* How many writes of each kind are still to fail. */
static struct failing {
        atomic_int on, off;
} *failing;

static struct lock_bank *bank;
static unsigned given, faults;

static const struct lines_backend disturbed;

/* The simulated lines know no other backend than their own. */
#define AS_SIMULATED(lines, call) \
        do { \
                (lines)->backend = &lines_backend_simulated; \
                call; \
                (lines)->backend = &disturbed; \
        } while (0)

static int request(const char *place, const struct lines_config *config, struct lines **ret_lines) {
        int r = lines_backend_simulated.request(place, config, ret_lines);

        if (r == 0)
                (*ret_lines)->backend = &disturbed;
        return r;
}

static int share(struct lines *lines) {
        int r;

        AS_SIMULATED(lines, r = lines_backend_simulated.share(lines));
        return r;
}

static bool present(const struct lines *lines, unsigned index) {
        bool there;

        AS_SIMULATED((struct lines *)(uintptr_t)lines, there = lines_backend_simulated.present(lines, index));
        return there;
}

static int set(struct lines *lines, unsigned index, bool active) {
        atomic_int *left = active ? &failing->on : &failing->off;
        int r;

        if (atomic_load(left) > 0) {
                atomic_fetch_sub(left, 1);
                return -EREMOTEIO;
        }
        AS_SIMULATED(lines, r = lines_backend_simulated.set(lines, index, active));
        return r;
}

/* Whoever lets the lines go leaves them as they are. */
static void free_lines(struct lines *lines) {
        lines->direction = LINES_INPUT;
        lines->backend = &lines_backend_simulated;
        lines_backend_simulated.free(lines);
}

static const struct lines_backend disturbed = {
        .request = request, .share = share, .present = present, .set = set, .free = free_lines,
};

static void tell(void *context, unsigned index, enum lock_event event, unsigned on_ms) {
        *(event == LOCK_EVENT_PULSED ? &given : &faults) += 1;
}

static int set_up(void **state) {
        struct lines_config config;
        struct guard *guard;

        if (cabinet_set_up(state) != 0)
                return -1;
        failing = mmap(NULL, sizeof(*failing), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        assert_true(failing != MAP_FAILED);
        given = faults = 0;
        cabinet_config(LINES_OUTPUT, &config);
        assert_int_equal(guard_start(&disturbed, cabinet.place, &config, &quick, &guard), 0);
        lines_config_deinit(&config);
        assert_int_equal(lock_bank_new(guard, &quick, &bank), 0);
        lock_bank_set_callback(bank, tell, NULL);
        return 0;
}

static int tear_down(void **state) {
        lock_bank_free(bank);
        munmap(failing, sizeof(*failing));
        return cabinet_tear_down(state);
}

/* Until all of the pulses asked for have been answered. */
static int pulse(unsigned index) {
        unsigned before = given + faults;
        int r = lock_bank_pulse(bank, index);

        while (r == 0 && given + faults == before) {
                assert_true(wait_readable(lock_bank_fd(bank)));
                r = lock_bank_dispatch(bank);
        }
        return r;
}

static void one_failed_write_is_tried_again(void **state) {
        atomic_store(&failing->on, 2);
        atomic_store(&failing->off, 1);
        assert_int_equal(pulse(1), 0);
        assert_int_equal(given, 1);
        assert_int_equal(cabinet.pulses(1), 1);
        assert_false(cabinet.coil_on(1));
        assert_int_equal(lock_bank_state(bank, 1), LOCK_RESTING);
}

static void three_failed_writes_are_a_fault_that_can_be_cleared_and_concern_no_other_lock(void **state) {
        atomic_store(&failing->on, 3);
        assert_int_equal(pulse(1), 0);
        assert_int_equal(faults, 1);
        assert_false(cabinet.coil_on(1));
        assert_int_equal(lock_bank_pulse(bank, 1), LOCK_E_FAULTY);
        assert_int_equal(pulse(2), 0);
        assert_int_equal(given, 1);
        lock_bank_clear(bank, 1);
        assert_int_equal(pulse(1), 0);
        assert_int_equal(given, 2);
        assert_int_equal(cabinet.pulses(1), 1);
}

static void off_is_repeated_until_it_succeeds(void **state) {
        atomic_store(&failing->off, 8);
        assert_int_equal(pulse(1), 0);
        assert_int_equal(given, 1);
        assert_false(cabinet.coil_on(1));
        assert_true(lock_bank_last_ms(bank, 1) <= LOCK_PULSE_CAP_MS);
        assert_int_equal(pulse(2), 0);
        assert_int_equal(given, 2);
}

/* The guard gives up and ends; what it could not switch off the supervisor does. */
static void off_that_fails_for_long_ends_the_guard_and_not_the_trying(void **state) {
        atomic_store(&failing->off, INT32_MAX);
        assert_int_equal(pulse(1), 0);
        assert_int_equal(faults, 1);
        assert_true(cabinet.coil_on(1));
        atomic_store(&failing->off, 3);
        assert_true(wait_coil(1, false));
        assert_int_equal(atomic_load(&failing->off), 0);
}

#define WRITE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                WRITE_TEST(one_failed_write_is_tried_again),
                WRITE_TEST(three_failed_writes_are_a_fault_that_can_be_cleared_and_concern_no_other_lock),
                WRITE_TEST(off_is_repeated_until_it_succeeds),
                WRITE_TEST(off_that_fails_for_long_ends_the_guard_and_not_the_trying),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
