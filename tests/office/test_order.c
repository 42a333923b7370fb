/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <string.h>

#include "base/moment.h"
#include "controller/office/order.h"
#include "tests/office/fixture.h"

static struct problems problems = PROBLEMS_INIT;

static int set_up(void **state) {
        return crypto_init() < 0 || moment_use_zone("Europe/Berlin") < 0 ? -1 : 0;
}

static int tear_down(void **state) {
        problems_deinit(&problems);
        return 0;
}

static int set(struct order *order, const char *field, const char *text) {
        return order_set(order, field, text, FIXTURE_NOW, &problems);
}

static void a_birth_date_may_have_unknown_parts_but_must_be_possible(void **state) {
        static const char *const good[] = { "1980-02-29", "1980-00-00", "1980-12-00", "1980-00-24", "2026-11-18", "1900-01-01",
                                            " 1980-12-24\r\n", "24.12.1980", "4.2.1980", "00.00.1980", "1980-12-24 00:00:00",
                                            "24.12.1980 00:00" };
        static const char *const bad[] = { "1981-02-29", "1980-13-01", "1980-04-31", "1899-12-31", "2026-11-19", "24.12.80", "24.12.198", "24.12", "24..1980", "012.12.1980",
                                           "24.12.1980.", "24/12/1980", "31.11.1980", "0000-00-00", "1980-12-24 01:00", "1980-1-1",
                                           "19801224", "1980-12-24x", "", "1980/12/24", "-980-12-24", "1900-02-29" };

        for (size_t i = 0; i < ARRAY_LEN(good); i++) {
                struct order order = { 0 };

                assert_int_equal(set(&order, "born", good[i]), 0);
                assert_int_equal(strlen(order.birth), BIRTH_LEN);
        }
        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
                struct order order = { 0 };

                assert_int_equal(set(&order, "born", bad[i]), OFFICE_E_REFUSED);
                assert_string_equal(order.birth, "");
        }
        /* What is refused is not repeated: it may be nearly somebody's birth date. */
        assert_false(problems_name(&problems, "1981"));
}

static void items_add_up_to_eight(void **state) {
        struct order order = { 0 };

        assert_int_equal(set(&order, "item", "passport+identity_card+residence_card+travel_document"), 0);
        assert_int_equal(set(&order, "item", "letter+other+letter"), 0);
        assert_int_equal(set(&order, "item", "letter"), 0);
        assert_int_equal(order.item_count, 8);
        assert_int_equal(order.items[3], ITEM_TRAVEL_DOCUMENT);
        assert_int_equal(set(&order, "item", "letter"), OFFICE_E_REFUSED);
        assert_int_equal(set(&order, "item", "Pass port card"), OFFICE_E_REFUSED);
        assert_int_equal(set(&order, "item", ""), OFFICE_E_REFUSED);
        assert_int_equal(set(&order, "item", "letter++letter"), OFFICE_E_REFUSED);
}

static void an_own_reference_is_no_number_of_a_document(void **state) {
        static const char *const good[] = { "", "AZ 2026/00417", "33-K-1234567", "C01X0006H2026", "123456789", "COLOGNE-12", "Umlauf 7", "C01X0006" };
        static const char *const documents[] = { "C01X0006H", "c01x 0006h", "C01X0006H1", "C01X00T478D", "L01X00T471D", "L-01X-00T-47", "CFGHJKLMN<1", "C01X0006H1D" };
        char longest[OWN_MAX + 2];

        for (size_t i = 0; i < ARRAY_LEN(good); i++) {
                struct order order = { 0 };

                assert_int_equal(set(&order, "reference", good[i]), 0);
                assert_string_equal(order.own, good[i]);
        }
        for (size_t i = 0; i < ARRAY_LEN(documents); i++) {
                struct order order = { 0 };

                assert_int_equal(set(&order, "reference", documents[i]), OFFICE_E_REFUSED);
                assert_string_equal(order.own, "");
        }
        /* What is refused is not repeated. */
        assert_false(problems_name(&problems, "C01X"));
        memset(longest, '1', sizeof(longest));
        longest[OWN_MAX + 1] = '\0';
        assert_int_equal(set(&(struct order){ 0 }, "reference", longest), OFFICE_E_REFUSED);
        assert_int_equal(set(&(struct order){ 0 }, "reference", "Stra\u00dfe 1"), OFFICE_E_REFUSED);
        assert_true(own_fits("AZ-17", "AZ-[0-9]+") && own_fits("", "AZ-[0-9]+") && own_fits("any", ""));
        assert_false(own_fits("AZ-17x", "AZ-[0-9]+") || own_fits("xAZ-17", "AZ-[0-9]+") || own_fits("AZ", "A|AZ-[0-9]+"));
        assert_false(own_pattern_valid("AZ-[0-9") || own_pattern_valid("(("));
}

/* Equal ones are found by each other, and by nothing else; two columns never have the same. */
static void blinds_are_equal_where_values_are(void **state) {
        struct value_key *key CLEANUP(value_key_cleanup) = NULL, *other CLEANUP(value_key_cleanup) = NULL;
        const struct order order = { .birth = "19801224", .own = "19801224" };
        struct blinds a, b;

        assert_int_equal(value_key_new((uint8_t[VALUE_SECRET_LEN]){ 1 }, &key), 0);
        assert_int_equal(value_key_new((uint8_t[VALUE_SECRET_LEN]){ 2 }, &other), 0);
        order_blinds(&order, key, &a);
        order_blinds(&order, key, &b);
        assert_memory_equal(&a, &b, sizeof(a));
        assert_memory_not_equal(a.born, a.own, BLIND_LEN);
        order_blinds(&order, other, &b);
        assert_memory_not_equal(a.born, b.born, BLIND_LEN);
        order_blinds(&(struct order){ .birth = "19801225" }, key, &b);
        assert_memory_not_equal(a.born, b.born, BLIND_LEN);
        assert_true(blind_is_none(b.own) && !blind_is_none(a.own));
}

