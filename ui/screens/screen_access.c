/* SPDX-License-Identifier: EUPL-1.2 */
/* How to use the machine: large text, contrast, reading aloud and its volume, plain language, language. */
#include "ui/screens/frame.h"
#include "ui/screens/name_columns.h"
#include "ui/screens/screens.h"
#include "ui/view/stack.h"

enum { VOLUME_STEPS = 5 };

struct row {
        struct target target;
        enum icon icon;
        enum text_id text;
        bool on;
};

static void switch_mark(struct build *build, struct view_rect rect, bool on, bool pressed) {
        const struct theme *theme = &build->theme;
        uint32_t edge = pressed ? theme->on_ink : on ? theme->button : theme->edge;
        uint32_t fill = pressed ? theme->ink : on ? theme->button : theme->paper;
        uint32_t knob = on && !pressed ? theme->on_button : edge;
        int radius = rect.h * 24 / 70, x = on ? rect.x + rect.w - rect.h / 2 : rect.x + rect.h / 2;

        build_box(build, rect, BUILD_RGB(fill), BUILD_RGB(edge), 4, rect.h / 2);
        build_disc(build, x, rect.y + rect.h / 2, radius, BUILD_RGB(knob), NODE_CLEAR, 0);
}

static const char *state(struct build *build, bool on) {
        return build_say(build, on ? TEXT_ACCESS_ON : TEXT_ACCESS_OFF, NULL);
}

/* Who does not see a switch hears how it stands. */
static const char *with_value(struct build *build, const char *text, const char *value) {
        return build_format(build, "%s: %s.", text, value);
}

static void speak_row(struct build *build, const char *text, const char *value) {
        build_speak(build, with_value(build, text, value));
}

/* Icon, name, An/Aus and the switch in one line. */
static void toggle(struct build *build, const struct row *row, struct view_rect rect) {
        const char *text = build_say(build, row->text, NULL), *value = state(build, row->on);
        uint32_t desk = build->back, on = build_control(build, row->target, with_value(build, text, value), rect);
        struct view_rect mark = { rect.x + rect.w - 42 - 130, rect.y + (rect.h - 70) / 2, 130, 70 };
        int value_w = build_width(build, TYPE_BODY, value), x = rect.x + 128;

        build_icon(build, row->icon, rect.x + 40, rect.y + (rect.h - 60) / 2, 60, on);
        build_write(build, &(struct writing){ .name = "row", .text = text, .type = TYPE_BUTTON, .like = LIKE_ROW, .lines = 2, .middle = true,
                    .shrink = true,
                    .room = { x, rect.y, mark.x - 30 - value_w - 24 - x, rect.h }, .rgb = on });
        build_write(build, &(struct writing){ .name = "value", .text = value, .type = TYPE_BODY,
                    .room = { mark.x - 30 - value_w, rect.y, value_w, rect.h },
                    .middle = true, .rgb = on });
        switch_mark(build, mark, row->on, build_pressed(build, row->target));
        build->back = desk;
        speak_row(build, text, value);
}

/* Half a row on the low panel: name above, value and switch below. */
static void small_toggle(struct build *build, const struct row *row, struct view_rect rect) {
        const char *text = build_say(build, row->text, NULL), *value = state(build, row->on);
        uint32_t desk = build->back, on = build_control(build, row->target, with_value(build, text, value), rect);
        int half = rect.h / 2;

        build_icon(build, row->icon, rect.x + 18, rect.y + 12, 44, on);
        build_write(build, &(struct writing){ .name = "row", .text = text, .type = TYPE_SMALL_BOLD, .like = LIKE_ROW,
                    .room = { rect.x + 76, rect.y + 2, rect.w - 86, half - 3 },
                    .middle = true, .shrink = true, .rgb = on });
        build_write(build, &(struct writing){ .name = "value", .text = value, .type = TYPE_SMALL, .like = LIKE_VALUE,
                    .room = { rect.x + 76, rect.y + half, 120, half - 4 },
                    .middle = true, .shrink = true, .rgb = on });
        switch_mark(build, (struct view_rect){ rect.x + rect.w - 18 - 84, rect.y + half + 2, 84, 46 }, row->on,
                    build_pressed(build, row->target));
        build->back = desk;
        speak_row(build, text, value);
}

