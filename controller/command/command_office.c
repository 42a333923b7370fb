/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * `pickupbox office …`: the office's side, thin over controller/office.
 */
#include "controller/command/command_office.h"
#include "controller/command/member.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "controller/office/case.h"
#include "controller/office/changes.h"
#include "controller/office/root_renewal.h"
#include "controller/office/statement.h"
#include "controller/office/withdrawal.h"
#include "crypto/keyfile.h"

int64_t office_now(void) {
        return (int64_t)time(NULL);
}

static void print_lines(const struct problems *problems, bool notes) {
        char sentence[PROBLEM_SENTENCE_SIZE];

        for (size_t i = 0; i < problems_shown(problems); i++) {
                problems_say(problems, i, command_language(), sentence);
                if (notes)
                        command_complain(TEXT_PROBLEM_NOTE, "text", sentence, NULL);
                else
                        command_error("%s", sentence);
        }
        if (problems->count > PROBLEMS_SHOWN_MAX)
                command_complain(TEXT_PROBLEM_MORE, "n", NUMERAL(problems->count - PROBLEMS_SHOWN_MAX), NULL);
}

int office_conclude(int r, struct problems *problems) {
        print_lines(problems, false);
        if (r == -EOWNERDEAD && problems->count == 0)
                command_complain(TEXT_PROBLEM_SIGNER_GONE, NULL);
        else if (r == -EKEYREJECTED && problems->count == 0)
                command_complain(TEXT_PROBLEM_SIGNER_REFUSED, NULL);
        else if (r < 0 && problems->count == 0)
                command_error("%s", strerror(-r));
        problems_deinit(problems);
        return r == 0 ? COMMAND_DONE : r > 0 ? COMMAND_REFUSED : COMMAND_FAULT;
}

void office_say_notes(const struct problems *notes) {
        print_lines(notes, true);
}

int office_open_noting(const char *dir, struct problems *problems, struct office **ret_office) {
        int r = office_open(dir, problems, ret_office);

        if (r == 0)
                print_lines(&(*ret_office)->notices, true);
        return r;
}

int office_open_unlocked(const char *dir, unsigned which, const char passphrase[PASSPHRASE_MAX + 1], struct problems *problems,
                         struct office **ret_office, struct secrets *ret_secrets) {
        int r = office_open_noting(dir, problems, ret_office);

        return r == 0 ? office_unlock(*ret_office, which, passphrase, problems, ret_secrets) : r;
}

int office_unlock(struct office *office, unsigned which, const char passphrase[PASSPHRASE_MAX + 1],
                  struct problems *problems, struct secrets *ret_secrets) {
        struct problems notes = PROBLEMS_INIT;
        int r = secrets_open(office->dir, office->state, which, passphrase, problems, ret_secrets);

        if (r == 0 && (which & SECRETS_DAY))
                r = office_lend(office, ret_secrets, problems);
        if (r == 0) {
                office_note_keys(office, office_now(), &notes);
                print_lines(&notes, true);
        }
        problems_deinit(&notes);
        if (r == 0 && !passphrase_long_enough(passphrase))
                command_complain(TEXT_OFFICE_PASSPHRASE_SHORT, "n", NUMERAL(PASSPHRASE_MIN), NULL);
        return r;
}

bool office_words_sensible(const char *text) {
        if (case_words_sensible(text))
                return true;
        command_complain(TEXT_OFFICE_NO_CASE, NULL);
        return false;
}

bool office_case_sensible(const char *text) {
        size_t len = strlen(text);

        if ((len == CASE_LEN || len == 2 * CTI_LEN) && strspn(text, "0123456789abcdefABCDEF") == len)
                return true;
        command_complain(TEXT_OFFICE_NO_CTI, "text", CUT(text, 40), NULL);
        return false;
}

/* "city/" names the same folder as "city"; shells complete it so. */
static void drop_last_slashes(char *dir) {
        size_t len = strlen(dir);

        while (len > 1 && dir[len - 1] == '/')
                dir[--len] = '\0';
}

