/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A new one-time PIN for a colleague who forgot theirs. A manager chooses who it is, a second person signs in, the box draws a PIN and
 * shows it once; with it the colleague signs in and chooses their own. No setting of the office spares them the second person: whoever
 * holds a colleague's badge besides could else be both people of a hand-over at the desk.
 *
 *      PEOPLE ─▶ ASKING ─▶ [second person] ─▶ GIVING ─▶ TOLD
 *                   └─ oneself, who is signed in as the second person, or an auditor: why not
 *
 * Who audits the managers gets a PIN from the office alone. A PIN that was given here counts before anything the office sent (store/deed.h).
 */
#include <string.h>

#include "controller/box/session/staff_turn.h"

enum { PEOPLE, ASKING, GIVING, TOLD };

/* Whether this colleague can be given one now, and why not. */
static enum screen_giving_state judge(const struct staff *staff) {
        const struct staff_giving *giving = &staff->giving;

        if (strcmp(giving->sub, staff->persons[0].sub) == 0)
                return SCREEN_GIVING_OWN;
        if (strcmp(giving->sub, staff_second(staff)) == 0)
                return SCREEN_GIVING_PRESENT;
        return giving->role == ROLE_AUDITOR ? SCREEN_GIVING_AUDITOR : SCREEN_GIVING_ASK;
}

static void ask(struct staff *staff, const struct turn *turn) {
        staff->giving.said = judge(staff);
        if (staff->giving.said != SCREEN_GIVING_ASK)
                action_tone(turn->actions, TONE_WRONG);
        staff_stage(staff, ASKING, turn->now);
}

static void choose(struct staff *staff, const struct turn *turn) {
        struct staff_giving giving = { .said = SCREEN_GIVING_ASK };

        if (!turn->deeds->colleague(turn->deeds->context, turn->event->target.number, giving.sub, &giving.role))
                return;
        staff->giving = giving;
        ask(staff, turn);
}

/* Whoever signed in as the second person meanwhile may be the very colleague. */
static void granted(struct staff *staff, const struct turn *turn) {
        if (judge(staff) != SCREEN_GIVING_ASK) {
                ask(staff, turn);
                return;
        }
        action_add_text(turn->actions, ACTION_GIVE_PIN, staff->giving.sub);
        staff_stage(staff, GIVING, turn->now);
}

static void was_given(struct staff *staff, const struct turn *turn) {
        staff->giving.said = turn->event->right ? SCREEN_GIVING_GIVEN : SCREEN_GIVING_FAILED;
        if (!turn->event->right)
                explicit_bzero(staff->giving.pin, sizeof(staff->giving.pin));
        action_tone(turn->actions, turn->event->right ? TONE_ACCEPTED : TONE_WRONG);
        staff_stage(staff, TOLD, turn->now);
}

static void at_asking(struct staff *staff, const struct turn *turn) {
        struct target target = turn->event->target;

        if (target.id == TARGET_SIGN_OUT)
                staff_over(staff, turn);
        else if (target_leaves(target))
                staff_show(staff, staff->task, turn);
        else if (target_goes_on(target) && staff->giving.said == SCREEN_GIVING_ASK)
                staff_ask_second(staff, 0, turn);
}

static void at_told(struct staff *staff, const struct turn *turn) {
        struct target target = turn->event->target;

        if (target.id == TARGET_SIGN_OUT)
                staff_over(staff, turn);
        else if (target.id == TARGET_SHOW)
                staff->giving.show = staff->giving.said == SCREEN_GIVING_GIVEN && !staff->giving.show;
        else if (target_leaves(target) || target_goes_on(target))
                staff_show(staff, turn->tasks[TASK_STATE], turn);
}

static void step(struct staff *staff, const struct turn *turn) {
        if (staff->stage == GIVING) {
                if (turn->event->type == EVENT_PIN_HASHED)
                        was_given(staff, turn);
                return;
        }
        if (turn->event->type != EVENT_TARGET)
                return;
        if (staff->stage == ASKING)
                at_asking(staff, turn);
        else if (staff->stage == TOLD)
                at_told(staff, turn);
        else if (turn->event->target.id == TARGET_ROW)
                choose(staff, turn);
}

static void present(const struct staff *staff, const struct task_sources *sources, struct screen *screen) {
        const struct staff_giving *giving = &staff->giving;

        if (staff->stage == ASKING || staff->stage == TOLD)
                screen->giving = (struct screen_giving){ .state = giving->said, .sub = giving->sub, .role = giving->role,
                                                         .digits = giving->show ? giving->pin : "" };
}

const struct task task_give_pin = {
        .hidden = true,
        .roles = ROLE_BIT(ROLE_MANAGER),
        .four_eyes = true,
        .always_two = true,
        .lists_people = true,
        .stages = { [PEOPLE] = { "people", SCREEN_STAFF_PEOPLE, 0 },
                    [ASKING] = { "giving_asked", SCREEN_STAFF_GIVE_PIN, 0 },
                    [GIVING] = { "giving", SCREEN_WAIT, 0 },
                    [TOLD] = { "giving_told", SCREEN_STAFF_PIN_GIVEN, 0 } },
        .step = step,
        .granted = granted,
        .present = present,
};
