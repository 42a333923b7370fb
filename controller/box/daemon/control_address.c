/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/control_address.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 16 };

/* *ret_dir is to be kept open while the address is used. */
static int address_make(const char *path, int *ret_dir, struct sockaddr_un *ret_address) {
        const char *slash = strrchr(path, '/');
        const char *name = slash ? slash + 1 : path;
        struct sockaddr_un address = { .sun_family = AF_UNIX };
        char dir[PATH_MAX] = ".";
        int fd;

        if (!*name || (slash && slash - path >= PATH_MAX))
                return -EINVAL;
        if (slash)
                snprintf(dir, sizeof(dir), "%.*s", slash == path ? 1 : (int)(slash - path), path);
        fd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
        if (fd < 0)
                return -errno;
        if (snprintf(address.sun_path, sizeof(address.sun_path), "/proc/self/fd/%d/%s", fd, name) >= (int)sizeof(address.sun_path)) {
                close(fd);
                return -ENAMETOOLONG;
        }
        *ret_dir = fd;
        *ret_address = address;
        return 0;
}

static int remove_stale(const char *path) {
        struct stat status;

        if (lstat(path, &status) < 0)
                return errno == ENOENT ? 0 : -errno;
        if (!S_ISSOCK(status.st_mode))
                return -EADDRINUSE;
        return unlink(path) < 0 ? -errno : 0;
}

int control_listen(const char *path, int *ret_fd) {
        struct sockaddr_un address;
        mode_t mask;
        int dir, fd, r;

        r = remove_stale(path);
        if (r == 0)
                r = address_make(path, &dir, &address);
        if (r < 0)
                return r;
        fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        if (fd < 0) {
                close(dir);
                return -errno;
        }
        mask = umask(0177);
        r = bind(fd, (const struct sockaddr *)&address, sizeof(address)) < 0 ? -errno : 0;
        umask(mask);
        close(dir);
        if (r == 0 && listen(fd, BACKLOG) < 0)
                r = -errno;
        if (r < 0) {
                close(fd);
                return r;
        }
        *ret_fd = fd;
        return 0;
}

int control_connect(const char *path, int *ret_fd) {
        struct sockaddr_un address;
        int dir, fd, r;

        r = address_make(path, &dir, &address);
        if (r < 0)
                return r;
        fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        r = fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0 ? -errno : 0;
        close(dir);
        if (r < 0) {
                if (fd >= 0)
                        close(fd);
                return r;
        }
        *ret_fd = fd;
        return 0;
}
