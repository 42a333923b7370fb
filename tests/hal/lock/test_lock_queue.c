/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/lock/lock_queue.h"
#include "tests/support/cmocka.h"

static const struct lock_timing timing = { .pulse_ms = 300, .rest_ms = 2000, .gap_ms = 300 };
static struct lock_queue queue;

static int set_up(void **state) {
        return lock_queue_init(&queue, 4, &timing);
}

static int tear_down(void **state) {
        lock_queue_deinit(&queue);
        return 0;
}

static unsigned start(int64_t now_ms) {
        unsigned index;

        return lock_queue_start(&queue, now_ms, &index) ? index : LOCK_NONE;
}

static void first_come_is_first_served_one_at_a_time(void **state) {
        assert_int_equal(lock_queue_add(&queue, 3), 0);
        assert_int_equal(lock_queue_add(&queue, 0), 0);
        assert_int_equal(lock_queue_add(&queue, 2), 0);
        assert_int_equal(start(0), 3);
        assert_int_equal(start(5000), LOCK_NONE);
        assert_true(lock_queue_pulsed(&queue, 3, 300, 300));
        assert_int_equal(start(600), 0);
        assert_true(lock_queue_pulsed(&queue, 0, 300, 900));
        assert_int_equal(start(1200), 2);
        assert_true(lock_queue_pulsed(&queue, 2, 300, 1500));
        assert_int_equal(start(9000), LOCK_NONE);
        assert_int_equal(lock_queue_deadline(&queue), INT64_MAX);
}

static void the_gap_is_kept_between_two_locks(void **state) {
        assert_int_equal(lock_queue_add(&queue, 0), 0);
        assert_int_equal(lock_queue_add(&queue, 1), 0);
        assert_int_equal(start(0), 0);
        assert_true(lock_queue_pulsed(&queue, 0, 300, 310));
        assert_int_equal(lock_queue_deadline(&queue), 610);
        assert_int_equal(start(609), LOCK_NONE);
        assert_int_equal(start(610), 1);
}

static void a_lock_rests_before_its_next_pulse(void **state) {
        assert_int_equal(lock_queue_add(&queue, 0), 0);
        assert_int_equal(start(0), 0);
        assert_int_equal(lock_queue_state(&queue, 0, 100), LOCK_DRIVING);
        assert_true(lock_queue_pulsed(&queue, 0, 301, 300));
        assert_int_equal(queue.locks[0].pulses, 1);
        assert_int_equal(queue.locks[0].last_ms, 301);
        assert_int_equal(lock_queue_state(&queue, 0, 2299), LOCK_RESTING);
        assert_int_equal(lock_queue_state(&queue, 0, 2300), LOCK_IDLE);
        assert_int_equal(lock_queue_add(&queue, 0), 0);
        assert_int_equal(start(2299), LOCK_NONE);
        assert_int_equal(start(2300), 0);
}

static void a_resting_lock_holds_the_queue_up_so_that_order_is_kept(void **state) {
        assert_int_equal(lock_queue_add(&queue, 0), 0);
        assert_int_equal(start(0), 0);
        assert_true(lock_queue_pulsed(&queue, 0, 300, 300));
        assert_int_equal(lock_queue_add(&queue, 0), 0);
        assert_int_equal(lock_queue_add(&queue, 1), 0);
        assert_int_equal(start(1000), LOCK_NONE);
        assert_int_equal(start(2300), 0);
}

static void a_lock_is_asked_for_once_at_a_time(void **state) {
        assert_int_equal(lock_queue_add(&queue, 1), 0);
        assert_int_equal(lock_queue_add(&queue, 1), LOCK_E_BUSY);
        assert_int_equal(start(0), 1);
        assert_int_equal(lock_queue_add(&queue, 1), LOCK_E_BUSY);
        assert_true(lock_queue_pulsed(&queue, 1, 300, 300));
        assert_int_equal(lock_queue_add(&queue, 1), 0);
}

static void every_lock_can_wait_at_once_and_again(void **state) {
        int64_t now_ms = 0;

        for (unsigned round = 0; round < 3; round++) {
                for (unsigned i = 0; i < 4; i++)
                        assert_int_equal(lock_queue_add(&queue, i), 0);
                for (unsigned i = 0; i < 4; i++) {
                        now_ms += 10000;
                        assert_int_equal(start(now_ms), i);
                        assert_true(lock_queue_pulsed(&queue, i, 300, now_ms + 300));
                }
        }
}

