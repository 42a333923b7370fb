/* SPDX-License-Identifier: EUPL-1.2 */
/* What lies in the cabinet, and what of it falls due tomorrow: a line each; and the day in numbers, which leads to both. */
#include "ui/screens/frame.h"
#include "ui/screens/parts.h"
#include "ui/screens/rows.h"
#include "ui/screens/screens.h"
#include "ui/screens/staff.h"

/* ---- the lists ---- */

/* Number, case and until when; what it is between them where there is room, else below. */
struct contents_line {
        const char *until, *items;
        int gap, number_w, case_w, until_w;
        int left;                       /* between case and until */
        int below;                      /* lines that the items take there; 0: they stand between */
};

static struct contents_line contents_line(struct build *build, const struct screen_row *row, int width) {
        struct contents_line line = {
                .until = build_say(build, TEXT_CONTENTS_UNTIL, "date", staff_date(build, row->deadline_ms - 1), NULL),
                .items = message_items(build, row->items, row->item_count),
                .gap = 2 * build->size.gap,
                .number_w = build_width(build, TYPE_LABEL_BOLD, build_say(build, TEXT_STAFF_ROW, "c", "8888", NULL)),
                .case_w = build_width(build, TYPE_LABEL, "dddddddd"),
        };

        line.until_w = build_width(build, TYPE_LABEL, line.until);
        line.left = width - line.number_w - line.case_w - line.until_w - 3 * line.gap;
        if (build_width(build, TYPE_LABEL, line.items) > line.left)
                line.below = staff_lines(build, line.items, TYPE_LABEL, width - line.number_w - line.gap);
        return line;
}

static int contents_height(struct build *build, const struct screen_row *row, int width) {
        return (1 + contents_line(build, row, width).below) * build_style(build, TYPE_LABEL).line_px + build->size.gap / 2;
}

static void contents_row(struct build *build, const struct screen_row *row, struct view_rect rect) {
        const char *which = build_say(build, TEXT_STAFF_ROW, "c", build_format(build, "%u", row->compartment), NULL);
        struct contents_line line = contents_line(build, row, rect.w);
        int x = rect.x + line.number_w + line.gap, half = line.gap / 2;
        struct view_rect beside = { x + line.case_w + line.gap, rect.y, line.left, 0 };
        struct view_rect below = { x, rect.y + build_style(build, TYPE_LABEL).line_px, rect.x + rect.w - x, 0 };

        build_write(build, &(struct writing){ .name = "row", .text = which, .type = TYPE_LABEL_BOLD, .room = { rect.x, rect.y, line.number_w + half, 0 },
                                              .rgb = build->theme.ink });
        build_write(build, &(struct writing){ .name = "row_case", .text = row->case_number, .type = TYPE_LABEL,
                                              .room = { x, rect.y, line.case_w + half, 0 }, .rgb = build->theme.ink });
        build_write(build, &(struct writing){ .name = "row_what", .text = line.items, .type = TYPE_LABEL, .lines = line.below,
                                              .room = line.below > 0 ? below : beside, .rgb = build->theme.ink });
        build_write(build, &(struct writing){ .name = "row_until", .text = line.until, .type = TYPE_LABEL, .align = ALIGN_END,
                                              .room = { rect.x + rect.w - line.until_w - half, rect.y, line.until_w + half, 0 }, .rgb = build->theme.ink });
        build_speak(build, build_format(build, "%s: %s, %s, %s.", which, row->case_number, line.items, line.until));
}

static const char *many(struct build *build, enum text_id text, unsigned n, enum text_id none) {
        return n > 0 ? build_count(build, text, n) : build_say(build, none, NULL);
}

