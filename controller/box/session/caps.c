/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/caps.h"

bool caps_take(struct caps *caps, enum cause cause) {
        static const unsigned most[CAUSE_COUNT] = {
#define CAUSE_ROW(cause, most, summary) [cause] = most,
                CAUSE_LIST(CAUSE_ROW)
#undef CAUSE_ROW
        };

        if (caps->of[cause].written < most[cause]) {
                caps->of[cause].written++;
                return true;
        }
        caps->of[cause].more++;
        return false;
}

unsigned caps_over(struct caps *caps, enum cause cause) {
        unsigned more = caps->of[cause].more;

        caps->of[cause].written = caps->of[cause].more = 0;
        return more;
}
