/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A colleague forgot their PIN: a manager has the box draw a one-time PIN, which is shown once, counts at once, and is replaced by one of
 * the colleague's own. Neither the PIN before it nor what the office sends brings anything else back.
 */
#include <string.h>

#include "controller/box/session/box_inner.h"
#include "tests/box/session/one_box.h"
#include "tests/support/cmocka.h"

static const struct screen_giving *giving(void) {
        return &box_screen(fixture.box)->giving;
}

/* The manager goes to the list and touches this person. */
static void choose(const char *by, const char *sub) {
        const struct screen_list *list;
        unsigned row = 0;

        fixture_sign_in(&fixture, by);
        fixture_press_number(&fixture, TARGET_TASK, TASK_STATE);
        fixture_press_number(&fixture, TARGET_TASK, TASK_GIVE_PIN);
        fixture_expect(&fixture, SCREEN_STAFF_PEOPLE);
        list = &box_screen(fixture.box)->list;
        while (row < list->row_count && strcmp(list->rows[row].sub, sub) != 0)
                row++;
        assert_true(row < list->row_count);
        fixture_press_number(&fixture, TARGET_ROW, row);
        fixture_expect(&fixture, SCREEN_STAFF_GIVE_PIN);
        assert_string_equal(giving()->sub, sub);
}

/* What is read from the screen. */
static void read_pin(char ret_pin[SCREEN_ENTRY_MAX + 1]) {
        fixture_expect(&fixture, SCREEN_STAFF_PIN_GIVEN);
        assert_int_equal(giving()->state, SCREEN_GIVING_GIVEN);
        assert_string_equal(giving()->digits, "");
        fixture_press(&fixture, TARGET_SHOW);
        assert_int_equal(strspn(giving()->digits, "0123456789"), 8);
        assert_int_equal(strlen(giving()->digits), 8);
        strcpy(ret_pin, giving()->digits);
}

/* "lutz" is the second person. */
static void confirm(void) {
        fixture_press(&fixture, TARGET_NEXT);
        fixture_expect(&fixture, SCREEN_STAFF_SECOND);
        fixture_sign_in(&fixture, "lutz");
}

static void give(const char *by, const char *sub, char ret_pin[SCREEN_ENTRY_MAX + 1]) {
        choose(by, sub);
        confirm();
        read_pin(ret_pin);
        fixture_press(&fixture, TARGET_NEXT);
        fixture_expect(&fixture, SCREEN_STAFF_STATE);
        fixture_sign_out(&fixture);
        fixture_pass(&fixture, FIXTURE_AWAY_MS);
}

static enum screen_id sign_in_with(const char *sub, const char *pin) {
        fixture_scan_badge(&fixture, sub);
        fixture_expect(&fixture, SCREEN_STAFF_PIN);
        fixture_type(&fixture, pin);
        return fixture_screen(&fixture);
}

static void expect_wrong(const char *sub, const char *pin) {
        assert_int_equal(sign_in_with(sub, pin), SCREEN_STAFF_PIN);
        assert_true(box_screen(fixture.box)->entry.check_failed);
        fixture_press(&fixture, TARGET_CANCEL);
        fixture_pass(&fixture, FIXTURE_AWAY_MS);
}

static void a_colleague_signs_in_with_it_and_chooses_an_own_one(void **state) {
        char pin[SCREEN_ENTRY_MAX + 1];
        struct entry entry;

        give("mara", "lore", pin);
        entry = fixture_last(&fixture, ENTRY_PIN_GIVEN);
        assert_string_equal(entry.sub, "lore");
        assert_string_equal(entry.by, "mara");
        assert_string_equal(entry.second, "lutz");
        expect_wrong("lore", "27182818"); /* the forgotten one */
        expect_wrong("lore", "11111111"); /* the office's */
        assert_int_equal(sign_in_with("lore", pin), SCREEN_STAFF_SET_PIN);
        fixture_type(&fixture, pin); /* that one is no PIN of one's own */
        assert_true(box_screen(fixture.box)->entry.weak);
        fixture_type(&fixture, "86420135");
        fixture_type(&fixture, "86420135");
        fixture_expect(&fixture, SCREEN_STAFF_OVERVIEW);
        fixture_sign_out(&fixture);
        fixture_pass(&fixture, FIXTURE_AWAY_MS);
        expect_wrong("lore", pin);
        assert_int_equal(sign_in_with("lore", "86420135"), SCREEN_STAFF_OVERVIEW);
}

