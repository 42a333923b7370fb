/* SPDX-License-Identifier: EUPL-1.2 */
/* What waits for a walk along the cabinet, a line each, and the button that begins it. */
#include "ui/screens/frame.h"
#include "ui/screens/rows.h"
#include "ui/screens/screens.h"
#include "ui/screens/staff.h"

struct walk {
        const char *title, *hint;
        enum text_id name, none, begin;
};

static enum type bold_of(enum type type) {
        return type == TYPE_BODY ? TYPE_BODY_BOLD : TYPE_LABEL_BOLD;
}

static int which_width(struct build *build, enum type type) {
        return build_width(build, bold_of(type), build_say(build, TEXT_STAFF_ROW, "c", "8888", NULL));
}

static const char *what_of(struct build *build, const struct screen_row *row) {
        return row->reason != REASON_NONE ? staff_why(build, row->reason) : message_items(build, row->items, row->item_count);
}

/* A sentence is one line, smaller where it has to be; items take as many as they need. */
static int lines_of(struct build *build, const struct screen_row *row, enum type type, int width) {
        int beside = width - which_width(build, type) - 2 * build->size.gap;

        return row->reason != REASON_NONE ? 1 : staff_lines(build, what_of(build, row), type, beside);
}

/* The height of each row, and of all of them. */
static int heights_of(struct build *build, enum type type, int width, int heights[SCREEN_ROWS_MAX]) {
        const struct screen_list *list = &build->screen->list;
        int sum = 0;

        for (size_t i = 0; i < list->row_count; i++)
                sum += heights[i] = lines_of(build, &list->rows[i], type, width) * build_style(build, type).line_px + build->size.gap / 2;
        return sum;
}

static void stop(struct build *build, const struct screen_row *row, enum type type, struct view_rect rect) {
        enum type bold = bold_of(type);
        const char *which = build_say(build, TEXT_STAFF_ROW, "c", build_format(build, "%u", row->compartment), NULL), *what = what_of(build, row);
        int which_w = which_width(build, type), x = rect.x + which_w + 2 * build->size.gap, w = rect.x + rect.w - x;

        build_write(build, &(struct writing){ .name = "row", .text = which, .type = bold, .room = { rect.x, rect.y, which_w + build->size.gap, 0 },
                                              .rgb = build->theme.ink });
        build_write(build, &(struct writing){ .name = "row_what", .text = what, .type = type, .like = LIKE_DETAIL, .room = { x, rect.y, w, 0 }, .shrink = true,
                                              .lines = lines_of(build, row, type, rect.w),
                                              .rgb = build->theme.ink });
        build_speak(build, build_format(build, "%s: %s", which, what));
}

/* Without any, that is the title; to what it belongs stands below. */
static struct view_rect head(struct build *build, const struct walk *walk) {
        bool empty = build->screen->list.row_count == 0;

        return frame_sign(build, &(struct sign){ .colour = SIGN_CITY, .high = true, .title = empty ? build_say(build, walk->none, NULL) : walk->title,
                                                 .hint = empty ? build_say(build, walk->name, NULL) : walk->hint });
}

static void walk(struct build *build, const struct walk *walk) {
        const struct screen_list *list = &build->screen->list;
        bool empty = list->row_count == 0;
        struct view_rect desk = head(build, walk);
        int heights[SCREEN_ROWS_MAX], y;
        enum type type = TYPE_BODY;
        struct button buttons[2];
        unsigned count = 0;
        struct view_rect room;
        struct rows rows;

        if (!empty)
                buttons[count++] = (struct button){ .target = { .id = TARGET_NEXT }, .text = build_say(build, walk->begin, NULL), .icon = ICON_RIGHT, .strong = true };
        if (list->may_reconcile)
                buttons[count++] = (struct button){ .target = target_of(TARGET_TASK, TASK_RECONCILE), .icon = ICON_RIGHT,
                                                    .text = build_say(build, TEXT_STAFF_RECONCILE, NULL) };
        room = frame_matter(build, desk, count + 1);
        /* As large as other lines where all of them have room, else as small as a label. */
        if (heights_of(build, type, room.w, heights) > room.h) {
                type = TYPE_LABEL;
                (void)heights_of(build, type, room.w, heights);
        }
        rows = rows_cut(heights, list->row_count, room.h, list->first);
        y = room.y;
        for (size_t i = rows.from; i < rows.to; y += heights[i++])
                stop(build, &list->rows[i], type, (struct view_rect){ room.x, y, room.w, heights[i] });
        build->view->personal = true;
        frame_actions_over(build, buttons, count, 1);
        rows_buttons(build, &rows, list->row_count);
        frame_bar(build, BAR_STAFF);
}

void screen_staff_round(struct build *build) {
        walk(build, &(struct walk){ build_count(build, TEXT_ROUND_TITLE, (unsigned)build->screen->list.row_count), build_say(build, TEXT_ROUND_HINT, NULL),
                                    TEXT_STAFF_ROUND, TEXT_ROUND_NONE, TEXT_ROUND_BEGIN });
}

void screen_staff_reconcile(struct build *build) {
        const struct screen_list *list = &build->screen->list;
        const char *hint = list->reconciled_ms > 0 ? build_say(build, TEXT_RECONCILE_LAST, "date", staff_date(build, list->reconciled_ms), NULL)
                                                   : build_say(build, TEXT_RECONCILE_HINT, NULL);

        walk(build, &(struct walk){ build_count(build, TEXT_RECONCILE_TITLE, (unsigned)list->row_count), hint, TEXT_STAFF_RECONCILE, TEXT_RECONCILE_NONE,
                                    TEXT_RECONCILE_BEGIN });
}