static int run_init(int argc, char **argv) {
        const char *name = NULL, *domain = NULL, *zone = NULL, *address = NULL, *file = NULL;
        const struct command_option options[] = {
                { .name = "name", .value = &name },
                { .name = "domain", .value = &domain },
                { .name = "zone", .value = &zone },
                { .name = "database", .value = &address },
                { .name = "passphrase-file", .value = &file },
        };
        struct problems problems = PROBLEMS_INIT;
        char passphrase[PASSPHRASE_MAX + 1];
        int count, r;

        if (command_options(argc, argv, options, ARRAY_LEN(options), 1, 1, &count) != COMMAND_DONE)
                return COMMAND_FAULT;
        if (!name || !domain) {
                command_complain(TEXT_OFFICE_INIT_USAGE, NULL);
                return COMMAND_FAULT;
        }
        /* Before anybody thinks of a passphrase. */
        if (access(argv[1], F_OK) == 0) {
                command_complain(TEXT_PROBLEM_EXISTS, "path", argv[1], NULL);
                return COMMAND_REFUSED;
        }
        if (command_passphrase(file, command_word(TEXT_OFFICE_PASSPHRASE_NEW), true, passphrase) != COMMAND_DONE)
                return COMMAND_FAULT;
        drop_last_slashes(argv[1]);
        r = office_init(argv[1], name, domain, zone ? zone : "Europe/Berlin", address, passphrase, office_now(), &problems);
        explicit_bzero(passphrase, sizeof(passphrase));
        if (r == 0)
                command_say(TEXT_OFFICE_MADE, "name", name, "dir", argv[1], NULL);
        return office_conclude(r, &problems);
}

static int add_box(const char *dir, const char *file, const char *address, bool replace, const char *passphrase, struct problems *problems) {
        struct office *office CLEANUP(office_cleanup) = NULL;
        struct secrets secrets = { 0 };
        struct buffer bytes = BUFFER_INIT;
        char place[BOX_ID_MAX + BUNDLE_LINE_MAX + 4];
        const struct state_box *box;
        int r;

        r = file_read(file, ENROLMENT_MAX_LEN, &bytes);
        if (r == -EFBIG)
                return problems_add(problems, TEXT_PROBLEM_ENROLMENT_LONG, "file", file, "n", NUMERAL(ENROLMENT_MAX_LEN), NULL);
        if (r < 0)
                return problems_add_fault(problems, r, TEXT_PROBLEM_READ, "path", file, NULL);
        r = office_open_unlocked(dir, SECRETS_DAY, passphrase, problems, &office, &secrets);
        if (r == 0)
                r = office_add_box(office, bytes.data, bytes.len, address, replace, office_now(), problems, &box);
        buffer_deinit(&bytes);
        secrets_deinit(&secrets);
        if (r == 0) {
                snprintf(place, sizeof(place), "%s%s%s", box->id, box->address[0] ? ", " : "", box->address);
                command_say(TEXT_OFFICE_BOX_ADDED, "box", place, "id", box->id, "fingerprint", box->fingerprint, "dir", dir, NULL);
        }
        return r;
}

static int run_add_box(int argc, char **argv) {
        const char *address = NULL, *file = NULL;
        bool replace = false;
        const struct command_option options[] = {
                { .name = "address", .value = &address },
                { .name = "replace", .flag = &replace },
                { .name = "passphrase-file", .value = &file },
        };
        struct problems problems = PROBLEMS_INIT;
        char passphrase[PASSPHRASE_MAX + 1];
        int count, r;

        if (command_options(argc, argv, options, ARRAY_LEN(options), 2, 2, &count) != COMMAND_DONE)
                return COMMAND_FAULT;
        if (command_passphrase(file, command_word(TEXT_OFFICE_PASSPHRASE), false, passphrase) != COMMAND_DONE)
                return COMMAND_FAULT;
        r = add_box(argv[1], argv[2], address, replace, passphrase, &problems);
        explicit_bzero(passphrase, sizeof(passphrase));
        return office_conclude(r, &problems);
}

static int add_staff(const char *dir, const char *sub, const char *name, enum role role, const char *passphrase, struct problems *problems) {
        struct office *office CLEANUP(office_cleanup) = NULL;
        struct secrets secrets = { 0 };
        char pin[STAFF_PIN_LEN + 1];
        int r;

        r = office_open_unlocked(dir, SECRETS_DAY, passphrase, problems, &office, &secrets);
        if (r == 0)
                r = office_add_staff(office, &secrets, sub, name, role, office_now(), problems, pin);
        if (r == 0)
                command_say(TEXT_OFFICE_STAFF_ADDED, "dir", dir, "sub", sub, "pin", pin, NULL);
        explicit_bzero(pin, sizeof(pin));
        secrets_deinit(&secrets);
        return r;
}

