/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/box/session/loaded.h"

unsigned c;

int loaded_set_up(void **state) {
        one_box_set_up(state);
        fixture_load(&fixture, 1, 2);
        c = fixture_where(&fixture, 1);
        return 0;
}
