/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/box/day/books.h"

#include <stdio.h>
#include <string.h>

#include "controller/audit/reading.h"
#include "controller/ledger/export.h"
#include "controller/ledger/verify.h"
#include "tests/support/cmocka.h"

enum told_place { TOLD_NOTHING, TOLD_LOADING, TOLD_INSIDE, TOLD_ISSUED, TOLD_REMOVED, TOLD_MISSING };

struct told {
        enum told_place place;
        unsigned c;
        unsigned issues;
        enum old_papers old_papers;
        bool looked_at;         /* since it was issued, staff had reason to look into its compartment */
};

struct books {
        const struct world *world;
        struct told told[WORLD_DOCUMENTS + 1];
};

/* ---- the export ---- */

static void write_export(const struct world *world, char path[100]) {
        const struct fixture *fixture = world->fixture;
        struct checkpoint checkpoint;
        struct ledger_source source;
        struct finding finding;

        snprintf(path, 100, "%s/export", fixture->folder);
        store_source(fixture->store, &source);
        assert_int_equal(ledger_export(&source, store_origin(fixture->store), fixture->ledger, path, NULL, NULL, &checkpoint, &finding), 0);
}

static void verify(const struct world *world, const char *path, const struct vkey *vkey) {
        struct ledger_verdict verdict;
        int r = ledger_verify(path, vkey, 1, NULL, NULL, &verdict);

        if (r != 0)
                fail_msg("seed %u: the export does not verify: %s", world->seed, r > 0 ? verdict.finding.text : strerror(-r));
        assert_true(verdict.pinned);
}

/* ---- what it says ---- */

static void look(struct books *books, unsigned c) {
        for (unsigned d = 1; d <= WORLD_DOCUMENTS; d++)
                books->told[d].looked_at |= books->told[d].place == TOLD_ISSUED && books->told[d].c == c;
}

static void take(struct books *books, const struct entry *entry) {
        unsigned d = entry->has_cti ? world_document(entry->cti) : 0;
        struct told *told = &books->told[d];

        if (entry->event == ENTRY_SERVICE_OPEN)
                look(books, entry->c);
        /* The power goes with doors open, of which the box knew why. */
        if (entry->event == ENTRY_FOUND_OPEN)
                fail_msg("seed %u: compartment %u is said to be found open, and nobody opens doors in the dark", books->world->seed, entry->c);
        if (d == 0)
                return;
        switch ((int)entry->event) {
        case ENTRY_LOAD_BEGIN:
                *told = (struct told){ .place = TOLD_LOADING, .c = entry->c, .issues = told->issues };
                break;
        case ENTRY_LOADED:
                told->place = TOLD_INSIDE;
                break;
        case ENTRY_LOAD_CANCELLED:
                told->place = TOLD_NOTHING;
                break;
        case ENTRY_ISSUED:
                told->place = TOLD_ISSUED;
                if (++told->issues > 1)
                        fail_msg("seed %u: document %u is issued twice", books->world->seed, d);
                break;
        case ENTRY_REMOVED:
                if (told->place != TOLD_ISSUED)
                        told->place = entry->found == FOUND_THERE ? TOLD_REMOVED : TOLD_MISSING;
                break;
        case ENTRY_OLD_RETURNED:
                told->old_papers = OLD_PAPERS_IN;
                break;
        case ENTRY_OLD_MISSING:
                told->old_papers = OLD_PAPERS_MISSING;
                break;
        default:
                break;
        }
}

static void read(struct books *books, const char *path, const struct vkey *vkey) {
        CLEANUP(exported_cleanup) struct exported *exported = NULL;
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
        struct finding finding;
        struct entry entry;

        assert_int_equal(exported_open(path, vkey, 1, &exported, &finding), 0);
        for (uint64_t n = 0; n < exported->checkpoint.size; n++) {
                buffer_clear(&line);
                assert_int_equal(exported_entry(exported, n, &line, &finding), 0);
                assert_int_equal(entry_parse(buffer_text(&line), line.len, &entry), 0);
                take(books, &entry);
        }
}

/* ---- and the world ---- */

