/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <string.h>

#include "controller/ledger/export_writer.h"
#include "controller/ledger/folder.h"

static int tidy_place(int folder, uint64_t keep_size, int level, uint64_t n) {
        struct tile tile = { .level = level, .n = n, .width = 1 };
        unsigned keep = tile_width(level, n, keep_size);
        char path[TILE_PATH_SIZE], name[8];
        int r;

        tile_path(&tile, path);
        *strrchr(path, '/') = 0;
        snprintf(name, sizeof(name), "%u", keep);
        r = folder_prune(folder, path, name);
        if (r == 0 && keep < TILE_WIDTH) {
                tile.width = TILE_WIDTH;
                tile_path(&tile, path);
                r = folder_unlink(folder, path);
        }
        return r;
}

int export_tidy(int folder, uint64_t keep_size, uint64_t from_size, uint64_t to_size) {
        int r = 0;

        for (int level = TILE_ENTRIES; level < TILE_LEVELS; level++) {
                unsigned shift = TILE_HEIGHT * (unsigned)(level == TILE_ENTRIES ? 1 : level + 1);
                uint64_t last = shift < 64 ? to_size >> shift : 0;

                for (uint64_t n = shift < 64 ? from_size >> shift : 0; r == 0 && n <= last; n++)
                        r = tidy_place(folder, keep_size, level, n);
        }
        return r;
}
