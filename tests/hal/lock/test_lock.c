/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <signal.h>
#include <string.h>

#include "hal/lock/guard.h"
#include "hal/lock/lock.h"
#include "tests/hal/lock/cabinet.h"
#include "tests/hal/wait.h"
#include "tests/support/cmocka.h"

static const struct lock_timing quick = { .pulse_ms = 40, .rest_ms = 30, .gap_ms = 5 };

struct told {
        unsigned index[16];
        enum lock_event event[16];
        unsigned on_ms[16];
        unsigned count;
};

static void tell(void *context, unsigned index, enum lock_event event, unsigned on_ms) {
        struct told *told = context;

        assert_true(told->count < 16);
        told->index[told->count] = index;
        told->event[told->count] = event;
        told->on_ms[told->count++] = on_ms;
}

/* Returns dispatch's last answer: as soon as it is not 0, or when so much was told. */
static int run(struct lock_bank *bank, const struct told *told, unsigned count) {
        int r = 0;

        while (r == 0 && told->count < count) {
                assert_true(wait_readable(lock_bank_fd(bank)));
                r = lock_bank_dispatch(bank);
        }
        return r;
}

static struct guard *guard; /* the bank's */
static struct lock_bank *bank;
static struct told told;

static int set_up(void **state) {
        if (cabinet_set_up(state) != 0)
                return -1;
        memset(&told, 0, sizeof(told));
        guard = cabinet_guard(&quick);
        assert_int_equal(lock_bank_new(guard, &quick, &bank), 0);
        lock_bank_set_callback(bank, tell, &told);
        return 0;
}

static int tear_down(void **state) {
        lock_bank_free(bank);
        return cabinet_tear_down(state);
}

static void a_pulse_is_given_counted_and_told(void **state) {
        assert_int_equal(lock_bank_count(bank), CABINET_COUNT);
        assert_int_equal(lock_bank_state(bank, 2), LOCK_IDLE);
        assert_int_equal(lock_bank_pulse(bank, 2), 0);
        assert_int_equal(lock_bank_state(bank, 2), LOCK_DRIVING);
        assert_int_equal(run(bank, &told, 1), 0);
        assert_int_equal(told.index[0], 2);
        assert_int_equal(told.event[0], LOCK_EVENT_PULSED);
        assert_true(told.on_ms[0] >= quick.pulse_ms);
        assert_int_equal(lock_bank_pulses(bank, 2), 1);
        assert_int_equal(lock_bank_last_ms(bank, 2), told.on_ms[0]);
        assert_int_equal(cabinet.pulses(2), 1);
        assert_false(cabinet.coil_on(2));
}

static void pulses_come_in_the_order_asked_for(void **state) {
        static const unsigned order[] = { 4, 1, 5, 0, 3 };

        for (unsigned i = 0; i < 5; i++)
                assert_int_equal(lock_bank_pulse(bank, order[i]), 0);
        assert_int_equal(run(bank, &told, 5), 0);
        for (unsigned i = 0; i < 5; i++) {
                assert_int_equal(told.index[i], order[i]);
                assert_int_equal(told.event[i], LOCK_EVENT_PULSED);
        }
}

static void a_lock_that_waits_or_drives_is_busy_and_a_resting_one_waits(void **state) {
        assert_int_equal(lock_bank_pulse(bank, 1), 0);
        assert_int_equal(lock_bank_pulse(bank, 1), LOCK_E_BUSY);
        assert_int_equal(run(bank, &told, 1), 0);
        assert_int_equal(lock_bank_pulse(bank, 1), 0);
        assert_int_equal(lock_bank_pulse(bank, 1), LOCK_E_BUSY);
        assert_int_equal(run(bank, &told, 2), 0);
        assert_int_equal(told.event[1], LOCK_EVENT_PULSED);
        assert_int_equal(cabinet.pulses(1), 2);
}

/* Until the new guard is ready. */
static void renew(void) {
        assert_int_equal(lock_bank_renew(bank), 0);
        while (lock_bank_renewing(bank)) {
                assert_true(wait_readable(lock_bank_fd(bank)));
                assert_int_equal(lock_bank_dispatch(bank), 0);
        }
}

