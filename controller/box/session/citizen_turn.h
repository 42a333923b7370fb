/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What the files of the citizen's session share; for citizen*.c only. citizen.c leads from state to state,
 * citizen_proof.c has all up to the right answer, citizen_handover.c what follows it, citizen_session.c what they do alike.
 */
#pragma once

#include "controller/box/session/citizen.h"
#include "controller/box/session/turn.h"

void citizen_enter(struct citizen *citizen, enum citizen_state state, const struct turn *turn);
/* Shows why nothing can be had; what was typed and offered is forgotten. */
void citizen_refuse(struct citizen *citizen, enum refusal refusal, const struct turn *turn);
/* Nothing opens; should it open late, that is seen. */
void citizen_show_jam(struct citizen *citizen, const struct turn *turn);
/* Begins with the current offer, whose answer was right. */
void citizen_hand_out(struct citizen *citizen, const struct turn *turn);
/* The door did not open in any try, and nobody says that it did. */
void citizen_give_up_opening(struct citizen *citizen, const struct turn *turn);

/* Ends a session of which something was still asked: what was not answered is written down. */
void citizen_leave(struct citizen *citizen, const struct turn *turn);

void citizen_ask_birth(struct citizen *citizen, const struct turn *turn);
void citizen_ask_pin(struct citizen *citizen, const struct turn *turn);
/* The next of several is asked for anew: birth date, typed way PIN and birth date. */
void citizen_ask_proof(struct citizen *citizen, const struct turn *turn);

static inline struct offer *citizen_current(struct citizen *citizen) {
        return &citizen->offers[citizen->current];
}

static inline bool citizen_target_ends(struct target target) {
        return target.id == TARGET_CANCEL || target.id == TARGET_END || target.id == TARGET_COUNTER;
}

/* ---- one function a state ---- */

void citizen_state_idle(struct citizen *citizen, const struct turn *turn);
void citizen_state_code(struct citizen *citizen, const struct turn *turn);
void citizen_state_number(struct citizen *citizen, const struct turn *turn);
void citizen_state_pin(struct citizen *citizen, const struct turn *turn);
void citizen_state_birth(struct citizen *citizen, const struct turn *turn);
void citizen_state_slowed(struct citizen *citizen, const struct turn *turn);
void citizen_state_wrong(struct citizen *citizen, const struct turn *turn);
void citizen_state_refused(struct citizen *citizen, const struct turn *turn);
void citizen_state_choose(struct citizen *citizen, const struct turn *turn);
void citizen_state_old_ready(struct citizen *citizen, const struct turn *turn);
void citizen_state_opening(struct citizen *citizen, const struct turn *turn);
void citizen_state_door(struct citizen *citizen, const struct turn *turn);
void citizen_state_old_papers(struct citizen *citizen, const struct turn *turn);
void citizen_state_jam_ask(struct citizen *citizen, const struct turn *turn);
void citizen_state_jam(struct citizen *citizen, const struct turn *turn);
void citizen_state_jam_take(struct citizen *citizen, const struct turn *turn);
void citizen_state_unlatched(struct citizen *citizen, const struct turn *turn);
void citizen_state_old_ask(struct citizen *citizen, const struct turn *turn);
void citizen_state_between(struct citizen *citizen, const struct turn *turn);
void citizen_state_done(struct citizen *citizen, const struct turn *turn);
