/* SPDX-License-Identifier: EUPL-1.2 */
/* Scan a ticket, why something was refused, help; and the words the staff's screens share. */
#include "ui/screens/frame.h"
#include "ui/screens/parts.h"
#include "ui/screens/screens.h"
#include "ui/screens/staff.h"

#include <assert.h>

#include "base/moment.h"

static const enum text_id reasons[] = {
        [REASON_NONE] = TEXT_STAFF_WHY_OTHER,
        [REASON_NOT_OPENED] = TEXT_STAFF_WHY_NOT_OPENED,
        [REASON_NOT_LATCHED] = TEXT_STAFF_WHY_NOT_LATCHED,
        [REASON_NOT_SEEN] = TEXT_STAFF_WHY_NOT_SEEN,
        [REASON_NOT_EMPTY] = TEXT_STAFF_WHY_NOT_EMPTY,
        [REASON_NOT_ANSWERED] = TEXT_STAFF_WHY_NOT_ANSWERED,
        [REASON_LATE] = TEXT_STAFF_WHY_LATE,
        [REASON_FORCED_OPEN] = TEXT_STAFF_WHY_FORCED_OPEN,
        [REASON_SWITCH_FAULTY] = TEXT_STAFF_WHY_SWITCH_FAULTY,
        [REASON_CONTENTS] = TEXT_STAFF_WHY_CONTENTS,
        [REASON_LOAD_CUT_SHORT] = TEXT_STAFF_WHY_LOAD_CUT_SHORT,
        [REASON_FOUND_OPEN] = TEXT_STAFF_WHY_FOUND_OPEN,
        [REASON_RESTORED] = TEXT_STAFF_WHY_RESTORED,
        [REASON_COIL_LOST] = TEXT_STAFF_WHY_COIL_LOST,
        [REASON_LEFT_OPEN] = TEXT_STAFF_WHY_LEFT_OPEN,
        [REASON_BY_HAND] = TEXT_STAFF_WHY_BY_HAND,
        [REASON_REVOKED] = TEXT_STAFF_WHY_REVOKED,
        [REASON_VOID] = TEXT_STAFF_WHY_VOID,
        [REASON_UNSURE] = TEXT_STAFF_WHY_UNSURE,
        [REASON_OLD_PAPERS] = TEXT_STAFF_WHY_OLD_PAPERS,
        [REASON_OLD_UNSAID] = TEXT_STAFF_WHY_OLD_UNSAID,
};
static_assert(ARRAY_LEN(reasons) == REASON_COUNT, "every reason has its sentence");

const char *staff_why(struct build *build, enum reason reason) {
        return build_say(build, reasons[(unsigned)reason < REASON_COUNT ? reason : REASON_NONE], NULL);
}

int staff_lines(struct build *build, const char *text, enum type type, int width) {
        const struct writing writing = { .text = text, .type = type, .lines = STAFF_LINES_MAX, .room = { .w = width } };

        if (build_width(build, type, text) <= width)
                return 1;
        return build_measure(build, &writing).h / build_style(build, type).line_px;
}

enum type staff_items_type(struct build *build, const char *items, enum type type, int width) {
        return staff_lines(build, items, type, width) > 2 ? TYPE_LABEL : type;
}

const char *staff_grouped(struct build *build, unsigned long long n) {
        if (n < 1000)
                return build_format(build, "%llu", n);
        return build_format(build, "%s\u00A0%03llu", staff_grouped(build, n / 1000), n % 1000);
}

const char *staff_date(struct build *build, int64_t wall_ms) {
        struct local_time local;

        moment_local(wall_ms, &local);
        return build_say(build, TEXT_DATE_DAY, "day", build_format(build, "%d", local.day),
                         "month", build_say(build, (enum text_id)(TEXT_DATE_MONTH_01 + local.month - 1), NULL), NULL);
}

