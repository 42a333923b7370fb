/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/view/build_type.h"

/*
 * The type scale: portrait, portrait in large text, landscape, landscape in large text. The low panel has no room for
 * large text's 7.3 mm; there it is as large as every screen still holds.
 */

/* Height of capitals, of the size of the type. */
#define CAPITAL 0.714
#define SMALLEST_MM 4.0

struct scale {
        unsigned char bold;
        int tracking;
        struct {
                short size, line;
        } at[4];
};

static const struct scale scales[TYPE_COUNT] = {
        [TYPE_POSTER] = { 1, -25, { { 160, 164 }, { 160, 164 }, { 96, 96 }, { 96, 96 } } },
        [TYPE_NOTICE] = { 1, -25, { { 128, 136 }, { 128, 136 }, { 84, 88 }, { 84, 88 } } },
        [TYPE_NUMBER] = { 1, -25, { { 347, 248 }, { 347, 248 }, { 210, 150 }, { 210, 150 } } },
        [TYPE_START] = { 1, -12, { { 84, 88 }, { 96, 100 }, { 58, 63 }, { 60, 65 } } },
        [TYPE_QUESTION] = { 1, -12, { { 84, 92 }, { 96, 106 }, { 56, 64 }, { 60, 66 } } },
        [TYPE_FAREWELL] = { 0, -12, { { 84, 92 }, { 96, 106 }, { 56, 64 }, { 60, 66 } } },
        [TYPE_PLACE] = { 0, 0, { { 50, 64 }, { 58, 74 }, { 38, 50 }, { 42, 50 } } },
        [TYPE_KEY] = { 1, 0, { { 68, 80 }, { 88, 100 }, { 56, 64 }, { 66, 74 } } },
        [TYPE_FIELD] = { 1, 0, { { 72, 84 }, { 72, 84 }, { 56, 64 }, { 56, 64 } } },
        [TYPE_BUTTON] = { 1, 0, { { 46, 58 }, { 58, 68 }, { 40, 48 }, { 42, 50 } } },
        [TYPE_BUTTON_PLAIN] = { 0, 0, { { 46, 58 }, { 58, 68 }, { 40, 48 }, { 42, 50 } } },
        [TYPE_LEAD] = { 0, 0, { { 52, 70 }, { 58, 74 }, { 38, 46 }, { 42, 50 } } },
        [TYPE_LEAD_BOLD] = { 1, 0, { { 56, 70 }, { 62, 76 }, { 42, 52 }, { 46, 54 } } },
        [TYPE_BODY] = { 0, 0, { { 42, 58 }, { 58, 74 }, { 38, 50 }, { 42, 50 } } },
        [TYPE_BODY_BOLD] = { 1, 0, { { 42, 58 }, { 58, 74 }, { 38, 50 }, { 42, 50 } } },
        [TYPE_SMALL] = { 0, 0, { { 38, 50 }, { 50, 62 }, { 36, 44 }, { 38, 44 } } },
        [TYPE_SMALL_BOLD] = { 1, 0, { { 38, 50 }, { 50, 62 }, { 36, 44 }, { 38, 44 } } },
        [TYPE_LABEL] = { 0, 0, { { 32, 44 }, { 42, 52 }, { 33, 42 }, { 36, 43 } } },
        [TYPE_LABEL_BOLD] = { 1, 0, { { 32, 44 }, { 42, 52 }, { 33, 42 }, { 36, 43 } } },
};

struct text_style build_style(const struct build *build, enum type type) {
        const struct scale *scale = &scales[type];
        unsigned at = (build->portrait ? 0u : 2u) + (build->large ? 1u : 0u);
        struct text_style style = { scale->at[at].size, scale->at[at].line, scale->tracking, scale->bold != 0 };

        /* Arabic script is smaller for its size, and its letters must not be pulled apart; a low panel and large text have less room above its lines. */
        if (build->rtl && type != TYPE_NUMBER && type != TYPE_KEY && type != TYPE_FIELD) {
                style.size_px = style.size_px * 11 / 10;
                style.line_px = (build->portrait && !build->large) || type == TYPE_POSTER ? style.line_px * 5 / 4 : style.line_px * 11 / 10;
                style.tracking = 0;
        }
        return style;
}

/* The smallest that may be written: capitals of 4 mm, or what a small panel has in their place. */
static int smallest_px(const struct build *build) {
        int px = (int)(SMALLEST_MM * build->ui->panel.px_per_mm / (CAPITAL * build->ui->scale) + 1), most = build->portrait ? 23 : 33;

        return px < most ? px : most;
}

struct text_style build_style_smaller(const struct build *build, enum type type, unsigned step) {
        struct text_style full = build_style(build, type), style = full;

        style.size_px = full.size_px * (int)(21 - 2 * step) / 21;
        style.line_px = full.line_px * (int)(21 - 2 * step) / 21;
        if (style.size_px < smallest_px(build))
                style.size_px = full.size_px < smallest_px(build) ? full.size_px : smallest_px(build);
        return style;
}

double build_cap_mm(const struct build *build, int size_px) {
        return CAPITAL * size_px * build->ui->scale / build->ui->panel.px_per_mm;
}
