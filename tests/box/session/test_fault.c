/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A store that fails: each deed in turn answers -EIO once, having been done or not. Nothing is asked of the store until it was
 * opened again; nothing opens meanwhile. What was asked for is refused, and whoever asked is at the idle screen half a second
 * later; what was seen is there then, once, with its moment, and its session goes on.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "controller/box/session/picture.h"
#include "controller/box/session/recorder.h"
#include "controller/box/session/watch.h"
#include "tests/box/session/fixture.h"
#include "tests/support/cmocka.h"

static struct fixture fixture;
static enum deed_type failing;  /* the deed that is to fail; 0: none */
static bool done_all_the_same;  /* it is done, and fails all the same */
static bool unreadable;         /* PINs cannot be read */
static bool failed;             /* since then nothing is to be asked of the store, until it is opened again */
static int reopening;           /* what that gives */
static unsigned reopened;

int __real_store_do(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome);
int __wrap_store_do(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome);
int __wrap_store_do(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        if (failed)
                fail_msg("deed %d follows one whose fate is not known", (int)deed->type);
        if (failing == 0 || failing != deed->type)
                return __real_store_do(store, t_ms, deed, ret_outcome);
        failing = 0;
        failed = true;
        if (done_all_the_same)
                (void)!__real_store_do(store, t_ms, deed, ret_outcome);
        return -EIO;
}

int __real_store_reopen(struct store *store);
int __wrap_store_reopen(struct store *store);
int __wrap_store_reopen(struct store *store) {
        reopened++;
        if (reopening != 0)
                return reopening;
        failed = false;
        return __real_store_reopen(store);
}

int __real_store_staff_pin(struct store *store, const char *sub, char ret_verifier[PIN_VERIFIER_SIZE], bool *ret_given, unsigned *ret_wrong);
int __wrap_store_staff_pin(struct store *store, const char *sub, char ret_verifier[PIN_VERIFIER_SIZE], bool *ret_given, unsigned *ret_wrong);
int __wrap_store_staff_pin(struct store *store, const char *sub, char ret_verifier[PIN_VERIFIER_SIZE], bool *ret_given, unsigned *ret_wrong) {
        return unreadable ? -EIO : __real_store_staff_pin(store, sub, ret_verifier, ret_given, ret_wrong);
}

static void set_up(enum deed_type deed, bool done) {
        failing = 0;
        failed = false;
        reopening = 0;
        fixture_set_up(&fixture, NULL);
        fixture_load(&fixture, 1, 1);
        failing = deed;
        done_all_the_same = done;
        reopened = 0;
}

static void collect(void) {
        fixture_scan_code(&fixture, 1);
        fixture_type(&fixture, "02051990");
}

/* A number of nothing here. */
static void type_unknown(void) {
        fixture_type_way(&fixture, 77, true, true);
}

static void collect_and_shut(void) {
        collect();
        fixture_door(&fixture, fixture_where(&fixture, 1), DOOR_CLOSED);
}

static void collect_and_open_again(void) {
        collect();
        fixture_door(&fixture, fixture_where(&fixture, 1), DOOR_CLOSED);
        fixture_press(&fixture, TARGET_NOT_TAKEN);
}

static void sign_in(void) {
        fixture_scan_badge(&fixture, "lore");
        fixture_type(&fixture, "27182818");
}

static void load(void) {
        sign_in();
        fixture_scan_ticket(&fixture, 2);
        fixture_door(&fixture, 2, DOOR_CLOSED);
        if (fixture_screen(&fixture) == SCREEN_STAFF_SCAN)
                fixture_pass(&fixture, WATCH_SETTLE_MS);
}

static void cancel_a_load(void) {
        sign_in();
        fixture_scan_ticket(&fixture, 2);
        fixture_press(&fixture, TARGET_LOAD_CANCEL);
        fixture_door(&fixture, 2, DOOR_CLOSED);
}

static void take_out(void) {
        fixture_let_expire(&fixture);
        sign_in();
        fixture_press_number(&fixture, TARGET_TASK, TASK_OVERDUE);
        fixture_press_number(&fixture, TARGET_ROW, 0);
        fixture_door(&fixture, 1, DOOR_CLOSED);
        fixture_press(&fixture, TARGET_FOUND_TAKEN);
        if (fixture_screen(&fixture) == SCREEN_STAFF_OVERDUE)
                fixture_pass(&fixture, STAFF_ANSWER_MS);
}

