/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Where people gave up: how often somebody's session ended with nothing handed out, by the screen on which it ended. Nothing is known
 * of who it was; counted for an hour, then told in an entry a screen. Plain data, no clock.
 */
#pragma once

#include "controller/box/session/recorder.h"
#include "ui/screens/screen.h"

struct gave_up {
        unsigned on[SCREEN_COUNT];
};

void gave_up_note(struct gave_up *gave_up, enum screen_id screen);
/* How many there are, on all screens. */
unsigned gave_up_counted(const struct gave_up *gave_up);
/* Keeps the counts in the store. */
void gave_up_keep(const struct gave_up *gave_up, struct recorder *recorder);
/* The hour is over: entries say how many there were, and the next one begins. */
void gave_up_tell(struct gave_up *gave_up, struct recorder *recorder);
