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
#include <unistd.h>

#include "base/file.h"
#include "controller/office/case.h"
#include "controller/office/changes.h"
#include "controller/office/root_renewal.h"
#include "controller/office/statement.h"
#include "controller/office/withdrawal.h"

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

struct init_request {
        char *dir;
        const char *name, *domain, *zone, *address;
};

static int init(void *context, const char *passphrase, struct problems *problems) {
        const struct init_request *request = context;
        int r;

        drop_last_slashes(request->dir);
        r = office_init(request->dir, request->name, request->domain, request->zone, request->address, passphrase, office_now(), problems);
        if (r == 0)
                command_say(TEXT_OFFICE_MADE, "name", request->name, "dir", request->dir, NULL);
        return r;
}

static int run_init(int argc, char **argv) {
        struct init_request request = { .zone = COMMAND_ZONE };
        const char *file = NULL;
        const struct command_option options[] = {
                { .name = "name", .value = &request.name },
                { .name = "domain", .value = &request.domain },
                { .name = "zone", .value = &request.zone },
                { .name = "database", .value = &request.address },
                { .name = "passphrase-file", .value = &file },
        };
        int count;

        if (command_options(argc, argv, options, ARRAY_LEN(options), 1, 1, &count) != COMMAND_DONE)
                return COMMAND_FAULT;
        if (!request.name || !request.domain) {
                command_complain(TEXT_OFFICE_INIT_USAGE, NULL);
                return COMMAND_FAULT;
        }
        /* Before anybody thinks of a passphrase. */
        if (access(argv[1], F_OK) == 0) {
                command_complain(TEXT_PROBLEM_EXISTS, "path", argv[1], NULL);
                return COMMAND_REFUSED;
        }
        request.dir = argv[1];
        return office_with_passphrase(file, PASSPHRASE_NEW, init, &request);
}

struct box_request {
        const char *dir, *file, *address;
        bool replace;
};

static int read_enrolment(const char *file, struct problems *problems, struct buffer *ret_bytes) {
        int r = file_read(file, ENROLMENT_MAX_LEN, ret_bytes);

        if (r == -EFBIG)
                return problems_add(problems, TEXT_PROBLEM_ENROLMENT_LONG, "file", file, "n", NUMERAL(ENROLMENT_MAX_LEN), NULL);
        return r < 0 ? problems_add_fault(problems, r, TEXT_PROBLEM_READ, "path", file, NULL) : 0;
}

static int add_box(void *context, const char *passphrase, struct problems *problems) {
        struct office *office CLEANUP(office_cleanup) = NULL;
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        const struct box_request *request = context;
        char place[BOX_ID_MAX + BUNDLE_LINE_MAX + 4];
        struct secrets secrets = { 0 };
        const struct state_box *box;
        int r = read_enrolment(request->file, problems, &bytes);

        if (r == 0)
                r = office_open_unlocked(request->dir, SECRETS_DAY, passphrase, problems, &office, &secrets);
        if (r == 0)
                r = office_add_box(office, bytes.data, bytes.len, request->address, request->replace, office_now(), problems, &box);
        secrets_deinit(&secrets);
        if (r != 0)
                return r;
        snprintf(place, sizeof(place), "%s%s%s", box->id, box->address[0] ? ", " : "", box->address);
        command_say(TEXT_OFFICE_BOX_ADDED, "box", place, "id", box->id, "fingerprint", box->fingerprint, "dir", request->dir, NULL);
        return 0;
}

static int run_add_box(int argc, char **argv) {
        struct box_request request = { .dir = NULL };
        const char *file = NULL;
        const struct command_option options[] = {
                { .name = "address", .value = &request.address },
                { .name = "replace", .flag = &request.replace },
                { .name = "passphrase-file", .value = &file },
        };
        int count;

        if (command_options(argc, argv, options, ARRAY_LEN(options), 2, 2, &count) != COMMAND_DONE)
                return COMMAND_FAULT;
        request.dir = argv[1];
        request.file = argv[2];
        return office_with_passphrase(file, PASSPHRASE_KNOWN, add_box, &request);
}

struct staff_request {
        const char *dir, *sub, *name;
        enum role role;
};

static int add_staff(void *context, struct office *office, const struct secrets *secrets, struct problems *problems) {
        const struct staff_request *request = context;
        char pin[STAFF_PIN_LEN + 1];
        int r = office_add_staff(office, secrets, request->sub, request->name, request->role, office_now(), problems, pin);

        if (r == 0)
                command_say(TEXT_OFFICE_STAFF_ADDED, "dir", request->dir, "sub", request->sub, "pin", pin, NULL);
        explicit_bzero(pin, sizeof(pin));
        return r;
}

static int run_add_staff(int argc, char **argv) {
        struct staff_request request = { .name = "" };
        const char *role = NULL, *file = NULL;
        const struct command_option options[] = {
                { .name = "id", .value = &request.sub },
                { .name = "name", .value = &request.name },
                { .name = "role", .value = &role },
                { .name = "passphrase-file", .value = &file },
        };
        int count;

        if (command_options(argc, argv, options, ARRAY_LEN(options), 1, 1, &count) != COMMAND_DONE)
                return COMMAND_FAULT;
        request.dir = argv[1];
        request.role = role ? role_from_name(role) : ROLE_NONE;
        if (!request.sub || request.role == ROLE_NONE) {
                command_complain(TEXT_OFFICE_STAFF_USAGE, NULL);
                return COMMAND_FAULT;
        }
        return office_with_keys(argv[1], SECRETS_DAY, file, add_staff, &request);
}

