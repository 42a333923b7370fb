/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Does what the machines want, on the store and through the ports: their deeds within the step, their actions after it. A lock
 * is pulsed only by the watch, which opens only what ACTION_OPEN names, which a machine asks for only after a permit (deeds.h):
 * each of them is given only after its entry is durable.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

#include "controller/box/session/box_inner.h"

/* ---- checkpoints and receipts ---- */

static int sign_checkpoint(struct box *box, struct checkpoint *ret_checkpoint) {
        struct buffer note = BUFFER_INIT_MAX(CHECKPOINT_MAX_LEN);
        struct checkpoint checkpoint = { .size = store_size(box->store) };
        int r;

        snprintf(checkpoint.origin, sizeof(checkpoint.origin), "%s", store_origin(box->store));
        store_root(box->store, &checkpoint.root);
        r = checkpoint_sign(&checkpoint, box->ledger, &note);
        if (r == 0)
                r = store_do(box->store, box->now.wall_ms,
                             DEED(DEED_SET_CHECKPOINT, .size = checkpoint.size, .bytes = buffer_text(&note), .len = note.len),
                             NULL);
        if (r == 0) {
                buffer_deinit(&box->checkpoint);
                box->checkpoint = note;
                box->checkpoint_size = checkpoint.size;
                *ret_checkpoint = checkpoint;
                return 0;
        }
        buffer_deinit(&note);
        return r;
}

void box_sign_checkpoint(struct box *box) {
        struct checkpoint checkpoint;
        int r = sign_checkpoint(box, &checkpoint);

        if (r != 0)
                box_fault(box, "signing a checkpoint", r);
}

static int format_receipt(struct box *box, uint64_t index, const struct checkpoint *checkpoint, struct buffer *line,
                          struct buffer *signed_text, struct buffer *text) {
        struct receipt receipt = { .index = index, .t_ms = (uint64_t)box->now.wall_ms, .size = checkpoint->size, .root = checkpoint->root };
        struct ledger_source source;
        int r;

        store_source(box->store, &source);
        r = source.entry(source.context, index, line);
        if (r == 0)
                r = checkpoint_format(checkpoint, signed_text);
        if (r != 0)
                return r;
        merkle_leaf(line->data, line->len, &receipt.leaf);
        secret_key_sign(box->ledger, signed_text->data, signed_text->len, receipt.signature);
        return receipt_format(&receipt, text);
}

void box_make_receipt(struct box *box, uint64_t index) {
        struct buffer line = BUFFER_INIT, signed_text = BUFFER_INIT, text = BUFFER_INIT;
        struct checkpoint checkpoint;
        int r;

        r = sign_checkpoint(box, &checkpoint);
        if (r == 0)
                r = format_receipt(box, index, &checkpoint, &line, &signed_text, &text);
        if (r == 0)
                snprintf(box->receipt, sizeof(box->receipt), "%s", buffer_text(&text));
        buffer_deinit(&line);
        buffer_deinit(&signed_text);
        buffer_deinit(&text);
        if (r != 0)
                box_fault(box, "making a receipt", r);
}

/* Nobody waits now: what was erased goes from the files as well. */
void box_scrub(struct box *box) {
        int r = store_idle(box->store);

        if (r != 0)
                box_fault(box, "scrubbing", r);
}

/* ---- deeds ---- */

/* True when r is 0; otherwise the box is out of order. */
static bool done(struct box *box, int r, const char *doing) {
        if (r != 0)
                box_fault(box, doing, r);
        return r == 0;
}

static bool deed_judge(void *context, const struct answer *answer, struct verdict *ret_verdict) {
        struct verdict verdict = { 0 };
        struct box *box = context;

        if (box->broken || !done(box, box_judge(box, answer, &verdict), "judging an answer"))
                return false;
        *ret_verdict = verdict;
        return true;
}

