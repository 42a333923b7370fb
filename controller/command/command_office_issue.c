/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * `pickupbox office issue` and `reissue`.
 */
#include "controller/command/command_office.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/words/wish.h"
#include "controller/command/member.h"
#include "controller/office/batch.h"
#include "controller/office/case.h"
#include "controller/office/issue.h"

enum { BORN_INPUT_MAX = 64 };

/* What `office issue` or `reissue` was asked for. */
struct issue_request {
        const char *dir, *batch, *born;
        const char *words; /* of a reissue: which case */
        const char *box, *days, *group, *own, *file;
        const char *items[TICKET_ITEMS_MAX];
        size_t item_count;
        bool low, large, return_old, json;
        bool again, dry_run;    /* of a batch: doubts are answered; nothing is issued */
        const char *from, *shift;
        struct labels_place place;
};

/* Doubts are said as notes where they are answered already, and where nothing is issued anyway. */
static int weigh_doubts(const struct issue_request *request, const struct office *office, const struct secrets *secrets,
                        const struct batch *batch, struct problems *problems) {
        struct problems doubts = PROBLEMS_INIT;
        int r = batch_doubts(batch, office, secrets->values, office_now(), problems, &doubts);

        if (r == 0 && doubts.count > 0 && !request->again) {
                office_say_notes(&doubts);
                r = problems_add(problems, TEXT_PROBLEM_BATCH_DOUBTS, "file", request->batch, NULL);
        } else if (r == 0) {
                office_say_notes(&doubts);
        }
        problems_deinit(&doubts);
        return r;
}

/* Reads the file and everything that may be odd about it. */
static int read_batch(const struct issue_request *request, const struct office *office, const struct secrets *secrets,
                      const struct buffer *bytes, struct problems *problems, struct batch *ret_batch) {
        struct problems notes = PROBLEMS_INIT;
        int r = batch_parse(bytes->data, bytes->len, office->state, office_now(), problems, &notes, ret_batch);

        office_say_notes(&notes);
        problems_deinit(&notes);
        if (r == 0)
                return weigh_doubts(request, office, secrets, ret_batch, problems);
        if (r > 0)
                problems_add(problems, TEXT_PROBLEM_BATCH_NOT_ISSUED, "file", request->batch, NULL);
        return r;
}

static int issue_read(const struct issue_request *request, struct office *office, const struct secrets *secrets, const struct batch *batch,
                      struct problems *problems) {
        const struct issue_progress progress = office_begin_issue();
        struct issued *issued = calloc(batch->count, sizeof(*issued));
        struct parcel_batch files = { .place = request->place };
        int r = issued ? 0 : -ENOMEM;

        if (r == 0)
                r = issue_orders(office, secrets, batch->orders, batch->count, office_now(), &progress, problems, issued, &files);
        if (r == 0)
                r = office_print_batch(request->dir, request->json, issued, batch->lines, batch->count, &files);
        if (issued)
                explicit_bzero(issued, batch->count * sizeof(*issued));
        free(issued);
        return r;
}

static int issue_batch(void *context, const char *passphrase, struct problems *problems) {
        struct office *office CLEANUP(office_cleanup) = NULL;
        const struct issue_request *request = context;
        struct buffer bytes = BUFFER_INIT;
        struct batch batch = { 0 };
        struct secrets secrets = { 0 };
        int r;

        r = file_read(request->batch, BATCH_MAX_LEN, &bytes);
        if (r == -EFBIG)
                return problems_add(problems, TEXT_PROBLEM_BATCH_FILE_LONG, "file", request->batch, "n", NUMERAL(BATCH_MAX_LEN),
                                    NULL);
        if (r < 0)
                return problems_add_fault(problems, r, TEXT_PROBLEM_READ, "path", request->batch, NULL);
        r = office_open_unlocked(request->dir, SECRETS_DAY, passphrase, problems, &office, &secrets);
        if (r == 0)
                r = read_batch(request, office, &secrets, &bytes, problems, &batch);
        if (r == 0)
                office_note_paper(office);
        if (r == 0 && request->dry_run)
                command_say(TEXT_OFFICE_DRY_RUN, "n", NUMERAL(batch.count), NULL);
        else if (r == 0)
                r = issue_read(request, office, &secrets, &batch, problems);
        batch_deinit(&batch);
        secrets_deinit(&secrets);
        buffer_wipe(&bytes);
        return r;
}

