/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * `pickupbox office …`: the office's side, thin over controller/office.
 */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hex.h"
#include "base/moment.h"
#include "controller/command/command.h"
#include "controller/office/batch.h"
#include "controller/office/issue.h"
#include "controller/office/office.h"

enum { BORN_INPUT_MAX = 64 };

static int64_t now(void) {
        return (int64_t)time(NULL);
}

static void print_lines(const struct problems *problems, const char *before) {
        struct reader reader = reader_over(buffer_text(&problems->text), problems->text.len);
        const char *line;
        size_t len;

        while (reader_line(&reader, &line, &len))
                command_error("%s%.*s", before, (int)len, line);
        if (problems->count > PROBLEMS_SHOWN_MAX)
                command_error("%sand %u more", before, problems->count - PROBLEMS_SHOWN_MAX);
}

/* Says what went wrong and turns a library's outcome into an exit status. Ends the problems. */
static int conclude(int r, struct problems *problems) {
        print_lines(problems, "");
        if (r < 0 && problems->count == 0)
                command_error("%s", strerror(-r));
        problems_deinit(problems);
        return r == 0 ? COMMAND_DONE : r > 0 ? COMMAND_REFUSED : COMMAND_FAULT;
}

/* Opens the office and says what it had to mend. */
static int open_office(const char *dir, struct problems *problems, struct office **ret_office) {
        int r = office_open(dir, problems, ret_office);

        if (r == 0)
                print_lines(&(*ret_office)->notices, "note: ");
        return r;
}

/* The passphrase is asked for before the office is locked, so that nobody waits for somebody who types. */
static int open_unlocked(const char *dir, unsigned which, const char passphrase[PASSPHRASE_MAX + 1], struct problems *problems,
                         struct office **ret_office, struct secrets *ret_secrets) {
        int r = open_office(dir, problems, ret_office);

        return r == 0 ? secrets_open(dir, (*ret_office)->state, which, passphrase, problems, ret_secrets) : r;
}

static int run_init(int argc, char **argv) {
        const char *name = NULL, *domain = NULL, *zone = NULL, *file = NULL;
        const struct command_option options[] = {
                { .name = "name", .value = &name },
                { .name = "domain", .value = &domain },
                { .name = "zone", .value = &zone },
                { .name = "passphrase-file", .value = &file },
        };
        struct problems problems = PROBLEMS_INIT;
        char passphrase[PASSPHRASE_MAX + 1];
        int count, r;

        if (command_options(argc, argv, options, ARRAY_LEN(options), 1, 1, &count) != COMMAND_DONE)
                return COMMAND_FAULT;
        if (!name || !domain) {
                command_error("office init: give --name NAME and --domain DOMAIN");
                return COMMAND_FAULT;
        }
        /* Before anybody thinks of a passphrase. */
        if (access(argv[1], F_OK) == 0) {
                command_error("%s exists already; an office is made in a new folder only", argv[1]);
                return COMMAND_REFUSED;
        }
        if (command_passphrase(file, "New passphrase of this office", true, passphrase) != COMMAND_DONE)
                return COMMAND_FAULT;
        r = office_init(argv[1], name, domain, zone ? zone : "Europe/Berlin", passphrase, now(), &problems);
        explicit_bzero(passphrase, sizeof(passphrase));
        if (r == 0)
                printf("Made the office %s in %s.\nRoot key: %s/root.pub. Without the passphrase nothing can be issued, and nobody can "
                       "restore it.\n", name, argv[1], argv[1]);
        return conclude(r, &problems);
}

static int add_box(const char *dir, const char *file, const char *address, bool replace, struct problems *problems) {
        struct office *office CLEANUP(office_cleanup) = NULL;
        struct buffer bytes = BUFFER_INIT;
        const struct state_box *box;
        int r;

        r = file_read(file, ENROLMENT_MAX_LEN, &bytes);
        if (r == -EFBIG)
                return problems_add(problems, "%s is not an enrolment: it is longer than %d bytes", file, ENROLMENT_MAX_LEN);
        if (r < 0)
                return problems_add_fault(problems, r, "cannot read %s", file);
        r = open_office(dir, problems, &office);
        if (r == 0)
                r = office_add_box(office, bytes.data, bytes.len, address, replace, now(), problems, &box);
        buffer_deinit(&bytes);
        if (r == 0)
                printf("Box:         %s%s%s\nFingerprint: %s\nCompare it with the one that the box shows (`box init`). "
                       "The boxes know of it with the next bundle.\n",
                       box->id, box->address[0] ? ", " : "", box->address, box->fingerprint);
        return r;
}

