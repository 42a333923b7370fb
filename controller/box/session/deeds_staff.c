/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/deeds_staff.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

#include "controller/box/session/deeds_staff_look.h"
#include "controller/box/session/fit.h"
#include "controller/box/session/incident.h"
#include "controller/box/session/perform_lists.h"
#include "controller/box/session/task.h"
#include "controller/box/session/works.h"

static int do_now(struct works *works, const struct deed *deed, struct outcome *ret_outcome) {
        return store_do(works->recorder.store, works->recorder.now.wall_ms, deed, ret_outcome);
}

/* After the first ones of an hour they are refusals like others. */
static void deed_badge_refused(void *context, const char *sub, enum refusal refusal, struct moment seen) {
        struct entry entry = { .event = ENTRY_LOGIN_REFUSED };
        struct works *works = context;
        int r;

        if (!recorder_ready(&works->recorder))
                return;
        if (!caps_take(&works->recorder.caps, CAUSE_BADGE)) {
                r = store_do(works->recorder.store, seen.wall_ms, DEED(DEED_REFUSED, .refusal = refusal), NULL);
                if (r != 0)
                        recorder_fault(&works->recorder, "noting a refusal", r);
                return;
        }
        snprintf(entry.sub, sizeof(entry.sub), "%s", sub);
        snprintf(entry.why, sizeof(entry.why), "%s", refusal_name(refusal));
        recorder_entry(&works->recorder, &entry);
}

/* Whoever has signed in is told when an auditor was here before; one who is an auditor is that from now on. */
static void note_auditor(struct works *works, const char *sub) {
        const struct bundle_staff *staff = bundle_find_staff(works->trust.bundle, sub);
        struct audited before = { .is = true };
        int r = store_audited(works->recorder.store, &before.size, &before.t_ms);

        works->audited = r == 0 ? before : (struct audited){ .is = false };
        if (r == -ENOENT)
                r = 0;
        if (r == 0 && staff && staff->role == ROLE_AUDITOR)
                r = do_now(works, DEED(DEED_AUDITED, .size = store_size(works->recorder.store)), NULL);
        if (r != 0)
                recorder_fault(&works->recorder, "noting that an auditor was here", r);
}

static bool deed_answer_pin(void *context, const char *sub, bool right, struct signing *ret_signing) {
        struct works *works = context;
        struct outcome outcome;
        uint64_t size;
        int r;

        if (!recorder_may_ask(&works->recorder))
                return false;
        size = store_size(works->recorder.store);
        r = do_now(works, DEED(DEED_STAFF_ANSWER, .by = sub, .right = right), &outcome);
        if (r != 0) {
                recorder_refuse(&works->recorder, "noting a sign-in", r);
                return false;
        }
        if (outcome.judgement == JUDGEMENT_LOCKED && store_size(works->recorder.store) == size)
                deed_badge_refused(works, sub, REFUSAL_LOCKED, works->recorder.now);
        if (outcome.judgement == JUDGEMENT_RIGHT)
                note_auditor(works, sub);
        *ret_signing = (struct signing){ .right = outcome.judgement == JUDGEMENT_RIGHT,
                                         .tries_left = outcome.judgement == JUDGEMENT_LOCKED ? 0 : outcome.tries_left };
        return true;
}

static void deed_logged_out(void *context, const char *sub, struct moment seen) {
        struct entry entry = { .event = ENTRY_LOGOUT };
        struct works *works = context;

        snprintf(entry.sub, sizeof(entry.sub), "%s", sub);
        recorder_entry(&works->recorder, &entry);
}

/* ---- loading ---- */

static int find_free(struct works *works, unsigned *ret_c) {
        const struct store_load *load = &works->loading.load;
        bool skip[STORE_COMPARTMENTS_MAX] = { false };
        uint8_t fits[PLAN_CELLS_MAX] = { 0 };

        static_assert((int)FIT_NOT == (int)STORE_FIT_NOT && (int)PLAN_CELLS_MAX >= (int)STORE_COMPARTMENTS_MAX, "the store reads what fit_all() writes");
        fit_all(works->plan, load->wishes, load->items, load->item_count, fits);
        for (unsigned i = 0; i < works->watch.count; i++)
                skip[i] = watch_is_open(&works->watch, i + 1);
        return store_find_free(works->recorder.store, fits, skip, ret_c);
}

