/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The rows of docs/hardware.md "Unplugged and plugged in again": every state of a session that can be seen, how it is reached from a box
 * with number 1 loaded, and how it ends well. The staff's machine states without a screen of their own pass within one call.
 */
#pragma once

#include "tests/box/session/fixture.h"

/* Scanner, touch and screen, in the order of enum device from DEVICE_SCANNER on. */
enum { DEVICES = 3 };

struct device_row {
        const char *name;
        void (*reach)(struct fixture *fixture);
        enum screen_id shows;
        enum screen_id without[DEVICES];  /* what is shown when the device has gone; else as before */
        void (*end)(struct fixture *fixture);
        bool four_eyes;
        bool stays;                       /* out of order: nobody can sign in to look */
};

extern const struct device_row device_rows[];
extern const size_t device_row_count;
