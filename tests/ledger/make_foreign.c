/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * make_foreign OUT SIZE VKEY [ORIGIN NAME]: a log that is no box's, with long
 * entries of any bytes, in the folder OUT, and its key in the file VKEY. With
 * ORIGIN and NAME: of this origin, under a key of this name.
 */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "tests/ledger/foreign_log.h"

static void long_bytes(uint64_t i, struct buffer *ret_entry) {
        for (unsigned k = 0; k < 20000; k++)
                if (buffer_append_u8(ret_entry, (uint8_t)(i + k)) < 0)
                        abort();
}

int main(int argc, char **argv) {
        struct foreign_log log = { .origin = "log.example.net/7", .key_name = "log.example.net/7", .entry = long_bytes };
        struct buffer text = BUFFER_INIT;
        struct vkey vkey;
        int r;

        if (argc != 4 && argc != 6)
                return 2;
        if (argc == 6) {
                log.origin = argv[4];
                log.key_name = argv[5];
        }
        log.size = strtoull(argv[2], NULL, 10);
        foreign_log_write(&log, argv[1]);
        vkey = foreign_log_vkey(&log);
        r = vkey_format(&vkey, &text);
        if (r == 0)
                r = file_replace(argv[3], text.data, text.len, 0644);
        buffer_deinit(&text);
        return r == 0 ? 0 : 1;
}
