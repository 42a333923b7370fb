/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * One whole session of a box, for tests that cut it off somewhere: consignments
 * are loaded, one load is cancelled and one ended by the power; somebody who forgot their PIN is given one; one is collected after
 * a wrong birth date and opened again, its receipt read and its used code shown again;
 * three jam, with each answer, and one of them opens late; two are released when the
 * power goes, one of which opens without it; one is collected by reference and PIN and
 * its door left open; the last lies there for days without power, expires and is taken out.
 */
#pragma once

#include "tests/box/session/fixture.h"

enum { SESSION_NUMBERS = 9 };
/* Who forgot their PIN, and what they choose. */
#define SESSION_FORGETFUL "lutz"
#define SESSION_NEW_PIN "86420135"

/* On a started box that holds none of the consignments 1 to SESSION_NUMBERS. */
void session_run(struct fixture *fixture);
