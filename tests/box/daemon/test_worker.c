/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/cmocka.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "controller/box/daemon/worker.h"
#include "crypto/key.h"
#include "crypto/pin.h"

static char told[64];
static char verifier[PIN_VERIFIER_SIZE];

static void told_checked(void *context, bool right) {
        strcat(told, right ? "right " : "wrong ");
}

static void told_hashed(void *context, const char *made) {
        strcat(told, made ? "hashed " : "failed ");
        if (made)
                snprintf(verifier, sizeof(verifier), "%s", made);
}

static struct worker *new_worker(void) {
        const struct worker_answers answers = { .checked = told_checked, .hashed = told_hashed };
        struct worker *worker;

        told[0] = 0;
        assert_int_equal(worker_new(&answers, &worker), 0);
        return worker;
}

static void await(struct worker *worker, const char *expected) {
        while (strlen(told) < strlen(expected)) {
                struct pollfd poll_fd = { .fd = worker_fd(worker), .events = POLLIN };

                assert_int_equal(poll(&poll_fd, 1, -1), 1);
                worker_dispatch(worker);
        }
        assert_string_equal(told, expected);
}

static void test_answers_come_in_the_order_of_the_questions(void **state) {
        struct worker *worker = new_worker();

        assert_int_equal(worker_hash(worker, "13572468"), 0);
        await(worker, "hashed ");
        assert_int_equal(worker_check(worker, "13572468", verifier), 0);
        assert_int_equal(worker_check(worker, "13572469", verifier), 0);
        assert_int_equal(worker_hash(worker, "00000000"), 0);
        assert_int_equal(worker_check(worker, "13572468", "no verifier"), 0);
        await(worker, "hashed right wrong hashed wrong ");
        worker_free(worker);
}

static void test_more_than_fits_is_refused(void **state) {
        struct worker *worker = new_worker();

        for (int i = 0; i < WORKER_JOBS_MAX; i++)
                assert_int_equal(worker_check(worker, "1", "x"), 0);
        assert_int_equal(worker_check(worker, "1", "x"), -EBUSY);
        assert_int_equal(worker_check(worker, "123456789", "x"), -EINVAL);
        worker_free(worker);
}

static void test_freeing_drops_what_was_not_answered(void **state) {
        struct worker *worker = new_worker();

        assert_int_equal(worker_hash(worker, "13572468"), 0);
        assert_int_equal(worker_hash(worker, "13572468"), 0);
        worker_free(worker);
        assert_string_equal(told, "");
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_answers_come_in_the_order_of_the_questions),
                cmocka_unit_test(test_more_than_fits_is_refused),
                cmocka_unit_test(test_freeing_drops_what_was_not_answered),
        };

        if (crypto_init() < 0)
                return 1;
        return cmocka_run_group_tests(tests, NULL, NULL);
}
