/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The staff machine's actions.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

#include "controller/box/session/box_inner.h"

/* ---- PINs ---- */

/*
 * The verifier set on the box or, before there is one, that of the one-time PIN.
 * Only a store that says so has none: when it cannot be read, the one-time PIN
 * must not come back into force. 0, -ENOENT: there is none, or a fault of the store.
 */
static int find_verifier(struct box *box, const char *sub, char ret_verifier[PIN_VERIFIER_SIZE], bool *ret_one_time) {
        unsigned wrong;
        int r = store_staff_pin(box->store, sub, ret_verifier, &wrong);

        if (r != 0)
                return r;
        *ret_one_time = !ret_verifier[0];
        if (!*ret_one_time)
                return 0;
        r = bundle_pin_verifier(box->bundle, store_config(box->store)->box_id, box->sealing, sub, ret_verifier);
        if (r == 0)
                return 0;
        box_log(box, LOG_ERR, "the bundle holds no one-time PIN for %s", sub);
        return -ENOENT;
}

static void check_pin(struct box *box, const struct action *action) {
        struct event wrong = { .type = EVENT_PIN_CHECKED };
        char verifier[PIN_VERIFIER_SIZE] = "";
        int r = find_verifier(box, action->text, verifier, &box->pin_one_time);

        if (r != 0 && r != -ENOENT) {
                box_fault(box, "looking up a PIN", r);
                return;
        }
        if (r == 0)
                r = box->ports.check_pin(box->ports.context, box->staff.entry.text, verifier);
        digits_clear(&box->staff.entry);
        explicit_bzero(verifier, sizeof(verifier));
        if (r == 0)
                box->pins_pending++;
        else
                box_tell(box, &wrong);
}

static void hash_pin(struct box *box, const struct action *action) {
        struct event failed = { .type = EVENT_PIN_HASHED };
        int r = box->ports.hash_pin(box->ports.context, box->staff.new_pin);

        snprintf(box->pin_sub, sizeof(box->pin_sub), "%s", action->text);
        digits_clear(&box->staff.entry);
        explicit_bzero(box->staff.new_pin, sizeof(box->staff.new_pin));
        if (r == 0)
                box->pins_pending++;
        else
                box_tell(box, &failed);
}

static void answer_pin(struct box *box, const struct action *action) {
        struct event event = { .type = EVENT_PIN_ANSWERED };
        int r = store_staff_answer(box->store, box->now.wall_ms, action->text, action->flag, &event.tries_left);

        if (r < 0) {
                box_fault(box, "noting a sign-in", r);
                return;
        }
        event.right = r == 0;
        if (r == STORE_ANSWER_LOCKED)
                event.tries_left = 0;
        box_tell(box, &event);
}

/* As with codes, nobody fills the disk by waving a badge: after the first ones of an hour they are refusals like others. */
static bool is_refused_singly(struct box *box) {
        if (box->now.mono_ms - box->badges_since_ms >= BOX_HOUR_MS) {
                box->badges_since_ms = box->now.mono_ms;
                box->badges_refused = 0;
        }
        return box->badges_refused++ < STORE_REFUSED_SINGLY;
}

static void badge_refused(struct box *box, const struct action *action) {
        struct entry entry = { .event = ENTRY_LOGIN_REFUSED };
        int r;

        if (!is_refused_singly(box)) {
                r = store_refused(box->store, box->now.wall_ms, action->refusal, NULL);
                if (r != 0)
                        box_fault(box, "noting a refusal", r);
                return;
        }
        snprintf(entry.sub, sizeof(entry.sub), "%s", action->text);
        snprintf(entry.why, sizeof(entry.why), "%s", refusal_name(action->refusal));
        box_entry(box, &entry);
}

static void log_out(struct box *box, const struct action *action) {
        struct entry entry = { .event = ENTRY_LOGOUT };

        snprintf(entry.sub, sizeof(entry.sub), "%s", action->text);
        box_entry(box, &entry);
}

