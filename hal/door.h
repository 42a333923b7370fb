/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The door switches of a box, debounced (50 ms) and corrected for polarity.
 * Unknown means that the switch cannot be read: nobody may take it for closed.
 */
#pragma once

#include "base/macro.h"

enum door_state { DOOR_UNKNOWN, DOOR_CLOSED, DOOR_OPEN };
const char *door_state_name(enum door_state state);

enum { DOOR_DEBOUNCE_MS = 50 };

struct door_bank;

typedef void door_event_fn(void *context, unsigned index, enum door_state state);

unsigned door_bank_count(const struct door_bank *bank);
int door_bank_fd(const struct door_bank *bank);
MUST_CHECK int door_bank_dispatch(struct door_bank *bank);
void door_bank_set_callback(struct door_bank *bank, door_event_fn *callback, void *context);
enum door_state door_bank_state(const struct door_bank *bank, unsigned index);
void door_bank_free(struct door_bank *bank);
DEFINE_CLEANUP(struct door_bank, door_bank_free, door_bank_cleanup)
