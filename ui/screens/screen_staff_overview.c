/* SPDX-License-Identifier: EUPL-1.2 */
/* Overview: counts, the whole cabinet, the newest fault, and what this role may do. */
#include "ui/screens/cabinet_map.h"
#include "ui/screens/frame.h"
#include "ui/screens/screens.h"
#include "ui/screens/staff.h"

enum { ENTRIES_MAX = 4 };

struct menu {
        struct button strong;
        struct button entries[ENTRIES_MAX];
        unsigned count;
};

static void add(struct build *build, struct menu *menu, enum target_id id, enum text_id text, enum icon icon) {
        menu->entries[menu->count++] = (struct button){ .target = target_of(id, 0), .text = build_say(build, text, NULL),
                                                        .icon = icon };
}

/* What the role may do; while the box does not trust its clock nothing opens, and confirming it is what is left. */
static struct menu menu_of(struct build *build) {
        const struct screen *screen = build->screen;
        bool opens = screen->role != STAFF_ROLE_AUDITOR && !screen->clock_doubt;
        struct menu menu = { .count = 0 };
        struct button state = { target_of(TARGET_STAFF_STATE, 0), build_say(build, TEXT_STAFF_STATE, NULL), ICON_GAUGE, true };
        struct button checkpoint = { target_of(TARGET_STAFF_CHECKPOINT, 0), build_say(build, TEXT_STAFF_CHECKPOINT, NULL),
                                     ICON_SHIELD, true };

        if (opens) {
                menu.strong = (struct button){ target_of(TARGET_STAFF_LOAD, 0), build_say(build, TEXT_STAFF_LOAD, NULL),
                                               ICON_RIGHT, true };
                add(build, &menu, TARGET_STAFF_OVERDUE, TEXT_STAFF_OVERDUE, ICON_CLOCK);
                if (screen->role == STAFF_ROLE_MANAGER)
                        add(build, &menu, TARGET_STAFF_PROBLEMS, TEXT_STAFF_PROBLEMS, ICON_WARNING);
        } else {
                menu.strong = screen->clock_doubt ? state : checkpoint;
        }
        if (opens || !screen->clock_doubt)
                add(build, &menu, TARGET_STAFF_STATE, TEXT_STAFF_STATE, ICON_GAUGE);
        if (opens || screen->clock_doubt)
                add(build, &menu, TARGET_STAFF_CHECKPOINT, TEXT_STAFF_CHECKPOINT, ICON_SHIELD);
        return menu;
}

/* ---- counts ---- */

static void count(struct build *build, int at, enum cell_state state, unsigned n, enum text_id label) {
        int x = build->portrait ? 64 + at * 244 : 464 + at * 198, y = build->portrait ? 168 : 119, w = build->portrait ? 57 : 39;
        int h = build->portrait ? 44 : 30, indent = build->portrait ? 73 : 51, column = build->portrait ? 228 : 190;
        int number_h = build_style(build, TYPE_LEAD_BOLD).line_px;
        const char *number = build_format(build, "%u", n), *text = build_say(build, label, NULL);

        cabinet_map_swatch(build, state, (struct view_rect){ x, y, w, h });
        build_write(build, &(struct writing){ .name = build_format(build, "count_%d", at), .text = number, .type = TYPE_LEAD_BOLD,
                    .room = { x + indent, y + (h - number_h) / 2, column - indent, 0 }, .rgb = build->theme.ink });
        build_write(build, &(struct writing){ .name = "count_label", .text = text, .type = TYPE_LABEL,
                    .room = { x, y + (h + number_h) / 2 + (build->portrait ? 0 : 1), column, 0 }, .shrink = true,
                    .rgb = build->theme.ink });
        build_speak(build, build_format(build, "%s: %s.", text, number));
}

