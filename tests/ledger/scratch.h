/* SPDX-License-Identifier: EUPL-1.2 */
/* A folder of a test's own, and what tests do to files in it. Every function fails the test when it cannot. */
#pragma once

#include "base/bytes.h"

/* Made in $TMPDIR, /dev/shm or /tmp; the path is valid until scratch_remove(). */
const char *scratch_make(void);
void scratch_remove(void);
/* Removes one folder in it. */
void scratch_clear(const char *name);
/* Forms "<scratch>/<a>[/<b>]"; valid for the next eight calls. */
const char *scratch_path(const char *a, const char *b);
/* The relative names of all files below, sorted; at most max. Returns how many. The caller frees each. */
size_t scratch_list(const char *path, char **ret_names, size_t max);
struct buffer scratch_read(const char *path);
void scratch_write(const char *path, const void *bytes, size_t len);
/* Whether both folders hold the same files with the same bytes. */
bool scratch_equal(const char *a, const char *b);
