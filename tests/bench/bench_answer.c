/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * From the last digit of the birth date (and "next") to the lock command, with
 * everything durable in between, beside the least that any such box must do: one
 * signature verified and one line appended and fdatasync'ed on the same disk.
 * With the ledger of a new box, and with one of a million entries.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/bench/bench.h"
#include "tests/bench/grow.h"
#include "tests/box/session/fixture.h"
#include "tests/support/cmocka.h"

enum { BATCHES = 4, BATCH = 20 };

struct yardstick {
        struct public_key key;
        uint8_t message[200];
        uint8_t signature[KEY_SIGNATURE_LEN];
        int fd;
};

static void least(struct yardstick *yardstick) {
        assert_true(public_key_verify(&yardstick->key, yardstick->message, sizeof(yardstick->message), yardstick->signature));
        assert_int_equal(write(yardstick->fd, yardstick->message, sizeof(yardstick->message)), sizeof(yardstick->message));
        assert_int_equal(fdatasync(yardstick->fd), 0);
}

/* Everything up to the last digit is not measured. */
static double answer(struct fixture *fixture, unsigned n) {
        unsigned pulses = fixture->pulse_count;
        struct target last = { .id = TARGET_KEY }, next = { .id = TARGET_NEXT };
        char birth[BIRTH_LEN + 1];
        double start;

        fixture_birth(n, birth);
        fixture_scan_code(fixture, n);
        fixture_expect(fixture, SCREEN_BIRTH);
        for (unsigned i = 0; i + 1 < BIRTH_LEN; i++)
                fixture_press_number(fixture, TARGET_KEY, (unsigned)(birth[i] - '0'));
        last.number = (unsigned)(birth[BIRTH_LEN - 1] - '0');

        start = bench_now_us();
        box_activated(fixture->box, fixture->now, last);
        box_activated(fixture->box, fixture->now, next);
        start = bench_now_us() - start;

        assert_int_equal(fixture->pulse_count, pulses + 1);
        return start;
}

static void leave(struct fixture *fixture, unsigned n) {
        unsigned c = fixture_where(fixture, n);

        fixture_door(fixture, c, DOOR_OPEN);
        fixture_expect(fixture, SCREEN_DOOR);
        fixture_door(fixture, c, DOOR_CLOSED);
        fixture_press(fixture, TARGET_END);
        fixture_expect(fixture, SCREEN_IDLE);
}

static void measure(uint64_t size, const char *name) {
        static struct fixture fixture;
        static double times[BATCHES * BATCH], least_times[BATCHES * BATCH];
        struct secret_key *key;
        struct yardstick yardstick = { .message = "a line of the length of an entry" };
        char path[128];
        unsigned count = 0;

        fixture_set_up(&fixture, &(struct fixture_options){ .on_disk = true });
        grow(fixture.store, FIXTURE_START_MS, size);
        fixture_restart(&fixture);
        snprintf(path, sizeof(path), "%s/append", fixture.folder);
        yardstick.fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        assert_true(yardstick.fd >= 0);
        assert_int_equal(secret_key_generate(&key), 0);
        yardstick.key = *secret_key_public(key);
        secret_key_sign(key, yardstick.message, sizeof(yardstick.message), yardstick.signature);

        for (unsigned batch = 0; batch < BATCHES; batch++) {
                unsigned first = 1 + batch * BATCH;

                fixture_load(&fixture, first, first + BATCH - 1);
                for (unsigned n = first; n < first + BATCH; n++, count++) {
                        double start;

                        times[count] = answer(&fixture, n);
                        start = bench_now_us();
                        least(&yardstick);
                        least_times[count] = bench_now_us() - start;
                        leave(&fixture, n);
                }
        }
        bench_print(&(struct bench){ .name = name, .yardstick_name = "one verification, one append",
                                     .rounds = count, .target = 1.15 }, times, least_times);
        close(yardstick.fd);
        unlink(path);
        secret_key_free(key);
        fixture_tear_down(&fixture);
}

static void measure_all(void **state) {
        bench_head();
        measure(0, "last digit to lock command, durable");
        measure(1000000, "the same at 1000000 entries");
}

int main(void) {
        const struct CMUnitTest tests[] = { cmocka_unit_test(measure_all) };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
