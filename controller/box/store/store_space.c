/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The file system that the store lies on: its room, whether it is still written to, and room kept for a full disk. That is a file of
 * zeros beside the database, there for nothing but to be removed. What it frees is enough for the sessions under way; nothing new
 * begins on so little (controller/box/session/health.h).
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "controller/box/store/store_internal.h"

int store_check_writable(struct store *store) {
        struct statvfs space;

        if (statvfs(store->path, &space) < 0)
                return -errno;
        if (space.f_flag & ST_RDONLY) {
                snprintf(store->database.error, sizeof(store->database.error), "its file system has become read only");
                return -EROFS;
        }
        return 0;
}

int store_space(struct store *store, uint64_t *ret_bytes) {
        struct statvfs space;

        if (statvfs(store->path, &space) < 0)
                return -errno;
        *ret_bytes = (uint64_t)space.f_bavail * space.f_frsize;
        return 0;
}

/* ---- the reserve ---- */

static bool name_of(const struct store *store, char ret_name[PATH_MAX]) {
        return snprintf(ret_name, PATH_MAX, "%s-reserve", store->path) < PATH_MAX;
}

static bool is_there(const char *name) {
        struct stat st;

        return lstat(name, &st) == 0 && S_ISREG(st.st_mode) && st.st_size == STORE_RESERVE_LEN;
}

static bool make(const char *name) {
        int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
        bool made;

        if (fd < 0)
                return false;
        made = posix_fallocate(fd, 0, STORE_RESERVE_LEN) == 0;
        close(fd);
        if (!made)
                unlink(name);
        return made;
}

void reserve_take(struct store *store) {
        char name[PATH_MAX];
        uint64_t room;

        if (store->has_reserve || !name_of(store, name))
                return;
        store->has_reserve = is_there(name);
        if (!store->has_reserve && store_space(store, &room) == 0 && room >= STORE_RESERVE_ROOM)
                store->has_reserve = make(name);
}

bool reserve_give_up(struct store *store) {
        char name[PATH_MAX];

        store->has_reserve = false;
        return name_of(store, name) && is_there(name) && unlink(name) == 0;
}

int store_snapshot(struct store *store, size_t max_len, struct buffer *ret_bytes) {
        return database_snapshot(&store->database, max_len, ret_bytes);
}
