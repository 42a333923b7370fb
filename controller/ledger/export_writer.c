/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/ledger/export_writer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "controller/ledger/csv.h"
#include "controller/ledger/folder.h"

/* A file written from front to back. */
struct sink {
        const char *path;
        int fd;                                            /* -1 before anything is written */
        uint64_t len;                                      /* with what is pending */
        struct buffer pending;
};

enum { SINK_PENDING_MAX = 65536 };

struct export_writer {
        struct exported old;                               /* folder, and the checkpoint to go on from */
        struct merkle_edge edge;
        struct hash level_hashes[TILE_LEVELS][TILE_WIDTH]; /* of the tile being filled */
        uint64_t level_counts[TILE_LEVELS];                /* of all hashes of the level so far */
        uint64_t level_placed[TILE_LEVELS];                /* of those that are in files */
        struct buffer bundle;
        uint64_t bundle_placed;                            /* entries that are in bundles' files */
        bool of_box;                                       /* its entries have our form, and a table beside them */
        struct sink lines, rows;
};

/* ---- the state to go on from ---- */

static int read_level(struct export_writer *writer, int level, struct finding *finding) {
        uint64_t count = writer->old.checkpoint.size >> TILE_HEIGHT * level;
        struct tile tile = { .level = level, .n = count / TILE_WIDTH, .width = (unsigned)(count % TILE_WIDTH) };
        struct buffer bytes = BUFFER_INIT;
        int r = 0;

        writer->level_counts[level] = writer->level_placed[level] = count;
        if (tile.width == 0)
                return 0;
        r = exported_tile(&writer->old, &tile, &bytes, finding);
        if (r == 0)
                memcpy(writer->level_hashes[level], bytes.data, bytes.len);
        buffer_deinit(&bytes);
        return r;
}

/* The roots of the complete subtrees lie, for each bit of the size, in the tile that is not full at its level. */
static void form_edge(struct export_writer *writer) {
        uint64_t size = writer->old.checkpoint.size;

        writer->edge = (struct merkle_edge){ .size = size };
        for (unsigned bit = MERKLE_LEVELS; bit-- > 0;) {
                uint64_t first = ((size >> bit) - 1) << bit % TILE_HEIGHT;

                if (size >> bit & 1)
                        tile_fold(&writer->level_hashes[bit / TILE_HEIGHT][first % TILE_WIDTH], 1u << bit % TILE_HEIGHT,
                                  &writer->edge.nodes[writer->edge.count++]);
        }
}

static int check_edge(struct export_writer *writer, struct finding *finding) {
        struct hash root;

        form_edge(writer);
        merkle_edge_root(&writer->edge, &root);
        if (!hash_equal(&root, &writer->old.checkpoint.root))
                return finding_set(finding, "its tiles do not lead to the root of its checkpoint; move it away, and ask `ledger verify`");
        return 0;
}

static int read_bundle(struct export_writer *writer, struct finding *finding) {
        uint64_t size = writer->old.checkpoint.size;
        struct tile tile = { .level = TILE_ENTRIES, .n = size / TILE_WIDTH, .width = (unsigned)(size % TILE_WIDTH) };
        struct reader reader;
        int r;

        if (tile.width == 0)
                return 0;
        r = exported_tile(&writer->old, &tile, &writer->bundle, finding);
        reader = reader_over(writer->bundle.data, writer->bundle.len);
        for (unsigned i = 0; r == 0 && i < tile.width; i++) {
                const char *line;
                struct hash leaf;
                size_t len;

                if (bundle_take(&reader, &line, &len))
                        merkle_leaf(line, len, &leaf);
                else
                        return finding_set(finding, "its newest entries are damaged; move it away, and ask `ledger verify`");
                if (!hash_equal(&leaf, &writer->level_hashes[0][i]))
                        return finding_set(finding, "its newest entries are not those of its tiles; move it away, and ask `ledger verify`");
        }
        if (r == 0 && reader.len > 0)
                r = finding_set(finding, "its newest entries are damaged; move it away, and ask `ledger verify`");
        return r;
}

/* ---- the files for people ---- */

