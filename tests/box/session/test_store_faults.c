/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A citizen collects, then a loader loads, and the store's disk fails at one of its operations: a write, a sync, a
 * truncation, an open, a lock of the log. It fails once; once and at its first opening after that; for 5 s; or for 5 s, and the process ends
 * while the store is gone. People do what the screen asks them to.
 *
 * Afterwards, without anybody having started anything: the box is idle; what was handed out and what was loaded is in the ledger
 * once, with the moment at which the door was seen; every pulse has its entry before it; the code opens nothing again; and what was
 * loaded can be collected.
 *
 * Every operation fails once with EIO, and three of each other kind; PICKUPBOX_FULL takes every operation for all of them.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/box/session/fixture.h"
#include "tests/box/store/faulty_vfs.h"
#include "tests/support/cmocka.h"

enum { OUTAGE_MS = 5000, TURNS_MAX = 120, SEEDS = 3, SHUT_MS = 2100 };

enum manner { MANNER_ONCE, MANNER_REOPENING, MANNER_LASTING, MANNER_DYING, MANNER_COUNT };
static const char *const manner_names[MANNER_COUNT] = { "once", "and its opening", "for 5 s", "for 5 s, and the process ends" };
static const char *const kind_names[FAULTY_KIND_COUNT] = { "EIO", "ENOSPC", "EINTR", "EBUSY", "short write" };

static struct fixture fixture;
static int64_t outage_ends_ms;
static int64_t opened_ms, shut_ms; /* wall, of the door that moved last */
static enum manner manner;
static bool died;

/* What a run was like. */
struct tally {
        unsigned runs, asked, waited, died;
};
static struct tally tally;

static bool still(void) {
        if (outage_ends_ms == 0)
                outage_ends_ms = fixture.now.mono_ms + OUTAGE_MS;
        return fixture.now.mono_ms < outage_ends_ms;
}

static void at_movement(const char *what) {
        if (strcmp(what, "the door has sprung open") == 0)
                opened_ms = fixture.now.wall_ms;
}

/* ---- people ---- */

static bool shut_doors(void) {
        for (unsigned c = 1; c <= FIXTURE_COMPARTMENTS; c++) {
                if (fixture.doors[c - 1] != DOOR_OPEN)
                        continue;
                fixture_door(&fixture, c, DOOR_CLOSED);
                shut_ms = fixture.now.wall_ms;
                return true;
        }
        return false;
}

/* The power of the process, not of the disk: the store is gone, and what waits is in the file. */
static void die(void) {
        if (manner != MANNER_DYING || died || access(fixture.facts, F_OK) < 0)
                return;
        fixture_stop(&fixture);
        faulty_plan(FAULTY_EIO, 0, NULL, false);
        fixture_start(&fixture);
        died = true;
        tally.died++;
}

/* What everybody does on a screen that is not of their session. */
static void wait_or_shut(bool *ret_sent_home) {
        *ret_sent_home = true;
        if (!shut_doors())
                fixture_pass(&fixture, 500);
}

/* True when number n has been handed out, as far as who stands there knows. */
static bool collect_turn(unsigned n, bool *asked) {
        char birth[BIRTH_LEN + 1];

        switch ((int)fixture_screen(&fixture)) {
        case SCREEN_IDLE:
                fixture_scan_code(&fixture, n);
                return false;
        case SCREEN_BIRTH:
                fixture_birth(n, birth);
                fixture_type(&fixture, birth);
                return false;
        case SCREEN_DOOR:
        case SCREEN_CLOSE:
                die();
                shut_doors();
                die();
                return died;
        case SCREEN_DONE:
                fixture_press(&fixture, TARGET_END);
                return true;
        case SCREEN_REFUSED:
                fixture_press(&fixture, TARGET_END);
                return box_screen(fixture.box)->message.refusal == REFUSAL_ALREADY_ISSUED;
        default:
                wait_or_shut(asked);
                return false;
        }
}

static bool load_turn(unsigned n, bool *put_in, bool *asked) {
        switch ((int)fixture_screen(&fixture)) {
        case SCREEN_IDLE:
                if (*put_in)
                        return true;
                fixture_scan_badge(&fixture, "lore");
                return false;
        case SCREEN_STAFF_PIN:
                fixture_type(&fixture, "27182818");
                return false;
        case SCREEN_STAFF_OVERVIEW:
                fixture_press_number(&fixture, TARGET_TASK, TASK_LOAD);
                return false;
        case SCREEN_STAFF_SCAN:
                if (*put_in)
                        fixture_press(&fixture, TARGET_SIGN_OUT);
                else
                        fixture_scan_ticket(&fixture, n);
                return false;
        case SCREEN_STAFF_LOAD:
                *put_in = shut_doors();
                fixture_pass(&fixture, SHUT_MS);
                return false;
        default:
                wait_or_shut(asked);
                return false;
        }
}

static void collect(unsigned n) {
        bool over = false, asked = false;

        for (unsigned turn = 0; !over; turn++) {
                if (turn == TURNS_MAX)
                        fail_msg("never handed out: screen %s, last log: %s", screen_name(fixture_screen(&fixture)), fixture.last_log);
                over = collect_turn(n, &asked);
        }
        tally.asked += asked;
}

static void load(unsigned n) {
        bool over = false, put_in = false, asked = false;

        for (unsigned turn = 0; !over; turn++) {
                if (turn == TURNS_MAX)
                        fail_msg("never loaded: screen %s, last log: %s", screen_name(fixture_screen(&fixture)), fixture.last_log);
                over = load_turn(n, &put_in, &asked);
        }
        tally.asked += asked;
}

/* ---- what must hold ---- */

