/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The people before the box: staff and citizen, as scripts acted out through the
 * daemon's control socket and, for the doors, by hands on the simulated cabinet
 * itself, which is there also while no daemon lives.
 */
#pragma once

#include "controller/box/daemon/control_client.h"
#include "controller/ledger/entry.h"
#include "hal/sim/sim_world.h"
#include "tests/box/daemon/cutter.h"
#include "tests/box/daemon/place.h"

struct people {
        const struct place *place;
        struct cutter *cutter;
        struct control_client client;   /* fd -1: not connected */
        struct sim_world *world;        /* NULL until the box was visited */
        const char *act;                /* the line acted now, for messages */
        unsigned seen[ENTRY_COUNT]; /* what the box has told people, so that it must be durable */
};

enum { PEOPLE_GONE = 1 };

/*
 * Starts the daemon in the cutter's care and connects once it answers. 0 or
 * PEOPLE_GONE: it ended before.
 */
MUST_CHECK int people_start(struct people *people, const char *program);
/* Leaves the daemon; kills it when it still runs. The cabinet stays open. */
void people_end(struct people *people);
/* Asks the daemon to end, which it must do well. */
void people_stop(struct people *people);
void people_deinit(struct people *people);

/*
 * Acts a script, one act a line. Besides the actions of `pickupbox sim`:
 *
 *      show badge|ticket|code
 *      type one_time_pin|own_pin|born
 *      opened          the one door springs open and its coil rests
 *      close, open     a hand on the consignment's door, or on the open one
 *      jam, free       every door
 *      quiet           nobody is at the box and no door is open, as the daemon says
 *      phase N         noted with the steps from here
 *      seen EVENT      what was shown last means that such an entry is durable
 *
 * 0, or PEOPLE_GONE when the daemon ended meanwhile; whatever else goes wrong fails the test.
 */
MUST_CHECK int people_act(struct people *people, const char *script);

/* The door of `compartment` (from 1) now, after whatever moved by itself came to rest. */
bool people_door_open(struct people *people, unsigned compartment);
/* Coils are off, none was on too long, never two at a time; returns how many pulses were begun on all. */
unsigned people_check_coils(struct people *people);
