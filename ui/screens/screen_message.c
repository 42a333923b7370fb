/* SPDX-License-Identifier: EUPL-1.2 */
/* Screens that say one thing and what to do: wrong, wait, old papers ready, jam, choose, once more. */
#include "ui/screens/frame.h"
#include "ui/screens/parts.h"
#include "ui/screens/place.h"
#include "ui/screens/plan_draw.h"
#include "ui/screens/rows.h"
#include "ui/screens/screens.h"
#include "ui/screens/staff.h"

static const char *number(struct build *build) {
        return build_format(build, "%u", build->screen->door.compartment);
}

/* ---- wrong ---- */

/* Tries as boxes: used ones crossed, the others empty. */
static void draw_tries(struct build *build, struct view_rect rect) {
        const struct screen_message *message = &build->screen->message;
        const struct theme *theme = &build->theme;
        unsigned all = message->tries < SCREEN_BALLOT ? message->tries : SCREEN_BALLOT;
        unsigned left = message->tries_left < all ? message->tries_left : all;
        int gap = build->size.gap, fits = all ? (rect.w + gap) / (int)all - gap : 0, side = rect.h < fits ? rect.h : fits;

        for (unsigned i = 0; i < all; i++) {
                struct view_rect box = { rect.x + (int)i * (side + gap), rect.y, side, side };
                bool used = i < all - left;

                build_box(build, box, BUILD_RGB(used ? theme->bad_tint : theme->paper), BUILD_RGB(used ? theme->bad : theme->ink),
                          used ? 4 : 6, 12);
                if (used)
                        build_icon_stroked(build, ICON_CROSS, box.x + side / 4 - 2, box.y + side / 4 - 2, side / 2 + 4, theme->bad,
                                           7);
        }
}

/* The usual causes; before the last try only that it is the last, which is what counts then. */
static void add_causes(struct build *build, struct parts *parts) {
        const struct screen_message *message = &build->screen->message;
        const int *space = build->size.space;

        if (message->is_last) {
                parts_add(parts, (struct part){ .kind = PART_LINE, .name = "last", .text = build_say(build, TEXT_WRONG_LAST, NULL),
                                                .icon = ICON_WARNING, .type = TYPE_BODY_BOLD, .gap = space[SPACE_HUGE] });
                return;
        }
        parts_add(parts, (struct part){ .kind = PART_TEXT, .name = "causes", .text = build_say(build, TEXT_WRONG_CAUSES, NULL),
                                        .type = TYPE_BODY_BOLD, .lines = 1, .gap = space[SPACE_HUGE] });
        parts_add(parts, (struct part){ .kind = PART_POINT, .name = "cause", .lines = 4, .gap = space[SPACE_SMALL], .type = TYPE_BODY,
                                        .text = build_say(build, message->typed_way ? TEXT_WRONG_CAUSE_PIN : TEXT_WRONG_CAUSE_SWAPPED,
                                                          NULL) });
        parts_add(parts, (struct part){ .kind = PART_POINT, .name = "cause", .lines = 4, .gap = space[SPACE_SMALL], .type = TYPE_BODY,
                                        .text = build_say(build, TEXT_WRONG_CAUSE_CHILD, NULL) });
}

void screen_wrong(struct build *build) {
        const struct screen_message *message = &build->screen->message;
        struct view_rect desk = frame_sign(build, &(struct sign){ .colour = SIGN_BAD,
                                           .title = build_count(build, TEXT_WRONG_TITLE, message->tries_left),
                                           .hint = build_say(build, message->typed_way ? TEXT_WRONG_TYPED : TEXT_WRONG_CODE, NULL) });
        struct button buttons[] = {
                { .target = { .id = TARGET_AGAIN }, .text = build_say(build, TEXT_WRONG_AGAIN, NULL), .icon = ICON_RIGHT,
                  .strong = true },
                { .target = { .id = TARGET_COUNTER }, .text = build_say(build, TEXT_WRONG_COUNTER, NULL) },
        };
        struct parts parts = { .count = 0 };

        parts_add(&parts, (struct part){ .kind = PART_PICTURE, .height = build->size.side, .least = build->size.side * 2 / 3,
                                         .draw = draw_tries });
        add_causes(build, &parts);
        parts_draw(build, &parts, frame_matter(build, desk, 2), build->theme.ink);
        frame_actions(build, buttons, 2);
        frame_bar(build, BAR_ALL);
}

/* ---- wait, old papers ready ---- */