static int run_add_box(int argc, char **argv) {
        const char *address = NULL, *file = NULL;
        bool replace = false;
        const struct command_option options[] = {
                { .name = "address", .value = &address },
                { .name = "replace", .flag = &replace },
                { .name = "passphrase-file", .value = &file }, /* taken as everywhere; a box's keys are public */
        };
        struct problems problems = PROBLEMS_INIT;
        int count;

        if (command_options(argc, argv, options, ARRAY_LEN(options), 2, 2, &count) != COMMAND_DONE)
                return COMMAND_FAULT;
        return conclude(add_box(argv[1], argv[2], address, replace, &problems), &problems);
}

static int add_staff(const char *dir, const char *sub, enum role role, const char *passphrase, struct problems *problems) {
        struct office *office CLEANUP(office_cleanup) = NULL;
        struct secrets secrets = { 0 };
        char pin[STAFF_PIN_LEN + 1];
        int r;

        r = open_unlocked(dir, SECRETS_DAY, passphrase, problems, &office, &secrets);
        if (r == 0)
                r = office_add_staff(office, &secrets, sub, role, now(), problems, pin);
        if (r == 0)
                printf("Badge:        %s/badges/%s/badge.png\nOne-time PIN: %s\nThe PIN is shown this once. The person sets a PIN of "
                       "their own at the first sign-in, after the boxes have the next bundle.\n", dir, sub, pin);
        explicit_bzero(pin, sizeof(pin));
        secrets_deinit(&secrets);
        return r;
}

static int run_add_staff(int argc, char **argv) {
        const char *sub = NULL, *role = NULL, *file = NULL;
        const struct command_option options[] = {
                { .name = "id", .value = &sub },
                { .name = "role", .value = &role },
                { .name = "passphrase-file", .value = &file },
        };
        struct problems problems = PROBLEMS_INIT;
        char passphrase[PASSPHRASE_MAX + 1];
        int count, r;

        if (command_options(argc, argv, options, ARRAY_LEN(options), 1, 1, &count) != COMMAND_DONE)
                return COMMAND_FAULT;
        if (!sub || !role || role_from_name(role) == 0) {
                command_error("office add-staff: give --id SUB and --role loader, manager or auditor");
                return COMMAND_FAULT;
        }
        if (command_passphrase(file, "Passphrase of the office", false, passphrase) != COMMAND_DONE)
                return COMMAND_FAULT;
        r = add_staff(argv[1], sub, role_from_name(role), passphrase, &problems);
        explicit_bzero(passphrase, sizeof(passphrase));
        return conclude(r, &problems);
}

static int make_bundle(const char *dir, const char *path, const char *passphrase, struct problems *problems) {
        struct office *office CLEANUP(office_cleanup) = NULL;
        struct secrets secrets = { 0 };
        int r;

        r = open_unlocked(dir, SECRETS_ROOT | SECRETS_DAY, passphrase, problems, &office, &secrets);
        if (r == 0)
                r = office_make_bundle(office, &secrets, path, now(), problems);
        if (r == 0)
                printf("Bundle %u is in %s. Each box takes it with `pickupbox box adopt`.\n", office->state->bundle_version, path);
        secrets_deinit(&secrets);
        return r;
}

static int run_bundle(int argc, char **argv) {
        const char *path = NULL, *file = NULL;
        const struct command_option options[] = {
                { .name = "output", .letter = 'o', .value = &path },
                { .name = "passphrase-file", .value = &file },
        };
        struct problems problems = PROBLEMS_INIT;
        char passphrase[PASSPHRASE_MAX + 1];
        int count, r;

        if (command_options(argc, argv, options, ARRAY_LEN(options), 1, 1, &count) != COMMAND_DONE)
                return COMMAND_FAULT;
        if (!path) {
                command_error("office bundle: give -o FILE");
                return COMMAND_FAULT;
        }
        if (command_passphrase(file, "Passphrase of the office", false, passphrase) != COMMAND_DONE)
                return COMMAND_FAULT;
        r = make_bundle(argv[1], path, passphrase, &problems);
        explicit_bzero(passphrase, sizeof(passphrase));
        return conclude(r, &problems);
}

