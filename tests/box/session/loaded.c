/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/box/session/loaded.h"

#include "tests/support/cmocka.h"

struct fixture fixture;
unsigned c;

int loaded_set_up(void **state) {
        fixture_set_up(&fixture, NULL);
        fixture_load(&fixture, 1, 2);
        c = fixture_where(&fixture, 1);
        return 0;
}

int loaded_tear_down(void **state) {
        assert_int_equal(fixture.faults, 0);
        fixture_check_pulses(&fixture);
        fixture_tear_down(&fixture);
        return 0;
}
