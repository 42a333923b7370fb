/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/ledger/chunk.h"

#include <string.h>

#include "controller/ledger/csv.h"

void chunk_deinit(struct chunk *chunk) {
        buffer_deinit(&chunk->lines);
        buffer_deinit(&chunk->rows);
        buffer_deinit(&chunk->bytes);
        buffer_deinit(&chunk->hashes);
}

/* Only a ledger of a box says what an entry is; any bytes are one elsewhere. */
static int check_form(struct chunk *chunk, const struct tile *tile, uint64_t index, const char *line, size_t len) {
        unsigned long long n = index;
        char path[TILE_PATH_SIZE];
        struct entry entry;

        if (!chunk->exported->of_box)
                return 0;
        if (len > 0 && entry_parse(line, len, &entry) == 0 && entry.n == index &&
            strcmp(entry.box, chunk->exported->box) == 0)
                return 0;
        tile_path(tile, path);
        if (len == 0 || entry_parse(line, len, &entry) != 0)
                return finding_set(&chunk->finding, "%s: entry %llu is not in the form of an entry", path, n);
        if (entry.n != index)
                return finding_set(&chunk->finding, "%s: entry %llu calls itself %llu", path, n, (unsigned long long)entry.n);
        return finding_set(&chunk->finding, "%s: entry %llu is of box %s", path, n, entry.box);
}

static int append_readable(struct chunk *chunk, const char *line, size_t len) {
        int r = 0;

        if (chunk->with_lines) {
                r = buffer_append(&chunk->lines, line, len);
                if (r == 0)
                        r = buffer_append(&chunk->lines, "\n", 1);
        }
        if (r == 0 && chunk->with_rows)
                r = csv_line(line, len, &chunk->rows);
        return r;
}

static int check_entry(struct chunk *chunk, const struct tile *tile, unsigned i, const char *line, size_t len) {
        uint64_t index = tile->n * TILE_WIDTH + i;
        char path[TILE_PATH_SIZE];
        int r;

        r = check_form(chunk, tile, index, line, len);
        if (r != 0)
                return r;
        merkle_leaf(line, len, &chunk->leaves[i]);
        if (memcmp(chunk->leaves[i].bytes, chunk->hashes.data + i * (size_t)HASH_LEN, HASH_LEN) != 0) {
                tile_path(tile, path);
                return finding_set(&chunk->finding, "%s: entry %llu does not have the hash that tile/0 gives it", path,
                                   (unsigned long long)index);
        }
        chunk->entry_count++;
        return append_readable(chunk, line, len);
}

static int check_entries(struct chunk *chunk, const struct tile *tile) {
        struct reader reader = reader_over(chunk->bytes.data, chunk->bytes.len);
        char path[TILE_PATH_SIZE];
        int r = 0;

        for (unsigned i = 0; r == 0 && i < tile->width; i++) {
                const char *line;
                size_t len;

                if (!bundle_take(&reader, &line, &len)) {
                        tile_path(tile, path);
                        return finding_set(&chunk->finding, "%s: entry %llu is cut", path, (unsigned long long)(tile->n * TILE_WIDTH + i));
                }
                r = check_entry(chunk, tile, i, line, len);
        }
        if (r == 0 && reader.len > 0) {
                tile_path(tile, path);
                r = finding_set(&chunk->finding, "%s goes on after its last entry", path);
        }
        return r;
}

static int check_bundle(struct chunk *chunk, uint64_t n) {
        struct tile bundle = { .level = TILE_ENTRIES, .n = n, .width = tile_width(TILE_ENTRIES, n, chunk->exported->checkpoint.size) };
        struct tile leaves = { .level = 0, .n = n, .width = bundle.width };
        int r;

        r = exported_tile(chunk->exported, &leaves, &chunk->hashes, &chunk->finding);
        if (r == 0)
                r = exported_tile(chunk->exported, &bundle, &chunk->bytes, &chunk->finding);
        if (r == 0)
                r = check_entries(chunk, &bundle);
        if (r != 0)
                return r;
        if (bundle.width == TILE_WIDTH)
                tile_fold(chunk->leaves, TILE_WIDTH, &chunk->roots[chunk->root_count++]);
        else
                chunk->leaf_count = bundle.width;
        return 0;
}

void chunk_run(void *item) {
        struct chunk *chunk = item;

        chunk->r = 0;
        chunk->entry_count = chunk->root_count = chunk->leaf_count = 0;
        buffer_clear(&chunk->lines);
        buffer_clear(&chunk->rows);
        for (unsigned i = 0; chunk->r == 0 && i < chunk->count; i++)
                chunk->r = check_bundle(chunk, chunk->first + i);
}
