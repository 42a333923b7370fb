/* SPDX-License-Identifier: EUPL-1.2 */
/* Hold your code to the scanner: a letter and a telephone with a code, and where the scanner is. */
#include "ui/screens/frame.h"
#include "ui/screens/screens.h"

/* Any text gives a picture of a code; this one says what it is. */
static const char picture[] = "BEISPIEL";

struct pictures {
        struct view_rect letter, phone, scanner;
        int code, stroke, bar, scanner_icon;
};

static struct pictures pictures_of(const struct build *build, struct view_rect desk) {
        struct pictures pictures = { .letter = { 64, 673, 468, 520 }, .phone = { 689, 673, 327, 520 },
                                     .scanner = { 64, 1259, 952, 288 }, .code = 210,
                                     .stroke = 6, .bar = 14, .scanner_icon = 230 };

        if (!build->portrait)
                return (struct pictures){ .letter = { 552, 24, 300, 300 }, .phone = { 1040, 24, 208, 300 },
                                          .scanner = { 552, 348, 696, 168 }, .code = 126,
                                          .stroke = 4, .bar = 10, .scanner_icon = 128 };
        if (build->large) {
                pictures.letter.y = pictures.phone.y = desk.y + 40;
                pictures.letter.h = pictures.phone.h = 460;
                pictures.scanner = (struct view_rect){ 64, 1180, 952, 356 };
        }
        return pictures;
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

void code_scanner(struct build *build, struct view_rect rect, int icon) {
        struct view_rect tile = { rect.x, rect.y, rect.h, rect.h };
        const struct theme *theme = &build->theme;
        const char *title = build_say(build, TEXT_CODE_SCANNER, NULL), *where = build_say(build, TEXT_CODE_WHERE, NULL);
        int pad = rect.h / 6, x = rect.x + rect.h + pad, w = rect.w - rect.h - 2 * pad;
        int title_h = build_style(build, TYPE_QUESTION).line_px, where_h = build_style(build, TYPE_BUTTON_PLAIN).line_px;
        int top = rect.y + (rect.h - title_h - where_h) / 2;

        if (build->large && build->portrait) {
                tile.w = x = 220;
                x += rect.x + 40;
                w = rect.x + rect.w - 32 - x;
                icon = 190;
                top = rect.y + (rect.h - title_h - 2 * where_h) / 2;
        }
        build_box(build, rect, BUILD_RGB(theme->here), NODE_CLEAR, 0, 12);
        build_box(build, tile, BUILD_RGB(theme->on_here), theme->contrast ? BUILD_RGB(theme->here) : NODE_CLEAR, 4, 12);
        build_box(build, (struct view_rect){ tile.x + tile.w - 12, tile.y + (theme->contrast ? 4 : 0), 12,
                                             tile.h - (theme->contrast ? 8 : 0) },
                  BUILD_RGB(theme->on_here), NODE_CLEAR, 0, 0);
        build_icon_stroked(build, ICON_DOWN, tile.x + (tile.w - icon) / 2, tile.y + (tile.h - icon) / 2, icon, theme->here, 6);
        build->back = theme->here;
        build_write(build, &(struct writing){ .name = "scanner", .text = title, .type = TYPE_QUESTION, .room = { x, top, w, 0 },
                    .shrink = true,
                    .rgb = theme->on_here });
        build_write(build, &(struct writing){ .name = "scanner_where", .text = where, .type = TYPE_BUTTON_PLAIN,
                    .room = { x, top + title_h, w, 0 },
                    .lines = build->large ? 2 : 1, .shrink = true, .rgb = theme->on_here });
        build->back = theme->mist;
        build_speak(build, build_format(build, "%s %s.", title, where));
}

void screen_code(struct build *build) {
        struct view_rect desk = frame_sign(build, &(struct sign){ .tone = TONE_CITY,
                                                                  .title = build_say(build, TEXT_CODE_TITLE, NULL) });
        struct pictures pictures = pictures_of(build, desk);
        struct button typed = { .target = { .id = TARGET_TYPED }, .text = build_say(build, TEXT_CODE_TYPED, NULL),
                                .icon = ICON_RIGHT };
        int between = pictures.letter.x + pictures.letter.w;

        letter(build, &pictures);
        phone(build, &pictures);
        build_write(build, &(struct writing){ .name = "or", .text = build_say(build, TEXT_CODE_OR, NULL), .type = TYPE_BODY,
                    .room = { between, pictures.letter.y, pictures.phone.x - between, pictures.letter.h }, .align = ALIGN_CENTRE,
                    .middle = true,
                    .shrink = true, .rgb = build->theme.ink });
        code_scanner(build, pictures.scanner, pictures.scanner_icon);
        frame_actions(build, &typed, 1);
        frame_bar(build, BAR_ALL);
}
