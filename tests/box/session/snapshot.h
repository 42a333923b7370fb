/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What a killed process leaves: the files of a fixture as they are at this moment, and its doors. In a child that is forked for it, a
 * fixture goes on with a copy of its files, which nobody holds, while the box of the parent is still at work on the others.
 */
#pragma once

#include "crypto/merkle.h"
#include "tests/box/session/fixture.h"

/* Over the files of the fixture and all that it knows of doors, locks, pulses and time: equal where a killed box leaves the same. */
void snapshot_mark(const struct fixture *fixture, struct hash *ret_mark);
/* In the child: copies the files, and forgets box and store without a word to them. snapshot_remove() removes the copy. */
void snapshot_take(struct fixture *fixture);
void snapshot_remove(const struct fixture *fixture);