enum { WAIT_IN_MINUTES_S = 90 }; /* from here on */

static struct part line(struct build *build, enum icon icon, enum text_id text) {
        return (struct part){ .kind = PART_LINE, .name = "line", .text = build_say(build, text, NULL), .icon = icon, .type = TYPE_BODY,
                              .gap = build->size.space[SPACE_SMALL] };
}

void message_wait(struct build *build, unsigned seconds) {
        struct view_rect desk = frame_sign(build, &(struct sign){ .colour = SIGN_CITY, .title = build_say(build, TEXT_WAIT_TITLE, NULL),
                                                                  .high = build->screen->steps == 0 });
        struct part moment = line(build, ICON_CLOCK, TEXT_WAIT_LINE);
        struct parts parts = { .count = 0 };

        if (seconds > 0)
                moment.text = seconds < WAIT_IN_MINUTES_S ? build_count(build, TEXT_WAIT_SECONDS, seconds) : build_count(build, TEXT_WAIT_MINUTES, (seconds + 59) / 60);
        parts_add(&parts, moment);
        parts_draw(build, &parts, frame_matter(build, desk, 0), build->theme.ink);
        frame_bar(build, seconds > 0 ? BAR_ALL : BAR_OPEN);
}

void screen_wait(struct build *build) {
        message_wait(build, build->screen->message.seconds_left);
}

/* Whoever queues is told that this is not about their code. Nothing of whose turn it is. */
void screen_somebody_first(struct build *build) {
        struct view_rect desk = frame_sign(build, &(struct sign){ .colour = SIGN_CITY, .title = build_say(build, TEXT_FIRST_TITLE, NULL),
                                                                  .hint = build_say(build, build->screen->message.door_open ? TEXT_FIRST_HINT : TEXT_WAIT_TITLE, NULL),
                                                                  .high = build->screen->steps == 0 });
        struct part valid = line(build, ICON_QR, TEXT_MORE_TIME_LINE);
        struct parts parts = { .count = 0 };

        parts_add(&parts, valid);
        parts_draw(build, &parts, frame_matter(build, desk, 0), build->theme.ink);
        frame_bar(build, BAR_OPEN);
}

void screen_again(struct build *build) {
        struct view_rect desk = frame_sign(build, &(struct sign){ .colour = SIGN_CITY, .title = build_say(build, TEXT_AGAIN_TITLE, NULL),
                                                                  .high = true });
        struct button next = { .target = { .id = TARGET_NEXT }, .text = build_say(build, TEXT_BUTTON_NEXT, NULL), .icon = ICON_RIGHT, .strong = true };
        struct parts parts = { .count = 0 };

        parts_add(&parts, line(build, ICON_SHIELD, TEXT_AGAIN_NOTHING));
        parts_add(&parts, line(build, ICON_CLOCK, TEXT_AGAIN_LINE));
        parts_draw(build, &parts, frame_matter(build, desk, 1), build->theme.ink);
        frame_actions(build, &next, 1);
        frame_bar(build, BAR_OPEN);
}

void screen_old_ready(struct build *build) {
        struct view_rect desk = frame_sign(build, &(struct sign){ .colour = SIGN_CITY,
                                                                  .title = build_say(build, TEXT_OLD_READY_TITLE, NULL),
                                                                  .hint = build_say(build, TEXT_OLD_READY_HINT, NULL) });
        struct button next = { .target = { .id = TARGET_NEXT }, .text = build_say(build, TEXT_BUTTON_NEXT, NULL),
                               .icon = ICON_RIGHT, .strong = true };
        struct parts parts = { .count = 0 };

        parts_add(&parts, line(build, ICON_PASSPORT, TEXT_OLD_READY_FIRST));
        parts_add(&parts, line(build, ICON_EXCHANGE, TEXT_OLD_READY_THEN));
        parts_draw(build, &parts, frame_matter(build, desk, 1), build->theme.ink);
        frame_back_and(build, &next);
        frame_bar(build, BAR_ALL);
}

/* ---- jam ---- */

static void draw_plan(struct build *build, struct view_rect rect) {
        (void)plan_draw(build, rect, build->screen->door.compartment);
}

static void add_plan(struct build *build, struct parts *parts) {
        if (build->screen->plan)
                parts_add(parts, (struct part){ .kind = PART_PICTURE, .height = 5 * build->size.side / 2, .grow = 1, .drop = 1, .draw = draw_plan,
                                                .gap = build->size.space[SPACE_LARGE] });
}