static int counts(struct build *build) {
        const struct screen *screen = build->screen;

        count(build, 0, CELL_OCCUPIED, screen->map.occupied_count, TEXT_STAFF_COUNT_OCCUPIED);
        count(build, 1, CELL_FREE, screen->map.free_count, TEXT_STAFF_COUNT_FREE);
        count(build, 2, CELL_OVERDUE, screen->map.overdue_count, TEXT_STAFF_COUNT_OVERDUE);
        count(build, 3, CELL_FAULT, screen->map.fault_count, TEXT_STAFF_COUNT_FAULT);
        return build->portrait ? (build->large ? 312 : 302) : 216;
}

/* ---- the alert ---- */

/* What is to be known first: the clock, else the newest fault. NULL: nothing. */
static const char *alert_text(struct build *build) {
        const struct screen *screen = build->screen;

        if (screen->clock_doubt)
                return build_say(build, screen->role == STAFF_ROLE_MANAGER ? TEXT_STAFF_CLOCK_CONFIRM : TEXT_STAFF_CLOCK_MANAGER,
                                 NULL);
        return screen->map.alarm_compartment > 0 ? staff_why(build, screen->map.alarm_reason) : NULL;
}

static void alert(struct build *build, struct view_rect rect) {
        const struct screen *screen = build->screen;
        const struct theme *theme = &build->theme;
        const char *text = alert_text(build), *which = NULL;
        int icon = build->portrait ? 48 : 40, pad = build->portrait ? 28 : 14, x = rect.x + pad + icon + pad, w;
        struct view_rect written = { x, 0, 0, 0 };

        if (!text)
                return;
        build_box(build, rect, BUILD_RGB(theme->bad_tint), BUILD_RGB(theme->bad), theme->outline_px, 12);
        build_icon(build, ICON_WARNING, rect.x + pad, rect.y + (rect.h - icon) / 2, icon, theme->bad);
        build->back = theme->bad_tint;
        if (!screen->clock_doubt)
                which = build_say(build, TEXT_STAFF_ALERT, "c", build_format(build, "%u", screen->map.alarm_compartment), NULL);
        if (which && build->portrait) {
                written = build_write(build, &(struct writing){ .name = "alert", .text = which, .type = TYPE_SMALL_BOLD,
                                                                .room = { x, rect.y, rect.w, rect.h },
                                      .middle = true, .rgb = theme->ink });
                x = written.x + written.w + 12;
        } else if (which) {
                int line = build_style(build, TYPE_LABEL_BOLD).line_px;

                build_write(build, &(struct writing){ .name = "alert", .text = which, .type = TYPE_LABEL_BOLD,
                                                      .room = { x, rect.y + 3, rect.x + rect.w - x, 0 },
                            .rgb = theme->ink });
                rect = (struct view_rect){ rect.x, rect.y + 3 + line, rect.w, rect.h - 6 - line };
        }
        w = rect.x + rect.w - (build->portrait ? 20 : 8) - x;
        build_write(build, &(struct writing){ .name = "alert_why", .text = text,
                                              .type = build->portrait ? TYPE_SMALL : TYPE_LABEL,
                    .room = { x, rect.y, w, rect.h }, .lines = which ? 2 : 5, .middle = true, .shrink = true,
                    .rgb = theme->ink });
        build_speak(build, which ? build_format(build, "%s %s", which, text) : text);
        build->back = theme->mist;
}

/* ---- the menu ---- */

/* Portrait: icon and word in one line. */
static void entry(struct build *build, const struct button *button, struct view_rect rect) {
        uint32_t before = build->back, on = build_control(build, button->target, button->text, rect);
        int pad = 22, icon = 46;

        build_icon(build, button->icon, rect.x + pad, rect.y + (rect.h - icon) / 2, icon, on);
        build_write(build, &(struct writing){ .name = "entry", .text = button->text, .type = TYPE_SMALL, .middle = true,
                                              .shrink = true,
                    .room = { rect.x + pad + icon + 18, rect.y, rect.w - 2 * pad - icon - 14, rect.h }, .rgb = on });
        build->back = before;
}

