/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/watch_door.h"

/* Nobody waited for it, and it lasts: a latch that missed, or a break-in; or one more of too many, which is only counted. */
void watch_door_held(struct watch_door *door, unsigned c, struct moment now, struct actions *actions) {
        bool faulty;

        if (!door->held)
                return;
        door->held = false;
        if (door_switch_opening(&door->door_switch, now.mono_ms, &faulty)) {
                door->settling = false;
                door->explained = door->owned;
                action_add(actions, door->owned ? ACTION_UNLATCHED : ACTION_FORCED_OPEN)->c = c;
        } else {
                door->stage = WATCH_STAGE_GIVEN_UP;
        }
        if (faulty)
                action_add(actions, ACTION_SWITCH_FAULTY)->c = c;
        door->owned = false;
}

/* Shut again before the second was over in which its chip may have turned out to say so of too many: it lasted long enough to be told. */
void watch_door_pending(struct watch_door *door, unsigned c, struct moment now, struct actions *actions) {
        bool faulty;

        if (!door->pending)
                return;
        door->pending = false;
        if (door_switch_opening(&door->door_switch, now.mono_ms, &faulty))
                action_add(actions, door->pending_owned ? ACTION_UNLATCHED : ACTION_FORCED_OPEN)->c = c;
        if (faulty)
                action_add(actions, ACTION_SWITCH_FAULTY)->c = c;
}

static int64_t held_until(const struct watch_door *door) {
        return door->opened_ms + (door->door_switch.faulty ? SWITCH_HOLD_MS : door->together ? CHIP_TOGETHER_MS : WATCH_HOLD_MS);
}

void watch_door_outlasts(struct watch_door *door, unsigned c, struct moment now, struct actions *actions) {
        if (now.mono_ms >= held_until(door))
                watch_door_held(door, c, now, actions);
        if (now.mono_ms >= door->opened_ms + CHIP_TOGETHER_MS)
                watch_door_pending(door, c, now, actions);
}

/* A switch turns out to be faulty by itself, and once an hour its changes are told. */
static void switch_tick(struct watch_door *door, unsigned c, struct moment now, struct actions *actions) {
        unsigned count;

        if (door_switch_tick(&door->door_switch, now.mono_ms))
                action_add(actions, ACTION_SWITCH_FAULTY)->c = c;
        count = door_switch_take(&door->door_switch, now.mono_ms);
        if (count > 0) {
                struct action *action = action_add(actions, ACTION_SWITCH_CHANGES);

                action->c = c;
                action->count = count;
        }
}

void watch_door_opened(struct watch_door *door, unsigned c, struct moment now, struct actions *actions) {
        door->explained = now.mono_ms < door->expected_ms;
        door->held = !door->explained;
        door->owned = now.mono_ms < door->owned_ms;
        if (door->explained && door->late)
                action_add(actions, ACTION_CAME_LATE)->c = c;
        else if (door->explained)
                action_tell(actions, EVENT_OPENED, c);
        if (!door->explained)
                return;
        door->settling = false;
        door->expected_ms = 0;
        door->late = false;
}

static void settle_tick(struct watch_door *door, unsigned c, struct moment now, struct actions *actions) {
        if (door->open || !door->settling || now.mono_ms < door->shut_ms + WATCH_SETTLE_MS)
                return;
        door->settling = false;
        action_tell(actions, EVENT_SETTLED, c);
}

/* Nobody waits for it any more. */
static void forget_tick(struct watch_door *door, struct moment now) {
        if (now.mono_ms >= door->expected_ms)
                door->expected_ms = 0;
        if (now.mono_ms >= door->owned_ms)
                door->owned_ms = 0;
}

static int64_t stage_due(const struct watch_door *door) {
        switch (door->stage) {
        case WATCH_STAGE_FRESH:
                return door->opened_ms + WATCH_REMIND_MS;
        case WATCH_STAGE_REMINDED:
                return door->opened_ms + WATCH_LEFT_OPEN_MS;
        case WATCH_STAGE_LEFT_OPEN:
                return door->opened_ms + WATCH_GIVE_UP_MS;
        case WATCH_STAGE_GIVEN_UP:
                break;
        }
        return INT64_MAX;
}

bool watch_door_stage(struct watch_door *door, unsigned c, struct moment now, struct actions *actions) {
        if (!door->open || door->held || now.mono_ms < stage_due(door))
                return false;
        switch (++door->stage) {
        case WATCH_STAGE_REMINDED:
                action_tone(actions, TONE_REMINDER);
                action_tell(actions, EVENT_REMINDED, c);
                break;
        case WATCH_STAGE_LEFT_OPEN:
                action_add(actions, ACTION_LEFT_OPEN)->c = c;
                action_tone(actions, TONE_REMINDER);
                break;
        case WATCH_STAGE_GIVEN_UP: {
                struct action *action = action_add(actions, ACTION_QUARANTINE);

                action->c = c;
                action->reason = REASON_LEFT_OPEN;
                action_tell(actions, EVENT_GIVEN_UP, c);
                break;
        }
        case WATCH_STAGE_FRESH:
                break;
        }
        return true;
}

void watch_door_tick(struct watch_door *door, unsigned c, struct moment now, struct actions *actions) {
        forget_tick(door, now);
        watch_door_outlasts(door, c, now, actions);
        switch_tick(door, c, now, actions);
        settle_tick(door, c, now, actions);
}

static int64_t earlier(int64_t a, int64_t b) {
        return a < b ? a : b;
}

/* Until then somebody waits for a door that is shut. */
static int64_t awaited_until(const struct watch_door *door) {
        int64_t deadline = INT64_MAX;

        if (door->pending)
                deadline = door->opened_ms + CHIP_TOGETHER_MS;
        if (door->expected_ms > 0)
                deadline = earlier(deadline, door->expected_ms);
        if (door->owned_ms > 0)
                deadline = earlier(deadline, door->owned_ms);
        return deadline;
}

int64_t watch_door_deadline(const struct watch_door *door, int64_t click_ms) {
        int64_t deadline = door_switch_deadline(&door->door_switch);

        if (!door->open)
                deadline = earlier(deadline, awaited_until(door));
        if (door->settling && !door->open)
                return earlier(deadline, door->shut_ms + WATCH_SETTLE_MS);
        if (door->held)
                return earlier(deadline, held_until(door));
        if (!door->open || door->stage == WATCH_STAGE_GIVEN_UP)
                return deadline;
        if (door->explained)
                deadline = earlier(deadline, click_ms);
        return earlier(deadline, stage_due(door));
}
