/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/paper/layouts.h"

#include <string.h>

static struct kept {
        char *text;             /* NULL: none */
        double width_pt, size_pt;
        bool bold;
        PangoLayout *layout;
} all[LAYOUTS_MAX];
static unsigned next;           /* goes when another comes */

PangoLayout *layouts_get(layouts_make_fn *make, void *context, const char *text, double width_pt, double size_pt, bool bold) {
        struct kept *kept;
        PangoLayout *layout;

        for (kept = all; kept < all + LAYOUTS_MAX && kept->text; kept++)
                if (kept->width_pt == width_pt && kept->size_pt == size_pt && kept->bold == bold && strcmp(kept->text, text) == 0)
                        return kept->layout;
        layout = make(context, text, width_pt, size_pt, bold);
        kept = &all[next];
        next = (next + 1) % LAYOUTS_MAX;
        g_free(kept->text);
        g_clear_object(&kept->layout);
        *kept = (struct kept){ .text = g_strdup(text), .width_pt = width_pt, .size_pt = size_pt, .bold = bold, .layout = layout };
        return layout;
}