/* Landscape: the icon over the word; faults are tinted and counted. */
static void tile(struct build *build, const struct button *button, struct view_rect rect) {
        const struct theme *theme = &build->theme;
        unsigned faults = button->target.id == TARGET_STAFF_PROBLEMS ? build->screen->map.fault_count : 0;
        bool pressed = build_pressed(build, button->target);
        uint32_t before = build->back, on = build_control(build, button->target, button->text, rect), icon_on = on;
        int line = build_style(build, TYPE_LABEL).line_px;

        if (faults > 0 && !pressed) {
                build_box(build, rect, BUILD_RGB(theme->bad_tint),
                          build_focused(build, button->target) ? NODE_CLEAR : BUILD_RGB(theme->bad), theme->outline_px, 12);
                build->back = theme->bad_tint;
                icon_on = theme->bad;
        }
        build_icon(build, button->icon, rect.x + 14, rect.y + 18, 42, icon_on);
        build_write(build, &(struct writing){ .name = "entry", .text = button->text, .type = TYPE_LABEL, .shrink = true,
                    .room = { rect.x + 14, rect.y + rect.h - line - 10, rect.w - 18, 0 }, .rgb = on });
        if (faults > 0)
                build_write(build, &(struct writing){ .name = "entry_count", .text = build_format(build, "%u", faults),
                                                      .type = TYPE_LABEL_BOLD,
                            .room = { rect.x + 20, rect.y + 16, rect.w - 40, 0 }, .align = ALIGN_END, .rgb = on });
        build->back = before;
}

/* Returns the y above which the cabinet may stand. */
static int menu_portrait(struct build *build, const struct menu *menu) {
        int columns = menu->count == 4 || (build->large && menu->count > 2) ? 2 : (int)menu->count,
                rows = ((int)menu->count + columns - 1) / columns, h = build->large ? 116 : 104;
        int w = (952 - (columns - 1) * 16) / columns, bottom = build->large ? 1728 : 1756;
        int top = bottom - rows * (h + 16) + 16, strong_h = build->large ? 128 : 120, y = top - 16 - strong_h;

        if (alert_text(build)) {
                int alert_h = build->large ? 144 : 112;

                alert_h = build->screen->clock_doubt ? alert_h : 96;
                alert(build, (struct view_rect){ 64, y - 24 - alert_h, 952, alert_h });
                y -= 24 + alert_h;
        }
        build_button(build, &menu->strong, (struct view_rect){ 64, top - 16 - strong_h, 952, strong_h });
        for (int i = 0; i < (int)menu->count; i++)
                entry(build, &menu->entries[i], (struct view_rect){ 64 + i % columns * (w + 16), top + i / columns * (h + 16), w,
                                                                    h });
        return y - 34;
}

static void menu_landscape(struct build *build, const struct menu *menu) {
        int strong_h = alert_text(build) ? 140 : 154, y = 110 + strong_h + 14;

        build_button(build, &menu->strong, (struct view_rect){ 40, 110, 404, strong_h });
        for (int i = 0; i < (int)menu->count; i++)
                tile(build, &menu->entries[i], (struct view_rect){ 40 + i % 2 * 209, y + i / 2 * 132, 195, 118 });
        y += ((int)menu->count + 1) / 2 * 132;
        alert(build, (struct view_rect){ 40, y, 404, 660 - y });
}

void screen_staff_overview(struct build *build) {
        const char *box = build->screen->box_id ? build->screen->box_id : "";
        struct menu menu = menu_of(build);
        int top, bottom = 660;

        frame_strip(build, build_say(build, TEXT_STAFF_OVERVIEW, "box", box, NULL));
        top = counts(build);
        if (build->portrait)
                bottom = menu_portrait(build, &menu);
        else
                menu_landscape(build, &menu);
        cabinet_map_overview(build, (struct view_rect){ build->portrait ? 64 : 464, top, build->portrait ? 952 : 776,
                                                        bottom - top });
        frame_bar(build, BAR_STAFF);
}
