/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * main() of the daemon's programs, which differ in the hardware that they are
 * linked with:
 *
 *      pickupboxd          the real one; given --simulate it becomes pickupboxd-sim
 *      pickupboxd-sim      a simulated cabinet, moved by `pickupbox sim`
 *      pickupboxd-window   both, and a window onto the simulated one
 */
#pragma once

#include "controller/box/daemon/daemon.h"

struct start_hardware {
        int (*open)(const struct config *config, struct devices *ret_devices, char ret_message[DEVICES_MESSAGE_SIZE]);
        enum store_mode mode;
        control_request_fn *control;
        bool (*check)(const struct config *config); /* for --check: says in the journal what is missing; NULL: there is nothing to look at */
};

struct start_program {
        const char *name;
        const struct start_hardware *real;      /* NULL: it simulates without being told */
        const struct start_hardware *simulated; /* NULL: pickupboxd-sim is started for --simulate */
        const struct start_hardware *window;    /* NULL: there is no --window */
};

/* Reads the arguments, checks or runs the box, and returns the exit status. */
MUST_CHECK int start_main(const struct start_program *program, int argc, char **argv);
