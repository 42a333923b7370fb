/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/watch.h"

#include <assert.h>

void watch_init(struct watch *watch, unsigned count) {
        assert(count <= STORE_COMPARTMENTS_MAX);
        *watch = (struct watch){ .count = count };
}

static struct watch_door *door_of(struct watch *watch, unsigned c) {
        assert(c >= 1 && c <= watch->count);
        return &watch->doors[c - 1];
}

void watch_found_open(struct watch *watch, struct moment now, unsigned c, bool explained) {
        struct watch_door *door = door_of(watch, c);

        door->open = true;
        door->explained = explained;
        door->opened_ms = now.mono_ms;
        door->stage = WATCH_STAGE_FRESH;
}

void watch_expect(struct watch *watch, unsigned c, struct moment now) {
        struct watch_door *door = door_of(watch, c);

        door->expected_ms = now.mono_ms + WATCH_EXPECT_MS;
        door->late = false;
}

void watch_give_up(struct watch *watch, unsigned c) {
        door_of(watch, c)->late = true;
}

void watch_disown(struct watch *watch) {
        for (unsigned i = 0; i < watch->count; i++) {
                watch->doors[i].owned_ms = 0;
                watch->doors[i].owned = false;
        }
}

bool watch_is_open(const struct watch *watch, unsigned c) {
        return watch->doors[c - 1].open;
}

unsigned watch_first_open(const struct watch *watch) {
        for (unsigned i = 0; i < watch->count; i++)
                if (watch->doors[i].open && watch->doors[i].stage != WATCH_STAGE_GIVEN_UP)
                        return i + 1;
        return 0;
}

bool watch_is_under_way(const struct watch *watch, unsigned c) {
        return watch->opening == c || watch->doors[c - 1].open || watch->doors[c - 1].settling;
}

bool watch_any_open(const struct watch *watch) {
        return watch_first_open(watch) != 0;
}

static void tell(struct actions *actions, enum event_type event, unsigned c) {
        struct action *action = action_add(actions, ACTION_TELL);

        action->event = event;
        action->c = c;
}

/* Nobody waited for it, and it lasts: a latch that missed, or a break-in. */
static void judge_held(struct watch_door *door, unsigned c, struct actions *actions) {
        if (!door->held)
                return;
        door->held = door->settling = false;
        door->explained = door->owned;
        action_add(actions, door->owned ? ACTION_UNLATCHED : ACTION_FORCED_OPEN)->c = c;
        door->owned = false;
}

static void held_tick(struct watch_door *door, unsigned c, struct moment now, struct actions *actions) {
        if (now.mono_ms >= door->opened_ms + WATCH_HOLD_MS)
                judge_held(door, c, actions);
}

/* ---- opening ---- */

static void try_once(struct watch *watch, struct moment now, struct actions *actions) {
        watch->tries++;
        watch->pulsing = true;
        watch->due_ms = now.mono_ms + WATCH_PULSE_LIMIT_MS;
        watch_expect(watch, watch->opening, now);
        action_add(actions, ACTION_PULSE)->c = watch->opening;
}

static void begin_opening(struct watch *watch, unsigned c, struct moment now, struct actions *actions) {
        struct watch_door *door = door_of(watch, c);

        if (door->open) {
                judge_held(door, c, actions);
                door->explained = true;
                /* Whoever asked for it is reminded and given up on anew: the last one may have been long ago. */
                door->opened_ms = now.mono_ms;
                door->stage = WATCH_STAGE_FRESH;
                tell(actions, EVENT_OPENED, c);
                return;
        }
        watch->opening = c;
        watch->tries = 0;
        try_once(watch, now, actions);
}

static void pulse_ended(struct watch *watch, unsigned c, struct moment now) {
        if (watch->opening != c || !watch->pulsing)
                return;
        watch->pulsing = false;
        watch->due_ms = now.mono_ms + WATCH_WAIT_MS;
        watch_expect(watch, c, now);
}

static void opening_tick(struct watch *watch, struct moment now, struct actions *actions) {
        unsigned c = watch->opening;

        if (c == 0 || now.mono_ms < watch->due_ms)
                return;
        if (watch->tries < WATCH_TRIES) {
                try_once(watch, now, actions);
                return;
        }
        watch->opening = 0;
        watch->pulsing = false;
        tell(actions, EVENT_NOT_OPENED, c);
}

/* ---- doors ---- */

/* It is what it was opened for, or nobody waits for it and it has to last. */
static void judge_opening(struct watch_door *door, unsigned c, struct moment now, struct actions *actions) {
        door->explained = now.mono_ms < door->expected_ms;
        door->held = !door->explained;
        door->owned = now.mono_ms < door->owned_ms;
        if (door->explained && door->late)
                action_add(actions, ACTION_CAME_LATE)->c = c;
        else if (door->explained)
                tell(actions, EVENT_OPENED, c);
        if (!door->explained)
                return;
        door->settling = false;
        door->expected_ms = 0;
        door->late = false;
}

