/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/scan_judge.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

#include "controller/box/session/hours.h"
#include "controller/box/session/incident.h"

enum { STAFF_WRONG_MAX = STORE_STAFF_WRONG_LOCK };

void scan_refuse(struct scan *scan, struct event *event, enum refusal refusal, const uint8_t *cti) {
        uint64_t size = store_size(scan->works->recorder.store);
        int r;

        event->refusal = refusal;
        if (refusal == REFUSAL_MALFORMED && !scan->ended) {
                recorder_log(&scan->works->recorder, LOG_INFO, "%s: half of one, without an end", event_name(event->type));
                return; /* which nobody has refused */
        }
        r = store_do(scan->works->recorder.store, scan->works->recorder.now.wall_ms, DEED(DEED_REFUSED, .refusal = refusal, .cti = cti), NULL);
        recorder_log(&scan->works->recorder, LOG_INFO, "%s refused: %s", event_name(event->type), refusal_name(refusal));
        if (r != 0)
                recorder_fault(&scan->works->recorder, "noting a refusal", r);
        else if (event->type == EVENT_CODE)
                incident_note(scan->works, size);
}

/* ---- pickup codes ---- */

/* What only the store knows about a code whose signature and time are good. 0 or a refusal; *ret_suspect: look first. */
static enum refusal judge_stored(struct scan *scan, const struct code *code, const struct consignment *consignment, bool *ret_suspect) {
        int64_t now_ms = scan->works->recorder.now.wall_ms;

        if (consignment->state == CONSIGNMENT_ISSUED)
                return REFUSAL_ALREADY_ISSUED;
        if (consignment->state == CONSIGNMENT_LOADING)
                return REFUSAL_NOT_HERE;
        if (code->nbf < consignment->nbf)
                return REFUSAL_REVOKED;
        if (consignment->state == CONSIGNMENT_EXPIRED || consignment_overdue(consignment, now_ms))
                return REFUSAL_EXPIRED;
        if (consignment->state == CONSIGNMENT_REMOVED)
                return REFUSAL_REMOVED;
        if (consignment->wrong >= STORE_WRONG_VOID)
                return REFUSAL_VOID;
        if (clock_watch_steady(&scan->works->upkeep.clock, scan->works->recorder.now) < consignment->locked_until_ms)
                return REFUSAL_LOCKED;
        *ret_suspect = consignment->state != CONSIGNMENT_STORED;
        return REFUSAL_NONE;
}

static bool is_absent(struct scan *scan, unsigned c) {
        struct store_compartment compartment;

        return store_compartment(scan->works->recorder.store, c, &compartment) != 0 || compartment.state == COMPARTMENT_ABSENT;
}

void scan_refuse_for_clock(struct scan *scan) {
        struct event event = { .type = EVENT_CODE };

        scan_refuse(scan, &event, REFUSAL_CLOCK, NULL);
        queue_put(scan->queue, &event);
}

void scan_judge_code(struct scan *scan, const char *text, size_t len) {
        struct event event = { .type = EVENT_CODE, .closed_now = !hours_open(scan->works->trust.bundle, scan->works->recorder.now.wall_ms) };
        struct consignment consignment;
        bool is_signed = false;
        enum refusal refusal;
        struct code code;
        int r;

        r = code_judge(text, len, scan->works->trust.bundle, store_config(scan->works->recorder.store)->box_id, scan->works->recorder.now.wall_ms / 1000, &code, &is_signed);
        if (r < 0) {
                recorder_log(&scan->works->recorder, LOG_ERR, "a code could not be judged: %s", strerror(-r));
                return;
        }
        if (r == REFUSAL_WRONG_BOX && is_signed) {
                if (bundle_find_box(scan->works->trust.bundle, code.aud))
                        memcpy(event.other_box, code.aud, sizeof(event.other_box));
        }
        if (r > 0) {
                event.decided_ms = !is_signed ? 0 : r == REFUSAL_EXPIRED ? (int64_t)code.exp * 1000 : r == REFUSAL_NOT_YET ? (int64_t)code.nbf * 1000 : 0;
                scan_refuse(scan, &event, (enum refusal)r, is_signed ? code.cti : NULL);
                queue_put(scan->queue, &event);
                return;
        }
        r = store_consignment(scan->works->recorder.store, code.cti, &consignment);
        if (r != 0 && r != -ENOENT) {
                recorder_refuse(&scan->works->recorder, "looking up a code", r);
                return;
        }
        refusal = r == -ENOENT ? REFUSAL_NOT_HERE : judge_stored(scan, &code, &consignment, &event.suspect);
        if (r == 0) {
                event.offers[0] = offer_of(&consignment);
                event.locked_until_ms = consignment.locked_until_ms;
                event.suspect = event.suspect || is_absent(scan, consignment.c);
        }
        event.offer_count = 1;
        if (refusal == REFUSAL_EXPIRED)
                event.decided_ms = consignment.deadline_ms;
        if (refusal != REFUSAL_NONE)
                scan_refuse(scan, &event, refusal, code.cti);
        queue_put(scan->queue, &event);
}