const char *staff_state_word(struct build *build, enum cell_state state) {
        static const enum text_id words[] = {
                [CELL_FREE] = TEXT_STAFF_COUNT_FREE, [CELL_OCCUPIED] = TEXT_STAFF_COUNT_OCCUPIED, [CELL_OVERDUE] = TEXT_STAFF_COUNT_OVERDUE,
                [CELL_FAULT] = TEXT_STAFF_COUNT_FAULT, [CELL_ABSENT] = TEXT_CABINET_ABSENT,
        };

        return build_say(build, words[state], NULL);
}

unsigned staff_grid(struct build *build, const struct button *buttons, unsigned count) {
        const struct measures *size = &build->size;
        unsigned columns = build->portrait ? 1 : 2, rows = (count + columns - 1) / columns;
        int w = (size->desk_w - ((int)columns - 1) * size->gap) / (int)columns, pitch = size->button_h + size->gap;

        for (unsigned i = 0; i < count; i++) {
                struct button button = buttons[i];

                if (columns > 1 && button.icon != ICON_LEFT)
                        button.icon = ICON_NONE; /* the words need the width */
                build_button(build, &button, (struct view_rect){ size->desk_x + (int)(i % columns) * (w + size->gap),
                                                                     size->foot + size->gap - (int)(rows - i / columns) * pitch, w, size->button_h });
        }
        return rows;
}

void staff_back(struct build *build) {
        struct button back = { .target = { .id = TARGET_BACK }, .text = build_say(build, TEXT_BUTTON_BACK, NULL),
                               .icon = ICON_LEFT };

        frame_actions(build, &back, 1);
}

/* ---- scan ---- */

/* Loaded so far and what is free, in large figures. */
static void figure(struct build *build, struct view_rect rect, const char *name, unsigned n, enum text_id label) {
        int line = build_style(build, TYPE_QUESTION).line_px;
        const char *number = build_format(build, "%u", n), *text = build_count(build, label, n);

        build_write(build, &(struct writing){ .name = name, .text = number, .type = TYPE_QUESTION,
                                              .room = { rect.x, rect.y, rect.w, 0 }, .rgb = build->theme.ink });
        build_write(build, &(struct writing){ .name = "figure_label", .text = text, .type = TYPE_BODY, .like = LIKE_VALUE, .shrink = true,
                                              .room = { rect.x, rect.y + line, rect.w, 0 }, .rgb = build->theme.ink });
        build_speak(build, build_format(build, "%s %s.", number, text));
}

static void draw_figures(struct build *build, struct view_rect rect) {
        const struct screen_scan *scan = &build->screen->scan;
        int half = (rect.w - 2 * build->size.gap) / 2;

        figure(build, (struct view_rect){ rect.x, rect.y, half, rect.h }, "loaded", scan->loaded_count, TEXT_STAFF_SCAN_LOADED);
        figure(build, (struct view_rect){ rect.x + rect.w - half, rect.y, half, rect.h }, "free", scan->free_count,
               TEXT_STAFF_SCAN_FREE);
}

void screen_staff_scan(struct build *build) {
        const struct screen *screen = build->screen;
        bool entering = screen->step == 3;
        const char *hint = build_say(build, screen->scan.reissued ? TEXT_STAFF_SCAN_REISSUED : TEXT_STAFF_SCAN_HINT, NULL);
        struct view_rect desk = frame_sign(build, &(struct sign){ .colour = SIGN_CITY, .hint = entering ? NULL : hint,
                                           .title = build_say(build, entering ? TEXT_STAFF_SCAN_ENTERING : TEXT_STAFF_SCAN_TITLE,
                                                              NULL) });
        int figures = build_style(build, TYPE_QUESTION).line_px + build_style(build, TYPE_BODY).line_px;
        struct parts parts = { .count = 0 };

        if (!entering)
                parts_add(&parts, code_scanner_part(build));
        parts_add(&parts, (struct part){ .kind = PART_PICTURE, .height = figures, .draw = draw_figures,
                                         .gap = build->size.space[SPACE_HUGE] });
        for (unsigned i = 0; i < SCREEN_LAST_LOADS && screen->scan.last[i].compartment > 0; i++)
                parts_add(&parts, (struct part){ .kind = PART_TEXT, .name = "last", .type = TYPE_LABEL, .lines = 1, .drop = i + 1, .spare = true,
                                                 .gap = i == 0 ? build->size.space[SPACE_LARGE] : 0,
                                                 .text = build_format(build, "%s · %s", build_say(build, TEXT_STAFF_ROW, "c",
                                                                                                  build_format(build, "%u", screen->scan.last[i].compartment), NULL),
                                                                      screen->scan.last[i].case_number) });
        parts_draw(build, &parts, frame_matter(build, desk, 1), build->theme.ink);
        if (!entering)
                staff_back(build);
        frame_bar(build, BAR_STAFF);
}