/* Whether the file has exactly this before byte `end`, where a mark says so, or at its end. */
static int check_end(struct export_writer *writer, struct sink *sink, const struct buffer *last, const uint64_t *end, struct finding *finding) {
        struct buffer bytes = BUFFER_INIT;
        struct stat stat;
        bool equal;
        int fd, r;

        r = folder_open_file(writer->old.folder, sink->path, &fd);
        if (r < 0)
                return finding_of_errno(finding, sink->path, r);
        r = fstat(fd, &stat) < 0 ? -errno : buffer_append(&bytes, last->data, last->len);
        sink->len = r < 0 ? 0 : end ? *end : (uint64_t)stat.st_size;
        equal = r == 0 && sink->len <= (uint64_t)stat.st_size && sink->len >= last->len &&
                pread(fd, bytes.data, last->len, (off_t)(sink->len - last->len)) == (ssize_t)last->len &&
                memcmp(bytes.data, last->data, last->len) == 0;
        close(fd);
        buffer_deinit(&bytes);
        if (r == 0 && !equal)
                r = finding_set(finding, "%s does not end with its newest entry; move it away, and ask `ledger verify`", sink->path);
        return r;
}

static int check_ends(struct export_writer *writer, const struct export_mark *mark, struct finding *finding) {
        struct buffer line = BUFFER_INIT, row = BUFFER_INIT;
        int r;

        r = exported_entry(&writer->old, writer->old.checkpoint.size - 1, &line, finding);
        if (r == 0 && writer->of_box)
                r = csv_line(buffer_text(&line), line.len, &row);
        if (r == 0)
                r = buffer_append(&line, "\n", 1);
        if (r == 0)
                r = check_end(writer, &writer->lines, &line, mark ? &mark->lines_len : NULL, finding);
        if (r == 0 && writer->of_box)
                r = check_end(writer, &writer->rows, &row, mark ? &mark->rows_len : NULL, finding);
        buffer_deinit(&line);
        buffer_deinit(&row);
        return r;
}

static int sink_open(struct export_writer *writer, struct sink *sink) {
        return sink->len == 0 ? folder_create(writer->old.folder, sink->path, &sink->fd)
                              : folder_open_end(writer->old.folder, sink->path, sink->len, &sink->fd);
}

static int sink_flush(struct sink *sink) {
        int r = folder_write_all(sink->fd, sink->pending.data, sink->pending.len);

        buffer_clear(&sink->pending);
        return r;
}

static int sink_append(struct sink *sink, size_t before) {
        sink->len += sink->pending.len - before;
        return sink->pending.len < SINK_PENDING_MAX ? 0 : sink_flush(sink);
}

static int append_readable(struct export_writer *writer, const char *line, size_t len) {
        size_t lines = writer->lines.pending.len, rows = writer->rows.pending.len;
        int r;

        r = buffer_append(&writer->lines.pending, line, len);
        if (r == 0)
                r = buffer_append(&writer->lines.pending, "\n", 1);
        if (r == 0 && writer->of_box)
                r = csv_line(line, len, &writer->rows.pending);
        if (r == 0)
                r = sink_append(&writer->lines, lines);
        return r == 0 && writer->of_box ? sink_append(&writer->rows, rows) : r;
}

/* ---- life ---- */

static int read_state(struct export_writer *writer, const struct export_mark *mark, struct finding *finding) {
        int r = 0;

        for (int level = 0; r == 0 && level < TILE_LEVELS; level++)
                r = read_level(writer, level, finding);
        if (r == 0 && writer->old.checkpoint.size > 0)
                r = check_edge(writer, finding);
        if (r == 0)
                r = read_bundle(writer, finding);
        if (r == 0 && writer->old.checkpoint.size > 0)
                r = check_ends(writer, mark, finding);
        return r;
}

int export_writer_new(int folder, const struct checkpoint *base, const struct export_mark *mark,
                      struct export_writer **ret_writer, struct finding *ret_finding) {
        struct export_writer *writer = calloc(1, sizeof(*writer));
        int r;

        if (!writer)
                return -ENOMEM;
        writer->old.folder = folder;
        writer->old.checkpoint = *base;
        writer->bundle_placed = base->size;
        writer->of_box = origin_is_box(base->origin);
        writer->lines = (struct sink){ .path = "entries.jsonl", .fd = -1 };
        writer->rows = (struct sink){ .path = "entries.csv", .fd = -1 };
        r = read_state(writer, mark, ret_finding);
        if (r != 0)
                export_writer_free(writer);
        else
                *ret_writer = writer;
        return r;
}

