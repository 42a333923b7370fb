/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Idle: the wall of doors is the picture and the yellow door its button. Beside it a
 * double door shows that a code may be held to the scanner. A touch on a language
 * starts in it, any other touch starts too.
 */
#include "ui/screens/frame.h"
#include "ui/screens/name_columns.h"
#include "ui/screens/screens.h"

/* Where the scanner is and where to touch are two rows high, with one above them. */
enum { COLUMNS = 6, ROWS_MIN = 3, HANDLE_W = 6 };

struct wall {
        int x, y, w, door_w, door_h, gap, columns, rows;
        int handle_x, handle_y, handle_h;
};

/* As many languages as there are fill the grid from below; the wall takes the rest. */
struct languages {
        enum language list[LANGUAGE_COUNT];
        int count, columns, rows, y, h, gap;
};

static void find_languages(const struct build *build, struct languages *languages) {
        int most = build->portrait ? 3 : 6;

        *languages = (struct languages){ .h = build->portrait ? (build->large || build->rtl ? 124 : 104) : build->size.button_h, .gap = build->size.gap };
        for (unsigned i = 0; i < LANGUAGE_COUNT; i++) {
                if (screen_offers(build->screen, (enum language)i))
                        languages->list[languages->count++] = (enum language)i;
        }
        languages->columns = languages->count < most ? languages->count : most;
        languages->rows = (languages->count + languages->columns - 1) / languages->columns;
        languages->y = build->size.foot - languages->rows * (languages->h + languages->gap) + languages->gap;
}

/* The doors fill the width under the words, or what is beside them; as many rows as there is room for. */
static struct wall wall_of(const struct build *build, const struct languages *languages) {
        const struct measures *size = &build->size;
        int x = build->portrait ? size->margin : size->width * 13 / 25 - 18, y = build->portrait ? size->height * 63 / 160 : 84;
        int room = languages->y - y - size->header_h / 2, w = size->width - size->margin - x, gap = size->gap;
        struct wall wall = { .x = x, .y = y, .w = w, .gap = gap, .columns = COLUMNS, .door_w = (w + gap) / COLUMNS - gap };

        wall.door_h = wall.door_w;
        wall.rows = (room + gap) / (wall.door_h + gap);
        if (wall.rows < ROWS_MIN) {
                wall.rows = ROWS_MIN;
                wall.door_h = (room + gap) / ROWS_MIN - gap;
        }
        wall.handle_x = wall.door_w / 6;
        wall.handle_h = wall.door_h / 5;
        wall.handle_y = wall.door_h * 2 / 5;
        return wall;
}

/* The words stand over the wall or beside it. */
static int words_w(const struct build *build) {
        const struct measures *size = &build->size;

        return (build->portrait ? size->width - size->margin : size->width * 13 / 25 - 36) - size->margin;
}

static int column_x(const struct wall *wall, int column) {
        return wall->x + column * (wall->w + wall->gap) / wall->columns;
}

static void door(struct build *build, const struct wall *wall, int column, int row) {
        struct view_rect rect = { column_x(wall, column), wall->y + row * (wall->door_h + wall->gap), wall->door_w, wall->door_h };
        const struct theme *theme = &build->theme;

        build_box(build, rect, BUILD_RGB(theme->city2), theme->contrast ? BUILD_RGB(theme->city_line) : NODE_CLEAR, 2, 8);
        build_box(build, (struct view_rect){ rect.x + wall->handle_x, rect.y + wall->handle_y, HANDLE_W, wall->handle_h },
                  BUILD_RGB(theme->contrast ? theme->city_line : theme->city), NODE_CLEAR, 0, 3);
}

/* Where the scanner is and where to touch take the place of two by two and four by two doors. */
static bool taken(const struct build *build, int column, int row) {
        return column >= (build->screen->no_scanner ? 2 : 0) && column < 6 && (row == 1 || row == 2);
}

/* The code, and the arrow to the scanner under it, or beside it where the door is low. */
static void draw_code(struct build *build, struct view_rect rect) {
        bool beside = rect.w > rect.h + rect.h / 6 || rect.h < 220;
        int code = rect.w < rect.h ? rect.w * 3 / 8 : rect.h * 3 / 8, arrow = code * 3 / 4, gap = code / 4;
        int along = code + gap + arrow, x = rect.x + (rect.w - (beside ? along : code)) / 2;
        int y = rect.y + (rect.h - (beside ? code : along)) / 2;

        build_icon(build, ICON_QR, x, y, code, build->theme.on_city);
        if (beside)
                build_icon_stroked(build, ICON_DOWN, x + code + gap, y + (code - arrow) / 2, arrow, build->theme.on_city, 6);
        else
                build_icon_stroked(build, ICON_DOWN, x + (code - arrow) / 2, y + code + gap, arrow, build->theme.on_city, 6);
}

