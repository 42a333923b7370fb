/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/refusal.h"
#include "tests/support/cmocka.h"

static void every_refusal_has_a_name_that_leads_back(void **state) {
        for (int i = REFUSAL_NONE + 1; i < REFUSAL_COUNT; i++)
                assert_int_equal(refusal_from_name(refusal_name((enum refusal)i)), i);
        assert_null(refusal_name(REFUSAL_NONE));
        assert_int_equal(refusal_from_name("nonsense"), REFUSAL_NONE);
}

int main(void) {
        const struct CMUnitTest tests[] = { cmocka_unit_test(every_refusal_has_a_name_that_leads_back) };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
