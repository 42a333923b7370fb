/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Where each document is by the ledger alone: its export, written to a folder, verified and read again by controller/ledger, which knows
 * neither the store nor the box.
 */
#pragma once

#include "tests/box/day/world.h"

/* Exports, verifies, reads; fails where the ledger says something else of a document than the world does, or the report counts otherwise. What a citizen left behind is issued there; once staff have it, they have an entry. */
void books_compare(const struct world *world);
