/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/event.h"

#include <assert.h>

static const char *const names[] = {
        [EVENT_TICK] = "tick",
        [EVENT_TARGET] = "target",
        [EVENT_TOUCHED] = "touched",
        [EVENT_SCANNER_GONE] = "scanner_gone",
        [EVENT_CODE] = "code",
        [EVENT_TICKET] = "ticket",
        [EVENT_BADGE] = "badge",
        [EVENT_PIN_CHECKED] = "pin_checked",
        [EVENT_PIN_HASHED] = "pin_hashed",
        [EVENT_OPEN] = "open",
        [EVENT_DOOR] = "door",
        [EVENT_PULSED] = "pulsed",
        [EVENT_OPENED] = "opened",
        [EVENT_NOT_OPENED] = "not_opened",
        [EVENT_CLOSED] = "closed",
        [EVENT_REMINDED] = "reminded",
        [EVENT_GIVEN_UP] = "given_up",
        [EVENT_UNLATCHED] = "sprang_open",
        [EVENT_SETTLED] = "settled",
        [EVENT_SWITCH_FAULTY] = "faulty",
        [EVENT_CAME_LATE] = "came_late",
};
static_assert(ARRAY_LEN(names) == EVENT_TYPE_COUNT, "every event has a name");

const char *event_name(enum event_type type) {
        return names[type];
}
