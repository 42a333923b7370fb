/* SPDX-License-Identifier: EUPL-1.2 */
/* What is put in: loading, reissue, deadlines. */
#include <errno.h>
#include <string.h>

#include "controller/box/store/consignment.h"
#include "controller/box/store/deeds.h"
#include "controller/box/store/store_internal.h"

/* ---- looking up ---- */

int store_consignment(struct store *store, const uint8_t cti[CTI_LEN], struct consignment *ret_consignment) {
        return consignment_read(store, cti, ret_consignment);
}

int store_consignment_by_reference(struct store *store, const uint8_t tag[TAG_LEN], struct consignment *ret_consignment) {
        static const uint8_t erased[TAG_LEN];
        struct store_compartment compartment;
        unsigned c;
        int r;

        if (tag_equal(tag, erased))
                return -ENOENT;
        r = tags_find(store, tag, &c);
        if (r == 0)
                r = compartment_read(store, c, &compartment);
        if (r < 0)
                return r;
        return compartment.has_consignment ? consignment_read(store, compartment.cti, ret_consignment) : -EUCLEAN;
}

/* ---- loading ---- */

static int consignment_delete(struct store *store, const uint8_t cti[CTI_LEN]) {
        return database_run(&store->database, "DELETE FROM consignments WHERE cti = ?", VALUES(BLOB(cti, CTI_LEN)));
}

/* Whether this cti may come (again). A forgotten one makes room. */
static int may_come(struct store *store, int64_t t_ms, const uint8_t cti[CTI_LEN]) {
        struct consignment former;
        struct store_compartment compartment;
        int r;

        r = consignment_read(store, cti, &former);
        if (r < 0)
                return r == -ENOENT ? 0 : r;
        if (former.state != CONSIGNMENT_ISSUED && former.state != CONSIGNMENT_REMOVED)
                return -EEXIST;
        if (t_ms / 1000 < former.forget_after)
                return REFUSAL_ALREADY_ISSUED;
        r = compartment_read(store, former.c, &compartment);
        if (r < 0)
                return r;
        if (compartment.has_consignment && memcmp(compartment.cti, cti, CTI_LEN) == 0)
                return REFUSAL_ALREADY_ISSUED;
        return consignment_delete(store, cti);
}

int deed_load_begin(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        struct entry entry = { .event = ENTRY_LOAD_BEGIN, .has_cti = true, .c = deed->c };
        struct store_compartment compartment;
        int r;

        r = may_come(store, t_ms, deed->cti);
        if (r != 0)
                return r;
        r = compartment_read(store, deed->c, &compartment);
        if (r < 0)
                return r;
        if (compartment.state != COMPARTMENT_FREE || store->absent[deed->c - 1])
                return -EPROTO;
        r = database_run(&store->database, "INSERT INTO consignments (cti, state, c, items) VALUES (?, ?, ?, ?)",
                         VALUES(BLOB(deed->cti, CTI_LEN), INTEGER(CONSIGNMENT_LOADING), INTEGER(deed->c), BLOB(NULL, 0)));
        if (r == 0)
                r = database_run(&store->database, "UPDATE compartments SET state = ?, cti = ?, loads = loads + 1 WHERE c = ?",
                                 VALUES(INTEGER(COMPARTMENT_OCCUPIED), BLOB(deed->cti, CTI_LEN), INTEGER(deed->c)));
        if (r < 0)
                return r;
        memcpy(entry.cti, deed->cti, CTI_LEN);
        r = text_copy(entry.sub, sizeof(entry.sub), deed->by);
        return r < 0 ? r : ledger_append(store, t_ms, &entry);
}

static int put_tags(struct store *store, unsigned c, const struct store_load *load) {
        struct tags tags;
        int r;

        memcpy(tags.reference, load->reference_tag, TAG_LEN);
        memcpy(tags.pin, load->pin_tag, TAG_LEN);
        memcpy(tags.birth, load->birth_tag, TAG_LEN);
        r = tags_reference_free(store, tags.reference, c);
        return r < 0 ? r : tags_write(store, c, &tags);
}

int deed_loaded(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        const struct store_load *load = deed->load;
        struct consignment consignment;
        struct entry entry;
        int r;

        r = consignment_known(store, load->cti, &consignment);
        if (r < 0)
                return r;
        r = consignment_step(&consignment, CONSIGNMENT_IS_LOADED, &consignment.state);
        if (r < 0 || consignment.c != load->c || load->item_count < 1 || load->item_count > TICKET_ITEMS_MAX)
                return r < 0 ? r : -EPROTO;
        r = put_tags(store, load->c, load);
        if (r < 0)
                return r;
        memcpy(consignment.items, load->items, load->item_count);
        consignment.item_count = load->item_count;
        consignment.wishes = load->wishes;
        consignment.has_group = load->has_group;
        memcpy(consignment.group, load->group, GROUP_LEN);
        consignment.loaded_ms = t_ms;
        consignment.deadline_ms = load->deadline_ms;
        consignment.nbf = load->nbf;
        consignment.forget_after = load->forget_after;
        r = consignment_write(store, &consignment);
        if (r < 0)
                return r;
        entry = consignment_entry(&consignment, ENTRY_LOADED);
        memcpy(entry.items, consignment.items, consignment.item_count);
        entry.item_count = consignment.item_count;
        entry.deadline_ms = consignment.deadline_ms;
        r = text_copy(entry.by, sizeof(entry.by), deed->by);
        return r < 0 ? r : ledger_append(store, t_ms, &entry);
}

