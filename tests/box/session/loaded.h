/* SPDX-License-Identifier: EUPL-1.2 */
/* One box in which consignments 1 and 2 lie: what tests of a single door begin with. */
#pragma once

#include "tests/box/session/fixture.h"

extern struct fixture fixture;
extern unsigned c; /* the door at hand; at first that of consignment 1 */

/* For cmocka. */
int loaded_set_up(void **state);
/* Nothing critical was logged, and every pulse had its entry. */
int loaded_tear_down(void **state);
