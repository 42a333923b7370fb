/* SPDX-License-Identifier: EUPL-1.2 */
/* Hold your code to the scanner: a letter and a telephone with a code, and where the scanner is. */
#include "ui/screens/frame.h"
#include "ui/screens/screens.h"

/* Any text gives a picture of a code; this one says what it is. */
static const char picture[] = "BEISPIEL";

struct pictures {
        struct view_rect letter, phone;
        int code, stroke, bar;
};

/* A letter and a telephone as high as rect, at its two sides. */
static struct pictures pictures_of(struct view_rect rect) {
        int phone = rect.h * 63 / 100 < rect.w / 3 ? rect.h * 63 / 100 : rect.w / 3;
        int letter = rect.h < rect.w / 2 ? rect.h : rect.w / 2;

        return (struct pictures){ .letter = { rect.x, rect.y, letter, rect.h },
                                  .phone = { rect.x + rect.w - phone, rect.y, phone, rect.h }, .code = phone * 63 / 100,
                                  .stroke = rect.h > 400 ? 6 : 4, .bar = rect.h / 37 > 8 ? rect.h / 37 : 8 };
}

static void code(struct build *build, int x, int y, int side) {
        /* A code is dark on light on every theme, as a real one is. */
        build_box(build, (struct view_rect){ x - 8, y - 8, side + 16, side + 16 }, BUILD_RGB(0xFFFFFF), NODE_CLEAR, 0, 0);
        build_qr(build, picture, QR_LEVEL_L, (struct view_rect){ x, y, side, side });
}

static void bar(struct build *build, const struct pictures *pictures, int x, int y, int w) {
        build_box(build, (struct view_rect){ x, y, w, pictures->bar }, BUILD_RGB(build->theme.line), NODE_CLEAR, 0, 0);
}

static void letter(struct build *build, const struct pictures *pictures) {
        struct view_rect rect = pictures->letter;
        int pad = pictures->code / 4, x = rect.x + pad, middle = rect.y + (rect.h - pictures->code) / 2;

        build_box(build, rect, BUILD_RGB(build->theme.paper), BUILD_RGB(build->theme.ink), pictures->stroke, 12);
        bar(build, pictures, x, rect.y + pad, pictures->code);
        bar(build, pictures, x, rect.y + pad + pictures->bar * 19 / 7, pictures->code * 6 / 10);
        code(build, x, middle, pictures->code);
        bar(build, pictures, x, rect.y + rect.h - pad - pictures->bar * 26 / 7, rect.w - 2 * pad);
        bar(build, pictures, x, rect.y + rect.h - pad - pictures->bar, (rect.w - 2 * pad) * 68 / 100);
}

static void phone(struct build *build, const struct pictures *pictures) {
        struct view_rect rect = pictures->phone;
        int pad = (rect.w - pictures->code) / 2, x = rect.x + pad, middle = rect.y + (rect.h - pictures->code) / 2;
        int slot = rect.w * 72 / 327;

        build_box(build, rect, BUILD_RGB(build->theme.paper), BUILD_RGB(build->theme.ink), pictures->stroke, rect.w / 8);
        build_box(build, (struct view_rect){ rect.x + (rect.w - slot) / 2, rect.y + rect.h * 37 / 520, slot,
                                             pictures->bar * 10 / 14 },
                  BUILD_RGB(build->theme.ink), NODE_CLEAR, 0, 0);
        code(build, x, middle, pictures->code);
        bar(build, pictures, x, rect.y + rect.h - pictures->code / 4 - pictures->bar * 26 / 7, pictures->code);
        bar(build, pictures, x, rect.y + rect.h - pictures->code / 4 - pictures->bar, pictures->code * 62 / 100);
}

