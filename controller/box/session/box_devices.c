/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What the devices of the box tell: doors and locks, what people see, hear and scan with, and what comes and goes.
 */
#include <assert.h>
#include <syslog.h>

#include "controller/box/session/box_inner.h"
#include "controller/box/session/perform_lists.h"
#include "controller/box/session/recover.h"

void box_door(struct box *box, struct moment now, unsigned c, enum door_state state) {
        struct event event = { .type = EVENT_DOOR, .c = c, .door = state };

        if (!box_begin(box, now) || c < 1 || c > box->works.watch.count)
                return;
        queue_put(&box->queue, &event);
        box_run(box);
}

void box_pulsed(struct box *box, struct moment now, unsigned c, bool given) {
        struct event event = { .type = EVENT_PULSED, .c = c, .right = given };

        if (!box_begin(box, now))
                return;
        if (!given)
                recorder_log(&box->works.recorder, LOG_ERR, "hardware: no pulse could be given on compartment %u", c);
        queue_put(&box->queue, &event);
        box_run(box);
}

void box_coil_lost(struct box *box, struct moment now, unsigned c) {
        box_arrive(box, now);
        recorder_log(&box->works.recorder, LOG_ERR, "hardware: the chip of compartment %u's lock went while its coil was on", c);
        recorder_fact(&box->works.recorder, now, DEED(DEED_COIL_LOST, .c = c), NULL);
}

void box_device(struct box *box, struct moment now, enum device device, bool present) {
        bool works;

        assert(device_for_people(device));
        /* Also out of order somebody may stand there who sees nothing. */
        if (device == DEVICE_SCREEN)
                settings_screen(&box->settings, !present);
        works = box_begin(box, now);
        health_note_device(&box->works.health, &box->works.recorder, device, present);
        if (!works) {
                box_show(box);
                return;
        }
        if (device == DEVICE_SCANNER && !present && box->citizen.state == CITIZEN_CODE)
                queue_tell(&box->queue, EVENT_SCANNER_GONE, 0);
        if (box->staff.state == STAFF_TASK && box->staff.task->lists_box && recorder_ready(&box->works.recorder))
                lists_make(&box->works, box->staff.task);
        box_run(box);
}

void box_screen_mode(struct box *box, struct moment now, bool other) {
        bool works = box_begin(box, now);

        health_note_mode(&box->works.health, &box->works.recorder, other);
        if (works)
                box_run(box);
}

void box_scanner_settings(struct box *box, struct moment now, bool changed) {
        bool works = box_begin(box, now);

        health_note_scanner_settings(&box->works.health, &box->works.recorder, changed);
        if (works)
                box_run(box);
}

void box_compartments_changed(struct box *box, struct moment now) {
        if (!box_begin(box, now))
                return;
        health_check_compartments(&box->works.health, &box->works.recorder);
        box_run(box);
}

/* Somebody is at it, its lock was pulsed a moment ago, or the store cannot tell what it left. */
static bool is_under_way(const struct box *box, unsigned c) {
        return citizen_compartment(&box->citizen) == c || staff_compartment(&box->staff) == c ||
               watch_is_under_way(&box->works.watch, c) || watch_expects(&box->works.watch, c, box->works.recorder.now) ||
               !box->recovered || !recorder_ready(&box->works.recorder);
}

void box_compartment_back(struct box *box, struct moment now, unsigned c) {
        struct event event = { .type = EVENT_DOOR, .c = c, .door = box->ports.door(box->ports.context, c) };

        if (!box_begin(box, now))
                return;
        recorder_log(&box->works.recorder, LOG_NOTICE, "hardware: compartment %u is back", c);
        if (is_under_way(box, c)) {
                queue_put(&box->queue, &event);
        } else {
                recover_back(&box->works.recorder, &box->works.watch, c);
                if (watch_is_open(&box->works.watch, c))
                        box->works.broken_into[c - 1] = true; /* or may be */
        }
        box_run(box);
}
