/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * `pickupbox office passphrase`, `renew-keys`, `continue`, `migrate`, `clean` and `check`.
 */
#include "controller/command/command_office.h"

#include <string.h>

#include "base/file.h"
#include "base/hex.h"
#include "base/moment.h"
#include "controller/command/member.h"
#include "controller/office/clean.h"
#include "controller/office/continuation.h"
#include "controller/office/migration.h"
#include "controller/office/office_store.h"
#include "controller/office/passphrase.h"
#include "controller/office/renewal.h"
#include "controller/office/root_renewal.h"

/* ---- passphrase ---- */

static const struct {
        const char *name;
        unsigned which;
} key_names[] = { { "root", SECRETS_ROOT }, { "day", SECRETS_DAY }, { "backup", SECRETS_BACKUP } };

/* False when it is none. No name: all that are there. */
static bool which_of(const char *name, unsigned *ret_which) {
        for (size_t i = 0; name && i < ARRAY_LEN(key_names); i++)
                if (strcmp(key_names[i].name, name) == 0) {
                        *ret_which = key_names[i].which;
                        return true;
                }
        *ret_which = 0;
        return !name;
}

static int change_passphrase(const char *dir, unsigned which, const char *old, const char *new, struct problems *problems) {
        struct office *office CLEANUP(office_cleanup) = NULL;
        unsigned changed;
        int r = office_open_noting(dir, problems, &office);

        if (r == 0)
                r = office_change_passphrase(office, which, old, new, office_now(), problems, &changed);
        if (r != 0)
                return r;
        command_say(TEXT_OFFICE_PASSPHRASE_CHANGED, NULL);
        for (size_t i = 0; which == 0 && i < ARRAY_LEN(key_names); i++)
                if (!(changed & key_names[i].which))
                        command_complain(TEXT_OFFICE_KEY_AWAY, "dir", dir, "key", key_names[i].name, NULL);
        return 0;
}

static int run_passphrase(int argc, char **argv) {
        const char *key = NULL, *file = NULL, *new_file = NULL;
        const struct command_option options[] = {
                { .name = "key", .value = &key },
                { .name = "passphrase-file", .value = &file },
                { .name = "new-passphrase-file", .value = &new_file },
        };
        struct problems problems = PROBLEMS_INIT;
        char old[PASSPHRASE_MAX + 1], new[PASSPHRASE_MAX + 1];
        unsigned which;
        int count, r;

        if (command_options(argc, argv, options, ARRAY_LEN(options), 1, 1, &count) != COMMAND_DONE)
                return COMMAND_FAULT;
        if (!which_of(key, &which)) {
                command_complain(TEXT_OFFICE_PASSPHRASE_USAGE, NULL);
                return COMMAND_FAULT;
        }
        if (command_passphrase(file, command_word(TEXT_OFFICE_PASSPHRASE), false, old) != COMMAND_DONE)
                return COMMAND_FAULT;
        r = command_passphrase(new_file, command_word(TEXT_OFFICE_PASSPHRASE_NEW), true, new);
        if (r == COMMAND_DONE)
                r = office_conclude(change_passphrase(argv[1], which, old, new, &problems), &problems);
        explicit_bzero(old, sizeof(old));
        explicit_bzero(new, sizeof(new));
        return r;
}

/* ---- renew-keys ---- */

struct renew_request {
        const char *dir, *key;
};

static int renew_keys(void *context, const char *passphrase, struct problems *problems) {
        struct office *office CLEANUP(office_cleanup) = NULL;
        const struct renew_request *request = context;
        bool root = strcmp(request->key, "root") == 0;
        struct secrets secrets = { 0 };
        char day[MOMENT_TEXT_SIZE];
        int64_t from;
        int r = office_open_unlocked(request->dir, root ? SECRETS_ROOT | SECRETS_DAY : SECRETS_DAY, passphrase, problems, &office, &secrets);

        if (r == 0)
                r = (root ? root_renew : office_renew_keys)(office, &secrets, passphrase, office_now(), problems, &from);
        secrets_deinit(&secrets);
        if (r != 0)
                return r;
        moment_format(from * 1000, false, day);
        command_say(root ? TEXT_OFFICE_ROOT_RENEWED : TEXT_OFFICE_KEYS_RENEWED, "dir", request->dir, "day", CUT(day, 10), NULL);
        return 0;
}

