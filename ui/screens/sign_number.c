/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/screens/sign_number.h"

#include "ui/screens/frame.h"
#include "ui/screens/place.h"

struct layout {
        struct view_rect tile;
        int x, w, y;                  /* of the words under the number */
        int title_lines, gap, clear;
};

static struct layout layout_of(const struct build *build) {
        const struct measures *size = &build->size;
        int side = build_style(build, TYPE_NUMBER).line_px, w = size->sign_w - 2 * size->margin;

        return (struct layout){ .tile = { size->margin + w - side, size->words_y, side, side }, .x = size->margin, .w = w,
                                .y = size->words_y + side + 40, .title_lines = size->title_lines > 3 ? 2 : 1,
                                .gap = size->gap / 2, .clear = size->space[SPACE_LARGE] + 14 };
}

/* The arrow tile is ink with a yellow arrow, and like every direction never turns. */
static void tile(struct build *build, struct view_rect rect, enum icon direction) {
        const struct theme *theme = &build->theme;
        bool across = direction == ICON_LEFT || direction == ICON_RIGHT;
        int size = rect.w * (across ? 228 : 238) / 248;

        if (direction == ICON_NONE)
                return;
        build_box(build, rect, BUILD_RGB(theme->on_here), NODE_CLEAR, 0, 12);
        build_fix(build, rect);
        build_icon_stroked(build, direction, rect.x + (rect.w - size) / 2, rect.y + (rect.h - size) / 2, size, theme->here, 5.5);
        build_unfix(build);
}

struct view_rect sign_number(struct build *build, unsigned compartment, const char *title, const char *place) {
        struct layout layout = layout_of(build);
        struct writing words = { .name = "title", .text = title, .type = TYPE_QUESTION, .room = { layout.x, layout.y, layout.w, 0 },
                                 .lines = layout.title_lines, .balance = true, .shrink = true, .rgb = build->theme.on_here };
        struct writing where = { .name = "place", .text = place, .type = TYPE_PLACE,
                                 .room = { layout.x, 0, layout.w, 0 },
                                 .lines = 3, .shrink = true, .even = true, .rgb = build->theme.on_here };
        struct view_rect written = build_measure(build, &words), desk;
        uint32_t back;

        if (written.w > layout.w) {
                words.lines = 2;
                written = build_measure(build, &words);
        }
        where.room.y = written.y + written.h + layout.gap;
        written = build_measure(build, &where);
        desk = frame_sign(build, &(struct sign){ .colour = SIGN_HERE, .end = written.y + written.h + layout.clear });
        back = build->back;
        build->back = build->theme.here;
        build_write(build, &(struct writing){ .name = "number", .text = build_format(build, "%u", compartment), .type = TYPE_NUMBER,
                    .room = { layout.x + 2, layout.tile.y, layout.tile.x - 32 - layout.x, layout.tile.h }, .shrink = true,
                    .rgb = build->theme.on_here });
        tile(build, layout.tile, place_direction(build, compartment));
        build_write(build, &words);
        build_write(build, &where);
        build_speak(build, title);
        build_speak(build, place);
        build->back = back;
        return desk;
}
