/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/screens/rows.h"

/* How many fit from this row on. */
static size_t fits(const int *heights, int height, size_t count, int room, size_t from) {
        size_t to = from;
        int y = 0;

        while (to < count && (to == from || y + (heights ? heights[to] : height) <= room)) {
                y += heights ? heights[to] : height;
                to++;
        }
        return to;
}

static struct rows page_with(const int *heights, int height, size_t count, int room, size_t first) {
        struct rows rows = { .to = fits(heights, height, count, room, 0) };

        while (rows.to < count && rows.to <= first) {
                rows.before = rows.from;
                rows.from = rows.to;
                rows.to = fits(heights, height, count, room, rows.from);
        }
        return rows;
}

struct rows rows_cut(const int *heights, size_t count, int room, size_t first) {
        return page_with(heights, 0, count, room, first);
}

struct rows rows_cut_even(size_t count, int height, int room, size_t first) {
        return page_with(NULL, height, count, room, first);
}

/* Three in a row; one that leads nowhere leaves its place empty, so that none moves under a finger. */
void rows_buttons(struct build *build, const struct rows *rows, size_t count) {
        const struct measures *size = &build->size;
        bool paged = rows->from > 0 || rows->to < count;
        struct button back = { .target = { .id = TARGET_BACK }, .text = build_say(build, TEXT_BUTTON_BACK, NULL), .icon = ICON_LEFT };
        struct button before = { .target = target_of(TARGET_ROWS, (unsigned)rows->before), .text = build_say(build, TEXT_ROWS_PREVIOUS, NULL) };
        struct button after = { .target = target_of(TARGET_ROWS, (unsigned)rows->to), .text = build_say(build, TEXT_ROWS_NEXT, NULL) };
        int w = paged ? (size->desk_w - 2 * size->gap) / 3 : size->desk_w, y = size->foot - size->button_h;

        build_button(build, &back, (struct view_rect){ size->desk_x, y, w, size->button_h });
        if (rows->from > 0)
                build_button(build, &before, (struct view_rect){ size->desk_x + w + size->gap, y, w, size->button_h });
        if (rows->to < count)
                build_button(build, &after, (struct view_rect){ size->desk_x + 2 * (w + size->gap), y, w, size->button_h });
}