/* It is on the screen only while its screen is there, and nowhere in the ledger. */
static void it_is_shown_once_and_kept_nowhere(void **state) {
        static const struct staff_giving nothing;
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
        char pin[SCREEN_ENTRY_MAX + 1];
        struct ledger_source source;

        choose("mara", "lore");
        confirm();
        read_pin(pin);
        fixture_press(&fixture, TARGET_SHOW);
        assert_string_equal(giving()->digits, "");
        fixture_press(&fixture, TARGET_HELP);
        fixture_press(&fixture, TARGET_BACK);
        fixture_expect(&fixture, SCREEN_STAFF_PIN_GIVEN);
        fixture_pass(&fixture, 181 * 1000);
        fixture_expect(&fixture, SCREEN_IDLE);
        assert_memory_equal(&fixture.box->staff.giving, &nothing, sizeof(nothing));
        store_source(fixture.store, &source);
        for (uint64_t n = source.first; n < source.size; n++) {
                buffer_clear(&line);
                assert_int_equal(source.entry(source.context, n, &line), 0);
                assert_null(strstr(buffer_text(&line), pin));
        }
        assert_null(strstr(fixture.last_log, pin));
        assert_int_equal(sign_in_with("lore", pin), SCREEN_STAFF_SET_PIN);
}

static void expect_refused(const char *by, const char *sub, enum screen_giving_state why) {
        choose(by, sub);
        assert_int_equal(giving()->state, why);
        fixture_press(&fixture, TARGET_NEXT);
        fixture_expect(&fixture, SCREEN_STAFF_GIVE_PIN);
        fixture_press(&fixture, TARGET_BACK);
        fixture_expect(&fixture, SCREEN_STAFF_PEOPLE);
        fixture_sign_out(&fixture);
        fixture_pass(&fixture, FIXTURE_AWAY_MS);
        assert_int_equal(fixture_count(&fixture, ENTRY_PIN_GIVEN), 0);
}

static void nobody_gives_themselves_or_an_auditor_one(void **state) {
        expect_refused("mara", "mara", SCREEN_GIVING_OWN);
        expect_refused("mara", "axel", SCREEN_GIVING_AUDITOR);
}

static void neither_loaders_nor_auditors_give_one(void **state) {
        static const char *const people[] = { "lore", "axel" };

        for (size_t i = 0; i < ARRAY_LEN(people); i++) {
                fixture_sign_in(&fixture, people[i]);
                fixture_press_number(&fixture, TARGET_TASK, TASK_STATE);
                fixture_press_number(&fixture, TARGET_TASK, TASK_GIVE_PIN);
                fixture_expect(&fixture, SCREEN_STAFF_STATE);
                fixture_sign_out(&fixture);
                fixture_pass(&fixture, FIXTURE_AWAY_MS);
        }
}

/* Who forgot a PIN has mostly tried until the badge was locked. */
static void it_unlocks_the_badge(void **state) {
        char pin[SCREEN_ENTRY_MAX + 1];

        fixture_scan_badge(&fixture, "lore");
        for (unsigned i = 0; i < 5; i++)
                fixture_type(&fixture, "00000000");
        fixture_expect_refused(&fixture, REFUSAL_LOCKED);
        fixture_press(&fixture, TARGET_NEXT);
        fixture_pass(&fixture, FIXTURE_AWAY_MS);
        give("mara", "lore", pin);
        assert_string_equal(fixture_last(&fixture, ENTRY_ALARM_CLEARED).what, "locked:lore");
        assert_int_equal(sign_in_with("lore", pin), SCREEN_STAFF_SET_PIN);
}