/* On a terminal one line is enough; reading on to the end of it would look like hanging. */
static int ask_born(struct buffer *ret_line) {
        char line[BORN_INPUT_MAX];
        ssize_t len;
        int r;

        fputs(command_word(TEXT_OFFICE_BORN), stderr);
        len = read(STDIN_FILENO, line, sizeof(line));
        r = len < 0 ? -errno : buffer_append(ret_line, line, (size_t)len);
        explicit_bzero(line, sizeof(line));
        return r;
}

/* The first line of standard input, or the argument. */
int office_set_born(struct order *order, const char *born, struct problems *problems) {
        struct buffer input = BUFFER_INIT;
        int r;

        if (strcmp(born, "-") != 0) {
                command_complain(TEXT_OFFICE_BORN_SEEN, NULL);
                return order_set(order, "born", born, office_now(), problems);
        }
        r = isatty(STDIN_FILENO) ? ask_born(&input) : file_read("-", BORN_INPUT_MAX, &input);
        if (r == -EFBIG)
                return problems_add(problems, TEXT_PROBLEM_BORN_INPUT_LONG, NULL);
        if (r < 0)
                return problems_add_fault(problems, r, TEXT_PROBLEM_READ_INPUT, NULL);
        r = order_set(order, "born", buffer_text(&input), office_now(), problems);
        buffer_wipe(&input);
        return r;
}

static int make_order(const struct issue_request *request, struct problems *problems, struct order *order) {
        const struct {
                const char *field, *value;
        } fields[] = {
                { "box", request->box },
                { "days", request->days },
                { "group", request->group },
                { "reference", request->own },
                { wish_name(WISH_NO_LOW), request->low ? "yes" : NULL },
                { wish_name(WISH_NO_LARGE), request->large ? "yes" : NULL },
                { wish_name(WISH_NO_RETURN_OLD), request->return_old ? "yes" : NULL },
        };
        int r = 0;

        for (size_t i = 0; i < ARRAY_LEN(fields) && r == 0; i++)
                if (fields[i].value)
                        r = order_set(order, fields[i].field, fields[i].value, office_now(), problems);
        for (size_t i = 0; i < request->item_count && r == 0; i++)
                r = order_set(order, "item", request->items[i], office_now(), problems);
        return r == 0 ? office_set_born(order, request->born, problems) : r;
}

static int issue_single(void *context, const char *passphrase, struct problems *problems) {
        struct office *office CLEANUP(office_cleanup) = NULL;
        const struct issue_request *request = context;
        struct secrets secrets = { 0 };
        struct order order = { 0 };
        struct issued issued = { 0 };
        int r;

        r = office_open_noting(request->dir, problems, &office);
        /* The zone is the office's from here on: "today" bounds a birth date. */
        if (r == 0)
                r = make_order(request, problems, &order);
        if (r == 0)
                r = order_complete(&order, office->state, NULL, NULL, problems);
        if (r == 0)
                r = office_unlock(office, SECRETS_DAY, passphrase, problems, &secrets);
        if (r == 0)
                office_note_paper(office);
        if (r == 0)
                r = issue_orders(office, &secrets, &order, 1, office_now(), NULL, problems, &issued, NULL);
        if (r == 0)
                r = office_print_one(request->dir, request->json, &issued);
        secrets_deinit(&secrets);
        order_wipe(&order);
        issued_wipe(&issued);
        return r;
}

static bool request_sensible(const struct issue_request *request) {
        bool single = request->box || request->born || request->days || request->group || request->own || request->item_count > 0 || request->low ||
                      request->large || request->return_old;

        if (!request->batch && (request->again || request->dry_run || request->from || request->shift))
                command_complain(TEXT_OFFICE_ISSUE_NO_BATCH, NULL);
        else if (request->batch && single)
                command_complain(TEXT_OFFICE_ISSUE_BATCH_ALONE, NULL);
        else if (!request->batch && (!request->box || !request->born || request->item_count == 0))
                command_complain(TEXT_OFFICE_ISSUE_USAGE, NULL);
        else
                return true;
        return false;
}

