/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/clock_watch.h"

#include <stdlib.h>

static int64_t expected(const struct clock_watch *watch, struct moment now) {
        return watch->believed.wall_ms + (now.mono_ms - watch->believed.mono_ms);
}

void clock_watch_start(struct clock_watch *watch, int64_t floor_ms, struct moment now) {
        watch->doubt = now.wall_ms < floor_ms;
        watch->start = now;
        watch->believed = now;
        if (watch->doubt)
                watch->believed.wall_ms = floor_ms;
}

bool clock_watch_check(struct clock_watch *watch, struct moment now) {
        if (watch->doubt || llabs(now.wall_ms - expected(watch, now)) <= CLOCK_WATCH_JUMP_MS)
                return false;
        watch->doubt = true;
        return true;
}

void clock_watch_believe(struct clock_watch *watch, struct moment now) {
        watch->doubt = false;
        watch->believed = now;
}

int64_t clock_watch_estimate(const struct clock_watch *watch, struct moment now) {
        return watch->doubt ? expected(watch, now) : now.wall_ms;
}

int64_t clock_watch_steady(const struct clock_watch *watch, struct moment now) {
        return watch->start.wall_ms + (now.mono_ms - watch->start.mono_ms);
}
