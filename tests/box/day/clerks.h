/* SPDX-License-Identifier: EUPL-1.2 */
/* The four staff of a town: two loaders, a manager, and who goes with her; what they do at the box, and their mistakes. */
#pragma once

#include "tests/box/day/world.h"

/* Up to count of what is in their hands and may be loaded goes into the box. How many did. */
unsigned clerks_load(struct world *world, unsigned count);
/* A manager and another person walk along the cabinet: overdue, revoked, in doubt, old papers. */
void clerks_walk(struct world *world);
/* All compartments are visited. */
void clerks_reconcile(struct world *world);
/* What is there for whoever was sent to the service desk is fetched. */
void clerks_fetch(struct world *world, unsigned d);