/* ---- loading ---- */

static int find_free(struct box *box, unsigned *ret_c) {
        bool low[STORE_COMPARTMENTS_MAX] = { false }, skip[STORE_COMPARTMENTS_MAX] = { false };

        for (unsigned i = 0; i < box->watch.count; i++) {
                low[i] = i < box->config.plan.cell_count && box->config.plan.cells[i].low;
                skip[i] = watch_is_open(&box->watch, i + 1);
        }
        return store_find_free(box->store, box->load.wishes, low, skip, ret_c);
}

static void load_begin(struct box *box, const struct action *action) {
        struct event event = { .type = EVENT_LOAD_BEGUN, .deadline_ms = box->load.deadline_ms };
        int r = find_free(box, &event.c);

        if (r == -ENOENT) {
                event.no_room = true;
                box_tell(box, &event);
                return;
        }
        if (r == 0)
                r = store_load_begin(box->store, box->now.wall_ms, action->cti, event.c, action->text);
        if (r < 0) {
                box_fault(box, "beginning to load", r);
                return;
        }
        if (r > 0) {
                event.refusal = (enum refusal)r;
                r = store_refused(box->store, box->now.wall_ms, event.refusal, action->cti);
                if (r != 0) {
                        box_fault(box, "noting a refusal", r);
                        return;
                }
        }
        box_tell(box, &event);
}

static void loaded(struct box *box, const struct action *action) {
        int r;

        box->load.c = action->c;
        /* The deadline counts from the day of loading, which may have begun since the ticket was scanned. */
        box->load.deadline_ms = moment_midnight_after(clock_watch_estimate(&box->clock, box->now), box->load_days);
        r = store_loaded(box->store, box->now.wall_ms, &box->load, action->text);
        explicit_bzero(&box->load, sizeof(box->load));
        if (r == 0)
                r = store_next_deadline(box->store, &box->expire_ms);
        if (r != 0)
                box_fault(box, "loading", r);
        else
                box_tell_type(box, EVENT_LOADED, action->c);
}

static void reissue(struct box *box) {
        int r = store_reissue(box->store, box->now.wall_ms, &box->load);

        explicit_bzero(&box->load, sizeof(box->load));
        if (r == 0)
                r = store_next_deadline(box->store, &box->expire_ms);
        if (r != 0)
                box_fault(box, "reissuing", r);
}

/* ---- looking and taking out ---- */

static void service_open(struct box *box, const struct action *action) {
        int r = store_service_open(box->store, box->now.wall_ms, action->c, action->text);

        if (r != 0) {
                box_fault(box, "opening for service", r);
                return;
        }
        watch_expect_late(&box->watch, action->c, false);
        box_tell_type(box, EVENT_SERVICE_OPENED, action->c);
}

/* Nothing of a citizen is registered there: what staff found decides whether it is used again. */
static int settle_compartment(struct box *box, const struct store_compartment *compartment, enum found found, const char *by) {
        bool old_papers = compartment->state == COMPARTMENT_RETURN_INSIDE;

        if (found == FOUND_EMPTY || (found == FOUND_THERE && old_papers))
                return store_return_to_service(box->store, box->now.wall_ms, compartment->c, by);
        return store_quarantine(box->store, box->now.wall_ms, compartment->c, REASON_CONTENTS);
}

/* Left inside only when staff looked at a good one and found it. */
static int settle_consignment(struct box *box, const struct consignment *consignment, enum found found, bool taken, const char *by) {
        bool kept = !taken && found == FOUND_THERE && consignment->loaded_ms > 0 && consignment->state != CONSIGNMENT_ISSUED;

        if (kept)
                return store_kept(box->store, box->now.wall_ms, consignment->c, by);
        return store_removed(box->store, box->now.wall_ms, consignment->cti, found, by);
}

