/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/screens/frame.h"

#include "base/moment.h"

struct sign_colours frame_colours(const struct build *build, enum sign_colour colour) {
        const struct theme *theme = &build->theme;

        switch (colour) {
        case SIGN_HERE:
                return (struct sign_colours){ theme->here, theme->on_here, theme->on_here, theme->on_here, theme->here };
        case SIGN_OK:
                return (struct sign_colours){ theme->ok, theme->on_ok, theme->on_ok, theme->here, theme->on_here };
        case SIGN_BAD:
                return (struct sign_colours){ theme->bad_tint, theme->ink, theme->ink, theme->bad, theme->on_bad };
        case SIGN_ORDER:
                return (struct sign_colours){ theme->order, theme->on_order, theme->edge, theme->here, theme->on_here };
        case SIGN_CITY:
                break;
        }
        return (struct sign_colours){ theme->city, theme->on_city, theme->city_line, theme->here, theme->on_here };
}

const char *frame_time(struct build *build) {
        struct local_time local;

        moment_local(build->screen->wall_ms, &local);
        return build_format(build, "%d:%02d", local.hour, local.minute);
}

static const char *header_end(struct build *build) {
        const struct screen *screen = build->screen;

        if (screen->staff && screen->sub)
                return build_say(build, screen->role == ROLE_AUDITOR ? TEXT_HEADER_AUDITOR : TEXT_HEADER_BADGE, "sub", screen->sub, "time",
                                 frame_time(build), NULL);
        if (screen->steps > 0)
                return build_say(build, TEXT_HEADER_STEP, "step", build_format(build, "%u", screen->step), "steps",
                                 build_format(build, "%u", screen->steps), NULL);
        if (screen->id == SCREEN_OUT_OF_ORDER && screen->box_id)
                return build_format(build, "%s · %s", screen->box_id, frame_time(build));
        return frame_time(build);
}

/* The arms, a text beside them and one at the end. */
static void header_line(struct build *build, const struct writing *first, int width, int height, uint32_t rgb) {
        const struct measures *size = &build->size;
        const char *end = header_end(build);
        int x = size->margin + size->arms + size->gap - 2;
        struct writing writing = *first;

        build_icon(build, ICON_ARMS, size->margin - 3, (height - size->arms) / 2, size->arms, rgb);
        writing.room = (struct view_rect){ x, 2, width - size->margin - build_width(build, TYPE_LABEL, end) - 28 - x, height };
        writing.middle = writing.shrink = true;
        writing.rgb = rgb;
        build_write(build, &writing);
        build_write(build, &(struct writing){ .name = "header", .text = end, .type = TYPE_LABEL, .align = ALIGN_END,
                    .room = { size->margin, 2, width - 2 * size->margin, height }, .middle = true, .rgb = rgb });
}

/* Where the sign stands beside the desk it is too narrow for the city's name. */
static void header(struct build *build, const struct sign_colours *colours, int width) {
        build->back = colours->fill;
        header_line(build, &(struct writing){ .name = "office", .text = width == build->width ? build->screen->office : NULL,
                                              .type = TYPE_LABEL_BOLD }, width, build->size.header_h, colours->on);
}

static void step(struct build *build, const struct sign_colours *colours, unsigned number, int x, int y, int radius) {
        const struct screen *screen = build->screen;
        bool done = number < screen->step || screen->id == SCREEN_BETWEEN || screen->id == SCREEN_DONE ||
                    screen->id == SCREEN_RECEIPT;
        int tick = radius * 44 / 28;

        if (done) {
                build_disc(build, x, y, radius, BUILD_RGB(colours->on), NODE_CLEAR, 0);
                build_icon_stroked(build, ICON_TICK, x - tick / 2, y - tick / 2, tick, colours->fill, 7);
                return;
        }
        build_disc(build, x, y, radius, BUILD_RGB(number == screen->step ? colours->now : colours->fill),
                   number == screen->step ? NODE_CLEAR : BUILD_RGB(colours->line), 4);
        build->back = number == screen->step ? colours->now : colours->fill;
        build_write(build, &(struct writing){ .name = number == screen->step ? "step" : "step_waiting",
                    .text = build_format(build, "%u", number),
                    .type = number == screen->step ? TYPE_LABEL_BOLD : TYPE_LABEL,
                    .room = { x - radius, y - radius - 4, 2 * radius, 2 * radius + 8 },
                    .align = ALIGN_CENTRE, .middle = true, .shrink = true,
                    .rgb = number == screen->step ? colours->on_now : colours->on });
        build->back = colours->fill;
}

