/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/ledger/surplus.h"

#include <string.h>
#include <strings.h>

#include "controller/ledger/folder.h"
#include "controller/ledger/pruned.h"

struct search {
        const struct exported *exported;
        struct surplus_aside aside;
        uint64_t pruned;           /* bundles */
        struct finding *finding;
};

static bool is_one_of(const char *path, const char *const *names, size_t count) {
        for (size_t i = 0; i < count; i++)
                if (strcmp(path, names[i]) == 0)
                        return true;
        return false;
}

static bool is_top_file(const char *path) {
        static const char *const names[] = { "checkpoint", "vkey", "entries.jsonl", "entries.csv" };

        return is_one_of(path, names, ARRAY_LEN(names));
}

/* What an export that is being written has besides. */
static bool is_work_file(const char *path) {
        static const char *const names[] = { EXPORTED_UNFINISHED, "checkpoint.new", "vkey.new", EXPORTED_UNFINISHED_NEW };

        return is_one_of(path, names, ARRAY_LEN(names));
}

bool ledger_path_known(const char *path) {
        struct tile tile;

        return is_top_file(path) || is_work_file(path) || tile_parse(path, &tile);
}

/* What desktops and file managers leave in folders that they have shown. */
const char *surplus_litter(const char *path) {
        static const struct {
                const char *name, *whose;
        } known[] = { { "desktop.ini", "Windows" }, { "Thumbs.db", "Windows" }, { "ehthumbs.db", "Windows" },
                      { ".DS_Store", "macOS" }, { ".localized", "macOS" }, { ".directory", "KDE" } };
        const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;

        for (size_t i = 0; i < ARRAY_LEN(known); i++)
                if (strcasecmp(name, known[i].name) == 0)
                        return known[i].whose;
        return strncmp(name, "._", 2) == 0 ? "macOS" : NULL;
}

/* Of a sentence, the file first met is enough; the others are counted. */
static int set_aside(struct search *search, const char *path, const char *whose) {
        if (search->aside.count++ > 0)
                return 0;
        if (whose)
                (void)finding_set(&search->aside.first, "%.300s was left there by %s", path, whose);
        else
                (void)finding_set(&search->aside.first, "%.300s is no part of a tlog-tiles log", path);
        return 0;
}

static int does_not_belong(struct search *search, const char *path) {
        return finding_set(search->finding, "%s does not belong to this export", path);
}

/* Whether both hold the same as far as the narrower one goes. */
static int check_agrees(struct search *search, const char *path, const struct tile *tile, unsigned width) {
        struct tile narrow = *tile, wide = *tile;
        struct buffer a = BUFFER_INIT, b = BUFFER_INIT;
        char wide_path[TILE_PATH_SIZE];
        int r;

        narrow.width = tile->width < width ? tile->width : width;
        wide.width = tile->width < width ? width : tile->width;
        r = exported_tile(search->exported, &narrow, &a, search->finding);
        if (r == 0)
                r = exported_tile(search->exported, &wide, &b, search->finding);
        if (r == 0 && tile->level != TILE_ENTRIES)
                b.len = a.len;
        if (r == 0 && tile->level == TILE_ENTRIES && !bundle_prefix(b.data, b.len, narrow.width, &b.len))
                b.len = 0;
        if (r == 0 && (a.len != b.len || memcmp(a.data, b.data, a.len) != 0)) {
                wide.width = width;
                tile_path(&wide, wide_path);
                r = finding_set(search->finding, "%s holds something else than %s: the tree was another one when it was written", path,
                                wide_path);
        }
        buffer_deinit(&a);
        buffer_deinit(&b);
        return r;
}

/* A partial tile of a former size outlived the full one, which is gone with the first entries. */
static bool is_pruned(const struct search *search, const struct tile *tile, unsigned width) {
        unsigned shift = TILE_HEIGHT * (unsigned)(tile->level == TILE_ENTRIES ? 0 : tile->level);

        return search->pruned > 0 && width == TILE_WIDTH && shift < 64 && tile->n < search->pruned >> shift;
}

static int check_tile(struct search *search, const char *path, const struct tile *tile) {
        const struct exported *exported = search->exported;
        unsigned width = tile_width(tile->level, tile->n, exported->checkpoint.size);

        if (tile->width == width)
                return 0;
        if (tile->width > width && exported->of_box)
                return exported->unfinished ? 0 : does_not_belong(search, path);
        return width == 0 || is_pruned(search, tile, width) ? 0 : check_agrees(search, path, tile, width);
}

static int check(void *context, const char *path, bool regular) {
        struct search *search = context;
        const struct exported *exported = search->exported;
        struct tile tile;

        bool is_tile = tile_parse(path, &tile);
        bool is_ours = is_tile || (is_top_file(path) && (exported->of_box || strcmp(path, "entries.csv") != 0));

        if (!regular && (is_ours || exported->of_box))
                return finding_set(search->finding, "%s is not a plain file", path);
        if (is_tile)
                return check_tile(search, path, &tile);
        if (is_ours || (exported->unfinished && is_work_file(path)))
                return 0;
        if (surplus_litter(path) || !exported->of_box)
                return set_aside(search, path, surplus_litter(path));
        return does_not_belong(search, path);
}

int surplus_check(const struct exported *exported, struct surplus_aside *ret_aside, struct finding *ret_finding) {
        struct search search = { .exported = exported, .finding = ret_finding, .pruned = pruned_bundles(exported) };
        int r = folder_walk(exported->folder, check, &search);

        if (r == 0)
                *ret_aside = search.aside;
        return r;
}
