/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * All devices of one box, opened together from its configuration. Simulated ones
 * stand in a world that a second handle moves by hand (struct sim_world).
 */
#pragma once

#include <limits.h>

#include "controller/daemon/config.h"
#include "hal/clock.h"
#include "hal/display.h"
#include "hal/door.h"
#include "hal/input.h"
#include "hal/lock.h"
#include "hal/scanner.h"
#include "hal/voice.h"

struct sim_world;

struct devices {
        struct clock *clock;
        struct lock_bank *locks;
        struct door_bank *doors;
        struct scanner *scanner;
        struct input *input;
        struct display *display;
        struct voice *voice;
        struct sim_world *world;        /* the hands; NULL on real hardware */
};

enum { DEVICES_E_REFUSED = 1 };
enum { DEVICES_MESSAGE_SIZE = PATH_MAX + 256 };

/*
 * Opens them. Forks the guard, so it comes first in the process, before any
 * secret and any thread. 0, or DEVICES_E_REFUSED with a message for people
 * (another daemon has them, a simulated cabinet of another size, …); then
 * nothing is open. Blocks until the switches have come to rest, about 50 ms.
 */
MUST_CHECK int devices_open_simulated(const struct config *config, struct devices *ret_devices,
                                      char ret_message[DEVICES_MESSAGE_SIZE]);
/* All coils off. Accepts a zeroed struct. */
void devices_close(struct devices *devices);
