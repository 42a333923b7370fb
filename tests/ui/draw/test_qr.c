/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/cmocka.h"
#include "ui/draw/qr.h"

/* The known answer of the pickup code, 187 characters with blanks in it. */
static const char code[] =
        "PK1:RRQT 9P60GO0Y:G%DUM1DWFP8CK6Y4DJ0XM9:96FN0GMD4EM1T0/LDMN7R-0100KB0*M0DY0W016C1PN1:Y127BQEI%RJYKNFO7J83:JGC3M.PT1Z8"
        "PTFD.0KDIK0AQ8Q999Q-CJMIX7FF:B*2U2B3 :SUK8 ZS7W6I/ETH26FT3KA0VDVHN*PS";

static char folder[] = "/tmp/pickupbox-qr-XXXXXX";
static char path[64];

static int set_up(void **state) {
        if (!mkdtemp(folder))
                return -1;
        snprintf(path, sizeof(path), "%s/x.png", folder);
        return 0;
}

static int tear_down(void **state) {
        unlink(path);
        return rmdir(folder);
}

static void a_pickup_code_is_version_8_at_level_m_and_9_at_level_q(void **state) {
        struct qr qr;

        assert_int_equal(qr_encode(code, QR_LEVEL_M, &qr), 0);
        assert_int_equal(qr.modules, 17 + 4 * 8);
        qr_deinit(&qr);
        assert_int_equal(qr_encode(code, QR_LEVEL_Q, &qr), 0);
        assert_int_equal(qr.modules, 17 + 4 * 9);
        qr_deinit(&qr);
}

static void the_three_finders_are_where_they_belong(void **state) {
        struct qr qr;

        assert_int_equal(qr_encode("A", QR_LEVEL_M, &qr), 0);
        assert_int_equal(qr.modules, 21);
        for (int i = 0; i < 7; i++) {
                assert_int_equal(qr.dark[i], 1);
                assert_int_equal(qr.dark[14 + i], 1);
                assert_int_equal(qr.dark[20 * 21 + i], 1);
        }
        assert_int_equal(qr.dark[7], 0);
        qr_deinit(&qr);
}

static void texts_that_fit_nowhere_are_refused(void **state) {
        struct qr qr = { .modules = -1 };
        char *text = malloc(8001);

        assert_non_null(text);
        memset(text, 'x', 8000);
        text[8000] = '\0';
        assert_int_equal(qr_encode(text, QR_LEVEL_L, &qr), -EMSGSIZE);
        assert_int_equal(qr_encode("", QR_LEVEL_L, &qr), -EINVAL);
        assert_int_equal(qr.modules, -1);
        free(text);
}

static void a_png_has_the_right_size_and_is_for_its_owner_only(void **state) {
        struct qr qr;
        struct stat st;
        uint8_t head[24];
        FILE *file;

        assert_int_equal(qr_encode("A", QR_LEVEL_M, &qr), 0);
        assert_int_equal(qr_write_png(&qr, 3, path), 0);
        assert_int_equal(stat(path, &st), 0);
        assert_int_equal(st.st_mode & 0777, 0600);
        file = fopen(path, "rb");
        assert_non_null(file);
        assert_int_equal(fread(head, 1, sizeof(head), file), sizeof(head));
        fclose(file);
        assert_memory_equal(head, "\x89PNG\r\n\x1a\n", 8);
        assert_int_equal(head[18] << 8 | head[19], (21 + 8) * 3);
        assert_int_equal(head[22] << 8 | head[23], (21 + 8) * 3);
        qr_deinit(&qr);
}

static void faults_are_handed_on(void **state) {
        struct qr qr;

        assert_int_equal(qr_encode("A", QR_LEVEL_M, &qr), 0);
        assert_int_equal(qr_write_png(&qr, 3, "/nonexistent/x.png"), -ENOENT);
        assert_int_equal(qr_write_png(&qr, 0, path), -EINVAL);
        assert_int_equal(qr_write_png(&qr, 65, path), -EINVAL);
        qr_deinit(&qr);
}

/* What an independent reader makes of it; zbarimg ends its answer with a line feed. */
static void zbarimg_reads_the_text_back(void **state) {
        char command[128], answer[512] = "";
        struct qr qr;
        size_t len;
        FILE *pipe;

        if (system("command -v zbarimg >/dev/null") != 0) {
                print_message("zbarimg is missing (package zbar-tools)\n");
                skip();
        }
        for (enum qr_level level = QR_LEVEL_L; level <= QR_LEVEL_H; level++) {
                assert_int_equal(qr_encode(code, level, &qr), 0);
                assert_int_equal(qr_write_png(&qr, 4, path), 0);
                qr_deinit(&qr);
                snprintf(command, sizeof(command), "zbarimg -q --raw -Sdisable -Sqrcode.enable %s", path);
                pipe = popen(command, "r");
                assert_non_null(pipe);
                len = fread(answer, 1, sizeof(answer) - 1, pipe);
                assert_int_equal(pclose(pipe), 0);
                assert_true(len > 0);
                answer[len - 1] = '\0';
                assert_string_equal(answer, code);
        }
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_pickup_code_is_version_8_at_level_m_and_9_at_level_q),
                cmocka_unit_test(the_three_finders_are_where_they_belong),
                cmocka_unit_test(texts_that_fit_nowhere_are_refused),
                cmocka_unit_test(a_png_has_the_right_size_and_is_for_its_owner_only),
                cmocka_unit_test(faults_are_handed_on),
                cmocka_unit_test(zbarimg_reads_the_text_back),
        };
        return cmocka_run_group_tests(tests, set_up, tear_down);
}
