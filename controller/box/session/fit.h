/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Which compartments a consignment fits in, by the plan: how well, and not how much they were used.
 *
 * A wish for reach or size is kept: no other compartment will do. A flat compartment takes letters alone, and letters rather go there.
 * What nobody wishes for is spared for those who do: first the large ones, then the low ones. Where the plan names no large one,
 * all are alike.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "ui/view/plan.h"

enum { FIT_NOT = 255 };

/* How well it fits compartment i + 1, for each of the plan: 0 is best, FIT_NOT not at all. items: ITEM_* of crypto/ticket.h. */
void fit_all(const struct plan *plan, uint8_t wishes, const uint8_t *items, size_t item_count, uint8_t ret_fits[PLAN_CELLS_MAX]);
