/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * From a scanned text to a judged event: what the text is by its prefix, who is
 * at the box, then the offline judgement of crypto/ and what only the store knows.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

#include "controller/box/session/box_inner.h"
#include "controller/box/session/hours.h"

enum { STAFF_WRONG_MAX = STORE_STAFF_WRONG_LOCK };

enum scanned { SCANNED_CODE, SCANNED_TICKET, SCANNED_BADGE, SCANNED_OTHER };

static enum scanned kind_of(const char *text, size_t len) {
        if (len >= 4 && memcmp(text, "PK1:", 4) == 0)
                return SCANNED_CODE;
        if (len >= 4 && memcmp(text, "LT1:", 4) == 0)
                return SCANNED_TICKET;
        if (len >= 4 && memcmp(text, "SB1:", 4) == 0)
                return SCANNED_BADGE;
        return SCANNED_OTHER;
}

static void refuse(struct box *box, struct event *event, enum refusal refusal, const uint8_t *cti) {
        int r = store_do(box->store, box->now.wall_ms, DEED(DEED_REFUSED, .refusal = refusal, .cti = cti), NULL);

        event->refusal = refusal;
        box_log(box, LOG_INFO, "%s refused: %s", event_name(event->type), refusal_name(refusal));
        if (r != 0)
                box_fault(box, "noting a refusal", r);
}

struct offer offer_of(const struct consignment *consignment) {
        struct offer offer = {
                .c = consignment->c,
                .wants_old = consignment->wishes & WISH_RETURN_OLD,
                .item_count = consignment->item_count,
        };

        memcpy(offer.cti, consignment->cti, CTI_LEN);
        memcpy(offer.items, consignment->items, sizeof(offer.items));
        return offer;
}

bool consignment_overdue(const struct consignment *consignment, int64_t t_ms) {
        return consignment->deadline_ms > 0 && t_ms >= consignment->deadline_ms;
}

/* ---- pickup codes ---- */

/* What only the store knows about a code whose signature and time are good. 0 or a refusal; *ret_suspect: look first. */
static enum refusal judge_stored(struct box *box, const struct code *code, const struct consignment *consignment, bool *ret_suspect) {
        int64_t now_ms = box->now.wall_ms;

        if (consignment->state == CONSIGNMENT_ISSUED)
                return REFUSAL_ALREADY_ISSUED;
        if (consignment->state == CONSIGNMENT_LOADING)
                return REFUSAL_NOT_HERE;
        if (code->nbf < consignment->nbf)
                return REFUSAL_REVOKED;
        if (consignment->state == CONSIGNMENT_EXPIRED || consignment->state == CONSIGNMENT_REMOVED ||
            consignment_overdue(consignment, now_ms))
                return REFUSAL_EXPIRED;
        if (consignment->wrong >= STORE_WRONG_VOID)
                return REFUSAL_VOID;
        if (now_ms < consignment->locked_until_ms)
                return REFUSAL_LOCKED;
        *ret_suspect = consignment->state != CONSIGNMENT_STORED;
        return REFUSAL_NONE;
}

static bool is_absent(struct box *box, unsigned c) {
        struct store_compartment compartment;

        return store_compartment(box->store, c, &compartment) != 0 || compartment.state == COMPARTMENT_ABSENT;
}

static void refuse_for_clock(struct box *box) {
        struct event event = { .type = EVENT_CODE };

        refuse(box, &event, REFUSAL_CLOCK, NULL);
        box_tell(box, &event);
}

