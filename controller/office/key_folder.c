/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/key_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/shred.h"
#include "controller/office/office.h"
#include "crypto/keyfile.h"

struct folders {
        char now[OFFICE_PATH_SIZE], beside[OFFICE_PATH_SIZE];
};

static struct folders folders_of(const char *dir) {
        struct folders folders;

        path_inside(folders.now, dir, "keys");
        path_inside(folders.beside, dir, "keys.new");
        return folders;
}

static const struct key_file *find(const struct key_file *files, size_t count, const char *name) {
        for (size_t i = 0; i < count; i++)
                if (strcmp(files[i].name, name) == 0)
                        return &files[i];
        return NULL;
}

/* A second name for a file that stays; a file system that knows none gets a copy. */
static int keep(const char *from, const char *to) {
        CLEANUP(buffer_wipe) struct buffer bytes = BUFFER_INIT;
        char target[OFFICE_PATH_SIZE];
        struct stat st;
        ssize_t len;
        int r;

        if (lstat(from, &st) < 0)
                return -errno;
        if (S_ISLNK(st.st_mode)) {
                len = readlink(from, target, sizeof(target) - 1);
                if (len < 0)
                        return -errno;
                target[len] = '\0';
                return symlink(target, to) < 0 ? -errno : 0;
        }
        if (link(from, to) == 0)
                return 0;
        r = file_read(from, KEYFILE_MAX_LEN, &bytes);
        return r == 0 ? file_replace(to, bytes.data, bytes.len, st.st_mode & 0777) : r;
}

static int keep_others(const struct folders *folders, const struct key_file *files, size_t count) {
        char from[OFFICE_PATH_SIZE], to[OFFICE_PATH_SIZE];
        struct dirent *entry;
        DIR *folder = opendir(folders->now);
        int r = folder ? 0 : -errno;

        while (r == 0 && (entry = readdir(folder))) {
                if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 || find(files, count, entry->d_name))
                        continue;
                path_inside(from, folders->now, entry->d_name);
                path_inside(to, folders->beside, entry->d_name);
                r = keep(from, to);
        }
        if (folder)
                closedir(folder);
        return r;
}

static int write_changed(const struct folders *folders, const struct key_file *files, size_t count) {
        char path[OFFICE_PATH_SIZE];
        int r = 0;

        for (size_t i = 0; r == 0 && i < count; i++) {
                path_inside(path, folders->beside, files[i].name);
                r = file_replace(path, files[i].bytes->data, files[i].bytes->len, 0600);
        }
        return r;
}

static int exchange(const struct folders *folders) {
        if (renameat2(AT_FDCWD, folders->beside, AT_FDCWD, folders->now, RENAME_EXCHANGE) < 0)
                return -errno;
        return file_sync_parent(folders->now);
}

static bool is_link(const struct folders *folders, const char *name) {
        char path[OFFICE_PATH_SIZE];
        struct stat st;

        path_inside(path, folders->now, name);
        return lstat(path, &st) == 0 && S_ISLNK(st.st_mode);
}

int key_folder_tidy(const char *dir, struct problems *problems) {
        const struct folders folders = folders_of(dir);
        int r = folder_shred(folders.beside);

        return r < 0 ? problems_add_fault(problems, r, TEXT_PROBLEM_KEYS_LEFT, "path", folders.beside, NULL) : 0;
}

int key_folder_open(const char *dir, const char *name, const char *passphrase, void *ret_plain, size_t len, size_t *ret_len,
                    struct problems *problems) {
        struct buffer sealed = BUFFER_INIT, plain = BUFFER_INIT;
        char path[OFFICE_PATH_SIZE];
        int r;

        if (snprintf(path, sizeof(path), "%s/keys/%s", dir, name) >= (int)sizeof(path))
                return -ENAMETOOLONG;
        r = file_read(path, KEYFILE_MAX_LEN, &sealed);
        if (r < 0)
                return problems_add_fault(problems, r, TEXT_PROBLEM_READ, "path", path, NULL);
        r = keyfile_open(passphrase, sealed.data, sealed.len, &plain);
        if (r == 0 && (plain.len > len || plain.len == 0))
                r = -EBADMSG;
        if (r == 0) {
                memcpy(ret_plain, plain.data, plain.len);
                *ret_len = plain.len;
        }
        buffer_deinit(&sealed);
        buffer_wipe(&plain);
        if (r == -EBADMSG)
                return problems_add(problems, TEXT_PROBLEM_PASSPHRASE_WRONG, "path", path, NULL);
        return r;
}

int key_folder_change(const char *dir, const struct key_file *files, size_t count, struct problems *problems) {
        const struct folders folders = folders_of(dir);
        int r;

        for (size_t i = 0; i < count; i++)
                if (is_link(&folders, files[i].name))
                        return problems_add(problems, TEXT_PROBLEM_KEYS_LINK, "path", folders.now, "name", files[i].name, NULL);
        r = key_folder_tidy(dir, problems);
        if (r != 0)
                return r;
        r = mkdir(folders.beside, 0700) < 0 ? -errno : 0;
        if (r == 0)
                r = keep_others(&folders, files, count);
        /* Last, for writing makes all names in the folder durable, those of the others too. */
        if (r == 0)
                r = write_changed(&folders, files, count);
        if (r == 0)
                r = exchange(&folders);
        if (r < 0) {
                (void)!folder_shred(folders.beside);
                return problems_add_fault(problems, r, TEXT_PROBLEM_KEYS_UNWRITTEN, "path", folders.now, NULL);
        }
        return key_folder_tidy(dir, problems);
}
