/* SPDX-License-Identifier: EUPL-1.2 */
/* The ledger goes to a stick, or the list of contents: how far it has come, or what to do. */
#include <assert.h>

#include "ui/screens/frame.h"
#include "ui/screens/parts.h"
#include "ui/screens/screens.h"
#include "ui/screens/staff.h"

struct words {
        enum text_id title, todo;
        enum text_id again;           /* the button that begins it */
};

static const struct words ledger[] = {
        [SCREEN_EXPORT_ASK] = { TEXT_EXPORT_ASK, TEXT_EXPORT_ASK_TODO, TEXT_EXPORT_BEGIN },
        [SCREEN_EXPORT_WRITING] = { TEXT_EXPORT_WRITING, TEXT_EXPORT_WRITING_TODO, TEXT_EXPORT_BEGIN },
        [SCREEN_EXPORT_READING] = { TEXT_EXPORT_READING, TEXT_EXPORT_WRITING_TODO, TEXT_EXPORT_BEGIN },
        [SCREEN_EXPORT_DONE] = { TEXT_EXPORT_DONE, TEXT_EXPORT_DONE_TODO, TEXT_EXPORT_AGAIN },
        [SCREEN_EXPORT_NO_STICK] = { TEXT_ADOPT_NONE, TEXT_EXPORT_NO_STICK_TODO, TEXT_EXPORT_AGAIN },
        [SCREEN_EXPORT_READ_ONLY] = { TEXT_EXPORT_READ_ONLY, TEXT_EXPORT_READ_ONLY_TODO, TEXT_EXPORT_AGAIN },
        [SCREEN_EXPORT_FULL] = { TEXT_EXPORT_FULL, TEXT_EXPORT_FULL_TODO, TEXT_EXPORT_AGAIN },
        [SCREEN_EXPORT_PULLED] = { TEXT_EXPORT_PULLED, TEXT_EXPORT_PULLED_TODO, TEXT_EXPORT_AGAIN },
        [SCREEN_EXPORT_OTHER] = { TEXT_EXPORT_OTHER, TEXT_EXPORT_OTHER_TODO, TEXT_EXPORT_AGAIN },
        [SCREEN_EXPORT_DIFFERS] = { TEXT_EXPORT_DIFFERS, TEXT_EXPORT_DIFFERS_TODO, TEXT_EXPORT_AGAIN },
        [SCREEN_EXPORT_FAULT] = { TEXT_EXPORT_FAULT, TEXT_EXPORT_FAULT_TODO, TEXT_EXPORT_AGAIN },
};
static const struct words listing[] = {
        [SCREEN_EXPORT_ASK] = { TEXT_LISTING_ASK, TEXT_LISTING_ASK_TODO, TEXT_EXPORT_BEGIN },
        [SCREEN_EXPORT_WRITING] = { TEXT_EXPORT_WRITING, TEXT_EXPORT_WRITING_TODO, TEXT_EXPORT_BEGIN },
        [SCREEN_EXPORT_READING] = { TEXT_EXPORT_READING, TEXT_EXPORT_WRITING_TODO, TEXT_EXPORT_BEGIN },
        [SCREEN_EXPORT_DONE] = { TEXT_EXPORT_DONE, TEXT_LISTING_DONE_TODO, TEXT_EXPORT_AGAIN },
        [SCREEN_EXPORT_NO_STICK] = { TEXT_ADOPT_NONE, TEXT_EXPORT_NO_STICK_TODO, TEXT_EXPORT_AGAIN },
        [SCREEN_EXPORT_READ_ONLY] = { TEXT_EXPORT_READ_ONLY, TEXT_EXPORT_READ_ONLY_TODO, TEXT_EXPORT_AGAIN },
        [SCREEN_EXPORT_FULL] = { TEXT_EXPORT_FULL, TEXT_LISTING_FULL_TODO, TEXT_EXPORT_AGAIN },
        [SCREEN_EXPORT_PULLED] = { TEXT_EXPORT_PULLED, TEXT_LISTING_PULLED_TODO, TEXT_EXPORT_AGAIN },
        [SCREEN_EXPORT_OTHER] = { TEXT_LISTING_OTHER, TEXT_LISTING_OTHER_TODO, TEXT_EXPORT_AGAIN },
        [SCREEN_EXPORT_DIFFERS] = { TEXT_EXPORT_DIFFERS, TEXT_LISTING_DIFFERS_TODO, TEXT_EXPORT_AGAIN },
        [SCREEN_EXPORT_FAULT] = { TEXT_LISTING_FAULT, TEXT_EXPORT_FAULT_TODO, TEXT_EXPORT_AGAIN },
};
static_assert(ARRAY_LEN(ledger) == SCREEN_EXPORT_STATE_COUNT, "every state of an export has its sentences");
static_assert(ARRAY_LEN(listing) == SCREEN_EXPORT_STATE_COUNT, "and of a list");