static int remove_staff(void *context, struct office *office, const struct secrets *secrets, struct problems *problems) {
        const char *sub = context;
        int r = office_remove_staff(office, sub, office_now(), problems);

        if (r == 0)
                command_say(TEXT_OFFICE_STAFF_REMOVED, "sub", sub, NULL);
        return r;
}

static int run_remove_staff(int argc, char **argv) {
        const char *file = NULL;
        const struct command_option options[] = {
                { .name = "passphrase-file", .value = &file },
        };
        int count;

        if (command_options(argc, argv, options, ARRAY_LEN(options), 2, 2, &count) != COMMAND_DONE)
                return COMMAND_FAULT;
        return office_with_keys(argv[1], SECRETS_DAY, file, remove_staff, argv[2]);
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
        if (r == 0 && changes.count > problems_shown(&changes))
                command_complain(TEXT_PROBLEM_LOST, "n", NUMERAL(changes.count - problems_shown(&changes)), NULL);
        fflush(stdout);
        problems_deinit(&changes);
        return r;
}

struct bundle_request {
        const char *dir, *path;
        enum bundle_form form;
};

static int make_bundle(void *context, const char *passphrase, struct problems *problems) {
        struct office *office CLEANUP(office_cleanup) = NULL;
        const struct bundle_request *request = context;
        struct secrets secrets = { 0 };
        int r;

        r = office_open_unlocked(request->dir, SECRETS_ROOT | SECRETS_DAY, passphrase, problems, &office, &secrets);
        if (r == 0 && request->form == BUNDLE_FORM_2)
                r = office_provide_backup(office, passphrase, office_now(), problems);
        if (r == 0)
                r = say_changes(office);
        if (r == 0)
                r = office_make_bundle(office, &secrets, request->form, request->path, office_now(), problems);
        if (r == 0)
                r = root_settle(office, &secrets, passphrase, office_now(), problems);
        if (r == 0)
                command_say(TEXT_OFFICE_BUNDLE_MADE, "number", NUMERAL(office->state->bundle_version), "file", request->path, NULL);
        secrets_deinit(&secrets);
        return r;
}

static int run_bundle(int argc, char **argv) {
        struct bundle_request request = { .path = NULL };
        const char *file = NULL, *form = "2";
        const struct command_option options[] = {
                { .name = "form", .value = &form },
                { .name = "output", .letter = 'o', .value = &request.path },
                { .name = "passphrase-file", .value = &file },
        };
        int count;

        if (command_options(argc, argv, options, ARRAY_LEN(options), 1, 1, &count) != COMMAND_DONE)
                return COMMAND_FAULT;
        if (!request.path || !*request.path || strcmp(request.path, "-") == 0 || (strcmp(form, "1") != 0 && strcmp(form, "2") != 0)) {
                command_complain(TEXT_OFFICE_BUNDLE_USAGE, NULL);
                return COMMAND_FAULT;
        }
        request.dir = argv[1];
        request.form = form[0] == '1' ? BUNDLE_FORM_1 : BUNDLE_FORM_2;
        return office_with_passphrase(file, PASSPHRASE_KNOWN, make_bundle, &request);
}

struct revoke_request {
        const char *words, *path;
        bool batch;
};

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

static bool all_revoked(const struct issuance *batch, size_t count) {
        size_t i = 0;

        while (i < count && batch[i].revoked)
                i++;
        return i == count;
}

/* All that was issued with the case. With a path the statement may be wanted once more of what is revoked already. */
static int revoke_batch(struct office *office, const struct secrets *secrets, const char *words, const char *path, struct problems *problems) {
        struct issuance one, *batch = NULL;
        size_t count = 0, revoked = 0;
        int r = case_find(office, secrets, words, office_now(), problems, &one);

        if (r == 0)
                r = withdrawal_find(office, one.cti, problems, &batch, &count);
        if (r == 0 && path && !of_one_box(batch, count))
                r = problems_add(problems, TEXT_PROBLEM_BATCH_BOXES, NULL);
        if (r == 0 && !(path && all_revoked(batch, count)))
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

static int take_back(void *context, struct office *office, const struct secrets *secrets, struct problems *problems) {
        const struct revoke_request *request = context;

        return (request->batch ? revoke_batch : revoke_case)(office, secrets, request->words, request->path, problems);
}

static int run_revoke(int argc, char **argv) {
        struct revoke_request request = { .words = NULL };
        const char *file = NULL;
        const struct command_option options[] = {
                { .name = "batch", .flag = &request.batch },
                { .name = "output", .letter = 'o', .value = &request.path },
                { .name = "passphrase-file", .value = &file },
        };
        int count;

        if (command_options(argc, argv, options, ARRAY_LEN(options), 2, 2, &count) != COMMAND_DONE || !office_words_sensible(argv[2]))
                return COMMAND_FAULT;
        request.words = argv[2];
        return office_with_keys(argv[1], SECRETS_DAY, file, take_back, &request);
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
