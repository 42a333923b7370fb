/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A cabinet to test lines, locks and doors against, whatever its lines are made
 * of: the tests drive contacts and see coils from outside, as a hand and an eye
 * would. Each kind of lines has one of these; the tests are the same.
 */
#pragma once

#include "hal/door/door.h"
#include "hal/lock/guard.h"
#include "hal/lock/lines.h"
#include "hal/lock/lock.h"

struct cabinet {
        const struct lines_backend *backend;
        const char *place;                    /* for lines_request() */
        const char *chip;
        void (*move_door)(unsigned index, bool closed);
        void (*move_bouncing)(unsigned index, bool closed); /* the contact comes to rest only after several changes */
        bool (*at_rest)(void);                /* no contact will change by itself */
        bool (*coil_on)(unsigned index);
        unsigned (*longest_ms)(void);         /* the longest pulse that any coil had */
        unsigned (*pulses)(unsigned index);
        /* The chip with all its lines goes, and comes again; all doors are closed then. */
        void (*unplug)(void);
        void (*plug)(void);
};

enum { CABINET_COUNT = 6 };

/* Makes a cabinet with all doors closed; for cmocka. It is kept in `cabinet`. */
int cabinet_set_up(void **state);
int cabinet_tear_down(void **state);
extern struct cabinet cabinet;

void cabinet_config(enum lines_direction direction, struct lines_config *ret_config);
struct guard *cabinet_guard(const struct lock_timing *timing);
struct lock_bank *cabinet_locks(const struct lock_timing *timing);
struct door_bank *cabinet_doors(unsigned debounce_ms);

/* Looks until the coil is as said. False when patience ended (tests/hal/wait.h). */
bool wait_coil(unsigned index, bool on);
