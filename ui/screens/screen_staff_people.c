/* SPDX-License-Identifier: EUPL-1.2 */
/* A new one-time PIN for a colleague: who needs it, what it comes to or why there is none, and the PIN itself. */
#include <assert.h>

#include "ui/screens/frame.h"
#include "ui/screens/parts.h"
#include "ui/screens/rows.h"
#include "ui/screens/screens.h"
#include "ui/screens/staff.h"

static const char *role_of(struct build *build, enum role role) {
        static const enum text_id roles[ROLE_COUNT] = {
                [ROLE_LOADER] = TEXT_CARD_ROLE_1, [ROLE_MANAGER] = TEXT_CARD_ROLE_2, [ROLE_AUDITOR] = TEXT_CARD_ROLE_3,
        };

        return (unsigned)role < ROLE_COUNT && roles[role] ? build_say(build, roles[role], NULL) : "";
}

static const char *badge_of(struct build *build, const char *sub) {
        return build_say(build, TEXT_STATE_BADGE, "sub", sub ? sub : "", NULL);
}

/* ---- who it is for ---- */

static void person(struct build *build, size_t at, struct view_rect rect) {
        const struct screen_row *row = &build->screen->list.rows[at];
        const char *role = role_of(build, row->role);
        bool locked = row->condition == CONDITION_LOCKED;
        struct button button = { .target = target_of(TARGET_ROW, (unsigned)at), .icon = ICON_RIGHT };

        button.text = build_format(build, "%s · %s%s%s", badge_of(build, row->sub), role, locked ? " · " : "",
                                   locked ? build_say(build, TEXT_STATE_LOCKED, NULL) : "");
        build_speak(build, build_format(build, "%s.", button.text));
        build_button(build, &button, rect);
}

void screen_staff_people(struct build *build) {
        const struct screen_list *list = &build->screen->list;
        struct view_rect desk = frame_sign(build, &(struct sign){ .colour = SIGN_CITY, .title = build_say(build, TEXT_PEOPLE_TITLE, NULL), .high = true,
                                                                  .hint = build_say(build, TEXT_PEOPLE_HINT, NULL) });
        struct view_rect room = frame_matter(build, desk, 1);
        int h = build->size.button_h, pitch = h + build->size.gap;
        struct rows rows = rows_cut_even(list->row_count, pitch, room.h + build->size.gap, list->first);

        for (size_t i = rows.from; i < rows.to; i++)
                person(build, i, (struct view_rect){ room.x, room.y + (int)(i - rows.from) * pitch, room.w, h });
        rows_buttons(build, &rows, list->row_count);
        frame_bar(build, BAR_STAFF);
}

/* ---- whether, and why not ---- */

static const struct {
        enum text_id title, todo;
        enum sign_colour colour;
} states[] = {
        [SCREEN_GIVING_ASK] = { TEXT_GIVING_ASK, TEXT_GIVING_ASK_TODO, SIGN_CITY },
        [SCREEN_GIVING_OWN] = { TEXT_GIVING_OWN, TEXT_GIVING_OWN_TODO, SIGN_BAD },
        [SCREEN_GIVING_PRESENT] = { TEXT_GIVING_PRESENT, TEXT_GIVING_PRESENT_TODO, SIGN_BAD },
        [SCREEN_GIVING_AUDITOR] = { TEXT_GIVING_AUDITOR, TEXT_GIVING_AUDITOR_TODO, SIGN_BAD },
        [SCREEN_GIVING_GIVEN] = { TEXT_GIVING_GIVEN, TEXT_GIVING_GIVEN_TODO, SIGN_OK },
        [SCREEN_GIVING_FAILED] = { TEXT_GIVING_FAILED, TEXT_GIVING_FAILED_TODO, SIGN_BAD },
};
static_assert(ARRAY_LEN(states) == SCREEN_GIVING_STATE_COUNT, "whatever becomes of a one-time PIN has its sentences");

static struct view_rect sign(struct build *build) {
        const struct screen_giving *giving = &build->screen->giving;

        return frame_sign(build, &(struct sign){ .colour = states[giving->state].colour, .high = true,
                                                 .title = build_say(build, states[giving->state].title, "who", badge_of(build, giving->sub), NULL),
                                                 .hint = build_format(build, "%s · %s", badge_of(build, giving->sub), role_of(build, giving->role)) });
}

static struct part todo(struct build *build) {
        return (struct part){ .kind = PART_TEXT, .name = "todo", .type = TYPE_BODY, .lines = 8, .gap = build->size.space[SPACE_LARGE],
                              .text = build_say(build, states[build->screen->giving.state].todo, NULL) };
}

void screen_staff_give_pin(struct build *build) {
        bool asks = build->screen->giving.state == SCREEN_GIVING_ASK;
        struct button give = { .target = { .id = TARGET_NEXT }, .text = build_say(build, TEXT_GIVING_GIVE, NULL), .icon = ICON_RIGHT, .strong = true };
        struct view_rect desk = sign(build);
        struct parts parts = { .count = 0 };

        parts_add(&parts, todo(build));
        parts_draw(build, &parts, frame_matter(build, desk, asks ? 2 : 1), build->theme.ink);
        if (asks)
                frame_actions_over(build, &give, 1, 1);
        staff_back(build);
        frame_bar(build, BAR_STAFF);
}

/* ---- the PIN ---- */

static const char *digits_of(const struct build *build) {
        return build->screen->giving.digits ? build->screen->giving.digits : "";
}

static void draw_digits(struct build *build, struct view_rect rect) {
        const char *digits = digits_of(build);

        build_write(build, &(struct writing){ .name = "pin", .type = TYPE_QUESTION, .room = rect, .rgb = build->theme.ink,
                                              .text = *digits ? build_format(build, "%.4s %s", digits, digits + 4) : "•••• ••••" });
}

/* One by one, and into the headset alone: the view is personal. */
static void speak_digits(struct build *build) {
        for (const char *digit = digits_of(build); *digit; digit++)
                build_speak(build, build_format(build, "%c.", *digit));
}

void screen_staff_pin_given(struct build *build) {
        bool given = build->screen->giving.state == SCREEN_GIVING_GIVEN;
        struct button buttons[] = {
                { .target = { .id = TARGET_NEXT }, .text = build_say(build, TEXT_GIVING_DONE, NULL), .icon = ICON_TICK, .strong = true },
                { .target = { .id = TARGET_SHOW }, .text = build_say(build, *digits_of(build) ? TEXT_GIVING_HIDE : TEXT_GIVING_SHOW, NULL), .icon = ICON_EYE },
        };
        struct view_rect desk = sign(build), room = frame_matter(build, desk, given ? 2 : 1);
        struct parts parts = { .count = 0 };

        if (given)
                parts_add(&parts, (struct part){ .kind = PART_PICTURE, .name = "digits", .text = "digits", .draw = draw_digits,
                                                 .height = build_style(build, TYPE_QUESTION).line_px });
        parts_add(&parts, todo(build));
        parts_draw(build, &parts, room, build->theme.ink);
        if (given)
                speak_digits(build);
        frame_actions(build, buttons, given ? 2 : 1);
        build->view->personal = true;
        frame_bar(build, BAR_STAFF);
}