static void force(void) {
        fixture_force(&fixture, 3);
}

/* What the box asked its daemon for some time ago: the ledger is on the stick, and was read again there. */
static void written(void) {
        struct screen_export export = { .state = SCREEN_EXPORT_DONE, .percent = 100, .size = 3, .name = "pickupbox-K017" };

        box_stick_exported(fixture.box, fixture.now, &export);
}

static void begin_export(void) {
        fixture_scan_badge(&fixture, "axel");
        fixture_type(&fixture, "16180339");
        fixture_press_number(&fixture, TARGET_TASK, TASK_EXPORT);
        fixture_press(&fixture, TARGET_NEXT);
}

static void export(void) {
        begin_export();
        written();
}

/* ---- what was asked for ---- */

#define ROW(deed, act, pulses, event, screen) { deed, #deed, act, pulses, event, screen }
struct row {
        enum deed_type deed;
        const char *name;
        void (*act)(void);
        unsigned pulses;        /* given before the failure was met */
        enum entry_event event; /* of a fact */
        enum screen_id screen;  /* of the session that goes on with it */
};

static const struct row asked[] = {
        ROW(DEED_JUDGE, collect, 0, 0, SCREEN_AGAIN),
        ROW(DEED_JUDGE_UNKNOWN, type_unknown, 0, 0, SCREEN_AGAIN),
        ROW(DEED_RELEASE, collect, 0, 0, SCREEN_AGAIN),
        ROW(DEED_REOPEN, collect_and_open_again, 1, 0, SCREEN_AGAIN),
        ROW(DEED_STAFF_ANSWER, sign_in, 0, 0, SCREEN_AGAIN),
        ROW(DEED_LOAD_BEGIN, load, 0, 0, SCREEN_AGAIN),
        ROW(DEED_SERVICE_OPEN, take_out, 0, 0, SCREEN_AGAIN),
};

/* Number 1 can be collected; where staff were to look at its compartment first, they do. */
static void expect_box_to_work(void) {
        fixture_expect(&fixture, SCREEN_IDLE);
        fixture_check_pulses(&fixture);
        fixture_sign_in(&fixture, "lore");
        fixture_load_one(&fixture, 3);
        fixture_sign_out(&fixture);
        fixture_collect(&fixture, 3);
        fixture_door(&fixture, fixture_where(&fixture, 3), DOOR_CLOSED);
        fixture_press(&fixture, TARGET_END);
        fixture_expect(&fixture, SCREEN_IDLE);
        assert_int_equal(fixture.faults, 0);
}

static void fail_what_is_asked(const struct row *row, bool done) {
        unsigned pulses;

        print_message("%s, %s\n", row->name, done ? "done all the same" : "not done");
        set_up(row->deed, done);
        pulses = fixture.pulse_count;
        row->act();
        assert_true(failed);
        fixture_expect(&fixture, row->screen);
        assert_int_equal(fixture.pulse_count - pulses, row->pulses);
        assert_int_equal(box_screen(fixture.box)->entry.digit_count, 0);
        fixture_scan_code(&fixture, 2);
        fixture_scan_badge(&fixture, "mara");
        box_activated(fixture.box, fixture.now, (struct target){ .id = TARGET_START });
        assert_int_equal(fixture.pulse_count - pulses, row->pulses);
        fixture_pass(&fixture, RECORDER_PAUSE_MS);
        assert_int_equal(reopened, 1);
        assert_false(failed);
        fixture_expect(&fixture, SCREEN_AGAIN);
        fixture_pass(&fixture, PICTURE_AGAIN_MS);
        expect_box_to_work();
        fixture_tear_down(&fixture);
}

static void what_is_asked_of_a_failing_store_is_refused_and_nothing_follows(void **state) {
        for (size_t i = 0; i < ARRAY_LEN(asked); i++) {
                fail_what_is_asked(&asked[i], false);
                fail_what_is_asked(&asked[i], true);
        }
}

static void a_release_that_was_done_all_the_same_leaves_the_code_good(void **state) {
        set_up(DEED_RELEASE, true);
        collect();
        fixture_pass(&fixture, RECORDER_PAUSE_MS);
        assert_int_equal(fixture_count(&fixture, ENTRY_RELEASE), 1);
        assert_int_equal(fixture_count(&fixture, ENTRY_UNSURE), 1);
        fixture_collect(&fixture, 1);
        fixture_door(&fixture, fixture_where(&fixture, 1), DOOR_CLOSED);
        assert_int_equal(fixture_count(&fixture, ENTRY_ISSUED), 1);
        fixture_tear_down(&fixture);
}

