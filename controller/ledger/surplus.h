/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What lies in an export folder besides what its checkpoint speaks of.
 *
 * A partial tile of a former size may have stayed behind, and must agree with the
 * tile that took its place: if it does not, the tree was another one once. Tiles
 * beyond the checkpoint are no part of a box's export, unless one is being
 * written; other logs' folders may be ahead of the checkpoint. Anything else, and
 * whatever is no plain file, does not belong to a box's export, except what desktops
 * leave wherever they look; beside another log's files may be whatever its
 * software keeps there. Such files are set aside: told, and not judged.
 */
#pragma once

#include "controller/ledger/exported.h"

struct surplus_aside {
        uint64_t count;
        struct finding first;      /* of which one it is, and what it is: a sentence. Set when count is not 0 */
};

/* 0 with what was set aside; LEDGER_E_INVALID naming a file; or a negative errno. */
MUST_CHECK int surplus_check(const struct exported *exported, struct surplus_aside *ret_aside, struct finding *ret_finding);

/* Whose litter a file of this path is, "macOS"; NULL for none that is known. */
const char *surplus_litter(const char *path);

/* Whether a path can be part of an export of any size (as far as its name tells). */
MUST_CHECK bool ledger_path_known(const char *path);