static void opened(struct watch *watch, unsigned c, struct moment now, struct actions *actions) {
        struct watch_door *door = door_of(watch, c);

        if (door->open)
                return;
        door->open = true;
        door->opened_ms = now.mono_ms;
        door->stage = WATCH_STAGE_FRESH;
        watch->click_ms = now.mono_ms + WATCH_CLICK_MS;
        if (watch->opening == c) {
                watch->opening = 0;
                watch->pulsing = false;
        }
        judge_opening(door, c, now, actions);
}

static void closed(struct watch *watch, unsigned c, struct moment now, struct actions *actions) {
        struct watch_door *door = door_of(watch, c);
        bool counts;

        if (!door->open)
                return;
        held_tick(door, c, now, actions);
        counts = !door->held;
        if (door->explained || door->owned)
                door->owned_ms = now.mono_ms + WATCH_OWN_MS;
        door->settling = door->settling || door->explained;
        door->open = door->explained = door->held = door->owned = false;
        door->shut_ms = now.mono_ms;
        if (counts)
                tell(actions, EVENT_CLOSED, c);
}

static void settle_tick(struct watch_door *door, unsigned c, struct moment now, struct actions *actions) {
        if (door->open || !door->settling || now.mono_ms < door->shut_ms + WATCH_SETTLE_MS)
                return;
        door->settling = false;
        tell(actions, EVENT_SETTLED, c);
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

/* One stage a call; a long silence passes through all of them, a tick each. */
static bool stage_tick(struct watch *watch, unsigned c, struct moment now, struct actions *actions) {
        struct watch_door *door = door_of(watch, c);

        if (!door->open || door->held || now.mono_ms < stage_due(door))
                return false;
        switch (++door->stage) {
        case WATCH_STAGE_REMINDED:
                action_tone(actions, TONE_REMINDER);
                tell(actions, EVENT_REMINDED, c);
                break;
        case WATCH_STAGE_LEFT_OPEN:
                action_add(actions, ACTION_LEFT_OPEN)->c = c;
                action_tone(actions, TONE_REMINDER);
                break;
        case WATCH_STAGE_GIVEN_UP: {
                struct action *action = action_add(actions, ACTION_QUARANTINE);

                action->c = c;
                action->reason = REASON_LEFT_OPEN;
                tell(actions, EVENT_GIVEN_UP, c);
                break;
        }
        case WATCH_STAGE_FRESH:
                break;
        }
        return true;
}

/* What one step may answer has a bound; the rest is due at once. */
static void shut_tick(struct watch *watch, struct moment now, struct actions *actions) {
        for (unsigned c = 1; c <= watch->count && actions->count < ACTIONS_MAX / 2; c++) {
                held_tick(door_of(watch, c), c, now, actions);
                settle_tick(door_of(watch, c), c, now, actions);
        }
}

static void doors_tick(struct watch *watch, struct moment now, struct actions *actions) {
        bool click = false;

        for (unsigned c = 1; c <= watch->count; c++) {
                const struct watch_door *door = &watch->doors[c - 1];

                if (stage_tick(watch, c, now, actions))
                        return;
                click = click || (door->open && door->explained && door->stage != WATCH_STAGE_GIVEN_UP);
        }
        if (click && now.mono_ms >= watch->click_ms) {
                watch->click_ms = now.mono_ms + WATCH_CLICK_MS;
                action_tone(actions, TONE_DOOR_CLICK);
        }
}

void watch_step(struct watch *watch, const struct event *event, struct moment now, struct actions *actions) {
        switch ((int)event->type) {
        case EVENT_OPEN:
                begin_opening(watch, event->c, now, actions);
                break;
        case EVENT_PULSED:
                pulse_ended(watch, event->c, now);
                break;
        case EVENT_DOOR:
                if (event->door == DOOR_OPEN)
                        opened(watch, event->c, now, actions);
                else if (event->door == DOOR_CLOSED)
                        closed(watch, event->c, now, actions);
                break;
        case EVENT_TICK:
                opening_tick(watch, now, actions);
                shut_tick(watch, now, actions);
                doors_tick(watch, now, actions);
                break;
        default:
                break;
        }
}

static int64_t earlier(int64_t a, int64_t b) {
        return a < b ? a : b;
}

static int64_t door_deadline(const struct watch *watch, const struct watch_door *door) {
        int64_t deadline = INT64_MAX;

        if (door->settling && !door->open)
                return door->shut_ms + WATCH_SETTLE_MS;
        if (door->held)
                return door->opened_ms + WATCH_HOLD_MS;
        if (!door->open || door->stage == WATCH_STAGE_GIVEN_UP)
                return deadline;
        if (door->explained)
                deadline = watch->click_ms;
        return earlier(deadline, stage_due(door));
}

int64_t watch_deadline(const struct watch *watch) {
        int64_t deadline = watch->opening ? watch->due_ms : INT64_MAX;

        for (unsigned i = 0; i < watch->count; i++)
                deadline = earlier(deadline, door_deadline(watch, &watch->doors[i]));
        return deadline;
}
