/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/screens/frame.h"

#include <string.h>

#include "base/moment.h"

struct tone_colours frame_tone(const struct build *build, enum tone tone) {
        const struct theme *theme = &build->theme;

        switch (tone) {
        case TONE_HERE:
                return (struct tone_colours){ theme->here, theme->on_here, theme->on_here, theme->on_here, theme->here };
        case TONE_OK:
                return (struct tone_colours){ theme->ok, theme->on_ok, theme->on_ok, theme->here, theme->on_here };
        case TONE_BAD:
                return (struct tone_colours){ theme->bad_tint, theme->ink, theme->ink, theme->bad, theme->on_bad };
        case TONE_ORDER:
                return (struct tone_colours){ theme->order, theme->on_order, theme->edge, theme->here, theme->on_here };
        case TONE_CITY:
                break;
        }
        return (struct tone_colours){ theme->city, theme->on_city, theme->city_line, theme->here, theme->on_here };
}

const char *frame_time(struct build *build) {
        struct local_time local;

        moment_local(build->screen->wall_ms, &local);
        return build_format(build, "%d:%02d", local.hour, local.minute);
}

static const char *header_end(struct build *build) {
        const struct screen *screen = build->screen;

        if (screen->staff && screen->sub)
                return build_say(build, screen->role == 3 ? TEXT_HEADER_AUDITOR : TEXT_HEADER_BADGE, "sub", screen->sub, "time",
                                 frame_time(build), NULL);
        if (screen->steps > 0)
                return build_say(build, TEXT_HEADER_STEP, "step", build_format(build, "%u", screen->step), "steps",
                                 build_format(build, "%u", screen->steps), NULL);
        if (screen->id == SCREEN_OUT_OF_ORDER && screen->box_id)
                return build_format(build, "%s · %s", screen->box_id, frame_time(build));
        return frame_time(build);
}

/* In landscape the sign is too narrow for the city's name where it stands beside the desk. */
static void header(struct build *build, const struct tone_colours *colours, int width) {
        int margin = build->portrait ? 64 : 40, height = build->portrait ? 128 : 98, size = build->portrait ? 64 : 50;
        bool named = build->portrait || width == build->width;
        const char *end = header_end(build);
        int end_width = build_width(build, TYPE_LABEL, end), name_x = margin + (build->portrait ? 76 : 65);

        build->back = colours->fill;
        build_icon(build, ICON_ARMS, margin - (build->portrait ? 4 : 2), (height - size) / 2 + (build->portrait ? 0 : -1), size,
                   colours->on);
        if (named)
                build_write(build, &(struct writing){ .name = "office", .text = build->screen->office, .type = TYPE_LABEL_BOLD,
                            .room = { name_x, 2, width - margin - end_width - 32 - name_x, height }, .middle = true, .shrink = true,
                            .rgb = colours->on });
        build_write(build, &(struct writing){ .name = "header", .text = end, .type = TYPE_LABEL, .align = ALIGN_END,
                    .room = { margin, 2, width - 2 * margin, height }, .middle = true, .rgb = colours->on });
}

static void step(struct build *build, const struct tone_colours *colours, unsigned number, int x, int y, int radius) {
        const struct screen *screen = build->screen;
        bool done = number < screen->step || screen->id == SCREEN_DONE || screen->id == SCREEN_RECEIPT;
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
                    .room = { x - radius, y - radius, 2 * radius, 2 * radius },
                    .align = ALIGN_CENTRE, .middle = true, .shrink = true,
                    .rgb = number == screen->step ? colours->on_now : colours->on });
        build->back = colours->fill;
}

static void step_line(struct build *build, const struct tone_colours *colours, int width) {
        const struct screen *screen = build->screen;
        int radius = build->portrait ? 28 : 22, y = build->portrait ? 166 : 124, margin = build->portrait ? 66 : 42;
        int first = margin + radius, last = width - margin - radius, half = build->portrait ? 3 : 2;

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
        bool steps = build->screen->steps > 0 || !sign->high;

        if (build->portrait)
                return (struct view_rect){ 64, steps ? 252 : 172, 952, 0 };
        return (struct view_rect){ 40, steps ? 180 : 108, 440, 682 - (steps ? 180 : 108) - 16 };
}

/* Title and hint, and where they end. */
struct words {
        struct writing title, hint;
        int end;
};

