/* SPDX-License-Identifier: EUPL-1.2 */
/* Screens that say one thing and what to do: wrong, wait, old papers ready, jam, help, choose. */
#include "ui/screens/frame.h"
#include "ui/screens/place.h"
#include "ui/screens/screens.h"

static const char *number(struct build *build) {
        return build_format(build, "%u", build->screen->door.compartment);
}

static struct view_rect inner(const struct build *build, struct view_rect desk) {
        int top = !build->portrait ? (build->large ? 4 : 14) : build->large ? 32 : 56;

        return (struct view_rect){ desk.x, desk.y + top, desk.w, desk.h - top };
}

/* ---- wrong ---- */

/* Tries as boxes: used ones crossed, the others empty. */
static int tries(struct build *build, struct view_rect desk) {
        const struct screen *screen = build->screen;
        const struct theme *theme = &build->theme;
        unsigned all = screen->message.tries < SCREEN_BALLOT ? screen->message.tries : SCREEN_BALLOT;
        unsigned left = screen->message.tries_left < all ? screen->message.tries_left : all;
        int side = build->portrait ? 112 : 64, gap = 16, y = desk.y + (build->portrait ? 9 : 0);

        if (all > 5)
                side = (desk.w - ((int)all - 1) * gap) / (int)all;
        for (unsigned i = 0; i < all; i++) {
                struct view_rect box = { desk.x + (int)i * (side + gap), y, side, side };
                bool used = i < all - left;

                build_box(build, box, BUILD_RGB(used ? theme->bad_tint : theme->paper), BUILD_RGB(used ? theme->bad : theme->ink),
                          used ? 4 : 6, 12);
                if (used)
                        build_icon_stroked(build, ICON_CROSS, box.x + side / 4 - 2, box.y + side / 4 - 2, side / 2 + 4, theme->bad,
                                           7);
        }
        return y + side;
}

static int bullet(struct build *build, struct view_rect desk, int y, const char *text) {
        int line = build_style(build, TYPE_BODY).line_px, indent = build->portrait ? 48 : 40;
        struct view_rect written;

        build_box(build, (struct view_rect){ desk.x, y + (line - 16) / 2, 16, 16 }, BUILD_RGB(build->theme.ink), NODE_CLEAR, 0, 0);
        written = build_write(build, &(struct writing){ .name = "cause", .text = text, .type = TYPE_BODY,
                    .room = { desk.x + indent, y, desk.w - indent, 0 },
                              .lines = 4, .shrink = true, .rgb = build->theme.ink });
        build_speak(build, text);
        return y + written.h + (build->portrait && !build->large ? 20 : 4);
}

void screen_wrong(struct build *build) {
        const struct screen *screen = build->screen;
        struct view_rect desk = inner(build, frame_sign(build,
                                                        &(struct sign){ .tone = TONE_BAD,
                                                                        .title = build_count(build, TEXT_WRONG_TITLE,
                                                                                screen->message.tries_left),
                                      .hint = build_say(build, screen->message.typed_way ? TEXT_WRONG_TYPED : TEXT_WRONG_CODE, NULL) }));
        struct button buttons[] = {
                { .target = { .id = TARGET_AGAIN }, .text = build_say(build, TEXT_WRONG_AGAIN, NULL), .icon = ICON_RIGHT,
                  .strong = true },
                { .target = { .id = TARGET_COUNTER }, .text = build_say(build, TEXT_WRONG_COUNTER, NULL) },
        };
        int y = tries(build, desk) + (build->portrait ? (build->large ? 24 : 73) : build->large ? 2 : 8);

        y = frame_paragraph(build, desk, y, TYPE_BODY_BOLD, "causes", build_say(build, TEXT_WRONG_CAUSES, NULL),
                            1) + (build->portrait && !build->large ? 18 : 2);
        if (screen->message.typed_way)
                y = bullet(build, desk, y, build_say(build, TEXT_WRONG_CAUSE_PIN, NULL));
        else
                y = bullet(build, desk, y, build_say(build, TEXT_WRONG_CAUSE_SWAPPED, NULL));
        bullet(build, desk, y, build_say(build, TEXT_WRONG_CAUSE_CHILD, NULL));
        frame_actions(build, buttons, 2);
        frame_bar(build, BAR_ALL);
}