static void a_load_that_was_begun_all_the_same_is_cancelled(void **state) {
        set_up(DEED_LOAD_BEGIN, true);
        load();
        fixture_pass(&fixture, RECORDER_PAUSE_MS);
        assert_int_equal(fixture_count(&fixture, ENTRY_LOAD_CANCELLED), 1);
        assert_int_equal(fixture_compartment(&fixture, 2).state, COMPARTMENT_FREE);
        fixture_load(&fixture, 2, 2);
        fixture_tear_down(&fixture);
}

/* ---- what was seen ---- */

static const struct row seen[] = {
        ROW(DEED_ISSUED, collect, 1, ENTRY_ISSUED, SCREEN_DOOR),
        ROW(DEED_SET_CHECKPOINT, collect, 1, ENTRY_ISSUED, SCREEN_DOOR),
        ROW(DEED_CLOSED, collect_and_shut, 1, ENTRY_CLOSED, SCREEN_DONE),
        ROW(DEED_LOADED, load, 1, ENTRY_LOADED, SCREEN_STAFF_SCAN),
        ROW(DEED_LOAD_CANCELLED, cancel_a_load, 1, ENTRY_LOAD_CANCELLED, SCREEN_STAFF_SCAN),
        ROW(DEED_REMOVED, take_out, 1, ENTRY_REMOVED, SCREEN_AGAIN),
        ROW(DEED_QUARANTINED, force, 0, ENTRY_QUARANTINED, SCREEN_DOOR),
        ROW(DEED_ENTRY, force, 0, ENTRY_FORCED_OPEN, SCREEN_DOOR),
        ROW(DEED_ENTRY, export, 0, ENTRY_EXPORTED, SCREEN_STAFF_EXPORT),
};

static void fail_what_is_seen(const struct row *row, bool done, int64_t outage_ms) {
        int64_t moment_ms;
        struct entry entry;
        unsigned before, pulses;

        print_message("%s, %s, for %lld ms\n", row->name, done ? "done all the same" : "not done", (long long)outage_ms);
        set_up(row->deed, done);
        pulses = fixture.pulse_count;
        before = fixture_count(&fixture, row->event);
        reopening = outage_ms > RECORDER_PAUSE_MS ? -EIO : 0;
        row->act();
        moment_ms = fixture.now.wall_ms;
        assert_true(failed);
        fixture_expect(&fixture, row->screen);
        assert_int_equal(fixture.pulse_count - pulses, row->pulses);
        fixture_pass(&fixture, outage_ms - 1);
        assert_true(failed);
        reopening = 0;
        fixture_pass(&fixture, RECORDER_PAUSE_MAX_MS);
        assert_false(failed);
        assert_int_equal(fixture_count(&fixture, row->event), before + 1);
        entry = fixture_last(&fixture, row->event);
        assert_int_equal(entry_time(&entry), moment_ms);
        assert_true(entry.seen_ms == 0 || entry.t_ms - entry.seen_ms > STORE_LATE_MS);
        for (unsigned c = 1; c <= FIXTURE_COMPARTMENTS; c++)
                if (fixture.doors[c - 1] == DOOR_OPEN)
                        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_pass(&fixture, 4 * 60 * 1000);
        expect_box_to_work();
        assert_int_equal(access(fixture.facts, F_OK), -1);
        fixture_tear_down(&fixture);
}

static void what_was_seen_is_there_when_the_store_answers_again(void **state) {
        for (size_t i = 0; i < ARRAY_LEN(seen); i++) {
                fail_what_is_seen(&seen[i], false, RECORDER_PAUSE_MS);
                fail_what_is_seen(&seen[i], true, RECORDER_PAUSE_MS);
                fail_what_is_seen(&seen[i], false, 5000);
                fail_what_is_seen(&seen[i], true, 5000);
        }
}

