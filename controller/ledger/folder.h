/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Files inside a folder that a stranger may have made. Paths are relative to
 * the folder's descriptor and ours; no link is ever followed, and only regular
 * files are read. Everything blocks. All return 0 or a negative errno.
 */
#pragma once

#include <stdbool.h>

#include "base/bytes.h"

enum { FOLDER_DEPTH_MAX = 12, FOLDER_PATH_SIZE = 1024 };

/* Opens a folder that is not itself a link. The caller closes the descriptor. -ENOTDIR, -ELOOP, -ENOENT … */
MUST_CHECK int folder_open(const char *path, int *ret_fd);

/* Opens a regular file for reading. -ELOOP for a link on the way, -EINVAL for anything that is no regular file. The caller closes. */
MUST_CHECK int folder_open_file(int folder, const char *path, int *ret_fd);
/* Reads a whole file into a buffer, in place of what it holds; on error it is empty. -EFBIG when the file is longer than max_len. */
MUST_CHECK int folder_read(int folder, const char *path, size_t max_len, struct buffer *ret_bytes);
/*
 * Creates an empty file (mode 0644) and the folders above it. What is there under its name is unlinked and never written
 * into, for it may have other names elsewhere. The caller closes.
 */
MUST_CHECK int folder_create(int folder, const char *path, int *ret_fd);
/* Writes all bytes. */
MUST_CHECK int folder_write_all(int fd, const void *bytes, size_t len);
/* folder_create(), folder_write_all(), close. */
MUST_CHECK int folder_write(int folder, const char *path, const void *bytes, size_t len);
/*
 * Opens a regular file that has no other name for writing behind its first `len` bytes, the others being cut off. -EFBIG
 * when it has not that many. The caller closes.
 */
MUST_CHECK int folder_open_end(int folder, const char *path, uint64_t len, int *ret_fd);
/* Puts a file in the place of one of this folder, or of none: old or new, never half, and durable when it returns. Leaves "NAME.new" when cut off. */
MUST_CHECK int folder_replace(int folder, const char *name, const void *bytes, size_t len);
/* Removes a file; none there is no error. */
MUST_CHECK int folder_unlink(int folder, const char *path);
/* Removes all files in a folder but `keep`, and the folder itself when that was not there. No such folder is no error. */
MUST_CHECK int folder_prune(int folder, const char *path, const char *keep);
/* Makes the names in a folder durable. A file system that cannot is no error. */
MUST_CHECK int folder_sync(int folder);

/*
 * Visits everything below in no special order, folders not included. `regular`
 * is false for links, devices and whatever lies deeper than FOLDER_DEPTH_MAX. Not 0 ends
 * the walk and is returned.
 */
typedef int folder_visit_fn(void *context, const char *path, bool regular);
MUST_CHECK int folder_walk(int folder, folder_visit_fn *visit, void *context);

/* Removes all in a folder, links and strange files too, following none. */
MUST_CHECK int folder_clear(int folder);
/* The same with the folder itself; nothing there is no error. */
MUST_CHECK int folder_remove(int parent, const char *name);
