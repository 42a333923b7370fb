/* SPDX-License-Identifier: EUPL-1.2 */
/* The letter and the labels as other programs see them: poppler and zbarimg. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/file.h"
#include "tests/support/cmocka.h"
#include "ui/paper/labels.h"
#include "ui/paper/letter.h"

enum { DPI = 150, OUTPUT_SIZE = 65536 };

static const char code[] =
        "PK1:RRQT 9P60GO0Y:G%DUM1DWFP8CK6Y4DJ0XM9:96FN0GMD4EM1T0/LDMN7R-0100KB0*M0DY0W016C1PN1:Y127BQEI%RJYKNFO7J83:JGC3M.PT1Z8"
        "PTFD.0KDIK0AQ8Q999Q-CJMIX7FF:B*2U2B3 :SUK8 ZS7W6I/ETH26FT3KA0VDVHN*PS";

static char folder[] = "/tmp/pickupbox-letter-XXXXXX";
static char path[64];
static char output[OUTPUT_SIZE];

static int set_up(void **state) {
        if (!mkdtemp(folder))
                return -1;
        snprintf(path, sizeof(path), "%s/x.pdf", folder);
        return 0;
}

static int tear_down(void **state) {
        char command[128];

        snprintf(command, sizeof(command), "rm -rf %s", folder);
        return system(command) == 0 ? 0 : -1;
}

static void need(const char *program) {
        char command[128];

        snprintf(command, sizeof(command), "command -v %s >/dev/null", program);
        if (system(command) != 0) {
                print_message("%s is missing\n", program);
                skip();
        }
}

static int write_letter(const struct letter *letter, const char *to) {
        struct letters *letters;
        int r;

        assert_int_equal(letters_new("Stadt Musterstadt: Abholung / collection", 1795000000, &letters), 0);
        r = letters_add(letters, letter);
        if (r == 0)
                r = letters_finish(letters, to);
        letters_free(letters);
        return r;
}

static int write_labels(const struct label *all, size_t count, const struct labels_place *place) {
        struct labels *labels;
        int r = labels_new(place, "Etiketten", 1795000000, &labels);

        if (r < 0)
                return r;
        for (size_t i = 0; r == 0 && i < count; i++)
                r = labels_add(labels, &all[i]);
        if (r == 0)
                r = labels_finish(labels, path);
        labels_free(labels);
        return r;
}

static void run(const char *program, const char *arguments) {
        char command[512];
        FILE *pipe;
        size_t len;

        snprintf(command, sizeof(command), "cd %s && %s %s 2>/dev/null", folder, program, arguments);
        pipe = popen(command, "r");
        assert_non_null(pipe);
        len = fread(output, 1, sizeof(output) - 1, pipe);
        output[len] = '\0';
        assert_int_equal(pclose(pipe), 0);
}

static struct letter sample(void) {
        return (struct letter){
                .office = "Stadt Musterstadt",
                .info = { { "Datum / Date", "23. November 2026" }, { "Box", "K017" } },
                .info_count = 2,
                .subject = "Ihr Dokument liegt zur Abholung bereit",
                .subject_second = "Your document is ready to be collected",
                .code = code,
                .facts = { { "Nummer / Number", "1234 5678" }, { "PIN", "012 345" }, { "Abholen bis / Collect by", "03.12.2026" } },
                .fact_count = 3,
                .parts = {
                        { .heading = "So holen Sie es ab", .steps = { "Eins.", "Zwei.", "Drei.", "Vier." }, .step_count = 4, .note = "Ende." },
                        { .heading = "How to collect it", .steps = { "One.", "Two.", "Three.", "Four." }, .step_count = 4, .note = "End." },
                },
                .contact_heading = "Bürgerbüro\nService desk",
                .contact = { "Musterplatz 1", "Telefon 01234 567-0" },
                .contact_count = 2,
        };
}

static void numbers_and_pin_are_text_in_groups(void **state) {
        struct letter letter = sample();

        need("pdftotext");
        assert_int_equal(write_letter(&letter, path), 0);
        run("pdftotext", "-layout x.pdf -");
        assert_non_null(strstr(output, "1234 5678"));
        assert_non_null(strstr(output, "012 345"));
        assert_non_null(strstr(output, "Ihr Dokument liegt"));
        assert_true(strstr(output, "So holen") < strstr(output, "How to collect"));
}

static void the_file_is_one_tagged_page_with_a_title_for_its_owner(void **state) {
        struct letter letter = sample();
        struct stat st;

        need("pdfinfo");
        assert_int_equal(write_letter(&letter, path), 0);
        assert_int_equal(stat(path, &st), 0);
        assert_int_equal(st.st_mode & 0777, 0600);
        run("pdfinfo", "x.pdf");
        assert_non_null(strstr(output, "Abholung / collection"));
        assert_non_null(strstr(output, "Tagged:          yes"));
        assert_non_null(strstr(output, "Pages:           1"));
        assert_non_null(strstr(output, "(A4)"));
        run("pdfinfo", "-struct x.pdf");
        assert_non_null(strstr(output, "H1"));
        assert_non_null(strstr(output, "LBody"));
        assert_non_null(strstr(output, "Figure"));
}

/* pdffonts: the columns "emb" and "sub" say yes yes. */
static void the_fonts_are_noto_sans_and_embedded(void **state) {
        struct letter letter = sample();
        struct reader reader;
        const char *line;
        size_t len, fonts = 0;

        need("pdffonts");
        assert_int_equal(write_letter(&letter, path), 0);
        run("pdffonts", "x.pdf");
        reader = reader_over(output, strlen(output));
        for (int i = 0; reader_line(&reader, &line, &len); i++) {
                if (i < 2)
                        continue;
                assert_non_null(memmem(line, len, "+NotoSans", 9));
                assert_non_null(memmem(line, len, "yes yes", 7));
                fonts++;
        }
        assert_int_equal(fonts, 2);
}

