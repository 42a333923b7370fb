/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * An office with a manager and one citizen's consignment, and a box that trusts
 * it: folders on disk as the commands make them. Copies of the box's folder are
 * taken and put back, so that every run begins alike. Everything asserts.
 */
#pragma once

#include <limits.h>

#include "controller/box/daemon/box_folder.h"
#include "controller/office/parcel.h"
#include "crypto/key.h"
#include "crypto/pin.h"

enum { PLACE_COMPARTMENTS = 4, PLACE_FURTHER_MAX = 2 };
#define PLACE_STAFF "meier"
#define PLACE_BORN "07031985" /* as the keys are pressed */
#define PLACE_OWN_PIN "13572468"

struct place {
        const char *settings;           /* what the box's configuration says besides; NULL: a simulated cabinet with short times */
        char dir[PATH_MAX / 2];
        struct box_folder box;
        char log[PATH_MAX];
        char one_time_pin[STAFF_PIN_LEN + 1];
        char badge[PATH_MAX];           /* file of its text */
        struct issued issued;
        struct issued further[PLACE_FURTHER_MAX]; /* more consignments of the same citizen */
        unsigned further_count;         /* how many place_make() shall issue */
        struct public_key ledger;
};

void place_make(struct place *place);
void place_remove(struct place *place);

/* Copies the box's folder and its anchor to `name` beside it, in the place of an older copy; the reverse. */
void place_keep(const struct place *place, const char *name);
void place_put_back(const struct place *place, const char *name);

/* "dir/name" */
void place_path(const struct place *place, char ret_path[PATH_MAX], const char *name);
/* Runs a program of the system, which must end well. */
void place_run(const char *program, const char *a, const char *b, const char *c);
