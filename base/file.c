/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/unsynced.h"

static int read_all(int fd, size_t max_len, struct buffer *buffer) {
        uint8_t chunk[65536];
        int r;

        for (;;) {
                ssize_t n = read(fd, chunk, sizeof(chunk));

                if (n < 0 && errno == EINTR)
                        continue;
                if (n < 0)
                        r = -errno;
                else if (n == 0)
                        r = 0;
                else if ((size_t)n > max_len - buffer->len)
                        r = -EFBIG;
                else
                        r = buffer_append(buffer, chunk, (size_t)n);
                if (n <= 0 || r < 0)
                        break;
        }
        explicit_bzero(chunk, sizeof(chunk));
        return r;
}

int file_read(const char *path, size_t max_len, struct buffer *ret_buffer) {
        struct buffer buffer = BUFFER_INIT_MAX(max_len);
        int fd, r;

        if (strcmp(path, "-") == 0) {
                r = read_all(STDIN_FILENO, max_len, &buffer);
        } else {
                fd = open(path, O_RDONLY | O_CLOEXEC);
                if (fd < 0)
                        return -errno;
                r = read_all(fd, max_len, &buffer);
                close(fd);
        }
        if (r < 0) {
                buffer_wipe(&buffer);
                return r;
        }
        *ret_buffer = buffer;
        return 0;
}

int file_sync_parent(const char *path) {
        char folder[PATH_MAX];
        const char *slash = strrchr(path, '/');
        int fd, r = 0;

        if (!slash)
                snprintf(folder, sizeof(folder), ".");
        else if (slash == path)
                snprintf(folder, sizeof(folder), "/");
        else if ((size_t)(slash - path) >= sizeof(folder))
                return -ENAMETOOLONG;
        else
                snprintf(folder, sizeof(folder), "%.*s", (int)(slash - path), path);
        fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (fd < 0)
                return -errno;
        /* A file system that cannot sync folders (FAT) says EINVAL; there the rename itself is all there is. */
        if (fsync(fd) < 0 && errno != EINVAL)
                r = -errno;
        close(fd);
        return r;
}

int file_replace(const char *path, const void *bytes, size_t len, mode_t mode) {
        int r = unsynced_make(path, bytes, len, mode, true);

        return r < 0 ? r : file_sync_parent(path);
}

int file_append_durable(const char *path, const void *bytes, size_t len, mode_t mode) {
        int fd, r;

        fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, mode);
        if (fd < 0)
                return -errno;
        r = unsynced_write_all(fd, bytes, len);
        if (r == 0 && fdatasync(fd) < 0)
                r = -errno;
        if (close(fd) < 0 && r == 0)
                r = -errno;
        return r;
}