static void locks_of_a_chip_that_goes_and_comes_back_are_taken_up(void **state) {
        pid_t first = guard_pid(guard);

        cabinet.unplug();
        renew();
        for (unsigned i = 0; i < CABINET_COUNT; i++)
                assert_false(lock_bank_present(bank, i));
        assert_int_equal(lock_bank_pulse(bank, 2), LOCK_E_ABSENT);
        cabinet.plug();
        renew();
        for (unsigned i = 0; i < CABINET_COUNT; i++)
                assert_true(lock_bank_present(bank, i));
        assert_int_equal(lock_bank_pulse(bank, 2), 0);
        assert_int_equal(run(bank, &told, 1), 0);
        assert_int_equal(told.event[0], LOCK_EVENT_PULSED);
        assert_int_equal(cabinet.pulses(2), 1);
        assert_int_equal(kill(first, 0), -1);
}

static void pulses_asked_for_while_lines_are_renewed_are_given_after_it(void **state) {
        assert_int_equal(lock_bank_renew(bank), 0);
        assert_int_equal(lock_bank_renew(bank), LOCK_E_BUSY);
        assert_int_equal(lock_bank_pulse(bank, 1), 0);
        assert_int_equal(lock_bank_pulse(bank, 4), 0);
        assert_int_equal(run(bank, &told, 2), 0);
        assert_false(lock_bank_renewing(bank));
        assert_int_equal(told.event[0], LOCK_EVENT_PULSED);
        assert_int_equal(told.event[1], LOCK_EVENT_PULSED);
        assert_int_equal(told.index[1], 4);
}

static void nothing_is_renewed_while_a_pulse_is_under_way(void **state) {
        assert_int_equal(lock_bank_pulse(bank, 1), 0);
        assert_int_equal(lock_bank_renew(bank), LOCK_E_BUSY);
        assert_int_equal(run(bank, &told, 1), 0);
        renew();
        assert_int_equal(told.count, 1);
}

static void a_guard_killed_while_lines_are_renewed_is_lost(void **state) {
        pid_t supervisor = guard_supervisor_pid(guard);

        assert_int_equal(lock_bank_renew(bank), 0);
        kill(supervisor, SIGKILL);
        assert_int_equal(lock_bank_pulse(bank, 1), 0);
        assert_int_equal(run(bank, &told, 1), -EPIPE);
        assert_int_equal(told.event[0], LOCK_EVENT_FAULT);
        assert_false(cabinet.coil_on(1));
        assert_int_equal(lock_bank_renew(bank), LOCK_E_FAULTY);
}

/* Nobody can say that it is off: the guard ends, and who asked for the pulse is told which lock that was. */
static void a_chip_that_goes_with_its_coil_on_is_told_before_the_guard_ends(void **state) {
        lock_bank_free(bank);
        guard = cabinet_guard(&(struct lock_timing){ .pulse_ms = 400, .rest_ms = 0, .gap_ms = 0 });
        assert_int_equal(lock_bank_new(guard, &(struct lock_timing){ .pulse_ms = 400 }, &bank), 0);
        lock_bank_set_callback(bank, tell, &told);
        assert_int_equal(lock_bank_pulse(bank, 3), 0);
        assert_true(wait_coil(3, true));
        cabinet.unplug();
        assert_int_equal(run(bank, &told, 3), -EPIPE);
        assert_int_equal(told.count, 2);
        assert_int_equal(told.index[0], 3);
        assert_int_equal(told.event[0], LOCK_EVENT_LOST);
        assert_int_equal(told.index[1], 3);
        assert_int_equal(told.event[1], LOCK_EVENT_FAULT);
        cabinet.plug();
}

/* Its coil never came on, and all others work. */
static void a_chip_that_has_gone_before_is_no_such_loss(void **state) {
        cabinet.unplug();
        assert_int_equal(lock_bank_pulse(bank, 3), 0);
        assert_int_equal(run(bank, &told, 1), 0);
        assert_int_equal(told.event[0], LOCK_EVENT_FAULT);
        assert_false(lock_bank_present(bank, 3));
        cabinet.plug();
}

