/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/day_file.h"

#include <assert.h>
#include <errno.h>

#include "base/bytes.h"
#include "controller/office/key_folder.h"
#include "crypto/keyfile.h"

static_assert(DAY_FIRST_LEN == 160 && DAY_SECOND_LEN == 192 && DAY_WHOLE_LEN == 224, "the file is these bytes");
static_assert(sizeof(struct day_set) == 128 && DAY_MAX_LEN == 224 + DAY_RENEWED_MAX * 128, "and these");

static bool is_length(size_t len) {
        return len == DAY_FIRST_LEN || len == DAY_SECOND_LEN || (len >= DAY_WHOLE_LEN && (len - DAY_WHOLE_LEN) % sizeof(struct day_set) == 0);
}

size_t day_file_renewed(const struct day_file *file) {
        return file->len < DAY_WHOLE_LEN ? 0 : (file->len - DAY_WHOLE_LEN) / sizeof(struct day_set);
}

int day_file_read(const char *dir, const char *passphrase, struct problems *problems, struct day_file *ret_file) {
        int r = key_folder_open(dir, "day.key", passphrase, ret_file, DAY_MAX_LEN, &ret_file->len, problems);

        return r != 0 || is_length(ret_file->len) ? r : -EBADMSG;
}

int day_file_write(const char *dir, const char *passphrase, const struct day_file *file, struct problems *problems) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        const struct key_file day = { .name = "day.key", .bytes = &bytes };
        int r = keyfile_seal(passphrase, file, file->len, &bytes);

        return r == 0 ? key_folder_change(dir, &day, 1, problems) : r;
}
