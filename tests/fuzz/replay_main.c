/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Runs a fuzz target over every file of a corpus folder, so that what fuzzing
 * once found stays found. Without libFuzzer this is its main().
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "tests/fuzz/fuzz.h"

enum { PATH_SIZE = 4096, INPUT_MAX = 4 << 20 };

/* The copy has exactly the input's size, so that AddressSanitizer sees a read beyond it. */
static int replay(const char *path) {
        CLEANUP(buffer_deinit) struct buffer input = BUFFER_INIT_MAX(INPUT_MAX);
        uint8_t *exact;
        int r;

        r = file_read(path, INPUT_MAX, &input);
        if (r < 0) {
                fprintf(stderr, "%s: %s\n", path, strerror(-r));
                return r;
        }
        exact = malloc(input.len ? input.len : 1);
        if (!exact)
                return -1;
        if (input.len > 0)
                memcpy(exact, input.data, input.len);
        (void)LLVMFuzzerTestOneInput(exact, input.len);
        free(exact);
        return 0;
}

static int visible(const struct dirent *entry) {
        return entry->d_name[0] != '.';
}

int main(int argc, char **argv) {
        struct dirent **entries;
        char path[PATH_SIZE];
        int count, failed = 0;

        if (argc != 2) {
                fprintf(stderr, "usage: %s CORPUS\n", argv[0]);
                return 2;
        }
        count = scandir(argv[1], &entries, visible, alphasort);
        if (count <= 0) {
                fprintf(stderr, "%s: no corpus\n", argv[1]);
                return 1;
        }
        (void)LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
        for (int i = 0; i < count; i++) {
                snprintf(path, sizeof(path), "%s/%s", argv[1], entries[i]->d_name);
                failed |= replay(path) < 0;
                free(entries[i]);
        }
        free(entries);
        printf("%d inputs replayed\n", count);
        return failed;
}
