/* SPDX-License-Identifier: EUPL-1.2 */
/* The end of a pickup: more time, done, receipt. */
#include "ui/screens/frame.h"
#include "ui/screens/screens.h"

enum { WARNING_S = 20 };

/* ---- more time ---- */

static void time_bar(struct build *build, struct view_rect rect) {
        unsigned left = build->screen->message.seconds_left < WARNING_S ? build->screen->message.seconds_left : WARNING_S;
        struct view_rect filled = { rect.x, rect.y, rect.w * (int)left / WARNING_S, rect.h };

        build_box(build, rect, BUILD_RGB(build->theme.paper), BUILD_RGB(build->theme.edge), build->theme.outline_px, 8);
        if (filled.w > 0)
                build_box(build, filled, BUILD_RGB(build->theme.button), NODE_CLEAR, 0, 8);
}

void screen_more_time(struct build *build) {
        const struct screen *screen = build->screen;
        bool staff = screen->staff;
        struct view_rect desk = frame_sign(build, &(struct sign){ .tone = TONE_CITY,
                                                                  .title = build_say(build, TEXT_MORE_TIME_TITLE, NULL),
                                           .hint = build_say(build, staff ? TEXT_MORE_TIME_HINT_STAFF : TEXT_MORE_TIME_HINT,
                                                             NULL) });
        struct button buttons[] = {
                { .target = { .id = TARGET_MORE_TIME }, .text = build_say(build, TEXT_MORE_TIME_YES, NULL), .icon = ICON_RIGHT,
                  .strong = true },
                { .target = { .id = TARGET_END }, .text = build_say(build, TEXT_MORE_TIME_NO, NULL) },
        };
        int number_h = build_style(build, TYPE_NUMBER).line_px, unit_h = build_style(build, TYPE_FAREWELL).line_px;
        int y = build->portrait ? 805 : 40;
        struct view_rect number;

        number = build_write(build, &(struct writing){ .name = "seconds", .text = build_format(build, "%u", screen->message.seconds_left),
                    .type = TYPE_NUMBER,
                             .room = { desk.x + 2, y, desk.w / 2, number_h }, .rgb = build->theme.ink });
        build_write(build, &(struct writing){ .name = "unit",
                    .text = build_count(build, TEXT_MORE_TIME_UNIT, screen->message.seconds_left), .type = TYPE_FAREWELL,
                    .room = { number.x + number.w + (build->portrait ? 56 : 32),
                              y + number_h - unit_h + (build->portrait ? 16 : 10),
                              desk.x + desk.w - number.x - number.w - 64, 0 }, .shrink = true, .rgb = build->theme.ink });
        y += number_h + (build->portrait ? 64 : 32);
        time_bar(build, (struct view_rect){ desk.x, y, desk.w, build->portrait ? 40 : 32 });
        frame_paragraph(build, desk, y + (build->portrait ? 80 : 44), TYPE_BODY, "line",
                        staff ? "" : build_say(build, TEXT_MORE_TIME_LINE, NULL), 2);
        frame_actions(build, buttons, 2);
        frame_bar(build, BAR_ALL);
}

/* ---- done ---- */

static struct view_rect done_sign(struct build *build) {
        struct view_rect desk = frame_sign(build, &(struct sign){ .tone = TONE_OK, .end = 1040 });
        const char *title = build_say(build, TEXT_DONE_TITLE, NULL), *hint = build_say(build, TEXT_DONE_HINT, NULL);
        int x = build->portrait ? 64 : 40, w = build->portrait ? 952 : 440, size = build->portrait ? 363 : 176;
        uint32_t back = build->back, on = build->theme.on_ok;

        build->back = build->theme.ok;
        build_icon_stroked(build, ICON_TICK, x - size * 87 / 1000, build->portrait ? 254 : 150, size, on, 8);
        build_write(build, &(struct writing){ .name = "title", .text = title, .type = TYPE_POSTER,
                    .room = { x, build->portrait ? 659 : 362, w, 0 },
                    .shrink = true, .rgb = on });
        build_write(build, &(struct writing){ .name = "hint", .text = hint, .type = TYPE_FAREWELL,
                    .room = { x, build->portrait ? 841 : 466, w, 0 },
                    .lines = build->portrait ? 1 : 2, .shrink = true, .rgb = on });
        build_speak(build, title);
        build_speak(build, hint);
        build->back = back;
        return desk;
}

