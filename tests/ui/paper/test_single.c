/* SPDX-License-Identifier: EUPL-1.2 */
/* A letter alone, taken from the file of all: as poppler shows it there, and drawn by itself. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "tests/support/cmocka.h"
#include "ui/paper/letter.h"
#include "ui/paper/single.h"

enum { LETTERS = 3, FILE_MAX_LEN = 1 << 20, COMMAND_SIZE = 512 };

/* What could be taken for a reference or for the end of a string. */
#define TITLE "Stadt (X) 5 0 R \\) > stream: Abholung"

static char folder[] = "/tmp/pickupbox-single-XXXXXX";

static int set_up(void **state) {
        return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state) {
        char command[128];

        snprintf(command, sizeof(command), "rm -rf %s", folder);
        return system(command) == 0 ? 0 : -1;
}

static void run(const char *command) {
        char line[COMMAND_SIZE + 64];

        snprintf(line, sizeof(line), "cd %s && %s", folder, command);
        if (system(line) != 0)
                fail_msg("failed: %s", command);
}

static void path_of(const char *name, size_t i, char ret_path[64]) {
        snprintf(ret_path, 64, "%s/%s%zu.pdf", folder, name, i);
}

static void add(struct letters *letters, size_t i) {
        static const char *const codes[LETTERS] = { "PK1:ONE", "PK1:ANOTHER ONE", "PK1:AND THE THIRD" }, *const numbers[LETTERS] = { "1234 5678", "2345 6789", "3456 7890" };
        const struct letter letter = {
                .office = "Stadt (X)", .info = { { "Box", "K017" } }, .info_count = 1, .subject = "Abholung", .subject_second = "Collection", .code = codes[i],
                .bars = "00010203P", .facts = { { "Nummer", numbers[i] }, { "PIN", "012 345" } }, .fact_count = 2,
                .parts = { { .heading = "So geht es", .steps = { "Zum Rathaus,\u00a0Süd", "Zwei." }, .step_count = 2, .note = "Ende." },
                           { .heading = "How", .steps = { "One.", "Two." }, .step_count = 2 } },
                .contact_heading = "Amt", .contact = { "Musterplatz 1" }, .contact_count = i,
        };

        assert_int_equal(letters_add(letters, &letter), 0);
}

/* "all0.pdf", and one of each beside it: taken from it, and drawn alone. */
static struct letters *draw(void) {
        struct letters *letters, *alone;
        char path[64];

        assert_int_equal(letters_new(TITLE, 1795000000, &letters), 0);
        for (size_t i = 0; i < LETTERS; i++)
                add(letters, i);
        path_of("all", 0, path);
        assert_int_equal(letters_finish(letters, path), 0);
        for (size_t i = 0; i < LETTERS; i++) {
                path_of("single", i, path);
                assert_int_equal(letters_write_single(letters, i, path), 0);
                assert_int_equal(letters_new(TITLE, 1795000000, &alone), 0);
                add(alone, i);
                path_of("alone", i, path);
                assert_int_equal(letters_finish(alone, path), 0);
                letters_free(alone);
        }
        return letters;
}

static void each_looks_as_among_the_others_and_as_drawn_alone(void **state) {
        struct letters *letters = draw();
        char path[64], command[COMMAND_SIZE];

        for (size_t i = 0; i < LETTERS; i++) {
                snprintf(command, sizeof(command), "pdftoppm -r 150 -f %zu -l %zu all0.pdf >page.ppm && pdftoppm -r 150 single%zu.pdf 2>said >single.ppm && cmp page.ppm single.ppm"
                                                   " && pdftoppm -r 150 alone%zu.pdf | cmp - single.ppm && test ! -s said", i + 1, i + 1, i, i);
                run(command);
        }
        path_of("single", LETTERS, path);
        assert_int_equal(letters_write_single(letters, LETTERS, path), -EBADMSG);
        letters_free(letters);
}

/* Text in its order, structure, fonts, title and preferences; and nothing of the others. */
static void each_has_what_it_says_and_nothing_of_the_others(void **state) {
        static const char *const programs[] = { "pdftotext -layout %s -", "pdfinfo -struct-text %s", "pdffonts %s | awk 'NR > 2 { sub(/.*\\+/, \"\"); print $1, $(NF - 4) }' | sort -u",
                                                "pdfinfo %s | grep -v 'File size'", "grep -ac PrintScaling %s" };
        struct letters *letters = draw();
        char command[COMMAND_SIZE], single[16], alone[16];

        for (size_t i = 0; i < LETTERS; i++)
                for (size_t k = 0; k < ARRAY_LEN(programs); k++) {
                        int len;

                        snprintf(single, sizeof(single), "single%zu.pdf", i);
                        snprintf(alone, sizeof(alone), "alone%zu.pdf", i);
                        len = snprintf(command, sizeof(command), "{ ");
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
                        len += snprintf(command + len, sizeof(command) - (size_t)len, programs[k], single);
                        len += snprintf(command + len, sizeof(command) - (size_t)len, "; } >a 2>&1 && test -s a && { ");
                        len += snprintf(command + len, sizeof(command) - (size_t)len, programs[k], alone);
#pragma GCC diagnostic pop
                        snprintf(command + len, sizeof(command) - (size_t)len, "; } >b 2>&1 && cmp a b");
                        run(command);
                }
        run("test $(cat single0.pdf | wc -c) -lt $(($(cat alone0.pdf | wc -c) * 5 / 4))");
        letters_free(letters);
}

/* Bytes that nobody owns begin behind the last one. */
static void try_all(const uint8_t *bytes, size_t len) {
        struct buffer pdf = { .data = malloc(len + 1), .len = len, .capacity = len + 1 };
        CLEANUP(buffer_deinit) struct buffer page = BUFFER_INIT;
        struct singles *singles = NULL;

        assert_non_null(pdf.data);
        memcpy(pdf.data, bytes, len);
        pdf.data[len] = '\0';
        if (singles_new(&pdf, &singles) == 0)
                for (size_t i = 0; i <= singles_count(singles) && i <= LETTERS; i++)
                        (void)!singles_page(singles, i, &page);
        singles_free(singles);
        buffer_deinit(&pdf);
}

/* Drawn once more by itself where this happens: no outcome but these two, and nothing is read that is not there. */
static void what_is_cut_or_damaged_is_refused(void **state) {
        CLEANUP(buffer_deinit) struct buffer pdf = BUFFER_INIT;
        struct singles *singles = NULL;
        char path[64];

        letters_free(draw());
        path_of("all", 0, path);
        assert_int_equal(file_read(path, FILE_MAX_LEN, &pdf), 0);
        assert_int_equal(singles_new(&pdf, &singles), 0);
        assert_int_equal(singles_count(singles), LETTERS);
        singles_free(singles);
        for (size_t len = 0; len < pdf.len; len += len + 4000 < pdf.len ? 997 : 13)
                try_all(pdf.data, len);
        for (size_t at = pdf.len > 12000 ? pdf.len - 12000 : 0; at < pdf.len; at += 7) {
                uint8_t kept = pdf.data[at];

                pdf.data[at] = kept == '0' ? '9' : (uint8_t)(kept ^ 0x10);
                try_all(pdf.data, pdf.len);
                pdf.data[at] = kept;
        }
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(each_looks_as_among_the_others_and_as_drawn_alone),
                cmocka_unit_test(each_has_what_it_says_and_nothing_of_the_others),
                cmocka_unit_test(what_is_cut_or_damaged_is_refused),
        };
        return cmocka_run_group_tests(tests, set_up, tear_down);
}