static void step_button(struct build *build, enum target_id id, enum icon icon, enum text_id text, struct view_rect rect) {
        uint32_t desk = build->back, on = build_control(build, target_of(id, 0), build_say(build, text, NULL), rect);

        build_icon(build, icon, rect.x + (rect.w - 56) / 2, rect.y + (rect.h - 56) / 2, 56, on);
        build->back = desk;
}

static void level(struct build *build, struct view_rect room) {
        const struct theme *theme = &build->theme;
        int pitch = room.w / VOLUME_STEPS, w = pitch * 24 / 36;

        for (int i = 0; i < VOLUME_STEPS; i++) {
                bool filled = (unsigned)i < build->screen->look.volume;
                int h = room.h * (20 + 12 * i) / 68;

                build_box(build, (struct view_rect){ room.x + i * pitch + (pitch - w) / 2, room.y + room.h - h, w, h },
                          BUILD_RGB(filled ? theme->button : theme->paper),
                          BUILD_RGB(filled ? theme->button : theme->contrast ? theme->ink : theme->button), 4, 0);
        }
}

/* One of two things that go by steps. */
struct stepper {
        enum target_id less, more;
        enum text_id text, less_text, more_text;
        const char *value, *spoken;
        bool bars;                    /* the value in bars as well */
};

/* Less and more at the sides, between them the name, and under it how it stands. */
static void stepper(struct build *build, const struct stepper *stepper, struct view_rect row) {
        const char *text = build_say(build, stepper->text, NULL);
        int side = build->portrait ? 144 : build->size.button_h + 2, half = row.h / 2, x = row.x + side + 24, w = row.w - 2 * side - 48;
        struct view_rect less = { row.x, row.y, side, row.h }, more = { row.x + row.w - side, row.y, side, row.h };
        enum type type = build->portrait && 2 * build_style(build, TYPE_BODY).line_px <= row.h ? TYPE_BODY : TYPE_SMALL;
        int bars = stepper->bars ? 180 : 0;

        step_button(build, stepper->less, ICON_MINUS, stepper->less_text, less);
        build_write(build, &(struct writing){ .name = "stepper", .text = text, .type = type, .like = LIKE_LABEL, .middle = true, .shrink = true,
                    .room = { x, row.y, w - bars, half }, .rgb = build->theme.ink });
        build_write(build, &(struct writing){ .name = "stepper_value", .text = stepper->value, .type = type, .like = LIKE_LABEL, .middle = true, .shrink = true,
                    .room = { x, row.y + half, w - bars, row.h - half }, .rgb = build->theme.ink });
        if (stepper->bars)
                level(build, (struct view_rect){ x + w - bars, row.y + (row.h - 68) / 2, bars, 68 });
        step_button(build, stepper->more, ICON_PLUS, stepper->more_text, more);
        speak_row(build, text, stepper->spoken);
}

static void volume(struct build *build, struct view_rect row) {
        const char *value = build_say(build, TEXT_ACCESS_VOLUME_VALUE, "n", build_format(build, "%u", build->screen->look.volume), "max",
                                      build_format(build, "%d", VOLUME_STEPS), NULL);

        stepper(build, &(struct stepper){ TARGET_QUIETER, TARGET_LOUDER, TEXT_ACCESS_VOLUME, TEXT_ACCESS_QUIETER, TEXT_ACCESS_LOUDER, value, value,
                                          true }, row);
}

static struct stepper rate_of(struct build *build) {
        const char *wpm = build_format(build, "%u", build->screen->look.rate_wpm);

