/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "crypto/backup.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        struct buffer contents = BUFFER_INIT_MAX(BACKUP_MAX_LEN);
        struct backup backup;

        if (backup_parse(data, size, &backup) != 0)
                return 0;
        MUST_HOLD(backup_format(&backup, &contents) == 0);
        MUST_HOLD(contents.len == size && memcmp(contents.data, data, size) == 0);
        buffer_deinit(&contents);
        return 0;
}
