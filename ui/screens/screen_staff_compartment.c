/* SPDX-License-Identifier: EUPL-1.2 */
/* A compartment's page: its state, what is in it, and what whoever is signed in can do there; and why it is to be opened. */
#include <assert.h>

#include "base/moment.h"
#include "ui/screens/frame.h"
#include "ui/screens/parts.h"
#include "ui/screens/place.h"
#include "ui/screens/screens.h"
#include "ui/screens/staff.h"

static const char *number(struct build *build) {
        return build_format(build, "%u", build->screen->page.compartment);
}

/* ---- what is known ---- */

static void line(struct build *build, struct parts *parts, enum icon icon, enum type type, const char *text) {
        parts_add(parts, (struct part){ .kind = PART_LINE, .name = "fact", .icon = icon, .type = type, .text = text, .lines = STAFF_LINES_MAX,
                                        .gap = build->size.space[SPACE_SMALL] });
}

static const char *state(struct build *build) {
        static const enum text_id states[] = {
                [CELL_FREE] = TEXT_PAGE_FREE, [CELL_OCCUPIED] = TEXT_PAGE_OCCUPIED, [CELL_OVERDUE] = TEXT_PAGE_OVERDUE,
                [CELL_FAULT] = TEXT_PAGE_FAULT, [CELL_ABSENT] = TEXT_PAGE_ABSENT,
        };
        const struct screen_page *page = &build->screen->page;

        return page->reason != REASON_NONE ? staff_why(build, page->reason) : build_say(build, states[page->cell], NULL);
}

static const char *moment_of(struct build *build, int64_t wall_ms) {
        struct local_time local;

        moment_local(wall_ms, &local);
        return build_format(build, "%s, %02d:%02d", staff_date(build, wall_ms), local.hour, local.minute);
}

static const char *inside_of(struct build *build) {
        const struct screen_page *page = &build->screen->page;
        const char *inside = build_say(build, TEXT_PAGE_CASE, "case", page->case_number, NULL);

        return page->item_count > 0 ? build_format(build, "%s · %s", inside, message_items(build, page->items, page->item_count)) : inside;
}

/* Of all that is known, so that much of it is smaller together. */
static enum type facts_type(struct build *build) {
        return staff_items_type(build, inside_of(build), TYPE_BODY, build->size.desk_w - build->size.indent);
}

static void contents(struct build *build, struct parts *parts) {
        const struct screen_page *page = &build->screen->page;
        const char *inside = inside_of(build);
        enum type type = facts_type(build);

        if (!page->case_number[0])
                return;
        line(build, parts, ICON_LETTER, type, inside);
        if (page->since_ms > 0)
                line(build, parts, ICON_CLOCK, type,
                     build_say(build, page->deadline_ms > build->screen->wall_ms ? TEXT_PAGE_UNTIL : TEXT_PAGE_OVER, "since",
                               staff_date(build, page->since_ms), "until", staff_date(build, page->deadline_ms - 1), NULL));
}

static void known(struct build *build, struct parts *parts) {
        static const enum text_id answers[SCREEN_ANSWER_COUNT] = {
                [SCREEN_ANSWER_TAKEN] = TEXT_STAFF_ANSWER_TAKEN, [SCREEN_ANSWER_KEPT] = TEXT_STAFF_ANSWER_KEPT,
                [SCREEN_ANSWER_EMPTY] = TEXT_STAFF_ANSWER_EMPTY, [SCREEN_ANSWER_ELSE] = TEXT_STAFF_ANSWER_ELSE,
                [SCREEN_ANSWER_NO_LABEL] = TEXT_STAFF_ANSWER_NO_LABEL,
        };
        const struct screen_page *page = &build->screen->page;
        enum type type = facts_type(build), bold = type == TYPE_BODY ? TYPE_BODY_BOLD : TYPE_LABEL_BOLD;
        enum icon icon = page->cell == CELL_FAULT || page->cell == CELL_ABSENT ? ICON_WARNING : page->cell == CELL_OVERDUE ? ICON_CLOCK : ICON_EYE;

        if (page->answer != SCREEN_ANSWER_NONE)
                line(build, parts, ICON_TICK, bold, build_say(build, answers[page->answer], NULL));
        line(build, parts, icon, bold, state(build));
        contents(build, parts);
        if (page->doubted_ms > 0)
                line(build, parts, ICON_CLOCK, type, build_say(build, TEXT_PAGE_SINCE, "since", moment_of(build, page->doubted_ms), NULL));
}

