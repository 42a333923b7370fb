/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The table "Power cut and crash": what a box makes of the state it finds.
 *
 *   releasing, door open             issued, how = found
 *   releasing, door closed           stored, entry `unsure`; the code is still good
 *   releasing, switch not readable   as closed: only a switch that says open has seen it
 *   issued, door open, not shut yet  waited for
 *   issued, door closed              closed
 *   issued, old papers not answered  `old_missing`, unless its door is waited for
 *   loading                          quarantined with the ticket's cti until staff say
 *   opened by staff, no answer       quarantined: it may have been taken out
 *   lock or switch absent            left as it is until they are back (recover_back())
 *   anything else, door open         nobody knows why: entry `found_open`, quarantined, alarm
 */
#pragma once

#include "controller/box/session/recorder.h"
#include "controller/box/session/watch.h"

/*
 * Reads the store and the doors, and settles what the last run left. The watch knows all compartments already. False: the store
 * could not be read, and it is to be done when it answers.
 */
bool recover_run(struct recorder *recorder, struct watch *watch);
/*
 * The same for one compartment that was absent, whose lock and switch are back, with nobody at it.
 */
void recover_back(struct recorder *recorder, struct watch *watch, unsigned c);
/*
 * The same within a run, when a store that failed answers again: what was asked of it may have been done, with nobody there to go on
 * from it. `busy` are the compartments of sessions that go on; those that are open are left to them or the watch.
 */
void recover_again(struct recorder *recorder, struct watch *watch, const unsigned *busy, unsigned busy_count);
