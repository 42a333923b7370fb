/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/reconcile.h"

#include <string.h>

static void answer(struct visited *visited, unsigned at, enum found found) {
        if (!visited->open[at])
                return;
        visited->open[at] = false;
        visited->found[at] = (uint8_t)found;
}

static void begin_anew(struct visited *visited, const struct entry *entry) {
        memset(visited->found, 0, sizeof(visited->found));
        memset(visited->open, 0, sizeof(visited->open));
        visited->ended_ms = entry_time(entry);
}

/* Whatever keeps a compartment from being looked into was found there, too; but nobody's silence. */
static bool says_nothing(const struct entry *entry) {
        return strcmp(entry->why, reason_name(REASON_NOT_ANSWERED)) == 0;
}

static void take(struct visited *visited, const struct entry *entry) {
        unsigned at = entry->c - 1;

        if (entry->event == ENTRY_RECONCILED)
                begin_anew(visited, entry);
        if (entry->c == 0 || entry->c > STORE_COMPARTMENTS_MAX)
                return;
        switch ((int)entry->event) {
        case ENTRY_SERVICE_OPEN:
                visited->open[at] = entry->purpose == PURPOSE_RECONCILE;
                visited->occupied[at] = entry->has_cti;
                break;
        case ENTRY_RETURNED_TO_SERVICE:
                answer(visited, at, visited->occupied[at] ? FOUND_THERE : FOUND_EMPTY);
                break;
        case ENTRY_REMOVED:
                answer(visited, at, entry->found);
                break;
        case ENTRY_QUARANTINED:
                if (says_nothing(entry))
                        visited->open[at] = false;
                else
                        answer(visited, at, FOUND_ELSE);
                break;
        default:
                break;
        }
}

int reconcile_read(struct store *store, int64_t wall_ms, struct visited *visited) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
        struct ledger_source source;
        struct entry entry;
        int r = 0;

        store_source(store, &source);
        if (visited->next == 0)
                r = store_size_before(store, wall_ms - RECONCILE_DAYS * INT64_C(86400) * 1000, &visited->next);
        for (; r == 0 && visited->next < source.size; visited->next++) {
                buffer_clear(&line);
                r = source.entry(source.context, visited->next, &line);
                if (r == 0 && entry_parse(buffer_text(&line), line.len, &entry) == 0)
                        take(visited, &entry);
                if (r != 0)
                        break;
        }
        return r;
}

bool reconcile_count(const struct visited *visited, struct entry *ret_entry) {
        ret_entry->there = ret_entry->empty = ret_entry->other = 0;
        for (unsigned i = 0; i < STORE_COMPARTMENTS_MAX; i++) {
                ret_entry->there += visited->found[i] == FOUND_THERE;
                ret_entry->empty += visited->found[i] == FOUND_EMPTY;
                ret_entry->other += visited->found[i] == FOUND_ELSE;
        }
        return ret_entry->there + ret_entry->empty + ret_entry->other > 0;
}
