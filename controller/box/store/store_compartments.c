/* SPDX-License-Identifier: EUPL-1.2 */
#include <assert.h>
#include <errno.h>
#include <string.h>

#include "controller/box/store/consignment.h"
#include "controller/box/store/deeds.h"
#include "controller/box/store/store_internal.h"

enum { COLUMN_COUNT = 7 }; /* of the compartment, before those of its consignment */

static int compartment_of_row(sqlite3_stmt *row, struct store_compartment *ret_compartment) {
        struct store_compartment compartment = {
                .c = (unsigned)sqlite3_column_int(row, 0),
                .state = (enum compartment_state)sqlite3_column_int(row, 1),
                .has_consignment = sqlite3_column_type(row, 3) != SQLITE_NULL,
                .coil_lost = (unsigned)sqlite3_column_int(row, 5),
                .told_open = sqlite3_column_int(row, 6) != 0,
        };
        const char *why = (const char *)sqlite3_column_text(row, 2);

        if (!why)
                return -EUCLEAN;
        if (compartment.state == COMPARTMENT_RETURN_INSIDE)
                compartment.reason = why[0] ? reason_from_name(why) : REASON_OLD_PAPERS; /* what earlier versions wrote */
        if (compartment.state == COMPARTMENT_QUARANTINED) {
                compartment.reason = reason_from_name(why);
                compartment.since = (uint64_t)sqlite3_column_int64(row, 4);
        }
        if (compartment.has_consignment && !query_blob(row, 3, compartment.cti, CTI_LEN))
                return -EUCLEAN;
        *ret_compartment = compartment;
        return 0;
}

/* What callers outside see: absent hides what is recorded. */
static void show(const struct store *store, struct store_compartment *compartment) {
        if (store->absent[compartment->c - 1])
                compartment->state = COMPARTMENT_ABSENT;
}

int compartment_read(struct store *store, unsigned c, struct store_compartment *ret_compartment) {
        QUERY query = NULL;
        int r;

        r = database_query(&store->database, "SELECT c, state, why, cti, since, coil_lost, told_open FROM compartments WHERE c = ?", VALUES(INTEGER(c)), &query);
        if (r < 0)
                return r;
        r = query_next(&store->database, query);
        if (r <= 0)
                return r < 0 ? r : -ENOENT;
        return compartment_of_row(query, ret_compartment);
}

int compartment_write(struct store *store, const struct store_compartment *compartment) {
        bool quarantined = compartment->state == COMPARTMENT_QUARANTINED;
        const char *why = quarantined || compartment->state == COMPARTMENT_RETURN_INSIDE ? reason_name(compartment->reason) : NULL;

        /* Who ends the quarantine of a lock that was lost so often has looked at it. In SQL `state` and `coil_lost` are what they were. */
        return database_run(&store->database,
                            "UPDATE compartments SET state = ?1, why = ?2, cti = ?3, since = ?4,"
                            " coil_lost = CASE WHEN state = ?6 AND ?1 <> ?6 AND coil_lost >= ?7 THEN 0 ELSE coil_lost END WHERE c = ?5",
                            VALUES(INTEGER(compartment->state),
                                   TEXT(why ? why : ""),
                                   compartment->has_consignment ? BLOB(compartment->cti, CTI_LEN) : NOTHING,
                                   INTEGER(quarantined ? compartment->since : 0), INTEGER(compartment->c), INTEGER(COMPARTMENT_QUARANTINED),
                                   INTEGER(STORE_COIL_LOST_MAX)));
}

int compartment_quarantine(struct store *store, int64_t t_ms, struct store_compartment *compartment, enum reason why) {
        struct entry entry = { .event = ENTRY_QUARANTINED, .c = compartment->c };
        int r;

        if (!reason_name(why))
                return -EINVAL;
        compartment->state = COMPARTMENT_QUARANTINED;
        compartment->reason = why;
        compartment->since = store->next.edge.size;
        r = text_copy(entry.why, sizeof(entry.why), reason_name(why));
        if (r == 0)
                r = compartment_write(store, compartment);
        return r < 0 ? r : ledger_append(store, t_ms, &entry);
}

/* ---- a door that stands open ---- */

/* Handed out while no door was seen open: on the citizen's word, or given up before it came open once more. */
static bool is_first_seen(const struct store_compartment *compartment, const struct consignment *consignment) {
        return consignment->state == CONSIGNMENT_ISSUED && compartment->state == COMPARTMENT_QUARANTINED &&
               (compartment->reason == REASON_NOT_SEEN || (compartment->reason == REASON_NOT_OPENED && consignment->reopened));
}

int deed_stands_open(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        struct store_compartment compartment;
        struct consignment consignment;
        int r = compartment_read(store, deed->c, &compartment);

        if (r == 0 && compartment.has_consignment)
                r = consignment_read(store, compartment.cti, &consignment);
        if (r == 0 && deed->right && compartment.has_consignment && is_first_seen(&compartment, &consignment)) {
                consignment.unshut = true;
                r = consignment_write(store, &consignment);
        }
        return r < 0 ? r : compartment_tell(store, deed->c);
}

int deed_stands_shut(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        struct store_compartment compartment;
        int r = compartment_read(store, deed->c, &compartment);

        return r < 0 ? r : compartment_untold(store, deed->c);
}

int store_compartment(struct store *store, unsigned c, struct store_compartment *ret_compartment) {
        int r = compartment_read(store, c, ret_compartment);

        if (r == 0)
                show(store, ret_compartment);
        return r;
}