/* The whole handing out from the opening on, and the receipt, while the store is gone. */
static void a_session_whose_door_is_open_ends_well_without_its_store(void **state) {
        int64_t opened_ms, closed_ms;
        struct receipt receipt;
        const char *text;

        set_up(DEED_ISSUED, false);
        reopening = -EIO;
        collect();
        opened_ms = fixture.now.wall_ms;
        fixture_pass(&fixture, 25 * 1000);
        fixture_expect(&fixture, SCREEN_DOOR);
        assert_true(fixture.tones[TONE_REMINDER] > 0);
        fixture_pass(&fixture, 40 * 1000);
        fixture_door(&fixture, 1, DOOR_CLOSED);
        closed_ms = fixture.now.wall_ms;
        fixture_expect(&fixture, SCREEN_DONE);
        assert_null(box_screen(fixture.box)->message.receipt);
        reopening = 0;
        fixture_pass(&fixture, RECORDER_PAUSE_MAX_MS);
        fixture_expect(&fixture, SCREEN_DONE);
        text = box_screen(fixture.box)->message.receipt;
        assert_non_null(text);
        assert_int_equal(receipt_parse(text, strlen(text), &receipt), 0);
        assert_int_equal(receipt.t_ms, opened_ms);
        assert_int_equal(fixture_last(&fixture, ENTRY_ISSUED).seen_ms, opened_ms);
        assert_int_equal(fixture_last(&fixture, ENTRY_CLOSED).seen_ms, closed_ms);
        assert_int_equal(fixture_last(&fixture, ENTRY_LEFT_OPEN).seen_ms, opened_ms + WATCH_LEFT_OPEN_MS);
        assert_true(fixture_last(&fixture, ENTRY_RELEASE).t_ms <= opened_ms);
        fixture_tear_down(&fixture);
}

/* Doors of which nothing was handed out are shut meanwhile: that is no fact about what lies there. */
static void doors_that_a_chip_invents_while_the_store_fails_are_no_facts(void **state) {
        enum { LINES = 12 };
        bool none[LINES] = { false };

        set_up(0, false);
        fixture.chip_lines = LINES;
        fixture_restart(&fixture);
        failing = DEED_ENTRY;
        fixture_doors(&fixture, 1, LINES, none, DOOR_OPEN);
        fixture_doors(&fixture, 1, LINES, none, DOOR_CLOSED);
        fixture_pass(&fixture, 2000);
        assert_int_equal(fixture.faults, 0);
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM), 1);
        assert_int_equal(fixture_count(&fixture, ENTRY_CLOSED) + fixture_count(&fixture, ENTRY_FORCED_OPEN), 0);
        collect();
        fixture_expect(&fixture, SCREEN_DOOR);
        fixture_tear_down(&fixture);
}

/* It does not answer already when the stick is done, and a restart comes before it does. */
static void an_export_that_ends_while_the_store_is_gone_has_its_entry(void **state) {
        int64_t written_ms;
        struct entry entry;

        set_up(0, false);
        begin_export();
        failing = DEED_ENTRY;
        reopening = -EIO;
        force();
        assert_true(failed);
        fixture_pass(&fixture, 1000);
        written();
        written_ms = fixture.now.wall_ms;
        fixture_pass(&fixture, 10 * 1000);
        failed = false;
        fixture_restart(&fixture);
        assert_int_equal(fixture_count(&fixture, ENTRY_EXPORTED), 1);
        entry = fixture_last(&fixture, ENTRY_EXPORTED);
        assert_int_equal(entry.seen_ms, written_ms);
        assert_string_equal(entry.by, "axel");
        assert_int_equal(entry.size, 3);
        fixture_tear_down(&fixture);
}

/* The process ends before the store has answered: the facts live on, and the same code opens nothing. */
static void an_issue_that_was_seen_outlives_the_process(void **state) {
        int64_t opened_ms;

        set_up(DEED_ISSUED, false);
        reopening = -EIO;
        collect();
        opened_ms = fixture.now.wall_ms;
        fixture_door(&fixture, 1, DOOR_CLOSED);
        fixture_pass(&fixture, 10 * 1000);
        failed = false;
        fixture_restart(&fixture);
        fixture_expect(&fixture, SCREEN_IDLE);
        assert_int_equal(fixture_last(&fixture, ENTRY_ISSUED).seen_ms, opened_ms);
        assert_int_equal(fixture_count(&fixture, ENTRY_UNSURE), 0);
        assert_int_equal(fixture_consignment(&fixture, 1).issued_ms, opened_ms);
        fixture_scan_code(&fixture, 1);
        fixture_expect_refused(&fixture, REFUSAL_ALREADY_ISSUED);
        fixture_tear_down(&fixture);
}

