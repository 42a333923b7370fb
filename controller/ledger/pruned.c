/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/ledger/pruned.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static bool is_there(const struct exported *exported, uint64_t n, unsigned width) {
        struct tile bundle = { .level = TILE_ENTRIES, .n = n, .width = width };
        char path[TILE_PATH_SIZE];

        tile_path(&bundle, path);
        return faccessat(exported->folder, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

/* A partial bundle may have been replaced by the full one. */
static bool last_is_there(const struct exported *exported, uint64_t last) {
        return is_there(exported, last, tile_width(TILE_ENTRIES, last, exported->checkpoint.size)) || is_there(exported, last, TILE_WIDTH);
}

uint64_t pruned_bundles(const struct exported *exported) {
        uint64_t gone = 0, there;

        if (exported->of_box || exported->checkpoint.size <= TILE_WIDTH || is_there(exported, 0, TILE_WIDTH))
                return 0;
        there = (exported->checkpoint.size - 1) / TILE_WIDTH;
        if (!last_is_there(exported, there))
                return 0;
        while (there - gone > 1) {
                uint64_t middle = gone + (there - gone) / 2;

                if (is_there(exported, middle, TILE_WIDTH))
                        there = middle;
                else
                        gone = middle;
        }
        return there;
}

int pruned_edge(const struct exported *exported, uint64_t bundles, struct merkle_edge *ret_edge, struct finding *ret_finding) {
        struct exported_nodes nodes = { .exported = exported };
        struct merkle_edge edge = { .size = bundles };
        int r = 0;

        for (unsigned bit = MERKLE_LEVELS - TILE_HEIGHT; r == 0 && bit-- > 0;)
                if (bundles >> bit & 1)
                        r = exported_node(&nodes, bit + TILE_HEIGHT, bundles >> (bit + 1) << 1, &edge.nodes[edge.count++]);
        if (r == -EBADMSG) {
                *ret_finding = nodes.finding;
                return LEDGER_E_INVALID;
        }
        if (r == 0)
                *ret_edge = edge;
        return r;
}