static struct words words_of(struct build *build, const struct sign *sign, const struct tone_colours *colours) {
        struct view_rect room = frame_sign_room(build, sign), title, hint;
        struct words words = {
                .title = { .name = "title", .text = sign->title, .type = TYPE_QUESTION, .room = { room.x, room.y, room.w, 0 },
                .lines = build->portrait ? 3 : 5, .balance = true, .shrink = true, .rgb = colours->on },
                .hint = { .name = "hint", .text = sign->hint, .type = TYPE_BODY, .room = room, .lines = build->portrait ? 2 : 5,
                .shrink = true,
                .rgb = colours->on },
        };

        title = build_measure(build, &words.title);
        words.hint.room = (struct view_rect){ room.x, title.y + title.h + (build->portrait ? 20 : 16), room.w, 0 };
        hint = build_measure(build, &words.hint);
        words.end = hint.h > 0 ? hint.y + hint.h : title.y + title.h;
        return words;
}

/* The same place on every screen, so that the desk does not jump; further down only where the words need it. */
static int sign_end(const struct build *build, const struct sign *sign, const struct words *words) {
        int usual = build->large ? 640 : 608;

        if (!build->portrait)
                return 682;
        if (sign->end)
                return sign->end;
        if (sign->high)
                return words->end + 52;
        return words->end + 44 > usual ? words->end + 44 : usual;
}

struct view_rect frame_sign(struct build *build, const struct sign *sign) {
        const struct theme *theme = &build->theme;
        struct tone_colours colours = frame_tone(build, sign->tone);
        struct words words = words_of(build, sign, &colours);
        int width = build->portrait ? build->width : 520, end = sign_end(build, sign, &words);

        build_box(build, (struct view_rect){ 0, 0, build->width, build->height }, BUILD_RGB(theme->mist), NODE_CLEAR, 0, 0);
        build_box(build, (struct view_rect){ 0, 0, width, end }, BUILD_RGB(colours.fill), NODE_CLEAR, 0, 0);
        if (theme->rule_px && build->portrait)
                build_box(build, (struct view_rect){ 0, end - theme->rule_px, width, theme->rule_px }, BUILD_RGB(theme->line),
                          NODE_CLEAR, 0, 0);
        if (theme->rule_px && !build->portrait)
                build_box(build, (struct view_rect){ width - theme->rule_px, 0, theme->rule_px, end }, BUILD_RGB(theme->line),
                          NODE_CLEAR, 0, 0);
        header(build, &colours, width);
        step_line(build, &colours, width);
        build_write(build, &words.title);
        build_write(build, &words.hint);
        build_speak(build, sign->title);
        build_speak(build, sign->hint);
        build->back = theme->mist;
        if (build->portrait)
                return (struct view_rect){ 64, end, 952, (build->large ? 1568 : 1612) - end };
        return (struct view_rect){ 552, 20, 696, 638 };
}

void frame_cover(struct build *build, enum tone tone) {
        struct tone_colours colours = frame_tone(build, tone);

        build_box(build, (struct view_rect){ 0, 0, build->width, build->height }, BUILD_RGB(colours.fill), NODE_CLEAR, 0, 0);
        header(build, &colours, build->width);
        build->back = colours.fill;
}

int frame_strip(struct build *build, const char *title) {
        const struct theme *theme = &build->theme;
        struct tone_colours colours = frame_tone(build, TONE_CITY);
        int height = build->portrait ? 128 : 88, margin = build->portrait ? 64 : 40, size = build->portrait ? 64 : 50;
        int x = margin + (build->portrait ? 76 : 65);
        const char *end = header_end(build);

        build_box(build, (struct view_rect){ 0, 0, build->width, build->height }, BUILD_RGB(theme->mist), NODE_CLEAR, 0, 0);
        build_box(build, (struct view_rect){ 0, 0, build->width, height }, BUILD_RGB(colours.fill), NODE_CLEAR, 0, 0);
        if (theme->rule_px)
                build_box(build, (struct view_rect){ 0, height - theme->rule_px, build->width, theme->rule_px },
                          BUILD_RGB(theme->line), NODE_CLEAR, 0, 0);
        build->back = colours.fill;
        build_icon(build, ICON_ARMS, margin - (build->portrait ? 4 : 2), (height - size) / 2, size, colours.on);
        build_write(build, &(struct writing){ .name = "title", .text = title, .type = TYPE_SMALL_BOLD, .middle = true,
                                              .shrink = true,
                    .room = { x, 0, build->width - margin - build_width(build, TYPE_LABEL, end) - 24 - x, height },
                    .rgb = colours.on });
        build_write(build, &(struct writing){ .name = "header", .text = end, .type = TYPE_LABEL, .align = ALIGN_END,
                    .room = { margin, 0, build->width - 2 * margin, height }, .middle = true, .rgb = colours.on });
        build_speak(build, title);
        build->back = theme->mist;
        return height;
}

