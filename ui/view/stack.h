/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A stack: boxes one after the other in a room, in either direction.
 *
 * Each box has the size it would like, the least it can do with, and the gap before
 * it. Where they all fit, what is left goes to those that grow. Where they do not, gaps
 * become smaller first, then boxes go down to their least, then those that may be
 * left out go, the highest number first.
 */
#pragma once

#include <stdbool.h>

struct stack_box {
        int size, least;              /* least 0: it cannot be smaller than size */
        int gap;                      /* before it; a quarter of it stays at least */
        unsigned drop;                /* 0: it stays whatever happens */
        unsigned grow;                /* its share of what is left */
        /* Filled in: */
        int at;
        bool dropped;                 /* it has no place; size is 0 */
};

/* Places the boxes in `room` from `from` on. Returns where the last ends; beyond from + room when even the least is too much. */
int stack_place(struct stack_box *boxes, unsigned count, int from, int room);
