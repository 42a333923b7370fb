/* SPDX-License-Identifier: EUPL-1.2 */
/* Out of order: the ink sign over all, the service desk, and the same in four more languages. */
#include "ui/screens/frame.h"
#include "ui/screens/screens.h"

/* Those who need the sentence most may not be able to choose their language here. */
static const enum language languages[] = { LANGUAGE_DE, LANGUAGE_EN, LANGUAGE_TR, LANGUAGE_UK, LANGUAGE_AR };

static void sentence(struct build *build, enum language language, int y, int x, int w) {
        bool rtl = build->rtl;
        struct view_rect bold;
        int start, margin = build->portrait && build->large ? 24 : 0; /* or the longest would be shrunk below what large text is */

        build->rtl = language_right_to_left(language);
        bold = build_write(build, &(struct writing){ .name = "other_title", .text = catalogue_text(language, TEXT_ORDER_TITLE),
                    .type = build->portrait ? TYPE_SMALL_BOLD : TYPE_LABEL_BOLD, .room = { x, y, w, 0 },
                           .shrink = true, .rgb = build->theme.on_order });
        start = bold.w + 12;
        build_write(build, &(struct writing){ .name = "other", .text = catalogue_text(language, TEXT_ORDER_SAFE),
                    .type = build->portrait ? TYPE_SMALL : TYPE_LABEL, .room = { x + start, y, w - start + margin, 0 },
                    .shrink = true, .rgb = build->theme.on_order });
        build->rtl = rtl;
}

static void other_languages(struct build *build) {
        int pitch = build->portrait ? (build->large ? 72 : 62) : 43, x = build->portrait ? 64 : 40, w = build->width - 2 * x;
        int y = build->portrait ? (build->large ? 1400 : 1460) : 490, count = 0;

        build_box(build, (struct view_rect){ x, y, w, 2 }, BUILD_RGB(build->theme.edge), NODE_CLEAR, 0, 0);
        y += build->portrait ? 34 : 6;
        for (size_t i = 0; i < ARRAY_LEN(languages) && count < 4; i++) {
                if (languages[i] == build->look->language)
                        continue;
                sentence(build, languages[i], y + count * pitch, x, w);
                count++;
        }
}

void screen_out_of_order(struct build *build) {
        const char *title = build_say(build, TEXT_ORDER_TITLE, NULL), *safe = build_say(build, TEXT_ORDER_SAFE, NULL);
        const char *ask = build_say(build, TEXT_ORDER_ASK, NULL);
        int x = build->portrait ? 64 : 40, w = build->portrait ? 952 : 1200, size = build->portrait ? 210 : 130;
        int words = build->portrait ? x : x + size + 40;
        uint32_t on;
        struct view_rect written;

        frame_cover(build, TONE_ORDER);
        on = build->theme.on_order;
        build_icon(build, ICON_OUT_OF_ORDER, x + 1, build->portrait ? 183 : 108, size, on);
        written = build_write(build, &(struct writing){ .name = "title", .text = title, .type = TYPE_NOTICE,
                    .room = { words, build->portrait ? 448 : 98, w, 0 },
                              .shrink = true, .rgb = on });
        written = build_write(build, &(struct writing){ .name = "safe", .text = safe, .type = TYPE_LEAD_BOLD,
                    .room = { words, written.y + written.h + (build->portrait ? 16 : 0), w, 0 },
                              .lines = 2, .shrink = true, .rgb = on });
        written = build_write(build, &(struct writing){ .name = "hint", .text = ask, .type = TYPE_BODY,
                    .room = { words, written.y + written.h + (build->portrait ? 24 : 8), w, 0 },
                              .lines = 2, .shrink = true, .rgb = on });
        build_speak(build, title);
        build_speak(build, safe);
        build_speak(build, ask);
        frame_contact(build, (struct view_rect){ words, 0, w - (words - x), 0 },
                      written.y + written.h + (build->portrait ? 52 : 14), on);
        other_languages(build);
        frame_bar_on(build, BAR_OPEN, TONE_ORDER);
}