        return (struct stepper){ TARGET_SLOWER, TARGET_FASTER, TEXT_ACCESS_RATE, TEXT_ACCESS_SLOWER, TEXT_ACCESS_FASTER,
                                 build_say(build, TEXT_ACCESS_RATE_SHORT, "wpm", wpm, NULL), build_say(build, TEXT_ACCESS_RATE_VALUE, "wpm", wpm, NULL), false };
}

static void rate(struct build *build, struct view_rect row) {
        struct stepper stepped = rate_of(build);

        stepper(build, &stepped, row);
}

/* Less and more beside each other; what they change stands in a line above. */
static void small_rate(struct build *build, struct view_rect less, struct view_rect more) {
        struct stepper stepped = rate_of(build);
        const char *text = build_say(build, stepped.text, NULL);
        int line = build_style(build, TYPE_SMALL).line_px;

        build_write(build, &(struct writing){ .name = "stepper_value", .text = build_format(build, "%s: %s", text, stepped.value), .type = TYPE_SMALL, .like = LIKE_LABEL,
                    .room = { less.x, less.y - line - build->size.gap / 4, more.x + more.w - less.x + less.w, 0 }, .shrink = true, .rgb = build->theme.ink });
        step_button(build, stepped.less, ICON_MINUS, stepped.less_text, less);
        step_button(build, stepped.more, ICON_PLUS, stepped.more_text, more);
        speak_row(build, text, stepped.spoken);
}

static void language_row(struct build *build, struct view_rect rect) {
        enum language language = build->screen->look.language;
        const char *text = build_say(build, TEXT_BAR_LANGUAGE, NULL), *value = language_name(language == LANGUAGE_DE_EASY ? LANGUAGE_DE : language);
        uint32_t desk = build->back, on = build_control(build, target_of(TARGET_LANGUAGE, 0), with_value(build, text, value), rect);
        int value_w = build_width(build, TYPE_BODY, value), half = rect.h / 2, end = rect.x + rect.w - 40 - 50;

        if (build->portrait) {
                build_icon(build, ICON_LANGUAGE, rect.x + 40, rect.y + (rect.h - 60) / 2, 60, on);
                build_write(build, &(struct writing){ .name = "row", .text = text, .type = TYPE_BUTTON, .like = LIKE_ROW, .middle = true,
                            .shrink = true,
                            .room = { rect.x + 128, rect.y, end - 28 - value_w - 16 - rect.x - 128, rect.h }, .rgb = on });
                build_write(build, &(struct writing){ .name = "value", .text = value, .type = TYPE_BODY, .middle = true,
                            .room = { end - 28 - value_w, rect.y, value_w, rect.h }, .rgb = on });
                build_icon(build, ICON_RIGHT, end, rect.y + (rect.h - 50) / 2, 50, on);
        } else {
                build_icon(build, ICON_LANGUAGE, rect.x + 18, rect.y + 12, 44, on);
                build_write(build, &(struct writing){ .name = "row", .text = text, .type = TYPE_SMALL_BOLD, .like = LIKE_ROW, .middle = true,
                            .shrink = true,
                            .room = { rect.x + 76, rect.y + 2, rect.w - 86, half - 3 }, .rgb = on });
                build_write(build, &(struct writing){ .name = "value", .text = value, .type = TYPE_SMALL, .like = LIKE_VALUE, .middle = true,
                            .shrink = true,
                            .room = { rect.x + 76, rect.y + half, rect.w - 76 - 70, half - 4 }, .rgb = on });
                build_icon(build, ICON_RIGHT, rect.x + rect.w - 18 - 40, rect.y + half + 4, 40, on);
        }
        build->back = desk;
        speak_row(build, text, value);
}

