/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Setting the clock: a manager types date and time of day, a second person signs in where the bundle wants four eyes, and the system's
 * time service sets it (box_clock.c). It counts from the moment at which it was typed.
 *
 *      DATE ─▶ TIME ─▶ [second person] ─▶ TOLD: being set, and what became of it
 *                └─ before or after what can be ─▶ TOLD
 */
#include <string.h>

#include "base/moment.h"
#include "controller/box/session/staff_turn.h"

enum { DATE, TIME, TOLD };
enum { DATE_DIGITS = 8, TIME_DIGITS = 4 };

static int number(const char *text, unsigned from, unsigned len) {
        int value = 0;

        for (unsigned i = from; i < from + len; i++)
                value = value * 10 + (text[i] - '0');
        return value;
}

static void ask(struct staff *staff, unsigned stage, const struct turn *turn) {
        digits_begin(&staff->entry, stage == DATE ? DATE_DIGITS : TIME_DIGITS);
        staff_stage(staff, stage, turn->now);
}

static void fail(struct staff *staff, const struct turn *turn) {
        ask(staff, staff->stage, turn);
        staff->entry.failed = true;
        action_tone(turn->actions, TONE_WRONG);
}

/* Noon is in every day. */
static void take_date(struct staff *staff, const struct turn *turn) {
        const char *text = staff->entry.text;
        struct local_time local = { .day = number(text, 0, 2), .month = number(text, 2, 2), .year = number(text, 4, 4), .hour = 12 };
        int64_t noon_ms;

        if (!moment_from_local(&local, &noon_ms)) {
                fail(staff, turn);
                return;
        }
        staff->time.date = local;
        ask(staff, TIME, turn);
}

static void tell(struct staff *staff, enum screen_time_state state, int64_t limit_ms, const struct turn *turn) {
        staff->time.told = (struct screen_time){ .state = state, .limit_ms = limit_ms };
        action_tone(turn->actions, TONE_WRONG);
        staff_stage(staff, TOLD, turn->now);
}

static void take_time(struct staff *staff, const struct turn *turn) {
        struct local_time local = staff->time.date;
        int64_t earliest_ms, latest_ms;

        local.hour = number(staff->entry.text, 0, 2);
        local.minute = number(staff->entry.text, 2, 2);
        if (!moment_from_local(&local, &staff->time.wanted.wall_ms)) {
                fail(staff, turn);
                return;
        }
        staff->time.wanted.mono_ms = turn->now.mono_ms;
        turn->deeds->clock_range(turn->deeds->context, &earliest_ms, &latest_ms);
        if (staff->time.wanted.wall_ms < earliest_ms)
                tell(staff, SCREEN_TIME_EARLY, earliest_ms, turn);
        else if (staff->time.wanted.wall_ms > latest_ms)
                tell(staff, SCREEN_TIME_LATE, latest_ms, turn);
        else
                staff_ask_second(staff, 0, turn);
}

static void granted(struct staff *staff, const struct turn *turn) {
        struct action *action = action_add_text(turn->actions, ACTION_SET_CLOCK, staff_first(staff)->sub);

        action->wall_ms = staff->time.wanted.wall_ms + (turn->now.mono_ms - staff->time.wanted.mono_ms);
        staff->time.told.state = SCREEN_TIME_SETTING;
        digits_clear(&staff->entry);
        staff_stage(staff, TOLD, turn->now);
}

static void told(struct staff *staff, const struct turn *turn) {
        struct target target = turn->event->target;

        if (target.id == TARGET_SIGN_OUT)
                staff_over(staff, turn);
        else if (target.id == TARGET_AGAIN)
                ask(staff, DATE, turn);
        else if (target_leaves(target) || target_goes_on(target))
                staff_show(staff, turn->tasks[TASK_STATE], turn);
}

static void typing(struct staff *staff, const struct turn *turn) {
        enum typed typed = staff_typed(staff, turn);

        if (typed == TYPED_LEFT)
                ask(staff, DATE, turn);
        else if (typed == TYPED_TAKEN && digits_full(&staff->entry))
                (staff->stage == DATE ? take_date : take_time)(staff, turn);
}

static void shown(struct staff *staff, const struct turn *turn) {
        digits_begin(&staff->entry, DATE_DIGITS);
}

static void step(struct staff *staff, const struct turn *turn) {
        if (turn->event->type != EVENT_TARGET)
                return;
        if (staff->stage == TOLD)
                told(staff, turn);
        else
                typing(staff, turn);
}

static void present(const struct staff *staff, const struct task_sources *sources, struct screen *screen) {
        if (staff->stage == TOLD)
                screen->time = staff->time.told.state == SCREEN_TIME_SETTING ? *sources->time : staff->time.told;
}

const struct task task_set_clock = {
        .hidden = true,
        .roles = ROLE_BIT(ROLE_MANAGER),
        .four_eyes = true,
        .stages = { [DATE] = { "typing_date", SCREEN_STAFF_TIME, 0 },
                    [TIME] = { "typing_time", SCREEN_STAFF_TIME, 0 },
                    [TOLD] = { "clock_told", SCREEN_STAFF_TIME_SET, 0 } },
        .shown = shown,
        .step = step,
        .granted = granted,
        .present = present,
};
