/* SPDX-License-Identifier: EUPL-1.2 */
/* One box in which consignments 1 and 2 lie: what tests of a single door begin with. */
#pragma once

#include "tests/box/session/one_box.h"

extern unsigned c; /* the door at hand; at first that of consignment 1 */

/* For cmocka, with one_box_tear_down(). */
int loaded_set_up(void **state);
