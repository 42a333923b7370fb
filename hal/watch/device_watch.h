/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Which device nodes there are of those that a configuration names, and a file
 * descriptor that becomes readable when that may have changed.
 *
 * A name is an absolute path whose last part may be a pattern (fnmatch(3)). The
 * folders are watched by inotify, up to the deepest that exists: the links that
 * udev makes come and go with their folder. Nothing runs while nothing changes.
 * One thread; no call blocks.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "base/macro.h"

enum { DEVICE_NAMES_MAX = 8, DEVICE_NAME_SIZE = 128, DEVICE_NODES_MAX = 64 };

struct device_names {
        char names[DEVICE_NAMES_MAX][DEVICE_NAME_SIZE];
        unsigned count;
};

/* Adds a name. 0; -EINVAL when it is not absolute or ends in a slash; -ENAMETOOLONG; -ENOSPC when there are DEVICE_NAMES_MAX. */
MUST_CHECK int device_names_add(struct device_names *names, const char *name);
/* Whether a name stands for this device now. */
bool device_names_include(const struct device_names *names, dev_t device);

/* A character device of one of the names; path is valid during the call. */
typedef void device_node_fn(void *context, const char *path, dev_t device);
/* Calls for each node there is, at most DEVICE_NODES_MAX a name, names in order; one with two names is told twice. */
void device_names_each(const struct device_names *names, device_node_fn *node, void *context);

struct device_watch;

/* 0 or a negative errno. What is not there yet is no error. */
MUST_CHECK int device_watch_new(struct device_watch **ret_watch);
void device_watch_free(struct device_watch *watch);
DEFINE_CLEANUP(struct device_watch, device_watch_free, device_watch_cleanup)
int device_watch_fd(const struct device_watch *watch);
/* Takes what is readable; true when there was something. Follow it by device_watch_names() and a look. */
bool device_watch_dispatch(struct device_watch *watch);
/* Watches the folders of these names, as they are now; call before each look. Folders watched already stay so. */
void device_watch_names(struct device_watch *watch, const struct device_names *names);
