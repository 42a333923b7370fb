/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * make_box DIR COUNT[@MS] COMMAND…: a box's folder whose store has a bundle and
 * COUNT more entries (an existing one gets COUNT more), of MS milliseconds since
 * 1970 on, and then COMMAND while the store is open for writing, as it is in a
 * running daemon. Exit status: the command's.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "controller/box/daemon/box_folder.h"
#include "controller/box/daemon/config.h"
#include "controller/box/store/store.h"
#include "tests/box/store/calls.h"

static const int64_t start_ms = INT64_C(1790000000000);

static int make_folder(const struct box_folder *folder) {
        const struct store_config config = { .box_id = "K017", .compartments = 4 };
        struct buffer enrolment = BUFFER_INIT, configuration = BUFFER_INIT;
        char path[PATH_MAX];
        int r;

        if (mkdir(folder->dir, 0700) < 0)
                return -errno;
        r = box_keys_create(folder->keys, config.box_id, &enrolment);
        if (r == 0)
                r = box_folder_enrolment(folder, config.box_id, path);
        if (r == 0)
                r = file_replace(path, enrolment.data, enrolment.len, 0644);
        if (r == 0)
                r = config_example(config.box_id, config.compartments, &configuration);
        if (r == 0)
                r = file_replace(folder->config, configuration.data, configuration.len, 0644);
        buffer_deinit(&configuration);
        buffer_deinit(&enrolment);
        return r < 0 ? r : store_create(folder->database, &config);
}

static int adopt(struct store *store) {
        const struct bundle bundle = { .version = 1, .issued = (uint32_t)(start_ms / 1000) - 86400, .domain = "example.org" };
        const struct public_key root = { { 7 } };

        return store_adopt(store, start_ms, (const uint8_t *)"bundle", 6, &bundle, &root);
}

static int append(struct store *store, const char *count_text) {
        char *end;
        unsigned long count = strtoul(count_text, &end, 10);
        int64_t first_ms = *end == '@' ? strtoll(end + 1, NULL, 10) : start_ms;
        struct entry entry = { .event = ENTRY_ALARM, .what = "disk nearly full" };
        int r = 0;

        for (unsigned long i = 0; r == 0 && i < count; i++)
                r = store_append(store, first_ms + (int64_t)i, &entry);
        return r;
}

static int run(char **command) {
        pid_t child = fork();
        int status;

        if (child == 0) {
                execvp(command[0], command);
                _exit(127);
        }
        if (child < 0 || waitpid(child, &status, 0) != child)
                return -errno;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -EIO;
}

int main(int argc, char **argv) {
        CLEANUP(store_cleanup) struct store *store = NULL;
        struct box_folder folder;
        bool is_new;
        int r;

        if (argc < 4 || crypto_init() < 0 || box_folder_at(argv[1], &folder) < 0)
                return 2;
        is_new = access(folder.dir, F_OK) < 0;
        r = is_new ? make_folder(&folder) : 0;
        if (r == 0)
                r = store_open(folder.database, STORE_MODE_SIMULATED, &store);
        if (r == 0 && is_new)
                r = adopt(store);
        if (r == 0)
                r = append(store, argv[2]);
        if (r == 0)
                r = run(argv + 3);
        if (r < 0)
                fprintf(stderr, "make_box: %s\n", strerror(-r));
        return r < 0 ? 2 : r;
}
