/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/box/session/snapshot.h"

#include <assert.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/cmocka.h"

enum { FILES_MAX = 16 };
static_assert(sizeof(struct hash) == 4 * sizeof(uint64_t), "marks have four lanes");

/* Sorted; "." and ".." are not among them. */
static int list(const char *folder, struct dirent ***ret_files) {
        int count = scandir(folder, ret_files, NULL, alphasort);

        assert_true(count >= 2 && count <= FILES_MAX + 2);
        return count;
}

static bool is_file(const struct dirent *file) {
        return file->d_name[0] != '.';
}

/* SQLite's index of its log, which whoever opens the store first makes anew. */
static bool is_index(const char *name) {
        size_t len = strlen(name);

        return len > 4 && strcmp(name + len - 4, "-shm") == 0;
}

static const char *in(const char *folder, const char *name) {
        static char path[400];

        snprintf(path, sizeof(path), "%s/%s", folder, name);
        return path;
}

/* Nobody makes one state look like another here, so that no cryptographic hash is needed, which took a third of the test: each step can be
 * undone as long as the word is known, so that no single change goes unseen, and many only by chance. */
static inline void mix(uint64_t *lane, uint64_t word) {
        *lane = (*lane ^ word) * UINT64_C(0x9E3779B97F4A7C15);
        *lane = *lane << 29 | *lane >> 35;
}

static void mark_bytes(struct hash *mark, const void *bytes, size_t len) {
        enum { LANES = sizeof(*mark) / sizeof(uint64_t) };
        uint64_t lanes[LANES], words[LANES], word;
        const size_t whole = len / sizeof(word);
        size_t at = 0;

        memcpy(lanes, mark, sizeof(lanes));
        /* All at once: no lane waits for another. */
        for (; at + LANES <= whole; at += LANES) {
                memcpy(words, (const char *)bytes + at * sizeof(word), sizeof(words));
                mix(&lanes[0], words[0]);
                mix(&lanes[1], words[1]);
                mix(&lanes[2], words[2]);
                mix(&lanes[3], words[3]);
        }
        for (; at < whole; at++) {
                memcpy(&word, (const char *)bytes + at * sizeof(word), sizeof(word));
                mix(&lanes[at % LANES], word);
        }
        word = len;
        if (len % sizeof(word) > 0)
                memcpy(&word, (const char *)bytes + whole * sizeof(word), len % sizeof(word));
        mix(&lanes[0], word);
        mix(&lanes[0], len);
        for (size_t i = 0; i < 2 * LANES; i++)
                mix(&lanes[(i + 1) % LANES], lanes[i % LANES]);
        memcpy(mark, lanes, sizeof(lanes));
}

/* Its bytes where they are; NULL for an empty one. */
static const void *look_into(const char *folder, const char *name, size_t *ret_len) {
        int fd = open(in(folder, name), O_RDONLY | O_CLOEXEC);
        struct stat st;
        void *bytes = NULL;

        assert_true(fd >= 0);
        assert_int_equal(fstat(fd, &st), 0);
        if (st.st_size > 0) {
                bytes = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED | MAP_POPULATE, fd, 0);
                assert_true(bytes != MAP_FAILED);
        }
        close(fd);
        *ret_len = (size_t)st.st_size;
        return bytes;
}

static void look_away(const void *bytes, size_t len) {
        if (bytes)
                munmap((void *)(uintptr_t)bytes, len);
}

static void mark_file(struct hash *mark, const char *folder, const char *name) {
        size_t len;
        const void *bytes = look_into(folder, name, &len);

        mark_bytes(mark, name, strlen(name));
        mark_bytes(mark, bytes, len);
        look_away(bytes, len);
}

void snapshot_mark(const struct fixture *fixture, struct hash *ret_mark) {
        struct dirent **files;
        int count = list(fixture->folder, &files);

        *ret_mark = (struct hash){ 0 };
        mark_bytes(ret_mark, fixture, sizeof(*fixture));
        for (int i = 0; i < count; i++) {
                if (is_file(files[i]) && !is_index(files[i]->d_name))
                        mark_file(ret_mark, fixture->folder, files[i]->d_name);
                free(files[i]);
        }
        free(files);
}

static void copy_file(const char *from, const char *to, const char *name) {
        size_t len;
        const void *bytes = look_into(from, name, &len);
        int fd = open(in(to, name), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

        assert_true(fd >= 0);
        assert_int_equal(write(fd, bytes, len), len);
        close(fd);
        look_away(bytes, len);
}

static void move_path(char *path, size_t size, const char *from, const char *to) {
        char moved[sizeof(((struct fixture *)NULL)->anchor)];

        assert_int_equal(strncmp(path, from, strlen(from)), 0);
        snprintf(moved, sizeof(moved), "%.63s%.15s", to, path + strlen(from));
        snprintf(path, size, "%s", moved);
}

void snapshot_take(struct fixture *fixture) {
        char from[sizeof(fixture->folder)];
        struct dirent **files;
        int count;

        memcpy(from, fixture->folder, sizeof(from));
        memcpy(fixture->folder + strlen(from) - 6, "XXXXXX", 6);
        assert_non_null(mkdtemp(fixture->folder));
        move_path(fixture->path, sizeof(fixture->path), from, fixture->folder);
        move_path(fixture->facts, sizeof(fixture->facts), from, fixture->folder);
        move_path(fixture->anchor, sizeof(fixture->anchor), from, fixture->folder);
        count = list(from, &files);
        for (int i = 0; i < count; i++) {
                if (is_file(files[i]))
                        copy_file(from, fixture->folder, files[i]->d_name);
                free(files[i]);
        }
        free(files);
        fixture->step = NULL;
        fixture->box = NULL;
        fixture->store = NULL;
}

void snapshot_remove(const struct fixture *fixture) {
        struct dirent **files;
        int count = list(fixture->folder, &files);

        for (int i = 0; i < count; i++) {
                if (is_file(files[i]))
                        unlink(in(fixture->folder, files[i]->d_name));
                free(files[i]);
        }
        free(files);
        assert_int_equal(rmdir(fixture->folder), 0);
}
