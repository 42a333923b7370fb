/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A store that was put back goes on under a new generation: a ledger of its own, whose first entry names the newest that is
 * known of the former one, so that no index is signed twice. One transaction: the former entries go aside, every compartment
 * waits until somebody has looked, and what is known to be spent is spent.
 */
#include <errno.h>
#include <string.h>

#include "controller/ledger/anchor.h"
#include "controller/box/store/deeds.h"
#include "controller/box/store/store_internal.h"
#include "controller/ledger/origin.h"

/* ---- the ledger ---- */

/* The tables are emptied only behind copies of what they hold: the triggers see to it. */
static int put_aside(struct store *store, const struct checkpoint *known) {
        struct database *database = &store->database;
        struct hash root;
        int r;

        merkle_edge_root(&store->ledger.edge, &root);
        r = database_run(database,
                         "INSERT INTO generations (origin, size, root, known_size, known_root) VALUES (?, ?, ?, ?, ?)",
                         VALUES(TEXT(store->ledger.origin), INTEGER(store->ledger.edge.size), BLOB(root.bytes, HASH_LEN),
                                INTEGER(known->size), BLOB(known->root.bytes, HASH_LEN)));
        if (r == 0)
                r = database_run(database, "INSERT INTO former_entries SELECT (SELECT max(generation) FROM generations), n, line, nodes FROM entries",
                                 NO_VALUES);
        if (r == 0)
                r = database_run(database, "INSERT INTO former_archives SELECT (SELECT max(generation) FROM generations), size, root, edge FROM archives",
                                 NO_VALUES);
        if (r == 0)
                r = database_run(database, "DELETE FROM entries", NO_VALUES);
        if (r == 0)
                r = database_run(database, "DELETE FROM archives", NO_VALUES);
        if (r == 0)
                r = database_run(database, "DELETE FROM audited", NO_VALUES);
        if (r == 0)
                r = database_run(database, "DELETE FROM witnessed", NO_VALUES);
        if (r == 0)
                r = database_run(database, "DELETE FROM counted", NO_VALUES);
        return r == 0 ? database_run(database, "DELETE FROM checkpoint", NO_VALUES) : r;
}

static int begin_again(struct store *store, const char *origin) {
        struct ledger_state *next = &store->next;

        strcpy(next->origin, origin);
        next->edge = (struct merkle_edge){ 0 };
        next->archived = (struct merkle_edge){ 0 };
        return database_run(&store->database, "UPDATE bundle SET origin = ?", VALUES(TEXT(next->origin)));
}

/* Not less than what is here: of the two the larger one is the newest known. */
static void newest_known(const struct store *store, const struct checkpoint *given, struct checkpoint *ret_known) {
        struct checkpoint known = { .size = store->ledger.edge.size };

        strcpy(known.origin, store->ledger.origin);
        merkle_edge_root(&store->ledger.edge, &known.root);
        *ret_known = given && given->size > known.size ? *given : known;
}

/* ---- what lies in the box ---- */

static int spend_one(struct store *store, const struct store_spent *spent) {
        struct consignment consignment;
        int r = consignment_read(store, spent->cti, &consignment);

        /* Loaded after this copy was taken: its ticket must not load it again. */
        if (r == -ENOENT)
                return database_run(&store->database,
                                    "INSERT INTO consignments (cti, state, c, items, issued_ms, forget_after) VALUES (?, ?, ?, x'', ?, ?)",
                                    VALUES(BLOB(spent->cti, CTI_LEN), INTEGER(spent->state), INTEGER(spent->c), INTEGER(spent->t_ms),
                                           INTEGER(spent->forget_after)));
        if (r < 0 || consignment.state == CONSIGNMENT_ISSUED || consignment.state == CONSIGNMENT_REMOVED)
                return r;
        consignment.state = spent->state;
        consignment.issued_ms = spent->t_ms;
        store->erases = true;
        r = consignment_write(store, &consignment);
        return r == 0 ? tags_erase(store, consignment.c) : r;
}

