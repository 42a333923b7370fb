/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/stick.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/bundle.h"
#include "crypto/note.h"

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_";

bool stick_takes_name(enum stick_part part, const char *name) {
        static const struct {
                enum stick_part part;
                const char *pattern;
        } rows[] = { { STICK_SENT, "bundle*" }, { STICK_SENT, "statement*" }, { STICK_SENT, "revocations*" }, { STICK_WITNESSED, "checkpoint*" } };
        size_t len = strlen(name);

        if (len >= SCREEN_STICK_NAME_SIZE || strspn(name, letters) != len)
                return false;
        for (size_t i = 0; i < ARRAY_LEN(rows); i++)
                if (rows[i].part == part && fnmatch(rows[i].pattern, name, FNM_CASEFOLD) == 0)
                        return true;
        return false;
}

static size_t longest(enum stick_part part) {
        return part == STICK_WITNESSED ? NOTE_MAX_LEN : BUNDLE_MAX_LEN;
}

bool stick_is_there(const char *folder) {
        struct stat stat;

        return lstat(folder, &stat) == 0 && S_ISDIR(stat.st_mode) && stat.st_uid == geteuid();
}

/* In the order of the names, the last ones left out. */
static void insert(struct stick *stick, enum stick_part part, const char *name) {
        unsigned at = stick->count;

        while (at > 0 && strcmp(stick->files[at - 1].name, name) > 0)
                at--;
        stick->unread += stick->count == SCREEN_STICK_FILES;
        if (at == SCREEN_STICK_FILES)
                return;
        if (stick->count < SCREEN_STICK_FILES)
                stick->count++;
        memmove(&stick->files[at + 1], &stick->files[at], (stick->count - at - 1) * sizeof(stick->files[0]));
        stick->files[at] = (struct stick_file){ .bytes = BUFFER_INIT_MAX(longest(part)) };
        memcpy(stick->files[at].name, name, strlen(name) + 1);
}

static int list_names(int folder, enum stick_part part, struct stick *stick) {
        int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), r = 0;
        DIR *names = fd < 0 ? NULL : fdopendir(fd);
        const struct dirent *item;
        struct stat stat;

        if (!names) {
                r = -errno;
                if (fd >= 0)
                        close(fd);
                return r;
        }
        for (unsigned i = 0; errno = 0, (item = readdir(names)); i++) {
                if (i == STICK_NAMES_MAX) {
                        stick->crowded = true;
                        break;
                }
                if (stick_takes_name(part, item->d_name) && fstatat(folder, item->d_name, &stat, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(stat.st_mode))
                        insert(stick, part, item->d_name);
        }
        if (!item && errno != 0)
                r = -errno;
        closedir(names);
        return r;
}

/* To its end, which may have moved since its length was asked for. */
static int read_all(int fd, struct buffer *bytes) {
        uint8_t part[4096];
        ssize_t got;
        int r = 0;

        while (r == 0 && (got = read(fd, part, sizeof(part))) != 0)
                r = got < 0 ? (errno == EINTR ? 0 : -errno) : buffer_append(bytes, part, (size_t)got);
        return r;
}

static int read_file(int folder, size_t most, struct stick_file *file) {
        int fd = openat(folder, file->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC), r = 0;
        struct stat stat;

        if (fd < 0)
                return -errno;
        if (fstat(fd, &stat) < 0)
                r = -errno;
        else if (!S_ISREG(stat.st_mode))
                r = -EINVAL;
        else if (stat.st_size > (off_t)most)
                file->too_long = true;
        else
                r = read_all(fd, &file->bytes);
        if (r == -EMSGSIZE || r == -EFBIG) {
                file->too_long = true;
                r = 0;
        }
        close(fd);
        return r;
}

/* The checkpoint of an export that lies there, if one does. */
static int read_inside(int folder, const char *export, struct stick *stick) {
        static const char name[] = "checkpoint";
        int fd = openat(folder, export, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), r = 0;
        struct stat stat;
        bool there;

        if (fd < 0)
                return errno == ENOENT || errno == ENOTDIR || errno == ELOOP ? 0 : -errno;
        there = fstatat(fd, name, &stat, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(stat.st_mode);
        if (there && stick->count == SCREEN_STICK_FILES) {
                stick->unread++;
        } else if (there) {
                struct stick_file *file = &stick->files[stick->count++];

                *file = (struct stick_file){ .name = "checkpoint", .bytes = BUFFER_INIT_MAX(NOTE_MAX_LEN) };
                r = read_file(fd, NOTE_MAX_LEN, file);
        }
        close(fd);
        return r;
}

void stick_read(const char *folder, enum stick_part part, const char *export, struct stick *ret_stick) {
        int fd, r;

        *ret_stick = (struct stick){ .state = SCREEN_STICK_NONE };
        if (!stick_is_there(folder))
                return;
        fd = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        r = fd < 0 ? -errno : list_names(fd, part, ret_stick);
        for (unsigned i = 0; r == 0 && i < ret_stick->count; i++)
                r = read_file(fd, longest(part), &ret_stick->files[i]);
        if (r == 0 && part == STICK_WITNESSED)
                r = read_inside(fd, export, ret_stick);
        if (fd >= 0)
                close(fd);
        ret_stick->state = r < 0 ? SCREEN_STICK_UNREADABLE : ret_stick->count == 0 ? SCREEN_STICK_EMPTY : SCREEN_STICK_READ;
}

void stick_deinit(struct stick *stick) {
        for (unsigned i = 0; i < stick->count; i++)
                buffer_deinit(&stick->files[i].bytes);
        *stick = (struct stick){ .state = SCREEN_STICK_NONE };
}
