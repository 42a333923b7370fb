/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A few threads that run one function over items and hand them back in the
 * order in which they were given.
 *
 * The function must be pure: it changes nothing but its item, and what it reads
 * besides does not change while the crew exists. An item belongs to the crew
 * from crew_give() to the crew_take() that returns it. All functions here are
 * called from one thread; crew_take() and crew_free() block.
 */
#pragma once

#include "base/macro.h"

enum { CREW_THREADS_MAX = 16, CREW_ITEMS_MAX = 2 * CREW_THREADS_MAX };

typedef void crew_run_fn(void *item);

struct crew;

/* One thread for each processor that this process may use, at most CREW_THREADS_MAX. 0 or -ENOMEM; -EAGAIN when there is no thread to be had. */
MUST_CHECK int crew_new(crew_run_fn *run, struct crew **ret_crew);
/* Lets the threads finish what they are at; items not taken are the caller's again. Accepts NULL. */
void crew_free(struct crew *crew);
DEFINE_CLEANUP(struct crew, crew_free, crew_cleanup)

/* How many items it takes to keep all threads at work: two for each. */
unsigned crew_items(const struct crew *crew);
/* At most crew_items() are with the crew at a time. */
void crew_give(struct crew *crew, void *item);
/* The item given first; NULL when none is with the crew. */
void *crew_take(struct crew *crew);
