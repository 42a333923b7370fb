/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Opening what is occupied or in doubt, from a list: what taking out and looking do alike.
 *
 *   LIST ─row─▶ [second person] ─▶ OPENING ─▶ DOOR ─door closed─▶ FOUND ─what became of it─▶ LIST
 *                                                               ▲ │ sprung open: UNLATCHED, until it is shut
 *     ▲──────────────── not opened ───┘        └─ given up: the session ends
 */
#pragma once

#include "controller/box/session/task.h"

enum { SERVICE_LIST, SERVICE_OPENING, SERVICE_DOOR, SERVICE_FOUND, SERVICE_UNLATCHED };

#define SERVICE_STAGES(list, list_screen) { SERVICE_STAGE_ROWS(list, list_screen) }
#define SERVICE_STAGE_ROWS(list, list_screen) \
        { list, list_screen, 0 }, { "opening_take", SCREEN_OPENING, 0 }, { "take", SCREEN_STAFF_TAKE, 0 }, { "asking", SCREEN_STAFF_FOUND, 0 }, \
      { "take_unlatched", SCREEN_UNLATCHED, 0 }

void service_step(struct staff *staff, const struct turn *turn);
/* What was said a moment ago is asked once more. */
void service_ask_again(struct staff *staff, const struct turn *turn);
/* The event's compartment is the one that is meant. */
void service_choose(struct staff *staff, const struct turn *turn);
void service_granted(struct staff *staff, const struct turn *turn);
/* What was said a moment ago, as a screen says it. */
enum screen_answer service_said(const struct staff *staff, const struct task_sources *sources);
/* taken: it is opened to take out, else to look. */
void service_present(const struct staff *staff, bool taken, const struct task_sources *sources, struct screen *screen);
