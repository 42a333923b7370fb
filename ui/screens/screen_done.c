/* SPDX-License-Identifier: EUPL-1.2 */
/* The end of a pickup: more time, done, receipt. */
#include "ui/screens/frame.h"
#include "ui/screens/parts.h"
#include "ui/screens/screens.h"
#include "ui/view/stack.h"

enum { WARNING_S = 20 };

/* ---- more time ---- */

static void draw_time_bar(struct build *build, struct view_rect rect) {
        unsigned seconds = build->screen->message.seconds_left, left = seconds < WARNING_S ? seconds : WARNING_S;
        struct view_rect filled = { rect.x, rect.y, rect.w * (int)left / WARNING_S, rect.h };

        build_box(build, rect, BUILD_RGB(build->theme.paper), BUILD_RGB(build->theme.edge), build->theme.outline_px, 8);
        if (filled.w > 0)
                build_box(build, filled, BUILD_RGB(build->theme.button), NODE_CLEAR, 0, 8);
}

/* The seconds in the largest figures, and their unit at their foot. */
static void draw_seconds(struct build *build, struct view_rect rect) {
        unsigned seconds = build->screen->message.seconds_left;
        int unit_h = build_style(build, TYPE_FAREWELL).line_px, x;
        struct view_rect number = build_write(build, &(struct writing){
                .name = "seconds", .text = build_format(build, "%u", seconds), .type = TYPE_NUMBER, .rgb = build->theme.ink,
                .room = { rect.x + 2, rect.y, rect.w / 2, rect.h },
        });

        x = number.x + number.w + build->size.pad;
        build_write(build, &(struct writing){ .name = "unit", .text = build_count(build, TEXT_MORE_TIME_UNIT, seconds),
                    .type = TYPE_FAREWELL, .room = { x, rect.y + rect.h - unit_h + build->size.gap, rect.x + rect.w - x, 0 },
                    .shrink = true, .rgb = build->theme.ink });
}

void screen_more_time(struct build *build) {
        bool staff = build->screen->staff;
        struct view_rect desk = frame_sign(build, &(struct sign){ .colour = SIGN_CITY,
                                                                  .title = build_say(build, TEXT_MORE_TIME_TITLE, NULL),
                                           .hint = build_say(build, staff ? TEXT_MORE_TIME_HINT_STAFF : TEXT_MORE_TIME_HINT,
                                                             NULL) });
        struct button buttons[] = {
                { .target = { .id = TARGET_MORE_TIME }, .text = build_say(build, TEXT_MORE_TIME_YES, NULL), .icon = ICON_RIGHT,
                  .strong = true },
                { .target = { .id = TARGET_END }, .text = build_say(build, TEXT_MORE_TIME_NO, NULL) },
        };
        struct parts parts = { .count = 0 };

        parts_add(&parts, (struct part){ .kind = PART_PICTURE, .height = build_style(build, TYPE_NUMBER).line_px, .draw = draw_seconds });
        parts_add(&parts, (struct part){ .kind = PART_PICTURE, .height = 2 * build->size.gap, .gap = build->size.space[SPACE_HUGE],
                                         .draw = draw_time_bar });
        parts_add(&parts, (struct part){ .kind = PART_TEXT, .name = "line", .type = TYPE_BODY, .lines = 2,
                                         .text = !staff && build->screen->message.keeps_code ? build_say(build, TEXT_MORE_TIME_LINE, NULL) : "",
                                         .gap = build->size.space[SPACE_LARGE] });
        parts_draw(build, &parts, frame_matter(build, desk, 2), build->theme.ink);
        frame_actions(build, buttons, 2);
        frame_bar(build, BAR_ALL);
}

/* ---- done ---- */

/* The tick, large, and below it what there is to say; upright the sign takes half the panel. */
static struct view_rect done_sign(struct build *build) {
        const struct measures *size = &build->size;
        struct sign sign = { .colour = SIGN_OK, .end = size->height * 13 / 24 };
        struct view_rect desk = frame_sign(build, &sign);
        const char *title = build_say(build, TEXT_DONE_TITLE, NULL), *hint = build_say(build, TEXT_DONE_HINT, NULL);
        struct writing first = { .name = "title", .text = title, .type = TYPE_POSTER, .shrink = true, .rgb = build->theme.on_ok };
        struct writing second = { .name = "hint", .text = hint, .type = TYPE_FAREWELL, .lines = 2, .shrink = true,
                                  .rgb = build->theme.on_ok };
        int end = build->portrait ? sign.end : size->sign_h, w = size->sign_w - 2 * size->margin;
        struct stack_box boxes[3] = { { .least = size->side, .grow = 1 }, { .gap = size->gap }, { .gap = size->gap } };
        uint32_t back = build->back;

