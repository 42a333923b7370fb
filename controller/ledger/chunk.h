/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Some neighbouring entry bundles of an export, judged by themselves: each
 * entry's form and place, its hash against tile/0. What the tree and the files
 * for people must then hold is the result; putting chunks together is
 * controller/ledger/verify.c's part.
 *
 * chunk_run() is pure, so that several threads can be at it: it reads files of
 * the export and changes its chunk alone.
 */
#pragma once

#include "controller/ledger/exported.h"

enum { CHUNK_BUNDLES = 4 };

struct chunk {
        /* Given. */
        const struct exported *exported;
        uint64_t first;                        /* number of the first bundle */
        unsigned count;                        /* at most CHUNK_BUNDLES; only the last of all may be partial */
        bool with_lines, with_rows;

        /* The result. */
        int r;                                 /* 0, LEDGER_E_INVALID with the finding, or a negative errno */
        struct finding finding;                /* the first thing that is wrong */
        unsigned entry_count;                  /* that are good */
        struct hash roots[CHUNK_BUNDLES];      /* of the full bundles */
        unsigned root_count;
        struct hash leaves[TILE_WIDTH];        /* of a partial bundle at the end */
        unsigned leaf_count;
        struct buffer lines, rows;             /* entries.jsonl and entries.csv, up to what is wrong; kept for the next run */
        struct buffer bytes, hashes;           /* files; the same */
};

void chunk_deinit(struct chunk *chunk);
/* void *item is a struct chunk. */
void chunk_run(void *item);
