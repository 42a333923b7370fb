/* SPDX-License-Identifier: EUPL-1.2 */
/* A ledger of any length, soon. */
#pragma once

#include "controller/box/store/store.h"

/* Appends entries of t_ms, many to a transaction, until the ledger has `size`; nothing when it has as many. */
void grow(struct store *store, int64_t t_ms, uint64_t size);
