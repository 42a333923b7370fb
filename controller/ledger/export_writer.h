/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Writes entries behind those that an export folder already has: tiles, bundles,
 * entries.jsonl and entries.csv. What is there for the size it began with is
 * not touched. The checkpoint is controller/ledger/export.c's part.
 */
#pragma once

#include "controller/ledger/export_mark.h"
#include "controller/ledger/exported.h"

struct export_writer;

/*
 * Goes on from `base`, a checkpoint of this ledger whose export is in the folder
 * (size 0: an empty one). Reads the tiles and the bundle that are not full, which
 * must lead to its root, and the last line of each file for people. `mark` says
 * where those end; NULL: at their ends. The folder stays the caller's.
 *
 * 0; LEDGER_E_INVALID with a finding when the folder does not hold what it should; a negative errno.
 */
MUST_CHECK int export_writer_new(int folder, const struct checkpoint *base, const struct export_mark *mark,
                                 struct export_writer **ret_writer, struct finding *ret_finding);
void export_writer_free(struct export_writer *writer);
DEFINE_CLEANUP(struct export_writer, export_writer_free, export_writer_cleanup)

/* What the mark must say before anything is written: where things end now. */
void export_writer_mark(const struct export_writer *writer, struct export_mark *ret_mark);
/* Cuts the files for people to their marked ends, and opens them. Before the first entry. */
MUST_CHECK int export_writer_begin(struct export_writer *writer);
/* The next entry. -EUCLEAN when the ledger is a box's and it is not the entry of this box and place. */
MUST_CHECK int export_writer_entry(struct export_writer *writer, const char *line, size_t len);
/* Writes what is not full yet and tells the root. More entries may follow, after another mark. */
MUST_CHECK int export_writer_flush(struct export_writer *writer, struct hash *ret_root);
/* Takes back what was written behind the mark. 0 when all of it is gone; a negative errno. Nothing may follow. */
MUST_CHECK int export_writer_undo(struct export_writer *writer, const struct export_mark *mark);

/*
 * Removes, among the tiles and bundles that trees between the two sizes have at their right edge, whatever a tree of
 * keep_size does not have.
 */
MUST_CHECK int export_tidy(int folder, uint64_t keep_size, uint64_t from_size, uint64_t to_size);
