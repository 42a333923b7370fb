/* SPDX-License-Identifier: EUPL-1.2 */
/* Overview: counts, the whole cabinet, the newest fault, and what this role may do. */
#include "ui/screens/cabinet_map.h"
#include "ui/screens/frame.h"
#include "ui/screens/screens.h"
#include "ui/screens/staff.h"
#include "ui/view/stack.h"

enum { MENU_W = 420, ALERT_SPACE = 12, MENU_BESIDE_ALERT = 5 }; /* with more buttons there is no room for the warning below them */

struct menu {
        struct button strong;
        struct button entries[TASK_COUNT];
        unsigned count;
};

static struct button button_of(struct build *build, enum word_task task) {
#define TASK_BUTTON(member, name, icon) [TASK_##member] = { TEXT_STAFF_##member, ICON_##icon },
        static const struct {
                enum text_id text;
                enum icon icon;
        } buttons[TASK_COUNT] = { TASK_LIST(TASK_BUTTON) };
#undef TASK_BUTTON

        return (struct button){ .target = target_of(TARGET_TASK, task), .text = build_say(build, buttons[task].text, NULL),
                                .icon = buttons[task].icon };
}

static struct menu menu_of(struct build *build) {
        const struct screen_map *map = &build->screen->map;
        struct menu menu = { .count = 0 };

        for (unsigned i = 1; i < map->menu_count; i++)
                menu.entries[menu.count++] = button_of(build, (enum word_task)map->menu[i]);
        if (map->menu_count > 0)
                menu.strong = button_of(build, (enum word_task)map->menu[0]);
        menu.strong.strong = true;
        return menu;
}

/* ---- counts ---- */

/* The cabinet's part of the desk: all of it, or what is beside the menu. */
static struct view_rect cabinet_room(const struct build *build, int top) {
        const struct measures *size = &build->size;
        int x = build->portrait ? size->margin : size->margin + MENU_W + 2 * size->gap - 12;

        return (struct view_rect){ x, top, size->width - size->margin - x, size->foot - top };
}

static void count(struct build *build, struct view_rect rect, int at, enum cell_state state, unsigned n, enum text_id label) {
        int number_h = build_style(build, TYPE_LEAD_BOLD).line_px, h = number_h * 4 / 5 - 4, w = h * 13 / 10, indent = w + build->size.gap;
        const char *number = build_format(build, "%u", n), *text = build_say(build, label, NULL);

        cabinet_map_swatch(build, state, (struct view_rect){ rect.x, rect.y + (number_h - h) / 2, w, h });
        build_write(build, &(struct writing){ .name = build_format(build, "count_%d", at), .text = number, .type = TYPE_LEAD_BOLD,
                    .room = { rect.x + indent, rect.y, rect.w - indent, 0 }, .rgb = build->theme.ink });
        build_write(build, &(struct writing){ .name = "count_label", .text = text, .type = TYPE_LABEL, .like = LIKE_LABEL,
                    .room = { rect.x, rect.y + number_h, rect.w, 0 }, .shrink = true, .rgb = build->theme.ink });
        build_speak(build, build_format(build, "%s: %s.", text, number));
}

/* Four side by side. Returns the y below them. */
static int counts(struct build *build, int strip) {
        const struct screen_map *map = &build->screen->map;
        const struct {
                enum cell_state state;
                unsigned n;
                enum text_id label;
        } all[] = { { CELL_OCCUPIED, map->occupied_count, TEXT_STAFF_COUNT_OCCUPIED }, { CELL_FREE, map->free_count, TEXT_STAFF_COUNT_FREE },
                    { CELL_OVERDUE, map->overdue_count, TEXT_STAFF_COUNT_OVERDUE }, { CELL_FAULT, map->fault_count, TEXT_STAFF_COUNT_FAULT } };
        struct view_rect room = cabinet_room(build, strip + 2 * build->size.gap);
        int pitch = (room.w + build->size.gap) / 4;

        for (int i = 0; i < 4; i++)
                count(build, (struct view_rect){ room.x + i * pitch, room.y, pitch - build->size.gap / 2, 0 }, i, all[i].state, all[i].n,
                      all[i].label);
        return room.y + build_style(build, TYPE_LEAD_BOLD).line_px + build_style(build, TYPE_LABEL).line_px + build->size.gap;
}

