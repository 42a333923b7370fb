/* SPDX-License-Identifier: EUPL-1.2 */
/* Why a code is not accepted and what to do: every refusal, closed hours, another box. */
#include <assert.h>

#include "base/moment.h"
#include "ui/screens/frame.h"
#include "ui/screens/parts.h"
#include "ui/screens/screens.h"

struct refused {
        enum text_id title, todo;
        enum sign_colour colour;
        bool desk;                    /* the service desk helps */
        bool settled;                 /* showing this code once more changes nothing: to end is what is offered first */
        bool over;                    /* nor does the other way: nothing else is offered */
};

static const struct refused reasons[] = {
        [REFUSAL_NONE] = { TEXT_REFUSED_INVALID, TEXT_REFUSED_INVALID_TODO, SIGN_BAD, true },
        [REFUSAL_MALFORMED] = { TEXT_REFUSED_NO_CODE, TEXT_REFUSED_NO_CODE_TODO, SIGN_BAD, false },
        [REFUSAL_TOO_LONG] = { TEXT_REFUSED_NO_CODE, TEXT_REFUSED_NO_CODE_TODO, SIGN_BAD, false },
        [REFUSAL_UNKNOWN_KEY] = { TEXT_REFUSED_INVALID, TEXT_REFUSED_INVALID_TODO, SIGN_BAD, true },
        [REFUSAL_WRONG_USE] = { TEXT_REFUSED_NO_CODE, TEXT_REFUSED_NO_CODE_TODO, SIGN_BAD, false },
        [REFUSAL_BAD_SIGNATURE] = { TEXT_REFUSED_INVALID, TEXT_REFUSED_INVALID_TODO, SIGN_BAD, true },
        [REFUSAL_WRONG_BOX] = { TEXT_REFUSED_OTHER_BOX, TEXT_REFUSED_OTHER_BOX_TODO, SIGN_CITY, true, true },
        [REFUSAL_EXPIRED] = { TEXT_REFUSED_EXPIRED, TEXT_REFUSED_EXPIRED_TODO, SIGN_CITY, true, true },
        [REFUSAL_NOT_YET] = { TEXT_REFUSED_NOT_YET, TEXT_REFUSED_NOT_YET_TODO, SIGN_CITY, false, true },
        [REFUSAL_VALIDITY] = { TEXT_REFUSED_INVALID, TEXT_REFUSED_INVALID_TODO, SIGN_BAD, true },
        [REFUSAL_REVOKED] = { TEXT_REFUSED_REVOKED, TEXT_REFUSED_REVOKED_TODO, SIGN_CITY, true },
        [REFUSAL_NOT_HERE] = { TEXT_REFUSED_NOT_HERE, TEXT_REFUSED_NOT_HERE_TODO, SIGN_CITY, true, true },
        [REFUSAL_ALREADY_ISSUED] = { TEXT_REFUSED_COLLECTED, TEXT_REFUSED_COLLECTED_TODO, SIGN_CITY, true, true },
        [REFUSAL_WRONG_ANSWER] = { TEXT_REFUSED_WRONG, TEXT_REFUSED_WRONG_TODO, SIGN_BAD, true },
        [REFUSAL_LOCKED] = { TEXT_REFUSED_LOCKED, TEXT_REFUSED_LOCKED_TODO, SIGN_BAD, true, true, true },
        [REFUSAL_VOID] = { TEXT_REFUSED_LOCKED, TEXT_REFUSED_VOID_TODO, SIGN_BAD, true, true, true },
        [REFUSAL_CLOCK] = { TEXT_REFUSED_CLOCK, TEXT_REFUSED_CLOCK_TODO, SIGN_ORDER, true, true, true },
        [REFUSAL_REMOVED] = { TEXT_REFUSED_REMOVED, TEXT_REFUSED_REMOVED_TODO, SIGN_CITY, true, true },
        [REFUSAL_WRONG_PIN] = { TEXT_REFUSED_WRONG, TEXT_REFUSED_WRONG_TODO, SIGN_BAD, true },
};
static_assert(ARRAY_LEN(reasons) == REFUSAL_COUNT, "every refusal has its sentences");

static const struct refused closed = { TEXT_REFUSED_CLOSED, TEXT_REFUSED_CLOSED_TODO, SIGN_CITY, false, true, true };

static const char *todo(struct build *build, const struct refused *reason) {
        const struct screen *screen = build->screen;
        int64_t left_ms = screen->message.locked_until_ms - screen->wall_ms;
        unsigned minutes = left_ms > 60000 ? (unsigned)((left_ms + 59999) / 60000) : 1;

        if (reason->todo == TEXT_REFUSED_LOCKED_TODO)
                return build_count(build, reason->todo, minutes);
        return build_say(build, reason->todo, NULL);
}

