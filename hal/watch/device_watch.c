/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/watch/device_watch.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

enum { EVENTS_SIZE = 4096, DEPTH_MAX = 16 };

struct device_watch {
        int fd;
};

/* ---- names ---- */

int device_names_add(struct device_names *names, const char *name) {
        size_t len = strlen(name);

        if (name[0] != '/' || name[len - 1] == '/')
                return -EINVAL;
        if (len >= DEVICE_NAME_SIZE)
                return -ENAMETOOLONG;
        if (names->count == DEVICE_NAMES_MAX)
                return -ENOSPC;
        memcpy(names->names[names->count++], name, len + 1);
        return 0;
}

/* The folder of an absolute path; the last part is returned. */
static const char *split(const char *name, char folder[DEVICE_NAME_SIZE]) {
        const char *slash = strrchr(name, '/');
        size_t len = slash == name ? 1 : (size_t)(slash - name);

        memcpy(folder, name, len);
        folder[len] = '\0';
        return slash + 1;
}

static bool is_device(const char *path, dev_t *ret_device) {
        struct stat status;

        if (stat(path, &status) < 0 || !S_ISCHR(status.st_mode))
                return false;
        *ret_device = status.st_rdev;
        return true;
}

static void each_of(const char *name, device_node_fn *node, void *context) {
        char folder[DEVICE_NAME_SIZE], path[DEVICE_NAME_SIZE + NAME_MAX + 2];
        const char *pattern = split(name, folder);
        struct dirent **entries;
        unsigned told = 0;
        dev_t device;
        int count = scandir(folder, &entries, NULL, alphasort);

        for (int i = 0; i < count; i++) {
                snprintf(path, sizeof(path), "%s/%s", folder, entries[i]->d_name);
                if (told < DEVICE_NODES_MAX && fnmatch(pattern, entries[i]->d_name, FNM_PERIOD) == 0 && is_device(path, &device)) {
                        told++;
                        node(context, path, device);
                }
                free(entries[i]);
        }
        if (count >= 0)
                free(entries);
}

void device_names_each(const struct device_names *names, device_node_fn *node, void *context) {
        for (unsigned i = 0; i < names->count; i++)
                each_of(names->names[i], node, context);
}

struct sought {
        dev_t device;
        bool found;
};

static void compare(void *context, const char *path, dev_t device) {
        struct sought *sought = context;

        sought->found = sought->found || device == sought->device;
}

bool device_names_include(const struct device_names *names, dev_t device) {
        struct sought sought = { .device = device };

        device_names_each(names, compare, &sought);
        return sought.found;
}

/* ---- watching ---- */

int device_watch_new(struct device_watch **ret_watch) {
        struct device_watch *watch = malloc(sizeof(*watch));

        if (!watch)
                return -ENOMEM;
        watch->fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
        if (watch->fd < 0) {
                int r = -errno;

                free(watch);
                return r;
        }
        *ret_watch = watch;
        return 0;
}

void device_watch_free(struct device_watch *watch) {
        if (!watch)
                return;
        close(watch->fd);
        free(watch);
}

int device_watch_fd(const struct device_watch *watch) {
        return watch->fd;
}

bool device_watch_dispatch(struct device_watch *watch) {
        char events[EVENTS_SIZE];
        bool some = false;

        while (read(watch->fd, events, sizeof(events)) > 0)
                some = true;
        return some;
}

/*
 * From the deepest folder upwards to the first that exists. While an upper one is being watched a deeper one may be
 * made: then that is tried again, at most once a level.
 */
static void watch_folder(struct device_watch *watch, const char *folder) {
        const uint32_t mask = IN_CREATE | IN_DELETE | IN_MOVE | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;
        char at[DEVICE_NAME_SIZE], deeper[DEVICE_NAME_SIZE];

        for (unsigned tries = 0; tries < DEPTH_MAX; tries++) {
                snprintf(at, sizeof(at), "%s", folder);
                deeper[0] = '\0';
                while (inotify_add_watch(watch->fd, at, mask) < 0 && strcmp(at, "/") != 0) {
                        memcpy(deeper, at, sizeof(deeper));
                        (void)split(deeper, at);
                }
                if (!deeper[0] || access(deeper, F_OK) < 0)
                        return;
        }
}

void device_watch_names(struct device_watch *watch, const struct device_names *names) {
        char folder[DEVICE_NAME_SIZE];

        for (unsigned i = 0; i < names->count; i++) {
                (void)split(names->names[i], folder);
                watch_folder(watch, folder);
        }
}
