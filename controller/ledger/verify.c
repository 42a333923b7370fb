/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * One pass over the entries, bundle by bundle. Each entry is hashed into the
 * growing edge of the tree and compared with the tile of its level; the nodes
 * that the edge completes are compared with the tiles above as these fill up.
 * entries.jsonl and entries.csv are read alongside.
 */
#include "controller/ledger/verify.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "controller/ledger/csv.h"
#include "controller/ledger/entry.h"
#include "controller/ledger/folder.h"

/* A file that must hold exactly what is expected, piece by piece. */
struct stream {
        const char *path;
        int fd;
        uint8_t bytes[32768];
        size_t len, used;
};

struct pass {
        const struct exported *exported;
        struct finding *finding;
        struct merkle_edge edge;
        struct hash level_hashes[TILE_LEVELS][TILE_WIDTH]; /* of the tile being filled */
        uint64_t level_counts[TILE_LEVELS];                /* of all hashes of the level so far */
        struct stream jsonl, csv;
        struct buffer row;
};

static int stream_open(const struct exported *exported, const char *path, struct stream *stream, struct finding *finding) {
        int r = folder_open_file(exported->folder, path, &stream->fd);

        stream->path = path;
        return r < 0 ? finding_of_errno(finding, path, r) : 0;
}

static void stream_close(struct stream *stream) {
        if (stream->fd >= 0)
                close(stream->fd);
}

/* Fills the emptied window. 0, also at the end of the file, or a negative errno. */
static int stream_fill(struct stream *stream) {
        ssize_t n;

        do {
                n = read(stream->fd, stream->bytes, sizeof(stream->bytes));
        } while (n < 0 && errno == EINTR);
        if (n < 0)
                return -errno;
        stream->len = (size_t)n;
        stream->used = 0;
        return 0;
}

/* 1 when exactly these bytes come next, 0 when others do or the file ends, or a negative errno. */
static int stream_expect(struct stream *stream, const void *bytes, size_t len) {
        const uint8_t *rest = bytes;

        while (len > 0) {
                size_t part;

                if (stream->used == stream->len) {
                        int r = stream_fill(stream);

                        if (r < 0)
                                return r;
                        if (stream->len == 0)
                                return 0;
                }
                part = stream->len - stream->used < len ? stream->len - stream->used : len;
                if (memcmp(stream->bytes + stream->used, rest, part) != 0)
                        return 0;
                stream->used += part;
                rest += part;
                len -= part;
        }
        return 1;
}

static int stream_expect_end(struct stream *stream, struct finding *finding) {
        int r;

        if (stream->used == stream->len) {
                r = stream_fill(stream);
                if (r < 0)
                        return r;
        }
        return stream->used < stream->len ? finding_set(finding, "%s goes on after the last entry", stream->path) : 0;
}

static void completed(void *context, unsigned level, uint64_t index, const struct hash *hash) {
        struct pass *pass = context;
        unsigned tile_level = level / TILE_HEIGHT;

        if (level % TILE_HEIGHT != 0 || tile_level >= TILE_LEVELS)
                return;
        pass->level_hashes[tile_level][index % TILE_WIDTH] = *hash;
        pass->level_counts[tile_level] = index + 1;
}

/* The tile that was filled last, or is being filled, at this level above the entries. */
static int check_tile(struct pass *pass, int level) {
        struct tile tile = { .level = level, .n = (pass->level_counts[level] - 1) / TILE_WIDTH };
        struct buffer bytes = BUFFER_INIT;
        char path[TILE_PATH_SIZE];
        int r;

        tile.width = (unsigned)((pass->level_counts[level] - 1) % TILE_WIDTH) + 1;
        r = exported_tile(pass->exported, &tile, &bytes, pass->finding);
        if (r != 0)
                return r;
        for (unsigned i = 0; r == 0 && i < tile.width; i++) {
                if (memcmp(bytes.data + i * HASH_LEN, pass->level_hashes[level][i].bytes, HASH_LEN) == 0)
                        continue;
                tile_path(&tile, path);
                r = finding_set(pass->finding, "%s: hash %u is not that of the tile below it", path, i);
        }
        buffer_deinit(&bytes);
        return r;
}

static int check_derived(struct pass *pass, uint64_t index, const char *line, size_t len) {
        int r;

        r = stream_expect(&pass->jsonl, line, len);
        if (r == 1)
                r = stream_expect(&pass->jsonl, "\n", 1);
        if (r == 0)
                return finding_set(pass->finding, "entries.jsonl: line %llu is not entry %llu", (unsigned long long)(index + 1),
                                   (unsigned long long)index);
        if (r < 0)
                return r;
        buffer_clear(&pass->row);
        r = csv_line(line, len, &pass->row);
        if (r == 0)
                r = stream_expect(&pass->csv, pass->row.data, pass->row.len);
        if (r == 0)
                return finding_set(pass->finding, "entries.csv: line %llu is not that of entry %llu", (unsigned long long)(index + 2),
                                   (unsigned long long)index);
        return r < 0 ? r : 0;
}

