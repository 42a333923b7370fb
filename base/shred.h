/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Files of secrets that are to be gone: their bytes are overwritten before the name goes. On media that write elsewhere
 * (flash, file systems that copy on write) what stood there may stay until that place is used again.
 */
#pragma once

#include "base/macro.h"

/*
 * Overwrites a regular file with zeros, durably, and removes it. One that has another name besides, or is a link, only loses this
 * name. 0, -ENOENT or another negative errno. Blocks.
 */
MUST_CHECK int file_shred(const char *path);
/* Overwrites every file of a folder as file_shred() does, on the disk after unsynced_wait(), and removes none. 0, also when there is no folder; a negative errno. */
MUST_CHECK int folder_overwrite(const char *path);
/* As file_shred() for every file of a folder, and then the folder; folders inside are not expected. 0, also when there is none; a negative errno. */
MUST_CHECK int folder_shred(const char *path);
