/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/day.h"

#include <string.h>

#include "base/moment.h"
#include "controller/box/session/incident.h"

static const int64_t HOUR_MS = 3600 * 1000;

struct counting {
        struct day day;
        uint8_t cti[CTI_LEN];           /* of the newest release, */
        int64_t released_ms;            /* … when it was; 0: it was followed by a shut door, or the box started anew */
        bool issued;
        unsigned seconds[DAY_SECONDS_MAX + 1]; /* how many pickups took so long */
};

/* ---- how long it took ---- */

static bool is_newest(const struct counting *counting, const struct entry *entry) {
        return counting->released_ms != 0 && memcmp(counting->cti, entry->cti, CTI_LEN) == 0;
}

static void end_pickup(struct counting *counting, const struct entry *entry) {
        int64_t s = (entry_time(entry) - counting->released_ms) / 1000;

        counting->released_ms = 0;
        if (!counting->issued || s < 0)
                return;
        counting->seconds[s < DAY_SECONDS_MAX ? s : DAY_SECONDS_MAX]++;
        counting->day.pickups++;
}

static void time_pickup(struct counting *counting, const struct entry *entry) {
        switch ((int)entry->event) {
        case ENTRY_BOOT:
                counting->released_ms = 0;
                break;
        case ENTRY_RELEASE:
                memcpy(counting->cti, entry->cti, CTI_LEN);
                counting->released_ms = entry_time(entry);
                counting->issued = false;
                break;
        case ENTRY_ISSUED:
                counting->issued |= is_newest(counting, entry);
                break;
        case ENTRY_CLOSED:
                if (is_newest(counting, entry))
                        end_pickup(counting, entry);
                break;
        default:
                break;
        }
}

/* The place-th shortest, from 1. */
static unsigned nth(const struct counting *counting, unsigned place) {
        unsigned s = 0;

        for (unsigned before = counting->seconds[0]; before < place && s < DAY_SECONDS_MAX; before += counting->seconds[s])
                s++;
        return s;
}

/* ---- the rest ---- */

static void give_up(struct day *day, const struct entry *entry) {
        enum screen_id screen = screen_from_name(entry->what);

        if (screen != SCREEN_COUNT)
                day->gave_up[screen] += entry->count;
}

static void take(struct counting *counting, const struct entry *entry) {
        struct day *day = &counting->day;

        day->loaded += entry->event == ENTRY_LOADED;
        day->issued += entry->event == ENTRY_ISSUED;
        day->removed += entry->event == ENTRY_REMOVED;
        day->refused += entry->event == ENTRY_REFUSED ? 1 : entry->event == ENTRY_REFUSED_MANY ? (unsigned)entry->count : 0;
        day->incidents += incident_is(entry);
        if (entry->event == ENTRY_GAVE_UP)
                give_up(day, entry);
        time_pickup(counting, entry);
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
        struct counting counting = { 0 };
        struct entry entry;
        uint64_t from;
        int r = store_size_before(store, midnight_before(wall_ms), &from);

        store_source(store, &source);
        for (uint64_t i = from; r == 0 && i < source.size; i++) {
                buffer_clear(&line);
                r = source.entry(source.context, i, &line);
                if (r == 0 && entry_parse(buffer_text(&line), line.len, &entry) == 0)
                        take(&counting, &entry);
        }
        if (r != 0)
                return r;
        counting.day.median_s = nth(&counting, (counting.day.pickups + 1) / 2);
        counting.day.p95_s = nth(&counting, (19 * counting.day.pickups + 19) / 20);
        *ret_day = counting.day;
        return 0;
}
