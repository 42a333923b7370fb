/* SPDX-License-Identifier: EUPL-1.2 */
/* A signer that is killed at any ask, while the process that asks lives on. On a file, or on the server of PICKUPBOX_TEST_DATABASE. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>

#include "controller/office/signer.h"
#include "tests/office/fixture.h"
#include "tests/office/registry/place.h"

/* The signer goes before its n-th answer, or behind it; -1: it stays. */
static int asks_left = -1;
static bool after;

int __real_signer_sign(void *signer, const struct public_key *public, const void *message, uint64_t len, uint8_t ret_signature[KEY_SIGNATURE_LEN]);
int __wrap_signer_sign(void *signer, const struct public_key *public, const void *message, uint64_t len, uint8_t ret_signature[KEY_SIGNATURE_LEN]);

int __wrap_signer_sign(void *signer, const struct public_key *public, const void *message, uint64_t len, uint8_t ret_signature[KEY_SIGNATURE_LEN]) {
        bool dies = asks_left == 0;
        int r;

        if (asks_left >= 0)
                asks_left--;
        if (dies && !after)
                kill(signer_pid(signer), SIGKILL);
        r = __real_signer_sign(signer, public, message, len, ret_signature);
        if (dies && after)
                kill(signer_pid(signer), SIGKILL);
        return r;
}

struct counted {
        uint64_t size;
        size_t consignments;
        unsigned parcels;
};

static struct counted count_office(struct fixture *fixture) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        struct counted counted = { .size = registry_size(office->registry), .consignments = fixture_issuances(fixture, office)->count };
        char output[16];

        fixture_run(output, sizeof(output), "ls -A %s/out | wc -l", office->dir);
        counted.parcels = (unsigned)atoi(output);
        return counted;
}

static int issue_two(struct fixture *fixture) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        struct secrets secrets = fixture_secrets(fixture, office, SECRETS_DAY);
        struct order orders[2] = { fixture_order(office), fixture_order(office) };
        struct issued issued[2] = { { .nbf = 0 } };
        struct parcel_batch files = { .place = { .from = 1 } };
        int r;

        /* The office's log is signed by the same signer. */
        assert_int_equal(office_lend(office, &secrets, &fixture->problems), 0);
        r = issue_orders(office, &secrets, orders, 2, FIXTURE_NOW, NULL, &fixture->problems, issued, &files);
        secrets_deinit(&secrets);
        return r;
}

static void sweep(struct fixture *fixture, bool behind) {
        unsigned nothing = 0, whole = 0;
        bool ended = false;

        after = behind;
        for (int n = 0; !ended; n++) {
                struct counted before = count_office(fixture), now;
                int r;

                asks_left = n;
                r = issue_two(fixture);
                ended = asks_left >= 0;
                asks_left = -1;
                assert_true(r == 0 || fixture_said(fixture, "ended before it had answered"));
                problems_deinit(&fixture->problems);
                now = count_office(fixture);
                if (r == 0) {
                        assert_int_equal(now.consignments, before.consignments + 2);
                        assert_int_equal(now.size, before.size + 3);
                        whole += !ended;
                        continue;
                }
                assert_int_equal(r, -EOWNERDEAD);
                assert_memory_equal(&now.size, &before.size, sizeof(now.size));
                assert_int_equal(now.consignments, before.consignments);
                assert_int_equal(now.parcels, before.parcels);
                nothing++;
        }
        assert_true(nothing > 3);
        print_message("the signer killed %s answer: %u times nothing was issued, %u times all of it\n", behind ? "behind an" : "before an", nothing, whole);
}

static void a_signer_killed_at_any_ask_leaves_nothing_half(void **state) {
        sweep(*state, false);
        sweep(*state, true);
}

static int set_up(void **state) {
        place_empty("");
        return fixture_set_up(state);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(a_signer_killed_at_any_ask_leaves_nothing_half, set_up, fixture_tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
