/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * `pickupbox office take-in`, `list`, `find` and `export`.
 */
#include "controller/command/command_office.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "controller/command/member.h"
#include "controller/ledger/export.h"
#include "controller/office/access.h"
#include "controller/office/find.h"
#include "controller/office/office_store.h"
#include "controller/office/take_in.h"

/* ---- take-in ---- */

static void say_counts(const struct taking_in *counts) {
        command_say(TEXT_OFFICE_FOUND, "n", NUMERAL(counts->issued), "not_good", NUMERAL(counts->revoked), "open", NUMERAL(counts->open),
                    "boxes", NUMERAL(counts->boxes), "staff", NUMERAL(counts->staff), NULL);
        if (counts->torn)
                command_complain(TEXT_OFFICE_FOUND_TORN, NULL);
        if (counts->unreadable > 0)
                command_complain(TEXT_OFFICE_FOUND_UNREADABLE, "n", NUMERAL(counts->unreadable), NULL);
}

/* -1 when nothing was confirmed, -2 when that is no number. */
static int64_t read_confirmed(const char *text) {
        unsigned long long number;
        char *end;

        if (!text)
                return -1;
        errno = 0;
        number = strtoull(text, &end, 10);
        return errno != 0 || *end || end == text || number > UINT32_MAX ? -2 : (int64_t)number;
}

struct take_in_request {
        const char *dir, *address;
        int64_t confirmed;
};

static int take_in(void *context, const char *passphrase, struct problems *problems) {
        const struct take_in_request *request = context;
        struct taking_in counts;
        int r = office_take_in(request->dir, request->address, passphrase, request->confirmed, office_now(), problems, &counts);

        if (r != 0)
                return r;
        say_counts(&counts);
        if (request->confirmed < 0)
                return problems_add(problems, TEXT_OFFICE_TAKE_IN_CONFIRM, "dir", request->dir, "n", NUMERAL(counts.issued), NULL);
        command_say(TEXT_OFFICE_TAKEN_IN, NULL);
        return 0;
}

static int run_take_in(int argc, char **argv) {
        struct take_in_request request = { .dir = NULL };
        const char *confirm = NULL, *file = NULL;
        const struct command_option options[] = {
                { .name = "confirm", .value = &confirm },
                { .name = "database", .value = &request.address },
                { .name = "passphrase-file", .value = &file },
        };
        struct problems problems = PROBLEMS_INIT;
        int count;

        if (command_options(argc, argv, options, ARRAY_LEN(options), 1, 1, &count) != COMMAND_DONE)
                return COMMAND_FAULT;
        request.dir = argv[1];
        request.confirmed = read_confirmed(confirm);
        if (request.confirmed == -2) {
                command_complain(TEXT_OFFICE_TAKE_IN_USAGE, NULL);
                return COMMAND_FAULT;
        }
        /* What lies there is counted without a key. */
        return request.confirmed >= 0 ? office_with_passphrase(file, PASSPHRASE_KNOWN, take_in, &request)
                                      : office_conclude(take_in(&request, "", &problems), &problems);
}

/* ---- list and find ---- */

static int list(const char *dir, const struct office_selection *selection, struct problems *problems) {
        struct office *office CLEANUP(office_cleanup) = NULL;
        const struct issuances *issuances;
        int r = office_open_noting(dir, problems, &office);

        /* A slip must not look like a box without consignments. */
        if (r == 0 && selection->box && !state_find_box(office->state, selection->box))
                r = problems_add(problems, TEXT_PROBLEM_ORDER_BOX_UNKNOWN, "box", CUT(selection->box, 40), NULL);
        if (r == 0)
                r = office_store_load(office, problems);
        if (r != 0)
                return r;
        issuances = registry_issuances(office->registry);
        return office_say_rows(selection, issuances->consignments, issuances->count);
}

static int run_list(int argc, char **argv) {
        struct office_selection selection = { 0 };
        const char *state = NULL, *file = NULL;
        const struct command_option options[] = {
                { .name = "state", .value = &state },
                { .name = "box", .value = &selection.box },
                { .name = "json", .flag = &selection.json },
                { .name = "passphrase-file", .value = &file }, /* taken as everywhere; nothing secret is listed */
        };
        struct problems problems = PROBLEMS_INIT;
        int count;

        if (command_options(argc, argv, options, ARRAY_LEN(options), 1, 1, &count) != COMMAND_DONE)
                return COMMAND_FAULT;
        selection.state = state ? standing_from_name(state) : STANDING_NONE;
        if (state && selection.state == STANDING_NONE) {
                command_complain(TEXT_OFFICE_LIST_USAGE, NULL);
                return COMMAND_FAULT;
        }
        return office_conclude(list(argv[1], &selection, &problems), &problems);
}

