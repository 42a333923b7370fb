/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/ui/walk.h"

#include <stdio.h>
#include <stdlib.h>

static void walk_one(struct ui *ui, const struct ui_panel *panel, size_t index, unsigned variant,
                     void (*step)(const struct walk *walk)) {
        struct view *view CLEANUP(view_cleanup) = NULL;
        struct walk walk = { .panel = panel, .ui = ui };
        struct sample sample;

        sample_get(index, &sample);
        sample.screen.look.language = variant & 1 ? LANGUAGE_EN : LANGUAGE_DE;
        sample.screen.look.contrast = (variant & 2) != 0;
        sample.screen.look.large = (variant & 4) != 0;
        if (screen_view(ui, &sample.screen, &view) < 0)
                abort();
        walk.name = sample.name;
        walk.screen = &sample.screen;
        walk.view = view;
        snprintf(walk.where, sizeof(walk.where), "%s %s %dx%d%s%s", sample.name, language_tag(sample.screen.look.language),
                 panel->width_px,
                 panel->height_px, variant & 2 ? " contrast" : "", variant & 4 ? " large" : "");
        step(&walk);
}

void walk_all(void (*step)(const struct walk *walk)) {
        const struct ui_panel *panels[] = { &sample_portrait, &sample_landscape };

        setenv("TZ", "Europe/Berlin", 1);
        for (size_t panel = 0; panel < ARRAY_LEN(panels); panel++) {
                struct ui *ui CLEANUP(ui_cleanup) = NULL;

                if (ui_new(panels[panel], NULL, &ui) < 0)
                        abort();
                for (size_t i = 0; i < sample_count(); i++) {
                        for (unsigned variant = 0; variant < 8; variant++)
                                walk_one(ui, panels[panel], i, variant, step);
                }
        }
}
