/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A citizen collects, then a loader loads, and a backup is taken beside them before each operation of the store's disk: a write, a
 * sync, a truncation, an open, a lock of the log. It is taken as `box backup` does it, by a reader of its own beside the writer, and
 * waits for nothing: where the reader is told to wait, none is taken.
 *
 * Each is whole, its ledger verifies, and the ledger that went on has only added to it. Put in the place of the box's store when the session is long
 * over, it goes on: nothing opens before somebody looked; what was handed out meanwhile opens never; what lies there is found and
 * can be collected.
 *
 * Usually one backup in BACKUP_EVERY is put there; PICKUPBOX_FULL takes all.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "controller/ledger/export.h"
#include "controller/ledger/verify.h"
#include "tests/box/session/fixture.h"
#include "tests/box/session/put_back.h"
#include "tests/box/store/faulty_vfs.h"
#include "tests/box/store/sound.h"
#include "tests/ledger/scratch.h"
#include "tests/support/cmocka.h"

enum { COMPARTMENTS = 4, BACKUPS_MAX = 1000, BACKUP_MAX = 8 << 20, BACKUP_EVERY = 4 };
enum { COLLECTED = 1, LOADED = 2, THERE = 3 }; /* numbers of consignments */

static struct fixture fixture;
static struct buffer backups[BACKUPS_MAX];
static unsigned backup_count, told_to_wait;
static unsigned inside[COMPARTMENTS]; /* number of the consignment that lies there when all is over; 0: none */

/* What became of the backups. */
static struct {
        unsigned spent, unspent;        /* by the backup, the number that was collected was handed out already, or not yet */
        unsigned known, unknown;        /* the number that was loaded */
} tally;

/* ---- taking them ---- */

static void take(void) {
        struct buffer *taken = &backups[backup_count];
        enum rollback rollback;
        struct store *store;
        int r = store_open_anchored(fixture.path, fixture.anchor, 0, &store, &rollback);

        if (r == -EBUSY) {
                told_to_wait++;
                return;
        }
        assert_int_equal(r, 0);
        assert_true(backup_count < BACKUPS_MAX);
        *taken = (struct buffer)BUFFER_INIT_MAX(BACKUP_MAX);
        assert_int_equal(store_snapshot(store, BACKUP_MAX, taken), 0);
        store_close(store);
        backup_count++;
}

static void live(void) {
        faulty_watch(take);
        fixture_scan_code(&fixture, COLLECTED);
        fixture_type(&fixture, "01011901");
        fixture_press(&fixture, TARGET_CANCEL);
        fixture_pass(&fixture, FIXTURE_AWAY_MS);
        fixture_collect(&fixture, COLLECTED);
        fixture_shut(&fixture, fixture_where(&fixture, COLLECTED));
        fixture_press(&fixture, TARGET_END);
        fixture_pass(&fixture, 60 * 1000);
        fixture_load(&fixture, LOADED, LOADED);
        fixture_pass(&fixture, 60 * 1000);
        faulty_watch(NULL);
}

/* ---- ledgers ---- */

static void export_as(struct store *store, const char *name) {
        struct checkpoint checkpoint;
        struct ledger_source source;
        struct finding finding;

        store_source(store, &source);
        assert_int_equal(ledger_export(&source, store_origin(store), fixture.ledger, scratch_path(name, NULL), NULL, NULL, &checkpoint, &finding), 0);
}

static struct vkey vkey_of(struct store *store) {
        struct vkey vkey;

        vkey_init(&vkey, store_origin(store), NOTE_TYPE_ED25519, secret_key_public(fixture.ledger));
        return vkey;
}

/* It verifies, and the ledger that went on has only added to it. */
static void expect_beginning(const struct buffer *taken, struct store *final) {
        struct ledger_verdict before, after;
        struct vkey vkey = vkey_of(final);
        struct store *store;

        scratch_write(scratch_path("backup.db", NULL), taken->data, taken->len);
        sound_check(scratch_path("backup.db", NULL));
        assert_int_equal(store_open(scratch_path("backup.db", NULL), 0, &store), 0);
        scratch_clear("backup");
        export_as(store, "backup");
        store_close(store);
        assert_int_equal(ledger_compare(scratch_path("backup", NULL), scratch_path("final", NULL), &vkey, 1, NULL, NULL, &before, &after), 0);
        assert_true(before.pinned);
}

static void expect_verifies(struct store *store) {
        struct ledger_verdict verdict;
        struct vkey vkey = vkey_of(store);

        scratch_clear("after");
        export_as(store, "after");
        assert_int_equal(ledger_verify(scratch_path("after", NULL), &vkey, 1, NULL, NULL, &verdict), 0);
        assert_true(verdict.pinned);
}

/* ---- what must hold ---- */

static void expect_nothing_opens(unsigned n) {
        unsigned pulses = fixture.pulse_count;
        char birth[BIRTH_LEN + 1];

        fixture_birth(n, birth);
        fixture_scan_code(&fixture, n);
        if (fixture_screen(&fixture) == SCREEN_BIRTH)
                fixture_type(&fixture, birth);
        fixture_pass(&fixture, 120 * 1000);
        fixture_expect(&fixture, SCREEN_IDLE);
        assert_int_equal(fixture.pulse_count, pulses);
}

