/* SPDX-License-Identifier: EUPL-1.2 */
/* Which entries tell a count that is kept (store_counts.c), and that what was told is not told again. */
#include "controller/box/store/store_internal.h"

bool count_is_one(const struct entry *entry) {
        return (entry->event == ENTRY_ALARM_MANY || entry->event == ENTRY_SWITCH_CHANGES || entry->event == ENTRY_GAVE_UP) && entry->count > 0;
}

int count_told(struct store *store, const struct entry *entry) {
        /* A switch that is found faulty is counted anew. */
        bool anew = entry->event == ENTRY_SWITCH_FAULTY;

        if (!anew && !count_is_one(entry))
                return 0;
        return database_run(&store->database, "DELETE FROM counted WHERE event = ? AND what = ? AND c = ?",
                            VALUES(TEXT(entry_event_name(anew ? ENTRY_SWITCH_CHANGES : entry->event)), TEXT(entry->what), INTEGER(entry->c)));
}

