/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/ui/walk.h"

#include <stdio.h>
#include <stdlib.h>

enum { CONTRAST = 1, LARGE = 2, APPEARANCES = 4 };

static void walk_one(struct ui *ui, const struct sample_panel *kind, size_t index, enum language language, unsigned appearance,
                     void (*step)(const struct walk *walk)) {
        struct view *view CLEANUP(view_cleanup) = NULL;
        struct walk walk = { .panel = &kind->panel, .kind = kind, .ui = ui };
        struct sample sample;

        sample_get(index, &sample);
        sample.screen.look.language = language;
        sample.screen.look.contrast = (appearance & CONTRAST) != 0;
        sample.screen.look.large = (appearance & LARGE) != 0;
        if (screen_view(ui, &sample.screen, &view) < 0)
                abort();
        walk.name = sample.name;
        walk.screen = &sample.screen;
        walk.view = view;
        snprintf(walk.where, sizeof(walk.where), "%s %s %s%s%s", sample.name, language_tag(language), kind->name,
                 appearance & CONTRAST ? " contrast" : "", appearance & LARGE ? " large" : "");
        step(&walk);
}

/* What is walked in a normal run. */
static bool chosen(const struct sample_panel *kind, enum language language, unsigned appearance) {
        if (kind->usual)
                return language == LANGUAGE_DE || language == LANGUAGE_EN;
        return (language == LANGUAGE_DE && appearance == 0) || (language == LANGUAGE_EN && appearance == (CONTRAST | LARGE));
}

static void walk_panel(const struct sample_panel *kind, bool all, void (*step)(const struct walk *walk)) {
        struct ui *ui CLEANUP(ui_cleanup) = NULL;

        if (ui_new(&kind->panel, NULL, &ui) < 0)
                abort();
        for (size_t i = 0; i < sample_count(); i++)
                for (unsigned language = 0; language < LANGUAGE_COUNT; language++)
                        for (unsigned appearance = 0; appearance < APPEARANCES; appearance++)
                                if (language_available((enum language)language) && (all || chosen(kind, (enum language)language, appearance)))
                                        walk_one(ui, kind, i, (enum language)language, appearance, step);
}

void walk_all(void (*step)(const struct walk *walk)) {
        setenv("TZ", "Europe/Berlin", 1);
        for (size_t i = 0; i < SAMPLE_PANELS; i++)
                if (sample_panels[i].usual)
                        walk_panel(&sample_panels[i], false, step);
}

void walk_panels(void (*step)(const struct walk *walk)) {
        bool full = getenv("PICKUPBOX_FULL") != NULL;

        setenv("TZ", "Europe/Berlin", 1);
        for (size_t i = 0; i < SAMPLE_PANELS; i++)
                walk_panel(&sample_panels[i], full, step);
}
