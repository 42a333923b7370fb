/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/audit/reading.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "controller/ledger/verify.h"

struct pass {
        const struct exported *exported;
        struct figures *figures;
        struct merkle_edge edge;
        struct finding *finding;
        int64_t last_ms;
};

static int take_entry(struct pass *pass, const char *line, size_t len) {
        unsigned long long index = pass->edge.size;
        struct entry entry;
        struct hash leaf;
        int r;

        merkle_leaf(line, len, &leaf);
        merkle_edge_append(&pass->edge, &leaf, NULL, NULL);
        if (entry_parse(line, len, &entry) != 0)
                return finding_set(pass->finding, "entry %llu is not one of a pickup box; a report can be made of a box's ledger only", index);
        if (entry.t_ms > pass->last_ms)
                pass->last_ms = entry.t_ms;
        r = figures_add(pass->figures, &entry);
        if (r > 0)
                return finding_set(pass->finding, "entry %llu: %s", index, figures_error_text(r));
        return r;
}

static int take_bundle(struct pass *pass, const struct tile *tile) {
        struct buffer bytes = BUFFER_INIT;
        struct reader reader;
        const char *line;
        size_t len;
        int r;

        r = exported_tile(pass->exported, tile, &bytes, pass->finding);
        reader = reader_over(bytes.data, bytes.len);
        for (unsigned i = 0; r == 0 && i < tile->width; i++) {
                if (!bundle_take(&reader, &line, &len))
                        r = finding_set(pass->finding, "entry %llu is cut", (unsigned long long)pass->edge.size);
                else
                        r = take_entry(pass, line, len);
        }
        buffer_deinit(&bytes);
        return r;
}

static int take_all(struct pass *pass, ledger_progress_fn *progress, void *context) {
        uint64_t size = pass->exported->checkpoint.size;
        struct hash root;
        int r = 0;

        while (r == 0 && pass->edge.size < size) {
                struct tile tile = { .level = TILE_ENTRIES, .n = pass->edge.size / TILE_WIDTH };

                tile.width = tile_width(TILE_ENTRIES, tile.n, size);
                r = take_bundle(pass, &tile);
                if (r == 0 && progress && (pass->edge.size == size || pass->edge.size % LEDGER_PROGRESS_STEP == 0))
                        progress(context, pass->edge.size, size);
        }
        if (r != 0)
                return r;
        merkle_edge_root(&pass->edge, &root);
        if (!hash_equal(&root, &pass->exported->checkpoint.root))
                return finding_set(pass->finding, "the entries were changed while they were read");
        return 0;
}

static int add_source(struct reading *reading, const struct exported *exported, struct finding *finding) {
        struct reading_source *source = &reading->sources[reading->source_count];

        for (size_t i = 0; i < reading->source_count; i++)
                if (strcmp(reading->sources[i].origin, exported->checkpoint.origin) == 0)
                        return finding_set(finding, "it is of the same ledger as an export given before, %.200s", exported->checkpoint.origin);
        memcpy(source->origin, exported->checkpoint.origin, sizeof(source->origin));
        source->size = exported->checkpoint.size;
        source->root = exported->checkpoint.root;
        source->pinned = exported->pinned;
        reading->source_count++;
        return 0;
}

static int read_export(struct reading *reading, const char *path, const struct vkey *vkeys, size_t vkey_count,
                       ledger_progress_fn *progress, void *context, struct finding *finding) {
        CLEANUP(exported_cleanup) struct exported *exported = NULL;
        struct pass pass = { .figures = reading->figures, .finding = finding };
        struct ledger_verdict verdict;
        int r;

        r = ledger_verify(path, vkeys, vkey_count, NULL, NULL, &verdict);
        if (r == LEDGER_E_INVALID)
                *finding = verdict.finding;
        if (r == 0)
                r = exported_open(path, vkeys, vkey_count, &exported, finding);
        if (r == 0)
                r = add_source(reading, exported, finding);
        if (r != 0)
                return r;
        pass.exported = exported;
        r = take_all(&pass, progress, context);
        reading->sources[reading->source_count - 1].last_ms = pass.last_ms;
        return r;
}

int reading_new(const char *const *paths, size_t count, const struct vkey *vkeys, size_t vkey_count, const struct figures_period *period,
                ledger_progress_fn *progress, void *context, struct reading **ret_reading, const char **ret_path,
                struct finding *ret_finding) {
        CLEANUP(reading_cleanup) struct reading *reading = calloc(1, sizeof(*reading));
        int r;

        *ret_path = count > 0 ? paths[0] : "";
        if (!reading)
                return -ENOMEM;
        if (count < 1 || count > FIGURES_BOXES_MAX)
                return -EINVAL;
        r = figures_new(period, &reading->figures);
        for (size_t i = 0; r == 0 && i < count; i++) {
                *ret_path = paths[i];
                r = read_export(reading, paths[i], vkeys, vkey_count, progress, context, ret_finding);
        }
        if (r != 0)
                return r;
        figures_finish(reading->figures);
        *ret_reading = reading;
        reading = NULL;
        return 0;
}

void reading_free(struct reading *reading) {
        if (!reading)
                return;
        figures_free(reading->figures);
        free(reading);
}

int64_t reading_grows_from(const struct reading *reading) {
        int64_t from_ms = INT64_MAX;

        for (size_t i = 0; i < reading->source_count; i++)
                if (reading->sources[i].size > 0 && reading->sources[i].last_ms < from_ms)
                        from_ms = reading->sources[i].last_ms;
        return from_ms;
}
