/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/watch.h"

#include <assert.h>

void watch_init(struct watch *watch, unsigned count) {
        assert(count <= STORE_COMPARTMENTS_MAX);
        *watch = (struct watch){ .count = count };
        for (unsigned i = 0; i < count; i++)
                door_switch_init(&watch->doors[i].door_switch, DOOR_CLOSED);
}

static struct watch_door *door_of(struct watch *watch, unsigned c) {
        assert(c >= 1 && c <= watch->count);
        return &watch->doors[c - 1];
}

void watch_set_chip(struct watch *watch, unsigned c, unsigned like) {
        struct watch_door *door = door_of(watch, c);

        if (like != c) {
                door->chip = door_of(watch, like)->chip;
                return;
        }
        watch->chips[watch->chip_count++] = (struct chip_watch){ .c = c };
        door->chip = watch->chip_count;
}

bool watch_doubts_a_chip(const struct watch *watch) {
        for (unsigned i = 0; i < watch->chip_count; i++)
                if (watch->chips[i].doubted)
                        return true;
        return false;
}

void watch_found_open(struct watch *watch, struct moment now, unsigned c, bool explained) {
        struct watch_door *door = door_of(watch, c);

        door->open = true;
        door->explained = explained;
        door->opened_ms = now.mono_ms;
        door->stage = WATCH_STAGE_FRESH;
        door_switch_init(&door->door_switch, DOOR_OPEN);
        door_switch_allow(&door->door_switch, 1);
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

/* ---- switches ---- */

bool watch_is_faulty(const struct watch *watch, unsigned c) {
        return watch->doors[c - 1].door_switch.faulty;
}

void watch_found_faulty(struct watch *watch, struct moment now, unsigned c) {
        door_switch_mark(&door_of(watch, c)->door_switch, now.mono_ms);
}

void watch_forgive(struct watch *watch, unsigned c) {
        struct door_switch *door_switch = &door_of(watch, c)->door_switch;

        (void)door_switch_mend(door_switch);
        door_switch->level = DOOR_CLOSED;
}

unsigned watch_next_to_quarantine(const struct watch *watch, unsigned c) {
        for (unsigned i = c - 1; i < watch->count; i++)
                if (watch->doors[i].door_switch.faulty && !watch->doors[i].door_switch.quarantined)
                        return i + 1;
        return 0;
}

void watch_note_alarm(struct watch *watch, unsigned c) {
        door_of(watch, c)->door_switch.alarmed = true;
}

void watch_note_quarantine(struct watch *watch, unsigned c) {
        door_of(watch, c)->door_switch.quarantined = true;
}

bool watch_is_alarmed(const struct watch *watch, unsigned c) {
        return watch->doors[c - 1].door_switch.alarmed;
}

bool watch_is_calm(const struct watch *watch, unsigned c) {
        return door_switch_is_calm(&watch->doors[c - 1].door_switch);
}

unsigned watch_counted(const struct watch *watch, unsigned c) {
        const struct door_switch *door_switch = &watch->doors[c - 1].door_switch;

        return door_switch->faulty ? door_switch->counted : 0;
}

unsigned watch_mend(struct watch *watch, unsigned c) {
        return door_switch_mend(&door_of(watch, c)->door_switch);
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

bool watch_expects(const struct watch *watch, unsigned c, struct moment now) {
        return now.mono_ms < watch->doors[c - 1].expected_ms;
}

bool watch_any_open(const struct watch *watch) {
        return watch_first_open(watch) != 0;
}

bool watch_awaits(const struct watch *watch, unsigned c) {
        const struct watch_door *door = &watch->doors[c - 1];

        if (door->open)
                return door->stage != WATCH_STAGE_GIVEN_UP;
        return watch->opening == c || door->settling || door->expected_ms > 0 || door->owned_ms > 0;
}

unsigned watch_about_to_try(const struct watch *watch, struct moment now) {
        return watch->opening != 0 && now.mono_ms >= watch->due_ms ? watch->opening : 0;
}

static void tell(struct actions *actions, enum event_type event, unsigned c) {
        struct action *action = action_add(actions, ACTION_TELL);

        action->event = event;
        action->c = c;
}

/* Nobody waited for it, and it lasts: a latch that missed, or a break-in; or one more of too many, which is only counted. */
static void judge_held(struct watch_door *door, unsigned c, struct moment now, struct actions *actions) {
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
static void judge_pending(struct watch_door *door, unsigned c, struct moment now, struct actions *actions) {
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

static void held_tick(struct watch_door *door, unsigned c, struct moment now, struct actions *actions) {
        if (now.mono_ms >= held_until(door))
                judge_held(door, c, now, actions);
        if (now.mono_ms >= door->opened_ms + CHIP_TOGETHER_MS)
                judge_pending(door, c, now, actions);
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

/* ---- opening ---- */

static void try_once(struct watch *watch, struct moment now, struct actions *actions) {
        watch->tries++;
        watch->pulsing = true;
        watch->meanwhile = DOOR_UNKNOWN;
        watch->due_ms = now.mono_ms + WATCH_PULSE_LIMIT_MS;
        watch_expect(watch, watch->opening, now);
        door_switch_allow(&door_of(watch, watch->opening)->door_switch, 2);
        action_add(actions, ACTION_PULSE)->c = watch->opening;
}

static void begin_opening(struct watch *watch, unsigned c, struct moment now, struct actions *actions) {
        struct watch_door *door = door_of(watch, c);

        if (door->open) {
                judge_held(door, c, now, actions);
                door->explained = true;
                door_switch_allow(&door->door_switch, 1);
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



/* ---- doors ---- */

/* What its chip has said of many doors is none of theirs: nobody reminds of them, and their switches are not blamed. */
static void blame_chip(struct watch *watch, unsigned chip, struct moment now) {
        for (unsigned i = 0; i < watch->count; i++) {
                struct watch_door *door = &watch->doors[i];

                if (door->chip != chip || now.mono_ms - door->opened_ms > CHIP_TOGETHER_MS)
                        continue;
                door->pending = false;
                if (!door->held)
                        continue;
                door->held = door->owned = false;
                door->stage = WATCH_STAGE_GIVEN_UP;
                door_switch_allow(&door->door_switch, 1);
        }
}

static void note_together(struct watch *watch, unsigned chip, struct moment now) {
        for (unsigned i = 0; i < watch->count; i++)
                if (watch->doors[i].chip == chip && watch->doors[i].held && now.mono_ms - watch->doors[i].opened_ms <= CHIP_TOGETHER_MS)
                        watch->doors[i].together = true;
}

/* Nobody waits for it: it may be the chip that says so. */
static void ask_chip(struct watch *watch, struct watch_door *door, struct moment now, struct actions *actions) {
        struct chip_watch *chip = door->chip > 0 ? &watch->chips[door->chip - 1] : NULL;

        door->together = false;
        switch (chip ? chip_watch_opening(chip, now.mono_ms) : CHIP_ALONE) {
        case CHIP_ALONE:
                break;
        case CHIP_TOGETHER:
                note_together(watch, door->chip, now);
                break;
        case CHIP_TOO_MANY:
                blame_chip(watch, door->chip, now);
                if (chip_watch_doubt(chip, now.mono_ms))
                        action_add(actions, ACTION_CHIP_DOUBTED)->c = chip->c;
                break;
        }
}

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
        judge_pending(door, c, now, actions);
        door->open = true;
        door->opened_ms = now.mono_ms;
        door->stage = WATCH_STAGE_FRESH;
        watch->click_ms = now.mono_ms + WATCH_CLICK_MS;
        if (watch->opening == c) {
                watch->opening = 0;
                watch->pulsing = false;
        }
        judge_opening(door, c, now, actions);
        if (door->held)
                ask_chip(watch, door, now, actions);
}

static void closed(struct watch *watch, unsigned c, struct moment now, struct actions *actions) {
        struct watch_door *door = door_of(watch, c);
        bool counts;

        if (!door->open)
                return;
        held_tick(door, c, now, actions);
        counts = !door->held;
        door->pending = door->held && door->together && !door->door_switch.faulty && now.mono_ms - door->opened_ms >= WATCH_HOLD_MS;
        door->pending_owned = door->owned;
        if (door->explained || door->owned)
                door->owned_ms = now.mono_ms + WATCH_OWN_MS;
        door->settling = door->settling || door->explained;
        door->open = door->explained = door->held = door->owned = false;
        door->shut_ms = now.mono_ms;
        if (counts)
                tell(actions, EVENT_CLOSED, c);
}

/* What a switch says, and what that says of the switch. */
static void said(struct watch *watch, unsigned c, enum door_state state, struct moment now, struct actions *actions) {
        if (door_switch_say(&door_of(watch, c)->door_switch, state, now.mono_ms))
                action_add(actions, ACTION_SWITCH_FAULTY)->c = c;
        if (state == DOOR_OPEN)
                opened(watch, c, now, actions);
        else if (state == DOOR_CLOSED)
                closed(watch, c, now, actions);
}

static void door_said(struct watch *watch, unsigned c, enum door_state state, struct moment now, struct actions *actions) {
        if (watch->opening == c && watch->pulsing)
                watch->meanwhile = state;
        else
                said(watch, c, state, now, actions);
}

/* ---- the end of a pulse ---- */

static void end_pulse(struct watch *watch, unsigned c, struct moment now, struct actions *actions) {
        watch->pulsing = false;
        watch->due_ms = now.mono_ms + WATCH_WAIT_MS;
        watch_expect(watch, c, now);
        said(watch, c, watch->meanwhile, now, actions);
}

static void pulse_ended(struct watch *watch, unsigned c, struct moment now, struct actions *actions) {
        if (watch->opening == c && watch->pulsing)
                end_pulse(watch, c, now, actions);
}

/* A pulse of which nothing is heard has ended: what the switch said meanwhile counts. */
static void opening_tick(struct watch *watch, struct moment now, struct actions *actions) {
        unsigned c = watch->opening;

        if (c == 0 || now.mono_ms < watch->due_ms)
                return;
        if (watch->pulsing) {
                watch->pulsing = false;
                said(watch, c, watch->meanwhile, now, actions);
                if (watch->opening == 0)
                        return;
        }
        if (watch->tries < WATCH_TRIES) {
                try_once(watch, now, actions);
                return;
        }
        watch->opening = 0;
        tell(actions, EVENT_NOT_OPENED, c);
}

/* ---- time ---- */

static void settle_tick(struct watch_door *door, unsigned c, struct moment now, struct actions *actions) {
        if (door->open || !door->settling || now.mono_ms < door->shut_ms + WATCH_SETTLE_MS)
                return;
        door->settling = false;
        tell(actions, EVENT_SETTLED, c);
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
                forget_tick(door_of(watch, c), now);
                held_tick(door_of(watch, c), c, now, actions);
                switch_tick(door_of(watch, c), c, now, actions);
                settle_tick(door_of(watch, c), c, now, actions);
        }
}

static void chips_tick(struct watch *watch, struct moment now, struct actions *actions) {
        for (unsigned i = 0; i < watch->chip_count && actions->count < ACTIONS_MAX / 2; i++)
                if (chip_watch_tick(&watch->chips[i], now.mono_ms))
                        action_add(actions, ACTION_CHIP_CALM)->c = watch->chips[i].c;
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
                pulse_ended(watch, event->c, now, actions);
                break;
        case EVENT_DOOR:
                door_said(watch, event->c, event->door, now, actions);
                break;
        case EVENT_TICK:
                opening_tick(watch, now, actions);
                chips_tick(watch, now, actions);
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

static int64_t door_deadline(const struct watch *watch, const struct watch_door *door) {
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
                deadline = earlier(deadline, watch->click_ms);
        return earlier(deadline, stage_due(door));
}

int64_t watch_deadline(const struct watch *watch) {
        int64_t deadline = watch->opening ? watch->due_ms : INT64_MAX;

        for (unsigned i = 0; i < watch->count; i++)
                deadline = earlier(deadline, door_deadline(watch, &watch->doors[i]));
        for (unsigned i = 0; i < watch->chip_count; i++)
                deadline = earlier(deadline, chip_watch_deadline(&watch->chips[i]));
        return deadline;
}