static json_t *issued_object(const char *dir, const struct issued *issued) {
        char nbf[MOMENT_TEXT_SIZE], ticket[MOMENT_TEXT_SIZE], code[MOMENT_TEXT_SIZE], last[MOMENT_TEXT_SIZE];
        json_t *folder = json_sprintf("%s/out/%s", dir, issued->cti_text);

        moment_format((int64_t)issued->nbf * 1000, false, nbf);
        moment_format((int64_t)issued->ticket_exp * 1000, false, ticket);
        moment_format((int64_t)issued->code_exp * 1000, false, code);
        moment_format(issued->last_day_ms, false, last);
        return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:o*}", "cti", issued->cti_text, "box", issued->box, "reference",
                         issued->reference, "pin", issued->pin, "nbf", nbf, "ticket_exp", ticket, "code_exp", code, "collect_by", last,
                         "folder", folder);
}

static int print_json(json_t *object) {
        int r = object ? json_dumpf(object, stdout, JSON_COMPACT) : -1;

        json_decref(object);
        putchar('\n');
        return r == 0 ? 0 : -ENOMEM;
}

static void print_issued(const char *dir, const struct issued *issued) {
        char ticket[MOMENT_TEXT_SIZE];

        moment_format((int64_t)issued->ticket_exp * 1000, false, ticket);
        printf("cti:       %s\nReference: %.4s %.4s\nPIN:       %.3s %.3s\nLoad by:   %s\nFolder:    %s/out/%s\n", issued->cti_text,
               issued->reference, issued->reference + 4, issued->pin, issued->pin + 3, ticket, dir, issued->cti_text);
}

/* What `office issue` was asked for. */
struct issue_request {
        const char *dir, *batch, *born;
        const char *box, *days, *group, *file;
        const char *items[TICKET_ITEMS_MAX];
        size_t item_count;
        bool low, large, return_old, json;
};

static void show_progress(void *context, size_t done, size_t total) {
        fprintf(stderr, "\r%zu of %zu%s", done, total, done == total ? "\n" : "");
}

static int print_batch(const struct issue_request *request, const struct issued *issued, size_t count, const char *labels) {
        json_t *list;

        if (request->json) {
                list = json_array();
                for (size_t i = 0; i < count; i++)
                        json_array_append_new(list, issued_object(request->dir, &issued[i]));
                return print_json(json_pack("{s:o, s:o}", "issued", list, "labels", json_sprintf("%s/out/%s", request->dir, labels)));
        }
        printf("%-32s  %-5s  %-9s  %s\n", "cti", "Box", "Reference", "PIN");
        for (size_t i = 0; i < count; i++)
                printf("%s  %-5s  %.4s %.4s  %.3s %.3s\n", issued[i].cti_text, issued[i].box, issued[i].reference,
                       issued[i].reference + 4, issued[i].pin, issued[i].pin + 3);
        printf("Letters: %s/out/<cti>/letter.pdf\nLabels:  %s/out/%s\n", request->dir, request->dir, labels);
        return 0;
}

static int issue_batch(const struct issue_request *request, const char *passphrase, struct problems *problems) {
        struct office *office CLEANUP(office_cleanup) = NULL;
        const struct issue_progress progress = { .step = isatty(STDERR_FILENO) ? show_progress : NULL };
        struct buffer bytes = BUFFER_INIT;
        struct batch batch = { 0 };
        struct secrets secrets = { 0 };
        struct issued *issued = NULL;
        char labels[PARCEL_LABELS_NAME_SIZE];
        int r;

        r = file_read(request->batch, BATCH_MAX_LEN, &bytes);
        if (r == -EFBIG)
                return problems_add(problems, "%s is longer than %d bytes; divide it", request->batch, BATCH_MAX_LEN);
        if (r < 0)
                return problems_add_fault(problems, r, "cannot read %s", request->batch);
        r = open_unlocked(request->dir, SECRETS_DAY, passphrase, problems, &office, &secrets);
        if (r == 0) {
                r = batch_parse(bytes.data, bytes.len, office->state, now(), problems, &batch);
                if (r > 0)
                        problems_add(problems, "nothing was issued; correct %s and give it again", request->batch);
        }
        if (r == 0 && !(issued = calloc(batch.count, sizeof(*issued))))
                r = -ENOMEM;
        if (r == 0)
                r = issue_orders(office, &secrets, batch.orders, batch.count, now(), &progress, problems, issued, labels);
        if (r == 0)
                r = print_batch(request, issued, batch.count, labels);
        if (issued)
                explicit_bzero(issued, batch.count * sizeof(*issued));
        free(issued);
        batch_deinit(&batch);
        secrets_deinit(&secrets);
        buffer_wipe(&bytes);
        return r;
}

