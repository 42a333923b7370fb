/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/door_debounce.h"

static bool know(struct door_debounce *door, enum door_state state) {
        bool changed = door->known != state;

        door->known = state;
        return changed;
}

bool door_debounce_step(struct door_debounce *door, enum door_state level, unsigned debounce_ms, int64_t now_ms) {
        if (level == DOOR_UNKNOWN) {
                door->changing = false;
                return know(door, DOOR_UNKNOWN);
        }
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
        return now_ms - door->unsteady_ms >= DOOR_UNSTEADY_MS && know(door, DOOR_UNKNOWN);
}

int64_t door_debounce_deadline(const struct door_debounce *door, unsigned debounce_ms) {
        return door->changing ? door->since_ms + debounce_ms : INT64_MAX;
}
