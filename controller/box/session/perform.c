/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Carries out the actions of the machines, after their step: through the ports, the queue and, for what the watch saw, the store. A
 * lock is pulsed only by the watch, which opens only what ACTION_OPEN names, which a machine asks for only after a permit (deeds.h).
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

#include "controller/box/session/box_inner.h"
#include "crypto/pin.h"

/* ---- PINs ---- */

/*
 * The verifier set or given on the box or, before there is one, that of the office's
 * one-time PIN. Only a store that says so has none: when it cannot be read, that
 * must not come back into force. 0, -ENOENT: there is none, or a fault of the store.
 */
static int find_verifier(struct box *box, const char *sub, char ret_verifier[PIN_VERIFIER_SIZE], bool *ret_one_time) {
        unsigned wrong;
        bool given;
        int r = store_staff_pin(box->works.recorder.store, sub, ret_verifier, &given, &wrong);

        if (r != 0)
                return r;
        *ret_one_time = given || !ret_verifier[0];
        if (ret_verifier[0])
                return 0;
        r = bundle_pin_verifier(box->works.trust.bundle, store_config(box->works.recorder.store)->box_id, box->works.trust.sealing, sub, ret_verifier);
        if (r == 0)
                return 0;
        recorder_log(&box->works.recorder, LOG_ERR, "the bundle holds no one-time PIN for %s", sub);
        return -ENOENT;
}

static void check_pin(struct box *box, const struct action *action) {
        struct event wrong = { .type = EVENT_PIN_CHECKED };
        char verifier[PIN_VERIFIER_SIZE] = "";
        int r;

        if (!recorder_may_ask(&box->works.recorder))
                return;
        r = find_verifier(box, action->text, verifier, &box->works.pins.one_time);
        if (r != 0 && r != -ENOENT) {
                recorder_refuse(&box->works.recorder, "looking up a PIN", r);
                return;
        }
        if (r == 0)
                r = box->ports.check_pin(box->ports.context, box->staff.entry.text, verifier);
        digits_clear(&box->staff.entry);
        explicit_bzero(verifier, sizeof(verifier));
        if (r == 0)
                box->works.pins.pending++;
        else
                queue_put(&box->queue, &wrong);
}

/* For this person; the machine hears EVENT_PIN_HASHED when it is stored, or could not be computed. */
static void hash_for(struct box *box, const char *sub, const char *pin) {
        struct event failed = { .type = EVENT_PIN_HASHED };

        snprintf(box->works.pins.sub, sizeof(box->works.pins.sub), "%s", sub);
        if (box->ports.hash_pin(box->ports.context, pin) == 0)
                box->works.pins.pending++;
        else
                queue_put(&box->queue, &failed);
}

static void hash_pin(struct box *box, const struct action *action) {
        box->works.pins.by[0] = box->works.pins.second[0] = '\0';
        hash_for(box, action->text, box->staff.new_pin);
        digits_clear(&box->staff.entry);
        explicit_bzero(box->staff.new_pin, sizeof(box->staff.new_pin));
}

/* Drawn into the machine, which shows and wipes it. */
static void give_pin(struct box *box, const struct action *action) {
        struct pins *pins = &box->works.pins;

        do
                pin_random(STAFF_PIN_LEN, box->staff.giving.pin);
        while (pin_guessable(box->staff.giving.pin));
        snprintf(pins->by, sizeof(pins->by), "%s", box->staff.persons[0].sub);
        snprintf(pins->second, sizeof(pins->second), "%s", box->staff.persons[1].signed_in ? box->staff.persons[1].sub : "");
        hash_for(box, action->text, box->staff.giving.pin);
}

/* ---- the watch's actions ---- */

/* A fact about whatever lies in c, which cannot be looked up now. */
static bool tell_of_contents(struct box *box, enum deed_type type, unsigned c, enum how how) {
        static const uint8_t contents[CTI_LEN];

        if (recorder_ready(&box->works.recorder))
                return false;
        recorder_fact(&box->works.recorder, box->works.recorder.now, DEED(type, .cti = contents, .c = c, .how = how), NULL);
        return true;
}

