/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Making an office: everything is written into a folder beside, which then gets
 * its name in one step.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hex.h"
#include "base/moment.h"
#include "controller/office/office_store.h"
#include "crypto/keyfile.h"

static const char *const files[] = { "office.json", "root.pub", "keys/root.key", "keys/day.key", "keys/backup.key" };
enum { FILE_STATE, FILE_ROOT_PUB, FILE_SECRETS };
_Static_assert(FILE_SECRETS + SECRETS_FILE_COUNT == ARRAY_LEN(files), "every file of secrets has its name");
/* Those of the store, which makes them itself. */
static const char *const store_files[] = { "office.db", "office.db-journal", "database", "log.vkey", "log.vkey.next" };
static const char *const folders[] = { "keys", "badges", "out" };

static int make_folders(const char *dir) {
        char path[OFFICE_PATH_SIZE];

        for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
                path_inside(path, dir, folders[i]);
                if (mkdir(path, 0700) < 0)
                        return -errno;
        }
        return 0;
}

static void remove_all(const char *dir) {
        char path[OFFICE_PATH_SIZE];

        for (size_t i = 0; i < ARRAY_LEN(files); i++) {
                path_inside(path, dir, files[i]);
                unlink(path);
        }
        for (size_t i = 0; i < ARRAY_LEN(store_files); i++) {
                path_inside(path, dir, store_files[i]);
                unlink(path);
        }
        for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
                path_inside(path, dir, folders[i]);
                rmdir(path);
        }
        rmdir(dir);
}

static int write_files(const char *dir, const struct buffer contents[ARRAY_LEN(files)]) {
        char path[OFFICE_PATH_SIZE];
        int r = make_folders(dir);

        for (size_t i = 0; i < ARRAY_LEN(files) && r == 0; i++) {
                path_inside(path, dir, files[i]);
                r = file_replace(path, contents[i].data, contents[i].len, strcmp(files[i], "root.pub") == 0 ? 0644 : 0600);
        }
        return r;
}

/* Gives the finished folder its name unless something has that name by now. */
static int publish(const char *from, const char *to) {
        if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) < 0) {
                /* Some file systems cannot; rename() replaces at most an empty folder. */
                if (errno != EINVAL && errno != ENOSYS)
                        return -errno;
                if (rename(from, to) < 0)
                        return -errno;
        }
        return file_sync_parent(to);
}

static int make(const char *dir, const struct buffer contents[ARRAY_LEN(files)], const struct state *state, const struct secret_key *log,
                const char *address, int64_t now_s, struct problems *problems) {
        struct registry_change nothing = { 0 };
        char beside[OFFICE_PATH_SIZE];
        int r;

        snprintf(beside, sizeof(beside), "%s.XXXXXX", dir);
        if (!mkdtemp(beside))
                return problems_add_fault(problems, -errno, TEXT_PROBLEM_FOLDER_BESIDE, "path", dir, NULL);
        r = write_files(beside, contents);
        if (r == 0)
                r = office_store_create(beside, dir, state, log, address, &nothing, now_s, problems);
        if (r == 0)
                r = publish(beside, dir);
        if (r != 0)
                remove_all(beside);
        return r < 0 ? problems_add_fault(problems, r, TEXT_PROBLEM_MAKE_NOTHING_LEFT, "path", dir, NULL) : r;
}

static void set_validity(struct state_validity *validity, const struct secret_key *key, int64_t now_s) {
        *validity = (struct state_validity){
                .public = *secret_key_public(key),
                /* A box's clock may be a little behind the office's. */
                .from = (uint32_t)(now_s - 86400),
                .until = (uint32_t)(now_s + (int64_t)OFFICE_KEY_DAYS * 86400),
        };
}

static int new_state(const char *name, const char *domain, const char *zone, const struct secrets *secrets, int64_t now_s,
                     struct problems *problems, struct state **ret_state) {
        struct state_validity keys[STATE_KEY_COUNT], log;
        int r;

        set_validity(&keys[STATE_KEY_ROOT], secrets->root, now_s);
        set_validity(&keys[STATE_KEY_CODE], secrets->sets[0].keys[STATE_KEY_CODE], now_s);
        set_validity(&keys[STATE_KEY_TICKET], secrets->sets[0].keys[STATE_KEY_TICKET], now_s);
        set_validity(&keys[STATE_KEY_BADGE], secrets->sets[0].keys[STATE_KEY_BADGE], now_s);
        set_validity(&log, secrets->sets[0].keys[STATE_KEY_LOG], now_s);
        r = state_new(name, domain, zone, keys, sealing_key_public(secrets->sealing), sealing_key_public(secrets->backup), problems, ret_state);
        return r == 0 ? state_set_log(*ret_state, &log) : r;
}

static int check_dir(const char *dir, struct problems *problems) {
        struct stat st;

        if (!dir[0] || strlen(dir) > OFFICE_DIR_MAX || dir[strlen(dir) - 1] == '/')
                return problems_add_fault(problems, dir[0] ? -EINVAL : -ENOENT, TEXT_PROBLEM_FOLDER_NAME, "path", dir, NULL);
        if (lstat(dir, &st) == 0)
                return problems_add(problems, TEXT_PROBLEM_EXISTS, "path", dir, NULL);
        return 0;
}

int office_init(const char *dir, const char *name, const char *domain, const char *zone, const char *address, const char *passphrase, int64_t now_s,
                struct problems *problems) {
        struct buffer contents[ARRAY_LEN(files)] = { BUFFER_INIT, BUFFER_INIT, BUFFER_INIT, BUFFER_INIT, BUFFER_INIT };
        struct state *state CLEANUP(state_cleanup) = NULL;
        struct secrets secrets = { 0 };
        char root_hex[2 * KEY_PUBLIC_LEN + 1];
        int r;

        r = crypto_init();
        if (r == 0)
                r = check_dir(dir, problems);
        if (r != 0)
                return r;
        if (!passphrase_long_enough(passphrase))
                return problems_add(problems, TEXT_PROBLEM_PASSPHRASE_SHORT, "n", NUMERAL(PASSPHRASE_MIN), NULL);
        if (moment_use_zone(zone) < 0)
                return problems_add(problems, TEXT_PROBLEM_ZONE_UNKNOWN, "zone", zone, NULL);
        r = secrets_generate(passphrase, problems, &secrets, &contents[FILE_SECRETS]);
        if (r == 0)
                r = new_state(name, domain, zone, &secrets, now_s, problems, &state);
        if (r == 0)
                r = state_text(state, &contents[FILE_STATE]);
        if (r == 0) {
                hex_encode(secret_key_public(secrets.root)->x, KEY_PUBLIC_LEN, root_hex);
                r = buffer_printf(&contents[FILE_ROOT_PUB], "%s\n", root_hex);
        }
        if (r == 0)
                r = make(dir, contents, state, secrets.sets[0].keys[STATE_KEY_LOG], address, now_s, problems);
        secrets_deinit(&secrets);
        for (size_t i = 0; i < ARRAY_LEN(contents); i++)
                buffer_deinit(&contents[i]);
        return r;
}
