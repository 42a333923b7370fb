/* SPDX-License-Identifier: EUPL-1.2 */
/* What `pickupboxd --check` says of the devices: whether the box's user, whom the store belongs to, may open them. */
#pragma once

#include <stdbool.h>

#include "base/macro.h"
#include "controller/box/daemon/config.h"

/* Says in the journal which sound device names no card of its own, or one that is not there; the daemon does at its start, too. */
void devices_check_sound(const struct config *config);
/*
 * Says in the journal who else has a scanner's serial line open, such as a login: TIOCEXCL keeps out who comes later, and not root. Of the
 * processes of others only root is shown. The daemon does at its start, too.
 */
void devices_check_readers(const struct config *config);
/* Says in the journal what is missing. False: lines of locks or switches cannot be opened; what the box can do without is a warning. */
MUST_CHECK bool devices_check(const struct config *config);