static bool deed_load_begin(void *context, const uint8_t cti[CTI_LEN], const char *by, struct begun *ret_begun) {
        struct works *works = context;
        struct begun begun = { .deadline_ms = works->loading.load.deadline_ms };
        int r;

        if (!recorder_may_ask(&works->recorder))
                return false;
        r = find_free(works, &begun.c);
        if (r == -ENOENT) {
                *ret_begun = (struct begun){ .no_room = true };
                return true;
        }
        if (r == 0)
                r = do_now(works, DEED(DEED_LOAD_BEGIN, .cti = cti, .c = begun.c, .by = by), NULL);
        if (r > 0) {
                begun.refusal = (enum refusal)r;
                r = do_now(works, DEED(DEED_REFUSED, .refusal = begun.refusal, .cti = cti), NULL);
        }
        if (r != 0) {
                recorder_refuse(&works->recorder, "beginning to load", r);
                memcpy(works->recorder.not_begun, cti, CTI_LEN);
                return false;
        }
        *ret_begun = begun;
        return true;
}

/* What changes when something expires: the next deadline. */
static int note_deadline(struct works *works, int r) {
        return r == 0 ? store_next_deadline(works->recorder.store, &works->upkeep.expire_ms) : r;
}

/* What waited for it is the load now. */
static void take_next(struct loading *loading) {
        loading->load = loading->next;
        loading->term = loading->next_term;
        explicit_bzero(&loading->next, sizeof(loading->next));
}

static void deed_loaded(void *context, const uint8_t cti[CTI_LEN], unsigned c, const char *by, struct moment seen) {
        struct together together = { .count = 0 };
        struct works *works = context;
        bool written;
        int r = 0;

        works->loading.load.c = c;
        /* The deadline counts from the day of loading, which may have begun since the ticket was scanned. */
        works->loading.load.deadline_ms = trust_deadline(&works->trust, clock_watch_estimate(&works->upkeep.clock, works->recorder.now),
                                                         works->loading.term.days, works->loading.term.ticket_exp);
        together_add(&together, DEED(DEED_LOADED, .load = &works->loading.load, .by = by));
        if (watch_is_faulty(&works->watch, c)) {
                works_add_quarantine(works, &together, c, REASON_SWITCH_FAULTY);
                watch_note_quarantine(&works->watch, c);
        }
        written = recorder_together(&works->recorder, seen, &together);
        take_next(&works->loading);
        if (written)
                r = note_deadline(works, 0);
        if (r != 0)
                recorder_fault(&works->recorder, "looking for deadlines", r);
}

static void deed_load_cancelled(void *context, const uint8_t cti[CTI_LEN], struct moment seen) {
        struct works *works = context;

        recorder_fact(&works->recorder, seen, DEED(DEED_LOAD_CANCELLED, .cti = cti), NULL);
}

static void deed_load_given_up(void *context, const uint8_t cti[CTI_LEN], unsigned c, enum reason why, struct moment seen) {
        struct together together = { .count = 0 };
        struct works *works = context;

        together_add(&together, DEED(DEED_LOAD_CANCELLED, .cti = cti));
        works_add_quarantine(works, &together, c, why);
        recorder_together(&works->recorder, seen, &together);
}

static bool deed_reissue(void *context) {
        struct works *works = context;
        int r;

        if (!recorder_may_ask(&works->recorder))
                return false;
        r = note_deadline(works, do_now(works, DEED(DEED_REISSUED, .load = &works->loading.load), NULL));
        explicit_bzero(&works->loading.load, sizeof(works->loading.load));
        if (r != 0)
                recorder_refuse(&works->recorder, "reissuing", r);
        return r == 0;
}

/* ---- state of the box ---- */

static void deed_clock_range(void *context, int64_t *ret_earliest_ms, int64_t *ret_latest_ms) {
        const struct works *works = context;

        upkeep_clock_range(&works->upkeep, &works->recorder, (int64_t)works->trust.bundle->expires * 1000, ret_earliest_ms, ret_latest_ms);
}

static void deed_clock_confirmed(void *context, const char *by, struct moment seen) {
        struct works *works = context;

        if (works->upkeep.clock.doubt && recorder_may_ask(&works->recorder))
                upkeep_believe(&works->upkeep, &works->recorder, 0, by);
        works->recorder.refused |= works->upkeep.clock.doubt;
}

