/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The queue of the box: each event goes to the machine that it concerns, what that answers is performed, then the screen is made.
 */
#include "controller/box/session/box.h"

#include <syslog.h>

#include "controller/box/session/box_inner.h"
#include "controller/box/session/hours.h"
#include "controller/box/session/perform_lists.h"
#include "controller/box/session/staff_turn.h"

/* ---- the screen ---- */

/* Whether its door is open or is being opened: that goes on, whatever the store does. */
static bool is_before_a_door(const struct box *box, unsigned c) {
        return c != 0 && (watch_is_open(&box->works.watch, c) || box->works.watch.opening == c);
}

/* Sends everybody home who has no door open. Not within a step, which still holds its machine. */
static void send_home(struct box *box) {
        struct actions ignored = { 0 };
        const struct turn turn = { .now = box->works.recorder.now, .deeds = &box->deeds, .actions = &ignored };

        if (!is_before_a_door(box, citizen_compartment(&box->citizen)))
                citizen_end(&box->citizen, &ignored);
        /* What is being loaded is loaded when its door has settled. */
        if (!is_before_a_door(box, staff_compartment(&box->staff)) && !task_load_is_settling(&box->staff))
                staff_over(&box->staff, &turn);
        if (ignored.count > 0)
                box_session_over(box);
}

static struct scene scene_of(const struct box *box) {
        return (struct scene){
                .works = &box->works,
                .citizen = &box->citizen,
                .staff = &box->staff,
                .settings = &box->settings,
                .restoring = &box->restoring,
                .is_shut = box_is_shut(box),
        };
}

/* What somebody chose on a box that is out of order goes with it: to whoever signs in, or back. */
static void settle_settings(struct box *box) {
        bool in_order = box->works.trust.bundle && !box_is_shut(box);

        if (box->settings_ms == 0)
                return;
        if (box->works.trust.bundle && !box_unattended(box)) {
                box->settings_ms = 0;
        } else if (in_order || box->works.recorder.now.mono_ms >= box->settings_ms) {
                box->settings_ms = 0;
                settings_reset(&box->settings);
        }
}

void box_show(struct box *box) {
        struct scene scene;

        if (box->works.lists_stale && box->staff.state == STAFF_OVERVIEW && recorder_ready(&box->works.recorder))
                lists_make(&box->works, NULL);
        if (box->works.recorder.broken || box->works.recorder.refused)
                send_home(box);
        if (box->works.recorder.refused && box_unattended(box))
                box->picture.again_ms = box->works.recorder.now.mono_ms + PICTURE_AGAIN_MS;
        box->works.recorder.refused = false;
        settle_settings(box);
        repeats_follow(&box->works.repeats, box->citizen.has_code ? box->citizen.code : NULL, box->works.recorder.now);
        scene = scene_of(box);
        picture_make(&box->picture, &scene);
        box->works.lists_made = false;
}

/* ---- the queue ---- */

static void log_change(struct box *box, const char *who, const char *before, const struct event *event, const char *after) {
        if (before != after)
                recorder_log(&box->works.recorder, LOG_INFO, "%s: %s → %s → %s", who, before, event_name(event->type), after);
}

static void step_citizen(struct box *box, const struct event *event, struct actions *actions) {
        const char *before = citizen_state_name(box->citizen.state);

        citizen_step(&box->citizen, event, box->works.recorder.now, &box->deeds, actions);
        if (before != citizen_state_name(box->citizen.state))
                box->settings.overlay = OVERLAY_NONE;
        log_change(box, "citizen", before, event, citizen_state_name(box->citizen.state));
}

static void step_staff(struct box *box, const struct event *event, struct actions *actions) {
        const char *before = staff_state_name(&box->staff);
        unsigned c = staff_compartment(&box->staff);

        staff_step(&box->staff, event, box->works.recorder.now, &box->deeds, actions);
        if (before != staff_state_name(&box->staff) || c != staff_compartment(&box->staff))
                box->settings.overlay = OVERLAY_NONE;
        log_change(box, "staff", before, event, staff_state_name(&box->staff));
}

static void perform_all(struct box *box, const struct actions *actions) {
        for (unsigned i = 0; i < actions->count; i++)
                box_perform(box, &actions->list[i]);
}

static bool is_for_watch(enum event_type type) {
        return type == EVENT_OPEN || type == EVENT_DOOR || type == EVENT_PULSED;
}

/* Somebody else stands there: nobody inherits a session. What is not ours to read is nobody's. */
static bool is_next_person(const struct box *box, const struct event *event) {
        bool badge = event->type == EVENT_BADGE && event->sub[0];

        return (citizen_yields(&box->citizen) && (badge || event->type == EVENT_CODE)) || (citizen_misread(&box->citizen) && badge);
}

static void end_citizen(struct box *box) {
        struct actions actions = { 0 };

        recorder_log(&box->works.recorder, LOG_INFO, "citizen: %s → the next person", citizen_state_name(box->citizen.state));
        citizen_end(&box->citizen, &actions);
        perform_all(box, &actions);
}

/* Somebody's code or badge is taken where nobody was. */
static bool begins_session(const struct box *box, const struct event *event) {
        return (event->type == EVENT_CODE || event->type == EVENT_BADGE) && event->refusal == REFUSAL_NONE && box_unattended(box);
}

void box_end_sessions(struct box *box) {
        struct actions actions = { 0 };
        const struct turn turn = { .now = box->works.recorder.now, .deeds = &box->deeds, .actions = &actions };

        citizen_end(&box->citizen, &actions);
        staff_over(&box->staff, &turn);
        perform_all(box, &actions);
}