static int run_renew_keys(int argc, char **argv) {
        struct renew_request request = { .key = "day" };
        const char *file = NULL;
        const struct command_option options[] = {
                { .name = "key", .value = &request.key },
                { .name = "passphrase-file", .value = &file },
        };
        int count;

        if (command_options(argc, argv, options, ARRAY_LEN(options), 1, 1, &count) != COMMAND_DONE)
                return COMMAND_FAULT;
        if (strcmp(request.key, "root") != 0 && strcmp(request.key, "day") != 0) {
                command_complain(TEXT_OFFICE_RENEW_USAGE, NULL);
                return COMMAND_FAULT;
        }
        request.dir = argv[1];
        return office_with_passphrase(file, PASSPHRASE_KNOWN, renew_keys, &request);
}

/* ---- continue ---- */

enum { CONTINUE_EXPORTS_MAX = 64 };

static void say_continuation(const struct continuation *continuation) {
        char since[MOMENT_TEXT_SIZE];

        moment_format(continuation->since_s * 1000, false, since);
        command_say(TEXT_OFFICE_CONTINUED, "origin", continuation->origin, "since", since, "known", NUMERAL(continuation->known), "size",
                    NUMERAL(continuation->size), "n", NUMERAL(continuation->carried), "not_good", NUMERAL(continuation->revoked), "unknown",
                    NUMERAL(continuation->unknown), NULL);
}

/* 64 hexadecimal digits, or a file that has them. */
static bool read_root(const char *given, struct public_key *ret_root) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;

        if (public_key_parse(given, strlen(given), ret_root))
                return true;
        return file_read(given, 2 * KEY_PUBLIC_LEN + 2, &text) == 0 && public_key_parse(buffer_text(&text), text.len, ret_root);
}

struct continue_request {
        const char *dir;
        struct continuation_sources sources;
};

static int continue_logs(void *context, const char *passphrase, struct problems *problems) {
        const struct continue_request *request = context;
        struct problems notes = PROBLEMS_INIT;
        struct continuation continuation;
        int r = office_continue(request->dir, passphrase, &request->sources, office_now(), problems, &notes, &continuation);

        if (r == 0) {
                say_continuation(&continuation);
                office_say_notes(&notes);
        }
        problems_deinit(&notes);
        return r;
}

static int run_continue(int argc, char **argv) {
        struct continue_request request = { .dir = NULL };
        const char *root_given = NULL, *file = NULL, *exports[CONTINUE_EXPORTS_MAX];
        const struct command_option options[] = {
                { .name = "bundle", .value = &request.sources.bundle },
                { .name = "root", .value = &root_given },
                { .name = "export", .list = exports, .list_max = ARRAY_LEN(exports), .list_count = &request.sources.export_count },
                { .name = "passphrase-file", .value = &file },
        };
        struct public_key root;
        int count;

        if (command_options(argc, argv, options, ARRAY_LEN(options), 1, 1, &count) != COMMAND_DONE)
                return COMMAND_FAULT;
        if (root_given && !read_root(root_given, &root)) {
                command_complain(TEXT_OFFICE_ROOT_USAGE, "root", CUT(root_given, 80), NULL);
                return COMMAND_FAULT;
        }
        request.dir = argv[1];
        request.sources.root = root_given ? &root : NULL;
        request.sources.exports = exports;
        return office_with_passphrase(file, PASSPHRASE_KNOWN, continue_logs, &request);
}

/* ---- migrate ---- */

struct migrate_request {
        const char *dir, *address;
};

