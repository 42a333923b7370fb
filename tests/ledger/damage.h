/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What a stranger may do to the files of an export. The export is the folder "out" in the scratch folder, of DAMAGE_SIZE entries of a sample
 * ledger; files are named within it.
 */
#pragma once

#include "crypto/note.h"
#include "tests/ledger/sample_ledger.h"

enum { DAMAGE_SIZE = 300 };

extern struct sample_ledger *damage_ledger;
extern struct vkey damage_vkey; /* of the ledger */

/* cmocka set-up and tear-down: the ledger, and its export in "out". */
int damage_set_up(void **state);
int damage_tear_down(void **state);
/* Exports the first entries into this folder of the scratch folder. */
void damage_export(uint64_t size, const char *name);
/* The path of a file of the export. */
const char *damage_at(const char *name);

typedef void damage_fn(const char *name, const char *argument);

/* A file with this text; the text behind what is there; as many bytes (a digit) off its end; "old=new", once. */
damage_fn damage_put, damage_append, damage_cut, damage_replace;
/* Eight gigabytes long; gone, and a link, a pipe or a folder in its place. */
damage_fn damage_enlarge, damage_move_away, damage_link_away, damage_pipe_there, damage_folder_there;
/* A new file with this text, or that of another one, and the folders for it. */
damage_fn damage_make, damage_copy;
/* The text of a checkpoint, really signed with the ledger's key. */
damage_fn damage_sign;
/* The tree of another ledger that has one entry different, all of it signed; `name` is left as it was here. */
damage_fn damage_fork_all_but;
