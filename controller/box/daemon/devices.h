/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * All devices of one box, opened together from its configuration. Simulated ones
 * stand in a world that a second handle moves by hand (struct sim_world).
 *
 * Real ones are opened one by one, and what is missing does not stop the others:
 * a scanner, touch, screen or voice that cannot be had is an absent one
 * (hal/absent/absent.h), and a box without usable locks or switches still says on its
 * screen that it is out of order.
 */
#pragma once

#include <limits.h>

#include "base/words/alarm.h"
#include "controller/box/daemon/config.h"
#include "hal/clock/clock.h"
#include "hal/display/display.h"
#include "hal/door/door.h"
#include "hal/input/input.h"
#include "hal/lock/lines.h"
#include "hal/lock/lock.h"
#include "hal/scanner/scanner.h"
#include "hal/voice/voice.h"

struct sim_window;
struct sim_world;

/* A window onto simulated devices (hal/sim/sim_window.h), which not every program is linked with; zeroed: none. */
struct devices_window {
        struct sim_window *window;
        int fd;
        int (*dispatch)(struct sim_window *window); /* not 0: its person closed it */
        void (*free)(struct sim_window *window);
};

/* The simulated cabinet under them, which not every program is linked with either; zeroed on real hardware. */
struct devices_cabinet {
        struct sim_world *world;        /* the hands */
        void (*free)(struct sim_world *world);
};

struct devices_lines {
        const struct lines_backend *backend;
        const char *place;              /* borrowed */
        struct lines_config config;     /* owned */
};

struct devices {
        struct clock *clock;
        struct lock_bank *locks;
        struct door_bank *doors;
        struct scanner *scanner;
        struct input *input;
        struct display *display;
        struct voice *voice;
        struct devices_cabinet cabinet;
        struct devices_window window;
        struct devices_lines lock_lines; /* what the locks' guard was started with */
        enum alarm unusable;            /* ALARM_LOCKS or ALARM_DOORS: there is none of them, both may be NULL; 0: they work */
};

enum { DEVICES_E_REFUSED = 1 };
enum { DEVICES_MESSAGE_SIZE = PATH_MAX + 256 };

/*
 * Opens simulated ones; not linked with the daemon of a real box. Forks the
 * guard, so it comes first in the process, before any secret and any thread. 0, or DEVICES_E_REFUSED with a message for people
 * (another daemon has them, a simulated cabinet of another size, …); then
 * nothing is open. Blocks until the switches have come to rest, about 50 ms.
 */
MUST_CHECK int devices_open_simulated(const struct config *config, struct devices *ret_devices,
                                      char ret_message[DEVICES_MESSAGE_SIZE]);
/* Their first part: the cabinet alone, which must be there before its lines are requested. As above. */
MUST_CHECK int devices_open_cabinet(const struct config *config, struct devices *devices, char ret_message[DEVICES_MESSAGE_SIZE]);
/* All of them with a window onto screen, touch and keys. Only in pickupboxd-window (devices_window.c). Refused also without a desktop. */
MUST_CHECK int devices_open_window(const struct config *config, struct devices *ret_devices,
                                   char ret_message[DEVICES_MESSAGE_SIZE]);
/*
 * Opens the real ones. Forks the guard, so it comes first in the process as well. What is missing is said in the log, once
 * each. 0; DEVICES_E_REFUSED with a message when not even that can be done (no memory, no descriptors); then nothing is open.
 * Blocks while the lines are requested, GUARD_START_MS at most, and until the switches have come to rest.
 */
MUST_CHECK int devices_open_real(const struct config *config, struct devices *ret_devices,
                                 char ret_message[DEVICES_MESSAGE_SIZE]);

/*
 * One part each of both: locks with their guard, and switches, over lines of one backend (hal/lock/lines.h). debounce_ms is not
 * waited for again where the kernel does so already. 0 or a negative errno.
 */
MUST_CHECK int devices_open_locks(struct devices *devices, const struct lines_backend *backend, const char *place,
                                  const struct lines_config *lines, const struct lock_timing *timing);
MUST_CHECK int devices_open_doors(struct devices *devices, const struct lines_backend *backend, const char *place,
                                  const struct lines_config *lines, unsigned debounce_ms);
/* Whether a guard that looked now would have other locks than ours has. 0 or a negative errno, as lines_survey(). */
MUST_CHECK int devices_locks_changed(const struct devices *devices, bool *ret_changed);
/* All coils off. Accepts a zeroed struct. */
void devices_close(struct devices *devices);