/* The entry of this event about number n; there must be exactly one. */
static struct entry only(enum entry_event event, unsigned n) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
        struct ledger_source source;
        struct entry entry, found = { 0 };
        uint8_t cti[CTI_LEN];
        unsigned count = 0;

        fixture_cti(n, cti);
        store_source(fixture.store, &source);
        for (uint64_t i = 0; i < source.size; i++) {
                buffer_clear(&line);
                assert_int_equal(source.entry(source.context, i, &line), 0);
                assert_int_equal(entry_parse(buffer_text(&line), line.len, &entry), 0);
                if (entry.event != event || memcmp(entry.cti, cti, CTI_LEN) != 0)
                        continue;
                found = entry;
                count++;
        }
        if (count != 1)
                fail_msg("%u entries `%s` of number %u", count, entry_event_name(event), n);
        return found;
}

static void expect_moment(const struct entry *entry, int64_t from_ms, int64_t to_ms) {
        if (entry_time(entry) < from_ms || entry_time(entry) > to_ms)
                fail_msg("`%s` is of %lld, and was seen at %lld", entry_event_name(entry->event), (long long)entry_time(entry), (long long)from_ms);
        tally.waited += entry->seen_ms != 0;
}

static void wait_for_store(void) {
        faulty_plan(FAULTY_EIO, 0, NULL, false);
        fixture_pass(&fixture, 60 * 1000);
        fixture_expect(&fixture, SCREEN_IDLE);
        assert_int_equal(access(fixture.facts, F_OK), -1);
}

static void check_whole(void) {
        if (fixture.faults > 0)
                fail_msg("last log: %s", fixture.last_log);
        fixture_check_pulses(&fixture);
        fixture_scan_code(&fixture, 1);
        fixture_expect_refused(&fixture, REFUSAL_ALREADY_ISSUED);
        fixture_press(&fixture, TARGET_END);
        fixture_collect(&fixture, 2);
        shut_doors();
        fixture_press(&fixture, TARGET_END);
        fixture_pass(&fixture, 60 * 1000);
        fixture_expect(&fixture, SCREEN_IDLE);
}

/* ---- the runs ---- */

static void live(void) {
        int64_t opened_1_ms, shut_1_ms;
        struct entry issued, entry;

        collect(1);
        opened_1_ms = opened_ms;
        shut_1_ms = shut_ms;
        load(2);
        wait_for_store();
        issued = only(ENTRY_ISSUED, 1);
        expect_moment(&issued, opened_1_ms, opened_1_ms);
        entry = only(ENTRY_CLOSED, 1);
        expect_moment(&entry, shut_1_ms, shut_1_ms + SHUT_MS);
        entry = only(ENTRY_LOADED, 2);
        expect_moment(&entry, shut_ms, shut_ms + SHUT_MS);
        entry = fixture_last(&fixture, ENTRY_RELEASE);
        assert_true(entry.t_ms <= entry_time(&issued) && entry_time(&issued) <= issued.t_ms);
        check_whole();
}

static void run(enum faulty_kind kind, enum manner how, uint64_t at, struct faulty_counts *ret_counts) {
        if (getenv("FIXTURE_LOG"))
                print_message("%s, %s, at operation %llu\n", kind_names[kind], manner_names[how], (unsigned long long)at);
        manner = how;
        died = false;
        outage_ends_ms = 0;
        fixture_set_up(&fixture, NULL);
        fixture_load(&fixture, 1, 1);
        fixture.step = at_movement;
        faulty_plan(kind, at, how >= MANNER_LASTING ? still : NULL, how == MANNER_REOPENING);
        if (ret_counts) {
                collect(1);
                load(2);
                *ret_counts = faulty_count();
        } else {
                tally.runs++;
                live();
        }
        fixture_tear_down(&fixture);
}

static void sweep(enum faulty_kind kind, enum manner how, uint64_t operations) {
        bool all = (kind == FAULTY_EIO && how == MANNER_ONCE) || getenv("PICKUPBOX_FULL");
        uint64_t seed = 7919 * ((uint64_t)kind * MANNER_COUNT + (uint64_t)how) + 1;

        tally = (struct tally){ 0 };
        for (uint64_t i = 0; i < (all ? operations : SEEDS); i++) {
                seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
                run(kind, how, all ? i + 1 : 1 + (seed >> 33) % operations, NULL);
        }
        print_message("%-12s %-30s %5u runs, %5u sessions asked to wait, %5u moments written late, %5u ends of the process\n", kind_names[kind],
                      manner_names[how], tally.runs, tally.asked, tally.waited, tally.died);
}

static void whenever_the_disk_fails_what_was_seen_is_there(void **state) {
        struct faulty_counts counts;

        faulty_install();
        run(FAULTY_EIO, MANNER_ONCE, 0, &counts);
        print_message("one citizen and one loading session: %llu operations (%llu writes, %llu syncs, %llu truncations, %llu opens, %llu locks)\n",
                      (unsigned long long)counts.operations, (unsigned long long)counts.writes, (unsigned long long)counts.syncs,
                      (unsigned long long)counts.truncations, (unsigned long long)counts.opens, (unsigned long long)counts.locks);
        assert_true(counts.writes > 50 && counts.syncs > 8);
        for (enum faulty_kind kind = 0; kind < FAULTY_KIND_COUNT; kind++)
                for (enum manner how = 0; how < MANNER_COUNT; how++)
                        sweep(kind, how, counts.operations);
        faulty_remove();
}

int main(void) {
        const struct CMUnitTest tests[] = { cmocka_unit_test(whenever_the_disk_fails_what_was_seen_is_there) };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
