/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/ledger/export_writer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "controller/ledger/csv.h"
#include "controller/ledger/entry.h"
#include "controller/ledger/folder.h"

/* A file written from front to back. */
struct sink {
        int fd;
        struct buffer pending;
};

enum { SINK_PENDING_MAX = 65536 };

struct export_writer {
        int folder, old;
        const char *box;                                   /* into the caller's origin */
        struct merkle_edge edge;
        struct hash level_hashes[TILE_LEVELS][TILE_WIDTH]; /* of the tile being filled */
        uint64_t level_counts[TILE_LEVELS];                /* of all hashes of the level so far */
        struct buffer bundle;
        struct sink jsonl, csv;
};

static int sink_flush(struct sink *sink) {
        int r = folder_write_all(sink->fd, sink->pending.data, sink->pending.len);

        buffer_clear(&sink->pending);
        return r;
}

static int sink_flush_when_large(struct sink *sink) {
        return sink->pending.len < SINK_PENDING_MAX ? 0 : sink_flush(sink);
}

int export_writer_new(int folder, int old, const char *origin, struct export_writer **ret_writer) {
        struct export_writer *writer = calloc(1, sizeof(*writer));
        int r;

        if (!writer)
                return -ENOMEM;
        writer->folder = folder;
        writer->old = old;
        writer->box = origin_box(origin);
        writer->jsonl.fd = writer->csv.fd = -1;
        r = folder_create(folder, "entries.jsonl", &writer->jsonl.fd);
        if (r == 0)
                r = folder_create(folder, "entries.csv", &writer->csv.fd);
        if (r == 0)
                r = csv_header(&writer->csv.pending);
        if (r < 0)
                export_writer_free(writer);
        else
                *ret_writer = writer;
        return r;
}

void export_writer_free(struct export_writer *writer) {
        if (!writer)
                return;
        if (writer->jsonl.fd >= 0)
                close(writer->jsonl.fd);
        if (writer->csv.fd >= 0)
                close(writer->csv.fd);
        buffer_deinit(&writer->jsonl.pending);
        buffer_deinit(&writer->csv.pending);
        buffer_deinit(&writer->bundle);
        free(writer);
}

static bool old_is_equal(const struct export_writer *writer, const char *path, const void *bytes, size_t len) {
        struct buffer old = BUFFER_INIT;
        bool equal;

        if (writer->old < 0 || folder_read(writer->old, path, len, &old) < 0)
                return false;
        equal = old.len == len && memcmp(old.data, bytes, len) == 0;
        buffer_deinit(&old);
        return equal;
}

/* A file system without links, or a file with too many of them, gets a copy. */
static int place(struct export_writer *writer, const struct tile *tile, const void *bytes, size_t len) {
        char path[TILE_PATH_SIZE];

        tile_path(tile, path);
        if (old_is_equal(writer, path, bytes, len) && folder_link(writer->old, writer->folder, path) == 0)
                return 0;
        return folder_write(writer->folder, path, bytes, len);
}

static int place_hashes(struct export_writer *writer, int level) {
        struct tile tile = { .level = level, .n = (writer->level_counts[level] - 1) / TILE_WIDTH };

        tile.width = (unsigned)((writer->level_counts[level] - 1) % TILE_WIDTH) + 1;
        return place(writer, &tile, writer->level_hashes[level], tile.width * sizeof(struct hash));
}

static int place_bundle(struct export_writer *writer) {
        struct tile tile = { .level = TILE_ENTRIES, .n = (writer->edge.size - 1) / TILE_WIDTH };
        int r;

        tile.width = (unsigned)((writer->edge.size - 1) % TILE_WIDTH) + 1;
        r = place(writer, &tile, writer->bundle.data, writer->bundle.len);
        buffer_clear(&writer->bundle);
        return r;
}

static void completed(void *context, unsigned level, uint64_t index, const struct hash *hash) {
        struct export_writer *writer = context;
        unsigned tile_level = level / TILE_HEIGHT;

        if (level % TILE_HEIGHT != 0 || tile_level >= TILE_LEVELS)
                return;
        writer->level_hashes[tile_level][index % TILE_WIDTH] = *hash;
        writer->level_counts[tile_level] = index + 1;
}

/* What the newest entry has filled: the bundle, and a tile at each level whose entries end here. */
static int place_filled(struct export_writer *writer) {
        int r;

        if (writer->edge.size % TILE_WIDTH != 0)
                return 0;
        r = place_bundle(writer);
        for (int level = 0; r == 0 && level < TILE_LEVELS && writer->edge.size % (UINT64_C(1) << TILE_HEIGHT * level) == 0; level++)
                if (writer->level_counts[level] % TILE_WIDTH == 0)
                        r = place_hashes(writer, level);
        return r;
}

static int append_readable(struct export_writer *writer, const char *line, size_t len) {
        int r;

        r = buffer_append(&writer->jsonl.pending, line, len);
        if (r == 0)
                r = buffer_append_text(&writer->jsonl.pending, "\n");
        if (r == 0)
                r = csv_line(line, len, &writer->csv.pending);
        if (r == 0)
                r = sink_flush_when_large(&writer->jsonl);
        if (r == 0)
                r = sink_flush_when_large(&writer->csv);
        return r;
}

int export_writer_entry(struct export_writer *writer, const char *line, size_t len) {
        struct entry entry;
        struct hash leaf;
        int r;

        if (entry_parse(line, len, &entry) != 0 || entry.n != writer->edge.size || strcmp(entry.box, writer->box) != 0)
                return -EUCLEAN;
        r = bundle_append(&writer->bundle, line, len);
        if (r == 0)
                r = append_readable(writer, line, len);
        if (r < 0)
                return r;
        merkle_leaf(line, len, &leaf);
        merkle_edge_append(&writer->edge, &leaf, completed, writer);
        return place_filled(writer);
}

int export_writer_finish(struct export_writer *writer, struct hash *ret_root) {
        int r;

        r = writer->edge.size % TILE_WIDTH != 0 ? place_bundle(writer) : 0;
        for (int level = 0; r == 0 && level < TILE_LEVELS; level++)
                if (writer->level_counts[level] % TILE_WIDTH != 0)
                        r = place_hashes(writer, level);
        if (r == 0)
                r = sink_flush(&writer->jsonl);
        if (r == 0)
                r = sink_flush(&writer->csv);
        if (r == 0)
                merkle_edge_root(&writer->edge, ret_root);
        return r;
}