static void judge_code(struct box *box, const char *text, size_t len) {
        struct event event = { .type = EVENT_CODE, .closed_now = !hours_open(box->bundle, box->now.wall_ms) };
        struct consignment consignment;
        const struct bundle_box *other;
        bool is_signed = false;
        enum refusal refusal;
        struct code code;
        int r;

        r = code_judge(text, len, box->bundle, store_config(box->store)->box_id, box->now.wall_ms / 1000, &code, &is_signed);
        if (r < 0) {
                box_log(box, LOG_ERR, "a code could not be judged: %s", strerror(-r));
                return;
        }
        if (r == REFUSAL_WRONG_BOX && is_signed) {
                other = bundle_find_box(box->bundle, code.aud);
                event.other_box = other ? other->address : NULL;
        }
        if (r > 0) {
                refuse(box, &event, (enum refusal)r, is_signed ? code.cti : NULL);
                box_tell(box, &event);
                return;
        }
        r = store_consignment(box->store, code.cti, &consignment);
        if (r != 0 && r != -ENOENT) {
                box_fault(box, "looking up a code", r);
                return;
        }
        refusal = r == -ENOENT ? REFUSAL_NOT_HERE : judge_stored(box, &code, &consignment, &event.suspect);
        if (r == 0) {
                event.offers[0] = offer_of(&consignment);
                event.locked_until_ms = consignment.locked_until_ms;
                event.suspect = event.suspect || is_absent(box, consignment.c);
        }
        event.offer_count = 1;
        if (refusal != REFUSAL_NONE)
                refuse(box, &event, refusal, code.cti);
        box_tell(box, &event);
}

/* ---- load tickets ---- */

static void keep_load(struct box *box, const struct ticket *ticket) {
        const struct ticket_contents *contents = &ticket->contents;
        struct store_load *load = &box->load;

        *load = (struct store_load){
                .item_count = contents->item_count,
                .wishes = contents->wishes,
                .has_group = contents->has_group,
                .nbf = ticket->nbf,
                /* No code for it is made after its ticket's end, and none is valid for longer than this. */
                .forget_after = ticket->exp + CODE_VALIDITY_MAX_S,
                .deadline_ms = moment_midnight_after(box->now.wall_ms, contents->days),
        };
        box->load_days = contents->days;
        memcpy(load->cti, ticket->cti, CTI_LEN);
        memcpy(load->items, contents->items, sizeof(load->items));
        memcpy(load->group, contents->group, GROUP_LEN);
        tag_reference(box->tags, contents->reference, load->reference_tag);
        tag_pin(box->tags, ticket->cti, contents->pin, load->pin_tag);
        tag_birth(box->tags, ticket->cti, contents->birth, load->birth_tag);
}

static bool is_inside(const struct consignment *consignment) {
        return consignment->state != CONSIGNMENT_ISSUED && consignment->state != CONSIGNMENT_REMOVED;
}

/* A good ticket: new, a reissue of what is inside, or something that is here already. */
static int compare_ticket(struct box *box, const struct ticket *ticket, struct event *event) {
        struct consignment consignment;
        uint8_t reference[TAG_LEN];
        int r;

        tag_reference(box->tags, ticket->contents.reference, reference);
        r = store_consignment_by_reference(box->store, reference, &consignment);
        if (r == 0 && memcmp(consignment.cti, ticket->cti, CTI_LEN) != 0)
                event->here = true;
        if (r != 0 && r != -ENOENT)
                return r;
        r = store_consignment(box->store, ticket->cti, &consignment);
        if (r != 0)
                return r == -ENOENT ? 0 : r;
        if (!is_inside(&consignment))
                return 0;
        if ((consignment.state == CONSIGNMENT_STORED || consignment.state == CONSIGNMENT_EXPIRED) && ticket->nbf > consignment.nbf)
                event->reissue = true;
        else if (ticket->nbf < consignment.nbf)
                refuse(box, event, REFUSAL_REVOKED, ticket->cti);
        else
                event->here = true;
        return 0;
}

static void judge_ticket_text(struct box *box, const char *text, size_t len, struct ticket *ticket, struct event *event) {
        int64_t now_s = box->now.wall_ms / 1000;
        bool is_signed = false;
        int r;

        r = ticket_judge(text, len, box->bundle, store_config(box->store)->box_id, now_s, box->sealing, ticket, &is_signed);
        if (r < 0) {
                box_fault(box, "judging a ticket", r);
                return;
        }
        if (is_signed)
                memcpy(event->offers[0].cti, ticket->cti, CTI_LEN);
        if (r > 0) {
                refuse(box, event, (enum refusal)r, is_signed ? ticket->cti : NULL);
                return;
        }
        r = compare_ticket(box, ticket, event);
        if (r != 0) {
                box_fault(box, "looking up a ticket", r);
                return;
        }
        event->offer_count = 1;
        event->offers[0].item_count = ticket->contents.item_count;
        memcpy(event->offers[0].items, ticket->contents.items, sizeof(event->offers[0].items));
        event->no_room = box->room != ROOM_ENOUGH && !event->reissue;
        if (staff_takes_ticket(&box->staff))
                keep_load(box, ticket);
}