/* ---- refused ---- */

struct refused {
        enum text_id title, todo;
};

static const struct refused ticket_reasons[] = {
        [REFUSAL_NONE] = { TEXT_STAFF_SIGN_IN, TEXT_STAFF_SIGN_IN_TODO },
        [REFUSAL_MALFORMED] = { TEXT_STAFF_UNREADABLE, TEXT_STAFF_UNREADABLE_TODO },
        [REFUSAL_TOO_LONG] = { TEXT_STAFF_UNREADABLE, TEXT_STAFF_UNREADABLE_TODO },
        [REFUSAL_UNKNOWN_KEY] = { TEXT_STAFF_UNKNOWN_KEY, TEXT_STAFF_UNKNOWN_KEY_TODO },
        [REFUSAL_WRONG_USE] = { TEXT_STAFF_MAY_NOT_LOAD, TEXT_STAFF_MAY_NOT_LOAD_TODO },
        [REFUSAL_BAD_SIGNATURE] = { TEXT_STAFF_FORGED, TEXT_STAFF_FORGED_TODO },
        [REFUSAL_WRONG_BOX] = { TEXT_STAFF_OTHER_BOX, TEXT_STAFF_OTHER_BOX_TODO },
        [REFUSAL_EXPIRED] = { TEXT_STAFF_TICKET_EXPIRED, TEXT_STAFF_NEW_TICKET_TODO },
        [REFUSAL_NOT_YET] = { TEXT_STAFF_TICKET_NOT_YET, TEXT_STAFF_CLOCKS_TODO },
        [REFUSAL_VALIDITY] = { TEXT_STAFF_TICKET_VALIDITY, TEXT_STAFF_NEW_TICKET_TODO },
        [REFUSAL_REVOKED] = { TEXT_STAFF_TICKET_REVOKED, TEXT_STAFF_TICKET_REVOKED_TODO },
        [REFUSAL_NOT_HERE] = { TEXT_STAFF_NOT_HERE, TEXT_STAFF_NEW_TICKET_TODO },
        [REFUSAL_ALREADY_ISSUED] = { TEXT_STAFF_ISSUED, TEXT_STAFF_ISSUED_TODO },
        [REFUSAL_WRONG_ANSWER] = { TEXT_STAFF_UNREADABLE, TEXT_STAFF_UNREADABLE_TODO },
        [REFUSAL_LOCKED] = { TEXT_STAFF_UNREADABLE, TEXT_STAFF_UNREADABLE_TODO },
        [REFUSAL_VOID] = { TEXT_STAFF_TICKET_REVOKED, TEXT_STAFF_TICKET_REVOKED_TODO },
        [REFUSAL_CLOCK] = { TEXT_STAFF_CLOCK_TITLE, TEXT_STAFF_CLOCK_TODO },
        [REFUSAL_WRONG_PIN] = { TEXT_STAFF_UNREADABLE, TEXT_STAFF_UNREADABLE_TODO },
        [REFUSAL_REMOVED] = { TEXT_STAFF_NOT_HERE, TEXT_STAFF_NEW_TICKET_TODO },
};
static_assert(ARRAY_LEN(ticket_reasons) == REFUSAL_COUNT, "every refusal of a ticket has its sentences");

