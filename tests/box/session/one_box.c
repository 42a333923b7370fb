/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/box/session/one_box.h"

#include "tests/support/cmocka.h"

struct fixture fixture;

int one_box_set_up(void **state) {
        fixture_set_up(&fixture, NULL);
        return 0;
}

int one_box_tear_down(void **state) {
        assert_int_equal(fixture.faults, 0);
        fixture_check_pulses(&fixture);
        fixture_tear_down(&fixture);
        return 0;
}
