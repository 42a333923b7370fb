/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/citizen.h"

#include <assert.h>

#include "controller/box/session/citizen_turn.h"

/* The question for more time is answered by any sign of life but a refusal; true when the event was that answer. */
static bool answer_warning(struct citizen *citizen, const struct turn *turn) {
        bool warns = citizen_warns(citizen, turn->now);

        if (turn->event->type != EVENT_TARGET && turn->event->type != EVENT_TOUCHED)
                return false;
        if (warns && turn->event->type == EVENT_TARGET && (citizen_target_ends(turn->event->target) || turn->event->target.id == TARGET_NO)) {
                if (citizen->state == CITIZEN_JAM_ASK)
                        citizen_give_up_opening(citizen, turn);
                else
                        citizen_leave(citizen, turn);
                return true;
        }
        citizen->active_ms = turn->now.mono_ms;
        citizen->warned = false;
        return warns;
}

static void time_went_on(struct citizen *citizen, const struct turn *turn) {
        if (turn->now.mono_ms >= citizen_ends(citizen) && citizen->state != CITIZEN_JAM_ASK) {
                citizen_leave(citizen, turn);
        } else if (!citizen->warned && citizen_ends_soon(citizen, turn->now)) {
                citizen->warned = true;
                action_tone(turn->actions, TONE_REMINDER);
        }
}

static void (*const state_functions[])(struct citizen *, const struct turn *) = {
        [CITIZEN_IDLE] = citizen_state_idle,
        [CITIZEN_CODE] = citizen_state_code,
        [CITIZEN_NUMBER] = citizen_state_number,
        [CITIZEN_PIN] = citizen_state_pin,
        [CITIZEN_BIRTH] = citizen_state_birth,
        [CITIZEN_SLOWED] = citizen_state_slowed,
        [CITIZEN_WRONG] = citizen_state_wrong,
        [CITIZEN_REFUSED] = citizen_state_refused,
        [CITIZEN_CHOOSE] = citizen_state_choose,
        [CITIZEN_OLD_READY] = citizen_state_old_ready,
        [CITIZEN_OPENING] = citizen_state_opening,
        [CITIZEN_DOOR] = citizen_state_door,
        [CITIZEN_OLD_PAPERS] = citizen_state_old_papers,
        [CITIZEN_JAM_ASK] = citizen_state_jam_ask,
        [CITIZEN_JAM] = citizen_state_jam,
        [CITIZEN_JAM_TAKE] = citizen_state_jam_take,
        [CITIZEN_UNLATCHED] = citizen_state_unlatched,
        [CITIZEN_OLD_ASK] = citizen_state_old_ask,
        [CITIZEN_BETWEEN] = citizen_state_between,
        [CITIZEN_DONE] = citizen_state_done,
        [CITIZEN_RECEIPT] = citizen_state_done,
};
static_assert(ARRAY_LEN(state_functions) == CITIZEN_STATE_COUNT, "every state has a function");

void citizen_step(struct citizen *citizen, const struct event *event, struct moment now, const struct deeds *deeds,
                  struct actions *actions) {
        const struct turn turn = { .event = event, .now = now, .deeds = deeds, .actions = actions };

        if (visit_ignores(&citizen->visit, event))
                return;
        if ((citizen->followed || citizen->visit.state != VISIT_NONE) && now.mono_ms >= citizen->active_ms + CITIZEN_BETWEEN_MS)
                citizen->stale = true;
        if (answer_warning(citizen, &turn))
                return;
        state_functions[citizen->state](citizen, &turn);
        if (event->type == EVENT_TICK)
                time_went_on(citizen, &turn);
}