        first.room = second.room = (struct view_rect){ size->margin, 0, w, 0 };
        boxes[0].size = 2 * size->side;
        boxes[1].size = build_measure(build, &first).h;
        boxes[2].size = build_measure(build, &second).h;
        stack_place(boxes, 3, size->words_y, end - size->words_y - 4 * size->gap);
        build->back = build->theme.ok;
        build_icon_stroked(build, ICON_TICK, size->margin - boxes[0].size * 87 / 1000, boxes[0].at, boxes[0].size < w ? boxes[0].size : w,
                           build->theme.on_ok, 8);
        first.room.y = boxes[1].at;
        second.room.y = boxes[2].at;
        build_write(build, &first);
        build_write(build, &second);
        build_speak(build, title);
        build_speak(build, hint);
        build->back = back;
        return desk;
}

/* What the row says, between its icons: its name, and what is in it. */
struct receipt_words {
        struct writing first, second;
        int first_h, second_h;
};

static int receipt_pad(const struct build *build) {
        return build->size.pad * 4 / 5;
}

static int receipt_icon(const struct build *build) {
        return build->size.side * 14 / 15;
}

static struct receipt_words receipt_words(struct build *build, int row_w) {
        int pad = receipt_pad(build), w = row_w - 3 * pad - receipt_icon(build) - build->size.icon - build->size.gap;
        struct receipt_words words = {
                .first = { .name = "receipt", .text = build_say(build, TEXT_DONE_RECEIPT, NULL), .type = TYPE_BUTTON, .room = { 0, 0, w, 0 }, .shrink = true },
                .second = { .name = "receipt_what", .text = build_say(build, TEXT_DONE_RECEIPT_WHAT, NULL), .type = TYPE_SMALL, .room = { 0, 0, w, 0 },
                            .lines = build->large && build->portrait ? 2 : 1, .shrink = true, .even = true },
        };

        words.first_h = build_measure(build, &words.first).h;
        words.second_h = build_measure(build, &words.second).h;
        return words;
}

/* As high as its picture wants, or, upright, its words with more than a gap above and below. */
static int receipt_height(struct build *build, int row_w) {
        struct receipt_words words = receipt_words(build, row_w);
        int picture = build->size.button_h + build->size.side / 2, around = words.first_h + words.second_h + 5 * build->size.gap / 2;

        return build->portrait && around > picture ? around : picture;
}

/* A row with the code's picture, what it is, and what is in it. */
static void draw_receipt_row(struct build *build, struct view_rect rect) {
        struct receipt_words words = receipt_words(build, rect.w);
        int pad = receipt_pad(build), icon = receipt_icon(build), arrow = build->size.icon;
        uint32_t back = build->back, on = build_control(build, target_of(TARGET_RECEIPT, 0), words.first.text, rect);

        words.first.rgb = words.second.rgb = on;
        words.first.room.x = words.second.room.x = rect.x + 2 * pad + icon;
        words.first.room.y = rect.y + (rect.h - words.first_h - words.second_h) / 2;
        words.second.room.y = words.first.room.y + words.first_h;
        build_icon(build, ICON_QR, rect.x + pad, rect.y + (rect.h - icon) / 2, icon, on);
        build_write(build, &words.first);
        build_write(build, &words.second);
        build_icon(build, ICON_RIGHT, rect.x + rect.w - pad - arrow, rect.y + (rect.h - arrow) / 2, arrow, on);
        build->back = back;
}

/* When the screen goes by itself: seen, not said, since it counts down. */
static void ends(struct build *build, struct view_rect desk, int below) {
        unsigned seconds = build->screen->message.seconds_left;

        if (seconds > 0)
                build_write(build, &(struct writing){ .name = "ends", .text = build_count(build, TEXT_DONE_ENDS, seconds),
                            .type = TYPE_SMALL, .room = { desk.x, desk.y + build->size.top + below, desk.w, 0 }, .shrink = true,
                            .rgb = build->theme.ink });
}

