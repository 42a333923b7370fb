/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Cuts the power at every operation on the disk while entries are archived and
 * forgotten. What is found then: the whole ledger and no archive, or the entry
 * `archived` and its row, and every entry from there on; never an entry gone
 * before its archive was recorded. Going on leads to the ledger of a run without
 * a cut.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/box/store/box.h"
#include "tests/box/store/calls.h"
#include "tests/box/store/life.h"
#include "tests/box/store/lossy_vfs.h"

enum { SIZE = 40, ARCHIVED = 23, LATER = 3 };

static struct box_files files;
static unsigned before, recorded;

static int append(struct store *store, unsigned count) {
        struct entry entry = { .event = ENTRY_LEFT_OPEN, .c = 3 };
        int r = 0;

        for (unsigned i = 0; r == 0 && i < count; i++)
                r = store_append(store, BOX_T + (int64_t)store_size(store) * 1000, &entry);
        return r;
}

static void make(void) {
        struct store *store;

        box_folder_make_in_memory(&files);
        store = box_store(&files);
        MUST(append(store, SIZE - (unsigned)store_size(store)) == 0);
        MUST(store_scrub(store) == 0);
        store_close(store);
}

/* What is to be done, from whatever was found: archive, forget, go on. Stops at the first fault. */
static int finish(struct store *store) {
        uint64_t left = 1;
        int r = 0;

        if (store_archived(store) == 0)
                r = store_archive(store, BOX_T, ARCHIVED);
        while (r == 0 && left > 0)
                r = store_forget_archived(store, &left);
        return r == 0 ? append(store, SIZE + 1 + LATER - (unsigned)store_size(store)) : r;
}

/* By its own source: what is told is there, and leads to the root. */
static void check(struct store *store) {
        struct ledger_source source;
        struct hash root, told;

        store_source(store, &source);
        MUST(source.first == 0 || source.first == ARCHIVED);
        MUST(source.first == 0 ? source.size == SIZE : source.size > SIZE);
        for (uint64_t n = source.first; n < source.size; n++) {
                struct buffer line = BUFFER_INIT;

                MUST(source.entry(source.context, n, &line) == 0);
                buffer_deinit(&line);
        }
        MUST(merkle_root(source.size, source.node, source.context, &root) == 0);
        store_root(store, &told);
        MUST(hash_equal(&root, &told));
}

static void run(uint64_t at, enum lossy_survival survival, uint64_t seed, struct hash *ret_root, struct lossy_counts *ret_counts) {
        struct store *store = NULL;
        struct lossy_counts counts;

        make();
        lossy_install(LOSSY_CUT, at, survival, seed);
        if (store_open(files.path, STORE_MODE_SIMULATED, &store) == 0 && finish(store) == 0)
                MUST(at == 0 || !lossy_is_cut());
        store_close(store);
        lossy_remove(&counts);
        if (at > 0) {
                store = box_store_open(&files);
                check(store);
                before += store_archived(store) == 0;
                recorded += store_archived(store) > 0;
                MUST(finish(store) == 0);
        } else {
                store = box_store_open(&files);
        }
        check(store);
        store_root(store, ret_root);
        MUST(store_size(store) == SIZE + 1 + LATER);
        store_close(store);
        box_folder_remove(&files);
        if (ret_counts)
                *ret_counts = counts;
}

int main(int argc, char **argv) {
        bool full = getenv("PICKUPBOX_FULL") || (argc > 1 && strcmp(argv[1], "--full") == 0);
        unsigned seeds = full ? 24 : 3, cuts = 0;
        struct lossy_counts counts;
        struct hash expected, root;

        run(0, LOSSY_ALL, 1, &expected, &counts);
        for (uint64_t at = 1; at <= counts.operations; at++) {
                for (unsigned seed = 0; seed < seeds + 2; seed++, cuts++) {
                        run(at, seed == 0 ? LOSSY_NONE : seed == 1 ? LOSSY_ALL : LOSSY_SOME, at * 1000 + seed, &root, NULL);
                        MUST(hash_equal(&root, &expected));
                }
        }
        printf("%llu operations, %u cuts: %u found no archive yet, %u found it recorded\n", (unsigned long long)counts.operations, cuts, before,
               recorded);
        return before > 0 && recorded > 0 ? 0 : 1;
}