static void step_line(struct build *build, const struct sign_colours *colours, int width) {
        const struct screen *screen = build->screen;
        int radius = build->size.step_r, y = build->size.step_y, margin = build->size.margin + 2;
        int first = margin + radius, last = width - margin - radius, half = radius / 9;

        if (screen->steps < 2)
                return;
        for (unsigned i = 0; i + 1 < screen->steps; i++) {
                int from = first + (last - first) * (int)i / (int)(screen->steps - 1);
                int to = first + (last - first) * (int)(i + 1) / (int)(screen->steps - 1);

                build_box(build, (struct view_rect){ from, y - half, to - from, 2 * half },
                          BUILD_RGB(i + 1 < screen->step ? colours->on : colours->line),
                          NODE_CLEAR, 0, 0);
        }
        for (unsigned i = 0; i < screen->steps; i++)
                step(build, colours, i + 1, first + (last - first) * (int)i / (int)(screen->steps - 1), y, radius);
}

struct view_rect frame_sign_room(const struct build *build, const struct sign *sign) {
        const struct measures *size = &build->size;
        int y = build->screen->steps > 0 || !sign->high ? size->words_y : size->words_high_y;

        return (struct view_rect){ size->margin, y, size->sign_w - 2 * size->margin, build->portrait ? 0 : size->sign_h - y - size->gap };
}

/* Title and hint, and where they end. */
struct words {
        struct writing title, hint;
        int end;
};

static struct words words_of(struct build *build, const struct sign *sign, const struct sign_colours *colours) {
        struct view_rect room = frame_sign_room(build, sign), title, hint;
        int left;
        struct words words = {
                .title = { .name = "title", .text = sign->title, .type = TYPE_QUESTION, .room = { room.x, room.y, room.w, 0 },
                .lines = build->size.title_lines, .balance = true, .shrink = true, .rgb = colours->on },
                .hint = { .name = "hint", .text = sign->hint, .type = TYPE_BODY, .room = room, .lines = sign->hint_lines ? sign->hint_lines : build->size.hint_lines,
                .shrink = true, .even = true, .rgb = colours->on },
        };

        title = build_measure(build, &words.title);
        left = build->size.sign_h - 3 * build->size.gap / 2 - (title.y + title.h + build->size.gap + 2);
        words.hint.room = (struct view_rect){ room.x, title.y + title.h + build->size.gap + 2, room.w, 0 };
        /* Smaller before it would stand on the edge of a sign that does not move, and not at all where it has no room. */
        if (sign->still && build->portrait)
                words.hint.room.h = left > 0 ? left : 1;
        hint = build_measure(build, &words.hint);
        if (words.hint.room.h > 0 && hint.h > words.hint.room.h) {
                words.hint.text = NULL;
                hint.h = 0;
        }
        words.end = hint.h > 0 ? hint.y + hint.h : title.y + title.h;
        return words;
}

/* The same place on every screen, so that the desk does not jump; further down only where the words need it. */
static int sign_end(const struct build *build, const struct sign *sign, const struct words *words) {
        int least = build->size.height / 5 + 1 - build->size.top;

        if (!build->portrait)
                return build->size.sign_h;
        if (sign->end || sign->still)
                return sign->end ? sign->end : build->size.sign_h;
        /* Where the words are few it ends where the desk's first button may stand: below the top fifth. */
        if (sign->high)
                return words->end + 52 > least ? words->end + 52 : least;
        return words->end + 44 > build->size.sign_h ? words->end + 44 : build->size.sign_h;
}

/* Where colours alone do not part the sign from the desk, a line does. */
static void rule(struct build *build, int width, int end) {
        int px = build->theme.rule_px;
        struct view_rect below = { 0, end - px, width, px }, beside = { width - px, 0, px, end };

        if (px > 0)
                build_box(build, width == build->width ? below : beside, BUILD_RGB(build->theme.line), NODE_CLEAR, 0, 0);
}

/* The desk all over and the sign on it. */
static void ground(struct build *build, const struct sign_colours *colours, int width, int end) {
        build_box(build, (struct view_rect){ 0, 0, build->width, build->height }, BUILD_RGB(build->theme.mist), NODE_CLEAR, 0, 0);
        build_box(build, (struct view_rect){ 0, 0, width, end }, BUILD_RGB(colours->fill), NODE_CLEAR, 0, 0);
        rule(build, width, end);
}

static void note_rest(struct build *build, const struct sign *sign, const struct sign_colours *colours, const struct words *words) {
        struct view_rect room = frame_sign_room(build, sign);
        int top = words->end + build->size.gap;

        if (build->portrait || !sign->title)
                return;
        build->rest = (struct view_rect){ room.x, top, room.w, room.y + room.h - top };
        build->rest_back = colours->fill;
        build->rest_on = colours->on;
}