enum bearer scan_bearer(struct scan *scan, const char *text, size_t len) {
        struct code code = { 0 };
        bool is_signed = false;
        int r = code_judge(text, len, scan->works->trust.bundle, store_config(scan->works->recorder.store)->box_id,
                           scan->works->recorder.now.wall_ms / 1000, &code, &is_signed);

        if (r < 0 || !is_signed)
                return BEARER_NOBODY;
        return repeats_own(&scan->works->repeats, code.cti, scan->works->recorder.now) ? BEARER_OWN : BEARER_OTHER;
}

void scan_look_up_code(struct scan *scan, const char *text, size_t len) {
        struct event event = { .type = EVENT_CODE, .refusal = REFUSAL_MALFORMED, .limited = scan->works->upkeep.clock.doubt };
        struct consignment consignment;
        bool is_signed = false;
        struct code code;
        int r = code_judge(text, len, scan->works->trust.bundle, store_config(scan->works->recorder.store)->box_id,
                           scan->works->recorder.now.wall_ms / 1000, &code, &is_signed);

        if (r < 0) {
                recorder_log(&scan->works->recorder, LOG_ERR, "a code could not be judged: %s", strerror(-r));
                return;
        }
        if (is_signed) {
                r = store_consignment(scan->works->recorder.store, code.cti, &consignment);
                if (r != 0 && r != -ENOENT) {
                        recorder_refuse(&scan->works->recorder, "looking up a code", r);
                        return;
                }
                event.refusal = r == 0 && consignment_stays(&consignment) ? REFUSAL_NONE : REFUSAL_NOT_HERE;
                event.c = event.refusal == REFUSAL_NONE ? consignment.c : 0;
        }
        queue_put(scan->queue, &event);
}

/* ---- load tickets ---- */

static void keep_load(struct scan *scan, const struct ticket *ticket, struct store_load *load, struct term *term) {
        const struct ticket_contents *contents = &ticket->contents;

        *load = (struct store_load){
                .item_count = contents->item_count,
                .wishes = contents->wishes,
                .has_group = contents->has_group,
                .nbf = ticket->nbf,
                /* No code for it is made after its ticket's end, and none is valid for longer than this. */
                .forget_after = ticket->exp + CODE_VALIDITY_MAX_S,
                .deadline_ms = trust_deadline(&scan->works->trust, scan->works->recorder.now.wall_ms, contents->days, ticket->exp),
        };
        *term = (struct term){ .days = contents->days, .ticket_exp = ticket->exp };
        memcpy(load->cti, ticket->cti, CTI_LEN);
        memcpy(load->items, contents->items, sizeof(load->items));
        memcpy(load->group, contents->group, GROUP_LEN);
        tag_reference(scan->works->trust.tags, contents->reference, load->reference_tag);
        tag_pin(scan->works->trust.tags, ticket->cti, contents->pin, load->pin_tag);
        tag_birth(scan->works->trust.tags, ticket->cti, contents->birth, load->birth_tag);
}

static bool is_inside(const struct consignment *consignment) {
        return consignment->state != CONSIGNMENT_ISSUED && consignment->state != CONSIGNMENT_REMOVED;
}

/* A good ticket: new, a reissue of what is inside, or something that is here already. */
static int compare_ticket(struct scan *scan, const struct ticket *ticket, struct event *event) {
        struct consignment consignment;
        uint8_t reference[TAG_LEN];
        int r;

        tag_reference(scan->works->trust.tags, ticket->contents.reference, reference);
        r = store_consignment_by_reference(scan->works->recorder.store, reference, &consignment);
        if (r == 0 && memcmp(consignment.cti, ticket->cti, CTI_LEN) != 0)
                event->here = true;
        if (r != 0 && r != -ENOENT)
                return r;
        r = store_consignment(scan->works->recorder.store, ticket->cti, &consignment);
        if (r != 0)
                return r == -ENOENT ? 0 : r;
        if (!is_inside(&consignment))
                return 0;
        if ((consignment.state == CONSIGNMENT_STORED || consignment.state == CONSIGNMENT_EXPIRED) && ticket->nbf > consignment.nbf)
                event->reissue = true;
        else if (ticket->nbf < consignment.nbf)
                scan_refuse(scan, event, REFUSAL_REVOKED, ticket->cti);
        else
                event->here = true;
        return 0;
}

