/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/store/deed.h"

#include <errno.h>

#include "controller/box/store/deeds.h"
#include "controller/box/store/store_internal.h"

enum need {
        NEEDS_CTI = 1 << 0,
        NEEDS_BY = 1 << 1,
        NEEDS_SUB = 1 << 2,
        NEEDS_WAY = 1 << 3,
        NEEDS_HOW = 1 << 4,
        NEEDS_WHY = 1 << 5,
        NEEDS_BIRTH_TAG = 1 << 6,
        NEEDS_LOAD = 1 << 7,
        NEEDS_ENTRY = 1 << 8,
        NEEDS_VERIFIER = 1 << 9,
        NEEDS_BYTES = 1 << 10,
        NEEDS_BUNDLE = 1 << 11, /* and the root it was opened under */
        NEEDS_ROTATION = 1 << 12,
        NEEDS_FOUND = 1 << 13,
        NEEDS_REFUSAL = 1 << 14,
        NEEDS_CONTINUATION = 1 << 15,
        NEEDS_REVOCATIONS = 1 << 16,
        NEEDS_PURPOSE = 1 << 17,
        NEEDS_UNKNOWN_TAG = 1 << 18,
        NEEDS_C = 1 << 19,
        NEEDS_PARTS = 1 << 20,
};

static deed_fn deed_together;

