/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <string.h>

#include "controller/box/store/store_internal.h"

enum { LOG_PAGES_MAX = 4096 }; /* 16 MiB: moved even when somebody waits */

int transaction_begin(struct store *store) {
        int r;

        if (store->read_only)
                return -EROFS;
        if (store->broken < 0)
                return store->broken;
        if (store->database.log_pages > LOG_PAGES_MAX) {
                r = database_checkpoint(&store->database);
                if (r < 0 && r != -EBUSY)
                        return r;
        }
        r = database_begin(&store->database);
        if (r < 0)
                return r;
        store->next = store->ledger;
        memcpy(store->told_before, store->told_open, sizeof(store->told_before));
        store->erases = false;
        return 0;
}

int transaction_fault(struct store *store, int r) {
        if (r == -EIO || r == -EUCLEAN || r == -EROFS)
                store->broken = r;
        return r;
}

/* What it said of doors is not so. */
static int taken_back(struct store *store, int r) {
        memcpy(store->told_open, store->told_before, sizeof(store->told_open));
        return transaction_fault(store, r);
}

int transaction_end(struct store *store, int r) {
        if (r == 0 && (store->next.edge.size != store->ledger.edge.size || store->next.floor_ms != store->ledger.floor_ms ||
                       store->next.clock != store->ledger.clock))
                r = ledger_save(store);
        if (r != 0) {
                database_roll_back(&store->database);
                return taken_back(store, r);
        }
        r = database_commit(&store->database);
        if (r < 0)
                return taken_back(store, r);
        store->ledger = store->next;
        store->to_scrub |= store->erases;
        return 0;
}