void export_writer_free(struct export_writer *writer) {
        if (!writer)
                return;
        if (writer->lines.fd >= 0)
                close(writer->lines.fd);
        if (writer->rows.fd >= 0)
                close(writer->rows.fd);
        buffer_deinit(&writer->lines.pending);
        buffer_deinit(&writer->rows.pending);
        buffer_deinit(&writer->bundle);
        free(writer);
}

void export_writer_mark(const struct export_writer *writer, struct export_mark *ret_mark) {
        *ret_mark = (struct export_mark){ .size = writer->edge.size, .lines_len = writer->lines.len, .rows_len = writer->rows.len };
}

int export_writer_begin(struct export_writer *writer) {
        int r;

        r = sink_open(writer, &writer->lines);
        if (r == 0 && writer->of_box)
                r = sink_open(writer, &writer->rows);
        if (r == 0 && writer->of_box && writer->rows.len == 0) {
                r = csv_header(&writer->rows.pending);
                writer->rows.len = writer->rows.pending.len;
        }
        return r;
}

/* ---- writing ---- */

static int place_hashes(struct export_writer *writer, int level) {
        struct tile tile = { .level = level, .n = (writer->level_counts[level] - 1) / TILE_WIDTH };
        char path[TILE_PATH_SIZE];

        if (writer->level_counts[level] == writer->level_placed[level])
                return 0;
        tile.width = (unsigned)((writer->level_counts[level] - 1) % TILE_WIDTH) + 1;
        tile_path(&tile, path);
        writer->level_placed[level] = writer->level_counts[level];
        return folder_write(writer->old.folder, path, writer->level_hashes[level], tile.width * sizeof(struct hash));
}

static int place_bundle(struct export_writer *writer) {
        struct tile tile = { .level = TILE_ENTRIES, .n = (writer->edge.size - 1) / TILE_WIDTH };
        char path[TILE_PATH_SIZE];
        int r;

        tile.width = (unsigned)((writer->edge.size - 1) % TILE_WIDTH) + 1;
        tile_path(&tile, path);
        r = folder_write(writer->old.folder, path, writer->bundle.data, writer->bundle.len);
        if (tile.width == TILE_WIDTH)
                buffer_clear(&writer->bundle);
        writer->bundle_placed = writer->edge.size;
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

static bool is_entry_of_box(const struct export_writer *writer, const char *line, size_t len) {
        struct entry entry;

        return entry_parse(line, len, &entry) == 0 && entry.n == writer->edge.size &&
               strcmp(entry.box, origin_box(writer->old.checkpoint.origin, (char[ORIGIN_BOX_SIZE]){ 0 })) == 0;
}

int export_writer_entry(struct export_writer *writer, const char *line, size_t len) {
        struct hash leaf;
        int r;

        if (writer->of_box && !is_entry_of_box(writer, line, len))
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

int export_writer_flush(struct export_writer *writer, struct hash *ret_root) {
        int r;

        r = writer->edge.size > writer->bundle_placed ? place_bundle(writer) : 0;
        for (int level = 0; r == 0 && level < TILE_LEVELS; level++)
                if (writer->level_counts[level] % TILE_WIDTH != 0)
                        r = place_hashes(writer, level);
        if (r == 0)
                r = sink_flush(&writer->lines);
        if (r == 0 && writer->of_box)
                r = sink_flush(&writer->rows);
        if (r == 0)
                merkle_edge_root(&writer->edge, ret_root);
        return r;
}

static void sink_undo(struct sink *sink, uint64_t len) {
        if (sink->fd >= 0 && ftruncate(sink->fd, (off_t)len) == 0)
                sink->len = len;
        buffer_clear(&sink->pending);
}

int export_writer_undo(struct export_writer *writer, const struct export_mark *mark) {
        sink_undo(&writer->lines, mark->lines_len);
        if (writer->of_box)
                sink_undo(&writer->rows, mark->rows_len);
        if (writer->lines.len != mark->lines_len || writer->rows.len != mark->rows_len)
                return -EIO;
        return export_tidy(writer->old.folder, mark->size, mark->size, writer->edge.size);
}
