/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/box_folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "controller/box/daemon/config.h"
#include "controller/box/store/store.h"

int box_folder_enrolment(const struct box_folder *folder, const char *box_id, char ret_path[PATH_MAX]) {
        char path[PATH_MAX];

        if (snprintf(path, sizeof(path), "%s/%s.enrol", folder->dir, box_id) >= PATH_MAX)
                return -ENAMETOOLONG;
        strcpy(ret_path, path);
        return 0;
}

/* Only what was made here can be inside: the folder is new. */
static void remove_folder(const char *dir) {
        char path[PATH_MAX];
        struct dirent *entry;
        DIR *listing = opendir(dir);

        while (listing && (entry = readdir(listing))) {
                if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
                    snprintf(path, sizeof(path), "%s/%s", dir, entry->d_name) >= PATH_MAX)
                        continue;
                if (entry->d_type == DT_DIR)
                        remove_folder(path);
                else
                        unlink(path);
        }
        if (listing)
                closedir(listing);
        rmdir(dir);
}

static int write_config(const struct box_folder *folder, const char *box_id, unsigned compartments) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        int r = config_example(box_id, compartments, &text);

        return r < 0 ? r : file_replace(folder->config, text.data, text.len, 0644);
}

static int fill(const struct box_folder *folder, const char *box_id, unsigned compartments, char *ret_fingerprint) {
        CLEANUP(buffer_deinit) struct buffer enrolment = BUFFER_INIT;
        struct store_config config = { .compartments = compartments };
        char path[PATH_MAX];
        int r;

        snprintf(config.box_id, sizeof(config.box_id), "%s", box_id);
        r = box_keys_create(folder->keys, box_id, &enrolment);
        if (r == 0)
                r = store_create(folder->database, &config);
        if (r == 0)
                r = write_config(folder, box_id, compartments);
        if (r == 0)
                r = box_folder_enrolment(folder, box_id, path);
        if (r == 0)
                r = file_replace(path, enrolment.data, enrolment.len, 0644);
        if (r == 0)
                enrolment_fingerprint(enrolment.data, enrolment.len, ret_fingerprint);
        return r;
}

int box_folder_create(const char *dir, const char *box_id, unsigned compartments,
                      char ret_fingerprint[ENROLMENT_FINGERPRINT_SIZE]) {
        struct box_folder folder;
        int r;

        if (!box_id_valid(box_id) || compartments < 1 || compartments > STORE_COMPARTMENTS_MAX)
                return -EINVAL;
        r = box_folder_at(dir, &folder);
        if (r < 0)
                return r;
        /* Of a box that was here before: this one would be held against it. */
        if (access(folder.anchor, F_OK) == 0)
                return -ENOTEMPTY;
        if (mkdir(folder.dir, 0700) < 0)
                return -errno;
        r = fill(&folder, box_id, compartments, ret_fingerprint);
        if (r == 0)
                r = file_sync_parent(folder.dir);
        if (r != 0)
                remove_folder(folder.dir);
        return r > 0 ? -EIO : r;
}
