/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The citizen's deeds, and everybody's, on the store of a box. What a permit allows is durable when it returns true.
 */
#include "controller/box/session/deeds.h"

#include <syslog.h>

#include "controller/box/session/answer.h"
#include "controller/box/session/deeds_staff.h"
#include "controller/box/session/incident.h"
#include "controller/box/session/works.h"

/* True when r is 0; otherwise whoever asked is told that it was not done. */
static bool granted(struct works *works, int r, const char *doing) {
        if (r != 0)
                recorder_refuse(&works->recorder, doing, r);
        return r == 0;
}

static bool deed_judge(void *context, const struct answer *answer, struct verdict *ret_verdict) {
        struct verdict verdict = { 0 };
        struct works *works = context;
        uint64_t size = store_size(works->recorder.store);

        if (!recorder_may_ask(&works->recorder) || !granted(works, answer_judge(works, answer, &verdict), "judging an answer"))
                return false;
        incident_note(works, size);
        *ret_verdict = verdict;
        return true;
}

/* What stands open before anybody is let in may be empty. */
static int doubt_an_open_door(struct works *works, unsigned c) {
        if (!watch_is_open(&works->watch, c))
                return 0;
        recorder_log(&works->recorder, LOG_WARNING, "compartment %u quarantined: %s", c, reason_name(REASON_LEFT_OPEN));
        works->lists_stale = true;
        return store_do(works->recorder.store, works->recorder.now.wall_ms, DEED(DEED_QUARANTINED, .c = c, .why = REASON_LEFT_OPEN), NULL);
}

/* Its compartment may have been forced open since the answer was judged, or stand open: then staff have to look first. */
static bool deed_release(void *context, const struct offer *offer, enum way way, bool *ret_suspect) {
        struct consignment consignment;
        struct works *works = context;
        bool suspect;
        int r;

        if (!recorder_may_ask(&works->recorder))
                return false;
        r = doubt_an_open_door(works, offer->c);
        if (r == 0)
                r = store_consignment(works->recorder.store, offer->cti, &consignment);
        suspect = r == 0 && (consignment.state == CONSIGNMENT_QUARANTINED || consignment.state == CONSIGNMENT_ISSUED);
        if (r == 0 && !suspect)
                r = store_do(works->recorder.store, works->recorder.now.wall_ms, DEED(DEED_RELEASE, .cti = offer->cti, .way = way), NULL);
        if (!granted(works, r, "releasing"))
                return false;
        works->released_ms = works->recorder.now.wall_ms;
        *ret_suspect = suspect;
        return true;
}

static bool deed_reopen(void *context, const struct offer *offer, bool *ret_suspect) {
        struct store_compartment compartment;
        struct works *works = context;
        bool suspect;
        int r;

        if (!recorder_may_ask(&works->recorder))
                return false;
        r = store_compartment(works->recorder.store, offer->c, &compartment);
        suspect = r == 0 && compartment.state == COMPARTMENT_QUARANTINED;
        if (r == 0 && !suspect)
                r = store_do(works->recorder.store, works->recorder.now.wall_ms, DEED(DEED_REOPEN, .cti = offer->cti), NULL);
        if (!granted(works, r, "reopening"))
                return false;
        *ret_suspect = suspect;
        return true;
}

static void deed_issued(void *context, const struct offer *offer, enum how how, struct moment seen) {
        struct together together = { .count = 0 };
        struct works *works = context;

        /* The wall clock may have stepped back since the release; the issue was after it. */
        if (seen.wall_ms < works->released_ms)
                seen.wall_ms = works->released_ms;
        /* On the citizen's word nobody has seen it open: should the switch see it within a minute, that is the same opening. */
        if (how == HOW_CITIZEN) {
                watch_expect(&works->watch, offer->c, seen);
                works_add_quarantine(works, &together, offer->c, REASON_NOT_SEEN);
        }
        together_add(&together, DEED(DEED_ISSUED, .cti = offer->cti, .how = how));
        if (recorder_together(&works->recorder, seen, &together))
                recorder_make_receipt(&works->recorder, store_size(works->recorder.store) - 1);
}

static void deed_closed(void *context, const struct offer *offer, struct moment seen) {
        struct works *works = context;

        recorder_fact(&works->recorder, seen, DEED(DEED_CLOSED, .cti = offer->cti), NULL);
}

static void deed_old_returned(void *context, const struct offer *offer, struct moment seen) {
        struct works *works = context;

        recorder_fact(&works->recorder, seen, DEED(DEED_OLD_RETURNED, .cti = offer->cti), NULL);
}

static void deed_old_none(void *context, const struct offer *offer, struct moment seen) {
        struct together together = { .count = 0 };
        struct works *works = context;

        together_add(&together, DEED(DEED_CLOSED, .cti = offer->cti));
        together_add(&together, DEED(DEED_OLD_MISSING, .cti = offer->cti));
        recorder_together(&works->recorder, seen, &together);
}

static void deed_old_missing(void *context, const struct offer *offer, struct moment seen) {
        struct works *works = context;

        recorder_fact(&works->recorder, seen, DEED(DEED_OLD_MISSING, .cti = offer->cti), NULL);
}

static void deed_open_failed(void *context, const struct offer *offer, unsigned tries, struct moment seen) {
        struct works *works = context;
        uint64_t size = store_size(works->recorder.store);

        if (recorder_fact(&works->recorder, seen, DEED(DEED_OPEN_FAILED, .cti = offer->cti, .tries = tries), NULL))
                incident_note(works, size);
        recorder_log(&works->recorder, LOG_ERR, "hardware: compartment %u did not open in %u tries", offer->c, tries);
        watch_give_up(&works->watch, offer->c);
}

static void deed_quarantine(void *context, unsigned c, enum reason why, struct moment seen) {
        struct works *works = context;

        struct together together = { .count = 0 };

        works_add_quarantine(works, &together, c, why);
        recorder_together(&works->recorder, seen, &together);
}

void deeds_init(struct deeds *ret_deeds, struct works *works) {
        *ret_deeds = (struct deeds){
                .context = works,
                .judge = deed_judge,
                .release = deed_release,
                .reopen = deed_reopen,
                .issued = deed_issued,
                .closed = deed_closed,
                .old_returned = deed_old_returned,
                .old_none = deed_old_none,
                .old_missing = deed_old_missing,
                .open_failed = deed_open_failed,
                .quarantine = deed_quarantine,
        };
        deeds_init_staff(ret_deeds);
}
