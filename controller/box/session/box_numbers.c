/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/box_numbers.h"

#include <errno.h>

#include "controller/box/session/box_inner.h"

struct still_open {
        const struct visited *visited;
        unsigned count;
};

static void count_open(void *context, const struct store_compartment *compartment, const struct consignment *consignment) {
        struct still_open *open = context;

        open->count += compartment->state != COMPARTMENT_ABSENT && open->visited->found[compartment->c - 1] == FOUND_NONE;
}

static int count_reconciliation(struct box *box, int64_t wall_ms, struct box_numbers *numbers) {
        struct store *store = box->works.recorder.store;
        struct visited *visited = &box->works.lists.visited;
        struct still_open open = { .visited = visited };
        struct entry found = { 0 };
        int r;

        if (visited->next == 0 && !box_idle(box))
                return 0;
        r = reconcile_read(store, wall_ms, visited);
        if (r == 0)
                r = store_each(store, count_open, &open);
        if (r != 0)
                return r;
        (void)reconcile_count(visited, &found);
        numbers->knows_reconciliation = true;
        numbers->there = found.there;
        numbers->empty = found.empty;
        numbers->other = found.other;
        numbers->open = open.count;
        numbers->reconciled_ms = visited->ended_ms;
        return 0;
}

int box_numbers(struct box *box, int64_t wall_ms, struct box_numbers *ret_numbers) {
        struct box_numbers numbers = { 0 };
        int r = box->works.recorder.store ? day_count(box->works.recorder.store, wall_ms, &numbers.day) : -ENOENT;

        if (r == 0)
                r = count_reconciliation(box, wall_ms, &numbers);
        if (r != 0)
                return r;
        for (unsigned i = 0; i < SCREEN_COUNT; i++)
                numbers.day.gave_up[i] += box->works.upkeep.gave_up.on[i];
        *ret_numbers = numbers;
        return 0;
}
