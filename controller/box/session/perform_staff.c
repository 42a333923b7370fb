/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The staff's deeds on the store, and their PINs, which take time to compute.
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

static bool deed_answer_pin(void *context, const char *sub, bool right, struct signing *ret_signing) {
        struct box *box = context;
        unsigned tries_left = 0;
        int r;

        if (box->broken)
                return false;
        r = store_staff_answer(box->store, box->now.wall_ms, sub, right, &tries_left);
        if (r < 0) {
                box_fault(box, "noting a sign-in", r);
                return false;
        }
        *ret_signing = (struct signing){ .right = r == 0, .tries_left = r == STORE_ANSWER_LOCKED ? 0 : tries_left };
        return true;
}

/* As with codes, nobody fills the disk by waving a badge: after the first ones of an hour they are refusals like others. */
static bool is_refused_singly(struct box *box) {
        if (box->now.mono_ms - box->badges_since_ms >= BOX_HOUR_MS) {
                box->badges_since_ms = box->now.mono_ms;
                box->badges_refused = 0;
        }
        return box->badges_refused++ < STORE_REFUSED_SINGLY;
}

static void deed_badge_refused(void *context, const char *sub, enum refusal refusal, struct moment seen) {
        struct entry entry = { .event = ENTRY_LOGIN_REFUSED };
        struct box *box = context;
        int r;

        if (box->broken)
                return;
        if (!is_refused_singly(box)) {
                r = store_refused(box->store, seen.wall_ms, refusal, NULL);
                if (r != 0)
                        box_fault(box, "noting a refusal", r);
                return;
        }
        snprintf(entry.sub, sizeof(entry.sub), "%s", sub);
        snprintf(entry.why, sizeof(entry.why), "%s", refusal_name(refusal));
        box_entry(box, &entry);
}

