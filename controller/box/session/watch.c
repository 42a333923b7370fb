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
        door_switch_find(&door->door_switch, DOOR_OPEN, now.mono_ms);
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

void watch_found(struct watch *watch, struct moment now, unsigned c, enum door_state state) {
        door_switch_find(&door_of(watch, c)->door_switch, state, now.mono_ms);
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

void watch_end_alarm(struct watch *watch, unsigned c) {
        door_of(watch, c)->door_switch.alarmed = false;
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

bool watch_is_told(const struct watch *watch, unsigned c) {
        return watch->doors[c - 1].open && !watch->doors[c - 1].held;
}

bool watch_is_explained(const struct watch *watch, unsigned c) {
        return watch->doors[c - 1].open && watch->doors[c - 1].explained;
}

bool watch_is_at_rest(const struct watch *watch, unsigned c) {
        return watch->opening != c && !watch->doors[c - 1].open;
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
                watch_door_held(door, c, now, actions);
                door->explained = true;
                door_switch_allow(&door->door_switch, 1);
                /* Whoever asked for it is reminded and given up on anew: the last one may have been long ago. */
                door->opened_ms = now.mono_ms;
                door->stage = WATCH_STAGE_FRESH;
                action_tell(actions, EVENT_OPENED, c);
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

static void opened(struct watch *watch, unsigned c, struct moment now, struct actions *actions) {
        struct watch_door *door = door_of(watch, c);

        if (door->open)
                return;
        watch_door_pending(door, c, now, actions);
        door->open = true;
        door->opened_ms = now.mono_ms;
        door->stage = WATCH_STAGE_FRESH;
        watch->click_ms = now.mono_ms + WATCH_CLICK_MS;
        if (watch->opening == c) {
                watch->opening = 0;
                watch->pulsing = false;
        }
        watch_door_opened(door, c, now, actions);
        if (door->held)
                ask_chip(watch, door, now, actions);
}

static void closed(struct watch *watch, unsigned c, struct moment now, struct actions *actions) {
        struct watch_door *door = door_of(watch, c);
        bool counts;

        if (!door->open)
                return;
        watch_door_outlasts(door, c, now, actions);
        counts = !door->held;
        door->pending = door->held && door->together && !door->door_switch.faulty && now.mono_ms - door->opened_ms >= WATCH_HOLD_MS;
        door->pending_owned = door->owned;
        if (door->explained || door->owned)
                door->owned_ms = now.mono_ms + WATCH_OWN_MS;
        door->settling = door->settling || door->explained;
        door->open = door->explained = door->held = door->owned = false;
        door->shut_ms = now.mono_ms;
        if (counts)
                action_tell(actions, EVENT_CLOSED, c);
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
        action_tell(actions, EVENT_NOT_OPENED, c);
}

/* ---- time ---- */

/* What one step may answer has a bound; the rest is due at once. */
static void shut_tick(struct watch *watch, struct moment now, struct actions *actions) {
        for (unsigned c = 1; c <= watch->count && actions->count < ACTIONS_MAX / 2; c++)
                watch_door_tick(door_of(watch, c), c, now, actions);
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

                if (watch_door_stage(door_of(watch, c), c, now, actions))
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

int64_t watch_deadline(const struct watch *watch) {
        int64_t deadline = watch->opening ? watch->due_ms : INT64_MAX;

        for (unsigned i = 0; i < watch->count; i++)
                deadline = earlier(deadline, watch_door_deadline(&watch->doors[i], watch->click_ms));
        for (unsigned i = 0; i < watch->chip_count; i++)
                deadline = earlier(deadline, chip_watch_deadline(&watch->chips[i]));
        return deadline;
}
