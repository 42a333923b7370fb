/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What people do at the box: they hold something to the scanner, touch the panel, press keys, plug in a headset.
 */
#include "controller/box/session/box_inner.h"
#include "controller/box/session/hours.h"
#include "controller/box/session/scan.h"

/* Somebody does something: whoever was asked to do it once more has read that. */
static void is_there(struct box *box) {
        if (recorder_ready(&box->works.recorder))
                box->picture.again_ms = 0;
}

/* … and says so: what is under it comes up, whether the store answers or not, and nothing is begun by that. */
static bool has_read_it(struct box *box, struct target target) {
        if (box->picture.screen.id != SCREEN_AGAIN || target.id != TARGET_NEXT)
                return false;
        box->picture.again_ms = 0;
        box->picture.pressed = (struct target){ .id = TARGET_NONE };
        box->ports.tone(box->ports.context, TONE_KEY);
        box_show(box);
        return true;
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

        if (!box_begin(box, now)) {
                if (!again)
                        restoring_scanned(&box->restoring, &box->ports, now, text, len);
                box_show(box);
                return;
        }
        is_there(box);
        health_check_room(&box->works.health, &box->works.recorder);
        scan(box, text, len, ended, again);
        box_run(box);
}

void box_misread(struct box *box, struct moment now) {
        struct scan scan;

        if (!box_begin(box, now))
                return;
        scan = scan_here(box);
        scan_misread(&scan);
        box_run(box);
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
                box_run(box);
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
        bool works = box_begin(box, now);

        if (target.id == TARGET_NONE || is_double_strike(box, now, target) || has_read_it(box, target))
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
        box_run(box);
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
        if (!box_begin(box, now)) {
                restoring_touched(&box->restoring, now);
                return;
        }
        is_there(box);
        queue_tell(&box->queue, EVENT_TOUCHED, 0);
        box_run(box);
}

void box_headset(struct box *box, struct moment now, bool plugged) {
        settings_headset(&box->settings, plugged);
        box_touched(box, now);
}