int deed_load_cancelled(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        struct store_compartment compartment;
        struct consignment consignment;
        struct entry entry;
        int r;

        r = consignment_known(store, deed->cti, &consignment);
        if (r < 0)
                return r;
        r = consignment_step(&consignment, CONSIGNMENT_IS_CANCELLED, &consignment.state);
        if (r == 0)
                r = compartment_read(store, consignment.c, &compartment);
        if (r < 0)
                return r;
        compartment.state = COMPARTMENT_FREE;
        compartment.has_consignment = false;
        r = compartment_write(store, &compartment);
        if (r == 0)
                r = consignment_delete(store, deed->cti);
        if (r < 0)
                return r;
        entry = consignment_entry(&consignment, ENTRY_LOAD_CANCELLED);
        return ledger_append(store, t_ms, &entry);
}

int deed_reissued(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        const struct store_load *load = deed->load;
        struct consignment consignment;
        struct entry entry;
        int r;

        r = consignment_known(store, load->cti, &consignment);
        if (r < 0)
                return r;
        r = consignment_step(&consignment, CONSIGNMENT_IS_REISSUED, &consignment.state);
        if (r < 0 || load->nbf <= consignment.nbf)
                return r < 0 ? r : -EPROTO;
        r = put_tags(store, consignment.c, load);
        if (r < 0)
                return r;
        consignment.deadline_ms = load->deadline_ms;
        consignment.nbf = load->nbf;
        /* The older ticket and code count as well until they have expired. */
        if (load->forget_after > consignment.forget_after)
                consignment.forget_after = load->forget_after;
        consignment.wrong = 0;
        consignment.locked_until_ms = 0;
        r = consignment_write(store, &consignment);
        if (r < 0)
                return r;
        entry = consignment_entry(&consignment, ENTRY_REISSUED);
        return ledger_append(store, t_ms, &entry);
}

/* ---- deadlines ---- */

/* One that is overdue. 1, 0 when there is none, or a negative errno. */
static int next_overdue(struct store *store, int64_t t_ms, struct consignment *ret_consignment) {
        QUERY query = NULL;
        int r;

        r = database_query(&store->database,
                           "SELECT " CONSIGNMENT_COLUMNS " FROM compartments k JOIN consignments s ON s.cti = k.cti"
                           " WHERE s.state = ? AND s.deadline_ms <= ? ORDER BY k.c LIMIT 1",
                           VALUES(INTEGER(CONSIGNMENT_STORED), INTEGER(t_ms)), &query);
        if (r < 0)
                return r;
        r = query_next(&store->database, query);
        if (r != 1)
                return r;
        r = consignment_of_row(query, 0, ret_consignment);
        return r < 0 ? r : 1;
}

int deed_expire(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        struct consignment consignment;
        int r;

        while ((r = next_overdue(store, t_ms, &consignment)) == 1) {
                struct entry entry = consignment_entry(&consignment, ENTRY_EXPIRED);

                r = consignment_step(&consignment, CONSIGNMENT_IS_OVERDUE, &consignment.state);
                if (r == 0)
                        r = consignment_write(store, &consignment);
                if (r == 0)
                        r = ledger_append(store, t_ms, &entry);
                if (r < 0)
                        return r;
                ret_outcome->count++;
        }
        if (r < 0)
                return r;
        /* What can no longer come back need not be known any more. */
        return database_run(&store->database,
                            "DELETE FROM consignments WHERE state IN (?, ?) AND forget_after <= ?"
                            " AND cti NOT IN (SELECT cti FROM compartments WHERE cti IS NOT NULL)",
                            VALUES(INTEGER(CONSIGNMENT_ISSUED), INTEGER(CONSIGNMENT_REMOVED), INTEGER(t_ms / 1000)));
}

int store_next_deadline(struct store *store, int64_t *ret_t_ms) {
        return database_integer(&store->database,
                                "SELECT coalesce(min(s.deadline_ms), ?1) FROM compartments k JOIN consignments s ON s.cti = k.cti"
                                " WHERE s.state = ?2",
                                VALUES(INTEGER(INT64_MAX), INTEGER(CONSIGNMENT_STORED)), ret_t_ms);
}
