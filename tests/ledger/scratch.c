/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/ledger/scratch.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "controller/ledger/folder.h"
#include "tests/support/cmocka.h"

static char root[PATH_MAX];

const char *scratch_make(void) {
        const char *base = getenv("TMPDIR");

        /* In memory where there is such a folder: what is written here is synced over and over. */
        if (!base)
                base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
        snprintf(root, sizeof(root), "%s/pickupbox-ledger-XXXXXX", base);
        assert_non_null(mkdtemp(root));
        return root;
}

void scratch_remove(void) {
        assert_int_equal(folder_remove(AT_FDCWD, root), 0);
}

void scratch_clear(const char *name) {
        assert_int_equal(folder_remove(AT_FDCWD, scratch_path(name, NULL)), 0);
}

const char *scratch_path(const char *a, const char *b) {
        static char paths[8][PATH_MAX];
        static unsigned next;
        char *path = paths[next++ % 8];

        assert_true(snprintf(path, PATH_MAX, "%s/%s%s%s", root, a, b ? "/" : "", b ? b : "") < PATH_MAX);
        return path;
}

struct list {
        char **names;
        size_t count, max;
};

static int visit(void *context, const char *path, bool regular) {
        struct list *list = context;

        assert_true(regular);
        assert_true(list->count < list->max);
        list->names[list->count] = strdup(path);
        assert_non_null(list->names[list->count++]);
        return 0;
}

static int by_name(const void *a, const void *b) {
        return strcmp(*(char *const *)a, *(char *const *)b);
}

size_t scratch_list(const char *path, char **ret_names, size_t max) {
        struct list list = { .names = ret_names, .max = max };
        int fd;

        assert_int_equal(folder_open(path, &fd), 0);
        assert_int_equal(folder_walk(fd, visit, &list), 0);
        close(fd);
        qsort(ret_names, list.count, sizeof(*ret_names), by_name);
        return list.count;
}

struct buffer scratch_read(const char *path) {
        struct buffer bytes = BUFFER_INIT;

        assert_int_equal(file_read(path, 1 << 24, &bytes), 0);
        return bytes;
}

/* In place, so that other names of the file see it too. */
void scratch_write(const char *path, const void *bytes, size_t len) {
        int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

        assert_true(fd >= 0);
        assert_int_equal(folder_write_all(fd, bytes, len), 0);
        close(fd);
}

bool scratch_equal(const char *a, const char *b) {
        char *names_a[64], *names_b[64];
        size_t count_a = scratch_list(a, names_a, 64), count_b = scratch_list(b, names_b, 64);
        bool equal = count_a == count_b;

        for (size_t i = 0; equal && i < count_a; i++) {
                char path_a[PATH_MAX], path_b[PATH_MAX];
                struct buffer bytes_a, bytes_b;

                equal = strcmp(names_a[i], names_b[i]) == 0;
                if (!equal)
                        break;
                snprintf(path_a, sizeof(path_a), "%s/%s", a, names_a[i]);
                snprintf(path_b, sizeof(path_b), "%s/%s", b, names_b[i]);
                bytes_a = scratch_read(path_a);
                bytes_b = scratch_read(path_b);
                equal = bytes_a.len == bytes_b.len && (bytes_a.len == 0 || memcmp(bytes_a.data, bytes_b.data, bytes_a.len) == 0);
                buffer_deinit(&bytes_a);
                buffer_deinit(&bytes_b);
        }
        for (size_t i = 0; i < count_a; i++)
                free(names_a[i]);
        for (size_t i = 0; i < count_b; i++)
                free(names_b[i]);
        return equal;
}
