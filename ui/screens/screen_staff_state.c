/* SPDX-License-Identifier: EUPL-1.2 */
/* The box itself: its devices, faults first; locked badges to unlock, and the clock to be set. While it is in doubt, whether it is right. */
#include <assert.h>

#include "base/moment.h"
#include "ui/screens/frame.h"
#include "ui/screens/parts.h"
#include "ui/screens/rows.h"
#include "ui/screens/screens.h"
#include "ui/screens/staff.h"

static const enum text_id devices[] = {
        [DEVICE_SCANNER] = TEXT_STATE_SCANNER,
        [DEVICE_TOUCH] = TEXT_STATE_TOUCH,
        [DEVICE_SCREEN] = TEXT_STATE_SCREEN,
        [DEVICE_VOICE] = TEXT_STATE_VOICE,
        [DEVICE_CHIPS] = TEXT_STATE_CHIPS,
        [DEVICE_DISK] = TEXT_STATE_DISK,
        [DEVICE_CLOCK] = TEXT_STATE_CLOCK,
        [DEVICE_BUNDLE] = TEXT_STATE_BUNDLE,
        [DEVICE_LEDGER] = TEXT_STATE_LEDGER,
        [DEVICE_BADGE] = TEXT_STATE_BADGE,
};
static_assert(ARRAY_LEN(devices) == DEVICE_COUNT, "every device has its name");

static const enum text_id conditions[] = {
        [CONDITION_OK] = TEXT_STATE_OK,
        [CONDITION_GONE] = TEXT_STATE_GONE,
        [CONDITION_NEARLY_FULL] = TEXT_STATE_NEARLY_FULL,
        [CONDITION_FULL] = TEXT_STATE_FULL,
        [CONDITION_DOUBT] = TEXT_STATE_DOUBT,
        [CONDITION_EXPIRES_SOON] = TEXT_STATE_EXPIRES_SOON,
        [CONDITION_EXPIRED] = TEXT_STATE_EXPIRED,
        [CONDITION_LOCKED] = TEXT_STATE_LOCKED,
        [CONDITION_CONTRADICTED] = TEXT_STATE_CONTRADICTED,
};
static_assert(ARRAY_LEN(conditions) == CONDITION_COUNT, "every condition has its words");

/* A badge that was locked after wrong PINs; all other rows only inform. */
static bool is_badge(const struct screen_row *row) {
        return row->device == DEVICE_BADGE && row->condition == CONDITION_LOCKED;
}

static const char *device(struct build *build, const struct screen_row *row) {
        return build_say(build, devices[row->device], "sub", row->sub ? row->sub : "", "n", build_format(build, "%u", row->version), NULL);
}

static int line_height(const struct build *build) {
        return build_style(build, TYPE_BODY).line_px + build->size.space[SPACE_MEDIUM];
}

static void line(struct build *build, const struct screen_row *row, struct view_rect rect) {
        const char *what = device(build, row), *how = build_say(build, conditions[row->condition], NULL);
        int size = build->size.line_icon - 2, indent = build->size.indent, half = (rect.w - indent) / 2;
        enum type type = row->fault ? TYPE_BODY_BOLD : TYPE_BODY;

        build_icon(build, row->fault ? ICON_WARNING : ICON_TICK, rect.x, rect.y + (rect.h - size) / 2, size,
                   row->fault && !build->theme.contrast ? build->theme.bad : build->theme.ink);
        build_write(build, &(struct writing){ .name = "device", .text = what, .type = type, .like = LIKE_ROW,
                                              .room = { rect.x + indent, rect.y, half - 16, rect.h }, .middle = true,
                    .shrink = true, .rgb = build->theme.ink });
        build_write(build, &(struct writing){ .name = "condition", .text = how, .type = type, .like = LIKE_ROW,
                                              .room = { rect.x + indent + half, rect.y, half, rect.h },
                    .middle = true, .shrink = true, .rgb = build->theme.ink });
        build_speak(build, build_format(build, "%s: %s.", what, how));
}

static void unlock(struct build *build, size_t at, struct view_rect rect) {
        const char *what = device(build, &build->screen->list.rows[at]);
        struct button button = { .target = target_of(TARGET_ROW, (unsigned)at),
                                 .text = build_say(build, TEXT_STATE_UNLOCK, "badge", what, NULL), .icon = ICON_RIGHT };

        build_speak(build, button.text);
        build_button(build, &button, rect);
}

/* What can be done something about comes first, then other faults. */
static unsigned rank(const struct screen_row *row) {
        return is_badge(row) ? 0 : row->fault ? 1 : 2;
}

static size_t in_order(const struct screen_list *list, size_t order[SCREEN_ROWS_MAX]) {
        size_t count = 0;

        for (unsigned of = 0; of <= 2; of++)
                for (size_t i = 0; i < list->row_count && i < SCREEN_ROWS_MAX; i++)
                        if (rank(&list->rows[i]) == of)
                                order[count++] = i;
        return count;
}