static void code_door(struct build *build, const struct wall *wall) {
        struct view_rect rect = { wall->x, wall->y + wall->door_h + wall->gap, column_x(wall, 2) - wall->gap - wall->x,
                                  2 * wall->door_h + wall->gap };
        const struct theme *theme = &build->theme;

        build_box(build, rect, BUILD_RGB(theme->city2), theme->contrast ? BUILD_RGB(theme->city_line) : NODE_CLEAR, 2, 8);
        draw_code(build, rect);
}

static void start_door(struct build *build, const struct wall *wall) {
        int x = column_x(wall, 2);
        struct view_rect rect = { x, wall->y + wall->door_h + wall->gap, column_x(wall, 6) - wall->gap - x,
                                  2 * wall->door_h + wall->gap };
        struct target target = target_of(TARGET_START, 0);
        const char *text = build_say(build, build->screen->no_touch ? TEXT_IDLE_START_KEYS : TEXT_IDLE_START, NULL);
        uint32_t fill = build_pressed(build, target) ? build->theme.on_here : build->theme.here;
        uint32_t on = build_pressed(build, target) ? build->theme.here : build->theme.on_here;
        int pad = rect.h / 7 - 1, icon = rect.h * 2 / 5, y = rect.y + rect.h - 2 * build_style(build, TYPE_START).line_px - pad * 3 / 5;

        build_box(build, rect, BUILD_RGB(fill), NODE_CLEAR, 0, 8);
        build_target(build, target, text, rect, true);
        build->back = fill;
        build_icon(build, ICON_TOUCH, rect.x + rect.w - icon - pad * 4 / 5, rect.y + pad * 4 / 5, icon, on);
        build_write(build, &(struct writing){ .name = "start", .text = text, .type = TYPE_START, .lines = 2, .shrink = true,
                    .rgb = on,
                    .room = { rect.x + pad, y > rect.y + pad / 2 ? y : rect.y + pad / 2, rect.w - 2 * pad, 0 } });
        build->back = build->theme.city;
}

static int language_pad(const struct build *build) {
        return build->portrait ? build->size.pad * 2 / 3 : build->size.pad / 2;
}

static void language_button(struct build *build, enum language language, struct view_rect rect) {
        const struct theme *theme = &build->theme;
        struct target target = target_of(TARGET_PICK_LANGUAGE, language);
        bool current = language == build->screen->look.language, filled = current != build_pressed(build, target);
        int pad = language_pad(build);

        build_box(build, rect, BUILD_RGB(filled ? theme->on_city : theme->city),
                  BUILD_RGB(filled ? theme->on_city : theme->city_line), theme->outline_px, 12);
        build_target(build, target, language_name(language), rect, true);
        build->back = filled ? theme->on_city : theme->city;
        build_write(build, &(struct writing){ .name = build_format(build, "language_%s", language_tag(language)),
                    .text = language_name(language),
                    .type = current ? TYPE_LABEL_BOLD : TYPE_LABEL, .room = { rect.x + pad, rect.y, rect.w - 2 * pad, rect.h },
                    .lines = 2, .middle = true, .like = LIKE_ENTRY,
                    .shrink = true, .rgb = filled ? theme->on_here : theme->on_city });
        build->back = theme->city;
}

static void language_buttons(struct build *build, const struct languages *languages) {
        int left = build->size.margin, ends[LANGUAGE_COUNT];
        struct name_grid grid = { languages->list, languages->count, languages->columns, language_pad(build), languages->gap, build->width - 2 * left };

        name_columns(build, &grid, ends);
        for (int i = 0; i < languages->count; i++) {
                int column = i % languages->columns, row = i / languages->columns, x = left + (column > 0 ? ends[column - 1] + languages->gap : 0);

                language_button(build, languages->list[i],
                                (struct view_rect){ x, languages->y + row * (languages->h + languages->gap), left + ends[column] - x,
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
        int x = build->size.margin, w = words_w(build), top = build->portrait ? build->size.words_high_y : build->size.header_h;
        struct view_rect poster = build_write(build, &(struct writing){ .name = "title", .text = title, .type = TYPE_POSTER,
                                              .room = { x, top, w, 0 }, .lines = 2, .shrink = true,
                                              .rgb = build->theme.on_city });

        build_write(build, &(struct writing){ .name = "hint", .text = hint, .type = TYPE_LEAD, .lines = 2, .shrink = true,
                    .room = { x, poster.y + poster.h + build->size.space[SPACE_MEDIUM], w, 0 }, .rgb = build->theme.on_city });
        build_speak(build, title);
        build_speak(build, hint);
        build_speak(build, build_say(build, TEXT_IDLE_START_KEYS, NULL)); /* who listens has the keys */
}

void screen_idle(struct build *build) {
        struct languages languages;
        struct wall wall;

        find_languages(build, &languages);
        wall = wall_of(build, &languages);
        frame_cover(build, SIGN_CITY);
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
        frame_bar_on(build, BAR_HELP | BAR_ACCESS, SIGN_CITY);
}