static const struct words *words_of(const struct screen *screen) {
        return &(screen->id == SCREEN_STAFF_LISTING ? listing : ledger)[screen->export.state];
}

static void draw_bar(struct build *build, struct view_rect rect) {
        unsigned percent = build->screen->export.percent <= 100 ? build->screen->export.percent : 100;
        const char *text = build_say(build, TEXT_EXPORT_PERCENT, "n", build_format(build, "%u", percent), NULL);
        int line = build_style(build, TYPE_QUESTION).line_px + build->size.gap / 2, h = rect.h - line;

        build_write(build, &(struct writing){ .name = "percent", .text = text, .type = TYPE_QUESTION, .room = { rect.x, rect.y, rect.w, 0 },
                                              .rgb = build->theme.ink });
        build_box(build, (struct view_rect){ rect.x, rect.y + line, rect.w, h }, NODE_CLEAR, BUILD_RGB(build->theme.ink), build->theme.outline_px, 0);
        build_box(build, (struct view_rect){ rect.x, rect.y + line, (int)((long)rect.w * percent / 100), h }, BUILD_RGB(build->theme.ink), NODE_CLEAR, 0, 0);
        build_speak(build, text);
}

static const char *todo(struct build *build) {
        const struct screen_export *export = &build->screen->export;

        return build_say(build, words_of(build->screen)->todo, "n", staff_grouped(build, export->size), "folder",
                         export->name, NULL);
}

void screen_staff_export(struct build *build) {
        const struct screen_export *export = &build->screen->export;
        bool under_way = screen_export_is_under_way(export->state), done = export->state == SCREEN_EXPORT_DONE;
        bool well = under_way || done || export->state == SCREEN_EXPORT_ASK;
        struct view_rect desk = frame_sign(build, &(struct sign){ .colour = done ? SIGN_OK : well ? SIGN_CITY : SIGN_BAD, .high = true,
                                           .title = build_say(build, words_of(build->screen)->title, NULL) });
        struct button buttons[3], begin = { .target = { .id = TARGET_NEXT }, .text = build_say(build, words_of(build->screen)->again, NULL),
                                            .icon = ICON_USB, .strong = true };
        struct parts parts = { .count = 0 };
        unsigned count = 0;

        if (done && build->screen->id == SCREEN_STAFF_EXPORT)
                buttons[count++] = (struct button){ .target = target_of(TARGET_TASK, TASK_CHECKING), .text = build_say(build, TEXT_STAFF_CHECKING, NULL),
                                                    .icon = ICON_SHIELD, .strong = true };
        if (!under_way && !done)
                buttons[count++] = begin;
        buttons[count++] = (struct button){ .target = { .id = TARGET_BACK }, .text = build_say(build, TEXT_BUTTON_BACK, NULL), .icon = ICON_LEFT };
        if (under_way)
                parts_add(&parts, (struct part){ .kind = PART_PICTURE, .draw = draw_bar,
                                                 .height = build_style(build, TYPE_QUESTION).line_px + build->size.gap / 2 + build->size.line_icon });
        parts_add(&parts, (struct part){ .kind = PART_TEXT, .name = "todo", .text = todo(build), .type = TYPE_BODY, .lines = 8,
                                         .gap = under_way ? build->size.space[SPACE_LARGE] : 0 });
        parts_draw(build, &parts, frame_matter(build, desk, count), build->theme.ink);
        frame_actions(build, buttons, count);
        frame_bar(build, BAR_STAFF);
}

void screen_staff_listing(struct build *build) {
        screen_staff_export(build);
}
