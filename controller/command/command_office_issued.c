/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What `pickupbox office issue` and `reissue` say of what they issued.
 */
#include "controller/command/command_office.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/moment.h"
#include "controller/command/interruption.h"

enum { PROGRESS_SIZE = 80 };

/* line: in the file of a batch; 0: no batch. */
static json_t *issued_object(const char *dir, const struct issued *issued, size_t line) {
        char nbf[MOMENT_TEXT_SIZE], ticket[MOMENT_TEXT_SIZE], code[MOMENT_TEXT_SIZE], last[MOMENT_TEXT_SIZE];
        json_t *folder = json_sprintf("%s/out/%s", dir, issued->cti_text);

        moment_format((int64_t)issued->nbf * 1000, false, nbf);
        moment_format((int64_t)issued->ticket_exp * 1000, false, ticket);
        moment_format((int64_t)issued->code_exp * 1000, false, code);
        moment_format(issued->last_day_ms, false, last);
        return json_pack("{s:o*, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:o*}", "line",
                         line > 0 ? json_integer((json_int_t)line) : NULL, "cti", issued->cti_text, "box", issued->box, "reference",
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
        char ticket[MOMENT_TEXT_SIZE], reference[16], pin[16], folder[OFFICE_PATH_SIZE];

        moment_format((int64_t)issued->ticket_exp * 1000, false, ticket);
        snprintf(reference, sizeof(reference), "%.4s %.4s", issued->reference, issued->reference + 4);
        snprintf(pin, sizeof(pin), "%.3s %.3s", issued->pin, issued->pin + 3);
        snprintf(folder, sizeof(folder), "%s/out/%s", dir, issued->cti_text);
        command_say(TEXT_OFFICE_ISSUED, "cti", issued->cti_text, "reference", reference, "pin", pin, "until", ticket, "folder",
                    folder, NULL);
        explicit_bzero(pin, sizeof(pin));
}

int office_print_one(const char *dir, bool json, const struct issued *issued) {
        if (json)
                return print_json(issued_object(dir, issued, 0));
        print_issued(dir, issued);
        return 0;
}

void office_show_progress(void *context, size_t done, size_t total) {
        char line[PROGRESS_SIZE];

        catalogue_say(command_language(), line, sizeof(line), TEXT_OFFICE_PROGRESS, "done", NUMERAL(done), "total", NUMERAL(total),
                      NULL);
        fprintf(stderr, "\r%s%s", line, done == total ? "\n" : "");
}

/* What is said of it begins on a line of its own. */
static bool is_broken_off(void *context) {
        bool came = interruption_came();

        if (came && isatty(STDERR_FILENO))
                fputc('\n', stderr);
        return came;
}

struct issue_progress office_begin_issue(void) {
        interruption_watch();
        return (struct issue_progress){ .step = isatty(STDERR_FILENO) ? office_show_progress : NULL, .stop = is_broken_off };
}

void office_end_issue(void) {
        interruption_end();
}

int office_print_batch(const char *dir, bool json, const struct issued *issued, const size_t *lines, size_t count, const struct parcel_batch *files) {
        json_t *list;

        if (json) {
                list = json_array();
                for (size_t i = 0; i < count; i++)
                        json_array_append_new(list, issued_object(dir, &issued[i], lines ? lines[i] : 0));
                return print_json(json_pack("{s:o, s:o, s:o}", "issued", list, "labels", json_sprintf("%s/out/%s", dir, files->labels),
                                            "letters", json_sprintf("%s/out/%s", dir, files->letters)));
        }
        command_say(TEXT_OFFICE_BATCH_HEAD, NULL);
        for (size_t i = 0; i < count; i++)
                printf("%s  %-5s  %.4s %.4s  %.3s %.3s  %zu\n", issued[i].cti_text, issued[i].box, issued[i].reference,
                       issued[i].reference + 4, issued[i].pin, issued[i].pin + 3, lines ? lines[i] : i + 1);
        command_say(TEXT_OFFICE_BATCH_FILES, "dir", dir, "labels", files->labels, "letters", files->letters, NULL);
        return 0;
}
