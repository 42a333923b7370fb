/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A list of contents and the proof of its entry to a stick, and back: each is written beside its place as `.part`, read again from the stick
 * itself, and only when both are found to be what was written they get their names, in place of earlier ones. Everything blocks, as in
 * stick_export.h.
 */
#pragma once

#include "controller/box/daemon/stick_export.h"

/* The name on the stick of a list of this origin's box. */
void stick_list_name(const char *origin, char ret_name[SCREEN_EXPORT_NAME_SIZE]);
/* Of the proof that lies beside it. */
void stick_list_proof_name(const char *origin, char ret_name[SCREEN_EXPORT_NAME_SIZE]);
/* SCREEN_EXPORT_WRITING when a stick is there to be written; else how it ended. */
enum screen_export_state stick_list_look(struct stick_export *export);
/* Writes export->list and export->proof; database, key and size are not looked at. Returns how it ended, as stick_export_run() does. */
enum screen_export_state stick_list_run(struct stick_export *export);