static int run_add_staff(int argc, char **argv) {
        const char *sub = NULL, *name = NULL, *role = NULL, *file = NULL;
        const struct command_option options[] = {
                { .name = "id", .value = &sub },
                { .name = "name", .value = &name },
                { .name = "role", .value = &role },
                { .name = "passphrase-file", .value = &file },
        };
        struct problems problems = PROBLEMS_INIT;
        char passphrase[PASSPHRASE_MAX + 1];
        int count, r;

        if (command_options(argc, argv, options, ARRAY_LEN(options), 1, 1, &count) != COMMAND_DONE)
                return COMMAND_FAULT;
        if (!sub || !role || role_from_name(role) == ROLE_NONE) {
                command_complain(TEXT_OFFICE_STAFF_USAGE, NULL);
                return COMMAND_FAULT;
        }
        if (command_passphrase(file, command_word(TEXT_OFFICE_PASSPHRASE), false, passphrase) != COMMAND_DONE)
                return COMMAND_FAULT;
        r = add_staff(argv[1], sub, name ? name : "", role_from_name(role), passphrase, &problems);
        explicit_bzero(passphrase, sizeof(passphrase));
        return office_conclude(r, &problems);
}

static int remove_staff(const char *dir, const char *sub, const char *passphrase, struct problems *problems) {
        struct office *office CLEANUP(office_cleanup) = NULL;
        struct secrets secrets = { 0 };
        int r = office_open_unlocked(dir, SECRETS_DAY, passphrase, problems, &office, &secrets);

        if (r == 0)
                r = office_remove_staff(office, sub, office_now(), problems);
        if (r == 0)
                command_say(TEXT_OFFICE_STAFF_REMOVED, "sub", sub, NULL);
        secrets_deinit(&secrets);
        return r;
}

static int run_remove_staff(int argc, char **argv) {
        const char *file = NULL;
        const struct command_option options[] = {
                { .name = "passphrase-file", .value = &file },
        };
        struct problems problems = PROBLEMS_INIT;
        char passphrase[PASSPHRASE_MAX + 1];
        int count, r;

        if (command_options(argc, argv, options, ARRAY_LEN(options), 2, 2, &count) != COMMAND_DONE)
                return COMMAND_FAULT;
        if (command_passphrase(file, command_word(TEXT_OFFICE_PASSPHRASE), false, passphrase) != COMMAND_DONE)
                return COMMAND_FAULT;
        r = remove_staff(argv[1], argv[2], passphrase, &problems);
        explicit_bzero(passphrase, sizeof(passphrase));
        return office_conclude(r, &problems);
}

/* Said before anything is signed. */
static int say_changes(const struct office *office) {
        struct problems changes = PROBLEMS_INIT;
        char sentence[PROBLEM_SENTENCE_SIZE];
        int r = office_changes(office, &changes);

        if (r == 0)
                command_say(changes.count > 0 ? TEXT_CHANGE_HEAD : TEXT_CHANGE_NONE, NULL);
        for (size_t i = 0; r == 0 && i < problems_shown(&changes); i++) {
                problems_say(&changes, i, command_language(), sentence);
                printf("  %s\n", sentence);
        }
        if (r == 0 && changes.count > PROBLEMS_SHOWN_MAX)
                command_complain(TEXT_PROBLEM_MORE, "n", NUMERAL(changes.count - PROBLEMS_SHOWN_MAX), NULL);
        fflush(stdout);
        problems_deinit(&changes);
        return r;
}

static int make_bundle(const char *dir, enum bundle_form form, const char *path, const char *passphrase, struct problems *problems) {
        struct office *office CLEANUP(office_cleanup) = NULL;
        struct secrets secrets = { 0 };
        int r;

        r = office_open_unlocked(dir, SECRETS_ROOT | SECRETS_DAY, passphrase, problems, &office, &secrets);
        if (r == 0 && form == BUNDLE_FORM_2)
                r = office_provide_backup(office, passphrase, office_now(), problems);
        if (r == 0)
                r = say_changes(office);
        if (r == 0)
                r = office_make_bundle(office, &secrets, form, path, office_now(), problems);
        if (r == 0)
                r = root_settle(office, &secrets, passphrase, office_now(), problems);
        if (r == 0)
                command_say(TEXT_OFFICE_BUNDLE_MADE, "number", NUMERAL(office->state->bundle_version), "file", path, NULL);
        secrets_deinit(&secrets);
        return r;
}