/* ---- wait, old papers ready ---- */

void message_wait(struct build *build, unsigned seconds) {
        struct view_rect desk = inner(build, frame_sign(build,
                                                        &(struct sign){ .tone = TONE_CITY,
                                                                        .title = build_say(build, TEXT_WAIT_TITLE, NULL),
                                                                        .high = build->screen->steps == 0 }));

        frame_line(build, desk, desk.y, ICON_CLOCK, "line",
                   seconds > 0 ? build_count(build, TEXT_WAIT_SECONDS, seconds) : build_say(build, TEXT_WAIT_LINE, NULL));
        frame_bar(build, seconds > 0 ? BAR_ALL : BAR_OPEN);
}

void screen_wait(struct build *build) {
        message_wait(build, build->screen->message.seconds_left);
}

void screen_old_ready(struct build *build) {
        struct view_rect desk = inner(build, frame_sign(build,
                                                        &(struct sign){ .tone = TONE_CITY,
                                                                        .title = build_say(build, TEXT_OLD_READY_TITLE, NULL),
                                      .hint = build_say(build, TEXT_OLD_READY_HINT, NULL) }));
        struct button next = { .target = { .id = TARGET_NEXT }, .text = build_say(build, TEXT_BUTTON_NEXT, NULL),
                               .icon = ICON_RIGHT, .strong = true };
        int y = frame_line(build, desk, desk.y, ICON_PASSPORT, "line",
                           build_say(build, TEXT_OLD_READY_FIRST, NULL)) + (build->portrait ? 10 : 2);

        frame_line(build, desk, y, ICON_EXCHANGE, "line", build_say(build, TEXT_OLD_READY_THEN, NULL));
        frame_back_and(build, &next);
        frame_bar(build, BAR_ALL);
}

/* ---- jam ---- */

void screen_jam_ask(struct build *build) {
        struct view_rect desk = inner(build, frame_sign(build,
                                                        &(struct sign){ .tone = TONE_HERE,
                                                                        .title = build_say(build, TEXT_JAM_ASK, "c", number(build),
                                                                                NULL),
                                      .hint = place_sentence(build, build->screen->door.compartment) }));
        struct button buttons[] = {
                { .target = { .id = TARGET_YES }, .text = build_say(build, TEXT_BUTTON_YES, NULL), .icon = ICON_TICK,
                  .strong = true },
                { .target = { .id = TARGET_NO }, .text = build_say(build, TEXT_BUTTON_NO, NULL), .icon = ICON_CROSS },
        };

        frame_paragraph(build, desk, desk.y, TYPE_BODY, "line", build_say(build, TEXT_JAM_LOOK, NULL), 4);
        frame_actions(build, buttons, 2);
        build->view->personal = true;
        frame_bar(build, BAR_OPEN);
}

static struct button end_button(struct build *build) {
        return (struct button){ .target = { .id = TARGET_END }, .text = build_say(build, TEXT_BUTTON_END, NULL), .icon = ICON_TICK,
                                .strong = true };
}

void screen_jam(struct build *build) {
        struct view_rect desk = inner(build, frame_sign(build,
                                                        &(struct sign){ .tone = TONE_BAD,
                                                                        .title = build_say(build, TEXT_JAM_TITLE, "c",
                                                                                number(build), NULL),
                                      .hint = build_say(build, TEXT_JAM_SAFE, NULL) }));
        struct button end = end_button(build);
        int y = frame_paragraph(build, desk, desk.y, TYPE_BODY_BOLD, "line", build_say(build, TEXT_JAM_REPORT, NULL),
                                3) + (build->portrait ? 32 : 8);

        frame_contact(build, desk, y, build->theme.ink);
        frame_actions(build, &end, 1);
        build->view->personal = true;
        frame_bar(build, BAR_OPEN);
}

/* ---- help ---- */