static const struct refused badge_reasons[] = {
        [REFUSAL_NONE] = { TEXT_STAFF_BADGE_UNREADABLE, TEXT_STAFF_BADGE_UNREADABLE_TODO },
        [REFUSAL_MALFORMED] = { TEXT_STAFF_BADGE_UNREADABLE, TEXT_STAFF_BADGE_UNREADABLE_TODO },
        [REFUSAL_TOO_LONG] = { TEXT_STAFF_BADGE_UNREADABLE, TEXT_STAFF_BADGE_UNREADABLE_TODO },
        [REFUSAL_UNKNOWN_KEY] = { TEXT_STAFF_BADGE_UNKNOWN, TEXT_STAFF_BADGE_NEW_TODO },
        [REFUSAL_WRONG_USE] = { TEXT_STAFF_BADGE_MAY_NOT, TEXT_STAFF_BADGE_MAY_NOT_TODO },
        [REFUSAL_BAD_SIGNATURE] = { TEXT_STAFF_BADGE_UNKNOWN, TEXT_STAFF_BADGE_NEW_TODO },
        [REFUSAL_WRONG_BOX] = { TEXT_STAFF_BADGE_OTHER_BOX, TEXT_STAFF_BADGE_NEW_TODO },
        [REFUSAL_EXPIRED] = { TEXT_STAFF_BADGE_EXPIRED, TEXT_STAFF_BADGE_NEW_TODO },
        [REFUSAL_NOT_YET] = { TEXT_STAFF_BADGE_NOT_YET, TEXT_STAFF_CLOCKS_TODO },
        [REFUSAL_VALIDITY] = { TEXT_STAFF_BADGE_UNKNOWN, TEXT_STAFF_BADGE_NEW_TODO },
        [REFUSAL_REVOKED] = { TEXT_STAFF_BADGE_REVOKED, TEXT_STAFF_BADGE_NEW_TODO },
        [REFUSAL_NOT_HERE] = { TEXT_STAFF_BADGE_UNKNOWN, TEXT_STAFF_BADGE_NEW_TODO },
        [REFUSAL_ALREADY_ISSUED] = { TEXT_STAFF_BADGE_UNKNOWN, TEXT_STAFF_BADGE_NEW_TODO },
        [REFUSAL_WRONG_ANSWER] = { TEXT_STAFF_BADGE_LOCKED, TEXT_STAFF_BADGE_LOCKED_TODO },
        [REFUSAL_LOCKED] = { TEXT_STAFF_BADGE_LOCKED, TEXT_STAFF_BADGE_LOCKED_TODO },
        [REFUSAL_VOID] = { TEXT_STAFF_BADGE_REVOKED, TEXT_STAFF_BADGE_NEW_TODO },
        [REFUSAL_CLOCK] = { TEXT_STAFF_CLOCK_TITLE, TEXT_STAFF_CLOCK_TODO },
        [REFUSAL_WRONG_PIN] = { TEXT_STAFF_BADGE_LOCKED, TEXT_STAFF_BADGE_LOCKED_TODO },
        [REFUSAL_REMOVED] = { TEXT_STAFF_BADGE_UNREADABLE, TEXT_STAFF_BADGE_UNREADABLE_TODO },
};
static_assert(ARRAY_LEN(badge_reasons) == REFUSAL_COUNT, "every refusal of a badge has its sentences");

/* What whoever stands here can do about it: see to what is overdue, look into what is out of use, or nothing. */
static enum text_id room_todo(const struct screen *screen) {
        if (screen->refused.overdue_count > 0)
                return TEXT_STAFF_NO_ROOM_TODO;
        if (screen->refused.fault_count > 0)
                return screen->role == ROLE_MANAGER ? TEXT_STAFF_NO_ROOM_LOOK_TODO : TEXT_STAFF_NO_ROOM_MANAGER_TODO;
        return TEXT_STAFF_NO_ROOM_FULL_TODO;
}