static const struct row {
        deed_fn *act;
        enum deed_class class;          /* DEED_ENTRY: 0, its event tells */
        enum entry_event entry;         /* the first that it writes; 0: none, or for DEED_ENTRY the one that it is given */
        unsigned needs;
} rows[DEED_TYPE_COUNT] = {
        [DEED_JUDGE] = { deed_judge, DEED_PERMIT, ENTRY_REFUSED, NEEDS_CTI | NEEDS_BIRTH_TAG },
        [DEED_JUDGE_UNKNOWN] = { deed_judge_unknown, DEED_PERMIT, ENTRY_REFUSED, NEEDS_UNKNOWN_TAG },
        [DEED_RELEASE] = { deed_release, DEED_PERMIT, ENTRY_RELEASE, NEEDS_CTI | NEEDS_WAY },
        [DEED_REOPEN] = { deed_reopen, DEED_PERMIT, ENTRY_REOPENED, NEEDS_CTI },
        [DEED_SERVICE_OPEN] = { deed_service_open, DEED_PERMIT, ENTRY_SERVICE_OPEN, NEEDS_PURPOSE | NEEDS_BY },
        [DEED_LOAD_BEGIN] = { deed_load_begin, DEED_PERMIT, ENTRY_LOAD_BEGIN, NEEDS_CTI | NEEDS_BY },

        [DEED_LOADED] = { deed_loaded, DEED_FACT, ENTRY_LOADED, NEEDS_LOAD | NEEDS_BY },
        [DEED_LOAD_CANCELLED] = { deed_load_cancelled, DEED_FACT, ENTRY_LOAD_CANCELLED, NEEDS_CTI },
        [DEED_ISSUED] = { deed_issued, DEED_FACT, ENTRY_ISSUED, NEEDS_CTI | NEEDS_HOW },
        [DEED_CLOSED] = { deed_closed, DEED_FACT, ENTRY_CLOSED, NEEDS_CTI },
        [DEED_OLD_RETURNED] = { deed_old_returned, DEED_FACT, ENTRY_CLOSED, NEEDS_CTI },
        [DEED_OLD_MISSING] = { deed_old_missing, DEED_FACT, ENTRY_CLOSED, NEEDS_CTI },
        [DEED_OPEN_FAILED] = { deed_open_failed, DEED_FACT, ENTRY_OPEN_FAILED, NEEDS_CTI },
        [DEED_UNSURE] = { deed_unsure, DEED_FACT, ENTRY_UNSURE, NEEDS_CTI },
        [DEED_QUARANTINED] = { deed_quarantined, DEED_FACT, ENTRY_QUARANTINED, NEEDS_WHY },
        [DEED_COIL_LOST] = { deed_coil_lost, DEED_FACT, ENTRY_COIL_LOST, NEEDS_C },
        [DEED_REMOVED] = { deed_removed, DEED_FACT, ENTRY_REMOVED, NEEDS_CTI | NEEDS_FOUND | NEEDS_BY },
        [DEED_KEPT] = { deed_kept, DEED_FACT, ENTRY_RETURNED_TO_SERVICE, NEEDS_BY },
        [DEED_RETURNED_TO_SERVICE] = { deed_returned_to_service, DEED_FACT, ENTRY_RETURNED_TO_SERVICE, NEEDS_BY },
        [DEED_TOGETHER] = { deed_together, DEED_FACT, 0, NEEDS_PARTS },

        [DEED_ENTRY] = { deed_entry, 0, 0, NEEDS_ENTRY },
        [DEED_STANDS_OPEN] = { deed_stands_open, DEED_REQUEST, 0, NEEDS_C },
        [DEED_STANDS_SHUT] = { deed_stands_shut, DEED_REQUEST, 0, NEEDS_C },
        [DEED_REISSUED] = { deed_reissued, DEED_REQUEST, ENTRY_REISSUED, NEEDS_LOAD },
        [DEED_EXPIRE] = { deed_expire, DEED_REQUEST, ENTRY_EXPIRED, 0 },
        [DEED_REFUSED] = { deed_refused, DEED_REQUEST, ENTRY_REFUSED, NEEDS_REFUSAL },
        [DEED_FLUSH_REFUSED] = { deed_flush_refused, DEED_REQUEST, ENTRY_REFUSED_MANY, 0 },
        [DEED_KEEP_COUNT] = { deed_keep_count, DEED_REQUEST, 0, NEEDS_ENTRY },
        [DEED_TELL_COUNTS] = { deed_tell_counts, DEED_REQUEST, ENTRY_ALARM_MANY, 0 },
        [DEED_STAFF_ANSWER] = { deed_staff_answer, DEED_REQUEST, ENTRY_LOGIN, NEEDS_BY },
        [DEED_SET_STAFF_PIN] = { deed_set_staff_pin, DEED_REQUEST, 0, NEEDS_BY | NEEDS_VERIFIER },
        [DEED_UNLOCK_STAFF] = { deed_unlock_staff, DEED_REQUEST, ENTRY_ALARM_CLEARED, NEEDS_SUB | NEEDS_BY },
        [DEED_GIVE_STAFF_PIN] = { deed_give_staff_pin, DEED_REQUEST, ENTRY_PIN_GIVEN, NEEDS_SUB | NEEDS_BY | NEEDS_VERIFIER },
        [DEED_ADOPT] = { deed_adopt, DEED_REQUEST, ENTRY_BUNDLE, NEEDS_BYTES | NEEDS_BUNDLE },
        [DEED_REVOKE] = { deed_revoke, DEED_REQUEST, ENTRY_REVOKED, NEEDS_BYTES | NEEDS_REVOCATIONS },
        [DEED_SHORTEN_LOCKS] = { deed_shorten_locks, DEED_REQUEST, 0, 0 },
        [DEED_CLOCK_DOUBTED] = { deed_clock_doubted, DEED_REQUEST, ENTRY_CLOCK, NEEDS_ENTRY },
        [DEED_CLOCK_BELIEVED] = { deed_clock_believed, DEED_REQUEST, ENTRY_CLOCK, NEEDS_ENTRY },
        [DEED_CONFIRM_TIME] = { deed_confirm_time, DEED_REQUEST, 0, 0 },
        [DEED_AUDITED] = { deed_audited, DEED_REQUEST, 0, 0 },
        [DEED_SET_CHECKPOINT] = { deed_set_checkpoint, DEED_REQUEST, 0, NEEDS_BYTES },
        [DEED_ROTATE] = { deed_rotate, DEED_REQUEST, ENTRY_ROTATING, NEEDS_ROTATION },
        [DEED_CONTINUE] = { deed_continue, DEED_REQUEST, ENTRY_CONTINUED, NEEDS_CONTINUATION | NEEDS_BY },
        [DEED_ARCHIVE] = { deed_archive, DEED_REQUEST, ENTRY_ARCHIVED, 0 },
        [DEED_FORGET_ARCHIVED] = { deed_forget_archived, DEED_REQUEST, 0, 0 },
};

/* What an entry is that comes without a change of state here. The others are written by the deed that makes the change. */
static const enum deed_class entries[ENTRY_COUNT] = {
        [ENTRY_BOOT] = DEED_FACT,
        [ENTRY_SHUTDOWN] = DEED_FACT,
        [ENTRY_CONFIG] = DEED_FACT,
        [ENTRY_LOGIN] = DEED_REQUEST,
        [ENTRY_LOGIN_REFUSED] = DEED_REQUEST,
        [ENTRY_LOGOUT] = DEED_FACT,
        [ENTRY_LEFT_OPEN] = DEED_FACT,
        [ENTRY_FORCED_OPEN] = DEED_FACT,
        [ENTRY_UNLATCHED] = DEED_FACT,
        [ENTRY_FOUND_OPEN] = DEED_FACT,
        [ENTRY_SWITCH_FAULTY] = DEED_FACT,
        [ENTRY_SWITCH_CHANGES] = DEED_FACT,
        [ENTRY_RECONCILED] = DEED_REQUEST,
        [ENTRY_EXPORTED] = DEED_FACT,
        [ENTRY_LISTED] = DEED_REQUEST,
        [ENTRY_COUNTERSIGNED] = DEED_FACT,
        [ENTRY_CONTRADICTED] = DEED_FACT,
        [ENTRY_ALARM] = DEED_FACT,
        [ENTRY_ALARM_CLEARED] = DEED_FACT,
        [ENTRY_ALARM_MANY] = DEED_FACT,
        [ENTRY_GAVE_UP] = DEED_FACT,
};

