/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Reads the levels of inputs again and again, in a thread of its own, for edges get lost: places (what is read at once, such as
 * the lines of one chip) each have a period, and whoever is waiting for one reads it more often. A bus that is slow or hangs
 * keeps the thread and nobody else. For hal/lock/lines_*.c alone.
 *
 * The thread reads and compares: with what its owner has been given of each line last (lines_reader_given()). Where that differs, or
 * a place can be read no more, lines_reader_fd() becomes readable, and lines_reader_take() names the slots to be looked at. It
 * shares nothing else. All calls but the read function are the owner's thread's; none blocks but lines_reader_drop() and
 * lines_reader_free(), as long as one reading lasts.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/macro.h"

enum {
        LINES_READER_PLACE_MAX = 64,            /* slots of a place */
        LINES_READER_AWAITED_MS = 50,           /* somebody waits for one of its lines */
        LINES_READER_POLLED_MS = 500,           /* it tells no edges */
        LINES_READER_OTHER_MS = 10 * 1000,
};

/* Of the thread, for those who look at what a process does. */
#define LINES_READER_NAME "levels"

struct lines_reader;

/* In the thread: the levels of a place, a bit a slot. 0 or a negative errno. */
typedef int lines_reader_fn(void *context, unsigned place, uint64_t *ret_levels);

/* With room for so many places, none of which is read yet. 0 or a negative errno. */
MUST_CHECK int lines_reader_new(unsigned count, lines_reader_fn *read, void *context, struct lines_reader **ret_reader);
void lines_reader_free(struct lines_reader *reader);
int lines_reader_fd(const struct lines_reader *reader);
/*
 * A place that is not read is from now on, at once at first: it has so many slots, 1 to LINES_READER_PLACE_MAX, somebody waits for so
 * many of its lines, and polled says that it tells no edges.
 */
void lines_reader_begin(struct lines_reader *reader, unsigned place, unsigned slots, unsigned waiting, bool polled);
/* One more, or one less, waits for a line of this place. */
void lines_reader_await(struct lines_reader *reader, unsigned place, bool more);
/* The owner has read that slot itself, and knows its level. */
void lines_reader_given(struct lines_reader *reader, unsigned place, unsigned slot, bool level);
/* The slots of this place that the owner should read, and takes by that. Empties the descriptor with place 0. */
uint64_t lines_reader_take(struct lines_reader *reader, unsigned place);
/* The place is not read any more, until it is begun again, and no reading of it is under way. */
void lines_reader_drop(struct lines_reader *reader, unsigned place);