static bool deed_colleague(void *context, unsigned row, char ret_sub[SUB_MAX + 1], enum role *ret_role) {
        const struct works *works = context;

        if (row >= works->lists.count || !works->lists.subs[row][0])
                return false;
        memcpy(ret_sub, works->lists.subs[row], SUB_MAX + 1);
        *ret_role = works->lists.rows[row].role;
        return true;
}

static void deed_badge_unlocked(void *context, unsigned row, const char *by, struct moment seen) {
        struct works *works = context;
        int r;

        if (row >= works->lists.count || !works->lists.subs[row][0] || !recorder_may_ask(&works->recorder))
                return;
        r = store_do(works->recorder.store, seen.wall_ms, DEED(DEED_UNLOCK_STAFF, .sub = works->lists.subs[row], .by = by), NULL);
        if (r != 0 && r != -ENOENT)
                recorder_refuse(&works->recorder, "unlocking a badge", r);
}

static void deed_list(void *context, const struct task *task) {
        struct works *works = context;

        if (!recorder_ready(&works->recorder)) {
                /* Counts may be old for a while; a list is that of the task, or none. */
                works->recorder.refused |= task && (task->list || task->lists_box);
                works->lists_stale = true;
                return;
        }
        lists_make(works, task);
        if (task && task->signs)
                recorder_sign(&works->recorder);
}

static bool deed_next_stop(void *context, const struct task *task, enum role role, unsigned after, struct stop *ret_stop) {
        struct works *works = context;
        struct box_lists *lists = &works->lists;

        if (!recorder_ready(&works->recorder)) {
                works->recorder.refused = true;
                return false;
        }
        lists->role = role;
        lists_make(works, task);
        for (size_t i = 0; i < lists->count; i++)
                if (lists->rows[i].compartment > after) {
                        *ret_stop = (struct stop){ .c = lists->rows[i].compartment, .left = (unsigned)(lists->count - i), .takes = lists->takes[i] };
                        return !works->recorder.refused;
                }
        return false;
}

/* Nothing is left to visit, and something was: what was found is written, and the next reconciliation begins. */
static void deed_reconcile(void *context, const char *by) {
        struct entry entry = { .event = ENTRY_RECONCILED };
        struct works *works = context;
        int r;

        if (!recorder_may_ask(&works->recorder))
                return;
        lists_make(works, &task_reconcile);
        if (works->lists.count > 0 || !reconcile_count(&works->lists.visited, &entry))
                return;
        snprintf(entry.by, sizeof(entry.by), "%s", by);
        r = do_now(works, DEED(DEED_ENTRY, .entry = &entry), NULL);
        if (r != 0)
                recorder_refuse(&works->recorder, "noting a reconciliation", r);
}

static bool deed_page(void *context, unsigned c, struct page *ret_page) {
        struct works *works = context;

        if (!recorder_ready(&works->recorder)) {
                works->recorder.refused = true;
                return false;
        }
        if (!lists_make_page(works, c))
                return false;
        *ret_page = works->lists.page.known;
        return true;
}

static bool deed_find_incidents(void *context, unsigned number) {
        struct works *works = context;
        int r;

        if (!recorder_ready(&works->recorder)) {
                works->recorder.refused = true;
                return false;
        }
        lists_make(works, NULL);
        r = incident_find(works, number);
        if (r != 0)
                recorder_refuse(&works->recorder, "looking for an incident", r);
        return r == 0 && works->lists.count > 0;
}

void deeds_init_staff(struct deeds *deeds) {
        deeds_init_staff_look(deeds);
        deeds->answer_pin = deed_answer_pin;
        deeds->load_begin = deed_load_begin;
        deeds->reissue = deed_reissue;
        deeds->badge_refused = deed_badge_refused;
        deeds->logged_out = deed_logged_out;
        deeds->loaded = deed_loaded;
        deeds->load_cancelled = deed_load_cancelled;
        deeds->load_given_up = deed_load_given_up;
        deeds->clock_range = deed_clock_range;
        deeds->clock_confirmed = deed_clock_confirmed;
        deeds->colleague = deed_colleague;
        deeds->badge_unlocked = deed_badge_unlocked;
        deeds->next_stop = deed_next_stop;
        deeds->reconcile = deed_reconcile;
        deeds->page = deed_page;
        deeds->find_incidents = deed_find_incidents;
        deeds->list = deed_list;
}
