/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What the box has to do without: devices, compartments, room on the disk. Each
 * is an entry, a line in the journal and one on the staff screen.
 *
 *   room   enough ──▶ low (nothing is loaded) ──▶ none (nothing is handed out either)
 *
 * Handing out stops while there is still room for the sessions under way and
 * for the entries that say why, so that a full disk never cuts one short.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

#include "controller/box/session/box_inner.h"

/* ---- room on the disk ---- */

static enum room room_for(uint64_t bytes) {
        if (bytes < BOX_SPACE_HAND_OUT_MIN)
                return ROOM_NONE;
        return bytes < BOX_SPACE_LOAD_MIN ? ROOM_LOW : ROOM_ENOUGH;
}

void box_check_room(struct box *box) {
        static const enum alarm alarms[] = { [ROOM_LOW] = ALARM_DISK, [ROOM_NONE] = ALARM_DISK_FULL };
        uint64_t bytes;
        enum room room;

        if (box->broken || store_space(box->store, &bytes) != 0)
                return;
        room = room_for(bytes);
        while (box->room < room)
                box_alarm(box, alarms[++box->room], 0);
        while (box->room > room)
                box_alarm_cleared(box, alarms[box->room--], 0, "box");
}

/* ---- compartments ---- */

struct missing {
        char text[BOX_TEXT_MAX];        /* "3-4 17"; what does not fit is left out */
        unsigned from, to, count;       /* the run that is not written yet; from 0: none */
};

static void write_run(struct missing *missing) {
        size_t len = strlen(missing->text);

        if (missing->from == 0)
                return;
        if (missing->from == missing->to)
                snprintf(missing->text + len, sizeof(missing->text) - len, "%s%u", len ? " " : "", missing->from);
        else
                snprintf(missing->text + len, sizeof(missing->text) - len, "%s%u-%u", len ? " " : "", missing->from, missing->to);
}

static void look_for_missing(void *context, const struct store_compartment *compartment, const struct consignment *consignment) {
        struct missing *missing = context;

        if (compartment->state != COMPARTMENT_ABSENT)
                return;
        missing->count++;
        if (missing->from == 0 || compartment->c != missing->to + 1) {
                write_run(missing);
                missing->from = compartment->c;
        }
        missing->to = compartment->c;
}

void box_check_compartments(struct box *box) {
        struct missing missing = { .text = "" };
        int r = store_each(box->store, look_for_missing, &missing);

        if (r != 0) {
                box_fault(box, "looking for absent compartments", r);
                return;
        }
        box->absent_count = missing.count;
        if (missing.count == 0)
                return;
        write_run(&missing);
        box_log(box, LOG_ERR, "hardware: %u compartments are absent, their lines are not there: %s", missing.count, missing.text);
        box_alarm(box, ALARM_CHIPS, 0);
}

/* ---- devices for people ---- */

void box_note_device(struct box *box, enum device device, bool present) {
        static const enum alarm alarms[] = {
                [DEVICE_SCANNER] = ALARM_SCANNER,
                [DEVICE_TOUCH] = ALARM_TOUCH,
                [DEVICE_SCREEN] = ALARM_SCREEN,
                [DEVICE_VOICE] = ALARM_VOICE,
        };

        static_assert(ARRAY_LEN(alarms) == DEVICE_FOR_PEOPLE_LAST + 1, "each device for people has its alarm");
        if (box->device_gone[device] == !present)
                return;
        box->device_gone[device] = !present;
        if (present)
                box_alarm_cleared(box, alarms[device], 0, "box");
        else
                box_alarm(box, alarms[device], 0);
}