static void a_killed_guard_is_a_fault_and_its_coil_is_off(void **state) {
        struct lock_bank *slow;

        lock_bank_free(bank);
        bank = NULL;
        guard = cabinet_guard(&(struct lock_timing){ .pulse_ms = 900, .rest_ms = 0, .gap_ms = 0 });
        assert_int_equal(lock_bank_new(guard, &(struct lock_timing){ .pulse_ms = 900 }, &slow), 0);
        lock_bank_set_callback(slow, tell, &told);
        assert_int_equal(lock_bank_pulse(slow, 0), 0);
        assert_int_equal(lock_bank_pulse(slow, 3), 0);
        assert_true(wait_coil(0, true));
        kill(guard_pid(guard), SIGKILL);
        assert_int_equal(run(slow, &told, 3), -EPIPE);
        assert_true(wait_coil(0, false));
        assert_int_equal(told.count, 2);
        assert_int_equal(told.event[0], LOCK_EVENT_FAULT);
        assert_int_equal(told.index[1], 3);
        assert_int_equal(told.event[1], LOCK_EVENT_FAULT);
        assert_int_equal(lock_bank_state(slow, 5), LOCK_FAULTY);
        assert_int_equal(lock_bank_pulse(slow, 5), LOCK_E_FAULTY);
        assert_int_equal(lock_bank_dispatch(slow), -EPIPE);
        assert_int_equal(told.count, 2);
        lock_bank_free(slow);
}

static void a_stopped_guard_is_a_fault_and_its_coil_is_off(void **state) {

        lock_bank_free(bank);
        guard = cabinet_guard(&quick);
        assert_int_equal(lock_bank_new(guard, &quick, &bank), 0);
        lock_bank_set_callback(bank, tell, &told);
        kill(guard_pid(guard), SIGSTOP);
        assert_int_equal(lock_bank_pulse(bank, 0), 0);
        assert_int_equal(run(bank, &told, 2), -EPIPE);
        assert_int_equal(told.event[0], LOCK_EVENT_FAULT);
        assert_true(wait_coil(0, false));
}

static void a_lock_whose_line_is_not_there_is_absent_and_the_others_work(void **state) {
        struct lines_config config;

        lock_bank_free(bank);
        bank = NULL;
        cabinet_config(LINES_OUTPUT, &config);
        strcpy(config.lines[1].chip, "gone");
        assert_int_equal(guard_start(cabinet.backend, cabinet.place, &config, &quick, &guard), 0);
        lines_config_deinit(&config);
        assert_int_equal(lock_bank_new(guard, &quick, &bank), 0);
        lock_bank_set_callback(bank, tell, &told);
        assert_int_equal(lock_bank_pulse(bank, 1), LOCK_E_ABSENT);
        assert_int_equal(lock_bank_state(bank, 1), LOCK_FAULTY);
        assert_int_equal(lock_bank_pulse(bank, 2), 0);
        assert_int_equal(run(bank, &told, 1), 0);
        assert_int_equal(told.event[0], LOCK_EVENT_PULSED);
}

static void states_have_names(void **state) {
        assert_string_equal(lock_state_name(LOCK_RESTING), "resting");
        assert_null(lock_state_name((enum lock_state)9));
}

#define BANK_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                BANK_TEST(a_pulse_is_given_counted_and_told),
                BANK_TEST(pulses_come_in_the_order_asked_for),
                BANK_TEST(a_lock_that_waits_or_drives_is_busy_and_a_resting_one_waits),
                BANK_TEST(a_killed_guard_is_a_fault_and_its_coil_is_off),
                BANK_TEST(a_stopped_guard_is_a_fault_and_its_coil_is_off),
                BANK_TEST(a_chip_that_goes_with_its_coil_on_is_told_before_the_guard_ends),
                BANK_TEST(a_chip_that_has_gone_before_is_no_such_loss),
                BANK_TEST(a_lock_whose_line_is_not_there_is_absent_and_the_others_work),
                BANK_TEST(locks_of_a_chip_that_goes_and_comes_back_are_taken_up),
                BANK_TEST(pulses_asked_for_while_lines_are_renewed_are_given_after_it),
                BANK_TEST(nothing_is_renewed_while_a_pulse_is_under_way),
                BANK_TEST(a_guard_killed_while_lines_are_renewed_is_lost),
                cmocka_unit_test(states_have_names),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
