/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/slowdown.h"

static int64_t newest(const struct slowdown *slowdown) {
        return slowdown->wrong_ms[(slowdown->wrong_count - 1) % SLOWDOWN_WRONG];
}

int64_t slowdown_delay(const struct slowdown *slowdown, struct moment now) {
        if (slowdown->delay_ms == 0 || now.mono_ms - newest(slowdown) >= SLOWDOWN_WITHIN_MS)
                return 0;
        return slowdown->delay_ms;
}

void slowdown_count(struct slowdown *slowdown, struct moment now) {
        int64_t delay_ms = slowdown_delay(slowdown, now);
        unsigned oldest;

        slowdown->wrong_ms[slowdown->wrong_count++ % SLOWDOWN_WRONG] = now.mono_ms;
        oldest = slowdown->wrong_count % SLOWDOWN_WRONG;
        if (delay_ms > 0)
                slowdown->delay_ms = delay_ms * 2 < SLOWDOWN_MAX_MS ? delay_ms * 2 : SLOWDOWN_MAX_MS;
        else if (slowdown->wrong_count >= SLOWDOWN_WRONG && now.mono_ms - slowdown->wrong_ms[oldest] < SLOWDOWN_WITHIN_MS)
                slowdown->delay_ms = SLOWDOWN_FIRST_MS;
        else
                slowdown->delay_ms = 0;
}
