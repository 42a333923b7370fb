/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Where the other programs of this product are. What is looked for, in this order:
 *
 *      beside the running program             a build folder, or its own folder where it is installed
 *      one more folder, as the caller says    another folder of the same build
 *      ../libexec/pickupbox from there        installed under any root
 *      PREFIX/libexec/pickupbox               as it was configured
 */
#pragma once

#include <limits.h>

#include "base/macro.h"

/* Where programs go that are not called by hand. */
extern const char program_folder[];

/*
 * The path of the executable file `name`. `elsewhere`: one more folder, relative to the running program's;
 * NULL: none. 0; -ENOENT when it is nowhere; another negative errno when the running program's own place is not known.
 */
MUST_CHECK int program_find(const char *name, const char *elsewhere, char ret_path[PATH_MAX]);