static bool agree(const struct document *document, const struct told *told) {
        if (document->left_behind)
                return told->place == TOLD_ISSUED && told->c == document->c && (document->place == PLACE_BOX || told->looked_at);
        switch (document->place) {
        case PLACE_CITIZEN:
                return told->place == TOLD_ISSUED && told->c == document->c;
        case PLACE_BOX:
                return (told->place == TOLD_INSIDE || told->place == TOLD_LOADING) && told->c == document->c;
        case PLACE_STAFF:
                return told->place == TOLD_NOTHING || told->place == TOLD_REMOVED;
        case PLACE_COUNT:
                break;
        }
        return false;
}

/* ---- and the report of it ---- */

/* A statement is one document's; what was left behind counts as handed out, whoever has it now. */
static void compare_figures(const struct world *world, const char *path, const struct vkey *vkey) {
        static const struct figures_period all = { .from_ms = INT64_MIN, .to_ms = INT64_MAX };
        CLEANUP(reading_cleanup) struct reading *reading = NULL;
        unsigned issued = 0, inside = 0;
        const struct figures *figures;
        struct finding finding;
        const char *about;

        assert_int_equal(reading_new(&path, 1, vkey, 1, &all, NULL, NULL, &reading, &about, &finding), 0);
        figures = reading->figures;
        for (unsigned d = 1; d <= WORLD_DOCUMENTS; d++) {
                const struct document *document = &world->documents[d];

                issued += document->place == PLACE_CITIZEN || document->left_behind;
                inside += document->place == PLACE_BOX && !document->left_behind && document->loaded;
        }
        if (figures->total.issued != issued || figures->boxes[0].held != inside)
                fail_msg("seed %u: %u were handed out and %u are inside, and the report says %llu and %llu", world->seed, issued, inside,
                         (unsigned long long)figures->total.issued, (unsigned long long)figures->boxes[0].held);
        assert_int_equal(figures->usage.reconciliations, world->reconciled);
        assert_int_equal(figures->usage.there + figures->usage.empty + figures->usage.other, world->reconciled * world->fixture->options.compartments);
        assert_true(figures->usage.pickups.count > 0 && figures->usage.pickups.count <= issued);
        assert_true(figures->usage.pickups.median_s <= figures->usage.pickups.p95_s);
        assert_true(figures->gave_up.count > 0 && figures->usage.turned_away > 0);
}

/* ---- and the store ---- */

/* What the next person would be offered, and what the next citizen would be let to. */
static void compare_store(const struct world *world) {
        for (unsigned c = 1; c <= world->fixture->options.compartments; c++) {
                struct store_compartment compartment = fixture_compartment(world->fixture, c);
                unsigned d = world_expected(world, c), known = compartment.has_consignment ? world_document(compartment.cti) : 0;

                if (d > 0 && (compartment.state == COMPARTMENT_FREE || known != d))
                        fail_msg("seed %u: document %u lies in compartment %u, and the store knows of %u there", world->seed, d, c, known);
                if (d == 0 && compartment.state == COMPARTMENT_OCCUPIED)
                        fail_msg("seed %u: the store has document %u in compartment %u, and nobody's lies there", world->seed, known, c);
        }
}

void books_compare(const struct world *world) {
        static const char *const places[] = { "in staff hands", "in the box", "collected" };
        static const char *const said[] = { "nothing", "that it is being loaded", "that it is inside", "issued", "removed", "that it was not found" };
        static const char *const old[] = { "not asked for", "said to be in", "not said to be in" };
        struct books books = { .world = world };
        struct vkey vkey;
        char path[100];

        write_export(world, path);
        vkey_init(&vkey, store_origin(world->fixture->store), NOTE_TYPE_ED25519, secret_key_public(world->fixture->ledger));
        verify(world, path, &vkey);
        read(&books, path, &vkey);
        for (unsigned d = 1; d <= WORLD_DOCUMENTS; d++) {
                if (world->documents[d].old_papers != books.told[d].old_papers)
                        fail_msg("seed %u: the old papers of document %u are %s, and the ledger says %s", world->seed, d, old[world->documents[d].old_papers],
                                 old[books.told[d].old_papers]);
                if (!agree(&world->documents[d], &books.told[d]))
                        fail_msg("seed %u: document %u is %s (compartment %u), and the ledger says %s (compartment %u)", world->seed, d,
                                 places[world->documents[d].place], world->documents[d].c, said[books.told[d].place], books.told[d].c);
        }
        compare_store(world);
        compare_figures(world, path, &vkey);
}