/* Its compartment may have been forced open since the answer was judged: then staff have to look first. */
static bool deed_release(void *context, const struct offer *offer, enum way way, bool *ret_suspect) {
        struct consignment consignment;
        struct box *box = context;
        bool suspect;
        int r;

        if (box->broken)
                return false;
        r = store_consignment(box->store, offer->cti, &consignment);
        suspect = r == 0 && (consignment.state == CONSIGNMENT_QUARANTINED || consignment.state == CONSIGNMENT_ISSUED);
        if (r == 0 && !suspect)
                r = store_do(box->store, box->now.wall_ms, DEED(DEED_RELEASE, .cti = offer->cti, .way = way), NULL);
        if (!done(box, r, "releasing"))
                return false;
        *ret_suspect = suspect;
        return true;
}

static bool deed_reopen(void *context, const struct offer *offer, bool *ret_suspect) {
        struct store_compartment compartment;
        struct box *box = context;
        bool suspect;
        int r;

        if (box->broken)
                return false;
        r = store_compartment(box->store, offer->c, &compartment);
        suspect = r == 0 && compartment.state == COMPARTMENT_QUARANTINED;
        if (r == 0 && !suspect)
                r = store_do(box->store, box->now.wall_ms, DEED(DEED_REOPEN, .cti = offer->cti), NULL);
        if (!done(box, r, "reopening"))
                return false;
        *ret_suspect = suspect;
        return true;
}

static void deed_issued(void *context, const struct offer *offer, enum how how, struct moment seen) {
        struct box *box = context;
        struct outcome outcome;
        int r;

        if (box->broken)
                return;
        r = store_do(box->store, seen.wall_ms, DEED(DEED_ISSUED, .cti = offer->cti, .how = how), &outcome);
        if (!done(box, r, "issuing"))
                return;
        /* On the citizen's word nobody has seen it open: should the switch see it later, that is no break-in. */
        watch_expect_late(&box->watch, offer->c, how == HOW_CITIZEN);
        box_make_receipt(box, outcome.index);
}

static void deed_closed(void *context, const struct offer *offer, struct moment seen) {
        struct box *box = context;

        if (!box->broken)
                (void)done(box, store_do(box->store, seen.wall_ms, DEED(DEED_CLOSED, .cti = offer->cti), NULL), "closing");
}

static void deed_old_returned(void *context, const struct offer *offer, struct moment seen) {
        struct box *box = context;

        if (!box->broken)
                (void)done(box, store_do(box->store, seen.wall_ms, DEED(DEED_OLD_RETURNED, .cti = offer->cti), NULL),
                           "taking old papers back");
}

static void deed_open_failed(void *context, const struct offer *offer, unsigned tries, struct moment seen) {
        struct box *box = context;

        if (box->broken ||
            !done(box, store_do(box->store, seen.wall_ms, DEED(DEED_OPEN_FAILED, .cti = offer->cti, .tries = tries), NULL),
                  "noting a door that does not open"))
                return;
        box_log(box, LOG_ERR, "hardware: compartment %u did not open in %u tries", offer->c, tries);
        watch_disallow(&box->watch, offer->c);
        watch_expect_late(&box->watch, offer->c, true);
}

static void deed_quarantine(void *context, unsigned c, enum reason why, struct moment seen) {
        struct box *box = context;

        if (box->broken)
                return;
        box_log(box, LOG_WARNING, "compartment %u quarantined: %s", c, reason_name(why));
        watch_disallow(&box->watch, c);
        if (done(box, store_do(box->store, seen.wall_ms, DEED(DEED_QUARANTINED, .c = c, .why = why), NULL), "quarantining") &&
            box->staff.state == STAFF_OVERVIEW)
                box_list(box, NULL);
}

void box_fill_deeds(struct box *box, struct deeds *ret_deeds) {
        *ret_deeds = (struct deeds){
                .context = box,
                .judge = deed_judge,
                .release = deed_release,
                .reopen = deed_reopen,
                .issued = deed_issued,
                .closed = deed_closed,
                .old_returned = deed_old_returned,
                .open_failed = deed_open_failed,
                .quarantine = deed_quarantine,
        };
        box_fill_staff_deeds(ret_deeds);
}