static void a_door_that_nobody_closes_is_told_while_the_store_is_gone(void **state) {
        set_up(DEED_ENTRY, false);
        reopening = -EIO;
        force();
        fixture_expect(&fixture, SCREEN_DOOR);
        assert_int_equal(box_screen(fixture.box)->door.compartment, 3);
        fixture_pass(&fixture, WATCH_LEFT_OPEN_MS + 1000);
        fixture_expect(&fixture, SCREEN_DOOR);
        fixture_door(&fixture, 3, DOOR_CLOSED);
        fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
        reopening = 0;
        fixture_pass(&fixture, RECORDER_PAUSE_MAX_MS);
        fixture_expect(&fixture, SCREEN_IDLE);
        assert_int_equal(fixture_count(&fixture, ENTRY_LEFT_OPEN), 1);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 1);
        fixture_tear_down(&fixture);
}

/* ---- how long, and what a new start is for ---- */

static void it_is_opened_again_after_half_a_second_and_then_ever_less_often(void **state) {
        static const unsigned waits_ms[] = { 500, 1000, 2000, 4000, 8000, 16000, 30000, 30000 };

        set_up(DEED_JUDGE, false);
        reopening = -ENOSPC;
        collect();
        for (unsigned i = 0; i < ARRAY_LEN(waits_ms); i++) {
                fixture_pass(&fixture, waits_ms[i] - 1);
                assert_int_equal(reopened, i);
                fixture_pass(&fixture, 1);
                assert_int_equal(reopened, i + 1);
        }
        fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
        reopening = 0;
        fixture_pass(&fixture, RECORDER_PAUSE_MAX_MS);
        expect_box_to_work();
        fixture_tear_down(&fixture);
}

static void a_fault_that_lasts_wants_a_new_start_when_the_door_is_shut(void **state) {
        set_up(DEED_ISSUED, false);
        reopening = -EIO;
        collect();
        fixture_pass(&fixture, 4 * 60 * 1000);
        assert_false(box_wants_restart(fixture.box));
        fixture_door(&fixture, 1, DOOR_CLOSED);
        fixture_pass(&fixture, RECORDER_PATIENCE_MS);
        assert_true(box_wants_restart(fixture.box));
        failed = false;
        fixture_tear_down(&fixture);
}

static void a_full_disk_is_no_reason_for_a_new_start(void **state) {
        set_up(DEED_JUDGE, false);
        reopening = -ENOSPC;
        collect();
        fixture_pass(&fixture, 2 * RECORDER_PATIENCE_MS);
        assert_false(box_wants_restart(fixture.box));
        failed = false;
        fixture_tear_down(&fixture);
}

static void facts_that_are_in_memory_only_keep_the_process_alive(void **state) {
        set_up(DEED_ISSUED, false);
        reopening = -EIO;
        fixture_stop(&fixture);
        snprintf(fixture.facts, sizeof(fixture.facts), "%s/gone/facts", fixture.folder);
        fixture_start(&fixture);
        collect();
        fixture_door(&fixture, 1, DOOR_CLOSED);
        fixture_pass(&fixture, 2 * RECORDER_PATIENCE_MS);
        assert_false(box_wants_restart(fixture.box));
        reopening = 0;
        fixture_pass(&fixture, RECORDER_PAUSE_MAX_MS);
        assert_int_equal(fixture_count(&fixture, ENTRY_ISSUED), 1);
        fixture_tear_down(&fixture);
}

static void a_damaged_database_stays_out_of_order_and_the_process_alive(void **state) {
        set_up(DEED_ISSUED, false);
        reopening = STORE_E_DAMAGED;
        collect();
        fixture_pass(&fixture, 1000);
        fixture_expect(&fixture, SCREEN_DOOR);
        fixture_door(&fixture, 1, DOOR_CLOSED);
        fixture_pass(&fixture, 2 * RECORDER_PATIENCE_MS);
        fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
        assert_int_equal(reopened, 1);
        assert_int_equal(fixture.faults, 1);
        assert_false(box_wants_restart(fixture.box));
        assert_int_equal(access(fixture.facts, F_OK), 0);
        failed = false;
        fixture_tear_down(&fixture);
}