/* A row with the code's picture, what it is, and what is in it. */
static int receipt_row(struct build *build, struct view_rect desk, int y) {
        struct view_rect rect = { desk.x, y, desk.w, build->portrait ? 204 : 140 };
        const char *title = build_say(build, TEXT_DONE_RECEIPT, NULL), *what = build_say(build, TEXT_DONE_RECEIPT_WHAT, NULL);
        int pad = build->portrait ? 36 : 20, icon = build->portrait ? 104 : 64, arrow = build->portrait ? 56 : 44, x, w;
        int title_h = build_style(build, TYPE_BUTTON).line_px;
        int what_h = build_style(build, TYPE_SMALL).line_px, top = rect.y + (rect.h - title_h - what_h) / 2;
        uint32_t back = build->back, on;

        if (build->large && build->portrait)
                top -= what_h / 2;
        on = build_control(build, target_of(TARGET_RECEIPT, 0), title, rect);
        x = rect.x + pad + icon + pad;
        w = rect.x + rect.w - pad - arrow - 16 - x;
        build_icon(build, ICON_QR, rect.x + pad, rect.y + (rect.h - icon) / 2, icon, on);
        build_write(build, &(struct writing){ .name = "receipt", .text = title, .type = TYPE_BUTTON, .room = { x, top, w, 0 },
                    .shrink = true, .rgb = on });
        build_write(build, &(struct writing){ .name = "receipt_what", .text = what, .type = TYPE_SMALL,
                    .room = { x, top + title_h, w, 0 },
                    .lines = build->large && build->portrait ? 2 : 1, .shrink = true, .rgb = on });
        build_icon(build, ICON_RIGHT, rect.x + rect.w - pad - 6 - arrow, rect.y + (rect.h - arrow) / 2, arrow, on);
        build->back = back;
        return rect.y + rect.h;
}

void screen_done(struct build *build) {
        const struct screen *screen = build->screen;
        struct view_rect desk = done_sign(build);
        struct button buttons[] = {
                { .target = { .id = TARGET_END }, .text = build_say(build, TEXT_BUTTON_END, NULL), .icon = ICON_TICK,
                  .strong = true },
                { .target = { .id = TARGET_NOT_TAKEN }, .text = build_say(build, TEXT_DONE_NOT_TAKEN, NULL) },
        };
        int y = desk.y + (build->portrait ? (build->large ? 32 : 53) : 14);

        if (screen->message.receipt)
                y = receipt_row(build, desk, y) + (build->portrait ? (build->large ? 16 : 56) : 24);
        if (screen->message.seconds_left > 0)
                build_write(build, &(struct writing){ .name = "ends",
                            .text = build_count(build, TEXT_DONE_ENDS, screen->message.seconds_left), .type = TYPE_SMALL,
                            .room = { desk.x, y, desk.w, 0 }, .shrink = true, .rgb = build->theme.ink });
        if (screen->message.may_reopen)
                build_speak(build, buttons[1].text);
        frame_actions(build, buttons, screen->message.may_reopen ? 2 : 1);
        frame_bar(build, BAR_OPEN);
}

/* ---- receipt ---- */

void screen_receipt(struct build *build) {
        const struct screen *screen = build->screen;
        struct view_rect desk = frame_sign(build, &(struct sign){ .tone = TONE_OK,
                                                                  .title = build_say(build, TEXT_RECEIPT_TITLE, NULL),
                                           .hint = build_say(build, TEXT_RECEIPT_HINT, NULL) });
        struct button end = { .target = { .id = TARGET_END }, .text = build_say(build, TEXT_BUTTON_END, NULL), .icon = ICON_TICK,
                              .strong = true };
        int top = desk.y + (build->portrait ? 48 : 4), bottom = build->portrait ? desk.y + desk.h - 48 : 524, side = bottom - top;
        struct view_rect plate;

        side = side < desk.w ? side : desk.w;
        plate = (struct view_rect){ desk.x, top, side, side };
        /* White under the code on every theme: readers want dark on light, four modules quiet (ISO/IEC 18004). */
        build_box(build, plate, BUILD_RGB(0xFFFFFF), NODE_CLEAR, 0, 12);
        if (screen->code.text)
                build_qr(build, screen->code.text, QR_LEVEL_M, rect_inset(plate, side * 4 / 64));
        frame_actions(build, &end, 1);
        frame_bar(build, BAR_OPEN);
}
