/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The actions of `pickupbox sim`, as words: `press next`, `door 3 open`,
 * `clock +10d`. Used by the command, the demonstration and the tests alike.
 */
#pragma once

#include <jansson.h>

#include "base/macro.h"

enum { SIM_ACTION_MESSAGE_SIZE = 512, SIM_ACTION_WAIT_S = 10 };

/* Lines for a help text, one action each. */
extern const char sim_action_help[];

/*
 * Turns words into a request. `scan @FILE` reads the file. 0 and a request that
 * the caller releases, or -EINVAL with a message that says what would be right.
 */
MUST_CHECK int sim_action_parse(int count, char *const *words, json_t **ret_request, char ret_message[SIM_ACTION_MESSAGE_SIZE]);