static int find_born(const struct office *office, const struct secrets *secrets, const char *born, struct problems *problems, struct issuance **ret_found,
                     size_t *ret_count) {
        struct order order = { 0 };
        int r = office_set_born(&order, born, problems);

        if (r == 0)
                r = office_find_born(office, secrets, order.birth, problems, ret_found, ret_count);
        order_wipe(&order);
        return r;
}

/* By words, or by a birth date; of the two the other is NULL. */
struct find_request {
        const char *dir, *words, *born;
        struct office_selection selection;
};

static int find(void *context, const char *passphrase, struct problems *problems) {
        struct office *office CLEANUP(office_cleanup) = NULL;
        const struct find_request *request = context;
        struct issuance *found = NULL;
        struct secrets secrets = { 0 };
        size_t count = 0;
        int r = office_open_noting(request->dir, problems, &office);

        if (r == 0 && passphrase)
                r = office_unlock(office, SECRETS_DAY, passphrase, problems, &secrets);
        if (r == 0 && request->born)
                r = find_born(office, &secrets, request->born, problems, &found, &count);
        else if (r == 0)
                r = office_find(office, passphrase ? &secrets : NULL, request->words, problems, &found, &count);
        /* Who is looked up by what the keys tell is written down before it is told. */
        if (r == 0 && passphrase)
                r = office_note_access(office, request->born ? SOUGHT_BORN : SOUGHT_WORDS, found, count, office_now(), problems);
        if (r == -EINVAL)
                r = problems_add(problems, TEXT_OFFICE_FIND_WORDS, "words", CUT(request->words, 40), NULL);
        if (r == 0 && count == 0)
                r = problems_add(problems, TEXT_OFFICE_FOUND_NONE, NULL);
        if (r == 0)
                r = office_say_rows(&request->selection, found, count);
        free(found);
        secrets_deinit(&secrets);
        return r;
}

static int run_find(int argc, char **argv) {
        struct find_request request = { .dir = NULL };
        const char *file = NULL;
        const struct command_option options[] = {
                { .name = "born", .value = &request.born },
                { .name = "json", .flag = &request.selection.json },
                { .name = "passphrase-file", .value = &file },
        };
        struct problems problems = PROBLEMS_INIT;
        int count;

        if (command_options(argc, argv, options, ARRAY_LEN(options), 1, 2, &count) != COMMAND_DONE)
                return COMMAND_FAULT;
        if ((count == 2) == (request.born != NULL)) {
                command_complain(TEXT_OFFICE_FIND_USAGE, NULL);
                return COMMAND_FAULT;
        }
        request.dir = argv[1];
        request.words = request.born ? NULL : argv[2];
        /* Number, own reference and birth date are behind a key; nobody is asked for the passphrase to find a case. */
        return file || request.born ? office_with_passphrase(file, PASSPHRASE_KNOWN, find, &request)
                                    : office_conclude(find(&request, NULL, &problems), &problems);
}

/* ---- export ---- */

struct export_request {
        const char *dir, *out;
};

static int export_log(void *context, struct office *office, const struct secrets *secrets, struct problems *problems) {
        const struct export_request *request = context;
        struct checkpoint checkpoint;
        struct ledger_source source;
        struct finding finding = { "" };
        const struct secret_key *key;
        int r = office_store_load(office, problems);

        if (r == 0)
                r = office_settle_log(office, office_now(), problems, &key);
        if (r != 0)
                return r;
        registry_source(office->registry, &source);
        r = ledger_export(&source, office->origin, key, request->out, NULL, NULL, &checkpoint, &finding);
        if (r == LEDGER_E_INVALID)
                return problems_add(problems, TEXT_OFFICE_EXPORT_REFUSED, "out", request->out, "why", finding.text, NULL);
        if (r < 0)
                return problems_add_fault(problems, r, TEXT_PROBLEM_WRITE_STORE, "path", request->out, NULL);
        command_say(TEXT_OFFICE_EXPORTED, "n", NUMERAL(checkpoint.size), "out", request->out, "dir", request->dir, NULL);
        return 0;
}

static int run_export(int argc, char **argv) {
        const char *file = NULL;
        const struct command_option options[] = {
                { .name = "passphrase-file", .value = &file },
        };
        struct export_request request = { .dir = NULL };
        int count;

        if (command_options(argc, argv, options, ARRAY_LEN(options), 2, 2, &count) != COMMAND_DONE)
                return COMMAND_FAULT;
        request.dir = argv[1];
        request.out = argv[2];
        return office_with_keys(argv[1], SECRETS_DAY, file, export_log, &request);
}

const struct member_command office_store_commands[] = {
        { COMMAND_OFFICE_TAKE_IN, run_take_in },
        { COMMAND_OFFICE_LIST, run_list },
        { COMMAND_OFFICE_FIND, run_find },
        { COMMAND_OFFICE_EXPORT, run_export },
        { .run = NULL },
};