static int find_contents(struct box *box, unsigned c, struct store_compartment *ret_compartment, struct consignment *ret_consignment) {
        int r = store_compartment(box->works.recorder.store, c, ret_compartment);

        if (r == 0 && ret_compartment->has_consignment)
                r = store_consignment(box->works.recorder.store, ret_compartment->cti, ret_consignment);
        return r;
}

/* The receipt is of whoever stands before this very door, not of another one's session. */
static void issue_late(struct box *box, unsigned c, const struct consignment *consignment) {
        struct recorder *recorder = &box->works.recorder;
        struct outcome outcome;

        if (!recorder_fact(recorder, recorder->now, DEED(DEED_ISSUED, .cti = consignment->cti, .how = HOW_LATE), &outcome))
                return;
        if (citizen_compartment(&box->citizen) == c)
                recorder_make_receipt(recorder, outcome.index);
        else
                recorder_sign(recorder);
}

/* Given up as not opening, and now it opened after all: whoever stands there has the document. */
static void came_late(struct box *box, unsigned c) {
        struct store_compartment compartment;
        struct consignment consignment;
        bool issued = tell_of_contents(box, DEED_ISSUED, c, HOW_LATE);
        int r = issued ? 0 : find_contents(box, c, &compartment, &consignment);

        if (r != 0) {
                recorder_fault(&box->works.recorder, "noting a late opening", r);
                issued = tell_of_contents(box, DEED_ISSUED, c, HOW_LATE);
        } else if (!issued && compartment.has_consignment && consignment.state != CONSIGNMENT_ISSUED && consignment.released) {
                issue_late(box, c, &consignment);
                issued = true;
        }
        if (issued)
                recorder_fact(&box->works.recorder, box->works.recorder.now, DEED(DEED_QUARANTINED, .c = c, .why = REASON_LATE), NULL);
        queue_tell(&box->queue, EVENT_CAME_LATE, c);
        if (box_unattended(box))
                recorder_scrub(&box->works.recorder);
}

static void quarantine(struct box *box, unsigned c, enum reason why) {
        box->deeds.quarantine(box->deeds.context, c, why, box->works.recorder.now);
}

static void forced_open(struct box *box, unsigned c) {
        struct recorder *recorder = &box->works.recorder;
        struct together together = { .count = 0 };

        together_add_entry(&together, &(struct entry){ .event = ENTRY_FORCED_OPEN, .c = c });
        works_add_quarantine(&box->works, &together, c, REASON_FORCED_OPEN);
        if (watch_is_faulty(&box->works.watch, c)) {
                box->ports.tone(box->ports.context, TONE_ALARM); /* there is an alarm of its switch */
        } else {
                recorder_add_alarm(recorder, &together, ALARM_FORCED_OPEN, c);
                watch_note_alarm(&box->works.watch, c);
        }
        recorder_together(recorder, recorder->now, &together);
        box->works.broken_into[c - 1] = true;
}

/* A line that has gone says nothing of the switch on it. */
static bool is_absent(struct box *box, unsigned c) {
        struct store_compartment compartment;

        return recorder_ready(&box->works.recorder) && store_compartment(box->works.recorder.store, c, &compartment) == 0 &&
               compartment.state == COMPARTMENT_ABSENT;
}

/* Not while somebody is loading or handing out there: what becomes of that is written first. */
static bool may_quarantine(struct box *box, unsigned c) {
        struct store_compartment compartment;
        struct consignment consignment = { .state = CONSIGNMENT_STORED };

        return find_contents(box, c, &compartment, &consignment) == 0 && consignment.state != CONSIGNMENT_LOADING &&
               consignment.state != CONSIGNMENT_RELEASING;
}

static void switch_faulty(struct box *box, unsigned c) {
        struct together together = { .count = 0 };

        if (is_absent(box, c)) {
                watch_forgive(&box->works.watch, c);
                return;
        }
        recorder_log(&box->works.recorder, LOG_ERR, "hardware: the door switch of compartment %u contradicts itself or does not come to rest; "
                                                    "look after the switch and its cable", c);
        together_add_entry(&together, &(struct entry){ .event = ENTRY_SWITCH_FAULTY, .c = c });
        recorder_add_alarm(&box->works.recorder, &together, ALARM_SWITCH_FAULTY, c);
        if (recorder_ready(&box->works.recorder) && may_quarantine(box, c)) {
                works_add_quarantine(&box->works, &together, c, REASON_SWITCH_FAULTY);
                watch_note_quarantine(&box->works.watch, c);
        }
        recorder_together(&box->works.recorder, box->works.recorder.now, &together);
        queue_tell(&box->queue, EVENT_SWITCH_FAULTY, c);
}

