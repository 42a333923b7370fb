/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Logs that have thrown their first entries away (C2SP tlog-tiles, "Pruning").
 * What is left can be verified up to the signed root: the tiles above tell the
 * hashes of the part that is gone. Never a box's: its exports are whole.
 */
#pragma once

#include "controller/ledger/exported.h"

/*
 * How many entry bundles are gone at the front of another log's folder: 0 while the first is there, or none is. Asks for
 * names only; what is missing further on is none of its business.
 */
uint64_t pruned_bundles(const struct exported *exported);

/*
 * The edge of the tree over the first `bundles` bundles, a leaf of it being a full bundle's root, as the tiles above tell
 * it. 0, LEDGER_E_INVALID, or a negative errno.
 */
MUST_CHECK int pruned_edge(const struct exported *exported, uint64_t bundles, struct merkle_edge *ret_edge, struct finding *ret_finding);