/* A box that was restored opens what was sealed to the controller before as well. */
static int judge_sealed(struct scan *scan, const char *text, size_t len, struct ticket *ticket, bool *ret_signed) {
        const struct trust *trust = &scan->works->trust;
        const char *box_id = store_config(scan->works->recorder.store)->box_id;
        int64_t now_s = scan->works->recorder.now.wall_ms / 1000;
        int r = ticket_judge(text, len, trust->bundle, box_id, now_s, trust->sealing, ticket, ret_signed);

        if (r == REFUSAL_MALFORMED && *ret_signed && trust->former_sealing)
                r = ticket_judge(text, len, trust->bundle, box_id, now_s, trust->former_sealing, ticket, ret_signed);
        return r;
}

/* A label, of whatever age, says only which compartment its envelope belongs to. */
static void find_labelled(struct scan *scan, const uint8_t cti[CTI_LEN], struct event *event) {
        struct consignment consignment;
        int r = store_consignment(scan->works->recorder.store, cti, &consignment);

        if (r == 0 && is_inside(&consignment))
                event->c = consignment.c;
        else if (r != 0 && r != -ENOENT)
                recorder_refuse(&scan->works->recorder, "looking up a label", r);
}

static void judge_ticket_text(struct scan *scan, const char *text, size_t len, struct ticket *ticket, struct event *event) {
        bool is_signed = false;
        int r;

        r = judge_sealed(scan, text, len, ticket, &is_signed);
        if (r < 0) {
                recorder_refuse(&scan->works->recorder, "judging a ticket", r);
                return;
        }
        if (is_signed) {
                memcpy(event->offers[0].cti, ticket->cti, CTI_LEN);
                memcpy(scan->works->label.cti, ticket->cti, CTI_LEN);
                scan->works->label.is_there = true;
        }
        if (is_signed && staff_reads_labels(scan->staff)) {
                find_labelled(scan, ticket->cti, event);
                return;
        }
        if (r > 0) {
                scan_refuse(scan, event, (enum refusal)r, is_signed ? ticket->cti : NULL);
                return;
        }
        r = compare_ticket(scan, ticket, event);
        if (r != 0) {
                recorder_refuse(&scan->works->recorder, "looking up a ticket", r);
                return;
        }
        event->offer_count = 1;
        event->offers[0].item_count = ticket->contents.item_count;
        memcpy(event->offers[0].items, ticket->contents.items, sizeof(event->offers[0].items));
        event->disk_full = scan->works->health.room != ROOM_ENOUGH && !event->reissue;
        if (staff_takes_ticket(scan->staff))
                keep_load(scan, ticket, &scan->works->loading.load, &scan->works->loading.term);
        else if (task_load_keeps_ticket(scan->staff))
                keep_load(scan, ticket, &scan->works->loading.next, &scan->works->loading.next_term);
}

void scan_judge_ticket(struct scan *scan, const char *text, size_t len) {
        struct event event = { .type = EVENT_TICKET };
        struct ticket ticket = { 0 };

        if (scan->works->upkeep.clock.doubt) {
                scan_refuse(scan, &event, REFUSAL_CLOCK, NULL);
        } else if (scan->works->recorder.now.wall_ms / 1000 >= scan->works->trust.bundle->expires) {
                event.bundle_over = true;
        } else if (scan->staff->state != STAFF_OUT) {
                judge_ticket_text(scan, text, len, &ticket, &event);
                ticket_wipe(&ticket);
        }
        queue_put(scan->queue, &event);
}

/* ---- badges ---- */

void scan_judge_badge(struct scan *scan, const char *text, size_t len) {
        int64_t now_s = clock_watch_estimate(&scan->works->upkeep.clock, scan->works->recorder.now) / 1000;
        struct event event = { .type = EVENT_BADGE };
        const struct bundle_staff *staff = NULL;
        char verifier[PIN_VERIFIER_SIZE];
        struct badge badge = { 0 };
        bool is_signed = false, given;
        unsigned wrong = 0;
        int r;

        r = badge_judge(text, len, scan->works->trust.bundle, now_s, &badge, &staff, &is_signed);
        if (r < 0) {
                recorder_log(&scan->works->recorder, LOG_ERR, "a badge could not be judged: %s", strerror(-r));
                return;
        }
        if (is_signed)
                snprintf(event.sub, sizeof(event.sub), "%s", badge.sub);
        if (r > 0) {
                event.refusal = (enum refusal)r;
                if (!is_signed)
                        scan_refuse(scan, &event, (enum refusal)r, NULL);
        } else {
                event.role = staff->role;
                memcpy(event.badge, badge.cti, CTI_LEN);
                r = store_staff_pin(scan->works->recorder.store, badge.sub, verifier, &given, &wrong);
                explicit_bzero(verifier, sizeof(verifier));
                if (r != 0 && r != -ENOENT) {
                        recorder_refuse(&scan->works->recorder, "looking up a badge", r);
                        return;
                }
                event.refusal = wrong >= STAFF_WRONG_MAX ? REFUSAL_LOCKED : REFUSAL_NONE;
        }
        queue_put(scan->queue, &event);
}
