/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Whole files: bounded reading, and writing that is old or new but never half.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/bytes.h"

/*
 * Reads a whole regular file (or, for path "-", standard input) into an empty
 * buffer. 0; -EFBIG when it is longer than max_len; -EISDIR and the like from
 * open and read. On error the buffer is empty.
 */
MUST_CHECK int file_read(const char *path, size_t max_len, struct buffer *ret_buffer);

/*
 * Replaces the file's contents: a temporary file beside it is written, synced,
 * renamed over it, and the folder synced. 0 or a negative errno; on error the
 * old file stands and no temporary file stays.
 */
MUST_CHECK int file_replace(const char *path, const void *bytes, size_t len, mode_t mode);

/* Appends and fdatasyncs; creates with `mode`. Blocks until durable. 0 or a negative errno. */
MUST_CHECK int file_append_durable(const char *path, const void *bytes, size_t len, mode_t mode);

/* Syncs the folder that holds `path`, so that a created or renamed name is durable. */
MUST_CHECK int file_sync_parent(const char *path);
