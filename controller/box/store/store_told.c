/* SPDX-License-Identifier: EUPL-1.2 */
/* Whether an entry says why the door of a compartment stands open. */
#include <assert.h>
#include <errno.h>

#include "controller/box/store/store_internal.h"

/* The entry says, or has allowed, that the door opened; on the citizen's word alone nobody has seen it. */
static bool tells_opening(const struct entry *entry) {
        switch ((int)entry->event) {
        case ENTRY_LOAD_BEGIN:
        case ENTRY_SERVICE_OPEN:
        case ENTRY_REOPENED:
        case ENTRY_UNLATCHED:
        case ENTRY_FORCED_OPEN:
        case ENTRY_FOUND_OPEN:
                return true;
        case ENTRY_ISSUED:
                return entry->how != HOW_CITIZEN;
        default:
                return false;
        }
}

static int write_told(struct store *store, unsigned c, bool told) {
        return database_run(&store->database, "UPDATE compartments SET told_open = ? WHERE c = ?", VALUES(INTEGER(told), INTEGER(c)));
}

int compartment_tell(struct store *store, unsigned c) {
        store->told_open[c - 1] = true;
        return write_told(store, c, true);
}

int compartment_told(struct store *store, const struct entry *entry) {
        if (entry->c < 1 || entry->c > store->config.compartments)
                return 0;
        if (entry->event == ENTRY_CLOSED)
                return compartment_untold(store, entry->c);
        return tells_opening(entry) ? compartment_tell(store, entry->c) : 0;
}

int compartment_untold(struct store *store, unsigned c) {
        store->told_open[c - 1] = false;
        return write_told(store, c, false);
}

int compartments_load(struct store *store) {
        QUERY query = NULL;
        int r = database_query(&store->database, "SELECT c, told_open FROM compartments", NO_VALUES, &query);

        while (r >= 0 && (r = query_next(&store->database, query)) == 1) {
                int64_t c = sqlite3_column_int64(query, 0);

                if (c < 1 || c > store->config.compartments)
                        return -EUCLEAN;
                store->told_open[c - 1] = sqlite3_column_int(query, 1) != 0;
        }
        return r;
}

bool store_told_open(const struct store *store, unsigned c) {
        assert(c >= 1 && c <= store->config.compartments);
        return store->told_open[c - 1];
}
