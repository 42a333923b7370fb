/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/paper/missing.h"

#include <string.h>

#include "ui/paper/sheet.h"

static bool is_missing(PangoLayout *layout, const char *text, int len) {
        pango_layout_set_text(layout, text, len);
        return pango_layout_get_unknown_glyphs_count(layout) > 0;
}

int missing_character(const char *text, char ret_character[MISSING_SIZE]) {
        PangoContext *context;
        PangoLayout *layout;
        int r = sheet_fonts(&context);

        if (r < 0)
                return r;
        layout = pango_layout_new(context);
        ret_character[0] = '\0';
        if (is_missing(layout, text, -1))
                for (const char *next; *text && !ret_character[0]; text = next) {
                        next = g_utf8_offset_to_pointer(text, 1);
                        if (next - text >= MISSING_SIZE || !is_missing(layout, text, (int)(next - text)))
                                continue;
                        memcpy(ret_character, text, (size_t)(next - text));
                        ret_character[next - text] = '\0';
                }
        g_object_unref(layout);
        return 0;
}
