/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/shred.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

static int overwrite(int fd, off_t len) {
        static const uint8_t zeros[4096];

        for (off_t at = 0; at < len;) {
                size_t more = len - at < (off_t)sizeof(zeros) ? (size_t)(len - at) : sizeof(zeros);
                ssize_t n = pwrite(fd, zeros, more, at);

                if (n < 0 && errno == EINTR)
                        continue;
                if (n < 0)
                        return -errno;
                at += n;
        }
        return 0;
}

static int overwrite_only(const char *path, bool durably) {
        struct stat st;
        int fd, r = 0;

        if (lstat(path, &st) < 0)
                return -errno;
        if (!S_ISREG(st.st_mode) || st.st_nlink > 1)
                return 0;
        fd = open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
        if (fd < 0)
                return -errno;
        r = overwrite(fd, st.st_size);
        if (r == 0 && durably && fsync(fd) < 0)
                r = -errno;
        close(fd);
        return r;
}

static int shred(const char *path) {
        int r = overwrite_only(path, true);

        if (r == 0 && unlink(path) < 0)
                r = -errno;
        return r;
}

int file_shred(const char *path) {
        int r = shred(path);

        return r == 0 ? file_sync_parent(path) : r;
}

static int overwrite_without_waiting(const char *path) {
        return overwrite_only(path, false);
}

/* 0, also when there is none. */
static int do_inside(const char *path, int (*deed)(const char *path)) {
        char inside[PATH_MAX];
        struct dirent *entry;
        DIR *folder = opendir(path);
        int r = 0;

        if (!folder)
                return errno == ENOENT ? 0 : -errno;
        while (r == 0 && (entry = readdir(folder))) {
                if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
                        continue;
                r = snprintf(inside, sizeof(inside), "%s/%s", path, entry->d_name) < (int)sizeof(inside) ? deed(inside) : -ENAMETOOLONG;
        }
        closedir(folder);
        return r;
}

int folder_overwrite(const char *path) {
        return do_inside(path, overwrite_without_waiting);
}

int folder_shred(const char *path) {
        int r = do_inside(path, shred);

        if (r == 0 && rmdir(path) < 0)
                return errno == ENOENT ? 0 : -errno;
        return r == 0 ? file_sync_parent(path) : r;
}
