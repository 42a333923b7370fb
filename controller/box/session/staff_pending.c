/* SPDX-License-Identifier: EUPL-1.2 */
/* What a walk has emptied and nobody has answered for yet. */
#include <string.h>

#include "controller/box/session/staff_turn.h"

struct staff_pending staff_take_pending(struct staff_walk *walk, unsigned i) {
        struct staff_pending pending = walk->pending[i];

        walk->pending_count--;
        memmove(&walk->pending[i], &walk->pending[i + 1], (walk->pending_count - i) * sizeof(walk->pending[0]));
        return pending;
}

void staff_abandon_walk(struct staff *staff, const struct turn *turn) {
        while (staff->walk.pending_count > 0)
                turn->deeds->quarantine(turn->deeds->context, staff_take_pending(&staff->walk, 0).c, REASON_NOT_ANSWERED, turn->now);
}
