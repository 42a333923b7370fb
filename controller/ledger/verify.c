/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The bundles are judged in chunks by all processors; here the chunks are put
 * together in their order: their subtrees into the growing edge of the tree,
 * whose nodes are compared with the tiles above as these fill up, their lines
 * with entries.jsonl and entries.csv. The first thing that is wrong, in this
 * order, is the verdict.
 */
#include "controller/ledger/verify.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "controller/ledger/chunk.h"
#include "controller/ledger/crew.h"
#include "controller/ledger/csv.h"
#include "controller/ledger/pruned.h"
#include "controller/ledger/readable.h"

struct pass {
        const struct exported *exported;
        struct finding *finding;
        struct surplus_aside *aside;
        struct merkle_edge edge;                           /* of full bundles */
        struct hash level_hashes[TILE_LEVELS][TILE_WIDTH]; /* of the tile being filled; level 0 is the chunks' */
        uint64_t level_counts[TILE_LEVELS];                /* of all hashes of the level so far */
        uint64_t checked;                                  /* entries */
        struct readable lines, rows;
        struct chunk chunks[CREW_ITEMS_MAX];
        uint64_t next_bundle;                              /* that no chunk has yet */
};

static void completed(void *context, unsigned level, uint64_t index, const struct hash *hash) {
        struct pass *pass = context;
        unsigned tile_level = level / TILE_HEIGHT + 1;

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
        for (unsigned i = 0; r == 0 && i < tile.width; i++) {
                if (memcmp(bytes.data + i * HASH_LEN, pass->level_hashes[level][i].bytes, HASH_LEN) == 0)
                        continue;
                tile_path(&tile, path);
                r = finding_set(pass->finding, "%s: hash %u is not that of the tile below it", path, i);
        }
        buffer_deinit(&bytes);
        return r;
}

static int check_lines(struct pass *pass, const struct chunk *chunk) {
        int r = readable_expect(&pass->lines, &chunk->lines, chunk->entry_count);

        if (r == LEDGER_E_INVALID)
                return finding_set(pass->finding, "entries.jsonl: line %llu is not entry %llu", (unsigned long long)(pass->lines.line + 1),
                                   (unsigned long long)pass->lines.line);
        return r;
}

/* The first line has the names of the columns. */
static int check_rows(struct pass *pass, const struct buffer *rows, uint64_t count) {
        int r = readable_expect(&pass->rows, rows, count);

        if (r != LEDGER_E_INVALID)
                return r;
        if (pass->rows.line == 0)
                return finding_set(pass->finding, "entries.csv: line 1 does not have the names of the columns");
        return finding_set(pass->finding, "entries.csv: line %llu is not that of entry %llu", (unsigned long long)(pass->rows.line + 1),
                           (unsigned long long)(pass->rows.line - 1));
}

/* A level's tile is full when the level below has just filled one. */
static int add_root(struct pass *pass, const struct hash *root) {
        int r = 0;

        merkle_edge_append(&pass->edge, root, completed, pass);
        pass->checked += TILE_WIDTH;
        for (int level = 1; r == 0 && level < TILE_LEVELS && pass->edge.size % (UINT64_C(1) << TILE_HEIGHT * (level - 1)) == 0; level++)
                if (pass->level_counts[level] % TILE_WIDTH == 0)
                        r = check_tile(pass, level);
        return r;
}

static int check_root(struct pass *pass, const struct chunk *last) {
        struct merkle_edge edge = pass->edge;
        struct hash root;

        edge.size *= TILE_WIDTH;
        for (unsigned i = 0; last && i < last->leaf_count; i++)
                merkle_edge_append(&edge, &last->leaves[i], NULL, NULL);
        merkle_edge_root(&edge, &root);
        if (!hash_equal(&root, &pass->exported->checkpoint.root))
                return finding_set(pass->finding, "checkpoint: its root hash is not that of the %llu entries", (unsigned long long)edge.size);
        return 0;
}

/* Puts a chunk behind those before it. */
static int add_chunk(struct pass *pass, const struct chunk *chunk) {
        int r;

        r = check_lines(pass, chunk);
        if (r == 0)
                r = check_rows(pass, &chunk->rows, chunk->entry_count);
        for (unsigned i = 0; r == 0 && i < chunk->root_count; i++)
                r = add_root(pass, &chunk->roots[i]);
        if (r == 0 && chunk->r == LEDGER_E_INVALID)
                *pass->finding = chunk->finding;
        pass->checked += chunk->leaf_count;
        return r != 0 ? r : chunk->r;
}

static void give_next(struct pass *pass, struct crew *crew, struct chunk *chunk) {
        uint64_t size = pass->exported->checkpoint.size, bundles = size / TILE_WIDTH + (size % TILE_WIDTH != 0);
        uint64_t left = bundles - pass->next_bundle;

        if (left == 0)
                return;
        chunk->exported = pass->exported;
        chunk->first = pass->next_bundle;
        chunk->count = left < CHUNK_BUNDLES ? (unsigned)left : CHUNK_BUNDLES;
        chunk->with_lines = pass->lines.there;
        chunk->with_rows = pass->rows.there;
        pass->next_bundle += chunk->count;
        crew_give(crew, chunk);
}

