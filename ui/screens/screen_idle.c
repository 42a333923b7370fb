/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Idle: the wall of doors is the picture and the yellow door its button. Beside it a
 * double door shows that a code may be held to the scanner. A touch on a language
 * starts in it, any other touch starts too.
 */
#include "ui/screens/frame.h"
#include "ui/screens/screens.h"

struct wall {
        int x, y, door_w, door_h, gap, columns, rows;
        int handle_x, handle_y, handle_w, handle_h;
};

/* As many languages as there are fill the grid from below; the wall takes the rest. */
struct languages {
        enum language list[LANGUAGE_COUNT];
        int count, columns, rows, y, h, gap;
};

static void find_languages(const struct build *build, struct languages *languages) {
        int most = build->portrait ? 3 : 6;

        *languages = (struct languages){ .h = build->portrait ? 104 : 118, .gap = build->portrait ? 16 : 14 };
        for (unsigned i = 0; i < LANGUAGE_COUNT; i++) {
                if (language_available((enum language)i))
                        languages->list[languages->count++] = (enum language)i;
        }
        languages->columns = languages->count < most ? languages->count : most;
        languages->rows = (languages->count + languages->columns - 1) / languages->columns;
        languages->y = (build->portrait ? (build->large ? 1728 : 1756) : 658) - languages->rows * (languages->h + languages->gap) + languages->gap;
}

static struct wall wall_of(const struct build *build, const struct languages *languages) {
        struct wall wall = { .x = 64, .y = 756, .door_w = 145, .door_h = 144, .gap = 16, .columns = 6, .handle_x = 22,
                             .handle_y = 58, .handle_w = 6,
                             .handle_h = 28 };
        int clear = 72;

        if (!build->portrait) {
                wall = (struct wall){ .x = 647, .y = 84, .door_w = 87, .door_h = 90, .gap = 14, .columns = 6, .handle_x = 22,
                                      .handle_y = 33, .handle_w = 6,
                                      .handle_h = 24 };
                clear = 26;
        }
        wall.rows = (languages->y - clear - wall.y + wall.gap) / (wall.door_h + wall.gap);
        return wall;
}

static int column_x(const struct wall *wall, int column) {
        int all = wall->columns * wall->door_w + (wall->columns - 1) * wall->gap;

        all = wall->x == 64 ? 952 : 593 > all ? 593 : all;
        return wall->x + column * (all + wall->gap) / wall->columns;
}

static void door(struct build *build, const struct wall *wall, int column, int row) {
        struct view_rect rect = { column_x(wall, column), wall->y + row * (wall->door_h + wall->gap), wall->door_w, wall->door_h };
        const struct theme *theme = &build->theme;

        build_box(build, rect, BUILD_RGB(theme->city2), theme->contrast ? BUILD_RGB(theme->city_line) : NODE_CLEAR, 2, 8);
        build_box(build, (struct view_rect){ rect.x + wall->handle_x, rect.y + wall->handle_y, wall->handle_w, wall->handle_h },
                  BUILD_RGB(theme->contrast ? theme->city_line : theme->city), NODE_CLEAR, 0, 3);
}

/* Where the scanner is and where to touch take the place of two by two and four by two doors. */
static bool taken(const struct build *build, int column, int row) {
        return column >= (build->screen->no_scanner ? 2 : 0) && column < 6 && (row == 1 || row == 2);
}

static void code_door(struct build *build, const struct wall *wall) {
        struct view_rect rect = { wall->x, wall->y + wall->door_h + wall->gap, column_x(wall, 2) - wall->gap - wall->x,
                                  2 * wall->door_h + wall->gap };
        const struct theme *theme = &build->theme;

        build_box(build, rect, BUILD_RGB(theme->city2), theme->contrast ? BUILD_RGB(theme->city_line) : NODE_CLEAR, 2, 8);
        if (build->portrait) {
                build_icon(build, ICON_QR, rect.x + 97, rect.y + 44, 114, theme->on_city);
                build_icon_stroked(build, ICON_DOWN, rect.x + 112, rect.y + 185, 84, theme->on_city, 6);
        } else {
                build_icon(build, ICON_QR, rect.x + 26, rect.y + 60, 73, theme->on_city);
                build_icon_stroked(build, ICON_DOWN, rect.x + 111, rect.y + 70, 54, theme->on_city, 6);
        }
}

