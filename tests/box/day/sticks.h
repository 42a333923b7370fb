/* SPDX-License-Identifier: EUPL-1.2 */
/* What staff and auditors do with a stick at the box, and what goes wrong with it. */
#pragma once

#include "tests/box/day/world.h"

/* A manager brings a statement of the office on a stick: what it revokes is not handed out any more. */
void sticks_adopt(struct world *world);
/* An auditor takes the ledger along. */
void sticks_export(struct world *world);
