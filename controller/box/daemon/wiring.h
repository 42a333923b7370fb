/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Testing the wiring of a cabinet, lock after lock, while no daemon runs: for
 * `pickupbox box wiring`.
 *
 *      wiring_prepare()      on which hardware, and may locks be tried here at all
 *      wiring_open()         locks and switches; forks the guard, so before any secret
 *      wiring_badge(), wiring_pin() whose work it is
 *      wiring_test()         one lock: entry, pulse, what its door and the others did, how long current flowed
 *      wiring_await_current() the hardware one-shot, measured from outside
 *      wiring_keep_record()  the record of the whole, whose SHA-256 is an entry
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
        WIRING_SENSE_MS = 2,    /* how often the line that senses the coils is read while it counts */
        WIRING_CURRENT_MAX_MS = 3000, /* longer is not measured */
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

/*
 * Whether the interrupt of the chip that reads the switch of c has arrived: false where switches of that chip were seen to change by their levels
 * alone, and it has an interrupt to tell it. *ret_levels: so often.
 */
bool wiring_interrupts(const struct wiring *wiring, unsigned c, unsigned *ret_levels);
/* The chip that reads it, as the configuration or its driver calls it; as long as the wiring. */
const char *wiring_chip(const struct wiring *wiring, unsigned c);

/* Whether the configuration names a line that senses the coils and it can be read; and whether it says now that current flows. */
bool wiring_senses(const struct wiring *wiring);
bool wiring_current(const struct wiring *wiring);

enum wiring_outcome {
        WIRING_OPENED,          /* its door, and no other */
        WIRING_NOT_OPENED,      /* the pulse was given; no door opened */
        WIRING_OTHER_OPENED,    /* `other` did, and its own did not */
        WIRING_BOTH_OPENED,     /* `other` did as well */
        WIRING_NO_PULSE,        /* the lock's line could not be driven */
        WIRING_CURRENT_BEFORE,  /* current flowed before any pulse: none was given */
};

struct wiring_trial {
        enum wiring_outcome outcome;
        unsigned other;         /* the first of the other doors that opened */
        bool sensed;            /* current was seen to flow, */
        unsigned on_ms;         /* so long; WIRING_CURRENT_MAX_MS: it still did then */
};

/*
 * Tests one lock, whose compartment must be free, its door closed and somebody be signed in: -EPROTO. 0 and what came of it, or a negative
 * errno: the store or the guard has failed, nothing was opened or nothing more can be. Each other door that the pulse opened has its entry as well.
 */
MUST_CHECK int wiring_test(struct wiring *wiring, unsigned c, struct wiring_trial *ret_trial);

/*
 * Waits until current flows that nobody here switched on (somebody holds a driver's input on), patience_ms at most, and measures it; doors that
 * open by that have their entries. 0; -ETIMEDOUT: none flowed; another negative errno. As the above for who may.
 */
MUST_CHECK int wiring_await_current(struct wiring *wiring, unsigned patience_ms, unsigned *ret_on_ms);

/* Looks until switches that somebody has just moved have come to rest. 0 or a negative errno, as wiring_dispatch(). */
MUST_CHECK int wiring_settle(struct wiring *wiring);
/* Notes that somebody will open c by hand, because this test asks for it. 0 or a negative errno; -EPROTO as above. */
MUST_CHECK int wiring_note_by_hand(struct wiring *wiring, unsigned c);

/* Replaces the file by the record and, when that is on the disk, notes its SHA-256: entry `config`. 0 or a negative errno. */
MUST_CHECK int wiring_keep_record(struct wiring *wiring, const char *path, const void *record, size_t len, struct hash *ret_sha);
/* Notes the SHA-256 of a file that was written: entry `config`. 0 or a negative errno. */
MUST_CHECK int wiring_note_file(struct wiring *wiring, const char *path, struct hash *ret_sha);
/* Who has signed in. */
const char *wiring_person(const struct wiring *wiring);