static int migrate(void *context, const char *passphrase, struct problems *problems) {
        const struct migrate_request *request = context;
        struct registry_copied copied = { .count = 0 };
        char digest[2 * HASH_LEN + 1];
        int r = office_migrate(request->dir, request->address, passphrase, office_now(), problems, &copied);

        if (r != 0)
                return r;
        for (size_t i = 0; i < copied.count; i++) {
                hex_encode(copied.tables[i].digest.bytes, HASH_LEN, digest);
                command_say(TEXT_OFFICE_TABLE_COPIED, "table", copied.tables[i].name, "n", NUMERAL(copied.tables[i].rows), "digest", digest, NULL);
        }
        command_say(TEXT_OFFICE_MIGRATED, "dir", request->dir, "url", request->address, NULL);
        return 0;
}

static int run_migrate(int argc, char **argv) {
        struct migrate_request request = { .dir = NULL };
        const char *file = NULL;
        const struct command_option options[] = {
                { .name = "database", .value = &request.address },
                { .name = "passphrase-file", .value = &file },
        };
        int count;

        if (command_options(argc, argv, options, ARRAY_LEN(options), 1, 1, &count) != COMMAND_DONE)
                return COMMAND_FAULT;
        if (!request.address) {
                command_complain(TEXT_PROBLEM_DATABASE_ADDRESS, NULL);
                return COMMAND_FAULT;
        }
        request.dir = argv[1];
        return office_with_passphrase(file, PASSPHRASE_KNOWN, migrate, &request);
}

/* ---- clean ---- */

static int clean(void *context, const char *passphrase, struct problems *problems) {
        struct office *office CLEANUP(office_cleanup) = NULL;
        struct cleaning cleaning = { 0 };
        struct secrets secrets = { 0 };
        const char *dir = context;
        bool dropped;
        int r = office_open_unlocked(dir, SECRETS_DAY, passphrase, problems, &office, &secrets);

        if (r == 0)
                r = renewal_settle(office, &secrets, passphrase, office_now(), problems, &dropped);
        if (r == 0)
                r = office_clean(office, office_now(), problems, &cleaning);
        if (r == 0)
                command_say(TEXT_OFFICE_CLEANED, "n", NUMERAL(cleaning.erased), "own", NUMERAL(cleaning.references), "files", NUMERAL(cleaning.parcels), NULL);
        secrets_deinit(&secrets);
        return r;
}

static int run_clean(int argc, char **argv) {
        const char *file = NULL;
        const struct command_option options[] = {
                { .name = "passphrase-file", .value = &file },
        };
        int count;

        if (command_options(argc, argv, options, ARRAY_LEN(options), 1, 1, &count) != COMMAND_DONE)
                return COMMAND_FAULT;
        return office_with_passphrase(file, PASSPHRASE_KNOWN, clean, argv[1]);
}

/* ---- check ---- */

static int run_check(int argc, char **argv) {
        struct office *office CLEANUP(office_cleanup) = NULL;
        struct problems problems = PROBLEMS_INIT;
        int count, r;

        if (command_options(argc, argv, NULL, 0, 1, 1, &count) != COMMAND_DONE)
                return COMMAND_FAULT;
        r = office_open_noting(argv[1], &problems, &office);
        if (r == 0)
                r = office_store_load(office, &problems);
        if (r == 0)
                command_say(TEXT_OFFICE_CHECKED, "entries", NUMERAL(registry_size(office->registry)), "n",
                            NUMERAL(registry_issuances(office->registry)->count), NULL);
        return office_conclude(r, &problems);
}

const struct member_command office_care_commands[] = {
        { COMMAND_OFFICE_PASSPHRASE, run_passphrase },
        { COMMAND_OFFICE_RENEW_KEYS, run_renew_keys },
        { COMMAND_OFFICE_CONTINUE, run_continue },
        { COMMAND_OFFICE_MIGRATE, run_migrate },
        { COMMAND_OFFICE_CLEAN, run_clean },
        { COMMAND_OFFICE_CHECK, run_check },
        { .run = NULL },
};
