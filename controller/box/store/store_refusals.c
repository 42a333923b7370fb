/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Refusals are written singly, with their cti where a signature was good, for
 * the first ten an hour; the others are counted by reason and told when the hour
 * is over. So nobody fills the disk by waving codes, and no refusal is lost with
 * the power: the counts are rows, not memory.
 */
#include <assert.h>
#include <string.h>

#include "controller/box/store/deeds.h"
#include "controller/box/store/store_internal.h"

static int64_t hour_of(int64_t t_ms) {
        return t_ms / (60 * 60 * 1000);
}

/* Only what is written of a count at a time. */
struct counted {
        int64_t hour;
        int why;
        uint32_t more;
};

/* 1 when there was one, 0, or a negative errno. A clock that went back ends an hour as well. */
static int next_counted(struct store *store, int64_t hour, struct counted *ret_counted) {
        QUERY query = NULL;
        int r;

        r = database_query(&store->database, "SELECT hour, why, more FROM refusals WHERE hour <> ? AND more > 0 ORDER BY hour, why LIMIT 1",
                           VALUES(INTEGER(hour)), &query);
        if (r < 0)
                return r;
        r = query_next(&store->database, query);
        if (r == 1)
                *ret_counted = (struct counted){
                        .hour = sqlite3_column_int64(query, 0),
                        .why = sqlite3_column_int(query, 1),
                        .more = (uint32_t)sqlite3_column_int64(query, 2),
                };
        return r;
}

static int flush(struct store *store, int64_t t_ms) {
        struct counted counted = { 0 };
        int r;

        for (;;) {
                struct entry entry = { .event = ENTRY_REFUSED_MANY };

                r = next_counted(store, hour_of(t_ms), &counted);
                if (r <= 0)
                        break;
                entry.count = counted.more;
                r = text_copy(entry.why, sizeof(entry.why), refusal_name((enum refusal)counted.why));
                if (r == 0)
                        r = ledger_append(store, t_ms, &entry);
                if (r == 0)
                        r = database_run(&store->database, "UPDATE refusals SET more = 0 WHERE hour = ? AND why = ?",
                                         VALUES(INTEGER(counted.hour), INTEGER(counted.why)));
                if (r < 0)
                        return r;
        }
        if (r == 0)
                r = database_run(&store->database, "DELETE FROM refusals WHERE hour <> ?", VALUES(INTEGER(hour_of(t_ms))));
        return r;
}

int refusal_note(struct store *store, int64_t t_ms, enum refusal why, const uint8_t *cti) {
        struct entry entry = { .event = ENTRY_REFUSED, .has_cti = cti != NULL };
        int64_t singly;
        bool alone;
        int r;

        assert(refusal_name(why));
        r = flush(store, t_ms);
        if (r == 0)
                r = database_integer(&store->database, "SELECT coalesce(sum(singly), 0) FROM refusals WHERE hour = ?",
                                     VALUES(INTEGER(hour_of(t_ms))), &singly);
        if (r < 0)
                return r;
        alone = singly < STORE_REFUSED_SINGLY;
        r = database_run(&store->database,
                         "INSERT INTO refusals (hour, why, singly, more) VALUES (?1, ?2, ?3, ?4) "
                         "ON CONFLICT (hour, why) DO UPDATE SET singly = singly + ?3, more = more + ?4",
                         VALUES(INTEGER(hour_of(t_ms)), INTEGER(why), INTEGER(alone), INTEGER(!alone)));
        if (r < 0 || !alone)
                return r;
        if (cti)
                memcpy(entry.cti, cti, CTI_LEN);
        r = text_copy(entry.why, sizeof(entry.why), refusal_name(why));
        return r < 0 ? r : ledger_append(store, t_ms, &entry);
}

int deed_refused(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        return refusal_note(store, t_ms, deed->refusal, deed->cti);
}

int deed_flush_refused(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        return flush(store, t_ms);
}