void screen_jam_ask(struct build *build) {
        struct view_rect desk = frame_sign(build, &(struct sign){ .colour = SIGN_HERE,
                                           .title = build_say(build, TEXT_JAM_ASK, "c", number(build), NULL),
                                           .hint = place_sentence(build, build->screen->door.compartment) });
        struct button buttons[] = {
                { .target = { .id = TARGET_YES }, .text = build_say(build, TEXT_BUTTON_YES, NULL), .icon = ICON_TICK },
                { .target = { .id = TARGET_NO }, .text = build_say(build, TEXT_BUTTON_NO, NULL), .icon = ICON_CROSS },
        };
        struct parts parts = { .count = 0 };

        /* Neither answer is the box's own: both look alike. */
        parts_add(&parts, (struct part){ .kind = PART_TEXT, .name = "line", .text = build_say(build, TEXT_JAM_LOOK, NULL),
                                         .type = TYPE_BODY, .lines = 4 });
        add_plan(build, &parts);
        build_speak(build, place_column(build, build->screen->door.compartment));
        parts_draw(build, &parts, frame_matter(build, desk, 1), build->theme.ink);
        frame_actions_beside(build, &buttons[0], &buttons[1], 50);
        build->view->personal = true;
        frame_bar(build, BAR_OPEN);
}

void screen_old_ask(struct build *build) {
        struct view_rect desk = frame_sign(build, &(struct sign){ .colour = SIGN_HERE, .title = build_say(build, TEXT_OLD_ASK_TITLE, NULL),
                                           .hint = place_named(build, build->screen->door.compartment) });
        struct button buttons[] = {
                { .target = { .id = TARGET_YES }, .text = build_say(build, TEXT_OLD_ASK_YES, NULL), .icon = ICON_TICK, .strong = true },
                { .target = { .id = TARGET_NO }, .text = build_say(build, TEXT_OLD_ASK_NO, NULL), .icon = ICON_CROSS },
        };
        struct parts parts = { .count = 0 };

        parts_add(&parts, (struct part){ .kind = PART_LINE, .name = "line", .text = build_say(build, TEXT_OLD_ASK_LINE, NULL),
                                         .icon = ICON_PASSPORT, .type = TYPE_BODY });
        parts_draw(build, &parts, frame_matter(build, desk, 2), build->theme.ink);
        frame_actions(build, buttons, 2);
        build->view->personal = true;
        frame_bar(build, BAR_OPEN);
}

void screen_jam_take(struct build *build) {
        struct view_rect desk = frame_sign(build, &(struct sign){ .colour = SIGN_HERE,
                                           .title = build_say(build, TEXT_JAM_TAKE_TITLE, NULL),
                                           .hint = place_named(build, build->screen->door.compartment) });
        struct button next = { .target = { .id = TARGET_NEXT }, .text = build_say(build, TEXT_JAM_TAKE_DONE, NULL), .icon = ICON_TICK,
                               .strong = true };
        struct parts parts = { .count = 0 };

        parts_add(&parts, (struct part){ .kind = PART_LINE, .name = "line", .text = build_say(build, TEXT_JAM_TAKE_LINE, NULL),
                                         .icon = ICON_PASSPORT, .type = TYPE_BODY });
        add_plan(build, &parts);
        parts_draw(build, &parts, frame_matter(build, desk, 1), build->theme.ink);
        frame_actions(build, &next, 1);
        build->view->personal = true;
        frame_bar(build, BAR_OPEN);
}

void screen_jam(struct build *build) {
        struct view_rect desk = frame_sign(build, &(struct sign){ .colour = SIGN_BAD,
                                           .title = build_say(build, TEXT_JAM_TITLE, "c", number(build), NULL),
                                           .hint = build_say(build, TEXT_JAM_SAFE, NULL) });
        struct button end = { .target = { .id = TARGET_END }, .text = build_say(build, TEXT_BUTTON_END, NULL), .icon = ICON_TICK,
                              .strong = true };
        struct parts parts = { .count = 0 };

        parts_add(&parts, (struct part){ .kind = PART_TEXT, .name = "line", .text = build_say(build, TEXT_JAM_REPORT, NULL),
                                         .type = TYPE_BODY_BOLD });
        if (build->screen->door.incident > 0)
                parts_add(&parts, parts_incident(build, build->screen->door.incident));
        parts_add_contact(build, &parts, TYPE_BODY);
        parts_draw(build, &parts, frame_matter(build, desk, 1), build->theme.ink);
        frame_actions(build, &end, 1);
        build->view->personal = true;
        frame_bar(build, BAR_OPEN);
}

