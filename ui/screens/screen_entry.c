/* SPDX-License-Identifier: EUPL-1.2 */
/* Number, PIN and birth date: a question, fields and the keypad, at the same place on each. */
#include "ui/screens/frame.h"
#include "ui/screens/keypad.h"
#include "ui/screens/screens.h"

static struct button forward(struct build *build) {
        return (struct button){ .target = { .id = TARGET_NEXT }, .text = build_say(build, TEXT_BUTTON_NEXT, NULL),
                                .icon = ICON_RIGHT, .strong = true };
}

static void entry(struct build *build, enum text_id title, const char *hint, const struct keypad *keypad) {
        struct view_rect desk = frame_sign(build, &(struct sign){ .colour = build->screen->entry.check_failed ? SIGN_BAD : SIGN_CITY,
                                                                  .title = build_say(build, title, NULL), .hint = hint, .still = true });

        keypad_build(build, desk, keypad);
        frame_bar(build, BAR_ALL);
}

void screen_number(struct build *build) {
        struct keypad keypad = {
                .groups = { { .name = "field_number", .label = build_say(build, TEXT_FIELD_NUMBER, NULL), .digits = 4 },
                            { .name = "field_number_end", .digits = 4 } },
                .group_count = 2, .forward = forward(build),
        };
        bool failed = build->screen->entry.check_failed;

        entry(build, failed ? TEXT_NUMBER_FAILED : TEXT_NUMBER_TITLE,
              build_say(build, failed ? TEXT_NUMBER_FAILED_HINT : TEXT_NUMBER_HINT, NULL),
              &keypad);
}

void screen_pin(struct build *build) {
        struct keypad keypad = {
                .groups = { { .name = "field_pin", .label = build_say(build, TEXT_FIELD_PIN, NULL), .digits = 6 } },
                .group_count = 1, .secret = true, .forward = forward(build),
        };

        entry(build, TEXT_PIN_TITLE, build_say(build, TEXT_PIN_HINT, NULL), &keypad);
}

void screen_birth(struct build *build) {
        struct keypad keypad = {
                .groups = { { .name = "field_day", .label = build_say(build, TEXT_FIELD_DAY, NULL),
                              .letter = build_say(build, TEXT_LETTER_DAY, NULL), .digits = 2 },
                            { .name = "field_month", .label = build_say(build, TEXT_FIELD_MONTH, NULL),
                              .letter = build_say(build, TEXT_LETTER_MONTH, NULL), .digits = 2 },
                            { .name = "field_year", .label = build_say(build, TEXT_FIELD_YEAR, NULL),
                              .letter = build_say(build, TEXT_LETTER_YEAR, NULL), .digits = 4 } },
                .group_count = 3, .secret = true, .forward = forward(build),
        };
        bool failed = build->screen->entry.check_failed;
        const char *hint = build_say(build, TEXT_BIRTH_HINT, NULL);

        /* In portrait the fields carry these words themselves. */
        if (build->portrait && !failed) {
                entry(build, TEXT_BIRTH_TITLE, NULL, &keypad);
                build_speak(build, hint);
        } else {
                entry(build, failed ? TEXT_BIRTH_FAILED : TEXT_BIRTH_TITLE, hint, &keypad);
        }
        build_speak(build, build_say(build, TEXT_BIRTH_SAID, NULL)); /* seen, the fields show how many */
}