void store_set_absent(struct store *store, unsigned c, bool absent) {
        assert(c >= 1 && c <= store->config.compartments);
        store->absent[c - 1] = absent;
}

/* Why it is quarantined is known from its switch alone. */
static bool is_word_of_switch(enum reason why) {
        switch ((int)why) {
        case REASON_NOT_OPENED:
        case REASON_NOT_LATCHED:
        case REASON_NOT_SEEN:
        case REASON_LATE:
        case REASON_FORCED_OPEN:
        case REASON_FOUND_OPEN:
        case REASON_LEFT_OPEN:
                return true;
        default:
                return false;
        }
}

/* A switch that turns out to be faulty stays so over a start; one that staff found at rest, with something else behind it, does not. */
static bool replaces(enum reason why, enum reason before) {
        if (why == REASON_SWITCH_FAULTY)
                return is_word_of_switch(before) || before == REASON_CONTENTS;
        return why == REASON_CONTENTS && before == REASON_SWITCH_FAULTY;
}

int deed_quarantined(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        struct store_compartment compartment;
        struct consignment consignment;
        int r;

        r = compartment_read(store, deed->c, &compartment);
        if (r < 0)
                return r;
        if (deed->why == REASON_NOT_OPENED) /* what was to open it has ended */
                r = compartment_untold(store, deed->c);
        if (r < 0)
                return r;
        if (compartment.state == COMPARTMENT_QUARANTINED)
                return replaces(deed->why, compartment.reason) ? compartment_quarantine(store, t_ms, &compartment, deed->why) : 0;
        if (compartment.has_consignment) {
                r = consignment_read(store, compartment.cti, &consignment);
                if (r == 0)
                        r = consignment_step(&consignment, CONSIGNMENT_IS_DOUBTED, &consignment.state);
                /* Opened again, it never was. */
                consignment.unshut = consignment.unshut && deed->why != REASON_NOT_OPENED;
                if (r == 0)
                        r = consignment_write(store, &consignment);
                if (r < 0)
                        return r;
        }
        return compartment_quarantine(store, t_ms, &compartment, deed->why);
}

int deed_coil_lost(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        struct entry entry = { .event = ENTRY_COIL_LOST, .c = deed->c };
        struct store_compartment compartment;
        int r;

        r = compartment_read(store, deed->c, &compartment);
        if (r == 0 && compartment.coil_lost < STORE_COIL_LOST_MAX)
                r = database_run(&store->database, "UPDATE compartments SET coil_lost = coil_lost + 1 WHERE c = ?", VALUES(INTEGER(deed->c)));
        return r < 0 ? r : ledger_append(store, t_ms, &entry);
}

int deed_returned_to_service(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        struct entry entry = { .event = ENTRY_RETURNED_TO_SERVICE, .c = deed->c };
        struct store_compartment compartment;
        struct consignment consignment;
        int r;

        r = compartment_read(store, deed->c, &compartment);
        if (r < 0)
                return r;
        if (compartment.state == COMPARTMENT_OCCUPIED)
                return -EPROTO;
        if (compartment.has_consignment) {
                r = consignment_read(store, compartment.cti, &consignment);
                if (r < 0)
                        return r;
                if (consignment.state != CONSIGNMENT_ISSUED)
                        return -EPROTO;
        }
        compartment.state = COMPARTMENT_FREE;
        compartment.has_consignment = false;
        r = compartment_write(store, &compartment);
        if (r == 0)
                r = text_copy(entry.by, sizeof(entry.by), deed->by);
        return r < 0 ? r : ledger_append(store, t_ms, &entry);
}

int store_each(struct store *store, store_each_fn *each, void *context) {
        QUERY query = NULL;
        int r;

        r = database_query(&store->database,
                           "SELECT k.c, k.state, k.why, k.cti, k.since, k.coil_lost, k.told_open, " CONSIGNMENT_COLUMNS
                           " FROM compartments k LEFT JOIN consignments s ON s.cti = k.cti ORDER BY k.c",
                           NO_VALUES, &query);
        while (r >= 0 && (r = query_next(&store->database, query)) == 1) {
                struct store_compartment compartment;
                struct consignment consignment;

                r = compartment_of_row(query, &compartment);
                if (r == 0 && compartment.has_consignment)
                        r = consignment_of_row(query, COLUMN_COUNT, &consignment);
                if (r < 0)
                        break;
                show(store, &compartment);
                each(context, &compartment, compartment.has_consignment ? &consignment : NULL);
        }
        return r;
}

int store_find_free(struct store *store, const uint8_t *fits, const bool *skip, unsigned *ret_c) {
        unsigned best = STORE_FIT_NOT, found = 0;
        QUERY query = NULL;
        int r;

        r = database_query(&store->database, "SELECT c FROM compartments WHERE state = ? ORDER BY loads, c",
                           VALUES(INTEGER(COMPARTMENT_FREE)), &query);
        while (r >= 0 && (r = query_next(&store->database, query)) == 1) {
                unsigned c = (unsigned)sqlite3_column_int(query, 0), fit = fits ? fits[c - 1] : 0;

                if (store->absent[c - 1] || (skip && skip[c - 1]) || fit >= best)
                        continue;
                best = fit;
                found = c;
        }
        if (r < 0)
                return r;
        if (found == 0)
                return -ENOENT;
        *ret_c = found;
        return 0;
}
