/* SPDX-License-Identifier: EUPL-1.2 */
/* Who comes to the idle box and is turned away: no lock lets go, and nobody's document moves. */
#pragma once

#include "tests/box/day/world.h"

/* One of them, by the seed. */
void passer_comes(struct world *world);
/* With a code of document d, whose deadline is over. */
void passer_is_late(struct world *world, unsigned d);
