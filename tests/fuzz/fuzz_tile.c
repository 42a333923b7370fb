/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "controller/ledger/tile.h"
#include "tests/fuzz/fuzz.h"

/* The bytes as the name of a tile, and as a bundle of entries. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        struct reader reader = reader_over(data, size);
        struct buffer again = BUFFER_INIT;
        char path[128] = { 0 }, written[TILE_PATH_SIZE];
        struct tile tile;
        const char *line;
        size_t len;

        memcpy(path, data, size < sizeof(path) - 1 ? size : sizeof(path) - 1);
        if (tile_parse(path, &tile)) {
                tile_path(&tile, written);
                MUST_HOLD(strcmp(path, written) == 0);
        }
        while (bundle_take(&reader, &line, &len))
                MUST_HOLD(bundle_append(&again, line, len) == 0);
        MUST_HOLD(again.len == size - reader.len && (again.len == 0 || memcmp(again.data, data, again.len) == 0));
        buffer_deinit(&again);
        return 0;
}
