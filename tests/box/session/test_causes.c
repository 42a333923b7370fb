/* SPDX-License-Identifier: EUPL-1.2 */
/* What anybody can bring about without a right, again and again: each row of store/cause.h is flooded, and its entries counted. */
#include <string.h>

#include "controller/box/session/upkeep.h"
#include "tests/box/session/fixture.h"
#include "tests/support/cmocka.h"

enum { TIMES = 300, HOUR_MS = 60 * 60 * 1000, MIB = 1 << 20 };

static struct fixture fixture;
static uint64_t space = UINT64_MAX;

int __wrap_store_space(struct store *store, uint64_t *ret_bytes);
int __wrap_store_space(struct store *store, uint64_t *ret_bytes) {
        *ret_bytes = space;
        return 0;
}

/* ---- who does what ---- */

static void code(unsigned i) {
        fixture_scan_code(&fixture, 50 + i);
}

static void lock_a_badge(void) {
        for (unsigned i = 0; i < STORE_STAFF_WRONG_LOCK; i++) {
                fixture_scan_badge(&fixture, "lore");
                fixture_type(&fixture, "00000000");
                fixture_press(&fixture, TARGET_CANCEL);
        }
}

static void badge(unsigned i) {
        fixture_scan_badge(&fixture, "lore");
}

static void device(enum device device, unsigned i) {
        box_device(fixture.box, fixture.now, device, i % 2 == 1);
        fixture_pass(&fixture, 1000);
}

static void scanner(unsigned i) {
        device(DEVICE_SCANNER, i);
}

static void touch(unsigned i) {
        device(DEVICE_TOUCH, i);
}

static void screen(unsigned i) {
        device(DEVICE_SCREEN, i);
}

static void voice(unsigned i) {
        device(DEVICE_VOICE, i);
}

static void screen_mode(unsigned i) {
        box_screen_mode(fixture.box, fixture.now, i % 2 == 0);
        fixture_pass(&fixture, 1000);
}

static void scanner_settings(unsigned i) {
        box_scanner_settings(fixture.box, fixture.now, i % 2 == 0);
        fixture_pass(&fixture, 1000);
}

static void chips(unsigned i) {
        fixture_set_absent(&fixture, 7, i % 2 == 0);
        fixture_pass(&fixture, 1000);
}

/* Room is looked at when somebody comes. */
static void fill(uint64_t below, unsigned i) {
        space = i % 2 == 0 ? below - 1 : UINT64_MAX;
        fixture_press(&fixture, TARGET_START);
        fixture_press(&fixture, TARGET_CANCEL);
        fixture_pass(&fixture, 1000);
}

static void disk(unsigned i) {
        fill(32 * MIB, i);
}

static void disk_full(unsigned i) {
        fill(8 * MIB, i);
}

static void door(unsigned i) {
        fixture_door(&fixture, 3, DOOR_OPEN);
        fixture_pass(&fixture, 4000);
        fixture_door(&fixture, 3, DOOR_CLOSED);
        fixture_pass(&fixture, 4000);
}

/* ---- what becomes of it ---- */

static const struct {
        const char *name;
        void (*before)(void);
        void (*flood)(unsigned i);
        unsigned most, shares;          /* entries of an hour; so many of its entries are another row's */
        enum entry_event summary;
        const char *of;                 /* the why or what of the summary */
} rows[CAUSE_COUNT] = {
        [CAUSE_CODE] = { "code", NULL, code, CAUSE_CODE_MOST, 0, ENTRY_REFUSED_MANY, "not_here" },
        [CAUSE_BADGE] = { "badge", lock_a_badge, badge, CAUSE_BADGE_MOST, CAUSE_CODE_MOST, ENTRY_REFUSED_MANY, "locked" },
        [CAUSE_SCANNER] = { "scanner", NULL, scanner, CAUSE_SCANNER_MOST, 0, ENTRY_ALARM_MANY, "scanner" },
        [CAUSE_SCANNER_SETTINGS] = { "scanner settings", NULL, scanner_settings, CAUSE_SCANNER_SETTINGS_MOST, 0, ENTRY_ALARM_MANY, "scanner_settings" },
        [CAUSE_TOUCH] = { "touch", NULL, touch, CAUSE_TOUCH_MOST, 0, ENTRY_ALARM_MANY, "touch" },
        [CAUSE_SCREEN] = { "screen", NULL, screen, CAUSE_SCREEN_MOST, 0, ENTRY_ALARM_MANY, "screen" },
        [CAUSE_VOICE] = { "voice", NULL, voice, CAUSE_VOICE_MOST, 0, ENTRY_ALARM_MANY, "voice" },
        [CAUSE_SCREEN_MODE] = { "screen mode", NULL, screen_mode, CAUSE_SCREEN_MODE_MOST, 0, ENTRY_ALARM_MANY, "screen_mode" },
        [CAUSE_CHIPS] = { "chips", NULL, chips, CAUSE_CHIPS_MOST, 0, ENTRY_ALARM_MANY, "chips" },
        [CAUSE_DISK] = { "disk", NULL, disk, CAUSE_DISK_MOST, 0, ENTRY_ALARM_MANY, "disk" },
        [CAUSE_DISK_FULL] = { "disk full", NULL, disk_full, CAUSE_DISK_FULL_MOST, CAUSE_DISK_MOST, ENTRY_ALARM_MANY, "disk_full" },
        /* A break-in is an entry and an alarm; and the quarantine. */
        [CAUSE_SWITCH] = { "switch", NULL, door, CAUSE_SWITCH_MOST, CAUSE_SWITCH_MOST + 4, ENTRY_SWITCH_CHANGES, "" },
};

