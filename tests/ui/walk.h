/* SPDX-License-Identifier: EUPL-1.2 */
/* Walks every sample on both panels, in both languages, in every appearance. */
#pragma once

#include "tests/ui/sample.h"

struct walk {
        const char *name;
        char where[128];              /* "door en 1280x800 contrast large", for messages */
        const struct ui_panel *panel;
        struct ui *ui;
        const struct screen *screen;
        const struct view *view;
};

/* Calls back for each; aborts when a view cannot be made. */
void walk_all(void (*step)(const struct walk *walk));
