/* SPDX-License-Identifier: EUPL-1.2 */
/* What a witness countersigned is brought to the box: an entry and a line for auditors, or an alarm. */
#include <string.h>

#include "tests/box/session/fixture.h"
#include "tests/support/cmocka.h"

static struct fixture fixture;

static int set_up(void **state) {
        fixture_set_up(&fixture, NULL);
        fixture_load(&fixture, 1, 2);
        return 0;
}

static int tear_down(void **state) {
        fixture_tear_down(&fixture);
        return 0;
}

static int bring_tree(const struct checkpoint *checkpoint, const struct secret_key *witness, uint64_t time_s) {
        CLEANUP(buffer_deinit) struct buffer note = BUFFER_INIT;

        fixture_witness(&fixture, checkpoint, fixture.ledger, witness, time_s, &note);
        return box_witnessed(fixture.box, fixture.now, note.data, note.len, false);
}

static int bring(uint64_t size, uint64_t time_s) {
        struct checkpoint checkpoint = fixture_tree(&fixture, size);

        return bring_tree(&checkpoint, fixture.witness_key, time_s);
}

static const struct screen *checkpoint_screen(const char *sub) {
        fixture_sign_in(&fixture, sub);
        fixture_press_number(&fixture, TARGET_TASK, TASK_CHECKPOINT);
        fixture_expect(&fixture, SCREEN_STAFF_CHECKPOINT);
        return box_screen(fixture.box);
}

static void sign_out(void) {
        fixture_sign_out(&fixture);
        fixture_pass(&fixture, FIXTURE_AWAY_MS);
}

static bool state_tells_of_the_ledger(void) {
        const struct screen *screen;
        bool tells = false;

        fixture_sign_in(&fixture, "lore");
        fixture_press_number(&fixture, TARGET_TASK, TASK_STATE);
        screen = box_screen(fixture.box);
        for (size_t i = 0; i < screen->list.row_count; i++)
                tells |= screen->list.rows[i].device == DEVICE_LEDGER && screen->list.rows[i].fault;
        sign_out();
        return tells;
}

static void what_fits_is_an_entry_and_shown_to_auditors(void **state) {
        const struct screen *screen = checkpoint_screen("axel");
        struct entry entry;

        assert_null(screen->code.witness);
        sign_out();
        assert_int_equal(bring(7, FIXTURE_WITNESSED_S), 0);
        assert_int_equal(fixture_count(&fixture, ENTRY_COUNTERSIGNED), 1);
        entry = fixture_last(&fixture, ENTRY_COUNTERSIGNED);
        assert_int_equal(entry.size, 7);
        assert_string_equal(entry.origin, fixture.witness.name);
        assert_int_equal(entry.now_ms, INT64_C(1000) * FIXTURE_WITNESSED_S);
        assert_string_equal(entry.by, "");
        for (unsigned i = 0; i < 2; i++) {
                screen = checkpoint_screen("axel");
                assert_string_equal(screen->code.witness, fixture.witness.name);
                assert_int_equal(screen->code.witnessed_size, 7);
                assert_int_equal(screen->code.witnessed_ms, INT64_C(1000) * FIXTURE_WITNESSED_S);
                assert_false(screen->code.contradicted);
                sign_out();
                fixture_restart(&fixture);
        }
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM), 0);
        assert_false(state_tells_of_the_ledger());
}

static void the_same_and_an_older_one_are_no_news(void **state) {
        assert_int_equal(bring(7, FIXTURE_WITNESSED_S), 0);
        assert_int_equal(bring(7, FIXTURE_WITNESSED_S), BOX_E_NOTHING_NEW);
        assert_int_equal(bring(5, FIXTURE_WITNESSED_S - 1), BOX_E_NOTHING_NEW);
        fixture_restart(&fixture);
        assert_int_equal(bring(7, FIXTURE_WITNESSED_S), BOX_E_NOTHING_NEW);
        assert_int_equal(fixture_count(&fixture, ENTRY_COUNTERSIGNED), 1);
        assert_int_equal(bring(9, FIXTURE_WITNESSED_S + 1), 0);
        assert_int_equal(fixture_count(&fixture, ENTRY_COUNTERSIGNED), 2);
}

static void nobody_known_and_nothing_whole_is_refused_without_an_entry(void **state) {
        struct checkpoint checkpoint = fixture_tree(&fixture, 7), others = checkpoint;
        CLEANUP(buffer_deinit) struct buffer note = BUFFER_INIT;
        uint64_t size = store_size(fixture.store);

        strcpy(others.origin, "stadt.example/pickupbox/K018");
        assert_int_equal(bring_tree(&checkpoint, NULL, 0), BOX_E_NO_WITNESS);
        assert_int_equal(bring_tree(&others, fixture.witness_key, FIXTURE_WITNESSED_S), BOX_E_OTHER_BOX);
        /* A stranger's line under the witness's name is of another key. */
        assert_int_equal(bring_tree(&checkpoint, fixture.stranger, FIXTURE_WITNESSED_S), BOX_E_NO_WITNESS);
        fixture_witness(&fixture, &checkpoint, fixture.ledger, fixture.witness_key, FIXTURE_WITNESSED_S, &note);
        assert_int_equal(box_witnessed(fixture.box, fixture.now, note.data, note.len - 9, false), BOX_E_DAMAGED);
        assert_int_equal(box_witnessed(fixture.box, fixture.now, (const uint8_t *)"", 0, false), BOX_E_DAMAGED);
        assert_int_equal(store_size(fixture.store), size);
}