static unsigned flood(unsigned cause) {
        uint64_t size = store_size(fixture.store);
        int64_t end_ms = fixture.now.mono_ms + HOUR_MS;

        for (unsigned i = 0; i < TIMES; i++)
                rows[cause].flood(i);
        assert_true(fixture.now.mono_ms < end_ms);
        return (unsigned)(store_size(fixture.store) - size);
}

static void nobody_fills_the_ledger(void **state) {
        for (unsigned cause = 0; cause < CAUSE_COUNT; cause++) {
                struct entry last;
                unsigned entries;

                print_message("%s: ", rows[cause].name);
                fixture_set_up(&fixture, NULL);
                fixture_pass(&fixture, HOUR_MS / 2);
                if (rows[cause].before)
                        rows[cause].before();
                entries = flood(cause);
                print_message("%u times, %u entries\n", TIMES, entries);
                /* The hour of the box ends meanwhile, or does not: its summary, and the same number once more. */
                assert_in_range(entries, rows[cause].most, 2 * (rows[cause].most + rows[cause].shares) + 2);
                fixture_pass(&fixture, 2 * HOUR_MS);
                assert_true(fixture_count(&fixture, rows[cause].summary) >= 1);
                last = fixture_last(&fixture, rows[cause].summary);
                assert_true(last.count > 0);
                if (rows[cause].summary != ENTRY_SWITCH_CHANGES)
                        assert_string_equal(rows[cause].summary == ENTRY_ALARM_MANY ? last.what : last.why, rows[cause].of);
                space = UINT64_MAX;
                fixture_tear_down(&fixture);
        }
}

/* As it is when the hour is over stands in the ledger at last, and the counts are all there. */
static void what_is_so_in_the_end_is_said(void **state) {
        unsigned said;

        fixture_set_up(&fixture, NULL);
        for (unsigned i = 0; i <= 40; i++)
                device(DEVICE_SCANNER, i);
        said = fixture_count(&fixture, ENTRY_ALARM) + fixture_count(&fixture, ENTRY_ALARM_CLEARED);
        assert_int_equal(said, CAUSE_SCANNER_MOST);
        assert_string_equal(fixture_last(&fixture, ENTRY_ALARM_CLEARED).what, "scanner");
        fixture_pass(&fixture, HOUR_MS);
        assert_int_equal(fixture_last(&fixture, ENTRY_ALARM_MANY).count, 41 - CAUSE_SCANNER_MOST);
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM), CAUSE_SCANNER_MOST / 2 + 1);
        assert_true(fixture_last(&fixture, ENTRY_ALARM).n > fixture_last(&fixture, ENTRY_ALARM_MANY).n);
        fixture_pass(&fixture, 3 * HOUR_MS);
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM_MANY), 1);
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM), CAUSE_SCANNER_MOST / 2 + 1);
        fixture_tear_down(&fixture);
}

/* ---- and the power ---- */

static unsigned index_of_last(enum entry_event event) {
        return (unsigned)fixture_last(&fixture, event).n;
}

static void expect_told_once(enum entry_event summary, unsigned count) {
        assert_int_equal(fixture_count(&fixture, summary), 1);
        assert_int_equal(fixture_last(&fixture, summary).count, count);
        assert_true(index_of_last(summary) < index_of_last(ENTRY_BOOT));
        fixture_pass(&fixture, 2 * HOUR_MS);
        assert_int_equal(fixture_count(&fixture, summary), 1);
}

/* What the hour's end would have told is told by the next start; of the last minute the power may take it. */
static void the_power_takes_no_counts(void **state) {
        fixture_set_up(&fixture, NULL);
        for (unsigned i = 0; i < 40; i++)
                device(DEVICE_SCANNER, i);
        fixture_pass(&fixture, UPKEEP_KEEP_MS);
        fixture_restart(&fixture);
        assert_string_equal(fixture_last(&fixture, ENTRY_ALARM_MANY).what, "scanner");
        expect_told_once(ENTRY_ALARM_MANY, 40 - CAUSE_SCANNER_MOST);
        fixture_tear_down(&fixture);
}

static void the_power_takes_no_changes_of_a_switch(void **state) {
        unsigned changes = 0;

        fixture_set_up(&fixture, NULL);
        for (unsigned i = 0; i < 60; i++) {
                fixture_door(&fixture, 5, i % 2 == 0 ? DOOR_OPEN : DOOR_CLOSED);
                fixture_pass(&fixture, 100);
                changes += fixture_count(&fixture, ENTRY_SWITCH_FAULTY) > 0;
        }
        fixture_pass(&fixture, UPKEEP_KEEP_MS);
        fixture_restart(&fixture);
        assert_int_equal(fixture_last(&fixture, ENTRY_SWITCH_CHANGES).c, 5);
        expect_told_once(ENTRY_SWITCH_CHANGES, changes - 1); /* one turned it out */
        fixture_tear_down(&fixture);
}

static void an_orderly_end_tells_them(void **state) {
        fixture_set_up(&fixture, NULL);
        for (unsigned i = 0; i < 40; i++)
                device(DEVICE_SCANNER, i);
        assert_int_equal(box_shut_down(fixture.box, fixture.now), 0);
        assert_true(index_of_last(ENTRY_ALARM_MANY) < index_of_last(ENTRY_SHUTDOWN));
        fixture_restart(&fixture);
        expect_told_once(ENTRY_ALARM_MANY, 40 - CAUSE_SCANNER_MOST);
        fixture_tear_down(&fixture);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(nobody_fills_the_ledger),
                cmocka_unit_test(what_is_so_in_the_end_is_said),
                cmocka_unit_test(the_power_takes_no_counts),
                cmocka_unit_test(the_power_takes_no_changes_of_a_switch),
                cmocka_unit_test(an_orderly_end_tells_them),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