static int run_bundle(int argc, char **argv) {
        const char *path = NULL, *file = NULL, *form = "2";
        const struct command_option options[] = {
                { .name = "form", .value = &form },
                { .name = "output", .letter = 'o', .value = &path },
                { .name = "passphrase-file", .value = &file },
        };
        struct problems problems = PROBLEMS_INIT;
        char passphrase[PASSPHRASE_MAX + 1];
        int count, r;

        if (command_options(argc, argv, options, ARRAY_LEN(options), 1, 1, &count) != COMMAND_DONE)
                return COMMAND_FAULT;
        if (!path || !*path || strcmp(path, "-") == 0 || (strcmp(form, "1") != 0 && strcmp(form, "2") != 0)) {
                command_complain(TEXT_OFFICE_BUNDLE_USAGE, NULL);
                return COMMAND_FAULT;
        }
        if (command_passphrase(file, command_word(TEXT_OFFICE_PASSPHRASE), false, passphrase) != COMMAND_DONE)
                return COMMAND_FAULT;
        r = make_bundle(argv[1], form[0] == '1' ? BUNDLE_FORM_1 : BUNDLE_FORM_2, path, passphrase, &problems);
        explicit_bzero(passphrase, sizeof(passphrase));
        return office_conclude(r, &problems);
}

/* With a path: also the statement for its box, which may be wanted once more of what is revoked already. */
static int revoke_case(struct office *office, const struct secrets *secrets, const char *words, const char *path, struct problems *problems) {
        struct issuance issuance;
        int r = case_find(office, secrets, words, office_now(), problems, &issuance);

        if (r != 0)
                return r;
        if (!path || !issuance.revoked)
                r = office_revoke(office, issuance.cti, office_now(), problems);
        if (r == 0 && path)
                r = office_make_statement(office, secrets, issuance.box, path, office_now(), problems);
        if (r == 0 && path)
                command_say(TEXT_OFFICE_STATED, "file", path, "box", issuance.box, NULL);
        else if (r == 0)
                command_say(TEXT_OFFICE_REVOKED, NULL);
        return r;
}

static bool of_one_box(const struct issuance *batch, size_t count) {
        for (size_t i = 1; i < count; i++)
                if (strcmp(batch[i].box, batch[0].box) != 0)
                        return false;
        return true;
}

/* All that was issued with the case. */
static int revoke_batch(struct office *office, const struct secrets *secrets, const char *words, const char *path, struct problems *problems) {
        struct issuance one, *batch = NULL;
        size_t count = 0, revoked = 0;
        int r = case_find(office, secrets, words, office_now(), problems, &one);

        if (r == 0)
                r = withdrawal_find(office, one.cti, problems, &batch, &count);
        if (r == 0 && path && !of_one_box(batch, count))
                r = problems_add(problems, TEXT_PROBLEM_BATCH_BOXES, NULL);
        if (r == 0)
                r = withdrawal_make(office, batch, count, office_now(), problems, &revoked);
        if (r == 0 && path)
                r = office_make_statement(office, secrets, one.box, path, office_now(), problems);
        if (r == 0)
                command_say(TEXT_OFFICE_WITHDRAWN, "n", NUMERAL(revoked), "before", NUMERAL(count - revoked), NULL);
        if (r == 0 && path)
                command_say(TEXT_OFFICE_STATED, "file", path, "box", one.box, NULL);
        free(batch);
        return r;
}

static int run_revoke(int argc, char **argv) {
        struct office *office CLEANUP(office_cleanup) = NULL;
        const char *path = NULL, *file = NULL;
        bool batch = false;
        const struct command_option options[] = {
                { .name = "batch", .flag = &batch },
                { .name = "output", .letter = 'o', .value = &path },
                { .name = "passphrase-file", .value = &file },
        };
        struct problems problems = PROBLEMS_INIT;
        char passphrase[PASSPHRASE_MAX + 1];
        struct secrets secrets = { 0 };
        int count, r;

        if (command_options(argc, argv, options, ARRAY_LEN(options), 2, 2, &count) != COMMAND_DONE || !office_words_sensible(argv[2]))
                return COMMAND_FAULT;
        if (command_passphrase(file, command_word(TEXT_OFFICE_PASSPHRASE), false, passphrase) != COMMAND_DONE)
                return COMMAND_FAULT;
        r = office_open_unlocked(argv[1], SECRETS_DAY, passphrase, &problems, &office, &secrets);
        explicit_bzero(passphrase, sizeof(passphrase));
        if (r == 0)
                r = (batch ? revoke_batch : revoke_case)(office, &secrets, argv[2], path, &problems);
        secrets_deinit(&secrets);
        return office_conclude(r, &problems);
}

const struct member_command office_commands[] = {
        { COMMAND_OFFICE_INIT, run_init },
        { COMMAND_OFFICE_ADD_BOX, run_add_box },
        { COMMAND_OFFICE_ADD_STAFF, run_add_staff },
        { COMMAND_OFFICE_REMOVE_STAFF, run_remove_staff },
        { COMMAND_OFFICE_BUNDLE, run_bundle },
        { COMMAND_OFFICE_REVOKE, run_revoke },
        { .run = NULL },
};