static void start_door(struct build *build, const struct wall *wall) {
        int x = column_x(wall, 2);
        struct view_rect rect = { x, wall->y + wall->door_h + wall->gap, column_x(wall, 6) - wall->gap - x,
                                  2 * wall->door_h + wall->gap };
        struct target target = target_of(TARGET_START, 0);
        const char *text = build_say(build, build->screen->no_touch ? TEXT_IDLE_START_KEYS : TEXT_IDLE_START, NULL);
        uint32_t fill = build_pressed(build, target) ? build->theme.on_here : build->theme.here;
        uint32_t on = build_pressed(build, target) ? build->theme.here : build->theme.on_here;
        int icon = build->portrait ? 126 : 82;

        build_box(build, rect, BUILD_RGB(fill), NODE_CLEAR, 0, 8);
        build_target(build, target, text, rect, true);
        build->back = fill;
        build_icon(build, ICON_TOUCH, rect.x + rect.w - icon - (build->portrait ? 32 : 22), rect.y + (build->portrait ? 36 : 20),
                   icon, on);
        build_write(build, &(struct writing){ .name = "start", .text = text, .type = TYPE_START, .lines = 2, .shrink = true,
                    .rgb = on,
                    .room = { rect.x + (build->portrait ? 42 : 28),
                              rect.y + rect.h - 2 * build_style(build, TYPE_START).line_px - (build->portrait ? 34 : 15),
                              rect.w - (build->portrait ? 84 : 56), 0 } });
        build->back = build->theme.city;
}

static void language_button(struct build *build, enum language language, struct view_rect rect) {
        const struct theme *theme = &build->theme;
        struct target target = target_of(TARGET_PICK_LANGUAGE, language);
        bool current = language == build->screen->look.language, filled = current != build_pressed(build, target);
        int pad = build->portrait ? 27 : 19;

        build_box(build, rect, BUILD_RGB(filled ? theme->on_city : theme->city),
                  BUILD_RGB(filled ? theme->on_city : theme->city_line), theme->outline_px, 12);
        build_target(build, target, language_name(language), rect, true);
        build->back = filled ? theme->on_city : theme->city;
        build_write(build, &(struct writing){ .name = build_format(build, "language_%s", language_tag(language)),
                    .text = language_name(language),
                    .type = current ? TYPE_LABEL_BOLD : TYPE_LABEL, .room = { rect.x + pad, rect.y, rect.w - 2 * pad, rect.h },
                    .lines = 2, .middle = true,
                    .shrink = true, .rgb = filled ? theme->on_here : theme->on_city });
        build->back = theme->city;
}

static void language_buttons(struct build *build, const struct languages *languages) {
        int left = build->portrait ? 64 : 40, all = build->width - 2 * left + languages->gap;

        for (int i = 0; i < languages->count; i++) {
                int column = i % languages->columns, row = i / languages->columns;
                int x = left + column * all / languages->columns;
                int end = left + (column + 1) * all / languages->columns - languages->gap;

                language_button(build, languages->list[i],
                                (struct view_rect){ x, languages->y + row * (languages->h + languages->gap), end - x,
                                                    languages->h });
        }
}

/* What the box can do just now. */
static enum text_id hint_of(const struct screen *screen) {
        if (screen->no_touch)
                return screen->no_scanner ? TEXT_IDLE_HINT_KEYS : TEXT_IDLE_HINT_KEYS_CODE;
        return screen->no_scanner ? TEXT_IDLE_HINT_TOUCH : TEXT_IDLE_HINT;
}

static void words(struct build *build) {
        const char *title = build_say(build, TEXT_IDLE_TITLE, NULL), *hint = build_say(build, hint_of(build->screen), NULL);
        int x = build->portrait ? 64 : 40, w = build->portrait ? 952 : 590;
        struct view_rect poster = build_write(build, &(struct writing){ .name = "title", .text = title, .type = TYPE_POSTER,
                                              .room = { x, build->portrait ? 180 : 96, w, 0 }, .lines = 2, .shrink = true,
                                              .rgb = build->theme.on_city });

        build_write(build, &(struct writing){ .name = "hint", .text = hint, .type = TYPE_LEAD, .lines = 2, .shrink = true,
                    .room = { x, poster.y + poster.h + (build->portrait ? 29 : 6), w, 0 }, .rgb = build->theme.on_city });
        build_speak(build, title);
        build_speak(build, hint);
}

void screen_idle(struct build *build) {
        struct languages languages;
        struct wall wall;

        find_languages(build, &languages);
        wall = wall_of(build, &languages);
        frame_cover(build, TONE_CITY);
        words(build);
        for (int row = 0; row < wall.rows; row++) {
                for (int column = -1; column <= wall.columns; column++) {
                        if (!taken(build, column, row) && (column >= 0 || build->portrait))
                                door(build, &wall, column, row);
                }
        }
        if (!build->screen->no_scanner)
                code_door(build, &wall);
        start_door(build, &wall);
        language_buttons(build, &languages);
        build->view->anywhere = target_of(TARGET_START, 0);
        frame_bar_on(build, BAR_HELP | BAR_ACCESS, TONE_CITY);
}