static int check_entry(struct pass *pass, const struct tile *tile, const struct hash *leaf_told, const char *line, size_t len) {
        unsigned long long index = pass->edge.size;
        char path[TILE_PATH_SIZE];
        struct entry entry;
        struct hash leaf;

        tile_path(tile, path);
        if (entry_parse(line, len, &entry) != 0)
                return finding_set(pass->finding, "%s: entry %llu is not in the form of an entry", path, index);
        if (entry.n != index)
                return finding_set(pass->finding, "%s: entry %llu calls itself %llu", path, index, (unsigned long long)entry.n);
        if (strcmp(entry.box, origin_box(pass->exported->checkpoint.origin)) != 0)
                return finding_set(pass->finding, "%s: entry %llu is of box %s", path, index, entry.box);
        merkle_leaf(line, len, &leaf);
        if (!hash_equal(&leaf, leaf_told))
                return finding_set(pass->finding, "%s: entry %llu does not have the hash that tile/0 gives it", path, index);
        merkle_edge_append(&pass->edge, &leaf, completed, pass);
        return check_derived(pass, index, line, len);
}

static int check_entries_of(struct pass *pass, const struct tile *bundle, const struct buffer *bytes, const struct buffer *hashes) {
        struct reader reader = reader_over(bytes->data, bytes->len), leaves = reader_over(hashes->data, hashes->len);
        char path[TILE_PATH_SIZE];
        int r = 0;

        tile_path(bundle, path);
        for (unsigned i = 0; r == 0 && i < bundle->width; i++) {
                struct hash leaf;
                const char *line;
                size_t len;

                if (!bundle_take(&reader, &line, &len) || !reader_copy(&leaves, leaf.bytes, HASH_LEN))
                        return finding_set(pass->finding, "%s: entry %llu is cut or too long", path, (unsigned long long)pass->edge.size);
                r = check_entry(pass, bundle, &leaf, line, len);
        }
        if (r == 0 && reader.len > 0)
                r = finding_set(pass->finding, "%s goes on after its last entry", path);
        return r;
}

static int check_bundle(struct pass *pass, uint64_t n) {
        struct tile bundle = { .level = TILE_ENTRIES, .n = n, .width = tile_width(TILE_ENTRIES, n, pass->exported->checkpoint.size) };
        struct tile leaves = { .level = 0, .n = n, .width = bundle.width };
        struct buffer bytes = BUFFER_INIT, hashes = BUFFER_INIT;
        int r;

        r = exported_tile(pass->exported, &leaves, &hashes, pass->finding);
        if (r == 0)
                r = exported_tile(pass->exported, &bundle, &bytes, pass->finding);
        if (r == 0)
                r = check_entries_of(pass, &bundle, &bytes, &hashes);
        /* A level's tile is full when the level below has just filled one. */
        for (int level = 1; r == 0 && level < TILE_LEVELS && pass->edge.size % (UINT64_C(1) << TILE_HEIGHT * level) == 0; level++)
                if (pass->level_counts[level] % TILE_WIDTH == 0)
                        r = check_tile(pass, level);
        buffer_deinit(&bytes);
        buffer_deinit(&hashes);
        return r;
}

static int check_all_bundles(struct pass *pass, ledger_progress_fn *progress, void *context) {
        uint64_t size = pass->exported->checkpoint.size;
        int r = 0;

        for (uint64_t n = 0; r == 0 && pass->edge.size < size; n++) {
                r = check_bundle(pass, n);
                if (r == 0 && progress && (pass->edge.size % LEDGER_PROGRESS_STEP == 0 || pass->edge.size == size))
                        progress(context, pass->edge.size, size);
        }
        for (int level = 1; r == 0 && level < TILE_LEVELS; level++)
                if (pass->level_counts[level] % TILE_WIDTH != 0)
                        r = check_tile(pass, level);
        return r;
}

static int check_root(struct pass *pass) {
        struct hash root;

        merkle_edge_root(&pass->edge, &root);
        if (!hash_equal(&root, &pass->exported->checkpoint.root))
                return finding_set(pass->finding, "checkpoint: its root hash is not that of the %llu entries",
                                   (unsigned long long)pass->edge.size);
        return 0;
}

static int check_header(struct pass *pass) {
        int r = csv_header(&pass->row);

        if (r == 0)
                r = stream_expect(&pass->csv, pass->row.data, pass->row.len);
        if (r == 0)
                return finding_set(pass->finding, "entries.csv: line 1 does not have the names of the columns");
        return r < 0 ? r : 0;
}

static int check_contents(struct pass *pass, ledger_progress_fn *progress, void *context) {
        int r;

        r = stream_open(pass->exported, "entries.jsonl", &pass->jsonl, pass->finding);
        if (r == 0)
                r = stream_open(pass->exported, "entries.csv", &pass->csv, pass->finding);
        if (r == 0)
                r = check_header(pass);
        if (r == 0)
                r = check_all_bundles(pass, progress, context);
        if (r == 0)
                r = check_root(pass);
        if (r == 0)
                r = stream_expect_end(&pass->jsonl, pass->finding);
        if (r == 0)
                r = stream_expect_end(&pass->csv, pass->finding);
        return r;
}

