/* SPDX-License-Identifier: EUPL-1.2 */
/* Walks the samples on the panels, in the languages and appearances. */
#pragma once

#include "tests/ui/sample.h"

struct walk {
        const char *name;
        char where[128];              /* "door en 1280x800 contrast large", for messages */
        const struct ui_panel *panel;
        const struct sample_panel *kind;
        struct ui *ui;
        const struct screen *screen;
        const struct view *view;
};

/* Calls back for every sample on the two usual panels, in German and English, in every appearance. Aborts when a view cannot be made. */
void walk_all(void (*step)(const struct walk *walk));
/*
 * As walk_all(), and on the other panels in German plain and in English with both aids; with PICKUPBOX_FULL on
 * every panel in every language that is built in, in every appearance.
 */
void walk_panels(void (*step)(const struct walk *walk));
