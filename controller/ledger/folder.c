/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/ledger/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int folder_open(const char *path, int *ret_fd) {
        int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

        if (fd < 0)
                return -errno;
        *ret_fd = fd;
        return 0;
}

/*
 * Opens the folder that holds the last part of the path, and tells that part. With `make`, folders that are missing are
 * made. *ret_fd is the caller's to close.
 */
static int open_parent(int folder, const char *path, bool make, int *ret_fd, const char **ret_name) {
        int fd = fcntl(folder, F_DUPFD_CLOEXEC, 0), next;
        const char *slash;

        if (fd < 0)
                return -errno;
        for (; (slash = strchr(path, '/')); path = slash + 1) {
                char part[NAME_MAX + 1];
                int r = 0;

                if ((size_t)(slash - path) >= sizeof(part))
                        r = -ENAMETOOLONG;
                else
                        snprintf(part, sizeof(part), "%.*s", (int)(slash - path), path);
                if (r == 0 && make && mkdirat(fd, part, 0755) < 0 && errno != EEXIST)
                        r = -errno;
                next = r == 0 ? openat(fd, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
                if (r == 0 && next < 0)
                        r = -errno;
                close(fd);
                if (r < 0)
                        return r;
                fd = next;
        }
        *ret_fd = fd;
        *ret_name = path;
        return 0;
}

int folder_open_file(int folder, const char *path, int *ret_fd) {
        struct stat stat;
        const char *name;
        int parent, fd, r;

        r = open_parent(folder, path, false, &parent, &name);
        if (r < 0)
                return r;
        /* O_NONBLOCK: a pipe would keep us waiting. */
        fd = openat(parent, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
        r = fd < 0 ? -errno : 0;
        close(parent);
        if (r < 0)
                return r;
        if (fstat(fd, &stat) < 0)
                r = -errno;
        else if (!S_ISREG(stat.st_mode))
                r = -EINVAL;
        if (r < 0)
                close(fd);
        else
                *ret_fd = fd;
        return r;
}

static int read_all(int fd, struct buffer *bytes) {
        uint8_t chunk[16384];
        int r;

        for (;;) {
                ssize_t n = read(fd, chunk, sizeof(chunk));

                if (n < 0 && errno == EINTR)
                        continue;
                if (n <= 0)
                        return n < 0 ? -errno : 0;
                r = buffer_append(bytes, chunk, (size_t)n);
                if (r < 0)
                        return r == -EMSGSIZE ? -EFBIG : r;
        }
}

int folder_read(int folder, const char *path, size_t max_len, struct buffer *ret_bytes) {
        int fd, r;

        buffer_clear(ret_bytes);
        r = folder_open_file(folder, path, &fd);
        if (r < 0)
                return r;
        ret_bytes->max_len = max_len;
        r = read_all(fd, ret_bytes);
        close(fd);
        if (r < 0)
                buffer_clear(ret_bytes);
        return r;
}

int folder_create(int folder, const char *path, int *ret_fd) {
        const char *name;
        int parent, fd, r;

        r = open_parent(folder, path, false, &parent, &name);
        if (r == -ENOENT)
                r = open_parent(folder, path, true, &parent, &name);
        if (r < 0)
                return r;
        if (unlinkat(parent, name, 0) < 0 && errno != ENOENT)
                r = -errno;
        fd = r == 0 ? openat(parent, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644) : -1;
        if (r == 0 && fd < 0)
                r = -errno;
        close(parent);
        if (r == 0)
                *ret_fd = fd;
        return r;
}

int folder_write_all(int fd, const void *bytes, size_t len) {
        const uint8_t *rest = bytes;

        while (len > 0) {
                ssize_t n = write(fd, rest, len);

                if (n < 0 && errno == EINTR)
                        continue;
                if (n < 0)
                        return -errno;
                rest += n;
                len -= (size_t)n;
        }
        return 0;
}

int folder_write(int folder, const char *path, const void *bytes, size_t len) {
        int fd, r;

        r = folder_create(folder, path, &fd);
        if (r < 0)
                return r;
        r = folder_write_all(fd, bytes, len);
        if (close(fd) < 0 && r == 0)
                r = -errno;
        return r;
}

int folder_open_end(int folder, const char *path, uint64_t len, int *ret_fd) {
        struct stat stat;
        int fd, r = 0;

        fd = openat(folder, path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
        if (fd < 0)
                return -errno;
        if (fstat(fd, &stat) < 0)
                r = -errno;
        else if (!S_ISREG(stat.st_mode) || stat.st_nlink != 1)
                r = -EINVAL;
        else if ((uint64_t)stat.st_size < len)
                r = -EFBIG;
        else if (((uint64_t)stat.st_size > len && ftruncate(fd, (off_t)len) < 0) || lseek(fd, 0, SEEK_END) < 0)
                r = -errno;
        if (r < 0)
                close(fd);
        else
                *ret_fd = fd;
        return r;
}

int folder_replace(int folder, const char *name, const void *bytes, size_t len) {
        char new_name[NAME_MAX + 1];
        int fd, r;

        if (snprintf(new_name, sizeof(new_name), "%s.new", name) >= (int)sizeof(new_name))
                return -ENAMETOOLONG;
        r = folder_create(folder, new_name, &fd);
        if (r < 0)
                return r;
        r = folder_write_all(fd, bytes, len);
        if (r == 0 && fsync(fd) < 0)
                r = -errno;
        close(fd);
        if (r == 0 && renameat(folder, new_name, folder, name) < 0)
                r = -errno;
        return r == 0 ? folder_sync(folder) : r;
}

int folder_unlink(int folder, const char *path) {
        const char *name;
        int parent, r;

        r = open_parent(folder, path, false, &parent, &name);
        if (r == -ENOENT)
                return 0;
        if (r < 0)
                return r;
        if (unlinkat(parent, name, 0) < 0 && errno != ENOENT)
                r = -errno;
        close(parent);
        return r;
}

typedef int name_fn(void *context, int fd, const char *name);

/* Each name in the folder but those of itself and its parent, until one does not answer 0. Closes fd. */
static int each_name(int fd, name_fn *visit, void *context) {
        DIR *folder = fdopendir(fd);
        struct dirent *item;
        int r = 0;

        if (!folder) {
                r = -errno;
                close(fd);
                return r;
        }
        while (r == 0 && (errno = 0, item = readdir(folder)))
                if (strcmp(item->d_name, ".") != 0 && strcmp(item->d_name, "..") != 0)
                        r = visit(context, fd, item->d_name);
        if (r == 0 && errno != 0)
                r = -errno;
        closedir(folder);
        return r;
}

struct pruning {
        const char *keep;
        bool kept;              /* it was there */
};

static int prune_name(void *context, int fd, const char *name) {
        struct pruning *pruning = context;

        if (strcmp(name, pruning->keep) == 0)
                pruning->kept = true;
        else if (unlinkat(fd, name, 0) < 0 && errno != ENOENT)
                return -errno;
        return 0;
}

int folder_prune(int folder, const char *path, const char *keep) {
        struct pruning pruning = { .keep = keep };
        const char *name;
        int parent, fd, r;

        r = open_parent(folder, path, false, &parent, &name);
        if (r < 0)
                return r == -ENOENT ? 0 : r;
        fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (fd < 0)
                r = errno == ENOENT ? 0 : -errno;
        else
                r = each_name(fd, prune_name, &pruning);
        if (r == 0 && fd >= 0 && !pruning.kept && unlinkat(parent, name, AT_REMOVEDIR) < 0)
                r = -errno;
        close(parent);
        return r;
}

int folder_sync(int folder) {
        return fsync(folder) < 0 && errno != EINVAL ? -errno : 0;
}

struct walk {
        folder_visit_fn *visit;
        void *context;
        char path[FOLDER_PATH_SIZE];
};

struct level {
        struct walk *walk;
        size_t path_len;
        unsigned depth;
};

static int walk_name(void *context, int fd, const char *name) {
        const struct level *level = context;
        struct walk *walk = level->walk;
        char *end = walk->path + level->path_len;
        size_t room = sizeof(walk->path) - level->path_len;
        int len = snprintf(end, room, "%s%s", level->path_len ? "/" : "", name);
        struct stat stat;
        int below, r;

        if (len < 0 || (size_t)len >= room)
                return -ENAMETOOLONG;
        if (fstatat(fd, name, &stat, AT_SYMLINK_NOFOLLOW) < 0)
                return -errno;
        if (!S_ISDIR(stat.st_mode) || level->depth == FOLDER_DEPTH_MAX)
                return walk->visit(walk->context, walk->path, S_ISREG(stat.st_mode));
        below = openat(fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (below < 0)
                return -errno;
        r = each_name(below, walk_name, &(struct level){ .walk = walk, .path_len = level->path_len + (size_t)len, .depth = level->depth + 1 });
        *end = 0;
        return r;
}

int folder_walk(int folder, folder_visit_fn *visit, void *context) {
        struct walk walk = { .visit = visit, .context = context };
        int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

        return fd < 0 ? -errno : each_name(fd, walk_name, &(struct level){ .walk = &walk });
}

/* Its context: how deep the folder lies. */
static int remove_name(void *context, int fd, const char *name) {
        unsigned depth = *(unsigned *)context;
        int below, r;

        if (unlinkat(fd, name, 0) == 0 || errno == ENOENT)
                return 0;
        if (errno != EISDIR && errno != EPERM)
                return -errno;
        if (depth == FOLDER_DEPTH_MAX)
                return -ELOOP;
        below = openat(fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        r = below < 0 ? -errno : each_name(below, remove_name, &(unsigned){ depth + 1 });
        if (r == 0 && unlinkat(fd, name, AT_REMOVEDIR) < 0 && errno != ENOENT)
                r = -errno;
        return r;
}

int folder_clear(int folder) {
        int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

        return fd < 0 ? -errno : each_name(fd, remove_name, &(unsigned){ 0 });
}

int folder_remove(int parent, const char *name) {
        int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), r;

        if (fd < 0)
                return errno == ENOENT ? 0 : -errno;
        r = each_name(fd, remove_name, &(unsigned){ 0 });
        if (r == 0 && unlinkat(parent, name, AT_REMOVEDIR) < 0 && errno != ENOENT)
                r = -errno;
        return r;
}