struct view_rect frame_sign(struct build *build, const struct sign *sign) {
        const struct measures *size = &build->size;
        struct sign_colours colours = frame_colours(build, sign->colour);
        struct words words = words_of(build, sign, &colours);
        int end = sign_end(build, sign, &words), top = build->portrait ? end : size->desk_y;

        ground(build, &colours, size->sign_w, end);
        header(build, &colours, size->sign_w);
        step_line(build, &colours, size->sign_w);
        build_write(build, &words.title);
        build_write(build, &words.hint);
        build_speak(build, sign->title);
        build_speak(build, sign->hint);
        note_rest(build, sign, &colours, &words);
        build->back = build->theme.mist;
        return (struct view_rect){ size->desk_x, top, size->desk_w, size->foot - top };
}

void frame_cover(struct build *build, enum sign_colour colour) {
        struct sign_colours colours = frame_colours(build, colour);

        build_box(build, (struct view_rect){ 0, 0, build->width, build->height }, BUILD_RGB(colours.fill), NODE_CLEAR, 0, 0);
        header(build, &colours, build->width);
        build->back = colours.fill;
}

int frame_strip(struct build *build, const char *title) {
        struct sign_colours colours = frame_colours(build, SIGN_CITY);
        int height = build->size.strip_h;

        ground(build, &colours, build->width, height);
        build->back = colours.fill;
        header_line(build, &(struct writing){ .name = "title", .text = title, .type = TYPE_SMALL_BOLD }, build->width, height, colours.on);
        build_speak(build, title);
        build->back = build->theme.mist;
        return height;
}

/* ---- buttons ---- */

static int actions_top(const struct build *build, unsigned count) {
        return build->size.foot - (int)count * (build->size.button_h + build->size.gap) + build->size.gap;
}

struct view_rect frame_matter(const struct build *build, struct view_rect desk, unsigned buttons) {
        int top = desk.y + build->size.top, clear = buttons ? build->size.clear : 0;

        return (struct view_rect){ desk.x, top, desk.w, (buttons ? actions_top(build, buttons) : build->size.foot) - clear - top };
}

int frame_actions_over(struct build *build, const struct button *buttons, unsigned count, unsigned below) {
        const struct measures *size = &build->size;
        int top = actions_top(build, count + below);

        for (unsigned i = 0; i < count; i++)
                build_button(build, &buttons[i], (struct view_rect){ size->desk_x, top + (int)i * (size->button_h + size->gap),
                                                                     size->desk_w, size->button_h });
        return top;
}

int frame_actions(struct build *build, const struct button *buttons, unsigned count) {
        return frame_actions_over(build, buttons, count, 0);
}

void frame_actions_beside(struct build *build, const struct button *left, const struct button *right, int percent) {
        const struct measures *size = &build->size;
        int y = actions_top(build, 1), w = (size->desk_w - size->gap) * percent / 100;

        build_button(build, left, (struct view_rect){ size->desk_x, y, w, size->button_h });
        build_button(build, right, (struct view_rect){ size->desk_x + w + size->gap, y, size->desk_w - w - size->gap, size->button_h });
}

void frame_back_and(struct build *build, const struct button *forward) {
        struct button back = { .target = { .id = TARGET_BACK }, .text = build_say(build, TEXT_BUTTON_BACK, NULL),
                               .icon = ICON_LEFT };

        frame_actions_beside(build, &back, forward, build->portrait ? 33 : 41);
}

/* ---- bar ---- */

static const struct {
        unsigned flag, place;
        enum target_id target;
        enum text_id text;
        enum icon icon;
} bar_cells[] = {
        { BAR_HELP, 0, TARGET_HELP, TEXT_BAR_HELP, ICON_HELP },
        { BAR_ACCESS, 1, TARGET_ACCESS, TEXT_BAR_ACCESS, ICON_ACCESS },
        { BAR_LANGUAGE, 2, TARGET_LANGUAGE, TEXT_BAR_LANGUAGE, ICON_LANGUAGE },
        { BAR_CANCEL, 3, TARGET_CANCEL, TEXT_BAR_CANCEL, ICON_CROSS },
        { BAR_SIGN_OUT, 3, TARGET_SIGN_OUT, TEXT_BAR_SIGN_OUT, ICON_LOG_OUT },
};

struct bar {
        int top, height;
        uint32_t fill, line, on;
        int x[4], w[4];               /* of the cells' contents */
};

