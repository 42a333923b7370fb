/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Many files at once: each is written without waiting for the disk, and one call then waits for all of them. Nothing counts as written
 * before that call.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/macro.h"

/* As file_replace(), but nothing is synced: power may leave the old file, the new one, or an empty one. */
MUST_CHECK int unsynced_replace(const char *path, const void *bytes, size_t len, mode_t mode);

/* The same; with `settled` the bytes are on the disk before they have their name. */
MUST_CHECK int unsynced_make(const char *path, const void *bytes, size_t len, mode_t mode, bool settled);

/* All of it, in as many writes as it takes. 0 or a negative errno. */
MUST_CHECK int unsynced_write_all(int fd, const void *bytes, size_t len);

/* Blocks until the file system that holds this file or folder has on the disk whatever was written to it. 0 or a negative errno. */
MUST_CHECK int unsynced_wait(const char *path);
