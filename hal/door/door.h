/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The door switches of a box, debounced (50 ms) and corrected for polarity.
 * Unknown means that the switch cannot be read, unsteady that it does not come to rest: nobody
 * may take either for closed. Levels are read again after each edge, at the end of the
 * debounce time, when a reading failed, and without any reason (hal/lock/lines.h), for edges get lost; an edge alone is never believed. One thread; nothing blocks
 * but the constructor.
 */
#pragma once

#include <stdbool.h>

#include "base/macro.h"

enum door_state { DOOR_UNKNOWN, DOOR_CLOSED, DOOR_OPEN, DOOR_UNSTEADY };
const char *door_state_name(enum door_state state);

enum { DOOR_DEBOUNCE_MS = 50, DOOR_DEBOUNCE_MAX_MS = 1000 };

struct lines;
struct line_tally;
struct door_bank;

/*
 * A bank over inputs (hal/lock/lines.h), an active line being a closed door. Waits until every switch has held its level for
 * debounce_ms, at most five times that: a state is known before anybody acts on it; one that never rests is unknown, and unsteady later.
 * 0, -EINVAL for a debounce time over the maximum, or a negative errno. The bank owns the lines from then on; on failure
 * the caller still does.
 */
MUST_CHECK int door_bank_new(struct lines *lines, unsigned debounce_ms, struct door_bank **ret_bank);

typedef void door_event_fn(void *context, unsigned index, enum door_state state);

unsigned door_bank_count(const struct door_bank *bank);
int door_bank_fd(const struct door_bank *bank);
/* Calls back for every door whose state has changed. 0 or a negative errno when the switches are lost for good. */
MUST_CHECK int door_bank_dispatch(struct door_bank *bank);
void door_bank_set_callback(struct door_bank *bank, door_event_fn *callback, void *context);
/* Looks for lines that have come or gone; what their switches say is told when they have come to rest. As lines_renew(). */
MUST_CHECK int door_bank_renew(struct door_bank *bank, bool *ret_changed);
/* Chips have come, gone or changed hands since: a look at locks and doors may find more or less. door_bank_dispatch() learns it. */
bool door_bank_stale(const struct door_bank *bank);
/* False: its line is not there. */
bool door_bank_present(const struct door_bank *bank, unsigned index);
/* Somebody waits for that door to open or to shut, or no more: its level is read every 50 ms meanwhile. */
void door_bank_await(struct door_bank *bank, unsigned index, bool awaited);
/* Its chip has no interrupt: its level is read every 500 ms instead. */
bool door_bank_polled(const struct door_bank *bank, unsigned index);
/* How its changes were told, as lines_tally() of hal/lock/lines.h. */
struct line_tally door_bank_tally(const struct door_bank *bank, unsigned index);
/* The label of the chip that reads it; as long as the bank. */
const char *door_bank_chip(const struct door_bank *bank, unsigned index);
enum door_state door_bank_state(const struct door_bank *bank, unsigned index);
void door_bank_free(struct door_bank *bank);
DEFINE_CLEANUP(struct door_bank, door_bank_free, door_bank_cleanup)
