/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The page of a compartment: what is in it, and what can be done there (page.h). Opening it goes as from a list (service.h), and leads
 * back to the page.
 *
 *   PAGE ─take out, look─▶ [second person] ─▶ OPENING …
 *     └─open─▶ PURPOSE ─why─▶ [second person] ─▶ OPENING …
 */
#include <string.h>

#include "controller/box/session/service.h"
#include "controller/box/session/staff_turn.h"

enum { PAGE = SERVICE_LIST, PURPOSE = SERVICE_UNLATCHED + 1 };

static void shown(struct staff *staff, const struct turn *turn) {
        struct page page;

        if (turn->deeds->page(turn->deeds->context, staff->page.known.c, &page)) {
                staff->page.known = page;
                return;
        }
        staff->page.known = (struct page){ .c = 0 };
        staff_overview(staff, turn);
}

/* Nobody needs another pair of eyes on what is empty, and nobody alone opens what a citizen can collect. */
static void open_for(struct staff *staff, enum purpose purpose, const struct turn *turn) {
        bool is_for_one = purpose == PURPOSE_TAKE_OUT || purpose == PURPOSE_LOOK;

        staff->page.purpose = purpose;
        staff->wanted = staff->page.known.c;
        if (staff->page.known.cell == CELL_FREE)
                service_granted(staff, turn);
        else if (staff->page.known.cell == CELL_OCCUPIED || !is_for_one)
                staff_ask_two(staff, staff->wanted, turn);
        else
                staff_ask_second(staff, staff->wanted, turn);
}

static void shut(struct staff *staff, const struct turn *turn) {
        staff_settle(staff, turn);
        turn->deeds->quarantine(turn->deeds->context, staff->page.known.c, REASON_BY_HAND, turn->now);
        action_tone(turn->actions, TONE_ACCEPTED);
        staff_show(staff, staff->task, turn);
}

/* What was said a moment ago is changed, or waited for until it is written. */
static unsigned acts_of(const struct staff *staff, bool limited) {
        return staff->answer.c == staff->page.known.c ? 0 : page_acts(&staff->page.known, staff->persons[0].role, limited);
}

static void page(struct staff *staff, const struct turn *turn) {
        unsigned acts = acts_of(staff, turn->event->limited);

        switch ((int)turn->event->target.id) {
        case TARGET_PAGE_TAKE:
                if (acts & PAGE_TAKE)
                        open_for(staff, PURPOSE_TAKE_OUT, turn);
                break;
        case TARGET_PAGE_LOOK:
                if (acts & PAGE_LOOK)
                        open_for(staff, PURPOSE_LOOK, turn);
                break;
        case TARGET_PAGE_OPEN:
                if (acts & PAGE_OPEN)
                        staff_stage(staff, PURPOSE, turn->now);
                break;
        case TARGET_PAGE_SHUT:
                if (acts & PAGE_SHUT)
                        shut(staff, turn);
                break;
        case TARGET_AGAIN:
                if (staff->answer.c > 0 && staff->answer.c == staff->page.known.c)
                        service_ask_again(staff, turn);
                break;
        default:
                break;
        }
}

static void choose_purpose(struct staff *staff, const struct turn *turn) {
        const struct event *event = turn->event;
        enum purpose purpose = event->target.id == TARGET_CHOOSE ? page_purpose(event->target.number) : PURPOSE_NONE;

        if (event->target.id == TARGET_SIGN_OUT)
                staff_over(staff, turn);
        else if (target_leaves(event->target))
                staff_show(staff, staff->task, turn);
        else if (purpose != PURPOSE_NONE && (acts_of(staff, event->limited) & PAGE_OPEN))
                open_for(staff, purpose, turn);
}

static void step(struct staff *staff, const struct turn *turn) {
        if (staff->stage != PAGE && staff->stage != PURPOSE)
                service_step(staff, turn);
        else if (turn->event->type == EVENT_TARGET && staff->stage == PAGE)
                page(staff, turn);
        else if (turn->event->type == EVENT_TARGET)
                choose_purpose(staff, turn);
}

static void present_page(const struct staff *staff, const struct task_sources *sources, struct screen *screen) {
        const struct list_page *known = &sources->lists->page;
        struct screen_page *page = &screen->page;
        unsigned acts = acts_of(staff, screen->clock_doubt);

        page->compartment = staff->page.known.c;
        page->cell = known->known.cell;
        page->reason = known->reason;
        memcpy(page->case_number, known->case_number, sizeof(page->case_number));
        page->items = known->items;
        page->item_count = known->item_count;
        page->since_ms = known->since_ms;
        page->deadline_ms = known->deadline_ms;
        page->doubted_ms = known->doubted_ms;
        if (staff->answer.c == page->compartment)
                page->answer = service_said(staff, sources);
        page->may_take = acts & PAGE_TAKE;
        page->may_look = acts & PAGE_LOOK;
        page->may_open = acts & PAGE_OPEN;
        page->may_shut = acts & PAGE_SHUT;
        while (page->purpose_count < SCREEN_PURPOSES_MAX && page_purpose(page->purpose_count) != PURPOSE_NONE) {
                page->purposes[page->purpose_count] = (uint8_t)page_purpose(page->purpose_count);
                page->purpose_count++;
        }
}

static void present(const struct staff *staff, const struct task_sources *sources, struct screen *screen) {
        if (staff->stage == PAGE || staff->stage == PURPOSE) {
                present_page(staff, sources, screen);
                return;
        }
        screen->door.keeps = staff->visit.keeps;
        screen->door.looking = staff->page.purpose != PURPOSE_TAKE_OUT;
        screen->door.items = sources->lists->page.items;
        screen->door.item_count = sources->lists->page.item_count;
}

const struct task task_compartment = {
        .hidden = true,
        .roles = ROLES_ALL,
        .four_eyes = true,
        .stages = { SERVICE_STAGE_ROWS("page", SCREEN_STAFF_COMPARTMENT), [PURPOSE] = { "purpose", SCREEN_STAFF_PURPOSE, 0 } },
        .shown = shown,
        .step = step,
        .granted = service_granted,
        .present = present,
};
