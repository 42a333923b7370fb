/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/stick_list.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "controller/box/daemon/stick.h"

enum { PIECE = 4096 };

void stick_list_name(const char *origin, char ret_name[SCREEN_EXPORT_NAME_SIZE]) {
        static const char ending[] = "-list.csv";
        char folder[SCREEN_EXPORT_NAME_SIZE];

        stick_export_name(origin, folder);
        snprintf(ret_name, SCREEN_EXPORT_NAME_SIZE, "%.*s%s", (int)(SCREEN_EXPORT_NAME_SIZE - sizeof(ending)), folder, ending);
}

static void progress(struct stick_export *export, enum screen_export_state state, size_t done) {
        stick_export_tell(export, state, export->list.len > 0 ? (unsigned)(done * 100 / export->list.len) : 100);
}

static int write_all(struct stick_export *export, int fd) {
        size_t done = 0;

        while (done < export->list.len) {
                size_t left = export->list.len - done;
                ssize_t n = write(fd, export->list.data + done, left < PIECE ? left : PIECE);

                if (n < 0 && errno != EINTR)
                        return -errno;
                done += n > 0 ? (size_t)n : 0;
                progress(export, SCREEN_EXPORT_WRITING, done);
        }
        return fsync(fd) < 0 ? -errno : 0;
}

static int write_part(struct stick_export *export, int folder, const char *part) {
        int fd, r;

        if (unlinkat(folder, part, 0) < 0 && errno != ENOENT)
                return -errno;
        fd = openat(folder, part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
        if (fd < 0)
                return -errno;
        r = write_all(export, fd);
        if (r == 0)
                r = -posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
        if (close(fd) < 0 && r == 0)
                r = -errno;
        return r;
}

/* 0: it is what was written, 1: it is not. */
static int compare(struct stick_export *export, int fd) {
        uint8_t piece[PIECE];
        size_t done = 0;
        ssize_t n;

        while ((n = read(fd, piece, sizeof(piece))) != 0) {
                if (n < 0 && errno == EINTR)
                        continue;
                if (n < 0)
                        return -errno;
                if ((size_t)n > export->list.len - done || memcmp(piece, export->list.data + done, (size_t)n) != 0)
                        return 1;
                done += (size_t)n;
                progress(export, SCREEN_EXPORT_READING, done);
        }
        return done == export->list.len ? 0 : 1;
}

static int read_again(struct stick_export *export, int folder, const char *part) {
        int fd, r;

        progress(export, SCREEN_EXPORT_READING, 0);
        fd = openat(folder, part, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
        if (fd < 0)
                return -errno;
        r = compare(export, fd);
        close(fd);
        return r;
}

/* What there is under its name that is no list. */
static bool is_taken(int folder, const char *name) {
        struct stat stat;

        return fstatat(folder, name, &stat, AT_SYMLINK_NOFOLLOW) == 0 && !S_ISREG(stat.st_mode);
}

static enum screen_export_state write_list(struct stick_export *export, int folder) {
        char part[SCREEN_EXPORT_NAME_SIZE + 8];
        int r;

        if (is_taken(folder, export->name)) {
                snprintf(export->message, sizeof(export->message), "%s is no file", export->name);
                return SCREEN_EXPORT_OTHER;
        }
        snprintf(part, sizeof(part), "%s.part", export->name);
        r = write_part(export, folder, part);
        if (r == 0)
                r = read_again(export, folder, part);
        if (r == 0 && (renameat(folder, part, folder, export->name) < 0 || fsync(folder) < 0))
                r = -errno;
        if (r == 0)
                return SCREEN_EXPORT_DONE;
        (void)unlinkat(folder, part, 0);
        if (r < 0)
                return stick_export_failed(export, r, NULL);
        snprintf(export->message, sizeof(export->message), "read again from the stick it is not what was written");
        return SCREEN_EXPORT_DIFFERS;
}

enum screen_export_state stick_list_run(struct stick_export *export) {
        enum screen_export_state state;
        int folder;

        export->message[0] = 0;
        stick_list_name(export->origin, export->name);
        progress(export, SCREEN_EXPORT_WRITING, 0);
        if (!stick_is_there(export->folder))
                return SCREEN_EXPORT_NO_STICK;
        if (access(export->folder, W_OK) < 0)
                return errno == EROFS ? SCREEN_EXPORT_READ_ONLY : stick_export_failed(export, -errno, NULL);
        folder = open(export->folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (folder < 0)
                return stick_export_failed(export, -errno, NULL);
        state = write_list(export, folder);
        close(folder);
        return state;
}
