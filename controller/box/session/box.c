/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/box.h"

#include <assert.h>
#include <string.h>
#include <syslog.h>

#include "controller/box/session/box_inner.h"
#include "controller/box/session/hours.h"
#include "controller/box/session/perform_lists.h"
#include "controller/box/session/recover.h"
#include "controller/box/session/scan.h"
#include "controller/box/session/staff_turn.h"

/* ---- the queue ---- */

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
        bool owned = event->type == EVENT_CLOSED &&
                     (citizen_compartment(&box->citizen) == event->c || staff_compartment(&box->staff) == event->c);
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
}

static void run(struct box *box) {
        struct event event;

        while (queue_take(&box->queue, &event)) {
                handle(box, &event);
                box_quarantine_faulty(box);
                if (box->works.recorder.refused)
                        box_show(box);
        }
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

/* ---- what happened ---- */

/* Somebody does something: whoever was asked to do it once more has read that. */
static void is_there(struct box *box) {
        if (recorder_ready(&box->works.recorder))
                box->picture.again_ms = 0;
}

/* A box that has a bundle; others only remember the time and show their screen. */
static bool begin(struct box *box, struct moment now) {
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
        bool works = begin(box, now);

        if (box->works.recorder.waiting && now.mono_ms >= box->works.recorder.retry_ms)
                box_mend(box);
        if (!works) {
                restoring_tick(&box->restoring, now);
                box_show(box);
                return;
        }
        queue_tell(&box->queue, EVENT_TICK, 0);
        run(box);
        see_to_upkeep(box);
        box_show(box);
}

static struct scan scan_here(struct box *box) {
        return (struct scan){
                .works = &box->works,
                .citizen = &box->citizen,
                .staff = &box->staff,
                .queue = &box->queue,
                .is_shut = box_is_shut(box) || (staff_yields(&box->staff) && box_lets_staff_only(box)),
        };
}

static void scan(struct box *box, const char *text, size_t len, bool ended, bool again) {
        struct scan scan = scan_here(box);

        scan.ended = ended;
        scan.again = again;
        scan_text(&scan, text, len);
        if (scan.asks_to_wait && box->works.recorder.now.mono_ms - box->picture.notice_ms >= BOX_NOTICE_GAP_MS)
                box->picture.notice_ms = box->works.recorder.now.mono_ms;
}

void box_scanned(struct box *box, struct moment now, const char *text, size_t len, bool ended) {
        bool again = repeats_read(&box->works.repeats, text, len, now);

        if (!begin(box, now)) {
                if (!again)
                        restoring_scanned(&box->restoring, &box->ports, now, text, len);
                box_show(box);
                return;
        }
        is_there(box);
        health_check_room(&box->works.health, &box->works.recorder);
        scan(box, text, len, ended, again);
        run(box);
}

void box_misread(struct box *box, struct moment now) {
        struct scan scan;

        if (!begin(box, now))
                return;
        scan = scan_here(box);
        scan_misread(&scan);
        run(box);
}

static bool is_double_strike(struct box *box, struct moment now, struct target target) {
        bool again = target_equal(target, box->strike.target) && now.mono_ms - box->strike.at_ms < BOX_DOUBLE_MS;

        if (!box->config.filter_double)
                return false;
        box->strike.target = target;
        box->strike.at_ms = now.mono_ms;
        return again;
}

static bool opens_settings(struct target target) {
        return target.id == TARGET_ACCESS || target.id == TARGET_LANGUAGE || target.id == TARGET_HELP;
}

/* The compartment that a target is about; 0: none. */
static unsigned compartment_of(const struct box *box, struct target target) {
        const struct box_lists *lists = &box->works.lists;

        if (target.id == TARGET_ROW)
                return target.number < lists->count ? lists->rows[target.number].compartment : 0;
        if (target.id == TARGET_ALERT)
                return lists->alarm_compartment;
        if (target.id == TARGET_CELL || target.id == TARGET_AROUND)
                return target.number <= box->works.watch.count ? target.number : 0;
        return 0;
}

static void activate(struct box *box, struct target target) {
        struct event event = {
                .type = EVENT_TARGET,
                .target = target,
                .closed_now = !hours_open(box->works.trust.bundle, box->works.recorder.now.wall_ms),
                .limited = box->works.upkeep.clock.doubt,
                .four_eyes = box->works.trust.bundle->four_eyes,
                .no_scanner = box->works.health.device_gone[DEVICE_SCANNER],
                .delay_ms = slowdown_delay(&box->works.slowdown, box->works.recorder.now),
        };
        struct event touched = { .type = EVENT_TOUCHED };

        event.c = compartment_of(box, target);
        if (box_unattended(box)) {
                queue_put(&box->queue, &event);
                run(box);
                if (opens_settings(target) || target.id == TARGET_PICK_LANGUAGE || target.id == TARGET_TOGGLE_SPEECH)
                        settings_target(&box->settings, target);
                return;
        }
        /* No screen shows it where there is none; whoever asks for it by the control socket is there. */
        if (settings_target(&box->settings, target) || (target.id == TARGET_RECEIPT && box->works.recorder.receipt[0] == '\0'))
                queue_put(&box->queue, &touched);
        else
                queue_put(&box->queue, &event);
}

/* Out of order, a box still helps whoever stands there: language, size, contrast, speech, and where to go instead. */
static void activate_out_of_order(struct box *box, struct moment now, struct target target) {
        box->picture.pressed = (struct target){ .id = TARGET_NONE };
        box->settings_ms = now.mono_ms + BOX_SETTINGS_MS;
        if (!settings_target(&box->settings, target) && !box->works.trust.bundle)
                restoring_target(&box->restoring, &box->ports, now, target);
        box_show(box);
}

void box_activated(struct box *box, struct moment now, struct target target) {
        bool works = begin(box, now);

        if (target.id == TARGET_NONE || is_double_strike(box, now, target))
                return;
        is_there(box);
        if (works && box_unattended(box))
                health_check_room(&box->works.health, &box->works.recorder);
        if (!works || box_is_shut(box)) {
                activate_out_of_order(box, now, target);
                return;
        }
        box->picture.pressed = (struct target){ .id = TARGET_NONE };
        box->ports.tone(box->ports.context, TONE_KEY);
        activate(box, target);
        run(box);
}

void box_pressed(struct box *box, struct moment now, struct target target) {
        box->picture.pressed = target;
        box_touched(box, now);
}

void box_focused(struct box *box, struct moment now, struct target target) {
        box->picture.focus = target;
        box_touched(box, now);
}

void box_touched(struct box *box, struct moment now) {
        if (!begin(box, now)) {
                restoring_touched(&box->restoring, now);
                return;
        }
        is_there(box);
        queue_tell(&box->queue, EVENT_TOUCHED, 0);
        run(box);
}

void box_headset(struct box *box, struct moment now, bool plugged) {
        settings_headset(&box->settings, plugged);
        box_touched(box, now);
}

void box_door(struct box *box, struct moment now, unsigned c, enum door_state state) {
        struct event event = { .type = EVENT_DOOR, .c = c, .door = state };

        if (!begin(box, now) || c < 1 || c > box->works.watch.count)
                return;
        queue_put(&box->queue, &event);
        run(box);
}

void box_pulsed(struct box *box, struct moment now, unsigned c, bool given) {
        struct event event = { .type = EVENT_PULSED, .c = c, .right = given };

        if (!begin(box, now))
                return;
        if (!given)
                recorder_log(&box->works.recorder, LOG_ERR, "hardware: no pulse could be given on compartment %u", c);
        queue_put(&box->queue, &event);
        run(box);
}

/* Whether the answer of a computation is still waited for. */
static bool pin_answer_is_wanted(struct box *box) {
        if (box->works.pins.pending == 0)
                return false;
        box->works.pins.pending--;
        if (box->works.pins.stale == 0)
                return true;
        box->works.pins.stale--;
        return false;
}

/* Of the way on, where nobody else's PIN is computed. */
static bool checked_without_store(struct box *box, struct moment now, bool right) {
        if (box->restoring.state != RESTORING_CHECKING)
                return false;
        box_arrive(box, now);
        restoring_checked(&box->restoring, &box->ports, now, right);
        box_show(box);
        return true;
}

void box_pin_checked(struct box *box, struct moment now, bool right) {
        struct event event = { .type = EVENT_PIN_CHECKED, .right = right, .one_time = box->works.pins.one_time };
        bool wanted = !checked_without_store(box, now, right) && pin_answer_is_wanted(box);

        if (!begin(box, now) || !wanted)
                return;
        queue_put(&box->queue, &event);
        run(box);
}

void box_pin_hashed(struct box *box, struct moment now, const char *verifier) {
        struct event event = { .type = EVENT_PIN_HASHED, .right = verifier != NULL };
        bool wanted = pin_answer_is_wanted(box);
        int r = 0;

        if (!begin(box, now) || !wanted)
                return;
        if (verifier && recorder_may_ask(&box->works.recorder))
                r = store_do(box->works.recorder.store, box->works.recorder.now.wall_ms, DEED(DEED_SET_STAFF_PIN, .by = box->works.pins.sub, .verifier = verifier),
                             NULL);
        if (r != 0)
                recorder_refuse(&box->works.recorder, "keeping a PIN", r);
        else if (!box->works.recorder.refused)
                queue_put(&box->queue, &event);
        run(box);
}

void box_device(struct box *box, struct moment now, enum device device, bool present) {
        bool works;

        assert(device_for_people(device));
        /* Also out of order somebody may stand there who sees nothing. */
        if (device == DEVICE_SCREEN)
                settings_screen(&box->settings, !present);
        works = begin(box, now);
        health_note_device(&box->works.health, &box->works.recorder, device, present);
        if (!works) {
                box_show(box);
                return;
        }
        if (device == DEVICE_SCANNER && !present && box->citizen.state == CITIZEN_CODE)
                queue_tell(&box->queue, EVENT_SCANNER_GONE, 0);
        if (box->staff.state == STAFF_TASK && box->staff.task->lists_box && recorder_ready(&box->works.recorder))
                lists_make(&box->works, box->staff.task);
        run(box);
}

bool box_opening_hours(const struct box *box, struct moment now) {
        return !box->works.trust.bundle || hours_open(box->works.trust.bundle, now.wall_ms);
}

void box_screen_mode(struct box *box, struct moment now, bool other) {
        bool works = begin(box, now);

        health_note_mode(&box->works.health, &box->works.recorder, other);
        if (works)
                run(box);
}

void box_scanner_settings(struct box *box, struct moment now, bool changed) {
        bool works = begin(box, now);

        health_note_scanner_settings(&box->works.health, &box->works.recorder, changed);
        if (works)
                run(box);
}

void box_compartments_changed(struct box *box, struct moment now) {
        if (!begin(box, now))
                return;
        health_check_compartments(&box->works.health, &box->works.recorder);
        run(box);
}

/* Somebody is at it, its lock was pulsed a moment ago, or the store cannot tell what it left. */
static bool is_under_way(const struct box *box, unsigned c) {
        return citizen_compartment(&box->citizen) == c || staff_compartment(&box->staff) == c ||
               watch_is_under_way(&box->works.watch, c) || watch_expects(&box->works.watch, c, box->works.recorder.now) ||
               !box->recovered || !recorder_ready(&box->works.recorder);
}

void box_compartment_back(struct box *box, struct moment now, unsigned c) {
        struct event event = { .type = EVENT_DOOR, .c = c, .door = box->ports.door(box->ports.context, c) };

        if (!begin(box, now))
                return;
        recorder_log(&box->works.recorder, LOG_NOTICE, "hardware: compartment %u is back", c);
        if (is_under_way(box, c))
                queue_put(&box->queue, &event);
        else
                recover_back(&box->works.recorder, &box->works.watch, c);
        run(box);
}

const struct screen *box_screen(const struct box *box) {
        return &box->picture.screen;
}

uint64_t box_screen_serial(const struct box *box) {
        return box->picture.serial;
}
