/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/screens/name_columns.h"

#include <string.h>

enum { OUTLINE = 3, LEAST = 33 }; /* LEAST: size to which a label may shrink, beside the sign */

/* What a name needs, in two lines where it has two words. */
static int name_width(struct build *build, enum language language) {
        const char *name = language_name(language), *blank = strchr(name, ' ');
        enum type type = language == build->look->language ? TYPE_LABEL_BOLD : TYPE_LABEL;
        int first, second;

        if (!blank)
                return build_width(build, type, name);
        first = build_width(build, type, build_format(build, "%.*s", (int)(blank - name), name));
        second = build_width(build, type, blank + 1);
        return first > second ? first : second;
}

void name_columns(struct build *build, const struct name_grid *grid, int ret_ends[LANGUAGE_COUNT]) {
        int even = (grid->w + grid->gap) / grid->columns - grid->gap, needs[LANGUAGE_COUNT], size = build_style(build, TYPE_LABEL).size_px, over = 0, under = 0, x = 0;

        for (int i = 0; i < grid->columns; i++)
                needs[i] = build->portrait ? 0 : build->size.button_h; /* a key's side */
        for (int i = 0; i < grid->count; i++) {
                int column = i % grid->columns, name = name_width(build, grid->list[i]);
                int need = (build->portrait ? name : name * LEAST / size + 1) + 2 * (grid->pad + OUTLINE);

                needs[column] = need > needs[column] ? need : needs[column];
        }
        for (int i = 0; i < grid->columns; i++) {
                over += needs[i] > even ? needs[i] - even : 0;
                under += needs[i] < even ? even - needs[i] : 0;
        }
        for (int i = 0; i < grid->columns; i++) {
                int w = needs[i] > even ? needs[i] : under > 0 ? even - over * (even - needs[i]) / under : even;

                ret_ends[i] = i + 1 < grid->columns ? x + w : grid->w;
                x += w + grid->gap;
        }
}