static void judge_ticket(struct box *box, const char *text, size_t len) {
        struct event event = { .type = EVENT_TICKET };
        struct ticket ticket = { 0 };

        if (box->clock.doubt) {
                refuse(box, &event, REFUSAL_CLOCK, NULL);
        } else if (box->now.wall_ms / 1000 >= box->bundle->expires) {
                event.bundle_over = true;
        } else if (box->staff.state != STAFF_OUT) {
                judge_ticket_text(box, text, len, &ticket, &event);
                ticket_wipe(&ticket);
        }
        box_tell(box, &event);
}

/* ---- badges ---- */

static void judge_badge(struct box *box, const char *text, size_t len) {
        int64_t now_s = clock_watch_estimate(&box->clock, box->now) / 1000;
        struct event event = { .type = EVENT_BADGE };
        const struct bundle_staff *staff = NULL;
        char verifier[PIN_VERIFIER_SIZE];
        struct badge badge = { 0 };
        bool is_signed = false;
        unsigned wrong = 0;
        int r;

        r = badge_judge(text, len, box->bundle, now_s, &badge, &staff, &is_signed);
        if (r < 0) {
                box_log(box, LOG_ERR, "a badge could not be judged: %s", strerror(-r));
                return;
        }
        if (is_signed)
                snprintf(event.sub, sizeof(event.sub), "%s", badge.sub);
        if (r > 0) {
                event.refusal = (enum refusal)r;
                if (!is_signed)
                        refuse(box, &event, (enum refusal)r, NULL);
        } else {
                event.role = staff->role;
                memcpy(event.badge, badge.cti, CTI_LEN);
                r = store_staff_pin(box->store, badge.sub, verifier, &wrong);
                explicit_bzero(verifier, sizeof(verifier));
                if (r != 0 && r != -ENOENT) {
                        box_fault(box, "looking up a badge", r);
                        return;
                }
                event.refusal = wrong >= STAFF_WRONG_MAX ? REFUSAL_LOCKED : REFUSAL_NONE;
        }
        box_tell(box, &event);
}

/* ---- who meets what ---- */

static void ask_to_wait(struct box *box) {
        box->ports.tone(box->ports.context, TONE_WAIT);
        if (box->now.mono_ms - box->notice_ms >= BOX_NOTICE_GAP_MS)
                box->notice_ms = box->now.mono_ms;
}

static void scan_in_citizen_session(struct box *box, enum scanned kind, const char *text, size_t len) {
        if (kind == SCANNED_TICKET)
                return;
        if (kind == SCANNED_BADGE || !citizen_takes_code(&box->citizen))
                ask_to_wait(box);
        else if (box->clock.doubt)
                refuse_for_clock(box);
        else
                judge_code(box, text, len);
}

static void scan_in_staff_session(struct box *box, enum scanned kind, const char *text, size_t len) {
        struct event code = { .type = EVENT_CODE };

        switch (kind) {
        case SCANNED_CODE:
                box_tell(box, &code);
                break;
        case SCANNED_BADGE:
                judge_badge(box, text, len);
                break;
        case SCANNED_TICKET:
        case SCANNED_OTHER:
                judge_ticket(box, text, len);
                break;
        }
}

static void scan_while_shut(struct box *box) {
        struct event ignored = { .type = EVENT_CODE };

        if (box->clock.doubt)
                refuse(box, &ignored, REFUSAL_CLOCK, NULL);
        box->ports.tone(box->ports.context, TONE_WRONG);
}

void box_scan(struct box *box, const char *text, size_t len) {
        enum scanned kind = kind_of(text, len);

        if (box->staff.state != STAFF_OUT)
                scan_in_staff_session(box, kind, text, len);
        else if (box->citizen.state != CITIZEN_IDLE)
                scan_in_citizen_session(box, kind, text, len);
        else if (kind == SCANNED_BADGE)
                judge_badge(box, text, len);
        else if (box_is_shut(box))
                scan_while_shut(box);
        else if (kind == SCANNED_TICKET)
                judge_ticket(box, text, len);
        else
                judge_code(box, text, len);
}