static void draw_rows(struct build *build, struct view_rect room, bool may_unlock, struct rows *ret_rows) {
        const struct screen_list *list = &build->screen->list;
        size_t order[SCREEN_ROWS_MAX], count = in_order(list, order);
        int heights[SCREEN_ROWS_MAX], y = room.y;

        for (size_t i = 0; i < count; i++)
                heights[i] = is_badge(&list->rows[order[i]]) && may_unlock ? build->size.button_h + build->size.gap : line_height(build);
        *ret_rows = rows_cut(heights, count, room.h, list->first);
        for (size_t i = ret_rows->from; i < ret_rows->to; y += heights[i++]) {
                const struct screen_row *row = &list->rows[order[i]];

                if (is_badge(row) && may_unlock)
                        unlock(build, order[i], (struct view_rect){ room.x, y, room.w, build->size.button_h });
                else
                        line(build, row, (struct view_rect){ room.x, y, room.w, heights[i] });
        }
}

static const char *clock_now(struct build *build) {
        struct local_time local;

        moment_local(build->screen->wall_ms, &local);
        return build_say(build, TEXT_STATE_NOW, "day", staff_date(build, build->screen->wall_ms), "year",
                         build_format(build, "%d", local.year), "time", frame_time(build), NULL);
}

static struct button set_clock(struct build *build) {
        return (struct button){ .target = target_of(TARGET_TASK, TASK_SET_CLOCK), .text = build_say(build, TEXT_STAFF_SET_CLOCK, NULL), .icon = ICON_CLOCK };
}

/* Above the row at the foot; two beside each other. */
static void ways(struct build *build, struct button *buttons, unsigned count) {
        const struct measures *size = &build->size;
        unsigned columns = count > 1 ? 2 : 1, rows = (count + columns - 1) / columns;
        int w = (size->desk_w - ((int)columns - 1) * size->gap) / (int)columns, pitch = size->button_h + size->gap;

        for (unsigned i = 0; i < count; i++) {
                if (columns > 1)
                        buttons[i].icon = ICON_NONE; /* the words need the width */
                build_button(build, &buttons[i], (struct view_rect){ size->desk_x + (int)(i % columns) * (w + size->gap),
                                                                     size->foot - size->button_h - (int)(rows - i / columns) * pitch, w, size->button_h });
        }
}

void screen_staff_state(struct build *build) {
        const struct screen *screen = build->screen;
        bool manager = screen->role == ROLE_MANAGER;
        struct view_rect desk = frame_sign(build, &(struct sign){ .colour = SIGN_CITY, .high = true, .hint = clock_now(build),
                                           .title = build_say(build, TEXT_STATE_TITLE, NULL) });
        struct button buttons[3];
        unsigned count = 0;
        struct rows rows;

        if (manager)
                buttons[count++] = (struct button){ .target = target_of(TARGET_TASK, TASK_ADOPT), .text = build_say(build, TEXT_STAFF_ADOPT, NULL),
                                                    .icon = ICON_USB };
        if (manager)
                buttons[count++] = set_clock(build);
        if (manager)
                buttons[count++] = (struct button){ .target = target_of(TARGET_TASK, TASK_GIVE_PIN), .text = build_say(build, TEXT_STAFF_GIVE_PIN, NULL),
                                                    .icon = ICON_PERSON };
        draw_rows(build, frame_matter(build, desk, (count + 1) / 2 + 1), manager, &rows);
        ways(build, buttons, count);
        rows_buttons(build, &rows, screen->list.row_count);
        frame_bar(build, BAR_STAFF);
}

/* The time as large as the room is, to be compared with another clock. */
void screen_staff_clock(struct build *build) {
        struct view_rect desk = frame_sign(build, &(struct sign){ .colour = SIGN_BAD, .high = true, .title = build_say(build, TEXT_STAFF_CLOCK, NULL),
                                           .hint = build_say(build, TEXT_CLOCK_HINT, NULL) });
        struct button buttons[] = {
                { .target = { .id = TARGET_YES }, .text = build_say(build, TEXT_CLOCK_YES, NULL), .icon = ICON_TICK, .strong = true },
                set_clock(build),
                { .target = { .id = TARGET_BACK }, .text = build_say(build, TEXT_BUTTON_BACK, NULL), .icon = ICON_LEFT },
        };
        struct parts parts = { .count = 0 };

        parts_add(&parts, (struct part){ .kind = PART_TEXT, .name = "now", .text = clock_now(build), .type = TYPE_QUESTION });
        parts_draw(build, &parts, frame_matter(build, desk, ARRAY_LEN(buttons)), build->theme.ink);
        frame_actions(build, buttons, ARRAY_LEN(buttons));
        frame_bar(build, BAR_STAFF);
}
