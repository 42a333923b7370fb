/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "controller/ledger/anchor.h"
#include "controller/box/store/deeds.h"
#include "controller/box/store/store_internal.h"
#include "controller/box/store/store_revocations.h"

/* The bundle that is there. 0, -ENOENT or a fault. */
static int read_current(struct store *store, uint32_t *ret_version, struct public_key *ret_root, struct public_key *ret_next,
                        bool *ret_has_next) {
        QUERY query = NULL;
        int r;

        r = database_query(&store->database, "SELECT version, root, next_root FROM bundle", NO_VALUES, &query);
        if (r < 0)
                return r;
        r = query_next(&store->database, query);
        if (r <= 0)
                return r < 0 ? r : -ENOENT;
        *ret_version = (uint32_t)sqlite3_column_int64(query, 0);
        *ret_has_next = query_blob(query, 2, ret_next->x, KEY_PUBLIC_LEN);
        return query_blob(query, 1, ret_root->x, KEY_PUBLIC_LEN) ? 0 : -EUCLEAN;
}

/* Only the pinned root may sign, or the one that the current bundle announces; then the pin moves to it. */
static int may_follow(struct store *store, const struct bundle *bundle, const struct public_key *root) {
        struct public_key pinned, next;
        uint32_t version;
        bool has_next;
        int r;

        r = read_current(store, &version, &pinned, &next, &has_next);
        if (r < 0)
                return r == -ENOENT ? 0 : r;
        if (memcmp(root->x, pinned.x, KEY_PUBLIC_LEN) != 0 && !(has_next && memcmp(root->x, next.x, KEY_PUBLIC_LEN) == 0))
                return STORE_E_OTHER_ROOT;
        return bundle->version > version ? 0 : STORE_E_OLD_VERSION;
}

/* Who has gone loses the PIN set or given here; so does who has got another badge, for with it comes a new one-time PIN. */
static int put_staff(struct store *store, const struct bundle *bundle) {
        int r = 0;

        store->erases = true;
        for (size_t i = 0; r == 0 && i < bundle->staff_count; i++)
                r = database_run(&store->database,
                                 "INSERT INTO staff (sub, badge, listed) VALUES (?1, ?2, ?3) ON CONFLICT (sub) DO UPDATE SET"
                                 " verifier = iif(badge IS ?2, verifier, ''), given = iif(badge IS ?2, given, ''), wrong = iif(badge IS ?2, wrong, 0),"
                                 " badge = ?2, listed = ?3",
                                 VALUES(TEXT(bundle->staff[i].sub), BLOB(bundle->staff[i].badge_cti, CTI_LEN),
                                        INTEGER(bundle->version)));
        return r < 0 ? r : database_run(&store->database, "DELETE FROM staff WHERE listed <> ?", VALUES(INTEGER(bundle->version)));
}

static int put_bundle(struct store *store, const struct deed *deed) {
        const struct bundle *bundle = deed->bundle;

        return database_run(&store->database,
                            "INSERT OR REPLACE INTO bundle (only, version, issued, root, next_root, origin, bytes)"
                            " VALUES (1, ?, ?, ?, ?, ?, ?)",
                            VALUES(INTEGER(bundle->version), INTEGER(bundle->issued), BLOB(deed->root->x, KEY_PUBLIC_LEN),
                                   bundle->has_next_root ? BLOB(bundle->next_root.x, KEY_PUBLIC_LEN) : NOTHING,
                                   TEXT(store->next.origin), BLOB(deed->bytes, deed->len)));
}

int deed_adopt(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        const struct bundle *bundle = deed->bundle;
        struct entry entry = { .event = ENTRY_BUNDLE, .bundle_version = bundle->version };
        struct ledger_state *next = &store->next;
        int r;

        r = may_follow(store, bundle, deed->root);
        if (r == 0)
                r = revocations_carried(store, deed->current, bundle, deed->lacking);
        if (r != 0)
                return r;
        if (!next->origin[0] && snprintf(next->origin, sizeof(next->origin), "%s/pickupbox/%s", bundle->domain,
                                         store->config.box_id) >= (int)sizeof(next->origin))
                return -EINVAL;
        next->bundle_issued_ms = (int64_t)bundle->issued * 1000;
        next->anchor = ANCHOR_FOLLOW;
        r = put_bundle(store, deed);
        if (r == 0)
                r = put_staff(store, bundle);
        if (r < 0)
                return r;
        sha256(deed->bytes, deed->len, &entry.sha);
        return ledger_append(store, t_ms, &entry);
}
