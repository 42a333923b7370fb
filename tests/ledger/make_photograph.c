/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * make_photograph CHECKPOINT FILE.png: the screen on which a box shows this
 * checkpoint to auditors, as a picture. For other programs' tests.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "tests/ui/sample.h"

int main(int argc, char **argv) {
        CLEANUP(ui_cleanup) struct ui *ui = NULL;
        CLEANUP(view_cleanup) struct view *view = NULL;
        CLEANUP(buffer_deinit) struct buffer checkpoint = BUFFER_INIT;
        const struct ui_panel *panel = &sample_portrait;
        struct sample sample;
        uint32_t *pixels;
        int r;

        if (argc != 3)
                return 2;
        sample_named("staff_checkpoint", &sample);
        r = file_read(argv[1], 1 << 16, &checkpoint);
        if (r == 0) {
                sample.screen.code.text = buffer_text(&checkpoint);
                r = ui_new(panel, NULL, &ui);
        }
        if (r == 0)
                r = screen_view(ui, &sample.screen, &view);
        if (r == 0) {
                pixels = sample_draw(view, panel);
                r = view_write_png(pixels, panel->width_px, panel->height_px, (size_t)panel->width_px * sizeof(*pixels), argv[2]);
                free(pixels);
        }
        if (r < 0)
                fprintf(stderr, "make_photograph: %s\n", strerror(-r));
        return r < 0 ? 1 : 0;
}