/* Who looks knows only what they see and what its label says. What the box does not take for loaded is taken out. */
static void look_into(unsigned c) {
        unsigned n = inside[c - 1];
        bool kept;

        fixture_expect(&fixture, SCREEN_STAFF_TAKE);
        if (n != 0)
                fixture_scan_ticket(&fixture, n);
        fixture_shut(&fixture, c);
        fixture_expect(&fixture, SCREEN_STAFF_FOUND);
        kept = n != 0 && box_screen(fixture.box)->door.keeps;
        fixture_answer(&fixture, kept ? TARGET_FOUND_KEPT : n != 0 ? TARGET_FOUND_TAKEN : TARGET_FOUND_EMPTY);
        assert_int_equal(fixture_compartment(&fixture, c).state, kept ? COMPARTMENT_OCCUPIED : COMPARTMENT_FREE);
}

static void look_into_all(void) {
        fixture_sign_in(&fixture, "mara");
        fixture_press_number(&fixture, TARGET_TASK, TASK_PROBLEMS);
        assert_int_equal(box_screen(fixture.box)->list.row_count, COMPARTMENTS);
        for (unsigned i = 0; i < COMPARTMENTS; i++) {
                fixture_press_number(&fixture, TARGET_ROW, 0);
                look_into(screen_compartment(box_screen(fixture.box)));
        }
        fixture_sign_out(&fixture);
}

static void expect_collected(unsigned n) {
        fixture_collect(&fixture, n);
        fixture_shut(&fixture, fixture_where(&fixture, n));
        fixture_press(&fixture, TARGET_END);
        fixture_expect(&fixture, SCREEN_IDLE);
        assert_int_equal(fixture_consignment(&fixture, n).state, CONSIGNMENT_ISSUED);
}

static bool is_known(unsigned n) {
        for (unsigned c = 1; c <= COMPARTMENTS; c++) {
                struct store_compartment compartment = fixture_compartment(&fixture, c);

                if (compartment.has_consignment && compartment.cti[0] == n)
                        return true;
        }
        return false;
}

static void go_on(const struct buffer *taken, const struct checkpoint *known) {
        bool loaded;

        put_back_go_on(&fixture, taken, known, NULL, 0);
        sound_check(fixture.path);
        fixture.pulse_count = 0; /* they were for entries of the former ledger */
        fixture_start(&fixture);
        *(is_known(COLLECTED) ? &tally.unspent : &tally.spent) += 1;
        for (unsigned n = COLLECTED; n <= THERE; n++)
                expect_nothing_opens(n);
        look_into_all();
        loaded = is_known(LOADED);
        *(loaded ? &tally.known : &tally.unknown) += 1;
        expect_nothing_opens(COLLECTED);
        if (!loaded)
                fixture_load(&fixture, LOADED, LOADED);
        expect_collected(LOADED);
        expect_collected(THERE);
        fixture_check_pulses(&fixture);
        assert_int_equal(fixture.faults, 0);
        expect_verifies(fixture.store);
        fixture_stop(&fixture);
}

/* ---- one life, and what becomes of each of its backups ---- */

/* What lies where when all is over, how far the ledger has come, and what every backup must be the beginning of. */
static struct checkpoint end(void) {
        struct checkpoint known = { .size = store_size(fixture.store) };

        inside[fixture_where(&fixture, LOADED) - 1] = LOADED;
        inside[fixture_where(&fixture, THERE) - 1] = THERE;
        snprintf(known.origin, sizeof(known.origin), "%s", store_origin(fixture.store));
        store_root(fixture.store, &known.root);
        export_as(fixture.store, "final");
        for (unsigned i = 0; i < backup_count; i++)
                expect_beginning(&backups[i], fixture.store);
        fixture_stop(&fixture);
        fixture.options.anchored = false; /* it is another controller's from now on */
        return known;
}

static void whenever_a_backup_is_taken_it_goes_on_and_loses_nothing(void **state) {
        struct checkpoint known;
        unsigned every = getenv("PICKUPBOX_FULL") ? 1 : BACKUP_EVERY, restored = 0;

        assert_non_null(scratch_make());
        faulty_install();
        fixture_set_up(&fixture, &(struct fixture_options){ .compartments = COMPARTMENTS, .anchored = true });
        fixture_load(&fixture, COLLECTED, COLLECTED);
        fixture_load(&fixture, THERE, THERE);
        live();
        known = end();
        for (unsigned i = 0; i < backup_count; i++) {
                if (i % every == 0 || i + 1 == backup_count) {
                        go_on(&backups[i], &known);
                        restored++;
                }
                buffer_deinit(&backups[i]);
        }
        print_message("%u backups beside one citizen and one loading session, %u times told to wait; %u put in the place of the store: "
                      "the passport that was collected is handed out in %u and not yet in %u, the one that was loaded is known in %u and not yet in %u\n",
                      backup_count, told_to_wait, restored, tally.spent, tally.unspent, tally.known, tally.unknown);
        assert_true(backup_count > 50);
        assert_true(tally.spent > 0 && tally.unspent > 0 && tally.known > 0 && tally.unknown > 0);
        fixture_start(&fixture);
        fixture_tear_down(&fixture);
        faulty_remove();
        scratch_remove();
}

int main(void) {
        const struct CMUnitTest tests[] = { cmocka_unit_test(whenever_a_backup_is_taken_it_goes_on_and_loses_nothing) };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
