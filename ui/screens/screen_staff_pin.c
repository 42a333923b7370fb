/* SPDX-License-Identifier: EUPL-1.2 */
/* Signing in: the PIN of a badge, choosing one, and the second person. */
#include "ui/screens/frame.h"
#include "ui/screens/keypad.h"
#include "ui/screens/parts.h"
#include "ui/screens/screens.h"
#include "ui/screens/staff.h"

static void entry(struct build *build, enum sign_colour colour, enum text_id title, const char *hint) {
        struct keypad keypad = {
                .groups = { { .name = "field_pin", .label = build_say(build, TEXT_FIELD_PIN, NULL), .digits = 4 },
                            { .name = "field_pin_end", .digits = 4 } },
                .group_count = 2, .secret = true,
                .forward = { .target = { .id = TARGET_NEXT }, .text = build_say(build, TEXT_BUTTON_NEXT, NULL),
                .icon = ICON_RIGHT, .strong = true },
        };
        struct view_rect desk = frame_sign(build, &(struct sign){ .colour = colour, .title = build_say(build, title, NULL), .hint = hint, .still = true });

        keypad_build(build, desk, &keypad);
        frame_bar(build, BAR_STAFF);
}

void screen_staff_pin(struct build *build) {
        const struct screen *screen = build->screen;
        const char *hint = screen->entry.tries_left > 0 ? build_count(build, TEXT_STAFF_PIN_TRIES, screen->entry.tries_left)
                : build_say(build, TEXT_STAFF_PIN_HINT, NULL);

        if (screen->entry.second && screen->entry.tries_left == 0)
                hint = screen->entry.compartment > 0 ? build_say(build, TEXT_STAFF_PIN_SECOND_FOR, "c", build_format(build, "%u", screen->entry.compartment), NULL)
                                                     : build_say(build, TEXT_STAFF_PIN_SECOND_HINT, NULL);
        entry(build, screen->entry.check_failed ? SIGN_BAD : SIGN_CITY, screen->entry.check_failed ? TEXT_STAFF_PIN_FAILED
              : screen->entry.second ? TEXT_STAFF_PIN_SECOND : TEXT_STAFF_PIN_TITLE, hint);
}

void screen_staff_set_pin(struct build *build) {
        const struct screen *screen = build->screen;

        if (screen->entry.weak)
                entry(build, SIGN_BAD, TEXT_STAFF_NEW_PIN_WEAK, build_say(build, TEXT_STAFF_NEW_PIN_WEAK_HINT, NULL));
        else if (screen->entry.again && screen->entry.check_failed)
                entry(build, SIGN_BAD, TEXT_STAFF_NEW_PIN_DIFFERS, build_say(build, TEXT_STAFF_NEW_PIN_DIFFERS_HINT, NULL));
        else if (screen->entry.again)
                entry(build, SIGN_CITY, TEXT_STAFF_NEW_PIN_AGAIN, build_say(build, TEXT_STAFF_NEW_PIN_AGAIN_HINT, NULL));
        else
                entry(build, SIGN_CITY, TEXT_STAFF_NEW_PIN, build_say(build, TEXT_STAFF_NEW_PIN_HINT, NULL));
}

void screen_staff_second(struct build *build) {
        struct view_rect desk = frame_sign(build, &(struct sign){ .colour = SIGN_CITY,
                                                                  .title = build_say(build, TEXT_STAFF_SECOND_TITLE, NULL),
                                           .hint = build_say(build, TEXT_STAFF_SECOND_HINT, NULL) });
        struct parts parts = { .count = 0 };

        parts_add(&parts, code_scanner_part(build));
        parts_add(&parts, (struct part){ .kind = PART_LINE, .name = "line", .icon = ICON_PERSON, .type = TYPE_BODY,
                                         .text = build_say(build, TEXT_STAFF_SECOND_OTHER, NULL), .gap = build->size.space[SPACE_HUGE] });
        parts_add(&parts, (struct part){ .kind = PART_LINE, .name = "line", .icon = ICON_SHIELD, .type = TYPE_BODY,
                                         .text = build_say(build, TEXT_STAFF_SECOND_WHY, NULL), .gap = build->size.space[SPACE_MEDIUM] });
        parts_draw(build, &parts, frame_matter(build, desk, 1), build->theme.ink);
        staff_back(build);
        frame_bar(build, BAR_STAFF);
}
