/* SPDX-License-Identifier: EUPL-1.2 */
/* The table "Power cut and crash": stores left in each state, doors open and closed, then box_new(). */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "tests/box/session/fixture.h"
#include "tests/box/store/calls.h"
#include "tests/support/cmocka.h"

static struct fixture fixture;
static unsigned c;

static int set_up(void **state) {
        fixture_set_up(&fixture, NULL);
        fixture_load(&fixture, 1, 1);
        c = fixture_where(&fixture, 1);
        return 0;
}

static int tear_down(void **state) {
        fixture_tear_down(&fixture);
        return 0;
}

static void release(void) {
        uint8_t cti[CTI_LEN];

        fixture_cti(1, cti);
        assert_int_equal(store_release(fixture.store, fixture.now.wall_ms, cti, WAY_CODE), 0);
}

static void issue(void) {
        uint8_t cti[CTI_LEN];
        uint64_t index;

        release();
        fixture_cti(1, cti);
        assert_int_equal(store_issued(fixture.store, fixture.now.wall_ms, cti, HOW_SEEN, &index), 0);
}

static void before_the_release_nothing_happened(void **state) {
        fixture_cut_with(&fixture, c, DOOR_CLOSED);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_STORED);
        fixture_collect(&fixture, 1);
        fixture_expect(&fixture, SCREEN_DOOR);
}

static void after_the_release_with_the_door_closed_it_is_stored_but_unsure(void **state) {
        release();
        fixture_cut_with(&fixture, c, DOOR_CLOSED);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_STORED);
        assert_true(fixture_consignment(&fixture, 1).unsure);
        assert_int_equal(fixture_count(&fixture, ENTRY_UNSURE), 1);
        fixture_sign_in(&fixture, "mara");
        fixture_press_number(&fixture, TARGET_TASK, TASK_PROBLEMS);
        assert_int_equal(box_screen(fixture.box)->list.row_count, 1);
        assert_int_equal(box_screen(fixture.box)->list.rows[0].reason, REASON_UNSURE);
        fixture_sign_out(&fixture);
        fixture_collect(&fixture, 1);
        fixture_expect(&fixture, SCREEN_DOOR);
        assert_int_equal(fixture_count(&fixture, ENTRY_ISSUED), 1);
}

static void a_switch_that_cannot_be_read_has_not_seen_it_open(void **state) {
        release();
        fixture_cut_with(&fixture, c, DOOR_UNKNOWN);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_STORED);
        assert_true(fixture_consignment(&fixture, 1).unsure);
}

/* Nobody knows how long the power was gone: what opens now is no handing out. */
static void an_unsure_compartment_that_opens_later_is_a_break_in(void **state) {
        release();
        fixture_cut_with(&fixture, c, DOOR_CLOSED);
        fixture_force(&fixture, c);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 1);
        assert_int_equal(fixture_count(&fixture, ENTRY_ISSUED), 0);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_QUARANTINED);
}

static void after_the_release_with_the_door_open_it_is_issued(void **state) {
        release();
        fixture_cut_with(&fixture, c, DOOR_OPEN);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_ISSUED);
        assert_int_equal(fixture_last(&fixture, ENTRY_ISSUED).how, HOW_FOUND);
        fixture_door(&fixture, c, DOOR_CLOSED);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_FREE);
        fixture_scan_code(&fixture, 1);
        fixture_expect_refused(&fixture, REFUSAL_ALREADY_ISSUED);
}

static void after_the_issue_an_open_door_is_waited_for(void **state) {
        issue();
        fixture_cut_with(&fixture, c, DOOR_OPEN);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_ISSUED);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_OCCUPIED);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 0);
        assert_false(box_idle(fixture.box));
        fixture_door(&fixture, c, DOOR_CLOSED);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_FREE);
        assert_int_equal(fixture_count(&fixture, ENTRY_CLOSED), 1);
        assert_int_equal(fixture_count(&fixture, ENTRY_ISSUED), 1);
}

static void after_the_issue_a_closed_door_is_closed(void **state) {
        issue();
        fixture_cut_with(&fixture, c, DOOR_CLOSED);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_FREE);
        fixture_scan_code(&fixture, 1);
        fixture_expect_refused(&fixture, REFUSAL_ALREADY_ISSUED);
}

static void a_load_cut_short_is_quarantined(void **state) {
        static const enum door_state doors[] = { DOOR_CLOSED, DOOR_OPEN, DOOR_UNKNOWN };

        for (unsigned i = 0; i < ARRAY_LEN(doors); i++) {
                struct store_compartment compartment;
                uint8_t cti[CTI_LEN];

                fixture_cti(2 + i, cti);
                c = 10 + i;
                assert_int_equal(store_load_begin(fixture.store, fixture.now.wall_ms, cti, c, "lore"), 0);
                fixture_cut_with(&fixture, c, doors[i]);
                compartment = fixture_compartment(&fixture, c);
                assert_int_equal(compartment.state, COMPARTMENT_QUARANTINED);
                assert_int_equal(compartment.reason, REASON_LOAD_CUT_SHORT);
                assert_memory_equal(compartment.cti, cti, CTI_LEN);
        }
}

