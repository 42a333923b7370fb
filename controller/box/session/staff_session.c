/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What signing in, the menu and the tasks do alike to the session of the staff.
 */
#include <string.h>

#include "controller/box/session/staff_turn.h"

struct staff_person *staff_first(struct staff *staff) {
        return &staff->persons[0];
}

const char *staff_second(const struct staff *staff) {
        return staff->persons[1].signed_in ? staff->persons[1].sub : "";
}

bool staff_signed_in(const struct staff *staff) {
        return staff->persons[0].signed_in;
}

bool staff_yields(const struct staff *staff) {
        return staff->state == STAFF_REFUSED && !staff_signed_in(staff);
}

bool staff_may(const struct staff *staff, const struct task *task, bool limited) {
        return task_allows(task, staff->persons[0].role, limited);
}

void staff_enter(struct staff *staff, enum staff_state state, struct moment now) {
        staff->state = state;
        staff->active_ms = now.mono_ms;
        staff->warned = false;
}

void staff_stage(struct staff *staff, unsigned stage, struct moment now) {
        staff->stage = stage;
        staff_enter(staff, STAFF_TASK, now);
}

/* Nothing is waited for and no compartment is worked on. */
static void leave(struct staff *staff) {
        staff->waits = false;
        staff->wanted = 0;
        staff->visit = (struct visit){ .state = VISIT_NONE };
        explicit_bzero(&staff->giving, sizeof(staff->giving));
}

void staff_look_up(struct staff *staff, const struct turn *turn) {
        if (staff->task && staff->task->shown)
                staff->task->shown(staff, turn);
        else
                turn->deeds->list(turn->deeds->context, staff->task);
}

void staff_show(struct staff *staff, const struct task *task, const struct turn *turn) {
        leave(staff);
        if (task != staff->task) {
                staff->from = NULL;
                staff->first_row = 0;
        }
        staff->task = task;
        staff->stage = 0;
        staff_enter(staff, task ? STAFF_TASK : STAFF_OVERVIEW, turn->now);
        staff_look_up(staff, turn);
}

void staff_overview(struct staff *staff, const struct turn *turn) {
        staff_show(staff, NULL, turn);
}

void staff_lead_to(struct staff *staff, const struct task *task, const struct turn *turn) {
        const struct task *from = staff->task;

        if (!staff_may(staff, task, turn->event->limited)) {
                action_tone(turn->actions, TONE_WRONG);
                return;
        }
        staff_show(staff, task, turn);
        if (from != task && staff->task == task)
                staff->from = from;
}

void staff_show_page(struct staff *staff, unsigned c, const struct turn *turn) {
        staff->page.known = (struct page){ .c = c };
        staff_lead_to(staff, turn->tasks[TASK_COMPARTMENT], turn);
}

bool staff_goes_to_place(struct staff *staff, const struct turn *turn) {
        const struct event *event = turn->event;

        switch ((int)event->target.id) {
        case TARGET_ALERT:
                if (event->limited)
                        staff_begin(staff, turn->tasks[staff_may(staff, turn->tasks[TASK_CLOCK], true) ? TASK_CLOCK : TASK_STATE], turn);
                else if (event->c > 0)
                        staff_show_page(staff, event->c, turn);
                return true;
        case TARGET_CELL:
                if (event->c > 0)
                        staff_show_page(staff, event->c, turn);
                return true;
        case TARGET_AROUND:
                if (event->c > 0) {
                        staff->page.around = event->c;
                        staff_show(staff, turn->tasks[TASK_CABINET], turn);
                }
                return true;
        default:
                return false;
        }
}

void staff_begin(struct staff *staff, const struct task *task, const struct turn *turn) {
        const struct task *from = staff->task;

        if (!staff_may(staff, task, turn->event->limited)) {
                action_tone(turn->actions, TONE_WRONG);
        } else if (task->begin) {
                leave(staff);
                staff->task = task;
                staff->from = from;
                task->begin(staff, turn);
        } else {
                staff_show(staff, task, turn);
        }
}

static void ask_second(struct staff *staff, unsigned c, bool wanted, const struct turn *turn) {
        staff->wanted = c;
        staff->waits = wanted && !staff->persons[1].signed_in;
        if (staff->waits)
                staff_enter(staff, STAFF_SECOND, turn->now);
        else
                staff->task->granted(staff, turn);
}

void staff_ask_second(struct staff *staff, unsigned c, const struct turn *turn) {
        ask_second(staff, c, staff->task->four_eyes && (turn->event->four_eyes || staff->task->always_two), turn);
}

void staff_ask_two(struct staff *staff, unsigned c, const struct turn *turn) {
        ask_second(staff, c, true, turn);
}

void staff_refuse(struct staff *staff, enum refusal refusal, bool ticket, const struct task *back, const struct turn *turn) {
        leave(staff);
        staff->task = back;
        staff->from = NULL;
        staff->stage = 0;
        staff->refusal = refusal;
        staff->refused_ticket = ticket;
        staff->here = staff->no_room = staff->disk_full = staff->bundle_over = staff->pickup_code = false;
        action_tone(turn->actions, TONE_WRONG);
        staff_enter(staff, STAFF_REFUSED, turn->now);
}

void staff_settle(struct staff *staff, const struct turn *turn) {
        struct staff_answer answer = staff->answer;

        staff->answer = (struct staff_answer){ .c = 0 };
        if (answer.c > 0)
                turn->deeds->answered(turn->deeds->context, answer.c, answer.answered, staff_first(staff)->sub, turn->now);
}

void staff_over(struct staff *staff, const struct turn *turn) {
        if (staff->state == STAFF_OUT)
                return;
        staff_settle(staff, turn);
        staff_abandon_walk(staff, turn);
        for (unsigned i = 0; i < ARRAY_LEN(staff->persons); i++)
                if (staff->persons[i].signed_in)
                        turn->deeds->logged_out(turn->deeds->context, staff->persons[i].sub, turn->now);
        explicit_bzero(staff, sizeof(*staff));
        action_add(turn->actions, ACTION_SESSION_OVER);
}

void staff_wait(const struct turn *turn) {
        action_tone(turn->actions, TONE_WAIT);
}

enum typed staff_typed(struct staff *staff, const struct turn *turn) {
        struct target target = turn->event->target;

        if (digits_target(&staff->entry, target))
                return TYPED_MORE;
        if (target.id == TARGET_SIGN_OUT)
                staff_over(staff, turn);
        else if (target_leaves(target))
                return TYPED_LEFT;
        else if (target_goes_on(target))
                return TYPED_TAKEN;
        return TYPED_MORE;
}
