/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/scan.h"

#include <string.h>

#include "base/words/prefix.h"

enum scanned { SCANNED_CODE, SCANNED_TICKET, SCANNED_BADGE, SCANNED_OTHER };

static enum scanned kind_of(const char *text, size_t len) {
        if (len < PREFIX_LEN)
                return SCANNED_OTHER;
        if (memcmp(text, PREFIX_CODE, PREFIX_LEN) == 0)
                return SCANNED_CODE;
        if (memcmp(text, PREFIX_TICKET, PREFIX_LEN) == 0)
                return SCANNED_TICKET;
        return memcmp(text, PREFIX_BADGE, PREFIX_LEN) == 0 ? SCANNED_BADGE : SCANNED_OTHER;
}

static void ask_to_wait(struct scan *scan) {
        if (scan->again)
                return;
        scan->works->recorder.ports->tone(scan->works->recorder.ports->context, TONE_WAIT);
        scan->asks_to_wait = true;
}

/* One that asks for a code takes its own as well. */
static bool is_own_code(struct scan *scan, const char *text, size_t len) {
        bool is_asked = scan->citizen->has_code && citizen_takes_code(scan->citizen);

        return !is_asked && scan_bearer(scan, text, len) == BEARER_OWN;
}

static void scan_in_citizen_session(struct scan *scan, enum scanned kind, const char *text, size_t len) {
        bool lies_there = scan->again && scan->citizen->state == CITIZEN_REFUSED;

        if (kind == SCANNED_TICKET || (kind == SCANNED_CODE && (lies_there || is_own_code(scan, text, len))))
                return;
        if (kind == SCANNED_BADGE && (citizen_yields(scan->citizen) || citizen_misread(scan->citizen)))
                scan_judge_badge(scan, text, len);
        else if (citizen_yields(scan->citizen) ? scan_bearer(scan, text, len) != BEARER_OTHER :
                 kind == SCANNED_BADGE || !citizen_takes_code(scan->citizen))
                ask_to_wait(scan);
        else if (scan->works->upkeep.clock.doubt)
                scan_refuse_for_clock(scan);
        else
                scan_judge_code(scan, text, len);
}

static void scan_in_staff_session(struct scan *scan, enum scanned kind, const char *text, size_t len) {
        struct event code = { .type = EVENT_CODE };

        switch (kind) {
        case SCANNED_CODE:
                if (staff_looks_up_codes(scan->staff))
                        scan_look_up_code(scan, text, len);
                else
                        queue_put(scan->queue, &code);
                break;
        case SCANNED_BADGE:
                scan_judge_badge(scan, text, len);
                break;
        case SCANNED_TICKET:
        case SCANNED_OTHER:
                scan_judge_ticket(scan, text, len);
                break;
        }
}

static void scan_while_shut(struct scan *scan) {
        struct event ignored = { .type = EVENT_CODE };

        if (scan->works->upkeep.clock.doubt)
                scan_refuse(scan, &ignored, REFUSAL_CLOCK, NULL);
        scan->works->recorder.ports->tone(scan->works->recorder.ports->context, TONE_WRONG);
}

void scan_misread(struct scan *scan) {
        struct event event = { .type = scan->staff->state != STAFF_OUT ? EVENT_TICKET : EVENT_CODE, .refusal = REFUSAL_MALFORMED };

        if (scan->staff->state == STAFF_OUT && scan->citizen->state != CITIZEN_IDLE && !citizen_takes_code(scan->citizen))
                return;
        if (scan->staff->state == STAFF_OUT && scan->is_shut)
                scan->works->recorder.ports->tone(scan->works->recorder.ports->context, TONE_WRONG);
        else
                queue_put(scan->queue, &event);
}

void scan_text(struct scan *scan, const char *text, size_t len) {
        enum scanned kind = kind_of(text, len);
        bool turned_away = staff_yields(scan->staff);
        bool in_staff_session = scan->staff->state != STAFF_OUT && !turned_away, in_session = scan->citizen->state != CITIZEN_IDLE;

        /* Of a code that is asked for, it is not the reading that counts but whose session it was. */
        if (scan->again && (kind != SCANNED_CODE || in_staff_session || (scan->is_shut && !in_session)))
                return;
        /* Nothing can be looked up, so nothing is judged. */
        if (!recorder_ready(&scan->works->recorder))
                ask_to_wait(scan);
        else if (in_staff_session)
                scan_in_staff_session(scan, kind, text, len);
        else if (in_session)
                scan_in_citizen_session(scan, kind, text, len);
        else if (kind == SCANNED_BADGE)
                scan_judge_badge(scan, text, len);
        else if (scan->is_shut)
                scan_while_shut(scan);
        else if (kind == SCANNED_TICKET)
                scan_judge_ticket(scan, text, len);
        else if (!is_own_code(scan, text, len))
                scan_judge_code(scan, text, len);
}
