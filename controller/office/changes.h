/* SPDX-License-Identifier: EUPL-1.2 */
/* What the next bundle changes at the boxes, as the office's log tells it since the last one. */
#pragma once

#include "base/macro.h"
#include "controller/office/office.h"

/*
 * A sentence each into `changes`: boxes added or replaced, staff added or removed, how many consignments were revoked, keys, settings.
 * None: nothing was changed. 0; a negative errno when the log cannot be read. Blocks.
 */
MUST_CHECK int office_changes(const struct office *office, struct problems *changes);
