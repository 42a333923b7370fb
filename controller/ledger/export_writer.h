/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Writes the files of an export into an empty folder: entries go in, tiles,
 * bundles, entries.jsonl and entries.csv come out, at last the checkpoint.
 */
#pragma once

#include "controller/ledger/exported.h"

/* old: descriptor of a folder whose equal files are linked instead of written anew, or -1. Both stay the caller's. */
struct export_writer;
MUST_CHECK int export_writer_new(int folder, int old, const char *origin, struct export_writer **ret_writer);
void export_writer_free(struct export_writer *writer);
DEFINE_CLEANUP(struct export_writer, export_writer_free, export_writer_cleanup)

/* The next entry. -EUCLEAN when it is not the entry of this box and place. */
MUST_CHECK int export_writer_entry(struct export_writer *writer, const char *line, size_t len);
/* Writes what is not full yet and tells the root. No more entries after this. */
MUST_CHECK int export_writer_finish(struct export_writer *writer, struct hash *ret_root);
