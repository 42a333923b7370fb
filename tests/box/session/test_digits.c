/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "controller/box/session/digits.h"
#include "tests/support/cmocka.h"

static struct digits digits;

static void type(const char *text) {
        digits_begin(&digits, 8);
        for (; *text; text++)
                digits_target(&digits, (struct target){ TARGET_KEY, (unsigned)(*text - '0') });
}

static void keys_fill_delete_takes_back_show_shows(void **state) {
        type("123");
        assert_string_equal(digits.text, "123");
        assert_true(digits_target(&digits, (struct target){ TARGET_DELETE, 0 }));
        assert_string_equal(digits.text, "12");
        assert_true(digits_target(&digits, (struct target){ TARGET_SHOW, 0 }));
        assert_true(digits.show);
        assert_false(digits_target(&digits, (struct target){ TARGET_NEXT, 0 }));
        assert_false(digits_full(&digits));
        type("1234567899");
        assert_string_equal(digits.text, "12345678");
        assert_true(digits_full(&digits));
        assert_true(digits_target(&digits, (struct target){ TARGET_KEY, 10 }));
        digits_clear(&digits);
        assert_true(digits_target(&digits, (struct target){ TARGET_DELETE, 0 }));
        assert_string_equal(digits.text, "");
        assert_false(digits_full(&digits));
}

static void after_a_failure_the_first_digit_begins_anew(void **state) {
        type("12345678");
        digits.failed = true;
        assert_true(digits_target(&digits, (struct target){ TARGET_KEY, 9 }));
        assert_string_equal(digits.text, "9");
        assert_false(digits.failed);
        assert_true(digits_target(&digits, (struct target){ TARGET_KEY, 8 }));
        assert_string_equal(digits.text, "98");
        type("12345678");
        digits.failed = true;
        assert_true(digits_target(&digits, (struct target){ TARGET_DELETE, 0 })); /* who sees which one it is mends that */
        assert_string_equal(digits.text, "1234567");
}

static void what_was_typed_can_be_gone_on_with(void **state) {
        digits_resume(&digits, 6, "123456");
        assert_true(digits_full(&digits));
        digits_resume(&digits, 6, "");
        assert_int_equal(digits.count, 0);
        assert_int_equal(digits.max, 6);
}

static void clearing_leaves_no_digit(void **state) {
        static const struct digits empty;

        type("87654321");
        digits_clear(&digits);
        assert_memory_equal(&digits, &empty, sizeof(empty));
}

static void a_birth_date_is_turned_round_and_checked(void **state) {
        static const struct {
                const char *typed, *birth;
        } dates[] = {
                { "12081964", "19640812" }, { "29022024", "20240229" }, { "00001950", "19500000" }, { "00051950", "19500500" },
                { "29022023", NULL },       { "31041990", NULL },       { "01131990", NULL },       { "32011990", NULL },
                { "01011849", NULL },       { "01012027", NULL },       { "0101199", NULL },        { "29021900", NULL },
        };
        char birth[9];

        for (size_t i = 0; i < ARRAY_LEN(dates); i++) {
                strcpy(birth, "kept");
                type(dates[i].typed);
                assert_int_equal(digits_birth(&digits, 2026, birth), dates[i].birth != NULL);
                assert_string_equal(birth, dates[i].birth ? dates[i].birth : "kept");
        }
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(keys_fill_delete_takes_back_show_shows),
                cmocka_unit_test(after_a_failure_the_first_digit_begins_anew),
                cmocka_unit_test(what_was_typed_can_be_gone_on_with),
                cmocka_unit_test(clearing_leaves_no_digit),
                cmocka_unit_test(a_birth_date_is_turned_round_and_checked),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