static int check_chunks(struct pass *pass, struct crew *crew, ledger_progress_fn *progress, void *context) {
        uint64_t size = pass->exported->checkpoint.size;
        struct chunk *chunk, *last = NULL;
        int r = 0;

        for (unsigned i = 0; i < crew_items(crew); i++)
                give_next(pass, crew, &pass->chunks[i]);
        while (r == 0 && (chunk = crew_take(crew))) {
                r = add_chunk(pass, chunk);
                if (r == 0 && progress && (pass->checked % LEDGER_PROGRESS_STEP == 0 || pass->checked == size))
                        progress(context, pass->checked, size);
                last = chunk;
                if (r == 0)
                        give_next(pass, crew, chunk);
        }
        for (int level = 1; r == 0 && level < TILE_LEVELS; level++)
                if (pass->level_counts[level] % TILE_WIDTH != 0)
                        r = check_tile(pass, level);
        return r == 0 ? check_root(pass, last) : r;
}

static int check_all_chunks(struct pass *pass, ledger_progress_fn *progress, void *context) {
        CLEANUP(crew_cleanup) struct crew *crew = NULL;
        int r = crew_new(chunk_run, &crew);

        return r < 0 ? r : check_chunks(pass, crew, progress, context);
}

static int check_header(struct pass *pass) {
        struct buffer header = BUFFER_INIT;
        int r = csv_header(&header);

        if (r == 0)
                r = check_rows(pass, &header, 1);
        buffer_deinit(&header);
        return r;
}

/* Of a ledger that is no box's nobody can say what the table should hold, and of one that is pruned what the lines before were. */
static int open_readable(struct pass *pass) {
        int r = 0;

        if (pass->next_bundle == 0)
                r = readable_open(pass->exported, "entries.jsonl", &pass->lines, pass->finding);
        if (r == 0 && pass->exported->of_box)
                r = readable_open(pass->exported, "entries.csv", &pass->rows, pass->finding);
        return r == 0 ? check_header(pass) : r;
}

/* The hashes that the tile being filled at this level has of what is gone: they are what the edge was made from. */
static int fill_level(struct pass *pass, int level, uint64_t count) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        struct tile tile = { .level = level, .n = count / TILE_WIDTH };
        int r;

        pass->level_counts[level] = count;
        if (count % TILE_WIDTH == 0)
                return 0;
        tile.width = tile_width(level, tile.n, pass->exported->checkpoint.size);
        r = exported_tile(pass->exported, &tile, &bytes, pass->finding);
        if (r == 0)
                memcpy(pass->level_hashes[level], bytes.data, count % TILE_WIDTH * HASH_LEN);
        return r;
}

/* Begins behind what a log has thrown away. */
static int skip_pruned(struct pass *pass) {
        uint64_t gone = pruned_bundles(pass->exported);
        int r;

        if (gone == 0)
                return 0;
        r = pruned_edge(pass->exported, gone, &pass->edge, pass->finding);
        for (int level = 1; r == 0 && level < TILE_LEVELS && gone >> TILE_HEIGHT * (level - 1) > 0; level++)
                r = fill_level(pass, level, gone >> TILE_HEIGHT * (level - 1));
        pass->next_bundle = gone;
        pass->checked = gone * TILE_WIDTH;
        return r;
}

static int check_contents(struct pass *pass, ledger_progress_fn *progress, void *context) {
        int r;

        r = skip_pruned(pass);
        if (r == 0)
                r = open_readable(pass);
        if (r == 0)
                r = check_all_chunks(pass, progress, context);
        /* What an unfinished export has written so far goes beyond the checkpoint. */
        if (r == 0 && !pass->exported->unfinished)
                r = readable_expect_end(&pass->lines, pass->finding);
        if (r == 0 && !pass->exported->unfinished)
                r = readable_expect_end(&pass->rows, pass->finding);
        return r == 0 ? surplus_check(pass->exported, pass->aside, pass->finding) : r;
}

static int verify_opened(const struct exported *exported, ledger_progress_fn *progress, void *context, struct ledger_verdict *verdict) {
        struct pass *pass = calloc(1, sizeof(*pass));
        int r;

        if (!pass)
                return -ENOMEM;
        pass->exported = exported;
        pass->finding = &verdict->finding;
        pass->aside = &verdict->aside;
        r = check_contents(pass, progress, context);
        verdict->minimum = pruned_bundles(exported) * TILE_WIDTH;
        readable_close(&pass->lines);
        readable_close(&pass->rows);
        for (size_t i = 0; i < ARRAY_LEN(pass->chunks); i++)
                chunk_deinit(&pass->chunks[i]);
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
        ret_verdict->unfinished = (*ret_exported)->unfinished;
        return verify_opened(*ret_exported, progress, context, ret_verdict);
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