static void days_are_1_to_30_and_may_be_left_out(void **state) {
        struct order order = { 0 };

        assert_int_equal(set(&order, "days", ""), 0);
        assert_int_equal(order.days, 0);
        assert_int_equal(set(&order, "days", "30"), 0);
        assert_int_equal(order.days, 30);
        assert_int_equal(set(&order, "days", "31"), OFFICE_E_REFUSED);
        assert_int_equal(set(&order, "days", "0"), OFFICE_E_REFUSED);
        assert_int_equal(set(&order, "days", "-1"), OFFICE_E_REFUSED);
        assert_int_equal(set(&order, "days", "1e1"), OFFICE_E_REFUSED);
        assert_int_equal(set(&order, "days", "4294967297"), OFFICE_E_REFUSED);
        assert_int_equal(order.days, 30);
}

static void wishes_and_groups_are_read(void **state) {
        struct order order = { 0 };

        assert_int_equal(set(&order, "low", "Yes"), 0);
        assert_int_equal(set(&order, "large", "no"), 0);
        assert_int_equal(set(&order, "return_old", "1"), 0);
        assert_int_equal(order.wishes, WISH_LOW | WISH_RETURN_OLD);
        assert_int_equal(set(&order, "large", "JA"), 0);
        assert_int_equal(order.wishes, WISHES_ALL);
        assert_int_equal(set(&order, "low", "maybe"), OFFICE_E_REFUSED);
        assert_int_equal(set(&order, "group", ""), 0);
        assert_false(order.has_group);
        assert_int_equal(set(&order, "group", "00112233445566778899aabbccddeeff"), 0);
        assert_true(order.has_group);
        assert_int_equal(order.group[1], 0x11);
        assert_int_equal(set(&order, "group", "00112233445566778899aabbccddeef"), OFFICE_E_REFUSED);
        assert_int_equal(set(&order, "box", "k017"), 0);
        assert_string_equal(order.box, "K017");
        assert_int_equal(set(&order, "box", "k_17"), OFFICE_E_REFUSED);
}

static void what_is_missing_is_named(void **state) {
        static const char *const fields[][2] = { { "box", "K017" }, { "item", "passport" }, { "born", "1980-12-24" } };
        struct state office = { .boxes = { { .id = "K017" } }, .box_count = 1, .policy = { .deadline_days = 12 } };
        struct order order = { 0 };

        for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
                problems_deinit(&problems);
                assert_int_equal(order_complete(&order, &office, NULL, NULL, &problems), OFFICE_E_REFUSED);
                assert_true(problems_name(&problems, fields[i][0]));
                assert_int_equal(set(&order, fields[i][0], fields[i][1]), 0);
        }
        assert_int_equal(order_complete(&order, &office, NULL, NULL, &problems), 0);
        assert_int_equal(order.days, 12);
        assert_int_equal(set(&order, "box", "K018"), 0);
        assert_int_equal(order_complete(&order, &office, NULL, NULL, &problems), OFFICE_E_REFUSED);
}

static void a_sealed_order_opens_for_its_row_and_key_only(void **state) {
        static const uint8_t secret[VALUE_SECRET_LEN] = { 1 }, other_secret[VALUE_SECRET_LEN] = { 2 };
        struct value_key *key CLEANUP(value_key_cleanup) = NULL, *other CLEANUP(value_key_cleanup) = NULL;
        static const uint8_t cti[CTI_LEN] = { 1 }, other_cti[CTI_LEN] = { 2 };
        uint8_t sealed[ORDER_SEALED_LEN];
        struct order order = { .days = 10 }, back;

        assert_int_equal(value_key_new(secret, &key), 0);
        assert_int_equal(value_key_new(other_secret, &other), 0);
        assert_int_equal(set(&order, "box", "K1"), 0);
        assert_int_equal(set(&order, "item", "letter+other"), 0);
        assert_int_equal(set(&order, "born", "1980-12-24"), 0);
        order_seal(&order, cti, 3, key, sealed);
        assert_int_equal(order_unseal(sealed, other_cti, 3, key, &back), -EBADMSG);
        assert_int_equal(order_unseal(sealed, cti, 2, key, &back), -EBADMSG);
        assert_int_equal(order_unseal(sealed, cti, 3, other, &back), -EBADMSG);
        assert_int_equal(order_unseal(sealed, cti, 3, key, &back), 0);
        assert_memory_equal(&back, &order, sizeof(order));
        for (size_t i = 0; i < sizeof(sealed); i++) {
                sealed[i] ^= 1;
                assert_int_equal(order_unseal(sealed, cti, 3, key, &back), -EBADMSG);
                sealed[i] ^= 1;
        }
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_birth_date_may_have_unknown_parts_but_must_be_possible),
                cmocka_unit_test(items_add_up_to_eight),
                cmocka_unit_test(an_own_reference_is_no_number_of_a_document),
                cmocka_unit_test(blinds_are_equal_where_values_are),
                cmocka_unit_test(days_are_1_to_30_and_may_be_left_out),
                cmocka_unit_test(wishes_and_groups_are_read),
                cmocka_unit_test(what_is_missing_is_named),
                cmocka_unit_test(a_sealed_order_opens_for_its_row_and_key_only),
        };
        return cmocka_run_group_tests(tests, set_up, tear_down);
}
