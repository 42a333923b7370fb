/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Work that may block for long, a stick's for example: done by a thread of its own, one errand at a time, while the loop goes on.
 *
 * run() is called in that thread and must touch nothing of the loop's; over() is called in the loop's thread when it has returned.
 * Freeing waits for run(), which should look at errand_ends() now and then.
 */
#pragma once

#include <stdbool.h>
#include <systemd/sd-event.h>

#include "base/macro.h"

struct errand;

struct errand_ways {
        void (*run)(void *context, struct errand *errand);
        void (*over)(void *context);
        void (*progress)(void *context);        /* NULL: nobody wants to know */
        void *context;
};

/* 0 or a negative errno. No thread is started yet. The caller owns it. */
MUST_CHECK int errand_new(sd_event *event, struct errand **ret_errand);
void errand_free(struct errand *errand);

/* 0; -EBUSY while one is under way; a negative errno. *ways is copied. */
MUST_CHECK int errand_start(struct errand *errand, const struct errand_ways *ways);

bool errand_is_under_way(const struct errand *errand);

/* ---- for run() ---- */

/* The loop is to be told of progress. */
void errand_tell(struct errand *errand);
/* The daemon ends: what is under way is to be given up. */
bool errand_ends(const struct errand *errand);