static void an_open_door_that_nobody_can_explain_is_quarantined(void **state) {
        fixture_cut_with(&fixture, c, DOOR_OPEN);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_QUARANTINED);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 0);
        assert_int_equal(fixture_last(&fixture, ENTRY_FOUND_OPEN).c, c);
        assert_true(fixture.tones[TONE_ALARM] > 0);
        fixture.doors[c - 1] = DOOR_CLOSED;
        c = 20;
        fixture_cut_with(&fixture, c, DOOR_OPEN);
        assert_int_equal(fixture_compartment(&fixture, 20).reason, REASON_FOUND_OPEN);
        assert_int_equal(fixture_count(&fixture, ENTRY_FOUND_OPEN), 2);
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM), 2);
}

/* SQLite's log with one page in it, as the store begins a new one (sqlite.org/fileformat2.html, section 4.1). */
enum { LOG_BEGUN = 32 + 24 + 4096 };

/* Of what stands in it: zeros behind its end are room for what comes. */
static size_t log_len(void) {
        CLEANUP(buffer_deinit) struct buffer log = BUFFER_INIT;
        char path[sizeof(fixture.path) + 8];
        size_t len;

        snprintf(path, sizeof(path), "%s-wal", fixture.path);
        assert_int_equal(file_read(path, 64 << 20, &log), 0);
        for (len = log.len; len > 0 && log.data[len - 1] == 0; len--)
                ;
        return len;
}

/* What identified it stands in the log until that is cut. */
static void what_was_issued_without_a_session_is_erased_at_once(void **state) {
        release();
        fixture.doors[c - 1] = DOOR_OPEN;
        fixture_restart(&fixture);
        assert_int_equal(fixture_count(&fixture, ENTRY_ISSUED), 1);
        assert_true(log_len() <= LOG_BEGUN);
}

static void what_was_issued_late_without_a_session_is_erased_at_once(void **state) {
        fixture_collect_jammed(&fixture, 1);
        fixture_press(&fixture, TARGET_NO);
        fixture_press(&fixture, TARGET_END);
        fixture_door(&fixture, c, DOOR_OPEN);
        assert_int_equal(fixture_last(&fixture, ENTRY_ISSUED).how, HOW_LATE);
        assert_true(log_len() <= LOG_BEGUN);
}

/* It may have been taken out: nobody is to be led to an empty compartment. */
static void a_compartment_that_staff_opened_without_an_answer_is_quarantined(void **state) {
        fixture_open_overdue(&fixture);
        fixture_expect(&fixture, SCREEN_STAFF_TAKE);
        fixture_stop(&fixture);
        fixture.doors[c - 1] = DOOR_CLOSED;
        fixture_start(&fixture);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_QUARANTINED);
        assert_string_equal(fixture_last(&fixture, ENTRY_QUARANTINED).why, "not_answered");
        fixture_sign_in(&fixture, "mara");
        fixture_press_number(&fixture, TARGET_TASK, TASK_PROBLEMS);
        fixture_press_number(&fixture, TARGET_ROW, 0);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_answer(&fixture, TARGET_FOUND_KEPT);
        assert_false(fixture_consignment(&fixture, 1).unsure);
        fixture_restart(&fixture);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_OCCUPIED);
}

static int adopt_under(const struct secret_key *root, struct bundle *draft) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;

        assert_int_equal(bundle_sign(draft, root, &bytes), 0);
        bundle_free(draft);
        return box_adopt(fixture.box, fixture.now, bytes.data, bytes.len, false, NULL);
}

static void a_root_that_was_announced_takes_over(void **state) {
        struct bundle *draft = fixture_draft(&fixture);

        assert_int_equal(adopt_under(fixture.stranger, draft), BOX_E_REFUSED);
        draft = fixture_draft(&fixture);
        draft->has_next_root = true;
        draft->next_root = *secret_key_public(fixture.stranger);
        assert_int_equal(adopt_under(fixture.root, draft), 0);
        draft = fixture_draft(&fixture);
        draft->version += 1;
        assert_int_equal(adopt_under(fixture.stranger, draft), 0);
        draft = fixture_draft(&fixture);
        draft->version += 2;
        assert_int_equal(adopt_under(fixture.root, draft), BOX_E_REFUSED);
        assert_int_equal(fixture_count(&fixture, ENTRY_BUNDLE), 3);
}

