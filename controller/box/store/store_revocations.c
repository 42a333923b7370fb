/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Revocations: what the next bundle must still say, and what statements say beside it.
 *
 * `listed` holds what the current bundle revokes, each with the time of issue of the bundle that first listed it so. A store of
 * the first version has no rows yet: then the current bundle itself is the first that is known.
 */
#include "controller/box/store/store_revocations.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "controller/box/store/deeds.h"
#include "controller/box/store/store_internal.h"

/* Those that are there already keep their first time. */
static int list(struct store *store, const struct bundle *bundle, uint32_t version) {
        int r = 0;

        for (size_t i = 0; r == 0 && i < bundle->revocation_count; i++)
                r = database_run(&store->database,
                                 "INSERT INTO listed (cti, t, first, version) VALUES (?1, ?2, ?3, ?4)"
                                 " ON CONFLICT (cti, t) DO UPDATE SET version = ?4",
                                 VALUES(BLOB(bundle->revocations[i].cti, CTI_LEN), INTEGER(bundle->revocations[i].t),
                                        INTEGER(bundle->issued), INTEGER(version)));
        return r;
}

static bool says_as_much(const struct bundle *next, const uint8_t *cti, uint32_t t, size_t *at) {
        const struct bundle_revocation *sorted = next->revocations;

        while (*at < next->revocation_count && memcmp(sorted[*at].cti, cti, CTI_LEN) < 0)
                (*at)++;
        return *at < next->revocation_count && memcmp(sorted[*at].cti, cti, CTI_LEN) == 0 && sorted[*at].t >= t;
}

/* What it voids cannot be alive any more when the next bundle is issued. */
static bool is_over(int64_t t, int64_t first, const struct bundle *next) {
        return next->issued >= (t < first ? t : first) + BUNDLE_REVOCATION_KEEP_S;
}

static int look_for_lacking(struct store *store, const struct bundle *next, struct lacking *ret_lacking) {
        struct lacking lacking = { 0 };
        QUERY query = NULL;
        size_t at = 0;
        int r;

        r = database_query(&store->database, "SELECT cti, t, first FROM listed ORDER BY cti, t", NO_VALUES, &query);
        while (r >= 0 && (r = query_next(&store->database, query)) == 1) {
                uint32_t t = (uint32_t)sqlite3_column_int64(query, 1);
                uint8_t cti[CTI_LEN];

                if (!query_blob(query, 0, cti, CTI_LEN))
                        return -EUCLEAN;
                if (says_as_much(next, cti, t, &at) || is_over(t, sqlite3_column_int64(query, 2), next))
                        continue;
                if (lacking.count < LACKING_NAMED_MAX)
                        memcpy(lacking.ctis[lacking.count], cti, CTI_LEN);
                lacking.count++;
        }
        if (r == 0)
                *ret_lacking = lacking;
        return r;
}

int revocations_carried(struct store *store, const struct bundle *current, const struct bundle *next, struct lacking *ret_lacking) {
        struct lacking lacking;
        int r = 0;

        if (current)
                r = list(store, current, current->version);
        if (r == 0)
                r = look_for_lacking(store, next, &lacking);
        if (r < 0)
                return r;
        if (lacking.count > 0) {
                if (ret_lacking)
                        *ret_lacking = lacking;
                return STORE_E_LACKS_REVOCATIONS;
        }
        r = list(store, next, next->version);
        return r < 0 ? r : database_run(&store->database, "DELETE FROM listed WHERE version <> ?", VALUES(INTEGER(next->version)));
}

/* ---- statements ---- */

/* *ret_new: whether it says more than what is there. */
static int put_stated(struct store *store, const struct revocation *item, bool *ret_new) {
        int r;

        r = database_run(&store->database,
                         "INSERT INTO stated (cti, t, until) VALUES (?1, ?2, ?3) ON CONFLICT (cti) DO UPDATE"
                         " SET t = max(t, ?2), until = max(until, ?3) WHERE ?2 > t OR ?3 > until",
                         VALUES(BLOB(item->cti, CTI_LEN), INTEGER(item->t), INTEGER(item->until)));
        *ret_new = sqlite3_changes(store->database.handle) > 0;
        return r;
}

int deed_revoke(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        struct entry entry = { .event = ENTRY_REVOKED };
        int64_t kept;
        int r;

        r = database_run(&store->database, "DELETE FROM stated WHERE until <= ?", VALUES(INTEGER(t_ms / 1000)));
        for (size_t i = 0; r == 0 && i < deed->revocations->count; i++) {
                bool new = false;

                if (deed->revocations->items[i].until > t_ms / 1000)
                        r = put_stated(store, &deed->revocations->items[i], &new);
                entry.count += new;
        }
        if (r == 0)
                r = database_integer(&store->database, "SELECT count(*) FROM stated", NO_VALUES, &kept);
        if (r < 0)
                return r;
        if (entry.count == 0)
                return STORE_E_NOTHING_NEW;
        if (kept > STORE_STATED_MAX)
                return STORE_E_TOO_MANY;
        sha256(deed->bytes, deed->len, &entry.sha);
        return ledger_append(store, t_ms, &entry);
}

int store_stated(struct store *store, int64_t t_ms, struct revocation **ret_items, size_t *ret_count) {
        struct revocation *items = calloc(STORE_STATED_MAX, sizeof(*items));
        QUERY query = NULL;
        size_t count = 0;
        int r;

        if (!items)
                return -ENOMEM;
        r = database_query(&store->database, "SELECT cti, t, until FROM stated WHERE until > ?", VALUES(INTEGER(t_ms / 1000)), &query);
        while (r >= 0 && (r = query_next(&store->database, query)) == 1 && count < STORE_STATED_MAX) {
                struct revocation *item = &items[count++];

                if (!query_blob(query, 0, item->cti, CTI_LEN)) {
                        r = -EUCLEAN;
                        break;
                }
                item->t = (uint32_t)sqlite3_column_int64(query, 1);
                item->until = (uint32_t)sqlite3_column_int64(query, 2);
        }
        if (r < 0) {
                free(items);
                return r;
        }
        *ret_items = items;
        *ret_count = count;
        return 0;
}
