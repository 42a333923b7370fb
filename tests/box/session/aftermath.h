/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What a box that was cut off has left on the disk, and what the next start must
 * make of it: the table "Power cut and crash", for the consignments of a fixture.
 * Every function fails the test that does not find what the table says.
 */
#pragma once

#include "tests/box/session/fixture.h"

enum cut {
        CUT_NOT_THERE, CUT_LOADING_CLOSED, CUT_LOADING_OPEN, CUT_STORED, CUT_RELEASING_CLOSED, CUT_RELEASING_OPEN, CUT_ISSUED_OPEN,
        CUT_ISSUED_CLOSED, CUT_OVER, CUT_NOT_OPENED, CUT_EXPIRED, CUT_REMOVED, CUT_COUNT,
};

struct aftermath {
        enum cut cut;
        struct consignment consignment; /* as it was cut off */
};

/* Consignments 1 to `count`, in this order, read from the disk while no box runs on it. */
void aftermath_read(const struct fixture *fixture, unsigned count, struct aftermath ret_found[]);
/* The same of a store that is open. */
void aftermath_of(const struct fixture *fixture, struct store *store, unsigned count, struct aftermath ret_found[]);
/* What a started box holds of them, before anybody does anything. */
void aftermath_check(const struct fixture *fixture, unsigned count, const struct aftermath found[]);
/* And what it does when their codes are shown: hands out what it may, refuses the rest. Doors open and close. */
void aftermath_try(struct fixture *fixture, unsigned count, const struct aftermath found[]);

/* How often each was met: prints it, and fails when one never was. */
void aftermath_print(const unsigned hits[CUT_COUNT]);