/* The clock's own entry fails while a bundle comes: whoever is typing goes on, and the doubt is written when the store answers. */
static void a_doubt_met_while_adopting_is_written_later(void **state) {
        set_up(DEED_CLOCK_DOUBTED, false);
        fixture_scan_code(&fixture, 1);
        fixture_press_number(&fixture, TARGET_KEY, 0);
        fixture.now.wall_ms += INT64_C(86400) * 1000;
        assert_int_equal(fixture_adopt(&fixture, fixture_draft(&fixture)), BOX_E_BUSY);
        assert_true(failed);
        fixture_pass(&fixture, RECORDER_PAUSE_MS);
        assert_int_equal(fixture_count(&fixture, ENTRY_CLOCK), 1);
        assert_string_equal(fixture_last(&fixture, ENTRY_ALARM).what, "clock");
        fixture_tear_down(&fixture);
}

static void a_pin_that_cannot_be_read_brings_no_one_time_pin_back(void **state) {
        set_up(0, false);
        fixture_scan_badge(&fixture, "lore");
        unreadable = true;
        fixture_type(&fixture, "99999999");
        unreadable = false;
        fixture_expect(&fixture, SCREEN_AGAIN);
        assert_int_equal(box_screen(fixture.box)->entry.digit_count, 0);
        fixture_pass(&fixture, RECORDER_PAUSE_MS);
        fixture_scan_code(&fixture, 1);
        fixture_expect(&fixture, SCREEN_BIRTH);
        fixture_tear_down(&fixture);
}

static void a_list_that_cannot_be_read_is_not_shown_as_empty(void **state) {
        set_up(0, false);
        fixture_sign_in(&fixture, "mara");
        unreadable = true;
        fixture_press_number(&fixture, TARGET_TASK, TASK_STATE);
        unreadable = false;
        fixture_expect(&fixture, SCREEN_AGAIN);
        assert_string_equal(fixture_last(&fixture, ENTRY_LOGIN).sub, "mara");
        fixture_pass(&fixture, RECORDER_PAUSE_MS);
        assert_string_equal(fixture_last(&fixture, ENTRY_LOGOUT).sub, "mara");
        fixture_tear_down(&fixture);
}

/* While the store fails, and when it answers again before the time of the screen is over. */
static void who_has_read_that_it_was_not_done_goes_on(void **state) {
        for (unsigned mended = 0; mended < 2; mended++) {
                set_up(0, false);
                fixture_scan_badge(&fixture, "lore");
                unreadable = true;
                fixture_type(&fixture, "99999999");
                unreadable = false;
                fixture_expect(&fixture, SCREEN_AGAIN);
                if (mended)
                        fixture_pass(&fixture, RECORDER_PAUSE_MS);
                fixture_expect(&fixture, SCREEN_AGAIN);
                fixture_press(&fixture, TARGET_NEXT);
                fixture_expect(&fixture, mended ? SCREEN_IDLE : SCREEN_WAIT);
                fixture_pass(&fixture, RECORDER_PAUSE_MS);
                fixture_expect(&fixture, SCREEN_IDLE);
                expect_box_to_work();
                fixture_tear_down(&fixture);
        }
}

/* An answer can be changed for a while; that it was given is not forgotten with whoever is sent home. */
static void an_answer_of_staff_who_are_sent_home_is_kept(void **state) {
        set_up(0, false);
        fixture_let_expire(&fixture);
        fixture_sign_in(&fixture, "mara");
        fixture_press_number(&fixture, TARGET_TASK, TASK_OVERDUE);
        fixture_press_number(&fixture, TARGET_ROW, 0);
        fixture_door(&fixture, 1, DOOR_CLOSED);
        fixture_press(&fixture, TARGET_FOUND_TAKEN);
        assert_int_equal(fixture_count(&fixture, ENTRY_REMOVED), 0);
        fixture_press(&fixture, TARGET_BACK);
        unreadable = true;
        fixture_press_number(&fixture, TARGET_TASK, TASK_STATE);
        unreadable = false;
        fixture_expect(&fixture, SCREEN_AGAIN);
        fixture_pass(&fixture, RECORDER_PAUSE_MS);
        assert_int_equal(fixture_count(&fixture, ENTRY_REMOVED), 1);
        assert_int_equal(fixture_count(&fixture, ENTRY_LOGOUT), 2);
        fixture_tear_down(&fixture);
}

