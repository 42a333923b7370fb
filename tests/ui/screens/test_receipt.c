/* SPDX-License-Identifier: EUPL-1.2 */
/* The receipt as a citizen's telephone sees it: the picture of the screen, read by another program. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/cmocka.h"
#include "tests/ui/sample.h"

static void the_receipt_on_the_screen_is_read_back(void **state) {
        char path[] = "/tmp/pickupbox-receipt-XXXXXX.png", command[128], read[512] = "";
        struct ui *ui CLEANUP(ui_cleanup) = NULL;
        struct view *view CLEANUP(view_cleanup) = NULL;
        struct sample sample;
        uint32_t *pixels;
        FILE *pipe;

        assert_int_equal(ui_new(&sample_portrait, NULL, &ui), 0);
        assert_true(mkstemps(path, 4) >= 0);
        sample_named("receipt", &sample);
        sample.screen.look.contrast = true;
        assert_int_equal(screen_view(ui, &sample.screen, &view), 0);
        pixels = sample_draw(view, &sample_portrait);
        assert_int_equal(view_write_png(pixels, 1080, 1920, 1080 * sizeof(*pixels), path), 0);
        free(pixels);
        snprintf(command, sizeof(command), "zbarimg --quiet --raw --oneshot -Sdisable -Sqrcode.enable %s 2>/dev/null", path);
        pipe = popen(command, "r");
        assert_non_null(pipe);
        assert_non_null(fgets(read, sizeof(read), pipe));
        pclose(pipe);
        remove(path);
        read[strcspn(read, "\n")] = '\0';
        assert_string_equal(read, sample.screen.code.text);
}

int main(void) {
        const struct CMUnitTest tests[] = { cmocka_unit_test(the_receipt_on_the_screen_is_read_back) };

        if (system("command -v zbarimg >/dev/null 2>&1") != 0) {
                fprintf(stderr, "skipped: zbarimg (zbar-tools) is not installed\n");
                return 77;
        }
        return cmocka_run_group_tests(tests, NULL, NULL);
}
