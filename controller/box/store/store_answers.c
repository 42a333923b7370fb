/* SPDX-License-Identifier: EUPL-1.2 */
/* What the citizen typed, against the tags. */
#include <errno.h>
#include <string.h>

#include "controller/box/store/consignment.h"
#include "controller/box/store/deeds.h"
#include "controller/box/store/store_internal.h"

static unsigned tries_left(unsigned wrong) {
        return (wrong < STORE_WRONG_LOCK ? STORE_WRONG_LOCK : STORE_WRONG_VOID) - wrong;
}

/* Both are compared whatever the first one gave. */
static bool matches(const struct tags *tags, const uint8_t *pin_tag, const uint8_t birth_tag[TAG_LEN]) {
        bool birth = tag_equal(tags->birth, birth_tag);
        bool pin = pin_tag ? tag_equal(tags->pin, pin_tag) : true;

        return birth & pin;
}

/* When the lock ends is on the time that no step of the wall clock moves. */
static int64_t steady(const struct store *store, int64_t t_ms) {
        return t_ms + store->steady_shift_ms;
}

bool answers_locked(const struct store *store, int64_t t_ms, const struct consignment *consignment) {
        return consignment->locked_until_ms > steady(store, t_ms);
}

void store_count_steadily(struct store *store, int64_t shift_ms) {
        store->steady_shift_ms = shift_ms;
}

int deed_shorten_locks(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        int64_t latest_ms = steady(store, t_ms) + STORE_LOCK_MS;
        int r = database_run(&store->database, "UPDATE consignments SET locked_until_ms = ?1 WHERE locked_until_ms > ?1", VALUES(INTEGER(latest_ms)));

        if (r < 0)
                return r;
        return database_run(&store->database, "UPDATE unknown SET locked_until_ms = ?1 WHERE locked_until_ms > ?1", VALUES(INTEGER(latest_ms)));
}

static void count(struct store *store, int64_t t_ms, struct consignment *consignment) {
        consignment->wrong++;
        if (consignment->wrong == STORE_WRONG_LOCK)
                consignment->locked_until_ms = steady(store, t_ms) + STORE_LOCK_MS;
}

static int count_wrong(struct store *store, int64_t t_ms, struct consignment *consignment) {
        struct entry entry = consignment_entry(consignment, ENTRY_LOCKED_OUT);
        int r;

        count(store, t_ms, consignment);
        r = consignment_write(store, consignment);
        if (r == 0)
                r = refusal_note(store, t_ms, REFUSAL_WRONG_ANSWER, consignment->cti);
        if (r == 0 && (consignment->wrong == STORE_WRONG_LOCK || consignment->wrong == STORE_WRONG_VOID))
                r = ledger_append(store, t_ms, &entry);
        return r;
}

/* Also what is overdue or has to be looked at is asked for on the typed way, and must not tell more than the rest. */
static bool has_tags(const struct consignment *consignment) {
        return consignment->loaded_ms > 0 &&
               (consignment->state == CONSIGNMENT_STORED || consignment->state == CONSIGNMENT_EXPIRED ||
                consignment->state == CONSIGNMENT_QUARANTINED);
}

static void tell(const struct store *store, const struct consignment *consignment, int64_t t_ms, enum judgement judgement,
                 struct outcome *ret_outcome) {
        if (consignment->wrong >= STORE_WRONG_VOID) {
                ret_outcome->judgement = JUDGEMENT_VOID;
        } else if (answers_locked(store, t_ms, consignment)) {
                ret_outcome->judgement = JUDGEMENT_LOCKED;
                ret_outcome->locked_until_ms = consignment->locked_until_ms;
        } else {
                ret_outcome->judgement = judgement;
                ret_outcome->tries_left = tries_left(consignment->wrong);
                ret_outcome->is_last = consignment->wrong == STORE_WRONG_VOID - 1;
        }
}

int deed_judge(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        enum judgement judgement = JUDGEMENT_NONE;
        struct consignment consignment;
        struct tags tags;
        int r;

        r = consignment_known(store, deed->cti, &consignment);
        if (r < 0)
                return r;
        if (!has_tags(&consignment))
                return -EPROTO;
        if (consignment.wrong < STORE_WRONG_VOID && !answers_locked(store, t_ms, &consignment)) {
                r = tags_read(store, consignment.c, &tags);
                if (r < 0)
                        return r;
                judgement = matches(&tags, deed->pin_tag, deed->birth_tag) ? JUDGEMENT_RIGHT : JUDGEMENT_WRONG;
                if (judgement == JUDGEMENT_WRONG)
                        r = count_wrong(store, t_ms, &consignment);
        }
        if (r == 0)
                tell(store, &consignment, t_ms, judgement, ret_outcome);
        return r;
}