/* Whatever the office has set: here it wants no four eyes. */
static void a_second_person_signs_in_and_is_not_the_colleague(void **state) {
        choose("mara", "lore");
        fixture_press(&fixture, TARGET_NEXT);
        fixture_expect(&fixture, SCREEN_STAFF_SECOND);
        fixture_sign_in(&fixture, "lore");
        fixture_expect(&fixture, SCREEN_STAFF_GIVE_PIN);
        assert_int_equal(giving()->state, SCREEN_GIVING_PRESENT);
        fixture_press(&fixture, TARGET_NEXT);
        fixture_expect(&fixture, SCREEN_STAFF_GIVE_PIN);
        fixture_sign_out(&fixture);
        assert_int_equal(fixture_count(&fixture, ENTRY_PIN_GIVEN), 0);
}

static void a_manager_gives_another_manager_one(void **state) {
        char pin[SCREEN_ENTRY_MAX + 1];

        give("mara", "mike", pin);
        expect_wrong("mike", "99999999");
        assert_int_equal(sign_in_with("mike", pin), SCREEN_STAFF_SET_PIN);
}

/* The bundle holds the office's one-time PIN still, and the box goes down in between. */
static void no_bundle_and_no_restart_undoes_it(void **state) {
        char pin[SCREEN_ENTRY_MAX + 1];

        give("mara", "lore", pin);
        assert_int_equal(fixture_adopt(&fixture, fixture_draft(&fixture)), 0);
        fixture_restart(&fixture);
        expect_wrong("lore", "11111111");
        expect_wrong("lore", "27182818");
        assert_int_equal(sign_in_with("lore", pin), SCREEN_STAFF_SET_PIN);
}

/* A store from before it is found out: the anchor has a checkpoint with the entry. */
static void it_is_signed_for_at_once(void **state) {
        CLEANUP(buffer_deinit) struct buffer note = BUFFER_INIT;
        char pin[SCREEN_ENTRY_MAX + 1];
        uint64_t size, given;

        give("mara", "lore", pin);
        given = fixture_last(&fixture, ENTRY_PIN_GIVEN).n;
        assert_int_equal(store_checkpoint(fixture.store, &size, &note), 0);
        assert_true(size > given);
}

/* Whoever gave it has gone before it was computed: nothing changes. */
static void a_pin_that_nobody_waits_for_is_not_given(void **state) {
        choose("mara", "lore");
        fixture.slow_hash = true;
        confirm();
        fixture_expect(&fixture, SCREEN_WAIT);
        fixture_pass(&fixture, 181 * 1000);
        fixture_expect(&fixture, SCREEN_IDLE);
        fixture.slow_hash = false;
        box_pin_hashed(fixture.box, fixture.now, "plain:13572468");
        assert_int_equal(fixture_count(&fixture, ENTRY_PIN_GIVEN), 0);
        assert_int_equal(sign_in_with("lore", "27182818"), SCREEN_STAFF_OVERVIEW);
}

static void one_that_cannot_be_computed_leaves_the_old_one(void **state) {
        choose("mara", "lore");
        fixture.slow_hash = true;
        confirm();
        box_pin_hashed(fixture.box, fixture.now, NULL);
        fixture.slow_hash = false;
        fixture_expect(&fixture, SCREEN_STAFF_PIN_GIVEN);
        assert_int_equal(giving()->state, SCREEN_GIVING_FAILED);
        fixture_press(&fixture, TARGET_SHOW);
        assert_string_equal(giving()->digits, "");
        fixture_sign_out(&fixture);
        fixture_pass(&fixture, FIXTURE_AWAY_MS);
        assert_int_equal(sign_in_with("lore", "27182818"), SCREEN_STAFF_OVERVIEW);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, one_box_set_up, one_box_tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(a_colleague_signs_in_with_it_and_chooses_an_own_one),
                CASE(it_is_shown_once_and_kept_nowhere),
                CASE(nobody_gives_themselves_or_an_auditor_one),
                CASE(neither_loaders_nor_auditors_give_one),
                CASE(it_unlocks_the_badge),
                CASE(a_second_person_signs_in_and_is_not_the_colleague),
                CASE(a_manager_gives_another_manager_one),
                CASE(no_bundle_and_no_restart_undoes_it),
                CASE(it_is_signed_for_at_once),
                CASE(a_pin_that_nobody_waits_for_is_not_given),
                CASE(one_that_cannot_be_computed_leaves_the_old_one),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
