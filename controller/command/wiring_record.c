/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/command/wiring_record.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/hex.h"
#include "base/words/hardware.h"
#include "ui/paper/record_sheet.h"

enum { COLUMNS = 78, SENTENCE_SIZE = 1024, INDENT = 6, SIGNED_LINES = 9 };

struct wiring_record {
        FILE *text;     /* over bytes and len */
        char *bytes;    /* owned, as open_memstream(3) has it */
        size_t len;
        unsigned faults;
};

static const char rule[] = "------------------------------------------------------------------------------";

/* Words of a sentence, broken before the paper's edge; what follows the first line stands below it. */
static void wrap(FILE *out, int indent, const char *sentence) {
        int column = fprintf(out, "%*s", indent, "");

        while (*sentence) {
                size_t word = strcspn(sentence, " ");

                if (column > indent && column + 1 + (int)word > COLUMNS)
                        column = fprintf(out, "\n%*s", indent, "") - 1;
                else if (column > indent)
                        column += fprintf(out, " ");
                column += fprintf(out, "%.*s", (int)word, sentence);
                sentence += word;
                sentence += strspn(sentence, " ");
        }
        fputs("\n", out);
}

static void write_head(struct wiring_record *record, const struct config *config, const struct wiring_box *box, const struct wiring_survey *survey) {
        char sha[2 * sizeof(config->sha.bytes) + 1], moment[32];
        time_t now = time(NULL);
        struct tm utc;

        hex_encode(config->sha.bytes, sizeof(config->sha.bytes), sha);
        strftime(moment, sizeof(moment), "%Y-%m-%d %H:%M UTC", gmtime_r(&now, &utc));
        fprintf(record->text, "ACCEPTANCE OF THE WIRING\n%s\nBox            %s, %u compartments, %s hardware\nDate           %s\nSoftware       pickupbox %s\n"
                              "Configuration  SHA-256 of its file:\n    %s\nPulse          %u ms, longest %u ms\n",
                rule, config->box_id, config->compartments, hardware_name(box->simulated ? HARDWARE_SIMULATED : HARDWARE_REAL), moment, PICKUPBOX_VERSION, sha,
                config->lock.pulse_ms, LOCK_PULSE_CAP_MS);
        fprintf(record->text, "Lines          %u faults were seen before any lock was tried\n", survey->faults);
}

struct wiring_record *wiring_record_new(const struct config *config, const struct wiring_box *box, const struct wiring_survey *survey) {
        struct wiring_record *record = calloc(1, sizeof(*record));

        if (!record)
                return NULL;
        record->text = open_memstream(&record->bytes, &record->len);
        if (!record->text) {
                free(record);
                return NULL;
        }
        write_head(record, config, box, survey);
        return record;
}

void wiring_record_free(struct wiring_record *record) {
        if (!record)
                return;
        if (record->text)
                fclose(record->text);
        free(record->bytes);
        free(record);
}

void wiring_record_part(struct wiring_record *record, const char *title) {
        fprintf(record->text, "\n%s\n%s\n", title, rule);
}

void wiring_record_compartment(struct wiring_record *record, const struct wiring_survey *survey, unsigned c) {
        wiring_survey_print_compartment(survey, c, "", stdout);
        puts("");
        wiring_survey_print_compartment(survey, c, "\n    ", record->text);
        fputs("\n", record->text);
}

static void say(struct wiring_record *record, const char *format, va_list arguments) {
        char sentence[SENTENCE_SIZE];

        vsnprintf(sentence, sizeof(sentence), format, arguments);
        printf("      %s\n", sentence);
        wrap(record->text, INDENT, sentence);
}

void wiring_record_say(struct wiring_record *record, const char *format, ...) {
        va_list arguments;

        va_start(arguments, format);
        say(record, format, arguments);
        va_end(arguments);
}

void wiring_record_fault(struct wiring_record *record, const char *format, ...) {
        va_list arguments;

        record->faults++;
        va_start(arguments, format);
        say(record, format, arguments);
        va_end(arguments);
}

unsigned wiring_record_faults(const struct wiring_record *record) {
        return record->faults;
}

int wiring_record_end(struct wiring_record *record, const char *person, char **ret_text, size_t *ret_len) {
        int r;

        fprintf(record->text, "\nTried by %s. Each opening is an entry of the box's ledger; so is this\nrecord's SHA-256.\n\n\n"
                              "Place, date    ______________________    Signature  __________________________\n\n\n"
                              "Installer      ______________________    Signature  __________________________\n", person);
        r = ferror(record->text) ? -ENOMEM : 0;
        if (fclose(record->text) != 0)
                r = -ENOMEM;
        record->text = NULL;
        if (r < 0)
                return r;
        *ret_text = record->bytes;
        *ret_len = record->len;
        record->bytes = NULL;
        return 0;
}

int wiring_record_to_pdf(const char *text, const struct hash *sha, const char *path, char ret_path[PATH_MAX]) {
        char foot[sizeof("SHA-256 of the same as plain text: ") + 2 * sizeof(sha->bytes)] = "SHA-256 of the same as plain text: ";
        const struct record_sheet record = { .title = "Acceptance of the wiring", .text = text, .foot = foot, .page = "Page", .together = SIGNED_LINES };
        size_t len = strlen(path), stem = len > 4 && strcmp(path + len - 4, ".txt") == 0 ? len - 4 : len;

        if (snprintf(ret_path, PATH_MAX, "%.*s.pdf", (int)stem, path) >= PATH_MAX)
                return -ENAMETOOLONG;
        hex_encode(sha->bytes, sizeof(sha->bytes), foot + strlen(foot));
        return record_sheet_write(&record, (int64_t)time(NULL), ret_path);
}

void wiring_record_print_kept(const char *what, const char *path, const struct hash *sha) {
        char text[2 * sizeof(sha->bytes) + 1];

        hex_encode(sha->bytes, sizeof(sha->bytes), text);
        printf("The record, %s: %s\nIts SHA-256, an entry `config` of the ledger: %s\n", what, path, text);
}