/* Staff have looked: the alarm of a break-in is over, whatever they found. */
static void clear_break_in(struct box *box, const struct store_compartment *before, const char *by) {
        if (before->state == COMPARTMENT_QUARANTINED && before->reason == REASON_FORCED_OPEN)
                box_alarm_cleared(box, ALARM_FORCED_OPEN, before->c, by);
}

static void settle(struct box *box, const struct action *action) {
        enum found found = action->found;
        struct store_compartment compartment;
        struct consignment consignment;
        int r;

        r = store_compartment(box->store, action->c, &compartment);
        if (r == 0 && compartment.has_consignment && compartment.state != COMPARTMENT_RETURN_INSIDE) {
                r = store_consignment(box->store, compartment.cti, &consignment);
                if (r == 0)
                        r = settle_consignment(box, &consignment, found, action->flag, action->text);
        } else if (r == 0) {
                r = settle_compartment(box, &compartment, found, action->text);
        }
        if (r == 0)
                r = store_next_deadline(box->store, &box->expire_ms);
        if (r != 0) {
                box_fault(box, "noting what was found", r);
                return;
        }
        clear_break_in(box, &compartment, action->text);
        if (!box->broken)
                box_tell_type(box, EVENT_FOUND, action->c);
}

/* ---- state of the box ---- */

static void confirm_clock(struct box *box, const struct action *action) {
        struct entry entry = {
                .event = ENTRY_CLOCK,
                .was_ms = clock_watch_estimate(&box->clock, box->now),
                .now_ms = box->now.wall_ms,
        };
        int r;

        if (!box->clock.doubt)
                return;
        snprintf(entry.by, sizeof(entry.by), "%s", action->text);
        r = store_confirm_time(box->store, box->now.wall_ms);
        if (r != 0) {
                box_fault(box, "confirming the time", r);
                return;
        }
        clock_watch_believe(&box->clock, box->now);
        store_trust_clock(box->store, true);
        box_entry(box, &entry);
        box_alarm_cleared(box, ALARM_CLOCK, 0, action->text);
}

static void unlock_badge(struct box *box, const struct action *action) {
        int r;

        if (action->number >= box->lists.count || !box->lists.subs[action->number][0])
                return;
        r = store_unlock_staff(box->store, box->now.wall_ms, box->lists.subs[action->number], action->text);
        if (r != 0 && r != -ENOENT)
                box_fault(box, "unlocking a badge", r);
}

void box_perform_staff(struct box *box, const struct action *action) {
        int r = 0;

        switch ((int)action->type) {
        case ACTION_CHECK_PIN:
                check_pin(box, action);
                break;
        case ACTION_ANSWER_PIN:
                answer_pin(box, action);
                break;
        case ACTION_HASH_PIN:
                hash_pin(box, action);
                break;
        case ACTION_BADGE_REFUSED:
                badge_refused(box, action);
                break;
        case ACTION_LOGOUT:
                log_out(box, action);
                break;
        case ACTION_LOAD_BEGIN:
                load_begin(box, action);
                break;
        case ACTION_LOADED:
                loaded(box, action);
                break;
        case ACTION_LOAD_CANCELLED:
                r = store_load_cancelled(box->store, box->now.wall_ms, action->cti);
                break;
        case ACTION_REISSUE:
                reissue(box);
                break;
        case ACTION_SERVICE_OPEN:
                service_open(box, action);
                break;
        case ACTION_FOUND:
                settle(box, action);
                break;
        case ACTION_CONFIRM_CLOCK:
                confirm_clock(box, action);
                break;
        case ACTION_UNLOCK_BADGE:
                unlock_badge(box, action);
                break;
        case ACTION_REFRESH:
                box_refresh_lists(box);
                break;
        default:
                box_log(box, LOG_ERR, "bug: no action %d", (int)action->type);
                break;
        }
        if (r != 0)
                box_fault(box, "cancelling a load", r);
}
