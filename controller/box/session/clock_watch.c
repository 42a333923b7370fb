/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/clock_watch.h"

#include <stdlib.h>

static int64_t expected(const struct clock_watch *watch, struct moment now) {
        return watch->believed.wall_ms + (now.mono_ms - watch->believed.mono_ms);
}

void clock_watch_start(struct clock_watch *watch, int64_t floor_ms, bool doubted, struct moment now) {
        watch->doubt = doubted || now.wall_ms < floor_ms;
        watch->agrees = false;
        watch->ask_ms = now.mono_ms;
        watch->start = now;
        watch->believed = now;
        if (watch->doubt)
                watch->believed.wall_ms = floor_ms;
}

bool clock_watch_check(struct clock_watch *watch, struct moment now) {
        if (watch->doubt || llabs(now.wall_ms - expected(watch, now)) <= CLOCK_WATCH_JUMP_MS)
                return false;
        watch->doubt = true;
        watch->agrees = false;
        watch->ask_ms = now.mono_ms;
        return true;
}

/* The hour goes on only while nobody is silent and the time does what the running clock does. */
static bool goes_on(const struct clock_watch *watch, struct moment now) {
        int64_t moved_ms = now.wall_ms - watch->agreed.wall_ms - (now.mono_ms - watch->agreed.mono_ms);

        return watch->agrees && now.mono_ms - watch->heard_ms <= CLOCK_WATCH_SILENCE_MS && llabs(moved_ms) <= CLOCK_WATCH_JUMP_MS;
}

bool clock_watch_agrees(struct clock_watch *watch, bool synchronised, int64_t floor_ms, struct moment now) {
        if (!goes_on(watch, now))
                watch->agreed = now;
        watch->agrees = synchronised;
        watch->heard_ms = now.mono_ms;
        watch->ask_ms = now.mono_ms + CLOCK_WATCH_ASK_MS;
        return synchronised && now.mono_ms - watch->agreed.mono_ms >= CLOCK_WATCH_AGREED_MS && now.wall_ms >= floor_ms &&
               now.wall_ms - floor_ms <= CLOCK_WATCH_BEYOND_MS;
}

void clock_watch_waits(struct clock_watch *watch, struct moment now) {
        watch->ask_ms = now.mono_ms + CLOCK_WATCH_SOON_MS;
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