/* ---- choose ---- */

/* "Reisepass, Brief" */
static unsigned item_of(uint8_t item) {
        return item >= 1 && item <= 6 ? item - 1u : 5;
}

/* A kind is named once, where its first stands. Of several none is parted by the end of a line. */
const char *message_items(struct build *build, const uint8_t *items, size_t count) {
        unsigned counts[6] = { 0 };
        const char *text = "";

        for (size_t i = 0; i < count; i++)
                counts[item_of(items[i])]++;
        for (size_t i = 0; i < count; i++) {
                unsigned item = item_of(items[i]), n = counts[item];
                const char *name = build_say(build, (enum text_id)(TEXT_ITEM_1 + item), NULL);

                if (count > 1)
                        name = build_whole(build, name);
                counts[item] = 0;
                if (n > 1)
                        name = build_say(build, TEXT_ITEM_SEVERAL, "n", build_format(build, "%u", n), "item", name, NULL);
                if (n > 0)
                        text = *text ? build_format(build, "%s, %s", text, name) : name;
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

/* Between its icons. */
static int delivery_width(const struct build *build, int width) {
        return width - 2 * build->size.pad - 2 * build->size.icon - 56;
}

/* As a button, or as its lines need it with a little above and below. */
static int delivery_height(struct build *build, size_t row, int width) {
        const struct screen_row *delivery = &build->screen->list.rows[row];
        int lines = staff_lines(build, message_items(build, delivery->items, delivery->item_count), TYPE_BUTTON, delivery_width(build, width));
        int height = lines * build_style(build, TYPE_BUTTON).line_px + (lines > 2 ? 2 : 1) * build->size.gap;

        return height > build->size.button_h ? height : build->size.button_h;
}

static void delivery(struct build *build, size_t row, struct view_rect rect) {
        const struct screen_row *delivery = &build->screen->list.rows[row];
        const char *items = message_items(build, delivery->items, delivery->item_count);
        bool letter = delivery->item_count > 0 && delivery->items[0] == 5;
        int pad = build->size.pad, icon = build->size.icon;
        const char *spoken = build_say(build, TEXT_CHOOSE_OPTION, "i", build_format(build, "%zu", row + 1), "n",
                                       build_format(build, "%zu", build->screen->list.row_count), "items", items, NULL);
        uint32_t desk = build->back, on = build_control(build, target_of(TARGET_CHOOSE, (unsigned)row), spoken, rect);

        build_icon(build, letter ? ICON_LETTER : ICON_PASSPORT, rect.x + pad, rect.y + (rect.h - icon) / 2, icon, on);
        build_write(build, &(struct writing){ .name = build_format(build, "choose_%zu", row), .text = items, .type = TYPE_BUTTON, .like = LIKE_BUTTON,
                    .lines = STAFF_LINES_MAX, .middle = true,
                    .room = { rect.x + pad + icon + 28, rect.y, delivery_width(build, rect.w), rect.h }, .shrink = true,
                    .rgb = on });
        build_icon(build, ICON_RIGHT, rect.x + rect.w - pad - icon, rect.y + (rect.h - icon) / 2, icon, on);
        build->back = desk;
        build_speak(build, spoken);
}

void screen_choose(struct build *build) {
        const struct screen_list *list = &build->screen->list;
        struct view_rect desk = frame_sign(build, &(struct sign){ .colour = SIGN_CITY, .title = choose_title(build),
                                                                  .hint = build_say(build, TEXT_CHOOSE_HINT, NULL) });
        struct view_rect room = frame_matter(build, desk, 0);
        int heights[SCREEN_ROWS_MAX], y = room.y, gap = build->size.gap;
        struct rows rows;

        for (size_t i = 0; i < list->row_count; i++)
                heights[i] = delivery_height(build, i, room.w) + gap;
        rows = rows_cut(heights, list->row_count, room.h + gap, 0);
        /* More than a page of them: the others are behind buttons. */
        if (rows.to < list->row_count) {
                rows = rows_cut(heights, list->row_count, frame_matter(build, desk, 1).h, list->first);
                rows_buttons(build, &rows, list->row_count);
        }
        for (size_t i = rows.from; i < rows.to; y += heights[i++])
                delivery(build, i, (struct view_rect){ room.x, y, room.w, heights[i] - gap });
        build->view->personal = true;
        frame_bar(build, BAR_ALL);
}