/* What is written beside the tile: the title, and below it where the scanner is. */
static void scanner_words(struct build *build, struct view_rect room) {
        const char *title = build_say(build, TEXT_CODE_SCANNER, NULL), *where = build_say(build, TEXT_CODE_WHERE, NULL);
        struct writing first = { .name = "scanner", .text = title, .type = TYPE_QUESTION, .room = { room.x, room.y, room.w, 0 },
                                 .shrink = true, .rgb = build->theme.on_here };
        struct writing second = { .name = "scanner_where", .text = where, .type = TYPE_BUTTON_PLAIN, .lines = build->large ? 2 : 1,
                                  .room = { room.x, 0, room.w, 0 }, .shrink = true, .rgb = build->theme.on_here };
        int first_h = build_measure(build, &first).h, second_h = build_measure(build, &second).h;

        first.room.y = room.y + (room.h - first_h - second_h) / 2;
        second.room.y = first.room.y + first_h;
        build_write(build, &first);
        build_write(build, &second);
        build_speak(build, build_format(build, "%s %s.", title, where));
}

static void draw_scanner(struct build *build, struct view_rect rect) {
        int widest = rect.w * 3 / 10, icon, pad = rect.h / 6 < 40 ? rect.h / 6 : 40, x;
        struct view_rect tile = { rect.x, rect.y, rect.h < widest ? rect.h : widest, rect.h };
        const struct theme *theme = &build->theme;
        int edge = theme->contrast ? 4 : 0;

        if (build->large && tile.w > 220)
                tile.w = 220;
        icon = tile.w * 4 / 5;
        x = tile.x + tile.w + pad;
        build_box(build, rect, BUILD_RGB(theme->here), NODE_CLEAR, 0, 12);
        build_box(build, tile, BUILD_RGB(theme->on_here), theme->contrast ? BUILD_RGB(theme->here) : NODE_CLEAR, 4, 12);
        build_box(build, (struct view_rect){ tile.x + tile.w - 12, tile.y + edge, 12, tile.h - 2 * edge }, BUILD_RGB(theme->on_here),
                  NODE_CLEAR, 0, 0);
        build_icon_stroked(build, ICON_DOWN, tile.x + (tile.w - icon) / 2, tile.y + (tile.h - icon) / 2, icon, theme->here, 6);
        build->back = theme->here;
        scanner_words(build, (struct view_rect){ x, rect.y, rect.x + rect.w - pad * 4 / 5 - x, rect.h });
        build->back = theme->mist;
}

struct part code_scanner_part(const struct build *build) {
        int line = build_style(build, TYPE_QUESTION).line_px + build_style(build, TYPE_BUTTON_PLAIN).line_px * (build->large ? 2 : 1);

        return (struct part){ .kind = PART_PICTURE, .height = line * 2 < 3 * build->size.side ? line * 2 : line + build->size.side,
                              .least = line + build->size.gap, .draw = draw_scanner };
}

static void draw_ways(struct build *build, struct view_rect rect) {
        struct pictures pictures = pictures_of(rect);
        int between = pictures.letter.x + pictures.letter.w;

        letter(build, &pictures);
        phone(build, &pictures);
        build_write(build, &(struct writing){ .name = "or", .text = build_say(build, TEXT_CODE_OR, NULL), .type = TYPE_BODY,
                    .room = { between, rect.y, pictures.phone.x - between, rect.h }, .align = ALIGN_CENTRE, .middle = true,
                    .shrink = true, .rgb = build->theme.ink });
}

void screen_code(struct build *build) {
        struct view_rect desk = frame_sign(build, &(struct sign){ .colour = SIGN_CITY, .title = build_say(build, TEXT_CODE_TITLE, NULL) });
        struct button typed = { .target = { .id = TARGET_TYPED }, .text = build_say(build, TEXT_CODE_TYPED, NULL),
                                .icon = ICON_RIGHT };
        struct part scanner = code_scanner_part(build);
        struct parts parts = { .count = 0 };

        scanner.gap = build->size.space[SPACE_HUGE];
        parts_add(&parts, (struct part){ .kind = PART_PICTURE, .height = 5 * build->size.side, .least = 2 * build->size.side, .grow = 1,
                                         .draw = draw_ways });
        parts_add(&parts, scanner);
        parts_draw(build, &parts, frame_matter(build, desk, 1), build->theme.ink);
        frame_actions(build, &typed, 1);
        frame_bar(build, BAR_ALL);
}
