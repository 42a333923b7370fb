/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A store that fails: each deed in turn answers -EIO once, having been done or not. Nothing is asked of the store until it was
 * opened again; nothing opens meanwhile. What was asked for is refused, and whoever asked is at the idle screen half a second
 * later; what was seen is there then, once, with its moment, and its session goes on.
 */
#include <errno.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "controller/box/session/picture.h"
#include "controller/box/session/recorder.h"
#include "controller/box/session/watch.h"
#include "tests/box/session/failing_store.h"
#include "tests/support/cmocka.h"

static struct fixture fixture;

/* To the facts file, and to anything else. */
static unsigned appends;
int __real_file_append_durable(const char *path, const void *bytes, size_t len, mode_t mode);
int __wrap_file_append_durable(const char *path, const void *bytes, size_t len, mode_t mode);
int __wrap_file_append_durable(const char *path, const void *bytes, size_t len, mode_t mode) {
        appends++;
        return __real_file_append_durable(path, bytes, len, mode);
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

static void collect_and_leave_open(void) {
        collect();
        fixture_pass(&fixture, WATCH_GIVE_UP_MS);
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

static void fail_what_is_asked(const struct row *row, bool done) {
        unsigned pulses;

        print_message("%s, %s\n", row->name, done ? "done all the same" : "not done");
        failing_set_up(&fixture, row->deed, done);
        pulses = fixture.pulse_count;
        row->act();
        assert_true(failing.failed);
        fixture_expect(&fixture, row->screen);
        assert_int_equal(fixture.pulse_count - pulses, row->pulses);
        assert_int_equal(box_screen(fixture.box)->entry.digit_count, 0);
        fixture_scan_code(&fixture, 2);
        fixture_scan_badge(&fixture, "mara");
        box_activated(fixture.box, fixture.now, (struct target){ .id = TARGET_START });
        assert_int_equal(fixture.pulse_count - pulses, row->pulses);
        fixture_pass(&fixture, RECORDER_PAUSE_MS);
        assert_int_equal(failing.reopened, 1);
        assert_false(failing.failed);
        fixture_expect(&fixture, SCREEN_AGAIN);
        fixture_pass(&fixture, PICTURE_AGAIN_MS);
        failing_expect_box_to_work(&fixture);
        fixture_tear_down(&fixture);
}

static void what_is_asked_of_a_failing_store_is_refused_and_nothing_follows(void **state) {
        for (size_t i = 0; i < ARRAY_LEN(asked); i++) {
                fail_what_is_asked(&asked[i], false);
                fail_what_is_asked(&asked[i], true);
        }
}

static void a_release_that_was_done_all_the_same_leaves_the_code_good(void **state) {
        failing_set_up(&fixture, DEED_RELEASE, true);
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
        failing_set_up(&fixture, DEED_LOAD_BEGIN, true);
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
        ROW(DEED_TOGETHER, force, 0, ENTRY_FORCED_OPEN, SCREEN_DOOR),
        ROW(DEED_TOGETHER, force, 0, ENTRY_QUARANTINED, SCREEN_DOOR),
        ROW(DEED_TOGETHER, force, 0, ENTRY_ALARM, SCREEN_DOOR),
        ROW(DEED_QUARANTINED, collect_and_leave_open, 1, ENTRY_QUARANTINED, SCREEN_WAIT),
        ROW(DEED_ENTRY, export, 0, ENTRY_EXPORTED, SCREEN_STAFF_EXPORT),
};

static void fail_what_is_seen(const struct row *row, bool done, int64_t outage_ms) {
        int64_t moment_ms;
        struct entry entry;
        unsigned before, pulses;

        print_message("%s, %s, for %lld ms\n", row->name, done ? "done all the same" : "not done", (long long)outage_ms);
        failing_set_up(&fixture, row->deed, done);
        pulses = fixture.pulse_count;
        before = fixture_count(&fixture, row->event);
        failing.reopening = outage_ms > RECORDER_PAUSE_MS ? -EIO : 0;
        row->act();
        moment_ms = fixture.now.wall_ms;
        assert_true(failing.failed);
        fixture_expect(&fixture, row->screen);
        assert_int_equal(fixture.pulse_count - pulses, row->pulses);
        fixture_pass(&fixture, outage_ms - 1);
        assert_true(failing.failed);
        failing.reopening = 0;
        fixture_pass(&fixture, RECORDER_PAUSE_MAX_MS);
        assert_false(failing.failed);
        assert_int_equal(fixture_count(&fixture, row->event), before + 1);
        entry = fixture_last(&fixture, row->event);
        assert_int_equal(entry_time(&entry), moment_ms);
        assert_true(entry.seen_ms == 0 || entry.t_ms - entry.seen_ms > STORE_LATE_MS);
        for (unsigned c = 1; c <= FIXTURE_COMPARTMENTS; c++)
                if (fixture.doors[c - 1] == DOOR_OPEN)
                        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_pass(&fixture, 4 * 60 * 1000);
        failing_expect_box_to_work(&fixture);
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

        failing_set_up(&fixture, DEED_ISSUED, false);
        failing.reopening = -EIO;
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
        failing.reopening = 0;
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

        failing_set_up(&fixture, 0, false);
        fixture.chip_lines = LINES;
        fixture_restart(&fixture);
        failing.deed = DEED_ENTRY;
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

        failing_set_up(&fixture, 0, false);
        begin_export();
        failing.deed = DEED_TOGETHER;
        failing.reopening = -EIO;
        force();
        assert_true(failing.failed);
        fixture_pass(&fixture, 1000);
        written();
        written_ms = fixture.now.wall_ms;
        fixture_pass(&fixture, 10 * 1000);
        failing.failed = false;
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

        failing_set_up(&fixture, DEED_ISSUED, false);
        failing.reopening = -EIO;
        collect();
        opened_ms = fixture.now.wall_ms;
        fixture_door(&fixture, 1, DOOR_CLOSED);
        fixture_pass(&fixture, 10 * 1000);
        failing.failed = false;
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
        failing_set_up(&fixture, DEED_TOGETHER, false);
        failing.reopening = -EIO;
        force();
        fixture_expect(&fixture, SCREEN_DOOR);
        assert_int_equal(box_screen(fixture.box)->door.compartment, 3);
        fixture_pass(&fixture, WATCH_LEFT_OPEN_MS + 1000);
        fixture_expect(&fixture, SCREEN_DOOR);
        fixture_door(&fixture, 3, DOOR_CLOSED);
        fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
        failing.reopening = 0;
        fixture_pass(&fixture, RECORDER_PAUSE_MAX_MS);
        fixture_expect(&fixture, SCREEN_IDLE);
        assert_int_equal(fixture_count(&fixture, ENTRY_LEFT_OPEN), 1);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 1);
        fixture_tear_down(&fixture);
}

/* Between two of its facts the process may be killed: then the next start would find a compartment in use that was broken into. */
static void what_is_one_thing_comes_into_the_facts_file_at_once(void **state) {
        unsigned before;

        failing_set_up(&fixture, DEED_TOGETHER, false);
        failing.reopening = -EIO;
        before = appends;
        force();
        assert_true(failing.failed);
        assert_int_equal(appends - before, 1);
        failing.reopening = 0;
        fixture_pass(&fixture, RECORDER_PAUSE_MAX_MS);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN) + fixture_count(&fixture, ENTRY_QUARANTINED) + fixture_count(&fixture, ENTRY_ALARM), 3);
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
                cmocka_unit_test(what_is_one_thing_comes_into_the_facts_file_at_once),
                cmocka_unit_test(doors_that_a_chip_invents_while_the_store_fails_are_no_facts),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
