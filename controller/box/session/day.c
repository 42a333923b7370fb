/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/day.h"

#include "base/moment.h"

static const int64_t HOUR_MS = 3600 * 1000;

static void take(struct day *day, const struct entry *entry) {
        day->loaded += entry->event == ENTRY_LOADED;
        day->issued += entry->event == ENTRY_ISSUED;
        day->removed += entry->event == ENTRY_REMOVED;
        day->refused += entry->event == ENTRY_REFUSED ? 1 : entry->event == ENTRY_REFUSED_MANY ? (unsigned)entry->count : 0;
}

/* Days have 23 to 25 hours: from a midnight that is surely over to the last one that is. */
static int64_t midnight_before(int64_t wall_ms) {
        int64_t midnight = moment_midnight_after(wall_ms - 26 * HOUR_MS, 0);

        while (moment_midnight_after(midnight, 0) <= wall_ms)
                midnight = moment_midnight_after(midnight, 0);
        return midnight;
}

int day_count(struct store *store, int64_t wall_ms, struct day *ret_day) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
        struct ledger_source source;
        struct day day = { 0 };
        struct entry entry;
        uint64_t from;
        int r = store_size_before(store, midnight_before(wall_ms), &from);

        store_source(store, &source);
        for (uint64_t i = from; r == 0 && i < source.size; i++) {
                buffer_clear(&line);
                r = source.entry(source.context, i, &line);
                if (r == 0 && entry_parse(buffer_text(&line), line.len, &entry) == 0)
                        take(&day, &entry);
        }
        if (r == 0)
                *ret_day = day;
        return r;
}