/* The date for which it is refused. The first moment that was too late is midnight: the day before was the last. */
static const char *date_line(struct build *build, const struct screen_message *message) {
        bool expired = message->refusal == REFUSAL_EXPIRED;
        struct local_time local;

        if (message->decided_ms == 0)
                return "";
        moment_local(message->decided_ms - (expired ? 1 : 0), &local);
        return build_say(build, expired ? TEXT_REFUSED_EXPIRED_DATE : TEXT_REFUSED_NOT_YET_DATE, "date",
                         build_say(build, TEXT_DATE_LONG, "day", build_format(build, "%d", local.day), "month",
                                   build_say(build, (enum text_id)(TEXT_DATE_MONTH_01 + local.month - 1), NULL), "year",
                                   build_format(build, "%d", local.year), NULL), NULL);
}

/* With the number, where there is one: it is the desk that asks for it. */
static struct part desk_line(struct build *build) {
        unsigned number = build->screen->message.incident;
        struct part part = { .kind = PART_TEXT, .name = "desk", .type = TYPE_BODY_BOLD, .lines = 1, .gap = build->size.space[SPACE_LARGE] };

        part.text = number > 0 ? build_say(build, TEXT_REFUSED_DESK, "number", build_format(build, "%04u", number), NULL) : parts_desk(build);
        part.said = number > 0 ? parts_incident_said(build, TEXT_REFUSED_DESK, number) : NULL;
        return part;
}

/* Trying the code again and the other way are here unless neither can help. */
static unsigned button_rows(const struct build *build, const struct refused *reason) {
        return reason->over || build->screen->no_scanner ? 1 : 2;
}

static void buttons(struct build *build, const struct refused *reason) {
        struct button end = { .target = { .id = TARGET_END }, .text = build_say(build, TEXT_BUTTON_END, NULL), .icon = ICON_TICK,
                              .strong = button_rows(build, reason) == 1 || reason->settled };
        struct button again = { .target = { .id = TARGET_AGAIN }, .text = build_say(build, TEXT_REFUSED_AGAIN, NULL), .icon = ICON_QR,
                                .strong = !reason->settled };
        struct button typed = { .target = { .id = TARGET_TYPED }, .text = build_say(build, TEXT_REFUSED_TYPED, NULL), .icon = ICON_RIGHT };

        if (reason->over) {
                frame_actions(build, &end, 1);
                return;
        }
        if (button_rows(build, reason) == 2)
                frame_actions_over(build, &again, 1, 1);
        frame_actions_beside(build, &typed, &end, 50);
}

void screen_refused(struct build *build) {
        const struct screen *screen = build->screen;
        const struct refused *reason = screen->message.closed_now ? &closed : &reasons[(unsigned)screen->message.refusal < REFUSAL_COUNT ? screen->message.refusal : REFUSAL_NONE];
        struct view_rect desk = frame_sign(build, &(struct sign){ .colour = reason->colour,
                                                                  .title = build_say(build, reason->title, NULL),
                                           .hint = todo(build, reason), .high = screen->steps == 0 });
        bool names_desk = reason->desk && screen->contact_count > 0;
        struct parts parts = { .count = 0 };

        if (screen->message.closed_now && screen->opening_hours)
                parts_add(&parts, (struct part){ .kind = PART_LINE, .name = "hours", .icon = ICON_CLOCK, .type = TYPE_BODY, .lines = 5,
                                                 .text = build_say(build, TEXT_REFUSED_OPEN, "hours", screen->opening_hours, NULL) });
        parts_add(&parts, (struct part){ .kind = PART_LINE, .name = "date", .text = date_line(build, &screen->message), .icon = ICON_CLOCK,
                                         .type = TYPE_BODY, .lines = 2 });
        if (screen->message.refusal == REFUSAL_WRONG_BOX && screen->message.other_box) {
                parts_add(&parts, (struct part){ .kind = PART_TEXT, .name = "your_box", .text = build_say(build, TEXT_REFUSED_YOUR_BOX, NULL),
                                                 .type = TYPE_BODY_BOLD, .lines = 1 });
                parts_add(&parts, (struct part){ .kind = PART_LINE, .name = "other_box", .text = screen->message.other_box,
                                                 .icon = ICON_HOME, .type = TYPE_BODY });
        }
        if (screen->message.incident > 0 && !names_desk)
                parts_add(&parts, parts_incident(build, screen->message.incident));
        if (names_desk) {
                parts_add(&parts, desk_line(build));
                parts_add_contact(build, &parts, !build->rtl ? TYPE_BODY : build->portrait ? TYPE_SMALL : TYPE_LABEL); /* Arabic lines are higher */
                parts_add(&parts, (struct part){ .kind = PART_LINE, .name = "bring", .text = build_say(build, TEXT_REFUSED_BRING, NULL), .icon = ICON_LETTER,
                                                 .type = TYPE_BODY, .lines = 2, .gap = build->size.space[SPACE_MEDIUM], .drop = 1 });
        }
        parts_draw(build, &parts, frame_matter(build, desk, button_rows(build, reason)), build->theme.ink);
        buttons(build, reason);
        frame_bar(build, BAR_OPEN);
}
