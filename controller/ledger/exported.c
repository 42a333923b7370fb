/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/ledger/exported.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "controller/ledger/folder.h"
#include "controller/ledger/gunzip.h"

int finding_set(struct finding *finding, const char *format, ...) {
        va_list args;

        va_start(args, format);
        vsnprintf(finding->text, sizeof(finding->text), format, args);
        va_end(args);
        /* File names and origins come from strangers: nothing of theirs may steer a terminal. */
        for (char *c = finding->text; *c; c++)
                if (*c < ' ' || *c > '~')
                        *c = '?';
        return LEDGER_E_INVALID;
}

int finding_of_errno(struct finding *finding, const char *path, int error) {
        switch (error) {
        case -ENOENT:
        case -ENOTDIR:
                return finding_set(finding, "%s is missing", path);
        case -ELOOP:
        case -EINVAL:
        case -EISDIR:
        case -ENXIO:
                return finding_set(finding, "%s is not a plain file", path);
        case -EFBIG:
                return finding_set(finding, "%s is longer than it can be", path);
        default:
                return error;
        }
}

void exported_close(struct exported *exported) {
        if (!exported)
                return;
        if (exported->folder >= 0)
                close(exported->folder);
        buffer_deinit(&exported->note);
        free(exported);
}

/* Only the first entries of a bundle. */
static int cut_bundle(const struct tile *tile, const char *path, struct buffer *bytes, struct finding *finding) {
        if (!bundle_prefix(bytes->data, bytes->len, tile->width, &bytes->len))
                return finding_set(finding, "%s: one of its first %u entries is cut", path, tile->width);
        return 0;
}

/* What only looks compressed stays as it is: the hashes of its entries tell. */
static int unpack(struct buffer *bytes) {
        struct buffer plain = BUFFER_INIT;
        int r = gunzip_looks_so(bytes->data, bytes->len) ? gunzip(bytes->data, bytes->len, BUNDLE_FILE_MAX_LEN, &plain) : -EINVAL;

        if (r == 0) {
                buffer_deinit(bytes);
                *bytes = plain;
                return 0;
        }
        buffer_deinit(&plain);
        return r == -EINVAL ? 0 : r;
}

static int read_tile(const struct exported *exported, const struct tile *tile, char path[TILE_PATH_SIZE], struct buffer *bytes) {
        int r;

        tile_path(tile, path);
        r = folder_read(exported->folder, path, tile->level == TILE_ENTRIES ? BUNDLE_FILE_MAX_LEN : TILE_MAX_LEN, bytes);
        return r == 0 && tile->level == TILE_ENTRIES && !exported->of_box ? unpack(bytes) : r;
}

int exported_tile(const struct exported *exported, const struct tile *tile, struct buffer *ret_bytes, struct finding *ret_finding) {
        char path[TILE_PATH_SIZE], full_path[TILE_PATH_SIZE];
        struct tile full = *tile;
        bool cut = false;
        int r;

        r = read_tile(exported, tile, path, ret_bytes);
        if (r == -ENOENT && tile->width < TILE_WIDTH) {
                full.width = TILE_WIDTH;
                cut = read_tile(exported, &full, full_path, ret_bytes) == 0;
                r = cut ? 0 : r;
        }
        if (r < 0)
                return finding_of_errno(ret_finding, path, r);
        if (tile->level == TILE_ENTRIES)
                return cut ? cut_bundle(tile, full_path, ret_bytes, ret_finding) : 0;
        if (ret_bytes->len != full.width * (size_t)HASH_LEN)
                return finding_set(ret_finding, "%s is not %u hashes long", cut ? full_path : path, full.width);
        ret_bytes->len = tile->width * (size_t)HASH_LEN;
        return 0;
}

int exported_entry(const struct exported *exported, uint64_t index, struct buffer *ret_line, struct finding *ret_finding) {
        struct tile tile = { .level = TILE_ENTRIES, .n = index / TILE_WIDTH };
        struct buffer bytes = BUFFER_INIT;
        char path[TILE_PATH_SIZE];
        const char *line = NULL;
        struct reader reader;
        size_t len = 0;
        int r;

        if (index >= exported->checkpoint.size)
                return -EINVAL;
        tile.width = tile_width(TILE_ENTRIES, tile.n, exported->checkpoint.size);
        r = exported_tile(exported, &tile, &bytes, ret_finding);
        reader = reader_over(bytes.data, bytes.len);
        for (unsigned i = 0; r == 0 && i <= index % TILE_WIDTH; i++) {
                if (!bundle_take(&reader, &line, &len)) {
                        tile_path(&tile, path);
                        r = finding_set(ret_finding, "%s: entry %llu is cut", path,
                                        (unsigned long long)(tile.n * TILE_WIDTH + i));
                }
        }
        if (r == 0)
                r = buffer_append(ret_line, line, len);
        buffer_deinit(&bytes);
        return r;
}

int exported_node(void *context, unsigned level, uint64_t index, struct hash *ret_hash) {
        struct exported_nodes *nodes = context;
        uint64_t size = nodes->exported->checkpoint.size, first;
        struct hash hashes[TILE_WIDTH];
        struct buffer bytes = BUFFER_INIT;
        unsigned count = 1u << level % TILE_HEIGHT;
        struct tile tile;
        int r;

        if (level >= MERKLE_LEVELS || index >= size >> level)
                return -ENOENT;
        first = index << level % TILE_HEIGHT;
        tile = (struct tile){ .level = (int)(level / TILE_HEIGHT), .n = first / TILE_WIDTH };
        tile.width = tile_width(tile.level, tile.n, size);
        r = exported_tile(nodes->exported, &tile, &bytes, &nodes->finding);
        if (r == 0) {
                memcpy(hashes, bytes.data, bytes.len);
                tile_fold(hashes + first % TILE_WIDTH, count, ret_hash);
        }
        buffer_deinit(&bytes);
        return r == LEDGER_E_INVALID ? -EBADMSG : r;
}

static int prove_former(struct exported_nodes *nodes, uint64_t size, struct hash *ret_root) {
        const struct checkpoint *whole = &nodes->exported->checkpoint;
        struct hash proof[MERKLE_PROOF_MAX];
        size_t count = 0;
        int r = merkle_root(size, exported_node, nodes, ret_root);

        if (r == 0 && size > 0 && size < whole->size)
                r = merkle_prove_consistency(size, whole->size, exported_node, nodes, proof, &count);
        if (r == 0 && size > 0 && !merkle_check_consistency(size, whole->size, ret_root, &whole->root, proof, count))
                return finding_set(&nodes->finding, "the tiles do not lead to the root hash that is signed; `pickupbox ledger verify` says where");
        return r;
}

int exported_former_root(const struct exported *exported, uint64_t size, struct hash *ret_root, struct finding *ret_finding) {
        struct exported_nodes nodes = { .exported = exported };
        struct hash root;
        int r;

        if (size > exported->checkpoint.size)
                return -EINVAL;
        r = prove_former(&nodes, size, &root);
        if (r == 0)
                *ret_root = root;
        else if (r == -EBADMSG || r == LEDGER_E_INVALID)
                *ret_finding = nodes.finding;
        return r == -EBADMSG ? LEDGER_E_INVALID : r;
}
