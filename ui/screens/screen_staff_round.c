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

static int pitch_of(const struct build *build, enum type type) {
        return build_style(build, type).line_px + build->size.gap / 2;
}

/* As large as other lines where all of them have room, else as small as a label. */
static enum type type_of(const struct build *build, size_t count, int room) {
        return (int)count * pitch_of(build, TYPE_BODY) <= room ? TYPE_BODY : TYPE_LABEL;
}

static void stop(struct build *build, const struct screen_row *row, enum type type, struct view_rect rect) {
        enum type bold = type == TYPE_BODY ? TYPE_BODY_BOLD : TYPE_LABEL_BOLD;
        const char *which = build_say(build, TEXT_STAFF_ROW, "c", build_format(build, "%u", row->compartment), NULL);
        int which_w = build_width(build, bold, build_say(build, TEXT_STAFF_ROW, "c", "8888", NULL)), x = rect.x + which_w + 2 * build->size.gap;
        int w = rect.x + rect.w - x;
        const char *what = row->reason != REASON_NONE ? staff_why(build, row->reason) : staff_items(build, row->items, row->item_count, type, w);

        build_write(build, &(struct writing){ .name = "row", .text = which, .type = bold, .room = { rect.x, rect.y, which_w + build->size.gap, 0 },
                                              .rgb = build->theme.ink });
        build_write(build, &(struct writing){ .name = "row_what", .text = what, .type = type, .like = LIKE_DETAIL, .room = { x, rect.y, w, 0 }, .shrink = true,
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
        struct button buttons[2];
        unsigned count = 0;
        struct view_rect room;
        enum type type;
        struct rows rows;
        int pitch;

        if (!empty)
                buttons[count++] = (struct button){ .target = { .id = TARGET_NEXT }, .text = build_say(build, walk->begin, NULL), .icon = ICON_RIGHT, .strong = true };
        if (list->may_reconcile)
                buttons[count++] = (struct button){ .target = target_of(TARGET_TASK, TASK_RECONCILE), .icon = ICON_RIGHT,
                                                    .text = build_say(build, TEXT_STAFF_RECONCILE, NULL) };
        room = frame_matter(build, desk, count + 1);
        type = type_of(build, list->row_count, room.h);
        pitch = pitch_of(build, type);
        rows = rows_cut_even(list->row_count, pitch, room.h, list->first);
        for (size_t i = rows.from; i < rows.to; i++)
                stop(build, &list->rows[i], type, (struct view_rect){ room.x, room.y + (int)(i - rows.from) * pitch, room.w, pitch });
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