/* The first line of standard input, or the argument. */
static int set_born(struct order *order, const char *born, struct problems *problems) {
        struct buffer input = BUFFER_INIT;
        int r;

        if (strcmp(born, "-") != 0) {
                command_error("note: the birth date in an argument can be seen by others on this computer; use --born -");
                return order_set(order, "born", born, now(), problems);
        }
        r = file_read("-", BORN_INPUT_MAX, &input);
        if (r == -EFBIG)
                return problems_add(problems, "born: standard input is longer than a date");
        if (r < 0)
                return problems_add_fault(problems, r, "cannot read standard input");
        r = order_set(order, "born", buffer_text(&input), now(), problems);
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
                { "low", request->low ? "yes" : NULL },
                { "large", request->large ? "yes" : NULL },
                { "return_old", request->return_old ? "yes" : NULL },
        };
        int r = 0;

        for (size_t i = 0; i < ARRAY_LEN(fields) && r == 0; i++)
                if (fields[i].value)
                        r = order_set(order, fields[i].field, fields[i].value, now(), problems);
        for (size_t i = 0; i < request->item_count && r == 0; i++)
                r = order_set(order, "item", request->items[i], now(), problems);
        return r == 0 ? set_born(order, request->born, problems) : r;
}

static int print_one(const struct issue_request *request, const struct issued *issued) {
        if (request->json)
                return print_json(issued_object(request->dir, issued));
        print_issued(request->dir, issued);
        return 0;
}

static int issue_single(const struct issue_request *request, const char *passphrase, struct problems *problems) {
        struct office *office CLEANUP(office_cleanup) = NULL;
        struct secrets secrets = { 0 };
        struct order order = { 0 };
        struct issued issued = { 0 };
        int r;

        r = open_office(request->dir, problems, &office);
        /* The zone is the office's from here on: "today" bounds a birth date. */
        if (r == 0)
                r = make_order(request, problems, &order);
        if (r == 0)
                r = order_complete(&order, office->state, problems);
        if (r == 0)
                r = secrets_open(request->dir, office->state, SECRETS_DAY, passphrase, problems, &secrets);
        if (r == 0)
                r = issue_orders(office, &secrets, &order, 1, now(), NULL, problems, &issued, NULL);
        if (r == 0)
                r = print_one(request, &issued);
        secrets_deinit(&secrets);
        order_wipe(&order);
        issued_wipe(&issued);
        return r;
}

static bool request_sensible(const struct issue_request *request) {
        bool single = request->box || request->born || request->days || request->group || request->item_count > 0 || request->low ||
                      request->large || request->return_old;

        if (request->batch && single)
                command_error("office issue: with --batch everything stands in the file; leave the other options out");
        else if (!request->batch && (!request->box || !request->born || request->item_count == 0))
                command_error("office issue: give --box ID, --item NAME and --born -, or --batch FILE.csv");
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
                { .name = "batch", .value = &request.batch },
                { .name = "passphrase-file", .value = &request.file },
                { .name = "json", .flag = &request.json },
        };
        struct problems problems = PROBLEMS_INIT;
        char passphrase[PASSPHRASE_MAX + 1];
        int count, r;

        if (command_options(argc, argv, options, ARRAY_LEN(options), 1, 1, &count) != COMMAND_DONE || !request_sensible(&request))
                return COMMAND_FAULT;
        request.dir = argv[1];
        if (command_passphrase(request.file, "Passphrase of the office", false, passphrase) != COMMAND_DONE)
                return COMMAND_FAULT;
        r = request.batch ? issue_batch(&request, passphrase, &problems) : issue_single(&request, passphrase, &problems);
        explicit_bzero(passphrase, sizeof(passphrase));
        return conclude(r, &problems);
}

static bool read_cti(const char *text, uint8_t ret_cti[CTI_LEN]) {
        if (hex_decode(text, strlen(text), ret_cti, CTI_LEN))
                return true;
        command_error("\"%.40s\" is not a cti: 32 hexadecimal digits, as `office issue` prints them", text);
        return false;
}