/* ---- the alert ---- */

/* What is to be known first: the clock, else the newest fault. NULL: nothing. */
static const char *alert_text(struct build *build) {
        const struct screen *screen = build->screen;

        if (screen->clock_doubt)
                return build_say(build, screen->role == ROLE_MANAGER ? TEXT_STAFF_CLOCK_CONFIRM : TEXT_STAFF_CLOCK_MANAGER,
                                 NULL);
        return screen->map.alarm_compartment > 0 ? staff_why(build, screen->map.alarm_reason) : NULL;
}

static int alert_icon(const struct build *build) {
        return build->size.line_icon - 4;
}

/* Which compartment the alert is about. NULL: none. */
static const char *alert_which(struct build *build) {
        const struct screen *screen = build->screen;

        return screen->clock_doubt ? NULL : build_say(build, TEXT_STAFF_ALERT, "c", build_format(build, "%u", screen->map.alarm_compartment), NULL);
}

/* Upright: one line in `least`, or as high as its lines are with a little above and below. */
static int alert_height(struct build *build, int least) {
        const char *text = alert_text(build), *which = alert_which(build);
        int icon = alert_icon(build), pad = build->size.pad / 2, w = build->size.desk_w - 2 * icon - 3 * pad - build->size.gap / 2, h;

        if (!text)
                return 0;
        if (which)
                w -= build_width(build, TYPE_SMALL_BOLD, which) + ALERT_SPACE;
        h = staff_lines(build, text, TYPE_SMALL, w) * build_style(build, TYPE_SMALL).line_px + 3 * build->size.gap / 2;
        return h > least ? h : least;
}

/* Whether there is room for what it is about beside the compartment; else it stands below. */
static bool is_alert_wide(const struct build *build, int width) {
        return width - alert_icon(build) - build->size.pad / 2 > 2 * MENU_W;
}

/* Over the cabinet of a wide panel: as high as a button, or as more than two lines need it. */
static int alert_over_height(struct build *build, int width) {
        const char *text = alert_text(build), *which = alert_which(build);
        int icon = alert_icon(build), pad = build->size.pad / 2, w = width - 2 * icon - 3 * pad - build->size.gap / 2, lines;
        enum type type = is_alert_wide(build, width) ? TYPE_SMALL : TYPE_LABEL;

        if (which && type == TYPE_SMALL)
                w -= build_width(build, TYPE_SMALL_BOLD, which) + ALERT_SPACE;
        lines = staff_lines(build, text, type, w) + (which && type == TYPE_LABEL ? 1 : 0);
        return lines > 2 ? lines * build_style(build, type).line_px + 2 * build->size.gap : build->size.button_h;
}

static void alert(struct build *build, struct view_rect rect) {
        const struct theme *theme = &build->theme;
        const char *text = alert_text(build), *which = alert_which(build);
        const struct target target = { .id = TARGET_ALERT };
        int icon = alert_icon(build), pad = build->size.pad / 2, x = rect.x + pad + icon + pad, w;
        bool wide = is_alert_wide(build, rect.w);
        struct view_rect written = { x, 0, 0, 0 };

        if (!text)
                return;
        build_box(build, rect, BUILD_RGB(theme->bad_tint), build_focused(build, target) ? NODE_CLEAR : BUILD_RGB(theme->bad),
                  build_pressed(build, target) ? 2 * theme->outline_px : theme->outline_px, 12);
        build_target(build, target, which ? build_format(build, "%s %s", which, text) : text, rect, true);
        build_icon(build, ICON_RIGHT, rect.x + rect.w - pad - icon, rect.y + (rect.h - icon) / 2, icon, theme->ink);
        rect.w -= icon + pad;
        build_icon(build, ICON_WARNING, rect.x + pad, rect.y + (rect.h - icon) / 2, icon, theme->bad);
        build->back = theme->bad_tint;
        if (which && wide) {
                written = build_write(build, &(struct writing){ .name = "alert", .text = which, .type = TYPE_SMALL_BOLD,
                                                                .room = { x, rect.y, rect.w, rect.h },
                                      .middle = true, .rgb = theme->ink });
                x = written.x + written.w + ALERT_SPACE;
        } else if (which) {
                int lines = 1 + staff_lines(build, text, TYPE_LABEL, rect.x + rect.w - build->size.gap / 2 - x);
                int line = build_style(build, TYPE_LABEL_BOLD).line_px, free = rect.h - lines * line, top = free / 2 > 3 ? free / 2 : 3;

                build_write(build, &(struct writing){ .name = "alert", .text = which, .type = TYPE_LABEL_BOLD,
                                                      .room = { x, rect.y + top, rect.x + rect.w - x, 0 },
                            .rgb = theme->ink });
                rect = (struct view_rect){ rect.x, rect.y + top + line, rect.w, rect.h - 2 * top - line };
        }
        if (!which)
                rect = (struct view_rect){ rect.x, rect.y + build->size.gap / 2, rect.w, rect.h - build->size.gap };
        w = rect.x + rect.w - build->size.gap / 2 - x;
        build_write(build, &(struct writing){ .name = "alert_why", .text = text,
                                              .type = wide ? TYPE_SMALL : TYPE_LABEL,
                    .room = { x, rect.y, w, rect.h }, .lines = which && !wide ? 2 : 5, .middle = true, .shrink = true, .even = true,
                    .rgb = theme->ink });
        build_speak(build, which ? build_format(build, "%s %s", which, text) : text);
        build->back = theme->mist;
}