/* ---- what can be done ---- */

static void add(struct build *build, struct button *buttons, unsigned *count, bool may, enum target_id id, enum text_id text, enum icon icon) {
        if (!may)
                return;
        buttons[*count] = (struct button){ .target = { .id = id }, .text = build_say(build, text, NULL), .icon = icon, .strong = *count == 0 };
        (*count)++;
}

void screen_staff_compartment(struct build *build) {
        const struct screen_page *page = &build->screen->page;
        struct view_rect desk = frame_sign(build, &(struct sign){ .colour = page->cell == CELL_FAULT || page->cell == CELL_ABSENT ? SIGN_BAD : SIGN_CITY,
                                           .title = build_say(build, TEXT_STAFF_ROW, "c", number(build), NULL), .high = true,
                                           .hint = place_staff(build, page->compartment) });
        struct parts parts = { .count = 0 };
        struct button buttons[6];
        unsigned count = 0;

        add(build, buttons, &count, page->answer != SCREEN_ANSWER_NONE, TARGET_AGAIN, TEXT_PAGE_CHANGE, ICON_RIGHT);
        add(build, buttons, &count, page->may_take, TARGET_PAGE_TAKE, TEXT_PAGE_TAKE, ICON_RIGHT);
        add(build, buttons, &count, page->may_look && !page->may_take, TARGET_PAGE_LOOK, TEXT_PAGE_LOOK, ICON_RIGHT);
        add(build, buttons, &count, page->may_open, TARGET_PAGE_OPEN, TEXT_PAGE_OPEN, ICON_RIGHT);
        add(build, buttons, &count, page->may_shut, TARGET_PAGE_SHUT, TEXT_PAGE_SHUT, ICON_CROSS);
        buttons[count++] = (struct button){ .target = { .id = TARGET_BACK }, .text = build_say(build, TEXT_BUTTON_BACK, NULL), .icon = ICON_LEFT };
        known(build, &parts);
        parts_draw(build, &parts, frame_matter(build, desk, staff_grid(build, buttons, count)), build->theme.ink);
        build->view->personal = true;
        frame_bar(build, BAR_STAFF);
}

/* ---- why it is to be opened ---- */

static const enum text_id purposes[] = {
        [PURPOSE_NONE] = TEXT_PAGE_OPEN, [PURPOSE_TAKE_OUT] = TEXT_PAGE_TAKE, [PURPOSE_LOOK] = TEXT_PURPOSE_LOOK,
        [PURPOSE_DESK] = TEXT_STAFF_DESK, [PURPOSE_WIRING] = TEXT_PURPOSE_REPAIR, [PURPOSE_RECONCILE] = TEXT_STAFF_RECONCILE, [PURPOSE_FORGOTTEN] = TEXT_PURPOSE_FORGOTTEN,
        [PURPOSE_CLEAN] = TEXT_PURPOSE_CLEAN, [PURPOSE_REPAIR] = TEXT_PURPOSE_REPAIR,
};
static_assert(ARRAY_LEN(purposes) == PURPOSE_COUNT, "every purpose has its words");

void screen_staff_purpose(struct build *build) {
        const struct screen_page *page = &build->screen->page;
        struct button buttons[SCREEN_PURPOSES_MAX + 1];
        unsigned count = 0;

        frame_sign(build, &(struct sign){ .colour = SIGN_CITY, .title = build_say(build, TEXT_PURPOSE_TITLE, "c", number(build), NULL), .high = true,
                                          .hint = place_staff(build, page->compartment) });
        for (; count < page->purpose_count; count++)
                buttons[count] = (struct button){ .target = target_of(TARGET_CHOOSE, count), .icon = ICON_RIGHT,
                                                  .text = build_say(build, purposes[page->purposes[count]], NULL) };
        buttons[count++] = (struct button){ .target = { .id = TARGET_BACK }, .text = build_say(build, TEXT_BUTTON_BACK, NULL), .icon = ICON_LEFT };
        (void)staff_grid(build, buttons, count);
        build->view->personal = true;
        frame_bar(build, BAR_STAFF);
}