/* Who listens may have nobody read along. */
static unsigned rows_of(const struct build *build, struct row rows[5]) {
        const struct appearance *look = &build->screen->look;
        unsigned count = 0;

        rows[count++] = (struct row){ { .id = TARGET_TOGGLE_LARGE }, ICON_LARGE_TEXT, TEXT_ACCESS_LARGE, look->large };
        rows[count++] = (struct row){ { .id = TARGET_TOGGLE_CONTRAST }, ICON_CONTRAST, TEXT_ACCESS_CONTRAST, look->contrast };
        rows[count++] = (struct row){ { .id = TARGET_TOGGLE_SPEECH }, ICON_SOUND, TEXT_ACCESS_SPEECH, look->speech };
        if (look->speech)
                rows[count++] = (struct row){ { .id = TARGET_TOGGLE_SCREEN }, ICON_EYE, TEXT_ACCESS_SCREEN, !look->dark };
        /* Who listens has more to set, and easy German among the languages behind the bar. */
        if (!look->speech && screen_offers(build->screen, LANGUAGE_DE_EASY))
                rows[count++] = (struct row){ { .id = TARGET_TOGGLE_EASY }, ICON_EASY, TEXT_ACCESS_EASY, look->language == LANGUAGE_DE_EASY };
        return count;
}

static struct button done_button(struct build *build) {
        return (struct button){ .target = { .id = TARGET_NEXT }, .text = build_say(build, TEXT_ACCESS_DONE, NULL), .icon = ICON_TICK, .strong = true };
}

/* One below the other. */
static void list_rows(struct build *build, struct view_rect desk) {
        bool speech = build->screen->look.speech;
        struct row rows[5];
        unsigned count = rows_of(build, rows), shown = count + (speech ? 2 : 1);
        struct view_rect room = frame_matter(build, desk, 1), rects[7];
        struct button done = done_button(build);
        struct stack_box boxes[7];

        for (unsigned i = 0; i < shown; i++)
                boxes[i] = (struct stack_box){ .size = speech ? 128 : 144, .least = 100, .gap = i > 0 ? speech ? build->size.gap : 2 * build->size.gap : 0 };
        stack_place(boxes, shown, room.y, room.h);
        for (unsigned i = 0; i < shown; i++)
                rects[i] = (struct view_rect){ desk.x, boxes[i].at, desk.w, boxes[i].size };
        for (unsigned i = 0; i < count; i++)
                toggle(build, &rows[i], rects[i]);
        if (speech) {
                volume(build, rects[count]);
                rate(build, rects[count + 1]);
        } else {
                language_row(build, rects[count]);
        }
        frame_actions(build, &done, 1);
}

/* Two beside each other; who is read aloud to has the rate beside the last button. */
static void paired_rows(struct build *build, struct view_rect desk) {
        const struct measures *size = &build->size;
        bool speech = build->screen->look.speech;
        struct button done = done_button(build);
        struct row rows[5];
        unsigned count = rows_of(build, rows), pairs = count;
        int w = (desk.w - 16) / 2, h = size->button_h, gap = size->gap + 2, foot = size->foot - h, side = h + 2, wide = 2 * side + size->gap;

        /* Easy German has a row of its own below the others: its name is long. */
        if (rows[count - 1].target.id == TARGET_TOGGLE_EASY)
                pairs--;
        for (unsigned i = 0; i < pairs; i++)
                small_toggle(build, &rows[i], (struct view_rect){ desk.x + (int)(i % 2) * (w + 16), desk.y + (int)(i / 2) * (h + gap), w, h });
        if (!speech) {
                language_row(build, (struct view_rect){ desk.x + (int)(pairs % 2) * (w + 16), desk.y + (int)(pairs / 2) * (h + gap), w, h });
                if (pairs < count)
                        small_toggle(build, &rows[pairs], (struct view_rect){ desk.x, desk.y + (int)((pairs + 2) / 2) * (h + gap), desk.w, h });
                frame_actions(build, &done, 1);
                return;
        }
        volume(build, (struct view_rect){ desk.x, desk.y + (int)((pairs + 1) / 2) * (h + gap), desk.w, h });
        small_rate(build, (struct view_rect){ desk.x, foot, side, h }, (struct view_rect){ desk.x + side + size->gap, foot, side, h });
        build_button(build, &done, (struct view_rect){ desk.x + wide + size->gap, foot, desk.w - wide - size->gap, h });
}

