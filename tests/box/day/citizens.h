/* SPDX-License-Identifier: EUPL-1.2 */
/* The citizens of a town, who come to the box with every mistake that people make. */
#pragma once

#include "tests/box/day/world.h"

/* The person comes for document d, which lies in the box. The screen is at rest afterwards. */
void citizen_comes(struct world *world, unsigned d);
