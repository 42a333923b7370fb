/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A list of contents to a stick, and back: written beside its place as `.part`, read again from the stick itself, and only what is
 * found to be what was written gets its name, in place of an earlier one. Everything blocks, as in stick_export.h.
 */
#pragma once

#include "controller/box/daemon/stick_export.h"

/* The name on the stick of a list of this origin's box. */
void stick_list_name(const char *origin, char ret_name[SCREEN_EXPORT_NAME_SIZE]);
/* Writes export->list; database, key and size are not looked at. Returns how it ended, as stick_export_run() does. */
enum screen_export_state stick_list_run(struct stick_export *export);
