/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * render FOLDER [NAME]: writes every sample screen (or those whose name begins
 * with NAME) in both languages, on both panels, in every appearance as PNG, to be
 * looked at.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/macro.h"
#include "tests/ui/sample.h"

static const struct {
        const char *name;
        bool contrast, large;
} appearances[] = { { "", false, false }, { "-contrast", true, false }, { "-large", false, true },
                    { "-contrast-large", true, true } };

static int render(struct ui *ui, const struct ui_panel *panel, const char *folder, const struct sample *sample,
                  const char *suffix) {
        struct view *view CLEANUP(view_cleanup) = NULL;
        char path[4096];
        uint32_t *pixels;
        int r;

        r = screen_view(ui, &sample->screen, &view);
        if (r < 0)
                return r;
        pixels = sample_draw(view, panel);
        snprintf(path, sizeof(path), "%s/%s-%s%s%s.png", folder, sample->name, language_tag(sample->screen.look.language),
                 panel->width_px > panel->height_px ? "-landscape" : "", suffix);
        r = view_write_png(pixels, panel->width_px, panel->height_px, (size_t)panel->width_px * sizeof(*pixels), path);
        free(pixels);
        return r;
}

static int render_all(const struct ui_panel *panel, const char *folder, const char *prefix) {
        struct ui *ui CLEANUP(ui_cleanup) = NULL;
        int r = ui_new(panel, NULL, &ui);

        for (size_t i = 0; r == 0 && i < sample_count() * ARRAY_LEN(appearances) * 2; i++) {
                size_t appearance = i / 2 % ARRAY_LEN(appearances);
                struct sample sample;

                sample_get(i / 2 / ARRAY_LEN(appearances), &sample);
                if (strncmp(sample.name, prefix, strlen(prefix)) != 0)
                        continue;
                sample.screen.look.language = i % 2 ? LANGUAGE_EN : LANGUAGE_DE;
                sample.screen.look.contrast = appearances[appearance].contrast;
                sample.screen.look.large = appearances[appearance].large;
                r = render(ui, panel, folder, &sample, appearances[appearance].name);
        }
        return r;
}

int main(int argc, char **argv) {
        int r;

        if (argc < 2) {
                fprintf(stderr, "usage: render FOLDER [NAME]\n");
                return 2;
        }
        setenv("TZ", "Europe/Berlin", 1);
        if (mkdir(argv[1], 0777) < 0 && errno != EEXIST) {
                perror(argv[1]);
                return 2;
        }
        r = render_all(&sample_portrait, argv[1], argc > 2 ? argv[2] : "");
        if (r == 0)
                r = render_all(&sample_landscape, argv[1], argc > 2 ? argv[2] : "");
        if (r < 0)
                fprintf(stderr, "render: %s\n", strerror(-r));
        return r < 0 ? 2 : 0;
}