/* ---- buttons ---- */

static int button_height(const struct build *build) {
        return build->portrait ? (build->large ? 160 : 144) : 118;
}

int frame_actions(struct build *build, const struct button *buttons, unsigned count) {
        int height = button_height(build), gap = 16, x = build->portrait ? 64 : 552, w = build->portrait ? 952 : 696;
        int bottom = build->portrait ? (build->large ? 1728 : 1756) : 658;
        int top = bottom - (int)count * height - ((int)count - 1) * gap;

        for (unsigned i = 0; i < count; i++)
                build_button(build, &buttons[i], (struct view_rect){ x, top + (int)i * (height + gap), w, height });
        return top;
}

void frame_back_and(struct build *build, const struct button *forward) {
        struct button back = { .target = { .id = TARGET_BACK }, .text = build_say(build, TEXT_BUTTON_BACK, NULL),
                               .icon = ICON_LEFT };
        int height = button_height(build), y = build->portrait ? (build->large ? 1568 : 1612) : 540;
        int left = build->portrait ? 64 : 552;
        int w = build->portrait ? 307 : 280, all = build->portrait ? 952 : 696;

        build_button(build, &back, (struct view_rect){ left, y, w, height });
        build_button(build, forward, (struct view_rect){ left + w + 16, y, all - w - 16, height });
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
        int left = build->portrait ? 64 : 40, all = build->width - 2 * left, icon = build->portrait ? 0 : 64, sum = 0;
        int pitch = build->portrait ? 244 : 305, column = build->portrait ? 220 : 285, widths[4];
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

        bar->top = build->portrait ? (build->large ? 1760 : 1788) : 682;
        bar->height = build->height - bar->top;
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

void frame_bar_on(struct build *build, unsigned cells, enum tone tone) {
        struct tone_colours colours = frame_tone(build, tone);
        struct bar bar = { .fill = colours.fill, .line = colours.line, .on = colours.on };

        draw_bar(build, cells, &bar);
}

/* ---- matter on the desk ---- */

int frame_line(struct build *build, struct view_rect desk, int y, enum icon icon, const char *name, const char *text) {
        int line = build_style(build, TYPE_BODY).line_px, size = build->portrait ? 50 : 44, indent = build->portrait ? 76 : 62;
        struct view_rect written;

        build_icon(build, icon, desk.x, y + (line - size) / 2, size, build->theme.ink);
        written = build_write(build, &(struct writing){ .name = name, .text = text, .type = TYPE_BODY,
                    .room = { desk.x + indent, y, desk.w - indent, 0 },
                    .lines = 3, .shrink = true, .rgb = build->theme.ink });
        build_speak(build, text);
        return y + (written.h > line ? written.h : line);
}

int frame_paragraph(struct build *build, struct view_rect desk, int y, enum type type, const char *name, const char *text,
                    int lines) {
        struct view_rect written = build_write(build, &(struct writing){ .name = name, .text = text, .type = type,
                                                                         .room = { desk.x, y, desk.w, 0 },
                                               .lines = lines, .shrink = true, .rgb = build->theme.ink });

        build_speak(build, text);
        return y + written.h;
}

/* A line of the service desk says itself what it is: digits alone are a telephone, digits after a first word hours, else an address. */
static enum icon contact_icon(const char *line) {
        if (line[strspn(line, "+0123456789 /()-")] == '\0')
                return ICON_PHONE;
        return strchr(line, ':') || strstr(line, "Uhr") || strstr(line, "–") ? ICON_CLOCK : ICON_HOME;
}

int frame_contact(struct build *build, struct view_rect room, int y, uint32_t rgb) {
        const struct screen *screen = build->screen;
        int line = build_style(build, TYPE_BODY).line_px, size = build->portrait ? 56 : 44, indent = build->portrait ? 84 : 62;

        for (size_t i = 0; i < screen->contact_count && i < SCREEN_CONTACT_MAX; i++) {
                const char *text = screen->contact[i];
                struct view_rect written;

                build_icon(build, contact_icon(text), room.x, y + (line - size) / 2, size, rgb);
                written = build_write(build, &(struct writing){ .name = "contact", .text = text,
                            .type = build->screen->id == SCREEN_OUT_OF_ORDER ? TYPE_BUTTON_PLAIN : TYPE_BODY,
                            .room = { room.x + indent, y, room.w - indent, 0 }, .lines = 2, .shrink = true, .rgb = rgb });
                build_speak(build, text);
                y += (written.h > line ? written.h : line) + (build->portrait ? 30 : build->large ? 0 : 6);
        }
        return y;
}