/* Renders page 1 as a PGM and gives its pixels; the caller frees the buffer. */
static const uint8_t *render(struct buffer *page, int *ret_width, int *ret_height) {
        char name[80];
        int head;

        snprintf(name, sizeof(name), "%s/page.pgm", folder);
        run("pdftoppm", "-gray -singlefile -r 150 x.pdf page");
        assert_int_equal(file_read(name, 16 << 20, page), 0);
        assert_int_equal(sscanf((const char *)page->data, "P5 %d %d 255%n", ret_width, ret_height, &head), 2);
        assert_int_equal(page->len, (size_t)head + 1 + (size_t)*ret_width * (size_t)*ret_height);
        return page->data + head + 1;
}

static int px(double mm) {
        return (int)(mm * DPI / 25.4);
}

static unsigned count_ink(const uint8_t *pixels, int width, double left, double top, double right, double bottom) {
        unsigned ink = 0;

        for (int y = px(top); y < px(bottom); y++)
                for (int x = px(left); x < px(right); x++)
                        ink += pixels[y * width + x] != 255;
        return ink;
}

/* A letter whose every text is as long as it may be. */
static struct letter longest(char name[121]) {
        struct letter letter = sample();

        for (size_t i = 0; i < 120; i++)
                name[i] = i % 12 == 11 ? ' ' : 'n';
        name[120] = '\0';
        letter.office = name;
        letter.info[0].value = letter.info[1].value = name;
        letter.subject = letter.subject_second = name;
        letter.contact_count = LETTER_CONTACT_MAX;
        for (size_t i = 0; i < LETTER_CONTACT_MAX; i++)
                letter.contact[i] = name;
        for (size_t part = 0; part < 2; part++) {
                for (size_t i = 0; i < LETTER_STEPS_MAX; i++)
                        letter.parts[part].steps[i] = name;
                letter.parts[part].note = name;
        }
        return letter;
}

static void the_address_window_stays_empty_however_long_the_texts_are(void **state) {
        char name[121];
        struct letter letters[] = { sample(), longest(name) };

        need("pdftoppm");
        for (size_t i = 0; i < 2; i++) {
                struct buffer page = BUFFER_INIT_MAX(16 << 20);
                const uint8_t *pixels;
                int width, height;

                assert_int_equal(write_letter(&letters[i], path), 0);
                pixels = render(&page, &width, &height);
                assert_int_equal(count_ink(pixels, width, 20, 45, 105, 90), 0);
                /* Something is beside it, so the right page was looked at; and the margins are empty but for the fold marks. */
                assert_true(count_ink(pixels, width, 125, 50, 190, 60) > 100);
                assert_int_equal(count_ink(pixels, width, 0, 0, 24.5, 100), 0);
                assert_int_equal(count_ink(pixels, width, 191, 0, 209, 296), 0);
                assert_int_equal(count_ink(pixels, width, 0, 292, 209, 296), 0);
                buffer_deinit(&page);
        }
}

static void a_return_line_keeps_to_its_five_millimetres(void **state) {
        static const char *const lines[] = { "Stadt Musterstadt, Musterplatz 1, 12345 Musterstadt",
                                             "Der Oberbürgermeister der Stadt Musterstadt am Fluss, Musterplatz 12a, 12345 Must" };

        need("pdftoppm");
        for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
                struct buffer page = BUFFER_INIT_MAX(16 << 20);
                struct letter letter = sample();
                const uint8_t *pixels;
                int width, height;

                letter.return_line = lines[i];
                assert_int_equal(write_letter(&letter, path), 0);
                pixels = render(&page, &width, &height);
                assert_true(count_ink(pixels, width, 25, 45, 104, 49.4) > 100);
                assert_int_equal(count_ink(pixels, width, 20, 50.1, 105, 90), 0);
                assert_int_equal(count_ink(pixels, width, 104.5, 45, 124, 50), 0);
                buffer_deinit(&page);
        }
}

static void the_code_on_the_page_reads_back(void **state) {
        struct letter letter = sample();

        need("pdftoppm");
        need("zbarimg");
        assert_int_equal(write_letter(&letter, path), 0);
        run("pdftoppm", "-png -singlefile -r 150 x.pdf page && zbarimg -q --raw -Sdisable -Sqrcode.enable page.png");
        output[strcspn(output, "\n")] = '\0';
        assert_string_equal(output, code);
}