static void chip_doubted(struct box *box, unsigned c) {
        const char *chip = box->ports.chip(box->ports.context, c);

        recorder_log(&box->works.recorder, LOG_ERR, "hardware: chip %s said of more than %d doors at once that they opened; look after it, its supply "
                                                    "and its bus", chip, CHIP_OPENINGS_MAX);
        recorder_alarm_of(&box->works.recorder, ALARM_CHIPS, chip);
}

static void switch_changes(struct box *box, unsigned c, unsigned count) {
        struct entry entry = { .event = ENTRY_SWITCH_CHANGES, .c = c, .count = count };

        recorder_entry(&box->works.recorder, &entry);
}

void box_quarantine_faulty(struct box *box) {
        struct watch *watch = &box->works.watch;

        for (unsigned c = 1; recorder_ready(&box->works.recorder) && (c = watch_next_to_quarantine(watch, c)) > 0; c++) {
                if (!may_quarantine(box, c))
                        continue;
                quarantine(box, c, REASON_SWITCH_FAULTY);
                watch_note_quarantine(watch, c);
        }
}

/* It is shut, and its switch says so itself: what has not been read since the start may stand open all the same. */
static bool is_seen_shut(const struct box *box, unsigned c) {
        return watch_is_at_rest(&box->works.watch, c) && box->ports.door(box->ports.context, c) == DOOR_CLOSED;
}

/* What is gone says nothing of its door. */
static void note_door(struct box *box, unsigned c) {
        struct recorder *recorder = &box->works.recorder;
        bool told = store_told_open(recorder->store, c);
        int r;

        if (told ? !is_seen_shut(box, c) : !watch_is_told(&box->works.watch, c))
                return;
        if (is_absent(box, c))
                return;
        r = store_do(recorder->store, recorder->now.wall_ms,
                     told ? DEED(DEED_STANDS_SHUT, .c = c) : DEED(DEED_STANDS_OPEN, .c = c, .right = watch_is_explained(&box->works.watch, c)), NULL);
        if (r != 0)
                recorder_fault(recorder, "noting how a door stands", r);
}

void box_note_doors(struct box *box) {
        for (unsigned c = 1; c <= box->works.watch.count && recorder_ready(&box->works.recorder); c++)
                note_door(box, c);
}

/* Whoever opened it is told; with nobody there it is written down all the same. */
static void unlatched(struct box *box, unsigned c) {
        struct entry entry = { .event = ENTRY_UNLATCHED, .c = c };

        recorder_log(&box->works.recorder, LOG_WARNING, "hardware: compartment %u sprang open again", c);
        box->ports.tone(box->ports.context, TONE_REMINDER);
        recorder_entry(&box->works.recorder, &entry);
        queue_tell(&box->queue, EVENT_UNLATCHED, c);
}

static void left_open(struct box *box, unsigned c) {
        struct entry entry = { .event = ENTRY_LEFT_OPEN, .c = c };

        recorder_entry(&box->works.recorder, &entry);
}

void box_closed_without_session(struct box *box, unsigned c) {
        struct store_compartment compartment;
        struct consignment consignment;
        int r;

        if (tell_of_contents(box, DEED_CLOSED, c, 0))
                return;
        r = find_contents(box, c, &compartment, &consignment);
        if (r != 0) {
                recorder_fault(&box->works.recorder, "noting a closed door", r);
                tell_of_contents(box, DEED_CLOSED, c, 0);
        } else if (compartment.has_consignment && consignment.state == CONSIGNMENT_ISSUED && consignment.unshut) {
                recorder_end_handing_out(&box->works.recorder, &consignment, true);
        }
}