static int run_issue(int argc, char **argv) {
        struct issue_request request = { 0 };
        const struct command_option options[] = {
                { .name = "box", .value = &request.box },
                { .name = "item", .list = request.items, .list_max = TICKET_ITEMS_MAX, .list_count = &request.item_count },
                { .name = "born", .value = &request.born },
                { .name = "days", .value = &request.days },
                { .name = "low", .flag = &request.low },
                { .name = "large", .flag = &request.large },
                { .name = "return-old", .flag = &request.return_old },
                { .name = "group", .value = &request.group },
                { .name = "reference", .value = &request.own },
                { .name = "batch", .value = &request.batch },
                { .name = "again", .flag = &request.again },
                { .name = "dry-run", .flag = &request.dry_run },
                { .name = "labels-from", .value = &request.from },
                { .name = "shift", .value = &request.shift },
                { .name = "passphrase-file", .value = &request.file },
                { .name = "json", .flag = &request.json },
        };
        int count, r;

        if (command_options(argc, argv, options, ARRAY_LEN(options), 1, 1, &count) != COMMAND_DONE || !request_sensible(&request) ||
            !office_labels_place(request.from, request.shift, &request.place))
                return COMMAND_FAULT;
        request.dir = argv[1];
        r = office_with_passphrase(request.file, PASSPHRASE_KNOWN, request.batch ? issue_batch : issue_single, &request);
        office_end_issue();
        return r;
}

/* The birth date and the days that were given, read as those of an issue are. */
static int read_changes(const struct issue_request *request, struct problems *problems, struct reissue_changes *ret_changes) {
        struct order order = { 0 };
        int r = request->days ? order_set(&order, "days", request->days, office_now(), problems) : 0;

        if (r == 0 && request->born)
                r = office_set_born(&order, request->born, problems);
        if (r == 0) {
                memcpy(ret_changes->birth, order.birth, sizeof(ret_changes->birth));
                ret_changes->days = order.days;
        }
        order_wipe(&order);
        return r;
}

static int reissue(void *context, struct office *office, const struct secrets *secrets, struct problems *problems) {
        struct reissue_changes changes = { .days = 0 };
        const struct issue_request *request = context;
        struct issued issued = { 0 };
        struct issuance issuance;
        int r = case_find(office, secrets, request->words, office_now(), problems, &issuance);

        if (r == 0)
                r = read_changes(request, problems, &changes);
        if (r == 0)
                office_note_paper(office);
        if (r == 0)
                r = issue_again(office, secrets, issuance.cti, &changes, office_now(), problems, &issued);
        explicit_bzero(&changes, sizeof(changes));
        if (r == 0)
                r = office_print_one(request->dir, request->json, &issued);
        if (r == 0 && !request->json)
                command_say(TEXT_OFFICE_REISSUED, NULL);
        issued_wipe(&issued);
        return r;
}

static int run_reissue(int argc, char **argv) {
        struct issue_request request = { 0 };
        struct again_request all = { 0 };
        const struct command_option options[] = {
                { .name = "born", .value = &request.born },
                { .name = "days", .value = &request.days },
                { .name = "box", .value = &all.box },
                { .name = "export", .list = all.exports, .list_max = AGAIN_EXPORTS_MAX, .list_count = &all.export_count },
                { .name = "dry-run", .flag = &all.dry_run },
                { .name = "labels-from", .value = &request.from },
                { .name = "shift", .value = &request.shift },
                { .name = "passphrase-file", .value = &request.file },
                { .name = "json", .flag = &request.json },
        };
        bool one;
        int count, r;

        if (command_options(argc, argv, options, ARRAY_LEN(options), 1, 2, &count) != COMMAND_DONE ||
            !office_labels_place(request.from, request.shift, &all.place))
                return COMMAND_FAULT;
        one = count == 2 && !all.box && all.export_count == 0 && !all.dry_run && !request.from && !request.shift;
        if (!one && (count != 1 || !all.box || request.born || request.days)) {
                command_complain(TEXT_OFFICE_AGAIN_USAGE, NULL);
                return COMMAND_FAULT;
        }
        if (one && !office_words_sensible(argv[2]))
                return COMMAND_FAULT;
        request.dir = all.dir = argv[1];
        request.words = argv[2];
        all.json = request.json;
        if (one)
                return office_with_keys(argv[1], SECRETS_DAY, request.file, reissue, &request);
        r = office_with_keys(argv[1], SECRETS_DAY, request.file, office_issue_again, &all);
        office_end_issue();
        return r;
}

const struct member_command office_issue_commands[] = {
        { COMMAND_OFFICE_ISSUE, run_issue },
        { COMMAND_OFFICE_REISSUE, run_reissue },
        { .run = NULL },
};