/* leads: to that list on a stick. */
static void contents(struct build *build, const char *title, bool leads) {
        const struct screen_list *list = &build->screen->list;
        struct view_rect desk = frame_sign(build, &(struct sign){ .colour = SIGN_CITY, .title = title, .high = true });
        struct button stick = { .target = target_of(TARGET_TASK, TASK_LISTING), .text = build_say(build, TEXT_STAFF_LISTING, NULL), .icon = ICON_USB };
        struct view_rect room = frame_matter(build, desk, leads ? 2 : 1);
        int heights[SCREEN_ROWS_MAX], y = room.y;
        struct rows rows;

        for (size_t i = 0; i < list->row_count; i++)
                heights[i] = contents_height(build, &list->rows[i], room.w);
        rows = rows_cut(heights, list->row_count, room.h, list->first);
        for (size_t i = rows.from; i < rows.to; y += heights[i++])
                contents_row(build, &list->rows[i], (struct view_rect){ room.x, y, room.w, heights[i] });
        build->view->personal = true;
        if (leads)
                frame_actions_over(build, &stick, 1, 1);
        rows_buttons(build, &rows, list->row_count);
        frame_bar(build, BAR_STAFF);
}

void screen_staff_contents(struct build *build) {
        contents(build, many(build, TEXT_CONTENTS_TITLE, (unsigned)build->screen->list.row_count, TEXT_CONTENTS_NONE), true);
}

void screen_staff_tomorrow(struct build *build) {
        contents(build, many(build, TEXT_TOMORROW_TITLE, (unsigned)build->screen->list.row_count, TEXT_TOMORROW_NONE), false);
}

/* ---- the day ---- */

static void draw_numbers(struct build *build, struct view_rect rect) {
        const struct screen_day *day = &build->screen->day;
        const struct {
                enum text_id text;
                unsigned n;
        } numbers[] = { { TEXT_DAY_LOADED, day->loaded }, { TEXT_DAY_ISSUED, day->issued }, { TEXT_DAY_REMOVED, day->removed },
                        { TEXT_DAY_REFUSED, day->refused }, { TEXT_DAY_INSIDE, day->inside }, { TEXT_DAY_FREE, day->free } };
        int line = build_style(build, TYPE_BODY).line_px, columns = build->portrait ? 1 : 2, w = (rect.w - (columns - 1) * 2 * build->size.gap) / columns;

        for (int i = 0; i < (int)ARRAY_LEN(numbers); i++) {
                const char *what = build_say(build, numbers[i].text, NULL), *number = build_format(build, "%u", numbers[i].n);
                int x = rect.x + i % columns * (w + 2 * build->size.gap), y = rect.y + i / columns * line, number_w = build_width(build, TYPE_BODY_BOLD, "8888");

                build_write(build, &(struct writing){ .name = "number", .text = number, .type = TYPE_BODY_BOLD, .align = ALIGN_END,
                                                      .room = { x, y, number_w, 0 }, .rgb = build->theme.ink });
                build_write(build, &(struct writing){ .name = "what", .text = what, .type = TYPE_BODY, .like = LIKE_DETAIL, .shrink = true,
                                                      .room = { x + number_w + build->size.gap, y, w - number_w - build->size.gap, 0 },
                                                      .rgb = build->theme.ink });
                build_speak(build, build_format(build, "%s: %s.", what, number));
        }
}

void screen_staff_day(struct build *build) {
        const struct screen_day *day = &build->screen->day;
        struct view_rect desk = frame_sign(build, &(struct sign){ .colour = SIGN_CITY, .title = build_say(build, TEXT_DAY_TITLE, NULL), .high = true,
                                           .hint = many(build, TEXT_TOMORROW_TITLE, day->tomorrow, TEXT_TOMORROW_NONE) });
        struct button buttons[] = {
                { .target = target_of(TARGET_TASK, TASK_CONTENTS), .text = build_say(build, TEXT_STAFF_CONTENTS, NULL), .icon = ICON_RIGHT, .strong = true },
                { .target = target_of(TARGET_TASK, TASK_TOMORROW), .text = build_say(build, TEXT_STAFF_TOMORROW, NULL), .icon = ICON_RIGHT },
                { .target = target_of(TARGET_TASK, TASK_INCIDENTS), .text = build_say(build, TEXT_STAFF_INCIDENTS, NULL), .icon = ICON_RIGHT },
                { .target = { .id = TARGET_BACK }, .text = build_say(build, TEXT_BUTTON_BACK, NULL), .icon = ICON_LEFT },
        };
        struct view_rect room = frame_matter(build, desk, staff_grid(build, buttons, ARRAY_LEN(buttons)));

        draw_numbers(build, room);
        frame_bar(build, BAR_STAFF);
}
