/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/stick_list.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "controller/box/daemon/stick.h"

enum { PIECE = 4096 };

static void name_of(const char *origin, const char *ending, char ret_name[SCREEN_EXPORT_NAME_SIZE]) {
        char folder[SCREEN_EXPORT_NAME_SIZE];

        stick_export_name(origin, folder);
        snprintf(ret_name, SCREEN_EXPORT_NAME_SIZE, "%.*s%s", (int)(SCREEN_EXPORT_NAME_SIZE - 1 - strlen(ending)), folder, ending);
}

void stick_list_name(const char *origin, char ret_name[SCREEN_EXPORT_NAME_SIZE]) {
        name_of(origin, "-list.csv", ret_name);
}

void stick_list_proof_name(const char *origin, char ret_name[SCREEN_EXPORT_NAME_SIZE]) {
        name_of(origin, "-list.proof", ret_name);
}

/* One of the two. */
struct piece {
        struct stick_export *export;
        const struct buffer *bytes;
        char name[SCREEN_EXPORT_NAME_SIZE], part[SCREEN_EXPORT_NAME_SIZE + 8];
};

static void part_of(struct piece *piece) {
        static const char ending[] = ".part";
        size_t len = strlen(piece->name);

        static_assert(sizeof(piece->part) >= sizeof(piece->name) + sizeof(ending) - 1, "a name with its ending");
        memcpy(piece->part, piece->name, len);
        memcpy(piece->part + len, ending, sizeof(ending));
}

static void progress(const struct piece *piece, enum screen_export_state state, size_t done) {
        stick_export_tell(piece->export, state, piece->bytes->len > 0 ? (unsigned)(done * 100 / piece->bytes->len) : 100);
}

static int write_all(const struct piece *piece, int fd) {
        size_t done = 0;

        while (done < piece->bytes->len) {
                size_t left = piece->bytes->len - done;
                ssize_t n = write(fd, piece->bytes->data + done, left < PIECE ? left : PIECE);

                if (n < 0 && errno != EINTR)
                        return -errno;
                done += n > 0 ? (size_t)n : 0;
                progress(piece, SCREEN_EXPORT_WRITING, done);
        }
        return fsync(fd) < 0 ? -errno : 0;
}

static int write_part(const struct piece *piece, int folder) {
        int fd, r;

        if (unlinkat(folder, piece->part, 0) < 0 && errno != ENOENT)
                return -errno;
        fd = openat(folder, piece->part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
        if (fd < 0)
                return -errno;
        r = write_all(piece, fd);
        if (r == 0)
                r = -posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
        if (close(fd) < 0 && r == 0)
                r = -errno;
        return r;
}

/* 0: it is what was written, 1: it is not. */
static int compare(const struct piece *piece, int fd) {
        uint8_t bytes[PIECE];
        size_t done = 0;
        ssize_t n;

        while ((n = read(fd, bytes, sizeof(bytes))) != 0) {
                if (n < 0 && errno == EINTR)
                        continue;
                if (n < 0)
                        return -errno;
                if ((size_t)n > piece->bytes->len - done || memcmp(bytes, piece->bytes->data + done, (size_t)n) != 0)
                        return 1;
                done += (size_t)n;
                progress(piece, SCREEN_EXPORT_READING, done);
        }
        return done == piece->bytes->len ? 0 : 1;
}

static int read_again(const struct piece *piece, int folder) {
        int fd, r;

        progress(piece, SCREEN_EXPORT_READING, 0);
        fd = openat(folder, piece->part, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
        if (fd < 0)
                return -errno;
        r = compare(piece, fd);
        close(fd);
        return r;
}

/* What there is under its name that is no list. */
static bool is_taken(int folder, const char *name) {
        struct stat stat;

        return fstatat(folder, name, &stat, AT_SYMLINK_NOFOLLOW) == 0 && !S_ISREG(stat.st_mode);
}

enum { PIECES = 2 };

static int write_pieces(const struct piece pieces[PIECES], int folder) {
        int r = 0;

        for (unsigned i = 0; r == 0 && i < PIECES; i++)
                r = write_part(&pieces[i], folder);
        for (unsigned i = 0; r == 0 && i < PIECES; i++)
                r = read_again(&pieces[i], folder);
        for (unsigned i = 0; r == 0 && i < PIECES; i++)
                r = renameat(folder, pieces[i].part, folder, pieces[i].name) < 0 ? -errno : 0;
        return r == 0 && fsync(folder) < 0 ? -errno : r;
}

static enum screen_export_state write_list(struct stick_export *export, int folder) {
        struct piece pieces[PIECES] = { { .export = export, .bytes = &export->list }, { .export = export, .bytes = &export->proof } };
        int r;

        stick_list_name(export->origin, pieces[0].name);
        stick_list_proof_name(export->origin, pieces[1].name);
        for (unsigned i = 0; i < PIECES; i++) {
                if (is_taken(folder, pieces[i].name)) {
                        snprintf(export->message, sizeof(export->message), "%s is no file", pieces[i].name);
                        return SCREEN_EXPORT_OTHER;
                }
                part_of(&pieces[i]);
        }
        r = write_pieces(pieces, folder);
        if (r == 0)
                return SCREEN_EXPORT_DONE;
        for (unsigned i = 0; i < PIECES; i++)
                (void)unlinkat(folder, pieces[i].part, 0);
        if (r < 0)
                return stick_export_failed(export, r, NULL);
        snprintf(export->message, sizeof(export->message), "read again from the stick it is not what was written");
        return SCREEN_EXPORT_DIFFERS;
}

enum screen_export_state stick_list_look(struct stick_export *export) {
        export->message[0] = 0;
        stick_list_name(export->origin, export->name);
        if (!stick_is_there(export->folder))
                return SCREEN_EXPORT_NO_STICK;
        if (access(export->folder, W_OK) < 0)
                return errno == EROFS ? SCREEN_EXPORT_READ_ONLY : stick_export_failed(export, -errno, NULL);
        return SCREEN_EXPORT_WRITING;
}

enum screen_export_state stick_list_run(struct stick_export *export) {
        enum screen_export_state state = stick_list_look(export);
        int folder;

        if (state != SCREEN_EXPORT_WRITING)
                return state;
        stick_export_tell(export, SCREEN_EXPORT_WRITING, 0);
        folder = open(export->folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (folder < 0)
                return stick_export_failed(export, -errno, NULL);
        state = write_list(export, folder);
        close(folder);
        return state;
}