/* ---- the menu ---- */

/* How many faults a button is to count; 0 on all others. */
static unsigned faults_of(const struct build *build, const struct button *button) {
        return target_equal(button->target, target_of(TARGET_TASK, TASK_PROBLEMS)) ? build->screen->map.fault_count : 0;
}

/* Over a button that counts faults. Returns the colour of its icon. */
static uint32_t tint(struct build *build, const struct button *button, struct view_rect rect, uint32_t on) {
        const struct theme *theme = &build->theme;

        if (faults_of(build, button) == 0 || build_pressed(build, button->target))
                return on;
        build_box(build, rect, BUILD_RGB(theme->bad_tint), build_focused(build, button->target) ? NODE_CLEAR : BUILD_RGB(theme->bad), theme->outline_px, 12);
        build->back = theme->bad_tint;
        return theme->bad;
}

/* Icon and word in one line, and how many faults there are. */
static void entry(struct build *build, const struct button *button, struct view_rect rect) {
        uint32_t before = build->back, on = build_control(build, button->target, button->text, rect), icon_on = tint(build, button, rect, on);
        unsigned faults = faults_of(build, button);
        const char *count = faults > 0 ? build_format(build, "%u", faults) : NULL;
        int pad = 22, icon = 46, count_w = count ? build_width(build, TYPE_LABEL_BOLD, count) + 8 : 0;

        build_icon(build, button->icon, rect.x + pad, rect.y + (rect.h - icon) / 2, icon, icon_on);
        build_write(build, &(struct writing){ .name = "entry", .text = button->text, .type = TYPE_SMALL, .like = LIKE_ENTRY, .middle = true,
                                              .shrink = true,
                    .room = { rect.x + pad + icon + 18, rect.y, rect.w - 2 * pad - icon - 14 - count_w, rect.h }, .rgb = on });
        if (count)
                build_write(build, &(struct writing){ .name = "entry_count", .text = count, .type = TYPE_LABEL_BOLD, .middle = true, .align = ALIGN_END,
                            .room = { rect.x + rect.w - pad - count_w, rect.y, count_w, rect.h }, .rgb = on });
        build->back = before;
}

/* The icon over the word; faults are tinted and counted. */
static void tile(struct build *build, const struct button *button, struct view_rect rect) {
        unsigned faults = faults_of(build, button);
        uint32_t before = build->back;
        uint32_t on = button->strong ? build_strong(build, button, rect) : build_control(build, button->target, button->text, rect);
        int line = build_style(build, TYPE_LABEL).line_px;
        uint32_t icon_on = tint(build, button, rect, on);

        build_icon(build, button->icon, rect.x + 14, rect.y + 18, 42, icon_on);
        build_write(build, &(struct writing){ .name = "entry", .text = button->text, .type = TYPE_LABEL, .like = LIKE_ENTRY, .shrink = true,
                    .room = { rect.x + 14, rect.y + rect.h - line - 10, rect.w - 28, 0 }, .rgb = on });
        if (faults > 0)
                build_write(build, &(struct writing){ .name = "entry_count", .text = build_format(build, "%u", faults),
                                                      .type = TYPE_LABEL_BOLD,
                            .room = { rect.x + 20, rect.y + 16, rect.w - 40, 0 }, .align = ALIGN_END, .rgb = on });
        build->back = before;
}