static unsigned has(const struct deed *deed) {
        return (deed->cti ? NEEDS_CTI : 0) | (deed->by ? NEEDS_BY : 0) | (deed->sub ? NEEDS_SUB : 0) | (deed->way ? NEEDS_WAY : 0) |
               (deed->how ? NEEDS_HOW : 0) | (deed->why ? NEEDS_WHY : 0) | (deed->birth_tag ? NEEDS_BIRTH_TAG : 0) |
               (deed->load ? NEEDS_LOAD : 0) | (deed->entry ? NEEDS_ENTRY : 0) | (deed->verifier ? NEEDS_VERIFIER : 0) |
               (deed->bytes ? NEEDS_BYTES : 0) | (deed->bundle && deed->root ? NEEDS_BUNDLE : 0) |
               (deed->rotation ? NEEDS_ROTATION : 0) | (deed->found ? NEEDS_FOUND : 0) |
               (deed->continuation ? NEEDS_CONTINUATION : 0) | (purpose_name(deed->purpose) ? NEEDS_PURPOSE : 0) | (deed->unknown_tag ? NEEDS_UNKNOWN_TAG : 0) |
               (refusal_name(deed->refusal) ? NEEDS_REFUSAL : 0) | (deed->revocations ? NEEDS_REVOCATIONS : 0) |
               (deed->c ? NEEDS_C : 0) | (deed->parts && deed->part_count > 0 && deed->part_count <= DEED_PARTS_MAX ? NEEDS_PARTS : 0);
}

static const struct row *row_of(enum deed_type type) {
        return (unsigned)type < DEED_TYPE_COUNT && rows[type].act ? &rows[type] : NULL;
}

enum deed_class deed_class(const struct deed *deed) {
        const struct row *row = row_of(deed->type);

        if (!row)
                return 0;
        if (deed->type != DEED_ENTRY)
                return row->class;
        return deed->entry && (unsigned)deed->entry->event < ENTRY_COUNT ? entries[deed->entry->event] : 0;
}

enum entry_event deed_event(const struct deed *deed) {
        const struct row *row = row_of(deed->type);

        if (!row)
                return 0;
        if (deed->type == DEED_TOGETHER)
                return deed->parts ? deed_event(&deed->parts[0]) : 0;
        return deed->type != DEED_ENTRY ? row->entry : deed->entry ? deed->entry->event : 0;
}

/* 0, or what store_do() gives for one that is not whole or cannot be done so. */
static int check(const struct deed *deed) {
        const struct row *row = row_of(deed->type);

        if (!row || (row->needs & ~has(deed)) != 0)
                return -EINVAL;
        return deed_class(deed) == 0 ? -EPROTO : 0;
}

static int deed_together(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        int r = 0;

        for (unsigned i = 0; r == 0 && i < deed->part_count; i++) {
                const struct deed *part = &deed->parts[i];

                r = check(part);
                if (r == 0 && (part->type == DEED_TOGETHER || deed_class(part) != DEED_FACT))
                        r = -EPROTO;
                if (r == 0)
                        r = rows[part->type].act(store, t_ms, part, ret_outcome);
        }
        return r;
}

static int try_once(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        int64_t happened_ms = deed->seen_ms != 0 && deed->seen_ms < t_ms ? deed->seen_ms : t_ms;
        int r = transaction_begin(store);

        if (r < 0)
                return r;
        store->written_ms = t_ms;
        return transaction_end(store, rows[deed->type].act(store, happened_ms, deed, ret_outcome));
}

int store_do(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        const struct row *row = row_of(deed->type);
        struct outcome outcome = { .judgement = JUDGEMENT_NONE };
        int r;

        r = check(deed);
        if (r != 0)
                return r;
        r = try_once(store, t_ms, deed, &outcome);
        if (r == -ENOSPC && reserve_give_up(store))
                r = try_once(store, t_ms, deed, &outcome);
        if (r == 0 && row->class == DEED_PERMIT)
                r = transaction_fault(store, store_check_writable(store));
        if (r != 0)
                return r;
        store_follow_anchor(store);
        if (store->ledger.edge.size > 0)
                outcome.index = store->ledger.edge.size - 1;
        if (ret_outcome)
                *ret_outcome = outcome;
        return 0;
}