static bool is_top_file(const char *path) {
        static const char *const names[] = { "checkpoint", "vkey", "entries.jsonl", "entries.csv" };

        for (size_t i = 0; i < ARRAY_LEN(names); i++)
                if (strcmp(path, names[i]) == 0)
                        return true;
        return false;
}

bool ledger_path_known(const char *path) {
        struct tile tile;

        return is_top_file(path) || tile_parse(path, &tile);
}

static int check_belongs(void *context, const char *path, bool regular) {
        struct pass *pass = context;
        struct tile tile;

        if (!regular)
                return finding_set(pass->finding, "%s is not a plain file", path);
        if (is_top_file(path))
                return 0;
        if (!tile_parse(path, &tile) || tile_width(tile.level, tile.n, pass->exported->checkpoint.size) != tile.width)
                return finding_set(pass->finding, "%s does not belong to this export", path);
        return 0;
}

static int verify_opened(const struct exported *exported, ledger_progress_fn *progress, void *context, struct finding *finding) {
        struct pass *pass = calloc(1, sizeof(*pass));
        int r;

        if (!pass)
                return -ENOMEM;
        pass->exported = exported;
        pass->finding = finding;
        pass->jsonl.fd = pass->csv.fd = -1;
        r = check_contents(pass, progress, context);
        if (r == 0)
                r = folder_walk(exported->folder, check_belongs, pass);
        stream_close(&pass->jsonl);
        stream_close(&pass->csv);
        buffer_deinit(&pass->row);
        free(pass);
        return r;
}

/* Leaves the folder open for the caller. */
static int verify_and_keep(const char *path, const struct vkey *vkeys, size_t count, ledger_progress_fn *progress, void *context,
                           struct ledger_verdict *ret_verdict, struct exported **ret_exported) {
        int r;

        *ret_verdict = (struct ledger_verdict){ 0 };
        r = exported_open(path, vkeys, count, ret_exported, &ret_verdict->finding);
        if (r != 0)
                return r;
        memcpy(ret_verdict->origin, (*ret_exported)->checkpoint.origin, sizeof(ret_verdict->origin));
        ret_verdict->size = (*ret_exported)->checkpoint.size;
        ret_verdict->root = (*ret_exported)->checkpoint.root;
        ret_verdict->pinned = (*ret_exported)->pinned;
        return verify_opened(*ret_exported, progress, context, &ret_verdict->finding);
}

int ledger_verify(const char *path, const struct vkey *vkeys, size_t count, ledger_progress_fn *progress, void *context,
                  struct ledger_verdict *ret_verdict) {
        CLEANUP(exported_cleanup) struct exported *exported = NULL;

        return verify_and_keep(path, vkeys, count, progress, context, ret_verdict, &exported);
}

static int check_continues(const struct exported *old, const struct exported *new, struct finding *finding) {
        struct exported_nodes nodes = { .exported = new };
        const struct checkpoint *a = &old->checkpoint, *b = &new->checkpoint;
        struct hash proof[MERKLE_PROOF_MAX];
        size_t count;
        int r;

        if (strcmp(a->origin, b->origin) != 0)
                return finding_set(finding, "they are of different ledgers: %.200s and %.200s", a->origin, b->origin);
        if (a->size > b->size)
                return finding_set(finding, "the new one has fewer entries (%llu) than the old one (%llu)", (unsigned long long)b->size,
                                   (unsigned long long)a->size);
        /* Every ledger continues the empty one, whose root was checked when it was verified. */
        if (a->size == 0)
                return 0;
        r = merkle_prove_consistency(a->size, b->size, exported_node, &nodes, proof, &count);
        if (r == -EBADMSG) {
                *finding = nodes.finding;
                return LEDGER_E_INVALID;
        }
        if (r < 0)
                return r;
        if (!merkle_check_consistency(a->size, b->size, &a->root, &b->root, proof, count))
                return finding_set(finding, "the new one does not continue the old one: an entry before %llu was changed, removed or put in",
                                   (unsigned long long)a->size);
        return 0;
}

int ledger_compare(const char *old_path, const char *new_path, const struct vkey *vkeys, size_t count, ledger_progress_fn *progress,
                   void *context, struct ledger_verdict *ret_old, struct ledger_verdict *ret_new) {
        CLEANUP(exported_cleanup) struct exported *old = NULL;
        CLEANUP(exported_cleanup) struct exported *new = NULL;
        int r;

        *ret_new = (struct ledger_verdict){ 0 };
        r = verify_and_keep(old_path, vkeys, count, progress, context, ret_old, &old);
        if (r < 0)
                snprintf(ret_old->finding.text, sizeof(ret_old->finding.text), "cannot be read: %s", strerror(-r));
        if (r == 0)
                r = verify_and_keep(new_path, vkeys, count, progress, context, ret_new, &new);
        return r != 0 ? r : check_continues(old, new, &ret_new->finding);
}
