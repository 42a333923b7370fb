/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>

#include "controller/box/store/store_internal.h"

int store_bundle(struct store *store, struct public_key *ret_root, struct buffer *ret_bytes) {
        struct public_key root;
        QUERY query = NULL;
        int r;

        r = database_query(&store->database, "SELECT root, bytes FROM bundle", NO_VALUES, &query);
        if (r < 0)
                return r;
        r = query_next(&store->database, query);
        if (r <= 0)
                return r < 0 ? r : STORE_E_NO_BUNDLE;
        if (!query_blob(query, 0, root.x, KEY_PUBLIC_LEN))
                return -EUCLEAN;
        r = buffer_append(ret_bytes, sqlite3_column_blob(query, 1), (size_t)sqlite3_column_bytes(query, 1));
        if (r == 0)
                *ret_root = root;
        return r;
}

const char *store_origin(const struct store *store) {
        return store->ledger.origin[0] ? store->ledger.origin : NULL;
}
