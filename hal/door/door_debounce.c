/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/door/door_debounce.h"

static bool know(struct door_debounce *door, enum door_state state) {
        bool changed = door->known != state;

        door->known = state;
        return changed;
}

/* Ever more seldom: a bus that is disturbed recovers soon, one that hangs must not keep its readers from all else. */
static void put_off(struct door_debounce *door, int64_t now_ms) {
        if (door->pause_ms > 0 && now_ms < door->again_ms)
                return;
        door->pause_ms = door->pause_ms == 0 ? DOOR_REREAD_FIRST_MS : 2 * door->pause_ms;
        if (door->pause_ms > DOOR_REREAD_LAST_MS)
                door->pause_ms = DOOR_REREAD_LAST_MS;
        door->again_ms = now_ms + door->pause_ms;
}

bool door_debounce_step(struct door_debounce *door, enum door_state level, unsigned debounce_ms, int64_t now_ms) {
        if (level == DOOR_UNKNOWN) {
                door->changing = false;
                put_off(door, now_ms);
                return know(door, DOOR_UNKNOWN);
        }
        door->pause_ms = 0;
        if (!door->changing) {
                if (level == door->known)
                        return false;
                door->changing = true;
                door->unsteady_ms = now_ms;
                door->level = level;
                door->since_ms = now_ms;
        } else if (level != door->level) {
                door->level = level;
                door->since_ms = now_ms;
        }
        if (now_ms - door->since_ms >= debounce_ms) {
                door->changing = false;
                return know(door, level);
        }
        return now_ms - door->unsteady_ms >= DOOR_UNSTEADY_MS && know(door, DOOR_UNSTEADY);
}

int64_t door_debounce_deadline(const struct door_debounce *door, unsigned debounce_ms) {
        if (door->pause_ms > 0)
                return door->again_ms;
        return door->changing ? door->since_ms + debounce_ms : INT64_MAX;
}