void screen_access(struct build *build) {
        struct view_rect desk = frame_sign(build, &(struct sign){ .colour = SIGN_CITY,
                                                                  .title = build_say(build, TEXT_ACCESS_TITLE, NULL),
                                                                  .high = true });

        if (build->portrait)
                list_rows(build, desk);
        else
                paired_rows(build, desk);
        /* Where language is a row here, a second one in the bar would be the same target twice. */
        frame_bar(build, BAR_HELP | BAR_ACCESS | BAR_CANCEL | (build->screen->look.speech ? BAR_LANGUAGE : 0));
}

/* ---- language ---- */

enum { NARROW_PAD = 8 };

static void language_choice(struct build *build, enum language language, struct view_rect rect, bool narrow) {
        bool current = language == build->screen->look.language;
        int pad = narrow ? NARROW_PAD : build->size.pad, icon = narrow ? build->size.icon * 2 / 3 : build->size.icon;
        uint32_t desk = build->back, on = build_control(build, target_of(TARGET_PICK_LANGUAGE, language), language_name(language),
                                                        rect);

        build_write(build, &(struct writing){ .name = build_format(build, "language_%s", language_tag(language)),
                    .text = language_name(language),
                    .type = !narrow ? TYPE_BUTTON : current ? TYPE_LABEL_BOLD : TYPE_LABEL, .lines = 2, .like = narrow ? LIKE_ENTRY : LIKE_BUTTON,
                    .room = { rect.x + pad, rect.y + 4, rect.w - 2 * pad - (narrow ? 0 : icon + 16), rect.h - 8 },
                    .middle = true, .shrink = true,
                    .rgb = on });
        if (current)
                build_icon(build, ICON_TICK, rect.x + rect.w - pad - icon, narrow ? rect.y + 6 : rect.y + (rect.h - icon) / 2, icon, on);
        build->back = desk;
        build_speak(build, language_name(language));
}

void screen_language(struct build *build) {
        struct view_rect desk = frame_sign(build, &(struct sign){ .colour = SIGN_CITY,
                                                                  .title = build_say(build, TEXT_LANGUAGE_TITLE, NULL),
                                                                  .high = true });
        struct button back = { .target = { .id = TARGET_BACK }, .text = build_say(build, TEXT_BUTTON_BACK, NULL),
                               .icon = ICON_LEFT };
        struct view_rect room = frame_matter(build, desk, 1);
        int height = build->size.button_h, gap = build->size.gap, y = room.y;
        int most = (room.h + gap) / (height + gap), columns, ends[LANGUAGE_COUNT];
        enum language list[LANGUAGE_COUNT];
        int available = 0;

        for (unsigned language = 0; language < LANGUAGE_COUNT; language++)
                if (screen_offers(build->screen, (enum language)language))
                        list[available++] = (enum language)language;
        columns = (available + most - 1) / most;
        if (columns > 2)
                name_columns(build, &(struct name_grid){ list, available, columns, NARROW_PAD, gap, desk.w }, ends);
        for (int i = 0; i < available; i++) {
                int column = i % columns, w = (desk.w - (columns - 1) * gap) / columns, x = column * (w + gap);

                if (columns > 2) {
                        x = column > 0 ? ends[column - 1] + gap : 0;
                        w = ends[column] - x;
                }
                language_choice(build, list[i], (struct view_rect){ desk.x + x, y + i / columns * (height + gap), w, height }, columns > 2);
        }
        frame_actions(build, &back, 1);
        frame_bar(build, BAR_ALL & ~(unsigned)BAR_LANGUAGE);
}
