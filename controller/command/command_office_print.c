/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * `pickupbox office print`: paper.
 */
#include "controller/command/command_office.h"
#include "controller/command/member.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "controller/office/find.h"
#include "controller/office/paper.h"
#include "controller/office/reprint.h"

/* ---- where labels go ---- */

/* A decimal number of millimetres with a point, up to `end`. strtod() is not asked: it reads 0x1p3 and inf, and commas by locale. */
static bool read_mm(const char *text, size_t len, double *ret_mm) {
        bool minus = len > 0 && (*text == '-' || *text == '+');
        size_t digits = 0, behind = 0;
        double mm = 0, unit = 1;
        bool point = false;

        for (size_t i = minus; i < len; i++) {
                if (text[i] == '.' && !point) {
                        point = true;
                        continue;
                }
                if (text[i] < '0' || text[i] > '9')
                        return false;
                digits++;
                behind += point;
                unit = point ? unit / 10 : unit;
                mm = point ? mm + (text[i] - '0') * unit : mm * 10 + (text[i] - '0');
        }
        if (digits == 0 || digits > 4 || behind > 2 || mm > LABELS_SHIFT_MAX_MM)
                return false;
        *ret_mm = minus && *text == '-' ? -mm : mm;
        return true;
}

bool office_labels_place(const char *from, const char *shift, struct labels_place *ret_place) {
        struct labels_place place = { .from = 1 };
        const char *comma = shift ? strchr(shift, ',') : NULL;

        if (from) {
                char *end;
                long number = strtol(from, &end, 10);

                if (*end || end == from || number < 1 || number > LABELS_PER_SHEET) {
                        command_complain(TEXT_OFFICE_LABELS_FROM, "n", NUMERAL(LABELS_PER_SHEET), NULL);
                        return false;
                }
                place.from = (unsigned)number;
        }
        if (shift && (!comma || !read_mm(shift, (size_t)(comma - shift), &place.right_mm) ||
                      !read_mm(comma + 1, strlen(comma + 1), &place.down_mm))) {
                command_complain(TEXT_OFFICE_SHIFT, "n", NUMERAL(LABELS_SHIFT_MAX_MM), NULL);
                return false;
        }
        *ret_place = place;
        return true;
}

/* ---- print ---- */

enum { PRINT_CASES_MAX = 1000 };

struct print_request {
        const char *dir, *path, *file, *from, *shift;
        char **words;           /* cases */
        size_t count;
        bool test;
        struct labels_place place;
};

static int print_test(const struct print_request *request, struct problems *problems) {
        int r = paper_write_test(command_language(), &request->place, office_now(), request->path);

        if (r < 0)
                return problems_add_fault(problems, r, TEXT_PROBLEM_WRITE_STORE, "path", request->path, NULL);
        command_say(TEXT_OFFICE_TEST_MADE, "file", request->path, NULL);
        return 0;
}

/* ---- once more ---- */

static int find_all(const struct print_request *request, const struct office *office, struct problems *problems, struct issuance *list) {
        int r = 0;

        for (size_t i = 0; i < request->count && r == 0; i++)
                r = office_find_one(office, request->words[i], problems, &list[i]);
        return r;
}

/* Each folder anew, with an end of line for each that is done. */
static int print_folders(const struct print_request *request, struct office *office, const struct secrets *secrets,
                         const struct issuance *list, struct problems *problems) {
        int r = 0;

        for (size_t i = 0; i < request->count && r == 0; i++) {
                struct issued issued = { 0 };
                char cti[2 * CTI_LEN + 1];

                hex_encode(list[i].cti, CTI_LEN, cti);
                problems_at(problems, TEXT_PROBLEM_AT_CASE, "case", cti, NULL);
                r = issue_reprint(office, secrets, list[i].cti, office_now(), problems, &issued);
                if (r == 0)
                        command_say(TEXT_OFFICE_PRINTED_FOLDER, "dir", request->dir, "cti", cti, NULL);
                issued_wipe(&issued);
        }
        problems_at(problems, TEXT_NONE, NULL);
        return r;
}

static int print_again(void *context, struct office *office, const struct secrets *secrets, struct problems *problems) {
        const struct print_request *request = context;
        struct issuance *list = calloc(request->count, sizeof(*list));
        bool labels = request->from || request->shift;
        int r = list ? find_all(request, office, problems, list) : -ENOMEM;

        if (r == 0 && !request->path)
                r = print_folders(request, office, secrets, list, problems);
        else if (r == 0)
                r = issue_reprint_sheets(office, secrets, list, request->count, labels ? &request->place : NULL, request->path, office_now(), problems);
        if (r == 0 && request->path)
                command_say(labels ? TEXT_OFFICE_PRINTED_LABELS : TEXT_OFFICE_PRINTED_LETTERS, "n", NUMERAL(request->count), "file", request->path, NULL);
        free(list);
        return r;
}

static bool print_sensible(const struct print_request *request) {
        bool sensible = request->test ? request->path && request->count == 0 : request->count > 0 && (request->path || (!request->from && !request->shift));

        if (!sensible)
                command_complain(TEXT_OFFICE_PRINT_USAGE, NULL);
        for (size_t i = 0; i < request->count && sensible; i++)
                sensible = office_case_sensible(request->words[i]);
        return sensible;
}

static int run_print(int argc, char **argv) {
        struct print_request request = { 0 };
        const struct command_option options[] = {
                { .name = "test-sheet", .flag = &request.test },
                { .name = "labels-from", .value = &request.from },
                { .name = "shift", .value = &request.shift },
                { .name = "output", .letter = 'o', .value = &request.path },
                { .name = "passphrase-file", .value = &request.file },
        };
        struct problems problems = PROBLEMS_INIT;
        int count;

        if (command_options(argc, argv, options, ARRAY_LEN(options), 1, 1 + PRINT_CASES_MAX, &count) != COMMAND_DONE ||
            !office_labels_place(request.from, request.shift, &request.place))
                return COMMAND_FAULT;
        request.dir = argv[1];
        request.words = argv + 2;
        request.count = (size_t)count - 1;
        if (!print_sensible(&request))
                return COMMAND_FAULT;
        if (request.test)
                return office_conclude(print_test(&request, &problems), &problems);
        return office_with_keys(argv[1], SECRETS_DAY, request.file, print_again, &request);
}

const struct member_command office_print_commands[] = {
        { COMMAND_OFFICE_PRINT, run_print },
        { .run = NULL },
};