/* What the store's state can never allow is our bug: out of order, until a new start. */
static void a_bug_ends_in_a_new_start(void **state) {
        set_up(0, false);
        fixture_scan_code(&fixture, 1);
        assert_int_equal(__real_store_do(fixture.store, fixture.now.wall_ms, DEED(DEED_QUARANTINED, .c = 1, .why = REASON_CONTENTS), NULL), 0);
        assert_int_equal(__real_store_do(fixture.store, fixture.now.wall_ms,
                                         DEED(DEED_REMOVED, .cti = fixture_consignment(&fixture, 1).cti, .found = FOUND_THERE, .by = "x"), NULL), 0);
        fixture_type(&fixture, "02051990");
        fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
        assert_int_equal(fixture.faults, 1);
        assert_true(box_wants_restart(fixture.box));
        fixture_tear_down(&fixture);
}

static void a_lock_that_takes_no_pulse_is_a_jam(void **state) {
        fixture_set_up(&fixture, NULL);
        fixture_load(&fixture, 1, 1);
        fixture.pulse_result = LOCK_E_FAULTY;
        collect();
        fixture_pass(&fixture, 9500);
        fixture_expect(&fixture, SCREEN_JAM_ASK);
        fixture_press(&fixture, TARGET_NO);
        fixture_expect(&fixture, SCREEN_JAM);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_QUARANTINED);
        fixture_tear_down(&fixture);
}

static void devices_that_go_and_come_are_entries_and_lines(void **state) {
        const struct screen *screen;
        bool listed = false;

        fixture_set_up(&fixture, NULL);
        box_device(fixture.box, fixture.now, DEVICE_SCANNER, false);
        box_device(fixture.box, fixture.now, DEVICE_SCANNER, false);
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM), 1);
        assert_string_equal(fixture_last(&fixture, ENTRY_ALARM).what, "scanner");
        fixture_sign_in(&fixture, "mara");
        fixture_press_number(&fixture, TARGET_TASK, TASK_STATE);
        screen = box_screen(fixture.box);
        for (size_t i = 0; i < screen->list.row_count; i++)
                listed = listed || (screen->list.rows[i].device == DEVICE_SCANNER && screen->list.rows[i].fault);
        assert_true(listed);
        fixture_sign_out(&fixture);
        box_device(fixture.box, fixture.now, DEVICE_SCANNER, true);
        assert_string_equal(fixture_last(&fixture, ENTRY_ALARM_CLEARED).what, "scanner");
        fixture_tear_down(&fixture);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(what_is_asked_of_a_failing_store_is_refused_and_nothing_follows),
                cmocka_unit_test(a_release_that_was_done_all_the_same_leaves_the_code_good),
                cmocka_unit_test(a_load_that_was_begun_all_the_same_is_cancelled),
                cmocka_unit_test(what_was_seen_is_there_when_the_store_answers_again),
                cmocka_unit_test(a_session_whose_door_is_open_ends_well_without_its_store),
                cmocka_unit_test(an_export_that_ends_while_the_store_is_gone_has_its_entry),
                cmocka_unit_test(an_issue_that_was_seen_outlives_the_process),
                cmocka_unit_test(a_door_that_nobody_closes_is_told_while_the_store_is_gone),
                cmocka_unit_test(it_is_opened_again_after_half_a_second_and_then_ever_less_often),
                cmocka_unit_test(a_fault_that_lasts_wants_a_new_start_when_the_door_is_shut),
                cmocka_unit_test(a_full_disk_is_no_reason_for_a_new_start),
                cmocka_unit_test(facts_that_are_in_memory_only_keep_the_process_alive),
                cmocka_unit_test(a_damaged_database_stays_out_of_order_and_the_process_alive),
                cmocka_unit_test(a_doubt_met_while_adopting_is_written_later),
                cmocka_unit_test(a_pin_that_cannot_be_read_brings_no_one_time_pin_back),
                cmocka_unit_test(a_list_that_cannot_be_read_is_not_shown_as_empty),
                cmocka_unit_test(who_has_read_that_it_was_not_done_goes_on),
                cmocka_unit_test(an_answer_of_staff_who_are_sent_home_is_kept),
                cmocka_unit_test(doors_that_a_chip_invents_while_the_store_fails_are_no_facts),
                cmocka_unit_test(a_bug_ends_in_a_new_start),
                cmocka_unit_test(a_lock_that_takes_no_pulse_is_a_jam),
                cmocka_unit_test(devices_that_go_and_come_are_entries_and_lines),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