static int reissue(const struct issue_request *request, const uint8_t cti[CTI_LEN], const char *passphrase, struct problems *problems) {
        struct office *office CLEANUP(office_cleanup) = NULL;
        struct secrets secrets = { 0 };
        struct issued issued = { 0 };
        int r;

        r = open_unlocked(request->dir, SECRETS_DAY, passphrase, problems, &office, &secrets);
        if (r == 0)
                r = issue_again(office, &secrets, cti, now(), problems, &issued);
        if (r == 0)
                r = print_one(request, &issued);
        if (r == 0 && !request->json)
                puts("The old letter is void once the new ticket is scanned at the box, or the box has the next bundle.");
        secrets_deinit(&secrets);
        issued_wipe(&issued);
        return r;
}

static int run_reissue(int argc, char **argv) {
        struct issue_request request = { 0 };
        const struct command_option options[] = {
                { .name = "passphrase-file", .value = &request.file },
                { .name = "json", .flag = &request.json },
        };
        struct problems problems = PROBLEMS_INIT;
        char passphrase[PASSPHRASE_MAX + 1];
        uint8_t cti[CTI_LEN];
        int count, r;

        if (command_options(argc, argv, options, ARRAY_LEN(options), 2, 2, &count) != COMMAND_DONE || !read_cti(argv[2], cti))
                return COMMAND_FAULT;
        request.dir = argv[1];
        if (command_passphrase(request.file, "Passphrase of the office", false, passphrase) != COMMAND_DONE)
                return COMMAND_FAULT;
        r = reissue(&request, cti, passphrase, &problems);
        explicit_bzero(passphrase, sizeof(passphrase));
        return conclude(r, &problems);
}

static int run_revoke(int argc, char **argv) {
        struct office *office CLEANUP(office_cleanup) = NULL;
        const char *file = NULL;
        const struct command_option options[] = {
                { .name = "passphrase-file", .value = &file }, /* taken as everywhere; the next bundle is what is signed */
        };
        struct problems problems = PROBLEMS_INIT;
        uint8_t cti[CTI_LEN];
        int count, r;

        if (command_options(argc, argv, options, ARRAY_LEN(options), 2, 2, &count) != COMMAND_DONE || !read_cti(argv[2], cti))
                return COMMAND_FAULT;
        r = open_office(argv[1], &problems, &office);
        if (r == 0)
                r = office_revoke(office, cti, now(), &problems);
        if (r == 0)
                printf("Revoked. It takes effect at the box with the next bundle: make one with `office bundle` and adopt it there.\n");
        return conclude(r, &problems);
}

const struct command office_commands[] = {
        { "office", "init", "DIR --name NAME --domain DOMAIN [--zone Europe/Berlin] [--passphrase-file FILE]",
          "makes an office: keys, root.pub; refuses an existing DIR", run_init },
        { "office", "add-box", "DIR FILE.enrol [--address TEXT] [--replace] [--passphrase-file FILE]",
          "takes in a box and prints its fingerprint to be compared", run_add_box },
        { "office", "add-staff", "DIR --id SUB --role loader|manager|auditor [--passphrase-file FILE]",
          "makes a badge and a one-time PIN", run_add_staff },
        { "office", "bundle", "DIR -o FILE [--passphrase-file FILE]", "signs the next bundle for the boxes", run_bundle },
        { "office", "issue",
          "DIR --box ID --item NAME [--item NAME]… --born -|YYYY-MM-DD [--days N] [--low] [--large]\n"
          "        [--return-old] [--group HEX] [--json] [--passphrase-file FILE]\n"
          "  pickupbox office issue DIR --batch FILE.csv [--json] [--passphrase-file FILE]",
          "makes ticket, code, letter and message in DIR/out/<cti>/. --born - reads the date from standard input; 00 stands for an\n"
          "      unknown month or day. Items: passport, identity_card, residence_card, travel_document, letter, other.\n"
          "      A batch is a CSV file (comma or semicolon, UTF-8), at most 1000 lines after a first line that names the columns, in any\n"
          "      order: box, item (several joined by +), born; and if wanted days, low, large, return_old (yes or no), group (32 hex\n"
          "      digits). All lines are checked before anything is issued; the labels for the envelopes come as one PDF", run_issue },
        { "office", "reissue", "DIR CTI [--json] [--passphrase-file FILE]",
          "new reference, PIN, code and ticket for a consignment; the old ones become void", run_reissue },
        { "office", "revoke", "DIR CTI [--passphrase-file FILE]", "voids a consignment's codes and tickets with the next bundle", run_revoke },
        { .name = NULL },
};
