/* SPDX-License-Identifier: EUPL-1.2 */
/* Signing in: the PIN of a badge, choosing one, and the second person. */
#include "ui/screens/frame.h"
#include "ui/screens/keypad.h"
#include "ui/screens/screens.h"
#include "ui/screens/staff.h"

static void entry(struct build *build, enum tone tone, enum text_id title, const char *hint) {
        struct keypad keypad = {
                .groups = { { .name = "field_pin", .label = build_say(build, TEXT_FIELD_PIN, NULL), .digits = 4 },
                            { .name = "field_pin_end", .digits = 4 } },
                .group_count = 2, .secret = true,
                .forward = { .target = { .id = TARGET_NEXT }, .text = build_say(build, TEXT_BUTTON_NEXT, NULL),
                .icon = ICON_RIGHT, .strong = true },
        };
        bool room = !build->large || !build->portrait;

        frame_sign(build, &(struct sign){ .tone = tone, .title = build_say(build, title, NULL), .hint = room ? hint : NULL });
        if (!room)
                build_speak(build, hint);
        keypad_build(build, &keypad);
        frame_bar(build, BAR_STAFF);
}

void screen_staff_pin(struct build *build) {
        const struct screen *screen = build->screen;
        const char *hint = screen->entry.tries_left > 0 ? build_count(build, TEXT_STAFF_PIN_TRIES, screen->entry.tries_left)
                : build_say(build, TEXT_STAFF_PIN_HINT, NULL);

        entry(build, screen->entry.check_failed ? TONE_BAD : TONE_CITY, screen->entry.check_failed ? TEXT_STAFF_PIN_FAILED
              : TEXT_STAFF_PIN_TITLE, hint);
}

void screen_staff_set_pin(struct build *build) {
        const struct screen *screen = build->screen;

        if (screen->entry.again && screen->entry.check_failed)
                entry(build, TONE_BAD, TEXT_STAFF_NEW_PIN_DIFFERS, build_say(build, TEXT_STAFF_NEW_PIN_DIFFERS_HINT, NULL));
        else if (screen->entry.again)
                entry(build, TONE_CITY, TEXT_STAFF_NEW_PIN_AGAIN, build_say(build, TEXT_STAFF_NEW_PIN_AGAIN_HINT, NULL));
        else
                entry(build, TONE_CITY, TEXT_STAFF_NEW_PIN, build_say(build, TEXT_STAFF_NEW_PIN_HINT, NULL));
}

void screen_staff_second(struct build *build) {
        struct view_rect desk = frame_sign(build, &(struct sign){ .tone = TONE_CITY,
                                                                  .title = build_say(build, TEXT_STAFF_SECOND_TITLE, NULL),
                                           .hint = build_say(build, TEXT_STAFF_SECOND_HINT, NULL) });
        int y = desk.y + (build->portrait ? 64 : 4), h = build->portrait ? 288 : 168;

        code_scanner(build, (struct view_rect){ desk.x, y, desk.w, build->large && build->portrait ? 356 : h },
                     build->portrait ? 190 : 128);
        y += (build->large && build->portrait ? 356 : h) + (build->portrait ? 64 : 20);
        y = frame_line(build, desk, y, ICON_PERSON, "line", build_say(build, TEXT_STAFF_SECOND_OTHER, NULL)) + (build->portrait
                        ? 24 : 4);
        frame_line(build, desk, y, ICON_SHIELD, "line", build_say(build, TEXT_STAFF_SECOND_WHY, NULL));
        staff_back(build);
        frame_bar(build, BAR_STAFF);
}