/* ---- the watch's actions ---- */

/* Given up as not opening, and now it opened after all: whoever stands there has the document. */
static void came_late(struct box *box, unsigned c) {
        struct store_compartment compartment;
        struct consignment consignment;
        struct outcome outcome;
        int r;

        r = store_compartment(box->store, c, &compartment);
        if (r == 0 && compartment.has_consignment)
                r = store_consignment(box->store, compartment.cti, &consignment);
        if (r == 0 && compartment.has_consignment && consignment.state != CONSIGNMENT_ISSUED && consignment.released) {
                r = store_do(box->store, box->now.wall_ms, DEED(DEED_ISSUED, .cti = consignment.cti, .how = HOW_LATE), &outcome);
                if (r == 0)
                        r = store_do(box->store, box->now.wall_ms, DEED(DEED_QUARANTINED, .c = c, .why = REASON_LATE), NULL);
                /* The receipt is of whoever stands before this very door, not of another one's session. */
                if (r == 0 && citizen_compartment(&box->citizen) == c)
                        box_make_receipt(box, outcome.index);
                else if (r == 0)
                        box_sign_checkpoint(box);
        }
        if (r != 0)
                box_fault(box, "noting a late opening", r);
        else if (!box->broken)
                box_tell_type(box, EVENT_CAME_LATE, c);
        if (!box->broken && box_unattended(box))
                box_scrub(box);
}

static void forced_open(struct box *box, unsigned c) {
        struct entry entry = { .event = ENTRY_FORCED_OPEN, .c = c };

        box_entry(box, &entry);
        if (!box->broken)
                deed_quarantine(box, c, REASON_FORCED_OPEN, box->now);
        if (!box->broken)
                box_alarm(box, ALARM_FORCED_OPEN, c);
}

static void left_open(struct box *box, unsigned c) {
        struct entry entry = { .event = ENTRY_LEFT_OPEN, .c = c };

        box_entry(box, &entry);
}

static void pulse(struct box *box, unsigned c) {
        struct event not_given = { .type = EVENT_PULSED, .c = c };
        int r = box->ports.pulse(box->ports.context, c);

        if (r == 0)
                return;
        box_log(box, LOG_ERR, "hardware: the lock of compartment %u cannot be pulsed (%d)", c, r);
        box_tell(box, &not_given);
}

static void session_over(struct box *box) {
        settings_reset(&box->settings);
        explicit_bzero(&box->load, sizeof(box->load));
        explicit_bzero(box->receipt, sizeof(box->receipt));
        box->pressed = box->focus = box->last_key = (struct target){ .id = TARGET_NONE };
        box->lists.count = 0;
        box->pins_stale = box->pins_pending;
        box_scrub(box);
}

void box_perform(struct box *box, const struct action *action) {
        switch ((int)action->type) {
        case ACTION_TONE:
                box->ports.tone(box->ports.context, action->tone);
                break;
        case ACTION_SESSION_OVER:
                session_over(box);
                break;
        case ACTION_OPEN:
                box_tell_type(box, EVENT_OPEN, action->c);
                break;
        case ACTION_QUARANTINE:
                deed_quarantine(box, action->c, action->reason, box->now);
                break;
        case ACTION_PULSE:
                pulse(box, action->c);
                break;
        case ACTION_TELL:
                box_tell_type(box, action->event, action->c);
                break;
        case ACTION_LEFT_OPEN:
                left_open(box, action->c);
                break;
        case ACTION_FORCED_OPEN:
                forced_open(box, action->c);
                break;
        case ACTION_CAME_LATE:
                came_late(box, action->c);
                break;
        default:
                box_perform_staff(box, action);
                break;
        }
}
