/* SPDX-License-Identifier: EUPL-1.2 */
/* Who was turned away and before whom no door opened, by the number that they were told: the newest first, or those of a number that is typed. */
#include "base/moment.h"
#include "ui/screens/frame.h"
#include "ui/screens/keypad.h"
#include "ui/screens/parts.h"
#include "ui/screens/refusal_text.h"
#include "ui/screens/rows.h"
#include "ui/screens/screens.h"
#include "ui/screens/staff.h"

static const char *why(struct build *build, const struct screen_row *row) {
        if (row->refusal == REFUSAL_NONE)
                return build_say(build, TEXT_INCIDENTS_DOOR, "c", build_format(build, "%u", row->compartment), NULL);
        return build_say(build, refusal_text(row->refusal), NULL);
}

/* Today's by their time alone. */
static const char *when(struct build *build, int64_t t_ms) {
        struct local_time local, today;

        moment_local(t_ms, &local);
        moment_local(build->screen->wall_ms, &today);
        if (local.day == today.day)
                return build_format(build, "%d:%02d", local.hour, local.minute);
        return build_format(build, "%s %d:%02d", build_say(build, TEXT_DATE_SHORT, "day", build_format(build, "%02d", local.day), "month",
                                                           build_format(build, "%02d", local.month), NULL), local.hour, local.minute);
}

/* Number and why; below them the case and when. */
static void draw_row(struct build *build, const struct screen_row *row, struct view_rect rect) {
        const char *number = build_format(build, "%04u", row->incident), *reason = why(build, row), *time = when(build, row->since_ms);
        int gap = 2 * build->size.gap, number_w = build_width(build, TYPE_LABEL_BOLD, "8888"), x = rect.x + number_w + gap;
        int below = rect.y + build_style(build, TYPE_LABEL).line_px, w = rect.w - number_w - gap;
        const char *rest = row->case_number[0] ? build_format(build, "%s · %s", time, row->case_number) : time;

        build_write(build, &(struct writing){ .name = "row", .text = number, .type = TYPE_LABEL_BOLD, .room = { rect.x, rect.y, number_w + gap / 2, 0 },
                                              .rgb = build->theme.ink });
        build_write(build, &(struct writing){ .name = "row_why", .text = reason, .type = TYPE_LABEL, .room = { x, rect.y, w, 0 }, .rgb = build->theme.ink });
        build_write(build, &(struct writing){ .name = "row_when", .text = rest, .type = TYPE_LABEL, .room = { x, below, w, 0 }, .rgb = build->theme.ink });
        build_speak(build, build_format(build, "%s: %s, %s%s%s.", number, reason, row->case_number, row->case_number[0] ? ", " : "", time));
}

static struct view_rect sign(struct build *build) {
        const struct screen_list *list = &build->screen->list;
        const char *number = build_format(build, "%04u", list->sought);

        if (list->sought == 0)
                return frame_sign(build, &(struct sign){ .colour = SIGN_CITY, .title = build_say(build, TEXT_INCIDENTS_TITLE, NULL), .high = true,
                                                         .hint = build_say(build, TEXT_INCIDENTS_HINT, NULL) });
        return frame_sign(build, &(struct sign){ .colour = SIGN_CITY, .title = build_say(build, TEXT_INCIDENT_FOUND, "number", number, NULL), .high = true,
                                                 .hint = list->row_count > 1 ? build_say(build, TEXT_INCIDENT_SEVERAL, NULL) : NULL });
}

void screen_staff_incidents(struct build *build) {
        const struct screen_list *list = &build->screen->list;
        struct button type = { .target = { .id = TARGET_NEXT }, .icon = ICON_RIGHT, .strong = true,
                               .text = build_say(build, list->sought ? TEXT_INCIDENT_ANOTHER : TEXT_INCIDENT_TYPE, NULL) };
        struct view_rect desk = sign(build), room = frame_matter(build, desk, 2);
        int pitch = 2 * build_style(build, TYPE_LABEL).line_px + build->size.gap;
        struct rows rows = rows_cut_even(list->row_count, pitch, room.h + build->size.gap, list->first);
        struct parts rest = { .count = 0 };

        for (size_t i = rows.from; i < rows.to; i++)
                draw_row(build, &list->rows[i], (struct view_rect){ room.x, room.y + (int)(i - rows.from) * pitch, room.w, pitch });
        if (list->row_count == 0)
                parts_add(&rest, (struct part){ .kind = PART_LINE, .name = "none", .icon = ICON_TICK, .type = TYPE_BODY,
                                                .text = build_say(build, TEXT_INCIDENTS_NONE, NULL) });
        parts_draw(build, &rest, room, build->theme.ink);
        build->view->personal = true;
        frame_actions_over(build, &type, 1, 1);
        rows_buttons(build, &rows, list->row_count);
        frame_bar(build, BAR_STAFF);
}

/* What failed stays to be read: the digit that is wrong is taken back, or another number begun. */
void screen_staff_incident(struct build *build) {
        const struct screen_entry *entry = &build->screen->entry;
        bool room = !build->large || !build->portrait;
        struct keypad keypad = {
                .groups = { { .name = "field_incident", .label = build_say(build, TEXT_INCIDENT_LABEL, NULL), .digits = 4 } },
                .group_count = 1,
                .forward = { .target = { .id = TARGET_NEXT }, .text = build_say(build, TEXT_INCIDENT_FIND, NULL), .icon = ICON_RIGHT, .strong = true },
        };
        const char *title = build_say(build, entry->check_failed ? TEXT_INCIDENT_FAILED : TEXT_INCIDENT_TITLE, NULL);
        const char *hint = build_say(build, entry->check_failed ? TEXT_INCIDENT_FAILED_HINT : TEXT_INCIDENT_HINT, NULL);
        struct view_rect desk = frame_sign(build, &(struct sign){ .colour = entry->check_failed ? SIGN_BAD : SIGN_CITY, .title = title, .hint = room ? hint : NULL });

        if (!room)
                build_speak(build, hint);
        keypad_build(build, desk, &keypad);
        frame_bar(build, BAR_STAFF);
}