/* One word a cell in four equal columns; when a word is too wide for its column, cells as wide as their words with equal gaps. */
static void place_cells(struct build *build, unsigned cells, struct bar *bar) {
        int left = build->size.margin, all = build->width - 2 * left, icon = build->portrait ? 0 : 64, sum = 0;
        int pitch = (all + 22) / 4, column = pitch - 22, widths[4];
        bool wide = false;

        for (unsigned i = 0; i < 4; i++) {
                bool sign_out = i == 3 && (cells & BAR_SIGN_OUT);

                widths[i] = icon + build_width(build, TYPE_LABEL, build_say(build, bar_cells[sign_out ? 4 : i].text, NULL));
                sum += widths[i];
                wide = wide || widths[i] > column;
        }
        for (int i = 0, x = left; i < 4; i++) {
                bar->x[i] = wide ? x : left + i * pitch;
                bar->w[i] = wide ? widths[i] : column;
                x += widths[i] + (all - sum) / 3;
        }
}

static void bar_cell(struct build *build, const struct bar *bar, size_t cell) {
        struct target target = target_of(bar_cells[cell].target, 0);
        const char *text = build_say(build, bar_cells[cell].text, NULL);
        bool pressed = build_pressed(build, target);
        struct view_rect content = { bar->x[bar_cells[cell].place], bar->top, bar->w[bar_cells[cell].place], bar->height };
        uint32_t on = pressed ? bar->fill : bar->on;
        int label = build_style(build, TYPE_LABEL).line_px;
        char name[TARGET_NAME_SIZE];

        if (pressed)
                build_box(build, (struct view_rect){ content.x - 9, content.y + 2, content.w + 18, content.h - 2 },
                          BUILD_RGB(bar->on), NODE_CLEAR, 0, 0);
        build->back = pressed ? bar->on : bar->fill;
        target_name(target, name);
        if (build->portrait) {
                build_icon(build, bar_cells[cell].icon, content.x, content.y + 21 + (build->large ? 8 : 0), 48, on);
                build_write(build, &(struct writing){ .name = build_format(build, "bar_%s", name), .text = text, .type = TYPE_LABEL,
                            .room = { content.x, content.y + (build->large ? 132 - label / 2 - 20 : 72), content.w, 0 },
                            .rgb = on });
        } else {
                build_icon(build, bar_cells[cell].icon, content.x, content.y + (content.h - 48) / 2 + 1, 48, on);
                build_write(build, &(struct writing){ .name = build_format(build, "bar_%s", name), .text = text, .type = TYPE_LABEL,
                            .room = { content.x + 64, content.y, content.w - 64, content.h }, .middle = true, .rgb = on });
        }
        build_target(build, target, text, content, false);
        /* There is no room below for a ring outside the cell. */
        if (build_focused(build, target)) {
                build->ring = (struct view_rect){ content.x - 16, content.y + 3, content.w + 32, content.h - 5 };
                build->ring.x = build->rtl ? build->width - build->ring.x - build->ring.w : build->ring.x;
        }
}

static void draw_bar(struct build *build, unsigned cells, struct bar *bar) {
        int line = build->theme.contrast ? 4 : 2;

        bar->top = build->size.bar_y;
        bar->height = build->size.bar_h;
        build_box(build, (struct view_rect){ 0, bar->top, build->width, bar->height }, BUILD_RGB(bar->fill), NODE_CLEAR, 0, 0);
        build_box(build, (struct view_rect){ 0, bar->top, build->width, line }, BUILD_RGB(bar->line), NODE_CLEAR, 0, 0);
        place_cells(build, cells, bar);
        for (size_t i = 0; i < ARRAY_LEN(bar_cells); i++) {
                if (cells & bar_cells[i].flag)
                        bar_cell(build, bar, i);
        }
}

/* Staff leave by signing out. Help and settings also come over an open door, where nothing can be cancelled: the last two steps. */
static unsigned leaving(const struct screen *screen, unsigned cells) {
        if (!(cells & BAR_CANCEL))
                return cells;
        if (screen->staff)
                return (cells & ~(unsigned)BAR_CANCEL) | BAR_SIGN_OUT;
        if (screen->steps > 0 && screen->step + 1 >= screen->steps)
                return cells & ~(unsigned)BAR_CANCEL;
        return cells;
}

void frame_bar(struct build *build, unsigned cells) {
        struct bar bar = { .fill = build->theme.paper, .line = build->theme.line, .on = build->theme.ink };

        cells = leaving(build->screen, cells);
        draw_bar(build, cells, &bar);
}

void frame_bar_on(struct build *build, unsigned cells, enum sign_colour colour) {
        struct sign_colours colours = frame_colours(build, colour);
        struct bar bar = { .fill = colours.fill, .line = colours.line, .on = colours.on };

        draw_bar(build, cells, &bar);
}