void screen_help(struct build *build) {
        struct view_rect desk = inner(build, frame_sign(build,
                                                        &(struct sign){ .tone = TONE_CITY,
                                                                        .title = build_say(build, TEXT_HELP_TITLE, NULL),
                                                                        .high = true }));
        struct button back = { .target = { .id = TARGET_BACK }, .text = build_say(build, TEXT_BUTTON_BACK, NULL),
                               .icon = ICON_LEFT, .strong = true };
        int gap = build->portrait ? 16 : 2, y = desk.y;

        y = frame_line(build, desk, y, ICON_QR, "line", build_say(build, TEXT_HELP_CODE, NULL)) + gap;
        y = frame_line(build, desk, y, ICON_CLOCK, "line", build_say(build, TEXT_HELP_BIRTH, NULL)) + gap;
        y = frame_line(build, desk, y, ICON_PASSPORT, "line", build_say(build, TEXT_HELP_TAKE, NULL)) + (build->portrait ? 56 : 8);
        y = frame_paragraph(build, desk, y, TYPE_BODY_BOLD, "desk", build_say(build, TEXT_HELP_DESK, NULL),
                            2) + (build->portrait ? 16 : 2);
        frame_contact(build, desk, y, build->theme.ink);
        frame_actions(build, &back, 1);
        frame_bar(build, BAR_ALL & ~(unsigned)BAR_HELP);
}

/* ---- choose ---- */

/* "Reisepass, Brief" */
const char *message_items(struct build *build, const uint8_t *items, size_t count) {
        const char *text = "";

        for (size_t i = 0; i < count; i++) {
                unsigned item = items[i] >= 1 && items[i] <= 6 ? items[i] - 1u : 5;
                const char *name = build_say(build, (enum text_id)(TEXT_ITEM_1 + item), NULL);

                text = i == 0 ? name : build_format(build, "%s, %s", text, name);
        }
        return text;
}

static const char *choose_title(struct build *build) {
        size_t count = build->screen->list.row_count;

        if (count >= 2 && count <= 6)
                return build_say(build, TEXT_CHOOSE_TITLE, "n",
                                 build_say(build, (enum text_id)(TEXT_NUMBER_WORD_2 + count - 2), NULL), NULL);
        return build_say(build, TEXT_CHOOSE_TITLE, "n", build_format(build, "%zu", count), NULL);
}

static void delivery(struct build *build, size_t row, struct view_rect rect) {
        const struct screen_row *delivery = &build->screen->list.rows[row];
        const char *items = message_items(build, delivery->items, delivery->item_count);
        bool letter = delivery->item_count > 0 && delivery->items[0] == 5;
        int pad = build->portrait ? 42 : 28, icon = build->portrait ? 56 : 44;
        uint32_t desk = build->back, on = build_control(build, target_of(TARGET_CHOOSE, (unsigned)row), items, rect);

        build_icon(build, letter ? ICON_LETTER : ICON_PASSPORT, rect.x + pad, rect.y + (rect.h - icon) / 2, icon, on);
        build_write(build, &(struct writing){ .name = build_format(build, "choose_%zu", row), .text = items, .type = TYPE_BUTTON,
                    .lines = 2, .middle = true,
                    .room = { rect.x + pad + icon + 28, rect.y, rect.w - 2 * pad - 2 * icon - 56, rect.h }, .shrink = true,
                    .rgb = on });
        build_icon(build, ICON_RIGHT, rect.x + rect.w - pad - icon, rect.y + (rect.h - icon) / 2, icon, on);
        build->back = desk;
        build_speak(build, items);
}

void screen_choose(struct build *build) {
        struct view_rect desk = inner(build, frame_sign(build, &(struct sign){ .tone = TONE_CITY, .title = choose_title(build),
                                      .hint = build_say(build, TEXT_CHOOSE_HINT, NULL) }));
        int height = build->portrait ? (build->large ? 160 : 144) : 118, room = build->portrait ? desk.h + 144 : desk.h;
        size_t most = (size_t)((room + 16) / (height + 16));

        for (size_t i = 0; i < build->screen->list.row_count && i < most; i++)
                delivery(build, i, (struct view_rect){ desk.x, desk.y + (int)i * (height + 16), desk.w, height });
        build->view->personal = true;
        frame_bar(build, BAR_ALL);
}
