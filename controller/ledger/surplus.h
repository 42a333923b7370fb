/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What lies in an export folder besides what its checkpoint speaks of.
 *
 * A partial tile of a former size may have stayed behind, and must agree with the
 * tile that took its place: if it does not, the tree was another one once. Tiles
 * beyond the checkpoint are no part of a box's export, unless one is being
 * written; other logs' folders may be ahead of the checkpoint. Anything else, and
 * whatever is no plain file, does not belong.
 */
#pragma once

#include "controller/ledger/exported.h"

/* 0, LEDGER_E_INVALID naming a file, or a negative errno. */
MUST_CHECK int surplus_check(const struct exported *exported, struct finding *ret_finding);

/* Whether a path can be part of an export of any size (as far as its name tells). */
MUST_CHECK bool ledger_path_known(const char *path);