static void expect_alarm(const struct checkpoint *checkpoint, unsigned n) {
        const struct screen *screen;
        struct entry entry;

        assert_int_equal(bring_tree(checkpoint, fixture.witness_key, FIXTURE_WITNESSED_S), BOX_E_CONTRADICTS);
        assert_int_equal(bring_tree(checkpoint, fixture.witness_key, FIXTURE_WITNESSED_S), BOX_E_CONTRADICTS);
        assert_int_equal(fixture_count(&fixture, ENTRY_CONTRADICTED), n);
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM), n);
        assert_string_equal(fixture_last(&fixture, ENTRY_ALARM).what, alarm_name(ALARM_LEDGER));
        entry = fixture_last(&fixture, ENTRY_CONTRADICTED);
        assert_int_equal(entry.size, checkpoint->size);
        assert_true(hash_equal(&entry.root, &checkpoint->root));
        assert_string_equal(entry.origin, fixture.witness.name);
        assert_int_equal(fixture.tones[TONE_ALARM], n);
        screen = checkpoint_screen("axel");
        assert_true(screen->code.contradicted);
        assert_int_equal(screen->code.contradicted_size, checkpoint->size);
        sign_out();
        assert_true(state_tells_of_the_ledger());
        assert_int_equal(fixture_count(&fixture, ENTRY_COUNTERSIGNED), 0);
}

/* Signed in this ledger's name, and not of it as it is here: never passed over, whatever is wrong about it, and told until the ledger goes on under another name. */
static void what_was_signed_and_does_not_fit_is_an_alarm(void **state) {
        struct checkpoint forked = fixture_tree(&fixture, 7), larger = fixture_tree(&fixture, 8);

        forked.root.bytes[0] ^= 1;
        larger.size = store_size(fixture.store) + 100;
        expect_alarm(&forked, 1);
        expect_alarm(&larger, 2);
        fixture_restart(&fixture);
        assert_int_equal(bring_tree(&larger, fixture.witness_key, FIXTURE_WITNESSED_S), BOX_E_CONTRADICTS);
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM), 2);
        assert_true(checkpoint_screen("axel")->code.contradicted);
        sign_out();
        /* Documents are handed out all the same. */
        fixture_collect(&fixture, 1);
        fixture_expect(&fixture, SCREEN_DOOR);
}

/* The box's own key is enough: nobody else can have signed it. */
static void what_the_boxs_own_key_signed_needs_no_witness_to_be_an_alarm(void **state) {
        struct checkpoint forked = fixture_tree(&fixture, 7);

        forked.root.bytes[0] ^= 1;
        assert_int_equal(bring_tree(&forked, NULL, 0), BOX_E_CONTRADICTS);
        assert_string_equal(fixture_last(&fixture, ENTRY_CONTRADICTED).origin, "");
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM), 1);
}

/* Whoever is at the screen is named; of what is moved into the drop folder meanwhile nobody is. */
static void who_had_the_stick_read_is_named(void **state) {
        struct checkpoint checkpoint = fixture_tree(&fixture, 7);
        CLEANUP(buffer_deinit) struct buffer note = BUFFER_INIT;

        fixture_witness(&fixture, &checkpoint, fixture.ledger, fixture.witness_key, FIXTURE_WITNESSED_S, &note);
        checkpoint_screen("axel");
        fixture_press_number(&fixture, TARGET_TASK, TASK_WITNESSED);
        fixture_expect(&fixture, SCREEN_STAFF_WITNESSED);
        assert_int_equal(box_witnessed(fixture.box, fixture.now, note.data, note.len, true), 0);
        assert_string_equal(fixture_last(&fixture, ENTRY_COUNTERSIGNED).by, "axel");
        fixture_press(&fixture, TARGET_BACK);
        assert_string_equal(box_screen(fixture.box)->code.witness, fixture.witness.name);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(what_fits_is_an_entry_and_shown_to_auditors, set_up, tear_down),
                cmocka_unit_test_setup_teardown(the_same_and_an_older_one_are_no_news, set_up, tear_down),
                cmocka_unit_test_setup_teardown(nobody_known_and_nothing_whole_is_refused_without_an_entry, set_up, tear_down),
                cmocka_unit_test_setup_teardown(what_was_signed_and_does_not_fit_is_an_alarm, set_up, tear_down),
                cmocka_unit_test_setup_teardown(what_the_boxs_own_key_signed_needs_no_witness_to_be_an_alarm, set_up, tear_down),
                cmocka_unit_test_setup_teardown(who_had_the_stick_read_is_named, set_up, tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