/* ---- references of nothing here ---- */

/* A consignment that is not there has its counter alone; of one that was never typed, 0. */
static int unknown_read(struct store *store, const uint8_t tag[TAG_LEN], struct consignment *ret_consignment) {
        QUERY query = NULL;
        int r = database_query(&store->database, "SELECT wrong, locked_until_ms FROM unknown WHERE tag = ?", VALUES(BLOB(tag, TAG_LEN)), &query);

        *ret_consignment = (struct consignment){ .wrong = 0 };
        if (r == 0)
                r = query_next(&store->database, query);
        if (r != 1)
                return r;
        ret_consignment->wrong = (unsigned)sqlite3_column_int(query, 0);
        ret_consignment->locked_until_ms = sqlite3_column_int64(query, 1);
        return 0;
}

static int unknown_make_room(struct store *store, int64_t now) {
        int r = database_run(&store->database, "DELETE FROM unknown WHERE used <= ?", VALUES(INTEGER(now - STORE_UNKNOWN_DAYS * INT64_C(86400))));

        if (r < 0)
                return r;
        return database_run(&store->database,
                            "DELETE FROM unknown WHERE tag IN (SELECT tag FROM unknown ORDER BY used"
                            " LIMIT max(0, (SELECT count(*) FROM unknown) - ?))", VALUES(INTEGER(STORE_UNKNOWN_MAX)));
}

static int unknown_write(struct store *store, int64_t t_ms, const uint8_t tag[TAG_LEN], const struct consignment *consignment) {
        int r = database_run(&store->database,
                             "INSERT INTO unknown (tag, wrong, locked_until_ms, used) VALUES (?1, ?2, ?3, ?4)"
                             " ON CONFLICT (tag) DO UPDATE SET wrong = ?2, locked_until_ms = ?3, used = ?4",
                             VALUES(BLOB(tag, TAG_LEN), INTEGER(consignment->wrong), INTEGER(consignment->locked_until_ms), INTEGER(t_ms / 1000)));

        return r < 0 ? r : unknown_make_room(store, t_ms / 1000);
}

int deed_judge_unknown(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        struct consignment consignment;
        int r = unknown_read(store, deed->unknown_tag, &consignment);

        if (r == 0 && consignment.wrong < STORE_WRONG_VOID && !answers_locked(store, t_ms, &consignment))
                count(store, t_ms, &consignment);
        if (r == 0)
                r = unknown_write(store, t_ms, deed->unknown_tag, &consignment);
        if (r == 0)
                r = refusal_note(store, t_ms, REFUSAL_NOT_HERE, NULL);
        if (r == 0)
                tell(store, &consignment, t_ms, JUDGEMENT_WRONG, ret_outcome);
        return r;
}

int store_group(struct store *store, int64_t t_ms, const uint8_t cti[CTI_LEN], store_tag_fn *tag_of, void *context,
                struct consignment *ret_members, size_t max, size_t *ret_count) {
        struct consignment first, member;
        uint8_t stored[TAG_LEN], tag[TAG_LEN];
        size_t count = 0;
        QUERY query = NULL;
        int r;

        r = consignment_known(store, cti, &first);
        if (r < 0)
                return r;
        if (first.has_group)
                r = database_query(&store->database,
                                   "SELECT " CONSIGNMENT_COLUMNS ", t.birth FROM compartments k JOIN consignments s ON s.cti = k.cti"
                                   " JOIN tags t ON t.c = k.c WHERE s.together = ? AND s.cti <> ? AND s.state = ? AND s.deadline_ms > ?"
                                   " AND s.locked_until_ms <= ? AND s.wrong < ? ORDER BY k.c",
                                   VALUES(BLOB(first.group, GROUP_LEN), BLOB(cti, CTI_LEN), INTEGER(CONSIGNMENT_STORED), INTEGER(t_ms),
                                          INTEGER(steady(store, t_ms)), INTEGER(STORE_WRONG_VOID)), &query);
        while (query && r >= 0 && count < max && (r = query_next(&store->database, query)) == 1) {
                r = consignment_of_row(query, 0, &member);
                if (r < 0 || !query_blob(query, CONSIGNMENT_COLUMN_COUNT, stored, TAG_LEN))
                        return r < 0 ? r : -EUCLEAN;
                tag_of(context, member.cti, tag);
                if (tag_equal(stored, tag))
                        ret_members[count++] = member;
        }
        if (r < 0)
                return r;
        *ret_count = count;
        return 0;
}