static void an_answer_for_another_lock_is_not_taken(void **state) {
        assert_false(lock_queue_pulsed(&queue, 0, 300, 0));
        assert_int_equal(lock_queue_add(&queue, 0), 0);
        assert_false(lock_queue_pulsed(&queue, 0, 300, 0));
        assert_int_equal(start(0), 0);
        assert_false(lock_queue_pulsed(&queue, 1, 300, 300));
        assert_false(lock_queue_pulsed(&queue, LOCK_NONE, 300, 300));
        assert_false(lock_queue_fault(&queue, 1, 300));
        assert_int_equal(lock_queue_state(&queue, 0, 300), LOCK_DRIVING);
}

static void a_faulty_lock_is_driven_no_more_and_the_next_one_after_the_gap(void **state) {
        assert_int_equal(lock_queue_add(&queue, 0), 0);
        assert_int_equal(lock_queue_add(&queue, 1), 0);
        assert_int_equal(start(0), 0);
        assert_true(lock_queue_fault(&queue, 0, 50));
        assert_int_equal(lock_queue_state(&queue, 0, 50), LOCK_FAULTY);
        assert_int_equal(lock_queue_add(&queue, 0), LOCK_E_FAULTY);
        assert_int_equal(start(349), LOCK_NONE);
        assert_int_equal(start(350), 1);
}

static void an_absent_lock_is_refused(void **state) {
        lock_queue_set_absent(&queue, 2);
        assert_int_equal(lock_queue_add(&queue, 2), LOCK_E_ABSENT);
        assert_int_equal(lock_queue_state(&queue, 2, 0), LOCK_FAULTY);
        assert_int_equal(start(0), LOCK_NONE);
}

static void a_guard_that_does_not_answer_is_overdue(void **state) {
        assert_int_equal(lock_queue_add(&queue, 0), 0);
        assert_false(lock_queue_overdue(&queue, INT64_MAX));
        assert_int_equal(start(0), 0);
        assert_int_equal(lock_queue_deadline(&queue), LOCK_ANSWER_MS);
        assert_false(lock_queue_overdue(&queue, LOCK_ANSWER_MS - 1));
        assert_true(lock_queue_overdue(&queue, LOCK_ANSWER_MS));
}

static void losing_the_guard_gives_up_each_waiting_lock_once(void **state) {
        unsigned index;

        lock_queue_set_absent(&queue, 3);
        assert_int_equal(lock_queue_add(&queue, 1), 0);
        assert_int_equal(lock_queue_add(&queue, 0), 0);
        assert_int_equal(start(0), 1);
        assert_true(lock_queue_lose(&queue, &index));
        assert_int_equal(index, 1);
        assert_true(lock_queue_lose(&queue, &index));
        assert_int_equal(index, 0);
        assert_false(lock_queue_lose(&queue, &index));
        assert_int_equal(lock_queue_add(&queue, 2), LOCK_E_FAULTY);
        assert_int_equal(lock_queue_add(&queue, 3), LOCK_E_ABSENT);
        assert_int_equal(lock_queue_deadline(&queue), INT64_MAX);
}

#define QUEUE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                QUEUE_TEST(first_come_is_first_served_one_at_a_time),
                QUEUE_TEST(the_gap_is_kept_between_two_locks),
                QUEUE_TEST(a_lock_rests_before_its_next_pulse),
                QUEUE_TEST(a_resting_lock_holds_the_queue_up_so_that_order_is_kept),
                QUEUE_TEST(a_lock_is_asked_for_once_at_a_time),
                QUEUE_TEST(every_lock_can_wait_at_once_and_again),
                QUEUE_TEST(an_answer_for_another_lock_is_not_taken),
                QUEUE_TEST(a_faulty_lock_is_driven_no_more_and_the_next_one_after_the_gap),
                QUEUE_TEST(an_absent_lock_is_refused),
                QUEUE_TEST(a_guard_that_does_not_answer_is_overdue),
                QUEUE_TEST(losing_the_guard_gives_up_each_waiting_lock_once),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
