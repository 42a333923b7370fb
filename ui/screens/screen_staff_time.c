/* SPDX-License-Identifier: EUPL-1.2 */
/* Setting the clock: date and time on the keypad, and what became of it. */
#include <assert.h>

#include "base/moment.h"
#include "ui/screens/frame.h"
#include "ui/screens/keypad.h"
#include "ui/screens/parts.h"
#include "ui/screens/screens.h"
#include "ui/screens/staff.h"

static struct field_group field(struct build *build, const char *name, enum text_id label, enum text_id letter, unsigned digits) {
        return (struct field_group){ .name = name, .label = build_say(build, label, NULL), .letter = build_say(build, letter, NULL), .digits = digits };
}

void screen_staff_time(struct build *build) {
        const struct screen_entry *entry = &build->screen->entry;
        bool of_day = entry->digit_max < SCREEN_ENTRY_MAX;
        struct keypad keypad = { .forward = { .target = { .id = TARGET_NEXT }, .text = build_say(build, of_day ? TEXT_TIME_SET_IT : TEXT_BUTTON_NEXT, NULL),
                                              .icon = ICON_RIGHT, .strong = true } };
        enum text_id title = of_day ? TEXT_TIME_TIME : TEXT_TIME_DATE;
        const char *hint = build_say(build, of_day ? TEXT_TIME_TIME_HINT : TEXT_TIME_DATE_HINT, NULL);
        struct view_rect desk;

        if (entry->check_failed)
                title = of_day ? TEXT_TIME_NO_TIME : TEXT_TIME_NO_DATE;
        if (of_day) {
                keypad.groups[keypad.group_count++] = field(build, "field_hour", TEXT_FIELD_HOUR, TEXT_LETTER_HOUR, 2);
                keypad.groups[keypad.group_count++] = field(build, "field_minute", TEXT_FIELD_MINUTE, TEXT_LETTER_MINUTE, 2);
        } else {
                keypad.groups[keypad.group_count++] = field(build, "field_day", TEXT_FIELD_DAY, TEXT_LETTER_DAY, 2);
                keypad.groups[keypad.group_count++] = field(build, "field_month", TEXT_FIELD_MONTH, TEXT_LETTER_MONTH, 2);
                keypad.groups[keypad.group_count++] = field(build, "field_year", TEXT_FIELD_YEAR, TEXT_LETTER_YEAR, 4);
        }
        desk = frame_sign(build, &(struct sign){ .colour = entry->check_failed ? SIGN_BAD : SIGN_CITY, .title = build_say(build, title, NULL),
                                                 .hint = hint, .still = true });
        keypad_build(build, desk, &keypad);
        frame_bar(build, BAR_STAFF);
}

static const struct {
        enum text_id title, todo;
        enum sign_colour colour;
        bool again;                   /* another try may help */
} states[] = {
        [SCREEN_TIME_EARLY] = { TEXT_TIME_EARLY, TEXT_TIME_EARLY_TODO, SIGN_BAD, true },
        [SCREEN_TIME_LATE] = { TEXT_TIME_LATE, TEXT_TIME_LATE_TODO, SIGN_BAD, true },
        [SCREEN_TIME_SETTING] = { TEXT_TIME_SETTING, TEXT_WAIT_LINE, SIGN_CITY, false },
        [SCREEN_TIME_SET] = { TEXT_TIME_SET, TEXT_TIME_SET_TODO, SIGN_OK, false },
        [SCREEN_TIME_SYNCHRONISED] = { TEXT_TIME_SYNCHRONISED, TEXT_TIME_SYNCHRONISED_TODO, SIGN_BAD, false },
        [SCREEN_TIME_DENIED] = { TEXT_TIME_DENIED, TEXT_TIME_DENIED_TODO, SIGN_BAD, false },
        [SCREEN_TIME_NOBODY] = { TEXT_TIME_NOBODY, TEXT_TIME_NOBODY_TODO, SIGN_BAD, false },
        [SCREEN_TIME_FAULT] = { TEXT_TIME_FAULT, TEXT_TIME_FAULT_TODO, SIGN_BAD, true },
};
static_assert(ARRAY_LEN(states) == SCREEN_TIME_STATE_COUNT, "whatever becomes of the clock has its sentences");

/* "4. Dezember 2026, 14:05 Uhr" */
static const char *moment_of(struct build *build, int64_t wall_ms) {
        struct local_time local;

        moment_local(wall_ms, &local);
        return build_say(build, TEXT_STATE_NOW, "day", staff_date(build, wall_ms), "year", build_format(build, "%d", local.year),
                         "time", build_format(build, "%02d:%02d", local.hour, local.minute), NULL);
}

/* How early or how late it may be; NULL where that is not what is wrong. */
static const char *limit_of(struct build *build, const struct screen_time *time) {
        if (time->state != SCREEN_TIME_EARLY && time->state != SCREEN_TIME_LATE)
                return NULL;
        return build_say(build, time->state == SCREEN_TIME_EARLY ? TEXT_TIME_EARLIEST : TEXT_TIME_LATEST, "moment", moment_of(build, time->limit_ms), NULL);
}

void screen_staff_time_set(struct build *build) {
        const struct screen_time *time = &build->screen->time;
        struct view_rect desk = frame_sign(build, &(struct sign){ .colour = states[time->state].colour, .high = true,
                                           .title = build_say(build, states[time->state].title, NULL), .hint = build_say(build, TEXT_TIME_BOX, "moment", moment_of(build, build->screen->wall_ms), NULL) });
        struct button again = { .target = { .id = TARGET_AGAIN }, .text = build_say(build, TEXT_TIME_AGAIN, NULL), .icon = ICON_CLOCK, .strong = true };
        unsigned buttons = states[time->state].again ? 2 : 1;
        struct parts parts = { .count = 0 };

        parts_add(&parts, (struct part){ .kind = PART_LINE, .name = "limit", .icon = ICON_CLOCK, .type = TYPE_BODY_BOLD, .text = limit_of(build, time) });
        parts_add(&parts, (struct part){ .kind = PART_TEXT, .name = "todo", .text = build_say(build, states[time->state].todo, NULL), .type = TYPE_BODY,
                                         .lines = 8, .gap = build->size.space[SPACE_MEDIUM] });
        parts_draw(build, &parts, frame_matter(build, desk, buttons), build->theme.ink);
        if (buttons == 2)
                frame_actions_over(build, &again, 1, 1);
        if (time->state != SCREEN_TIME_SETTING)
                staff_back(build);
        frame_bar(build, BAR_STAFF);
}
