/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/unsynced.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

int unsynced_write_all(int fd, const void *from, size_t len) {
        const uint8_t *bytes = from;

        while (len > 0) {
                ssize_t n = write(fd, bytes, len);

                if (n < 0 && errno == EINTR)
                        continue;
                if (n < 0)
                        return -errno;
                bytes += n;
                len -= (size_t)n;
        }
        return 0;
}

int unsynced_make(const char *path, const void *bytes, size_t len, mode_t mode, bool settled) {
        char temporary[PATH_MAX];
        int fd, r, n = snprintf(temporary, sizeof(temporary), "%s.XXXXXX", path);

        if (n < 0 || (size_t)n >= sizeof(temporary))
                return -ENAMETOOLONG;
        fd = mkostemp(temporary, O_CLOEXEC);
        if (fd < 0)
                return -errno;
        r = unsynced_write_all(fd, bytes, len);
        if (r == 0 && fchmod(fd, mode) < 0)
                r = -errno;
        if (r == 0 && settled && fsync(fd) < 0)
                r = -errno;
        if (close(fd) < 0 && r == 0)
                r = -errno;
        if (r == 0 && rename(temporary, path) < 0)
                r = -errno;
        if (r < 0)
                unlink(temporary);
        return r;
}

int unsynced_replace(const char *path, const void *bytes, size_t len, mode_t mode) {
        return unsynced_make(path, bytes, len, mode, false);
}

int unsynced_wait(const char *path) {
        int fd = open(path, O_RDONLY | O_CLOEXEC), r = 0;

        if (fd < 0)
                return -errno;
        if (syncfs(fd) < 0)
                r = -errno;
        close(fd);
        return r;
}
