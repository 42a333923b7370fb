/* SPDX-License-Identifier: EUPL-1.2 */
/* What waits for a walk along the cabinet, a line each, and the button that begins it. */
#include "ui/screens/frame.h"
#include "ui/screens/parts.h"
#include "ui/screens/rows.h"
#include "ui/screens/screens.h"
#include "ui/screens/staff.h"

static void stop(struct build *build, const struct screen_row *row, struct view_rect rect) {
        const char *which = build_say(build, TEXT_STAFF_ROW, "c", build_format(build, "%u", row->compartment), NULL);
        int which_w = build_width(build, TYPE_LABEL_BOLD, build_say(build, TEXT_STAFF_ROW, "c", "8888", NULL)), x = rect.x + which_w + 2 * build->size.gap;
        int w = rect.x + rect.w - x;
        const char *what = row->reason != REASON_NONE ? staff_why(build, row->reason) : staff_items(build, row->items, row->item_count, TYPE_LABEL, w);

        build_write(build, &(struct writing){ .name = "row", .text = which, .type = TYPE_LABEL_BOLD, .room = { rect.x, rect.y, which_w + build->size.gap, 0 },
                                              .rgb = build->theme.ink });
        build_write(build, &(struct writing){ .name = "row_what", .text = what, .type = TYPE_LABEL, .like = LIKE_DETAIL, .room = { x, rect.y, w, 0 }, .shrink = true,
                                              .rgb = build->theme.ink });
        build_speak(build, build_format(build, "%s: %s", which, what));
}

static void walk(struct build *build, const char *title, const char *hint, enum text_id none, enum text_id begin) {
        const struct screen_list *list = &build->screen->list;
        bool empty = list->row_count == 0;
        struct view_rect desk = frame_sign(build, &(struct sign){ .colour = SIGN_CITY, .title = title, .high = true, .hint = empty ? NULL : hint });
        struct button buttons[2];
        unsigned count = 0;
        struct view_rect room;
        struct parts rest = { .count = 0 };
        int pitch = build_style(build, TYPE_LABEL).line_px + build->size.gap / 2;
        struct rows rows;

        if (!empty)
                buttons[count++] = (struct button){ .target = { .id = TARGET_NEXT }, .text = build_say(build, begin, NULL), .icon = ICON_RIGHT, .strong = true };
        if (list->may_reconcile)
                buttons[count++] = (struct button){ .target = target_of(TARGET_TASK, TASK_RECONCILE), .icon = ICON_RIGHT,
                                                    .text = build_say(build, TEXT_STAFF_RECONCILE, NULL) };
        room = frame_matter(build, desk, count + 1);
        rows = rows_cut_even(list->row_count, pitch, room.h, list->first);
        for (size_t i = rows.from; i < rows.to; i++)
                stop(build, &list->rows[i], (struct view_rect){ room.x, room.y + (int)(i - rows.from) * pitch, room.w, pitch });
        if (empty)
                parts_add(&rest, (struct part){ .kind = PART_LINE, .name = "none", .icon = ICON_TICK, .type = TYPE_BODY, .text = build_say(build, none, NULL) });
        parts_draw(build, &rest, room, build->theme.ink);
        build->view->personal = true;
        frame_actions_over(build, buttons, count, 1);
        rows_buttons(build, &rows, list->row_count);
        frame_bar(build, BAR_STAFF);
}

void screen_staff_round(struct build *build) {
        walk(build, build_count(build, TEXT_ROUND_TITLE, (unsigned)build->screen->list.row_count), build_say(build, TEXT_ROUND_HINT, NULL),
             TEXT_ROUND_NONE, TEXT_ROUND_BEGIN);
}

void screen_staff_reconcile(struct build *build) {
        const struct screen_list *list = &build->screen->list;
        const char *hint = list->reconciled_ms > 0 ? build_say(build, TEXT_RECONCILE_LAST, "date", staff_date(build, list->reconciled_ms), NULL)
                                                   : build_say(build, TEXT_RECONCILE_HINT, NULL);

        walk(build, build_count(build, TEXT_RECONCILE_TITLE, (unsigned)list->row_count), hint, TEXT_RECONCILE_NONE, TEXT_RECONCILE_BEGIN);
}
