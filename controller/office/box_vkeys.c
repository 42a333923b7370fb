/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/box_vkeys.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>

#include "base/file.h"

/* boxes/<ID>.vkey, and boxes/<ID>-<key id>.vkey of the keys before. */
static bool is_vkey_of(const char *name, const char *box) {
        size_t len = strlen(name), id = strlen(box);

        return len > id + 5 && strncmp(name, box, id) == 0 && (name[id] == '.' || name[id] == '-') && strcmp(name + len - 5, ".vkey") == 0;
}

static int read_vkey(const char *folder, const char *name, struct vkey *ret_vkey) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
        char path[OFFICE_PATH_SIZE];
        int r;

        path_inside(path, folder, name);
        r = file_read(path, NOTE_VKEY_MAX, &line);
        return r == 0 && vkey_parse(buffer_text(&line), line.len, ret_vkey) != 0 ? -EBADMSG : r;
}

int box_vkeys_read(const struct office *office, const char *box, struct vkey vkeys[BOX_VKEYS_MAX], size_t *ret_count) {
        char path[OFFICE_PATH_SIZE];
        struct dirent *entry;
        size_t count = 0;
        DIR *folder;
        int r = 0;

        office_path(office, path, "boxes");
        folder = opendir(path);
        if (!folder)
                return -errno;
        while (r == 0 && count < BOX_VKEYS_MAX && (entry = readdir(folder)))
                if (is_vkey_of(entry->d_name, box)) {
                        r = read_vkey(path, entry->d_name, &vkeys[count]);
                        count += r == 0;
                }
        closedir(folder);
        *ret_count = count;
        return r;
}
