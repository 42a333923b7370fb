/* SPDX-License-Identifier: EUPL-1.2 */
/* Why a code is not accepted and what to do: every refusal, closed hours, another box. */
#include <assert.h>

#include "ui/screens/frame.h"
#include "ui/screens/parts.h"
#include "ui/screens/screens.h"

struct refused {
        enum text_id title, todo;
        enum sign_colour colour;
        bool desk;                    /* the service desk helps */
};

static const struct refused reasons[] = {
        [REFUSAL_NONE] = { TEXT_REFUSED_INVALID, TEXT_REFUSED_INVALID_TODO, SIGN_BAD, true },
        [REFUSAL_MALFORMED] = { TEXT_REFUSED_NO_CODE, TEXT_REFUSED_NO_CODE_TODO, SIGN_BAD, false },
        [REFUSAL_TOO_LONG] = { TEXT_REFUSED_NO_CODE, TEXT_REFUSED_NO_CODE_TODO, SIGN_BAD, false },
        [REFUSAL_UNKNOWN_KEY] = { TEXT_REFUSED_INVALID, TEXT_REFUSED_INVALID_TODO, SIGN_BAD, true },
        [REFUSAL_WRONG_USE] = { TEXT_REFUSED_NO_CODE, TEXT_REFUSED_NO_CODE_TODO, SIGN_BAD, false },
        [REFUSAL_BAD_SIGNATURE] = { TEXT_REFUSED_INVALID, TEXT_REFUSED_INVALID_TODO, SIGN_BAD, true },
        [REFUSAL_WRONG_BOX] = { TEXT_REFUSED_OTHER_BOX, TEXT_REFUSED_OTHER_BOX_TODO, SIGN_CITY, true },
        [REFUSAL_EXPIRED] = { TEXT_REFUSED_EXPIRED, TEXT_REFUSED_EXPIRED_TODO, SIGN_CITY, true },
        [REFUSAL_NOT_YET] = { TEXT_REFUSED_NOT_YET, TEXT_REFUSED_NOT_YET_TODO, SIGN_CITY, false },
        [REFUSAL_VALIDITY] = { TEXT_REFUSED_INVALID, TEXT_REFUSED_INVALID_TODO, SIGN_BAD, true },
        [REFUSAL_REVOKED] = { TEXT_REFUSED_REVOKED, TEXT_REFUSED_REVOKED_TODO, SIGN_CITY, true },
        [REFUSAL_NOT_HERE] = { TEXT_REFUSED_NOT_HERE, TEXT_REFUSED_NOT_HERE_TODO, SIGN_CITY, true },
        [REFUSAL_ALREADY_ISSUED] = { TEXT_REFUSED_COLLECTED, TEXT_REFUSED_COLLECTED_TODO, SIGN_CITY, true },
        [REFUSAL_WRONG_ANSWER] = { TEXT_REFUSED_WRONG, TEXT_REFUSED_WRONG_TODO, SIGN_BAD, true },
        [REFUSAL_LOCKED] = { TEXT_REFUSED_LOCKED, TEXT_REFUSED_LOCKED_TODO, SIGN_BAD, true },
        [REFUSAL_VOID] = { TEXT_REFUSED_LOCKED, TEXT_REFUSED_VOID_TODO, SIGN_BAD, true },
        [REFUSAL_CLOCK] = { TEXT_REFUSED_CLOCK, TEXT_REFUSED_CLOCK_TODO, SIGN_ORDER, true },
        [REFUSAL_REMOVED] = { TEXT_REFUSED_REMOVED, TEXT_REFUSED_REMOVED_TODO, SIGN_CITY, true },
        [REFUSAL_WRONG_PIN] = { TEXT_REFUSED_WRONG, TEXT_REFUSED_WRONG_TODO, SIGN_BAD, true },
};
static_assert(ARRAY_LEN(reasons) == REFUSAL_COUNT, "every refusal has its sentences");

static const struct refused closed = { TEXT_REFUSED_CLOSED, TEXT_REFUSED_CLOSED_TODO, SIGN_CITY, false };

static const char *todo(struct build *build, const struct refused *reason) {
        const struct screen *screen = build->screen;
        int64_t left_ms = screen->message.locked_until_ms - screen->wall_ms;
        unsigned minutes = left_ms > 60000 ? (unsigned)((left_ms + 59999) / 60000) : 1;

        if (reason->todo == TEXT_REFUSED_LOCKED_TODO)
                return build_count(build, reason->todo, minutes);
        return build_say(build, reason->todo, NULL);
}

void screen_refused(struct build *build) {
        const struct screen *screen = build->screen;
        const struct refused *reason = screen->message.closed_now ? &closed : &reasons[(unsigned)screen->message.refusal < REFUSAL_COUNT ? screen->message.refusal : REFUSAL_NONE];
        struct button end = { .target = { .id = TARGET_END }, .text = build_say(build, TEXT_BUTTON_END, NULL), .icon = ICON_TICK,
                              .strong = true };
        struct view_rect desk = frame_sign(build, &(struct sign){ .colour = reason->colour,
                                                                  .title = build_say(build, reason->title, NULL),
                                           .hint = todo(build, reason), .high = screen->steps == 0 });
        struct parts parts = { .count = 0 };

        if (screen->message.closed_now)
                parts_add(&parts, (struct part){ .kind = PART_LINE, .name = "hours", .text = screen->opening_hours, .icon = ICON_CLOCK,
                                                 .type = TYPE_BODY });
        if (screen->message.refusal == REFUSAL_WRONG_BOX)
                parts_add(&parts, (struct part){ .kind = PART_LINE, .name = "other_box", .text = screen->message.other_box,
                                                 .icon = ICON_HOME, .type = TYPE_BODY });
        if (reason->desk && screen->contact_count > 0) {
                parts_add(&parts, (struct part){ .kind = PART_TEXT, .name = "desk", .text = build_say(build, TEXT_HELP_DESK, NULL),
                                                 .type = TYPE_BODY_BOLD, .lines = 1, .gap = build->size.space[SPACE_LARGE] });
                parts_add_contact(build, &parts, TYPE_BODY);
        }
        parts_draw(build, &parts, frame_matter(build, desk, 1), build->theme.ink);
        frame_actions(build, &end, 1);
        frame_bar(build, BAR_OPEN);
}
