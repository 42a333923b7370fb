/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/door_switch.h"

void door_switch_init(struct door_switch *door_switch, enum door_state level) {
        *door_switch = (struct door_switch){ .level = level };
}

void door_switch_find(struct door_switch *door_switch, enum door_state state, int64_t now_ms) {
        if (state == DOOR_UNKNOWN)
                return;
        if (state == DOOR_UNSTEADY && door_switch->level != DOOR_UNSTEADY)
                door_switch->unsteady_ms = now_ms;
        door_switch->level = state;
}

void door_switch_allow(struct door_switch *door_switch, unsigned changes) {
        door_switch->allowed = changes;
        door_switch->odd = 0;
        door_switch->changed_count = 0;
}

static void fail(struct door_switch *door_switch, int64_t now_ms) {
        door_switch->faulty = true;
        door_switch->quarantined = false;
        door_switch->counted = 0;
        door_switch->told_ms = now_ms;
}

/* Whether it is one too many within a minute. */
static bool note_change(struct door_switch *door_switch, int64_t now_ms) {
        unsigned at = door_switch->changed_count % SWITCH_CHANGES_MAX;
        bool full = door_switch->changed_count >= SWITCH_CHANGES_MAX;
        int64_t first_ms = door_switch->changed_ms[at];

        door_switch->changed_ms[at] = now_ms;
        door_switch->changed_count++;
        return full && now_ms - first_ms <= SWITCH_MINUTE_MS;
}

bool door_switch_say(struct door_switch *door_switch, enum door_state state, int64_t now_ms) {
        if (state == DOOR_UNKNOWN || state == door_switch->level)
                return false;
        door_switch->level = state;
        if (state == DOOR_UNSTEADY)
                door_switch->unsteady_ms = now_ms;
        if (door_switch->allowed > 0 && state != DOOR_UNSTEADY) {
                door_switch->allowed--;
                return false;
        }
        door_switch->odd++;
        if (door_switch->faulty) {
                door_switch->counted++;
                return false;
        }
        if (!note_change(door_switch, now_ms))
                return false;
        fail(door_switch, now_ms);
        return true;
}

bool door_switch_tick(struct door_switch *door_switch, int64_t now_ms) {
        if (door_switch->faulty || door_switch->level != DOOR_UNSTEADY || now_ms < door_switch->unsteady_ms + SWITCH_UNSTEADY_MS)
                return false;
        fail(door_switch, now_ms);
        return true;
}

bool door_switch_opening(struct door_switch *door_switch, int64_t now_ms, bool *ret_faulty) {
        unsigned most = door_switch->faulty ? SWITCH_OPENINGS_FAULTY_MAX : SWITCH_OPENINGS_MAX;

        *ret_faulty = false;
        if (door_switch->openings == 0 || now_ms - door_switch->hour_ms >= SWITCH_HOUR_MS) {
                door_switch->hour_ms = now_ms;
                door_switch->openings = 0;
        }
        if (door_switch->openings < most) {
                door_switch->openings++;
                return true;
        }
        if (!door_switch->faulty) {
                fail(door_switch, now_ms);
                *ret_faulty = true;
        }
        return false;
}

unsigned door_switch_take(struct door_switch *door_switch, int64_t now_ms) {
        unsigned counted = door_switch->counted;

        if (!door_switch->faulty || counted == 0 || now_ms < door_switch->told_ms + SWITCH_HOUR_MS)
                return 0;
        door_switch->counted = 0;
        door_switch->told_ms = now_ms;
        return counted;
}

void door_switch_mark(struct door_switch *door_switch, int64_t now_ms) {
        if (!door_switch->faulty)
                fail(door_switch, now_ms);
        door_switch->quarantined = true;
}

bool door_switch_is_calm(const struct door_switch *door_switch) {
        return door_switch->odd == 0 && door_switch->level == DOOR_CLOSED;
}

unsigned door_switch_mend(struct door_switch *door_switch) {
        unsigned counted = door_switch->faulty ? door_switch->counted : 0;

        door_switch->faulty = door_switch->quarantined = door_switch->alarmed = false;
        door_switch->counted = 0;
        door_switch->changed_count = 0;
        return counted;
}

int64_t door_switch_deadline(const struct door_switch *door_switch) {
        if (!door_switch->faulty)
                return door_switch->level == DOOR_UNSTEADY ? door_switch->unsteady_ms + SWITCH_UNSTEADY_MS : INT64_MAX;
        return door_switch->counted > 0 ? door_switch->told_ms + SWITCH_HOUR_MS : INT64_MAX;
}
