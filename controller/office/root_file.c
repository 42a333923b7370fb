/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/root_file.h"

#include <assert.h>
#include <errno.h>

#include "controller/office/key_folder.h"
#include "crypto/keyfile.h"

static_assert(offsetof(struct root_file, len) == 2 * (size_t)KEY_SEED_LEN, "the file is these bytes");

int root_file_read(const char *dir, const char *passphrase, struct problems *problems, struct root_file *ret_file) {
        int r = key_folder_open(dir, "root.key", passphrase, ret_file, 2 * (size_t)KEY_SEED_LEN, &ret_file->len, problems);

        return r != 0 || ret_file->len == KEY_SEED_LEN || ret_file->len == 2 * (size_t)KEY_SEED_LEN ? r : -EBADMSG;
}

int root_file_write(const char *dir, const char *passphrase, const struct root_file *file, struct problems *problems) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        const struct key_file root = { .name = "root.key", .bytes = &bytes };
        int r = keyfile_seal(passphrase, file, file->len, &bytes);

        return r == 0 ? key_folder_change(dir, &root, 1, problems) : r;
}