/* Nobody waits for it any more, and staff may be the next to open it. While the store fails that waits for its door to be shut. */
void box_given_up_without_session(struct box *box, unsigned c) {
        struct store_compartment compartment;
        struct consignment consignment;

        if (recorder_ready(&box->works.recorder) && find_contents(box, c, &compartment, &consignment) == 0 && compartment.has_consignment &&
            consignment.state == CONSIGNMENT_ISSUED && consignment.unshut)
                recorder_end_handing_out(&box->works.recorder, &consignment, false);
}

static void pulse(struct box *box, unsigned c) {
        struct event not_given = { .type = EVENT_PULSED, .c = c };
        int r;

        if (staff_compartment(&box->staff) == c && box->ports.clear_lock)
                box->ports.clear_lock(box->ports.context, c);
        r = box->ports.pulse(box->ports.context, c);

        if (r == 0)
                return;
        recorder_log(&box->works.recorder, LOG_ERR, "hardware: the lock of compartment %u cannot be pulsed (%d)", c, r);
        queue_put(&box->queue, &not_given);
}

void box_session_over(struct box *box) {
        settings_reset(&box->settings);
        explicit_bzero(&box->works.loading, sizeof(box->works.loading));
        recorder_forget_receipt(&box->works.recorder);
        box->picture.pressed = box->picture.focus = box->strike.target = (struct target){ .id = TARGET_NONE };
        box->works.lists.count = 0;
        box_forget_stick(box);
        box->works.pins.stale = box->works.pins.pending;
        recorder_scrub(&box->works.recorder);
}

/* What the watch has seen of doors, switches and chips. */
static void perform_seen(struct box *box, const struct action *action) {
        switch ((int)action->type) {
        case ACTION_LEFT_OPEN:
                left_open(box, action->c);
                break;
        case ACTION_FORCED_OPEN:
                forced_open(box, action->c);
                break;
        case ACTION_UNLATCHED:
                unlatched(box, action->c);
                break;
        case ACTION_CAME_LATE:
                came_late(box, action->c);
                break;
        case ACTION_SWITCH_FAULTY:
                switch_faulty(box, action->c);
                break;
        case ACTION_SWITCH_CHANGES:
                switch_changes(box, action->c, action->count);
                break;
        case ACTION_CHIP_DOUBTED:
                chip_doubted(box, action->c);
                break;
        case ACTION_CHIP_CALM:
                recorder_alarm_cleared_of(&box->works.recorder, ALARM_CHIPS, box->ports.chip(box->ports.context, action->c), "box");
                break;
        default:
                recorder_log(&box->works.recorder, LOG_ERR, "bug: no action %d", (int)action->type);
                break;
        }
}

void box_perform(struct box *box, const struct action *action) {
        switch ((int)action->type) {
        case ACTION_TONE:
                box->ports.tone(box->ports.context, action->tone);
                break;
        case ACTION_SESSION_OVER:
                if (action->count != CITIZEN_IDLE)
                        gave_up_note(&box->works.upkeep.gave_up, picture_of_citizen((enum citizen_state)action->count));
                box_session_over(box);
                break;
        case ACTION_OPEN:
                queue_tell(&box->queue, EVENT_OPEN, action->c);
                break;
        case ACTION_QUARANTINE:
                quarantine(box, action->c, action->reason);
                break;
        case ACTION_PULSE:
                pulse(box, action->c);
                break;
        case ACTION_TELL:
                queue_tell(&box->queue, action->event, action->c);
                break;
        case ACTION_READ_STICK:
                box_read_stick(box, (enum stick_part)action->count, action->text);
                break;
        case ACTION_EXPORT_STICK:
                box_export_stick(box, action->text);
                break;
        case ACTION_LIST_STICK:
                box_list_stick(box, action->text);
                break;
        case ACTION_SET_CLOCK:
                box_set_clock(box, action->wall_ms, action->text);
                break;
        case ACTION_CHECK_PIN:
                check_pin(box, action);
                break;
        case ACTION_HASH_PIN:
                hash_pin(box, action);
                break;
        case ACTION_GIVE_PIN:
                give_pin(box, action);
                break;
        default:
                perform_seen(box, action);
                break;
        }
}