static void deed_logged_out(void *context, const char *sub, struct moment seen) {
        struct entry entry = { .event = ENTRY_LOGOUT };

        snprintf(entry.sub, sizeof(entry.sub), "%s", sub);
        box_entry(context, &entry);
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

static bool deed_load_begin(void *context, const uint8_t cti[CTI_LEN], const char *by, struct begun *ret_begun) {
        struct box *box = context;
        struct begun begun = { .deadline_ms = box->load.deadline_ms };
        int r;

        if (box->broken)
                return false;
        r = find_free(box, &begun.c);
        if (r == -ENOENT) {
                *ret_begun = (struct begun){ .no_room = true };
                return true;
        }
        if (r == 0)
                r = store_load_begin(box->store, box->now.wall_ms, cti, begun.c, by);
        if (r > 0) {
                begun.refusal = (enum refusal)r;
                r = store_refused(box->store, box->now.wall_ms, begun.refusal, cti);
        }
        if (r != 0) {
                box_fault(box, "beginning to load", r);
                return false;
        }
        *ret_begun = begun;
        return true;
}

/* What changes when something expires: the next deadline. */
static int note_deadline(struct box *box, int r) {
        return r == 0 ? store_next_deadline(box->store, &box->expire_ms) : r;
}

static void deed_loaded(void *context, const uint8_t cti[CTI_LEN], unsigned c, const char *by, struct moment seen) {
        struct box *box = context;
        int r;

        if (box->broken)
                return;
        box->load.c = c;
        /* The deadline counts from the day of loading, which may have begun since the ticket was scanned. */
        box->load.deadline_ms = moment_midnight_after(clock_watch_estimate(&box->clock, box->now), box->load_days);
        r = note_deadline(box, store_loaded(box->store, seen.wall_ms, &box->load, by));
        explicit_bzero(&box->load, sizeof(box->load));
        if (r != 0)
                box_fault(box, "loading", r);
}

static void deed_load_cancelled(void *context, const uint8_t cti[CTI_LEN], struct moment seen) {
        struct box *box = context;
        int r;

        if (box->broken)
                return;
        r = store_load_cancelled(box->store, seen.wall_ms, cti);
        if (r != 0)
                box_fault(box, "cancelling a load", r);
}

static bool deed_reissue(void *context) {
        struct box *box = context;
        int r;

        if (box->broken)
                return false;
        r = note_deadline(box, store_reissue(box->store, box->now.wall_ms, &box->load));
        explicit_bzero(&box->load, sizeof(box->load));
        if (r != 0)
                box_fault(box, "reissuing", r);
        return r == 0;
}

/* ---- looking and taking out ---- */

static bool deed_service_open(void *context, unsigned c, const char *by) {
        struct box *box = context;
        int r;

        if (box->broken)
                return false;
        r = store_service_open(box->store, box->now.wall_ms, c, by);
        if (r != 0) {
                box_fault(box, "opening for service", r);
                return false;
        }
        watch_expect_late(&box->watch, c, false);
        return true;
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

/* What the compartment held, if that is still to be settled. */
static int settle(struct box *box, const struct store_compartment *compartment, enum found found, bool taken, const char *by) {
        struct consignment consignment;
        int r;

        if (!compartment->has_consignment || compartment->state == COMPARTMENT_RETURN_INSIDE)
                return settle_compartment(box, compartment, found, by);
        r = store_consignment(box->store, compartment->cti, &consignment);
        return r == 0 ? settle_consignment(box, &consignment, found, taken, by) : r;
}

static void deed_found(void *context, unsigned c, enum found found, bool taken, const char *by, struct moment seen) {
        struct store_compartment compartment;
        struct box *box = context;
        int r;

        if (box->broken)
                return;
        r = store_compartment(box->store, c, &compartment);
        if (r == 0)
                r = note_deadline(box, settle(box, &compartment, found, taken, by));
        if (r != 0)
                box_fault(box, "noting what was found", r);
        else
                clear_break_in(box, &compartment, by);
}

/* ---- state of the box ---- */

static void deed_clock_confirmed(void *context, const char *by, struct moment seen) {
        struct box *box = context;
        struct entry entry = {
                .event = ENTRY_CLOCK,
                .was_ms = clock_watch_estimate(&box->clock, box->now),
                .now_ms = box->now.wall_ms,
        };
        int r;

        if (box->broken || !box->clock.doubt)
                return;
        snprintf(entry.by, sizeof(entry.by), "%s", by);
        r = store_confirm_time(box->store, box->now.wall_ms);
        if (r != 0) {
                box_fault(box, "confirming the time", r);
                return;
        }
        clock_watch_believe(&box->clock, box->now);
        store_trust_clock(box->store, true);
        box_entry(box, &entry);
        box_alarm_cleared(box, ALARM_CLOCK, 0, by);
}

static void deed_badge_unlocked(void *context, unsigned row, const char *by, struct moment seen) {
        struct box *box = context;
        int r;

        if (box->broken || row >= box->lists.count || !box->lists.subs[row][0])
                return;
        r = store_unlock_staff(box->store, seen.wall_ms, box->lists.subs[row], by);
        if (r != 0 && r != -ENOENT)
                box_fault(box, "unlocking a badge", r);
}

static void deed_list(void *context, const struct task *task) {
        struct box *box = context;

        if (!box->broken)
                box_list(box, task);
}

void box_fill_staff_deeds(struct deeds *deeds) {
        deeds->answer_pin = deed_answer_pin;
        deeds->load_begin = deed_load_begin;
        deeds->reissue = deed_reissue;
        deeds->service_open = deed_service_open;
        deeds->badge_refused = deed_badge_refused;
        deeds->logged_out = deed_logged_out;
        deeds->loaded = deed_loaded;
        deeds->load_cancelled = deed_load_cancelled;
        deeds->found = deed_found;
        deeds->clock_confirmed = deed_clock_confirmed;
        deeds->badge_unlocked = deed_badge_unlocked;
        deeds->list = deed_list;
}

void box_perform_staff(struct box *box, const struct action *action) {
        switch ((int)action->type) {
        case ACTION_CHECK_PIN:
                check_pin(box, action);
                break;
        case ACTION_HASH_PIN:
                hash_pin(box, action);
                break;
        default:
                box_log(box, LOG_ERR, "bug: no action %d", (int)action->type);
                break;
        }
}
