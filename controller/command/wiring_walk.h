/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The walk of `pickupbox box wiring` from lock to lock, with whoever stands before the
 * cabinet: a pulse, what the switches and the coils' current say, what the person sees; from
 * these follows what is wrong, and what to do. What was found is also the record of
 * acceptance, to be printed and signed.
 */
#pragma once

#include "controller/box/daemon/wiring.h"
#include "controller/command/wiring_survey.h"

/*
 * Somebody has signed in. `record` is the file for the record of acceptance, replaced at the end, whose SHA-256 is an entry. COMMAND_DONE: all
 * opened as it should and nothing is wrong; COMMAND_REFUSED; COMMAND_FAULT, after saying why.
 */
MUST_CHECK int wiring_walk(struct wiring *wiring, const struct config *config, const struct wiring_box *box,
                           const struct wiring_survey *survey, int terminal, const char *record);
