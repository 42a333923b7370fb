/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Testing the wiring of a cabinet, lock after lock, while no daemon runs: for
 * `pickupbox box wiring`.
 *
 *      wiring_prepare()      on which hardware, and may locks be tried here at all
 *      wiring_open()         locks and switches; forks the guard, so before any secret
 *      wiring_sign_in()      whose work it is
 *      wiring_test()         one lock: entry, pulse, what its door did
 *
 * Nothing opens before its entry `service_open` is durable, and each pulse goes
 * through the guard. One thread; wiring_test() blocks for some seconds.
 */
#pragma once

#include <limits.h>
#include <stdint.h>

#include "base/macro.h"
#include "controller/box/daemon/config.h"
#include "controller/box/daemon/wiring_check.h"
#include "crypto/badge.h"
#include "crypto/pin.h"
#include "hal/door/door.h"

enum {
        WIRING_MESSAGE_SIZE = PATH_MAX + 256,
        WIRING_DOOR_MS = 3000,  /* within which a door springs open after its pulse */
};
enum { WIRING_E_REFUSED = 1, WIRING_E_FAULT };

struct wiring;

/* The simulated cabinet of this configuration, or the machine's GPIO chips. */
struct wiring_source wiring_source(const struct config *config, bool simulated);

/* What can be said of a box whose wiring is looked at, even where nothing may be tried. */
struct wiring_box {
        bool known;             /* there are lines to look at: the configuration names some, or the box is simulated */
        bool simulated;
        bool running;           /* a daemon has the store, and so the lines */
};

/*
 * Whether locks may be tried: no daemon has the store, a bundle is adopted, every compartment is free, the clock is
 * not before what the box knows to be past. 0, or WIRING_E_* with a message. *ret_box is filled in either case.
 */
MUST_CHECK int wiring_prepare(const struct config *config, struct wiring_box *ret_box, char ret_message[WIRING_MESSAGE_SIZE]);

/* Opens locks, switches and, after them, store and keys. The configuration must outlive it. As above. */
MUST_CHECK int wiring_open(const struct config *config, bool simulated, struct wiring **ret_wiring,
                           char ret_message[WIRING_MESSAGE_SIZE]);
/* Notes the sign-out and switches all off. */
void wiring_free(struct wiring *wiring);
DEFINE_CLEANUP(struct wiring, wiring_free, wiring_cleanup)

/* Judges a badge: a manager's, and not locked. 0, or WIRING_E_* with a message; a refusal has its entry. */
MUST_CHECK int wiring_badge(struct wiring *wiring, const char *text, size_t len, char ret_message[WIRING_MESSAGE_SIZE]);
/*
 * Checks the PIN of the badge before. 0: signed in, with its entry; *ret_one_time: it is the office's one-time PIN, and the
 * person must choose another with wiring_choose_pin() before anything is opened. Otherwise as above.
 */
MUST_CHECK int wiring_pin(struct wiring *wiring, const char *pin, bool *ret_one_time, char ret_message[WIRING_MESSAGE_SIZE]);
MUST_CHECK int wiring_choose_pin(struct wiring *wiring, const char *pin, char ret_message[WIRING_MESSAGE_SIZE]);

/* Readable when a switch or a lock has something to tell; then wiring_dispatch(). 0 or a negative errno: the guard is lost. */
int wiring_fd(const struct wiring *wiring);
MUST_CHECK int wiring_dispatch(struct wiring *wiring);

/* c counts from 1. Whether lock and switch are there, and how the door stands. */
bool wiring_present(const struct wiring *wiring, unsigned c);
enum door_state wiring_door(const struct wiring *wiring, unsigned c);

enum wiring_outcome {
        WIRING_OPENED,          /* its door, and no other */
        WIRING_NOT_OPENED,      /* the pulse was given; no door opened */
        WIRING_OTHER_OPENED,    /* *ret_other did, and its own did not */
        WIRING_BOTH_OPENED,     /* *ret_other did as well */
        WIRING_NO_PULSE,        /* the lock's line could not be driven */
};

/*
 * Tests one lock, whose door must be closed and somebody be signed in: -EPROTO. 0 and the outcome, or a negative errno:
 * the store or the guard has failed, nothing was opened or nothing more can be.
 */
MUST_CHECK int wiring_test(struct wiring *wiring, unsigned c, enum wiring_outcome *ret_outcome, unsigned *ret_other);
