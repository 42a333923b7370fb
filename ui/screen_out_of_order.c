/* SPDX-License-Identifier: EUPL-1.2 */
/* Out of order: the ink sign over all, the service desk, and the same in four more languages. */
#include "ui/frame.h"
#include "ui/screens.h"

/* Fixed here, because whoever needs the sentence may find no catalogue in their language. */
static const struct {
        enum language language;
        const char *title, *safe;
} sentences[] = {
        { LANGUAGE_DE, "Außer Betrieb.", "Ihre Dokumente sind sicher." },
        { LANGUAGE_EN, "Out of order.", "Your documents are safe." },
        { LANGUAGE_TR, "Hizmet dışı.", "Belgeleriniz güvende." },
        { LANGUAGE_UK, "Не працює.", "Ваші документи в безпеці." },
        { LANGUAGE_AR, "خارج الخدمة.", "وثائقكم في أمان." },
};

static void sentence(struct build *build, size_t which, int y, int x, int w) {
        bool rtl = build->rtl;
        struct view_rect bold;
        int start;

        build->rtl = sentences[which].language == LANGUAGE_AR;
        bold = build_write(build, &(struct writing){ .name = "other_title", .text = sentences[which].title, .type = TYPE_SMALL_BOLD, .room = { x, y, w, 0 },
                           .shrink = true, .rgb = build->theme.on_order });
        start = bold.w + 12;
        build_write(build, &(struct writing){ .name = "other", .text = sentences[which].safe, .type = TYPE_SMALL, .room = { x + start, y, w - start, 0 },
                    .shrink = true, .rgb = build->theme.on_order });
        build->rtl = rtl;
}

static void other_languages(struct build *build) {
        int pitch = build->portrait ? (build->large ? 74 : 62) : 48, count = 0, line = build->portrait ? 64 : 40, w = build->portrait ? 952 : 1200, y;
        int columns = build->portrait ? 1 : 2, top = build->portrait ? (build->large ? 1428 : 1460) : 560;

        build_box(build, (struct view_rect){ line, top, w, 2 }, BUILD_RGB(build->theme.edge), NODE_CLEAR, 0, 0);
        y = top + (build->portrait ? 38 : 12);
        for (size_t i = 0; i < ARRAY_LEN(sentences) && count < 4; i++) {
                if (sentences[i].language == build->screen->look.language)
                        continue;
                sentence(build, i, y + count / columns * pitch, build->portrait ? 64 : count % 2 && sentences[i].language != LANGUAGE_AR ? 660 : 40,
                         build->portrait ? 952 : 580);
                count++;
        }
}

void screen_out_of_order(struct build *build) {
        const char *title = build_say(build, TEXT_ORDER_TITLE, NULL), *safe = build_say(build, TEXT_ORDER_SAFE, NULL);
        const char *ask = build_say(build, TEXT_ORDER_ASK, NULL);
        int x = build->portrait ? 64 : 40, w = build->portrait ? 952 : 1200, size = build->portrait ? 222 : 130, words = build->portrait ? x : x + size + 40;
        uint32_t on;
        struct view_rect written;

        frame_cover(build, TONE_ORDER);
        on = build->theme.on_order;
        build_icon(build, ICON_OUT_OF_ORDER, x - 4, build->portrait ? 177 : 108, size, on);
        written = build_write(build, &(struct writing){ .name = "title", .text = title, .type = TYPE_NOTICE, .room = { words, build->portrait ? 451 : 98, w, 0 },
                              .shrink = true, .rgb = on });
        written = build_write(build, &(struct writing){ .name = "safe", .text = safe, .type = TYPE_LEAD_BOLD, .room = { words, written.y + written.h + (build->portrait ? 16 : 0), w, 0 },
                              .lines = 2, .shrink = true, .rgb = on });
        written = build_write(build, &(struct writing){ .name = "hint", .text = ask, .type = TYPE_BODY, .room = { words, written.y + written.h + (build->portrait ? 24 : 8), w, 0 },
                              .lines = 2, .shrink = true, .rgb = on });
        build_speak(build, title);
        build_speak(build, safe);
        build_speak(build, ask);
        frame_contact(build, (struct view_rect){ words, 0, w - (words - x), 0 }, written.y + written.h + (build->portrait ? 52 : 14), on);
        other_languages(build);
        frame_bar_on(build, BAR_OPEN, TONE_ORDER);
}
