/* SPDX-License-Identifier: EUPL-1.2 */
/* Lists of compartments to open: overdue, problems, and what can be handed over at the desk. Page by page. */
#include "ui/screens/frame.h"
#include "ui/screens/parts.h"
#include "ui/screens/rows.h"
#include "ui/screens/screens.h"
#include "ui/screens/staff.h"

static bool is_answered(const struct build *build, const struct screen_row *row) {
        return row->compartment > 0 && row->compartment == build->screen->list.answered_compartment;
}

/* Under the number: what was answered, which a touch changes; why, else what is inside. */
static const char *detail(struct build *build, const struct screen_row *row) {
        static const enum text_id answers[SCREEN_ANSWER_COUNT] = {
                [SCREEN_ANSWER_NONE] = TEXT_STAFF_ANSWER_ELSE, [SCREEN_ANSWER_TAKEN] = TEXT_STAFF_ANSWER_TAKEN,
                [SCREEN_ANSWER_KEPT] = TEXT_STAFF_ANSWER_KEPT, [SCREEN_ANSWER_EMPTY] = TEXT_STAFF_ANSWER_EMPTY,
                [SCREEN_ANSWER_ELSE] = TEXT_STAFF_ANSWER_ELSE, [SCREEN_ANSWER_NO_LABEL] = TEXT_STAFF_ANSWER_NO_LABEL,
        };

        if (is_answered(build, row))
                return build_say(build, answers[build->screen->list.answer], NULL);
        return row->reason ? staff_why(build, row->reason) : message_items(build, row->items, row->item_count);
}

/* Between the icons. */
static int detail_width(const struct build *build, int width) {
        return width - 3 * (build->size.pad * 3 / 4) - 2 * build->size.icon - 20;
}

/* A sentence is one line, smaller where it has to be; items take as many as they need. */
static int detail_lines(struct build *build, const struct screen_row *row, int width) {
        if (is_answered(build, row) || row->reason)
                return 1;
        return staff_lines(build, detail(build, row), TYPE_LABEL, detail_width(build, width));
}

/* As a button, or as high as its lines are with a little above and below. */
static int row_height(struct build *build, const struct screen_row *row, int width) {
        int details = detail_lines(build, row, width), around = details > 1 ? 2 * build->size.gap : build->size.gap;
        int height = build_style(build, TYPE_BUTTON).line_px + details * build_style(build, TYPE_LABEL).line_px + around;

        return height > build->size.button_h ? height : build->size.button_h;
}

static void draw_row(struct build *build, size_t at, struct view_rect rect) {
        const struct screen_row *row = &build->screen->list.rows[at];
        const char *which = build_say(build, TEXT_STAFF_ROW, "c", build_format(build, "%u", row->compartment), NULL);
        const char *since = is_answered(build, row) ? build_say(build, TEXT_STAFF_ANSWER_CHANGE, NULL) : row->since_ms > 0 ? build_say(build, TEXT_STAFF_ROW_SINCE, "date", staff_date(build, row->since_ms),
                                                          NULL) : "";
        int pad = build->size.pad * 3 / 4, icon = build->size.icon, x = rect.x + pad + icon + pad;
        int w = detail_width(build, rect.w), first = build_style(build, TYPE_BUTTON).line_px, lines = detail_lines(build, row, rect.w);
        int top = rect.y + (rect.h - first - lines * build_style(build, TYPE_LABEL).line_px) / 2;
        const char *what = detail(build, row), *spoken = build_format(build, "%s. %s%s%s", which, what, *since ? ", " : "",
                                                                         since);
        uint32_t before = build->back, on = build_control(build, target_of(TARGET_ROW, (unsigned)at), spoken, rect);

        build_icon(build, is_answered(build, row) ? ICON_TICK : row->fault ? ICON_WARNING : row->reason ? ICON_EYE : ICON_CLOCK, rect.x + pad,
                   rect.y + (rect.h - icon) / 2, icon, on);
        build_write(build, &(struct writing){ .name = build_format(build, "row_%zu", at), .text = which, .type = TYPE_BUTTON, .like = LIKE_ROW,
                                              .room = { x, top, w, 0 },
                    .shrink = true, .rgb = on });
        build_write(build, &(struct writing){ .name = "row_since", .text = since, .type = TYPE_LABEL, .align = ALIGN_END,
                                              .middle = true,
                    .room = { x + w / 3, top, w - w / 3, first }, .rgb = on });
        build_write(build, &(struct writing){ .name = "row_what", .text = what, .type = TYPE_LABEL, .like = LIKE_DETAIL, .lines = lines,
                                              .room = { x, top + first, w, 0 }, .shrink = true, .rgb = on });
        build_icon(build, ICON_RIGHT, rect.x + rect.w - pad - icon, rect.y + (rect.h - icon) / 2, icon, on);
        build->back = before;
        build_speak(build, spoken);
}

static void list(struct build *build, enum text_id title, enum text_id hint, enum text_id none) {
        const struct screen_list *shown = &build->screen->list;
        bool empty = shown->row_count == 0;
        struct view_rect desk = frame_sign(build, &(struct sign){ .colour = SIGN_CITY, .title = build_say(build, title, NULL),
                                                                  .high = true,
                                           .hint = empty ? NULL : build_say(build, hint, NULL) });
        struct view_rect room = frame_matter(build, desk, 1);
        int heights[SCREEN_ROWS_MAX], y = room.y, gap = build->size.gap;
        struct parts rest = { .count = 0 };
        struct rows rows;

        for (size_t i = 0; i < shown->row_count; i++)
                heights[i] = row_height(build, &shown->rows[i], room.w) + gap;
        rows = rows_cut(heights, shown->row_count, room.h, shown->first);
        for (size_t i = rows.from; i < rows.to; y += heights[i++])
                draw_row(build, i, (struct view_rect){ room.x, y, room.w, heights[i] - gap });
        if (empty)
                parts_add(&rest, (struct part){ .kind = PART_LINE, .name = "none", .icon = ICON_TICK, .type = TYPE_BODY,
                                                .text = build_say(build, none, NULL) });
        parts_draw(build, &rest, room, build->theme.ink);
        rows_buttons(build, &rows, shown->row_count);
        frame_bar(build, BAR_STAFF);
}

void screen_staff_overdue(struct build *build) {
        list(build, TEXT_STAFF_OVERDUE_TITLE, TEXT_STAFF_OVERDUE_HINT, TEXT_STAFF_OVERDUE_NONE);
}

void screen_staff_problems(struct build *build) {
        list(build, TEXT_STAFF_PROBLEMS_TITLE, TEXT_STAFF_PROBLEMS_HINT, TEXT_STAFF_PROBLEMS_NONE);
}

void screen_staff_desk(struct build *build) {
        list(build, TEXT_STAFF_DESK_TITLE, TEXT_STAFF_DESK_HINT, TEXT_STAFF_DESK_NONE);
}