/* Edges get lost: before a lock is pulsed once more, and before it is given up, the switch is asked. */
static void look_at_awaited(struct box *box) {
        struct moment now = box->works.recorder.now;
        unsigned c = watch_about_to_try(&box->works.watch, now);
        struct event event = { .type = EVENT_DOOR, .c = c };
        struct actions actions = { 0 };

        if (c == 0)
                return;
        event.door = box->ports.door(box->ports.context, c);
        if (event.door != DOOR_OPEN)
                return;
        watch_step(&box->works.watch, &event, now, &actions);
        perform_all(box, &actions);
}

static void handle(struct box *box, const struct event *event) {
        bool of_door = event->type == EVENT_CLOSED || event->type == EVENT_GIVEN_UP;
        bool owned = of_door && (citizen_compartment(&box->citizen) == event->c || staff_compartment(&box->staff) == event->c);
        struct actions actions = { 0 };

        if (event->type == EVENT_TICK)
                look_at_awaited(box);
        if (is_for_watch(event->type) || event->type == EVENT_TICK)
                watch_step(&box->works.watch, event, box->works.recorder.now, &actions);
        perform_all(box, &actions);
        if (is_for_watch(event->type))
                return;
        actions.count = 0;
        if (is_next_person(box, event))
                end_citizen(box);
        if (staff_yields(&box->staff) && event->type == EVENT_CODE) {
                step_staff(box, event, &actions);
                perform_all(box, &actions);
                actions.count = 0;
        }
        if (begins_session(box, event))
                watch_disown(&box->works.watch);
        if (box->citizen.state != CITIZEN_IDLE)
                step_citizen(box, event, &actions);
        else if (box->staff.state != STAFF_OUT || event->type == EVENT_BADGE || event->type == EVENT_TICKET)
                step_staff(box, event, &actions);
        else
                step_citizen(box, event, &actions);
        perform_all(box, &actions);
        if (event->type == EVENT_CLOSED && !owned)
                box_closed_without_session(box, event->c);
        if (event->type == EVENT_GIVEN_UP && !owned)
                box_given_up_without_session(box, event->c);
}

void box_run(struct box *box) {
        struct event event;

        while (queue_take(&box->queue, &event)) {
                handle(box, &event);
                box_quarantine_faulty(box);
                if (box->works.recorder.refused)
                        box_show(box);
        }
        box_note_doors(box); /* what was allowed by now is being opened */
        box_show(box);
}

/* ---- time ---- */

void box_arrive(struct box *box, struct moment now) {
        box->works.recorder.now = now;
        if (box->works.recorder.store)
                store_count_steadily(box->works.recorder.store, clock_watch_steady(&box->works.upkeep.clock, now) - now.wall_ms);
        if (box->works.trust.bundle && !box->works.clock_set.under_way && clock_watch_check(&box->works.upkeep.clock, now))
                upkeep_doubt(&box->works.upkeep, &box->works.recorder);
}

static int64_t earlier(int64_t a, int64_t b) {
        return a < b ? a : b;
}

int64_t box_deadline(const struct box *box) {
        struct scene scene = scene_of(box);
        int64_t deadline = INT64_MAX;

        if (box->works.recorder.waiting)
                deadline = box->works.recorder.retry_ms;
        if (box->settings_ms != 0)
                deadline = earlier(deadline, box->settings_ms);
        if (!box->works.trust.bundle)
                return earlier(deadline, restoring_deadline(&box->restoring));
        deadline = earlier(deadline, watch_deadline(&box->works.watch));
        deadline = earlier(deadline, citizen_deadline(&box->citizen));
        deadline = earlier(deadline, staff_deadline(&box->staff));
        if (recorder_ready(&box->works.recorder))
                deadline = earlier(earlier(deadline, upkeep_deadline(&box->works.upkeep, &box->works.recorder, box_unattended(box))),
                                   upkeep_counts_deadline(&box->works.upkeep, &box->works.recorder, &box->works.watch));
        deadline = earlier(deadline, picture_deadline(&box->picture, &scene));
        return deadline;
}

bool box_begin(struct box *box, struct moment now) {
        box_arrive(box, now);
        if (box->works.trust.bundle)
                return true;
        box_show(box);
        return false;
}

static void see_to_upkeep(struct box *box) {
        struct recorder *recorder = &box->works.recorder;

        if (recorder_ready(recorder))
                upkeep_ask_kernel(&box->works.upkeep, recorder);
        if (recorder_ready(recorder) && box_unattended(box))
                upkeep_expire(&box->works.upkeep, recorder);
        if (recorder_ready(recorder) && recorder->now.mono_ms >= box->works.upkeep.hour_ms)
                upkeep_hourly(&box->works.upkeep, recorder, &box->works.health, box_unattended(box));
        if (recorder_ready(recorder))
                upkeep_keep_counts(&box->works.upkeep, recorder, &box->works.watch);
}

void box_tick(struct box *box, struct moment now) {
        bool works = box_begin(box, now);

        if (box->works.recorder.waiting && now.mono_ms >= box->works.recorder.retry_ms)
                box_mend(box);
        if (!works) {
                restoring_tick(&box->restoring, now);
                box_show(box);
                return;
        }
        queue_tell(&box->queue, EVENT_TICK, 0);
        box_run(box);
        see_to_upkeep(box);
        box_show(box);
}

bool box_opening_hours(const struct box *box, struct moment now) {
        return !box->works.trust.bundle || hours_open(box->works.trust.bundle, now.wall_ms);
}

const struct screen *box_screen(const struct box *box) {
        return &box->picture.screen;
}

uint64_t box_screen_serial(const struct box *box) {
        return box->picture.serial;
}
