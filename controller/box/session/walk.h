/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A walk along the cabinet: one compartment after the other in the order of their numbers, the next opened when the last has been shut for
 * 2 s. What taking out, looking and reconciling do alike.
 *
 *   LIST ─begin─▶ [second person] ─▶ OPENING ─▶ DOOR ─shut─▶ ASKING ─settled, answered─▶ the next: OPENING
 *     ▲                                ▲                   ▲ │ sprung open: UNLATCHED     └─ none: TELLING, until all are answered ─▶ LIST
 *     └────────────────────────────────┴── not opened: the next
 *
 * Whoever takes out what cannot be collected any more need not come back to the screen at every door: the next opens without an answer,
 * and what was not answered is asked at the end, when the envelopes are at hand. Everywhere else the answer comes first. A label held to
 * the scanner answers for its compartment, at the open door or later. What is never answered is quarantined.
 */
#pragma once

#include "controller/box/session/task.h"

enum { WALK_LIST, WALK_OPENING, WALK_DOOR, WALK_ASKING, WALK_UNLATCHED, WALK_TELLING };

#define WALK_STAGES(list, list_screen) \
        { { list, list_screen, 0 }, { "walk_opening", SCREEN_OPENING, 0 }, { "walk_door", SCREEN_STAFF_TAKE, 0 }, \
          { "walk_asking", SCREEN_STAFF_FOUND, 0 }, { "walk_unlatched", SCREEN_UNLATCHED, 0 }, { "walk_telling", SCREEN_STAFF_FOUND, 0 } }

void walk_step(struct staff *staff, const struct turn *turn);
void walk_granted(struct staff *staff, const struct turn *turn);
/* The list of what is to be visited is made anew. */
void walk_shown(struct staff *staff, const struct turn *turn);
void walk_present(const struct staff *staff, const struct task_sources *sources, struct screen *screen);