static struct refused reason_of(const struct screen *screen) {
        unsigned refusal = (unsigned)screen->refused.refusal < REFUSAL_COUNT ? screen->refused.refusal : REFUSAL_MALFORMED;

        if (screen->refused.pickup_code)
                return (struct refused){ TEXT_STAFF_PICKUP_CODE, TEXT_STAFF_PICKUP_CODE_TODO };
        if (screen->refused.ticket && screen->refused.here)
                return (struct refused){ TEXT_STAFF_HERE, TEXT_STAFF_HERE_TODO };
        if (screen->refused.ticket && screen->refused.bundle_over)
                return (struct refused){ TEXT_STAFF_BUNDLE_OVER, TEXT_STAFF_BUNDLE_OVER_TODO };
        if (screen->refused.ticket && screen->refused.no_room)
                return (struct refused){ TEXT_STAFF_NO_ROOM, room_todo(screen) };
        if (screen->refused.ticket && screen->refused.disk_full)
                return (struct refused){ TEXT_STAFF_DISK_FULL, TEXT_STAFF_DISK_FULL_TODO };
        return screen->refused.ticket ? ticket_reasons[refusal] : badge_reasons[refusal];
}

/* No other ticket is taken either, until somebody has done something about it. */
static bool loading_rests(const struct screen_refused *refused) {
        return refused->disk_full || refused->bundle_over || refused->refusal == REFUSAL_CLOCK;
}

void screen_staff_refused(struct build *build) {
        const struct screen *screen = build->screen;
        struct refused reason = reason_of(screen);
        struct view_rect desk = frame_sign(build, &(struct sign){ .colour = SIGN_BAD,
                                                                  .title = build_say(build, reason.title, NULL),
                                                                  .hint = build_say(build, reason.todo, NULL) });
        struct button next = { .target = { .id = TARGET_NEXT }, .text = build_say(build, TEXT_BUTTON_NEXT, NULL),
                               .icon = ICON_RIGHT, .strong = true };
        struct parts parts = { .count = 0 };

        if (screen->refused.unfit_count > 0)
                parts_add(&parts, (struct part){ .kind = PART_LINE, .name = "unfit", .icon = ICON_CROSS, .type = TYPE_BODY, .gap = build->size.space[SPACE_MEDIUM],
                                                 .text = build_count(build, TEXT_ROOM_UNFIT, screen->refused.unfit_count) });
        if (screen->refused.overdue_count > 0)
                parts_add(&parts, (struct part){ .kind = PART_LINE, .name = "room", .icon = ICON_CLOCK, .type = TYPE_BODY, .gap = build->size.space[SPACE_MEDIUM],
                                                 .text = build_count(build, TEXT_ROOM_OVERDUE, screen->refused.overdue_count) });
        if (screen->refused.fault_count > 0)
                parts_add(&parts, (struct part){ .kind = PART_LINE, .name = "room", .icon = ICON_WARNING, .type = TYPE_BODY, .gap = build->size.space[SPACE_MEDIUM],
                                                 .text = build_count(build, TEXT_ROOM_FAULT, screen->refused.fault_count) });
        if (screen->sub && screen->refused.ticket && !loading_rests(&screen->refused))
                parts_add(&parts, (struct part){ .kind = PART_LINE, .name = "line", .icon = ICON_QR, .type = TYPE_BODY, .gap = build->size.space[SPACE_MEDIUM],
                                                 .text = build_say(build, TEXT_STAFF_REFUSED_NEXT, NULL) });
        parts_draw(build, &parts, frame_matter(build, desk, 1), build->theme.ink);
        frame_actions(build, &next, 1);
        frame_bar(build, screen->sub ? BAR_STAFF : BAR_OPEN);
}
