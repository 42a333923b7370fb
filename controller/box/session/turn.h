/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What one step of a machine has at hand: what happened and when, whom it asks and where it leaves what it wants done. Borrowed for
 * the step.
 */
#pragma once

#include "base/moment.h"
#include "controller/box/session/action.h"
#include "controller/box/session/deeds.h"
#include "controller/box/session/event.h"

struct task;

struct turn {
        const struct event *event;
        struct moment now;
        const struct deeds *deeds;
        struct actions *actions;
        const struct task *const *tasks; /* by their number (base/words/task.h); for turns of the staff */
};

static inline bool target_goes_on(struct target target) {
        return target.id == TARGET_NEXT || target.id == TARGET_YES;
}
