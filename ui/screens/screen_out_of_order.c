/* SPDX-License-Identifier: EUPL-1.2 */
/* Out of order: the ink sign over all, the service desk, and the same in four more languages. */
#include "ui/screens/frame.h"
#include "ui/screens/parts.h"
#include "ui/screens/screens.h"

/* Those who need the sentence most may not be able to choose their language here. */
static const enum language languages[] = { LANGUAGE_DE, LANGUAGE_EN, LANGUAGE_TR, LANGUAGE_UK, LANGUAGE_AR };

enum { OTHERS = 4 };

static enum type other_type(const struct build *build, bool bold) {
        if (build->portrait)
                return bold ? TYPE_SMALL_BOLD : TYPE_SMALL;
        return bold ? TYPE_LABEL_BOLD : TYPE_LABEL;
}

static void sentence(struct build *build, enum language language, int y, int x, int w) {
        bool rtl = build->rtl;
        struct view_rect bold;
        int start, margin = build->portrait && build->large ? 24 : 0; /* or the longest would be shrunk below what large text is */

        build->rtl = language_right_to_left(language);
        bold = build_write(build, &(struct writing){ .name = "other_title", .text = catalogue_text(language, TEXT_ORDER_TITLE), .like = LIKE_ROW,
                    .type = other_type(build, true), .room = { x, y, w, 0 },
                           .shrink = true, .rgb = build->theme.on_order });
        start = bold.w + 12;
        build_write(build, &(struct writing){ .name = "other", .text = catalogue_text(language, TEXT_ORDER_SAFE), .like = LIKE_ROW,
                    .type = other_type(build, false), .room = { x + start, y, w - start + margin, 0 },
                    .shrink = true, .rgb = build->theme.on_order });
        build->rtl = rtl;
}

/* The others at the foot of the panel. Returns the y above them. */
static int other_languages(struct build *build) {
        const struct measures *size = &build->size;
        int pitch = build_style(build, other_type(build, true)).line_px + size->space[SPACE_HAIR], w = size->width - 2 * size->margin;
        int top = size->foot - OTHERS * pitch, count = 0;

        build_box(build, (struct view_rect){ size->margin, top - size->space[SPACE_MEDIUM], w, 2 }, BUILD_RGB(build->theme.edge),
                  NODE_CLEAR, 0, 0);
        for (size_t i = 0; i < ARRAY_LEN(languages) && count < OTHERS; i++) {
                if (languages[i] == build->look->language)
                        continue;
                sentence(build, languages[i], top + count * pitch, size->margin, w);
                count++;
        }
        return top - 2 * size->space[SPACE_MEDIUM];
}

/* The words, and the sign above them or beside them. */
void screen_out_of_order(struct build *build) {
        const struct measures *size = &build->size;
        int icon = 2 * size->side, x = size->margin, top = size->words_high_y, bottom;
        struct parts parts = { .count = 0 };
        uint32_t on = build->theme.on_order;
        bool low = build->rtl && !build->portrait; /* Arabic lines are higher */

        frame_cover(build, SIGN_ORDER);
        build_icon(build, ICON_OUT_OF_ORDER, x, top, icon, on);
        if (build->portrait)
                top += icon + size->space[SPACE_HUGE];
        else
                x += icon + size->margin;
        parts_add(&parts, (struct part){ .kind = PART_TEXT, .name = "title", .text = build_say(build, TEXT_ORDER_TITLE, NULL),
                                         .type = TYPE_NOTICE, .lines = 1 });
        parts_add(&parts, (struct part){ .kind = PART_TEXT, .name = "safe", .text = build_say(build, TEXT_ORDER_SAFE, NULL),
                                         .type = TYPE_LEAD_BOLD, .lines = 2, .gap = size->space[SPACE_SMALL] });
        parts_add(&parts, (struct part){ .kind = PART_TEXT, .name = "hint", .text = build_say(build, TEXT_ORDER_ASK, NULL),
                                         .type = TYPE_BODY, .lines = 2, .gap = size->space[SPACE_MEDIUM] });
        /* The desk's lines come from the bundle, and that from the store. */
        if (build->screen->rolled_back)
                parts_add(&parts, (struct part){ .kind = PART_TEXT, .name = "rolled_back", .text = build_say(build, TEXT_ORDER_ROLLED_BACK, NULL),
                                                 .type = low ? TYPE_LABEL : TYPE_BODY, .lines = build->portrait ? 5 : 3, .gap = size->space[SPACE_MEDIUM] });
        else
                parts_add_contact(build, &parts, low ? TYPE_LABEL : TYPE_BUTTON_PLAIN);
        bottom = other_languages(build);
        parts_draw(build, &parts, (struct view_rect){ x, top, size->width - size->margin - x, bottom - top }, on);
        frame_bar_on(build, BAR_OPEN, SIGN_ORDER);
}
