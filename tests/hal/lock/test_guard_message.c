/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "hal/lock/guard_message.h"
#include "tests/support/cmocka.h"

static void a_message_is_read_as_it_was_written(void **state) {
        static const uint8_t expected[GUARD_MESSAGE_LEN] = { 1, 1, 0x02, 0x5f, 0, 0, 0x01, 0x2c };
        const struct guard_message message = { .kind = GUARD_PULSE, .line = 607, .value = 300 };
        struct guard_message read;
        uint8_t bytes[GUARD_MESSAGE_LEN];

        guard_message_write(&message, bytes);
        assert_memory_equal(bytes, expected, sizeof(expected));
        assert_true(guard_message_read(bytes, sizeof(bytes), &read));
        assert_int_equal(read.kind, GUARD_PULSE);
        assert_int_equal(read.line, 607);
        assert_int_equal(read.value, 300);
}

static void anything_else_is_no_message(void **state) {
        static const uint8_t good[GUARD_MESSAGE_LEN + 1] = { 1, 1, 0, 1, 0, 0, 1, 44 };
        struct guard_message read;
        uint8_t bad[GUARD_MESSAGE_LEN];

        for (size_t len = 0; len <= sizeof(good); len++)
                assert_int_equal(guard_message_read(good, len, &read), len == GUARD_MESSAGE_LEN);
        memcpy(bad, good, sizeof(bad));
        bad[0] = 0;
        assert_false(guard_message_read(bad, sizeof(bad), &read));
        bad[0] = GUARD_RENEW + 1;
        assert_false(guard_message_read(bad, sizeof(bad), &read));
        memcpy(bad, good, sizeof(bad));
        bad[1] = 2;
        assert_false(guard_message_read(bad, sizeof(bad), &read));
}

static void a_pulse_of_no_length_is_no_message(void **state) {
        static const uint8_t bytes[GUARD_MESSAGE_LEN] = { 1, 1, 0, 1, 0, 0, 0, 0 };
        struct guard_message read;

        assert_false(guard_message_read(bytes, sizeof(bytes), &read));
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_message_is_read_as_it_was_written),
                cmocka_unit_test(anything_else_is_no_message),
                cmocka_unit_test(a_pulse_of_no_length_is_no_message),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
