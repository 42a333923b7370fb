/* SPDX-License-Identifier: EUPL-1.2 */
/* One box at a time, for tests that have a new one for each case. */
#pragma once

#include "tests/box/session/fixture.h"

extern struct fixture fixture;

/* For cmocka: FIXTURE_COMPARTMENTS doors, and nothing behind them. */
int one_box_set_up(void **state);
/* Nothing critical was logged, and every pulse had its entry. */
int one_box_tear_down(void **state);