void screen_done(struct build *build) {
        const struct screen *screen = build->screen;
        struct view_rect desk = done_sign(build);
        struct button buttons[] = {
                { .target = { .id = TARGET_END }, .text = build_say(build, TEXT_BUTTON_END, NULL), .icon = ICON_TICK,
                  .strong = true },
                { .target = { .id = TARGET_NOT_TAKEN }, .text = build_say(build, TEXT_DONE_NOT_TAKEN, NULL) },
        };
        struct parts parts = { .count = 0 };
        int receipt_h = screen->message.receipt ? receipt_height(build, desk.w) : 0;

        if (receipt_h > 0)
                parts_add(&parts, (struct part){ .kind = PART_PICTURE, .height = receipt_h, .draw = draw_receipt_row });
        parts_draw(build, &parts, frame_matter(build, desk, screen->message.may_reopen ? 2 : 1), build->theme.ink);
        ends(build, desk, receipt_h > 0 ? receipt_h + (build->portrait ? build->size.top : build->size.gap) / 2 : 0);
        if (screen->message.ends_soon)
                build_speak(build, build_say(build, TEXT_DONE_ENDS_SOON, NULL));
        frame_actions(build, buttons, screen->message.may_reopen ? 2 : 1);
        frame_bar(build, BAR_OPEN);
}

/* ---- between ---- */

/* One of several is handed out. The next is the strong button, until the proof is asked for again. */
void screen_between(struct build *build) {
        const struct screen_message *message = &build->screen->message;
        struct view_rect desk = frame_sign(build, &(struct sign){ .colour = SIGN_OK,
                                           .title = build_count(build, TEXT_BETWEEN_TITLE, message->more),
                                           .hint = build_say(build, TEXT_BETWEEN_HINT, NULL) });
        struct button buttons[] = {
                { .target = { .id = TARGET_NEXT }, .text = build_say(build, TEXT_BETWEEN_NEXT, NULL), .icon = ICON_RIGHT, .strong = true },
                { .target = { .id = TARGET_NOT_TAKEN }, .text = build_say(build, TEXT_DONE_NOT_TAKEN, NULL) },
        };
        struct button receipt = { .target = { .id = TARGET_RECEIPT }, .text = build_say(build, TEXT_BETWEEN_RECEIPT, NULL), .icon = ICON_QR };
        struct button end = { .target = { .id = TARGET_END }, .text = build_say(build, TEXT_BUTTON_END, NULL), .icon = ICON_TICK };
        unsigned count = message->may_reopen ? 2 : 1;
        struct view_rect room = frame_matter(build, desk, count + 1);

        build_speak(build, build_count(build, TEXT_BETWEEN_AGAIN, message->seconds_left));
        build_write(build, &(struct writing){ .name = "again", .text = build_count(build, TEXT_BETWEEN_AGAIN, message->seconds_left),
                    .type = TYPE_SMALL, .room = { room.x, room.y, room.w, 0 }, .lines = 2, .shrink = true, .even = true, .rgb = build->theme.ink });
        frame_actions_over(build, buttons, count, 1);
        if (message->receipt)
                frame_actions_beside(build, &receipt, &end, 50);
        else
                frame_actions(build, &end, 1);
        frame_bar(build, BAR_ALL);
}

/* ---- receipt ---- */

void screen_receipt(struct build *build) {
        const struct screen *screen = build->screen;
        struct view_rect desk = frame_sign(build, &(struct sign){ .colour = SIGN_OK,
                                                                  .title = build_say(build, TEXT_RECEIPT_TITLE, NULL),
                                           .hint = build_say(build, TEXT_RECEIPT_HINT, NULL) });
        struct button end = { .target = { .id = TARGET_END }, .text = build_say(build, TEXT_BUTTON_END, NULL), .icon = ICON_TICK,
                              .strong = true };
        struct view_rect room = frame_matter(build, desk, 1);
        int side = room.h < room.w ? room.h : room.w;

        /* White under the code on every theme: readers want dark on light, four modules quiet (ISO/IEC 18004). */
        build_box(build, (struct view_rect){ room.x, room.y, side, side }, BUILD_RGB(0xFFFFFF), NODE_CLEAR, 0, 12);
        if (screen->code.text)
                build_qr(build, screen->code.text, QR_LEVEL_M, rect_inset((struct view_rect){ room.x, room.y, side, side }, side * 4 / 64));
        frame_back_and(build, &end);
        frame_bar(build, BAR_OPEN);
}