static void a_bundle_that_does_not_know_the_box_is_not_adopted(void **state) {
        struct bundle *draft = fixture_draft(&fixture);

        strcpy(draft->boxes[0].id, "K019");
        assert_int_equal(adopt_under(fixture.root, draft), BOX_E_OTHER_BOX);
        assert_int_equal(fixture_count(&fixture, ENTRY_BUNDLE), 1);
}

static void without_a_bundle_the_box_is_out_of_order(void **state) {
        fixture_tear_down(&fixture);
        fixture_set_up(&fixture, &(struct fixture_options){ .no_bundle = true });
        fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
        fixture_press(&fixture, TARGET_START);
        fixture_scan_code(&fixture, 1);
        fixture_scan_badge(&fixture, "lore");
        fixture_door(&fixture, 3, DOOR_OPEN);
        fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
        fixture_pass(&fixture, 50 * 1000); /* whoever chose a language has gone */
        fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
        assert_int_equal(box_deadline(fixture.box), INT64_MAX);
        assert_int_equal(fixture.pulse_count, 0);
}

static void without_a_store_the_box_is_out_of_order(void **state) {
        struct store *store = fixture.store;

        box_free(fixture.box);
        fixture.box = NULL;
        fixture.store = NULL;
        assert_int_equal(box_new(NULL, &(struct box_config){ .version = "test", .mode = STORE_MODE_SIMULATED },
                                 &(struct box_ports){ .context = &fixture, .tone = fixture_port_tone, .log = fixture_port_log },
                                 fixture.sealing, fixture.tags, fixture.ledger, fixture.now, &fixture.box), 0);
        fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
        box_scanned(fixture.box, fixture.now, "PK1:", 4, true);
        box_activated(fixture.box, fixture.now, (struct target){ .id = TARGET_START });
        box_tick(fixture.box, fixture.now);
        fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
        assert_int_equal(box_shut_down(fixture.box, fixture.now), 0);
        fixture.store = store;
}

/* Handed out on the citizen's word, the door shut; then somebody pushes it while the box is off. */
static void a_door_pushed_after_an_issue_is_found_open(void **state) {
        fixture_collect_jammed(&fixture, 1);
        fixture_press(&fixture, TARGET_YES);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_ISSUED);
        fixture_cut_with(&fixture, c, DOOR_OPEN);
        assert_int_equal(fixture_count(&fixture, ENTRY_FOUND_OPEN), 1);
        assert_int_equal(fixture_last(&fixture, ENTRY_FOUND_OPEN).c, c);
}

/* Staff wanted it open and it did not, so that it waits for an answer; after that it is pushed while the box is off. */
static void a_door_pushed_where_an_answer_is_owed_is_found_open(void **state) {
        fixture_pass(&fixture, INT64_C(11) * 86400 * 1000);
        fixture.jammed[c - 1] = true;
        fixture_sign_in(&fixture, "lore");
        fixture_press_number(&fixture, TARGET_TASK, TASK_OVERDUE);
        fixture_press_number(&fixture, TARGET_ROW, 0);
        fixture_pass(&fixture, 9500);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_QUARANTINED);
        fixture_cut_with(&fixture, c, DOOR_OPEN);
        assert_int_equal(fixture_count(&fixture, ENTRY_FOUND_OPEN), 1);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(before_the_release_nothing_happened, set_up, tear_down),
                cmocka_unit_test_setup_teardown(after_the_release_with_the_door_closed_it_is_stored_but_unsure, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_switch_that_cannot_be_read_has_not_seen_it_open, set_up, tear_down),
                cmocka_unit_test_setup_teardown(an_unsure_compartment_that_opens_later_is_a_break_in, set_up, tear_down),
                cmocka_unit_test_setup_teardown(after_the_release_with_the_door_open_it_is_issued, set_up, tear_down),
                cmocka_unit_test_setup_teardown(after_the_issue_an_open_door_is_waited_for, set_up, tear_down),
                cmocka_unit_test_setup_teardown(after_the_issue_a_closed_door_is_closed, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_load_cut_short_is_quarantined, set_up, tear_down),
                cmocka_unit_test_setup_teardown(an_open_door_that_nobody_can_explain_is_quarantined, set_up, tear_down),
                cmocka_unit_test_setup_teardown(what_was_issued_without_a_session_is_erased_at_once, set_up, tear_down),
                cmocka_unit_test_setup_teardown(what_was_issued_late_without_a_session_is_erased_at_once, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_compartment_that_staff_opened_without_an_answer_is_quarantined, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_root_that_was_announced_takes_over, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_bundle_that_does_not_know_the_box_is_not_adopted, set_up, tear_down),
                cmocka_unit_test_setup_teardown(without_a_bundle_the_box_is_out_of_order, set_up, tear_down),
                cmocka_unit_test_setup_teardown(without_a_store_the_box_is_out_of_order, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_door_pushed_after_an_issue_is_found_open, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_door_pushed_where_an_answer_is_owed_is_found_open, set_up, tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