static void the_codes_on_a_sheet_of_labels_read_back(void **state) {
        static char codes[25][400];
        struct label labels[25];

        need("pdftoppm");
        need("zbarimg");
        /* As long as a load ticket, and different. */
        for (size_t i = 0; i < 25; i++) {
                snprintf(codes[i], sizeof(codes[i]), "LT1:%02zu%.*s%.*s", i, 180, code, 178, code);
                labels[i] = (struct label){ .code = codes[i], .bars = "00010203", .heading = "K017", .case_id = "0001 0203", .text = "Reisepass" };
        }
        assert_int_equal(write_labels(labels, 25, &(struct labels_place){ .from = 1 }), 0);
        run("pdfinfo", "x.pdf");
        assert_non_null(strstr(output, "Pages:           2"));
        run("pdftoppm", "-png -r 200 x.pdf sheet && zbarimg -q --raw -Sdisable -Sqrcode.enable sheet-1.png sheet-2.png");
        for (size_t i = 0; i < 25; i++)
                assert_non_null(strstr(output, codes[i]));
}

static void letters_of_a_case_stay_apart(void **state) {
        const struct label label = { .code = "x", .bars = "FFFFF156", .heading = "K017", .case_id = "ffff\nfi56", .text = "Reisepass" };
        struct letter letter = sample();

        need("pdftotext");
        assert_int_equal(label_write(&label, "Etikett", 1795000000, path), 0);
        run("pdftotext", "x.pdf -");
        assert_non_null(strstr(output, "ffff\nfi56"));
        letter.info[1].value = "ffffi156";
        assert_int_equal(write_letter(&letter, path), 0);
        run("pdftotext", "x.pdf -");
        assert_non_null(strstr(output, "ffffi156"));
}

static void no_word_on_a_label_is_parted(void **state) {
        static const char *const contents[] = { "Personalausweis, Brief", "Aufenthaltstitel, Brief", "Personalausweis, Aufenthaltstitel, Brief\nTiefes Fach" };
        static const char long_code[] = "LT1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
                                        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
                                        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

        need("pdftotext");
        for (size_t i = 0; i < ARRAY_LEN(contents); i++) {
                const struct label label = { .code = long_code, .bars = "00010203", .heading = "K017", .case_id = "0001\n0203", .text = contents[i] };

                assert_int_equal(label_write(&label, "Etikett", 1795000000, path), 0);
                run("pdftotext", "x.pdf -");
                assert_non_null(strstr(output, i == 1 ? "Aufenthaltstitel," : "Personalausweis,"));
                assert_null(strstr(output, "\n,"));
        }
}

static void what_cannot_be_in_bars_or_on_a_sheet_is_refused(void **state) {
        static const struct labels_place places[] = { { .from = 0 }, { .from = 25 }, { .from = 1, .right_mm = 20.5 }, { .from = 1, .down_mm = -21 } };
        static const char *const texts[] = { "", "A\nB", "ä", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456", "ABCDEFGHIJ" };
        struct label label = { .code = "x", .heading = "K", .case_id = "", .text = "" };

        for (size_t i = 0; i < ARRAY_LEN(places); i++)
                assert_int_equal(write_labels(&label, 1, &places[i]), -EINVAL);
        for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
                label.bars = texts[i];
                assert_int_equal(label_write(&label, "x", 1795000000, path), -EINVAL);
        }
}

static void faults_are_handed_on(void **state) {
        struct letter letter = sample();
        char *text = malloc(8001);

        assert_int_equal(write_letter(&letter, "/nonexistent/x.pdf"), -ENOENT);
        assert_non_null(text);
        memset(text, 'x', 8000);
        text[8000] = '\0';
        letter.code = text;
        assert_int_equal(write_letter(&letter, path), -EMSGSIZE);
        assert_int_equal(write_labels(&(struct label){ .code = text, .heading = "K", .case_id = "", .text = "" }, 1, &(struct labels_place){ .from = 1 }), -EMSGSIZE);
        free(text);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(numbers_and_pin_are_text_in_groups),
                cmocka_unit_test(the_file_is_one_tagged_page_with_a_title_for_its_owner),
                cmocka_unit_test(the_fonts_are_noto_sans_and_embedded),
                cmocka_unit_test(the_address_window_stays_empty_however_long_the_texts_are),
                cmocka_unit_test(a_return_line_keeps_to_its_five_millimetres),
                cmocka_unit_test(the_code_on_the_page_reads_back),
                cmocka_unit_test(the_codes_on_a_sheet_of_labels_read_back),
                cmocka_unit_test(letters_of_a_case_stay_apart),
                cmocka_unit_test(no_word_on_a_label_is_parted),
                cmocka_unit_test(what_cannot_be_in_bars_or_on_a_sheet_is_refused),
                cmocka_unit_test(faults_are_handed_on),
        };
        return cmocka_run_group_tests(tests, set_up, tear_down);
}