static int spend(struct store *store, const struct store_continuation *continuation) {
        int r = 0;

        for (size_t i = 0; r == 0 && i < continuation->spent_count; i++)
                r = spend_one(store, &continuation->spent[i]);
        return r;
}

/* What was begun when the copy was taken is in doubt like the rest, but known to be neither handed out nor loaded. */
static int doubt(struct store *store, struct store_compartment *compartment) {
        struct consignment consignment;
        int r;

        if (!compartment->has_consignment)
                return 0;
        r = consignment_read(store, compartment->cti, &consignment);
        if (r < 0)
                return r;
        /* What was still to be seen and said of it was so long ago. */
        consignment.unshut = consignment.papers_owed = false;
        if (consignment.state == CONSIGNMENT_ISSUED)
                return consignment_write(store, &consignment);
        if (consignment.state == CONSIGNMENT_REMOVED) {
                compartment->has_consignment = false;
                return 0;
        }
        consignment.state = CONSIGNMENT_QUARANTINED;
        consignment.released = false;
        consignment.restored = true;
        return consignment_write(store, &consignment);
}

static int quarantine_all(struct store *store, int64_t t_ms) {
        int r = 0;

        for (unsigned c = 1; r == 0 && c <= store->config.compartments; c++) {
                struct store_compartment compartment;

                r = compartment_read(store, c, &compartment);
                if (r == 0)
                        r = doubt(store, &compartment);
                if (r == 0)
                        r = compartment_untold(store, c);
                if (r == 0)
                        r = compartment_quarantine(store, t_ms, &compartment, REASON_RESTORED);
        }
        return r;
}

/* ---- both ---- */

static int sign(struct store *store, const struct secret_key *key) {
        CLEANUP(buffer_deinit) struct buffer note = BUFFER_INIT;
        struct checkpoint checkpoint = { .size = store->next.edge.size };
        int r;

        strcpy(checkpoint.origin, store->next.origin);
        merkle_edge_root(&store->next.edge, &checkpoint.root);
        r = checkpoint_sign(&checkpoint, key, &note);
        if (r == 0)
                r = checkpoint_write(store, checkpoint.size, note.data, note.len);
        store->next.anchor = ANCHOR_CONTINUE;
        return r;
}

static int write_entries(struct store *store, int64_t t_ms, const struct checkpoint *known, const char *by) {
        struct entry continued = { .event = ENTRY_CONTINUED, .size = known->size, .root = known->root }, restored = { .event = ENTRY_RESTORED };
        int r = text_copy(continued.origin, sizeof(continued.origin), known->origin);

        if (r == 0)
                r = text_copy(restored.by, sizeof(restored.by), by);
        if (r == 0)
                r = ledger_append(store, t_ms, &continued);
        return r == 0 ? ledger_append(store, t_ms, &restored) : r;
}

int deed_continue(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        const struct store_continuation *continuation = deed->continuation;
        char origin[NOTE_NAME_MAX + 1];
        struct checkpoint known;
        int r;

        if (!store->ledger.origin[0])
                return -EPROTO;
        r = origin_continue(store->ledger.origin, continuation->generation, origin);
        if (r < 0)
                return r;
        if (strcmp(origin, store->ledger.origin) == 0)
                return -EINVAL;
        newest_known(store, continuation->known, &known);
        r = put_aside(store, &known);
        if (r == 0)
                r = begin_again(store, origin);
        if (r == 0)
                r = database_run(&store->database, "UPDATE ledger SET size = 0", NO_VALUES);
        if (r == 0)
                r = write_entries(store, t_ms, &known, deed->by);
        if (r == 0 && deed->bundle && deed->root)
                r = deed_adopt(store, t_ms, deed, ret_outcome);
        if (r == 0)
                r = spend(store, continuation);
        if (r == 0)
                r = quarantine_all(store, t_ms);
        if (r == 0)
                r = sign(store, continuation->key);
        /* Also when it is as large as the former one by chance. */
        return r == 0 ? ledger_save(store) : r;
}