/* Under the cabinet: the alert, the strong button, the others. Returns the y above which the cabinet may stand. */
static int menu_below(struct build *build, const struct menu *menu) {
        const struct measures *size = &build->size;
        int columns = menu->count > 3 || (build->large && menu->count > 2) ? 2 : (int)menu->count;
        int rows = ((int)menu->count + columns - 1) / columns, w = (size->desk_w - (columns - 1) * size->gap) / columns;
        int h = size->button_h * 73 / 100, end = size->foot;
        struct stack_box boxes[] = { { .size = alert_height(build, build->screen->clock_doubt ? h : 104) }, { .size = size->button_h * 5 / 6, .gap = size->space[SPACE_MEDIUM] },
                                     { .size = rows * (h + size->gap) - size->gap, .gap = size->gap } };
        int top = end - boxes[0].size - boxes[1].gap - boxes[1].size - boxes[2].gap - boxes[2].size;

        stack_place(boxes, ARRAY_LEN(boxes), top, end - top);
        alert(build, (struct view_rect){ size->desk_x, boxes[0].at, size->desk_w, boxes[0].size });
        build_button(build, &menu->strong, (struct view_rect){ size->desk_x, boxes[1].at, size->desk_w, boxes[1].size });
        for (int i = 0; i < (int)menu->count; i++)
                entry(build, &menu->entries[i], (struct view_rect){ size->desk_x + i % columns * (w + size->gap),
                                                                    boxes[2].at + i / columns * (h + size->gap), w, h });
        return top - size->gap - (boxes[0].size ? size->gap : 0);
}

/* Beside the cabinet: the strong button, the others in pairs, the alert in what is left. Of many the strong one is the first of a pair. */
static void menu_beside(struct build *build, const struct menu *menu, int strip, bool alerts) {
        const struct measures *size = &build->size;
        bool paired = menu->count > 4;
        int cells = (int)menu->count + paired, rows = (cells + 1) / 2, w = (MENU_W - size->gap + 2) / 2, gap = size->gap - 2, h = size->button_h;
        struct stack_box boxes[] = { { .size = paired ? 0 : h * 6 / 5 }, { .size = rows * (h + gap) - gap, .gap = paired ? 0 : gap },
                                     { .size = h, .gap = gap, .grow = 1 } };

        stack_place(boxes, ARRAY_LEN(boxes), strip + size->gap + 6, size->foot - strip - size->gap - 6);
        if (alerts)
                alert(build, (struct view_rect){ size->margin, boxes[2].at, MENU_W, boxes[2].size });
        if (!paired)
                build_button(build, &menu->strong, (struct view_rect){ size->margin, boxes[0].at, MENU_W, boxes[0].size });
        for (int i = 0; i < cells; i++) {
                struct view_rect rect = { size->margin + i % 2 * (w + gap), boxes[1].at + i / 2 * (h + gap), w, h };

                tile(build, paired && i == 0 ? &menu->strong : &menu->entries[i - paired], rect);
        }
}

void screen_staff_overview(struct build *build) {
        const char *box = build->screen->box_id ? build->screen->box_id : "";
        struct menu menu = menu_of(build);
        int strip = frame_strip(build, build_say(build, TEXT_STAFF_OVERVIEW, "box", box, NULL));
        struct view_rect room = cabinet_room(build, counts(build, strip));

        if (build->portrait) {
                room.h = menu_below(build, &menu) - room.y;
        } else {
                bool beside = menu.count <= MENU_BESIDE_ALERT;

                if (!beside && alert_text(build)) {
                        int h = alert_over_height(build, room.w);

                        alert(build, (struct view_rect){ room.x, room.y, room.w, h });
                        room.y += h + build->size.gap;
                        room.h -= h + build->size.gap;
                }
                menu_beside(build, &menu, strip, beside);
        }
        cabinet_map_overview(build, room);
        frame_bar(build, BAR_STAFF);
}
