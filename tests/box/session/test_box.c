/* SPDX-License-Identifier: EUPL-1.2 */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/box/session/fixture.h"
#include "tests/support/cmocka.h"

static struct fixture fixture;

static int set_up(void **state) {
        fixture_set_up(&fixture, NULL);
        return 0;
}

static int tear_down(void **state) {
        fixture_tear_down(&fixture);
        return 0;
}

static void a_citizen_collects_with_a_code(void **state) {
        unsigned c;

        fixture_load(&fixture, 1, 1);
        c = fixture_where(&fixture, 1);
        fixture_collect(&fixture, 1);
        fixture_expect(&fixture, SCREEN_DOOR);
        assert_int_equal(screen_compartment(box_screen(fixture.box)), c);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_ISSUED);
        fixture_pass(&fixture, 21000);
        fixture_expect(&fixture, SCREEN_DOOR);
        assert_true(box_screen(fixture.box)->door.left_open);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_expect(&fixture, SCREEN_DONE);
        assert_non_null(box_screen(fixture.box)->message.receipt);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_FREE);
        fixture_press(&fixture, TARGET_END);
        fixture_expect(&fixture, SCREEN_IDLE);
        assert_int_equal(fixture_last(&fixture, ENTRY_RELEASE).way, WAY_CODE);
        assert_int_equal(fixture_last(&fixture, ENTRY_ISSUED).how, HOW_SEEN);
}

static void a_citizen_collects_with_reference_and_pin(void **state) {
        fixture_load(&fixture, 1, 2);
        fixture_type_way(&fixture, 2, true, true);
        fixture_expect(&fixture, SCREEN_DOOR);
        assert_int_equal(fixture_last(&fixture, ENTRY_RELEASE).way, WAY_TYPED);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_STORED);
        assert_int_equal(fixture_consignment(&fixture, 2).state, CONSIGNMENT_ISSUED);
}

static void a_used_code_is_refused_ever_after(void **state) {
        fixture_load(&fixture, 1, 1);
        fixture_collect(&fixture, 1);
        fixture_door(&fixture, fixture_where(&fixture, 1), DOOR_CLOSED);
        fixture_press(&fixture, TARGET_END);
        for (unsigned i = 0; i < 3; i++) {
                fixture_scan_code(&fixture, 1);
                fixture_expect_refused(&fixture, REFUSAL_ALREADY_ISSUED);
                fixture_press(&fixture, TARGET_END);
                fixture_restart(&fixture);
        }
        assert_int_equal(fixture_count(&fixture, ENTRY_ISSUED), 1);
}

static void typed_digits_and_results_are_gone_after_the_session(void **state) {
        struct screen empty = { 0 };
        const struct screen *screen;

        fixture_load(&fixture, 1, 1);
        fixture_press(&fixture, TARGET_START);
        fixture_press(&fixture, TARGET_TOGGLE_LARGE);
        fixture_press(&fixture, TARGET_TOGGLE_CONTRAST);
        fixture_press(&fixture, TARGET_LOUDER);
        fixture_press(&fixture, TARGET_LANGUAGE);
        fixture_expect(&fixture, SCREEN_LANGUAGE);
        fixture_press_number(&fixture, TARGET_PICK_LANGUAGE, LANGUAGE_EN);
        fixture_expect(&fixture, SCREEN_CODE);
        assert_int_equal(box_screen(fixture.box)->look.language, LANGUAGE_EN);
        fixture_collect(&fixture, 1);
        fixture_expect(&fixture, SCREEN_DOOR);
        fixture_door(&fixture, fixture_where(&fixture, 1), DOOR_CLOSED);
        fixture_press(&fixture, TARGET_END);
        screen = box_screen(fixture.box);
        assert_int_equal(screen->id, SCREEN_IDLE);
        assert_int_equal(screen->look.language, LANGUAGE_DE);
        assert_false(screen->look.large || screen->look.contrast || screen->look.speech);
        assert_int_equal(screen->look.volume, 3);
        /* Whatever a kind of screen holds lies in the union. */
        assert_memory_equal(&screen->entry, &empty.entry, sizeof(empty) - offsetof(struct screen, entry));
}

static void the_receipt_confirms_the_entry(void **state) {
        struct receipt receipt;
        struct ledger_source source;
        struct buffer line = BUFFER_INIT;
        struct vkey vkey;
        struct hash leaf;

        fixture_load(&fixture, 1, 1);
        fixture_collect(&fixture, 1);
        fixture_door(&fixture, fixture_where(&fixture, 1), DOOR_CLOSED);
        fixture_press(&fixture, TARGET_RECEIPT);
        fixture_expect(&fixture, SCREEN_RECEIPT);
        assert_int_equal(receipt_parse(box_screen(fixture.box)->code.text, strlen(box_screen(fixture.box)->code.text), &receipt), 0);
        vkey_init(&vkey, store_origin(fixture.store), NOTE_TYPE_ED25519, secret_key_public(fixture.ledger));
        assert_true(receipt_verify(&receipt, &vkey));
        store_source(fixture.store, &source);
        assert_int_equal(source.entry(source.context, receipt.index, &line), 0);
        merkle_leaf(line.data, line.len, &leaf);
        assert_true(hash_equal(&leaf, &receipt.leaf));
        assert_int_equal(receipt.index, fixture_last(&fixture, ENTRY_ISSUED).n);
        assert_int_equal(receipt.size, receipt.index + 1);
        buffer_deinit(&line);
        fixture_press(&fixture, TARGET_BACK);
        fixture_expect(&fixture, SCREEN_DONE);
}

static void nothing_taken_opens_once_more_within_a_minute(void **state) {
        unsigned c;

        fixture_load(&fixture, 1, 1);
        c = fixture_where(&fixture, 1);
        fixture_collect(&fixture, 1);
        fixture_door(&fixture, c, DOOR_CLOSED);
        assert_true(box_screen(fixture.box)->message.may_reopen);
        fixture_pass(&fixture, 50 * 1000);
        fixture_press(&fixture, TARGET_NOT_TAKEN);
        fixture_expect(&fixture, SCREEN_DOOR);
        assert_int_equal(fixture_count(&fixture, ENTRY_REOPENED), 1);
        assert_int_equal(fixture_count(&fixture, ENTRY_ISSUED), 1);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_expect(&fixture, SCREEN_DONE);
        assert_false(box_screen(fixture.box)->message.may_reopen);
        fixture_press(&fixture, TARGET_NOT_TAKEN);
        fixture_expect(&fixture, SCREEN_DONE);
        assert_int_equal(fixture_count(&fixture, ENTRY_REOPENED), 1);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 0);
}

static void after_a_minute_nothing_is_opened_again(void **state) {
        fixture_load(&fixture, 1, 1);
        fixture_collect(&fixture, 1);
        fixture_door(&fixture, fixture_where(&fixture, 1), DOOR_CLOSED);
        fixture_pass(&fixture, 40 * 1000);
        box_touched(fixture.box, fixture.now);
        fixture_pass(&fixture, 20 * 1000);
        fixture_expect(&fixture, SCREEN_DONE);
        assert_false(box_screen(fixture.box)->message.may_reopen);
        fixture_press(&fixture, TARGET_NOT_TAKEN);
        fixture_expect(&fixture, SCREEN_DONE);
        fixture_pass(&fixture, 46 * 1000);
        fixture_expect(&fixture, SCREEN_IDLE);
        assert_int_equal(fixture_count(&fixture, ENTRY_REOPENED), 0);
}

static void a_door_that_does_not_open_is_tried_three_times_then_asked_about(void **state) {
        unsigned c, before;

        fixture_load(&fixture, 1, 1);
        c = fixture_where(&fixture, 1);
        fixture.jammed[c - 1] = true;
        before = fixture.pulse_count;
        fixture_collect(&fixture, 1);
        fixture_expect(&fixture, SCREEN_OPENING);
        fixture_pass(&fixture, 9500);
        fixture_expect(&fixture, SCREEN_JAM_ASK);
        assert_int_equal(fixture.pulse_count - before, 3);
        fixture_press(&fixture, TARGET_NO);
        fixture_expect(&fixture, SCREEN_JAM);
        assert_int_equal(fixture_last(&fixture, ENTRY_OPEN_FAILED).tries, 3);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_QUARANTINED);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_QUARANTINED);
        assert_int_equal(fixture_count(&fixture, ENTRY_ISSUED), 0);
        fixture_press(&fixture, TARGET_END);
        fixture_scan_code(&fixture, 1);
        fixture_expect(&fixture, SCREEN_JAM);
}

static void silence_at_the_jam_question_counts_as_no(void **state) {
        fixture_load(&fixture, 1, 1);
        fixture.jammed[fixture_where(&fixture, 1) - 1] = true;
        fixture_collect(&fixture, 1);
        fixture_pass(&fixture, 9500);
        fixture_expect(&fixture, SCREEN_JAM_ASK);
        fixture_pass(&fixture, 26 * 1000);
        fixture_expect(&fixture, SCREEN_MORE_TIME);
        fixture_pass(&fixture, 20 * 1000);
        fixture_expect(&fixture, SCREEN_JAM);
        assert_int_equal(fixture_count(&fixture, ENTRY_OPEN_FAILED), 1);
}

static void yes_at_the_jam_question_issues_and_quarantines(void **state) {
        unsigned c;

        fixture_load(&fixture, 1, 1);
        c = fixture_where(&fixture, 1);
        fixture.jammed[c - 1] = true;
        fixture_collect(&fixture, 1);
        fixture_pass(&fixture, 9500);
        fixture_press(&fixture, TARGET_YES);
        fixture_expect(&fixture, SCREEN_JAM_TAKE);
        fixture_press(&fixture, TARGET_NEXT);
        fixture_expect(&fixture, SCREEN_DONE);
        assert_int_equal(fixture_last(&fixture, ENTRY_ISSUED).how, HOW_CITIZEN);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_QUARANTINED);
        assert_int_equal(fixture_count(&fixture, ENTRY_OPEN_FAILED), 0);
        assert_false(box_screen(fixture.box)->message.may_reopen);
}

static void a_door_that_opens_while_the_question_stands_is_seen(void **state) {
        unsigned c;

        fixture_load(&fixture, 1, 1);
        c = fixture_where(&fixture, 1);
        fixture.jammed[c - 1] = true;
        fixture_collect(&fixture, 1);
        fixture_pass(&fixture, 9500);
        fixture_door(&fixture, c, DOOR_OPEN);
        fixture_expect(&fixture, SCREEN_DOOR);
        assert_int_equal(fixture_last(&fixture, ENTRY_ISSUED).how, HOW_SEEN);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 0);
}

static void a_late_opening_counts_as_issue_and_not_as_break_in(void **state) {
        unsigned c;

        fixture_load(&fixture, 1, 1);
        c = fixture_where(&fixture, 1);
        fixture.jammed[c - 1] = true;
        fixture_collect(&fixture, 1);
        fixture_pass(&fixture, 9500);
        fixture_press(&fixture, TARGET_NO);
        fixture_press(&fixture, TARGET_END);
        fixture_expect(&fixture, SCREEN_IDLE);
        fixture_pass(&fixture, 50 * 1000);
        fixture_door(&fixture, c, DOOR_OPEN);
        assert_int_equal(fixture_last(&fixture, ENTRY_ISSUED).how, HOW_LATE);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 0);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_QUARANTINED);
        fixture_door(&fixture, c, DOOR_CLOSED);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_QUARANTINED);
        fixture_pass(&fixture, WATCH_OWN_MS);
        fixture_force(&fixture, c);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 1);
}

static void an_opening_after_the_citizen_s_word_is_no_break_in(void **state) {
        unsigned c;

        fixture_load(&fixture, 1, 1);
        c = fixture_where(&fixture, 1);
        fixture.jammed[c - 1] = true;
        fixture_collect(&fixture, 1);
        fixture_pass(&fixture, 9500);
        fixture_press(&fixture, TARGET_YES);
        fixture_door(&fixture, c, DOOR_OPEN);
        fixture_door(&fixture, c, DOOR_CLOSED);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 0);
        assert_int_equal(fixture_count(&fixture, ENTRY_ISSUED), 1);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_QUARANTINED);
        fixture_pass(&fixture, WATCH_OWN_MS);
        fixture_force(&fixture, c);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 1);
}

static void a_late_opening_elsewhere_changes_nobody_s_receipt(void **state) {
        char receipt[RECEIPT_TEXT_MAX + 1];
        unsigned c;

        fixture_load(&fixture, 1, 2);
        c = fixture_where(&fixture, 1);
        fixture.jammed[c - 1] = true;
        fixture_collect(&fixture, 1);
        fixture_pass(&fixture, 9500);
        fixture_press(&fixture, TARGET_NO);
        fixture_press(&fixture, TARGET_END);
        fixture_collect(&fixture, 2);
        fixture_door(&fixture, fixture_where(&fixture, 2), DOOR_CLOSED);
        snprintf(receipt, sizeof(receipt), "%s", box_screen(fixture.box)->message.receipt);
        fixture_door(&fixture, c, DOOR_OPEN);
        assert_int_equal(fixture_last(&fixture, ENTRY_ISSUED).how, HOW_LATE);
        fixture_expect(&fixture, SCREEN_DONE);
        assert_string_equal(box_screen(fixture.box)->message.receipt, receipt);
}

static void a_late_opening_before_the_eyes_of_the_citizen_leads_to_the_door(void **state) {
        unsigned c;

        fixture_load(&fixture, 1, 1);
        c = fixture_where(&fixture, 1);
        fixture.jammed[c - 1] = true;
        fixture_collect(&fixture, 1);
        fixture_pass(&fixture, 9500);
        fixture_press(&fixture, TARGET_NO);
        fixture_door(&fixture, c, DOOR_OPEN);
        fixture_expect(&fixture, SCREEN_DOOR);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_expect(&fixture, SCREEN_DONE);
        assert_non_null(box_screen(fixture.box)->message.receipt);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_QUARANTINED);
}

static void an_opening_without_release_is_forced(void **state) {
        fixture_load(&fixture, 1, 1);
        fixture_pass(&fixture, WATCH_OWN_MS);
        fixture_force(&fixture, fixture_where(&fixture, 1));
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 1);
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM), 1);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_QUARANTINED);
        assert_true(fixture.tones[TONE_ALARM] > 0);
        fixture_expect(&fixture, SCREEN_IDLE);
}

static void a_door_left_open_reminds_then_is_noted_then_given_up(void **state) {
        unsigned c;

        fixture_load(&fixture, 1, 2);
        c = fixture_where(&fixture, 1);
        fixture_collect(&fixture, 1);
        fixture_pass(&fixture, 19 * 1000);
        assert_false(box_screen(fixture.box)->door.left_open);
        fixture_pass(&fixture, 2 * 1000);
        assert_true(box_screen(fixture.box)->door.left_open);
        assert_int_equal(fixture_count(&fixture, ENTRY_LEFT_OPEN), 0);
        fixture_pass(&fixture, 40 * 1000);
        assert_int_equal(fixture_last(&fixture, ENTRY_LEFT_OPEN).c, c);
        fixture_pass(&fixture, 238 * 1000);
        fixture_expect(&fixture, SCREEN_DOOR);
        fixture_pass(&fixture, 2 * 1000);
        fixture_expect(&fixture, SCREEN_IDLE);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_QUARANTINED);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_ISSUED);
        fixture_collect(&fixture, 2);
        fixture_expect(&fixture, SCREEN_DOOR);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_expect(&fixture, SCREEN_DOOR);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_QUARANTINED);
}

static void without_a_sign_of_life_the_session_asks_and_ends(void **state) {
        static const enum target_id answers[] = { TARGET_MORE_TIME, TARGET_YES, TARGET_NEXT };

        fixture_load(&fixture, 1, 1);
        fixture_scan_code(&fixture, 1);
        for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
                fixture_pass(&fixture, 24 * 1000);
                fixture_expect(&fixture, SCREEN_BIRTH);
                fixture_pass(&fixture, 2 * 1000);
                fixture_expect(&fixture, SCREEN_MORE_TIME);
                assert_in_range(box_screen(fixture.box)->message.seconds_left, 18, 20);
                fixture_press(&fixture, answers[i]);
                fixture_expect(&fixture, SCREEN_BIRTH);
        }
        fixture_pass(&fixture, 46 * 1000);
        fixture_expect(&fixture, SCREEN_IDLE);
        fixture_scan_code(&fixture, 1);
        fixture_pass(&fixture, 26 * 1000);
        fixture_press(&fixture, TARGET_END);
        fixture_expect(&fixture, SCREEN_IDLE);
}

static void wrong_answers_lock_then_void_until_a_reissue(void **state) {
        struct ticket ticket;

        fixture_load(&fixture, 1, 1);
        for (unsigned i = 1; i <= 10; i++) {
                fixture_scan_code(&fixture, 1);
                fixture_expect(&fixture, SCREEN_BIRTH);
                fixture_type(&fixture, "01011901");
                if (i == 5 || i == 10) {
                        fixture_expect_refused(&fixture, i == 5 ? REFUSAL_LOCKED : REFUSAL_VOID);
                        fixture_press(&fixture, TARGET_END);
                        fixture_scan_code(&fixture, 1);
                        fixture_expect_refused(&fixture, i == 5 ? REFUSAL_LOCKED : REFUSAL_VOID);
                        fixture_press(&fixture, TARGET_END);
                        fixture_pass(&fixture, 16 * 60 * 1000);
                } else {
                        fixture_expect(&fixture, SCREEN_WRONG);
                        assert_int_equal(box_screen(fixture.box)->message.tries_left, 5 - i % 5);
                        fixture_press(&fixture, TARGET_CANCEL);
                }
        }
        assert_int_equal(fixture_count(&fixture, ENTRY_LOCKED_OUT), 2);
        fixture_scan_code(&fixture, 1);
        fixture_expect_refused(&fixture, REFUSAL_VOID);
        fixture_press(&fixture, TARGET_END);
        fixture_sign_in(&fixture, "lore");
        ticket = fixture_ticket(&fixture, 1);
        fixture_scan_this_ticket(&fixture, &ticket);
        assert_int_equal(fixture_count(&fixture, ENTRY_REISSUED), 1);
        fixture_sign_out(&fixture);
        fixture_collect(&fixture, 1);
        fixture_expect(&fixture, SCREEN_DOOR);
}

static void both_ways_count_on_one_counter(void **state) {
        fixture_load(&fixture, 1, 1);
        fixture_scan_code(&fixture, 1);
        fixture_type(&fixture, "01011901");
        fixture_press(&fixture, TARGET_AGAIN);
        fixture_expect(&fixture, SCREEN_BIRTH);
        fixture_type(&fixture, "01011901");
        assert_int_equal(box_screen(fixture.box)->message.tries_left, 3);
        fixture_press(&fixture, TARGET_CANCEL);
        fixture_type_way(&fixture, 1, false, true);
        fixture_expect(&fixture, SCREEN_WRONG);
        assert_int_equal(box_screen(fixture.box)->message.tries_left, 2);
        fixture_press(&fixture, TARGET_AGAIN);
        fixture_expect(&fixture, SCREEN_PIN);
        fixture_type_way(&fixture, 1, true, false);
        assert_int_equal(box_screen(fixture.box)->message.tries_left, 1);
        fixture_press(&fixture, TARGET_CANCEL);
        fixture_type_way(&fixture, 1, false, false);
        fixture_expect_refused(&fixture, REFUSAL_LOCKED);
        fixture_press(&fixture, TARGET_END);
        fixture_scan_code(&fixture, 1);
        fixture_expect_refused(&fixture, REFUSAL_LOCKED);
        assert_int_equal(fixture_count(&fixture, ENTRY_RELEASE), 0);
}

static void a_wrong_check_digit_or_date_costs_no_attempt(void **state) {
        fixture_load(&fixture, 1, 1);
        fixture_press(&fixture, TARGET_START);
        fixture_press(&fixture, TARGET_TYPED);
        fixture_type(&fixture, "12345678");
        fixture_expect(&fixture, SCREEN_NUMBER);
        assert_true(box_screen(fixture.box)->entry.check_failed);
        fixture_press(&fixture, TARGET_CANCEL);
        fixture_scan_code(&fixture, 1);
        fixture_type(&fixture, "31022000");
        fixture_expect(&fixture, SCREEN_BIRTH);
        assert_true(box_screen(fixture.box)->entry.check_failed);
        assert_int_equal(fixture_consignment(&fixture, 1).wrong, 0);
        assert_int_equal(fixture_count(&fixture, ENTRY_REFUSED), 0);
}

static void an_unknown_reference_looks_like_a_known_one_and_slows_typing(void **state) {
        fixture_load(&fixture, 1, 1);
        for (unsigned i = 1; i <= 5; i++) {
                fixture_type_way(&fixture, 77, true, true);
                if (i < 5) {
                        fixture_expect(&fixture, SCREEN_WRONG);
                        assert_int_equal(box_screen(fixture.box)->message.tries_left, 5 - i);
                } else {
                        fixture_expect_refused(&fixture, REFUSAL_LOCKED);
                        assert_true(box_screen(fixture.box)->message.locked_until_ms > fixture.now.wall_ms);
                }
                fixture_press(&fixture, TARGET_CANCEL);
        }
        fixture_type_way(&fixture, 1, true, true);
        fixture_expect(&fixture, SCREEN_WAIT);
        fixture_pass(&fixture, 9000);
        fixture_expect(&fixture, SCREEN_WAIT);
        fixture_pass(&fixture, 1500);
        fixture_expect(&fixture, SCREEN_DOOR);
        assert_false(fixture_last(&fixture, ENTRY_REFUSED).has_cti);
}

static void before_the_last_wrong_answer_it_says_that_the_code_is_void_then(void **state) {
        fixture_load(&fixture, 1, 1);
        for (unsigned i = 1; i <= STORE_WRONG_VOID; i++) {
                fixture_scan_code(&fixture, 1);
                fixture_type(&fixture, "01011901");
                if (i == STORE_WRONG_LOCK || i == STORE_WRONG_VOID) {
                        fixture_expect(&fixture, SCREEN_REFUSED);
                        fixture_press(&fixture, TARGET_END);
                        fixture_pass(&fixture, STORE_LOCK_MS);
                        continue;
                }
                fixture_expect(&fixture, SCREEN_WRONG);
                assert_int_equal(box_screen(fixture.box)->message.is_last, i == STORE_WRONG_VOID - 1);
                fixture_press(&fixture, TARGET_CANCEL);
        }
        fixture_scan_code(&fixture, 1);
        fixture_expect_refused(&fixture, REFUSAL_VOID);
}

/* The power goes after each answer. */
static void no_restart_tells_which_references_exist(void **state) {
        fixture_load(&fixture, 1, 1);
        for (unsigned i = 1; i <= 11; i++) {
                struct screen_message said[2];
                enum screen_id shown[2];

                for (unsigned j = 0; j < 2; j++) {
                        fixture_type_way(&fixture, j == 0 ? 1 : 77, false, true);
                        shown[j] = fixture_screen(&fixture);
                        said[j] = box_screen(fixture.box)->message;
                        fixture_restart(&fixture);
                }
                assert_int_equal(shown[0], i == 5 || i == 10 || i == 11 ? SCREEN_REFUSED : SCREEN_WRONG);
                assert_int_equal(shown[1], shown[0]);
                assert_int_equal(said[1].tries_left, said[0].tries_left);
                assert_int_equal(said[1].refusal, said[0].refusal);
                assert_int_equal(said[1].locked_until_ms != 0, said[0].locked_until_ms != 0);
                if (i == 5)
                        fixture_pass(&fixture, STORE_LOCK_MS + 60 * 1000);
        }
}

/* Otherwise the pace of the next answer would tell which references exist. */
static void a_known_reference_slows_typing_like_an_unknown_one(void **state) {
        fixture_load(&fixture, 1, 2);
        for (unsigned i = 1; i <= 5; i++) {
                fixture_type_way(&fixture, 1, false, true);
                if (i < 5)
                        fixture_expect(&fixture, SCREEN_WRONG);
                else
                        fixture_expect_refused(&fixture, REFUSAL_LOCKED);
                fixture_press(&fixture, TARGET_CANCEL);
        }
        fixture_type_way(&fixture, 2, true, true);
        fixture_expect(&fixture, SCREEN_WAIT);
        fixture_pass(&fixture, 9000);
        fixture_expect(&fixture, SCREEN_WAIT);
        fixture_pass(&fixture, 1500);
        fixture_expect(&fixture, SCREEN_DOOR);
}

/* Typing is slowed by 80 s; whoever walks away meanwhile finds no door open behind them. */
static void a_slowed_answer_opens_nothing_for_somebody_who_has_gone(void **state) {
        fixture_load(&fixture, 1, 1);
        for (unsigned i = 1; i <= 8; i++) {
                fixture_type_way(&fixture, 77, true, true);
                fixture_pass(&fixture, 41000);
                fixture_press(&fixture, TARGET_CANCEL);
        }
        fixture_type_way(&fixture, 1, true, true);
        fixture_expect(&fixture, SCREEN_WAIT);
        fixture_pass(&fixture, 30000);
        fixture_expect(&fixture, SCREEN_MORE_TIME);
        fixture_pass(&fixture, 16000);
        fixture_expect(&fixture, SCREEN_IDLE);
        fixture_pass(&fixture, 60000);
        assert_int_equal(fixture_count(&fixture, ENTRY_RELEASE), 0);
        fixture_type_way(&fixture, 1, true, true);
        fixture_pass(&fixture, 40000);
        fixture_press(&fixture, TARGET_YES);
        fixture_expect(&fixture, SCREEN_WAIT);
        fixture_pass(&fixture, 41000);
        fixture_expect(&fixture, SCREEN_DOOR);
}

static void the_office_speaks_the_language_shown(void **state) {
        struct bundle *draft = fixture_draft(&fixture);
        struct bundle_wording *wording = calloc(1, sizeof(*wording));
        struct code code;

        fixture_load(&fixture, 1, 1);
        strcpy(wording->language, "en");
        strcpy(wording->contact[wording->contact_count++], "Telephone 0123 4567");
        wording->boxes = calloc(1, sizeof(*wording->boxes));
        strcpy(wording->boxes[wording->box_count].id, "K018");
        strcpy(wording->boxes[wording->box_count++].address, "Town hall of Wattenscheid");
        draft->wordings = wording;
        draft->wording_count = 1;
        assert_int_equal(fixture_adopt(&fixture, draft), 0);
        assert_string_equal(box_screen(fixture.box)->contact[0], "Telefon 0123 4567");
        code = fixture_code(&fixture, 1);
        strcpy(code.aud, "K018");
        fixture_scan_this_code(&fixture, &code);
        assert_string_equal(box_screen(fixture.box)->message.other_box, "Rathaus Wattenscheid");
        fixture_press(&fixture, TARGET_LANGUAGE);
        fixture_press_number(&fixture, TARGET_PICK_LANGUAGE, LANGUAGE_EN);
        assert_string_equal(box_screen(fixture.box)->message.other_box, "Town hall of Wattenscheid");
        assert_string_equal(box_screen(fixture.box)->contact[0], "Telephone 0123 4567");
}

static void codes_are_refused_each_for_its_reason(void **state) {
        struct code code;

        fixture_load(&fixture, 1, 1);
        fixture_scan(&fixture, "hello");
        fixture_expect_refused(&fixture, REFUSAL_MALFORMED);
        fixture_press(&fixture, TARGET_END);
        code = fixture_code(&fixture, 1);
        strcpy(code.aud, "K018");
        fixture_scan_this_code(&fixture, &code);
        fixture_expect_refused(&fixture, REFUSAL_WRONG_BOX);
        assert_string_equal(box_screen(fixture.box)->message.other_box, "Rathaus Wattenscheid");
        code = fixture_code(&fixture, 1);
        code.exp = code.nbf + 30;
        fixture_scan_this_code(&fixture, &code);
        fixture_expect_refused(&fixture, REFUSAL_EXPIRED);
        assert_int_equal(box_screen(fixture.box)->message.decided_ms, (int64_t)code.exp * 1000);
        code = fixture_code(&fixture, 1);
        code.nbf += 3600;
        fixture_scan_this_code(&fixture, &code);
        fixture_expect_refused(&fixture, REFUSAL_NOT_YET);
        assert_int_equal(box_screen(fixture.box)->message.decided_ms, (int64_t)code.nbf * 1000);
        fixture_scan_code(&fixture, 50);
        fixture_expect_refused(&fixture, REFUSAL_NOT_HERE);
        code = fixture_code(&fixture, 1);
        code.nbf = fixture_consignment(&fixture, 1).nbf - 1;
        fixture_scan_this_code(&fixture, &code);
        fixture_expect_refused(&fixture, REFUSAL_REVOKED);
        assert_true(fixture_last(&fixture, ENTRY_REFUSED).has_cti);
        fixture_scan_code(&fixture, 1);
        fixture_expect(&fixture, SCREEN_BIRTH);
}

static void deadlines_end_at_local_midnight(void **state) {
        struct consignment consignment;

        fixture_load(&fixture, 1, 2);
        consignment = fixture_consignment(&fixture, 1);
        assert_int_equal(consignment.deadline_ms, moment_midnight_after(fixture.now.wall_ms, 10));
        fixture_pass(&fixture, consignment.deadline_ms - fixture.now.wall_ms - 10 * 1000);
        fixture_scan_code(&fixture, 1);
        fixture_expect(&fixture, SCREEN_BIRTH);
        fixture_pass(&fixture, 15 * 1000);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_STORED);
        fixture_type(&fixture, "02051990");
        fixture_expect(&fixture, SCREEN_DOOR);
        fixture_door(&fixture, fixture_where(&fixture, 1), DOOR_CLOSED);
        fixture_press(&fixture, TARGET_END);
        fixture_scan_code(&fixture, 2);
        fixture_expect_refused(&fixture, REFUSAL_EXPIRED);
        fixture_press(&fixture, TARGET_END);
        fixture_pass(&fixture, 1000);
        assert_int_equal(fixture_consignment(&fixture, 2).state, CONSIGNMENT_EXPIRED);
        assert_int_equal(fixture_count(&fixture, ENTRY_EXPIRED), 1);
        fixture_type_way(&fixture, 2, true, true);
        fixture_expect_refused(&fixture, REFUSAL_EXPIRED);
}

/* Germany leaves summer time on 2026-10-25: the last day has 25 hours. */
static void the_deadline_is_midnight_also_when_summer_time_ends(void **state) {
        int64_t midnight;

        fixture_tear_down(&fixture);
        assert_true(moment_parse("2026-10-15T08:00:00Z", &midnight));
        fixture_set_up(&fixture, &(struct fixture_options){ .wall_ms = midnight });
        fixture_load(&fixture, 1, 1);
        assert_true(moment_parse("2026-10-25T23:00:00Z", &midnight));
        assert_int_equal(fixture_consignment(&fixture, 1).deadline_ms, midnight);
}

static void load_group(unsigned n, bool same_birth) {
        struct ticket ticket = fixture_ticket(&fixture, n);

        ticket.contents.has_group = true;
        memset(ticket.contents.group, 7, GROUP_LEN);
        if (same_birth)
                memcpy(ticket.contents.birth, "19900502", BIRTH_LEN);
        fixture_scan_this_ticket(&fixture, &ticket);
        fixture_shut(&fixture, screen_compartment(box_screen(fixture.box)));
}

/* A session that has begun does not carry codes and deadlines past a clock that jumps under it. */
static void a_clock_that_jumps_in_a_session_judges_nothing_any_more(void **state) {
        fixture_load(&fixture, 1, 2);
        fixture_press(&fixture, TARGET_START);
        fixture.now.wall_ms -= 30 * 60 * 1000;
        fixture_scan_code(&fixture, 1);
        fixture_expect_refused(&fixture, REFUSAL_CLOCK);
        assert_string_equal(fixture_last(&fixture, ENTRY_REFUSED).why, "clock");
        fixture_scan_code(&fixture, 1);
        fixture_expect_refused(&fixture, REFUSAL_CLOCK);
        fixture_press(&fixture, TARGET_END);
        fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
        assert_int_equal(fixture_count(&fixture, ENTRY_RELEASE), 0);
}

static void type_all_but_the_birth_date(unsigned n) {
        char text[REFERENCE_LEN + 1];

        fixture_press(&fixture, TARGET_START);
        fixture_press(&fixture, TARGET_TYPED);
        fixture_reference(n, text);
        fixture_type(&fixture, text);
        fixture_pin(n, text);
        fixture_type(&fixture, text);
}

static void with_the_last_digit_the_focus_is_on_next_and_leaves_with_it(void **state) {
        char text[REFERENCE_LEN + 1];

        fixture_press(&fixture, TARGET_START);
        fixture_press(&fixture, TARGET_TYPED);
        fixture_reference(1, text);
        for (unsigned i = 0; i < REFERENCE_LEN; i++) {
                assert_int_equal(box_screen(fixture.box)->focus.id, TARGET_NONE);
                fixture_press_number(&fixture, TARGET_KEY, (unsigned)(text[i] - '0'));
        }
        assert_int_equal(box_screen(fixture.box)->focus.id, TARGET_NEXT);
        fixture_press(&fixture, TARGET_DELETE);
        assert_int_equal(box_screen(fixture.box)->focus.id, TARGET_NONE);
        fixture_press_number(&fixture, TARGET_KEY, (unsigned)(text[REFERENCE_LEN - 1] - '0'));
        assert_int_equal(box_screen(fixture.box)->focus.id, TARGET_NEXT);
        fixture_press(&fixture, TARGET_NEXT);
        fixture_expect(&fixture, SCREEN_PIN);
        assert_int_equal(box_screen(fixture.box)->focus.id, TARGET_NONE);
}

static void what_is_typed_is_judged_under_no_clock_in_doubt(void **state) {
        char birth[BIRTH_LEN + 1];

        fixture_load(&fixture, 1, 1);
        type_all_but_the_birth_date(1);
        fixture_birth(1, birth);
        fixture.now.wall_ms -= 30 * 60 * 1000;
        fixture_type(&fixture, birth);
        fixture_expect_refused(&fixture, REFUSAL_CLOCK);
        assert_int_equal(fixture_count(&fixture, ENTRY_RELEASE), 0);
}

/* The code and its deadline were judged at the scan: what has begun then is finished. */
static void a_clock_that_jumps_after_the_scan_lets_the_session_finish(void **state) {
        char birth[BIRTH_LEN + 1];

        fixture_load(&fixture, 1, 1);
        fixture_scan_code(&fixture, 1);
        fixture_birth(1, birth);
        fixture.now.wall_ms += INT64_C(400) * 86400 * 1000;
        fixture_type(&fixture, birth);
        fixture_expect(&fixture, SCREEN_DOOR);
}

static void a_group_is_offered_as_far_as_the_birth_date_matches(void **state) {
        const struct screen *screen;
        unsigned c1, c2;

        fixture_sign_in(&fixture, "lore");
        load_group(1, true);
        load_group(2, true);
        load_group(3, false);
        fixture_sign_out(&fixture);
        c1 = fixture_where(&fixture, 1);
        c2 = fixture_where(&fixture, 2);
        fixture_scan_code(&fixture, 1);
        fixture_type(&fixture, "02051990");
        fixture_expect(&fixture, SCREEN_CHOOSE);
        screen = box_screen(fixture.box);
        assert_int_equal(screen->list.row_count, 2);
        assert_int_equal(fixture_count(&fixture, ENTRY_RELEASE), 0);
        fixture_press_number(&fixture, TARGET_CHOOSE, 2);
        fixture_expect(&fixture, SCREEN_CHOOSE);
        fixture_press_number(&fixture, TARGET_CHOOSE, 1);
        fixture_expect(&fixture, SCREEN_DOOR);
        assert_int_equal(fixture_consignment(&fixture, 2).state, CONSIGNMENT_ISSUED);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_STORED);
        fixture_door(&fixture, c2, DOOR_CLOSED);
        fixture_expect(&fixture, SCREEN_BETWEEN);
        fixture_press(&fixture, TARGET_NEXT);
        fixture_expect(&fixture, SCREEN_DOOR);
        fixture_door(&fixture, c1, DOOR_CLOSED);
        fixture_press(&fixture, TARGET_END);
        fixture_expect(&fixture, SCREEN_IDLE);
        assert_int_equal(fixture_count(&fixture, ENTRY_RELEASE), 2);
        assert_int_equal(fixture_count(&fixture, ENTRY_ISSUED), 2);
        assert_int_equal(fixture_consignment(&fixture, 3).state, CONSIGNMENT_STORED);
}

static void old_papers_go_into_the_empty_compartment(void **state) {
        struct ticket ticket = fixture_ticket(&fixture, 1);
        unsigned c;

        ticket.contents.wishes = WISH_RETURN_OLD;
        fixture_sign_in(&fixture, "lore");
        fixture_scan_this_ticket(&fixture, &ticket);
        c = screen_compartment(box_screen(fixture.box));
        fixture_shut(&fixture, c);
        fixture_sign_out(&fixture);
        fixture_collect(&fixture, 1);
        fixture_expect(&fixture, SCREEN_OLD_READY);
        assert_int_equal(fixture_count(&fixture, ENTRY_RELEASE), 0);
        fixture_press(&fixture, TARGET_NEXT);
        fixture_expect(&fixture, SCREEN_DOOR);
        fixture_pass(&fixture, 11 * 1000);
        fixture_expect(&fixture, SCREEN_OLD_PAPERS);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_expect(&fixture, SCREEN_OLD_ASK);
        assert_int_equal(fixture_count(&fixture, ENTRY_OLD_RETURNED), 0);
        fixture_press(&fixture, TARGET_YES);
        fixture_expect(&fixture, SCREEN_DONE);
        assert_int_equal(fixture_count(&fixture, ENTRY_OLD_RETURNED), 1);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_RETURN_INSIDE);
        fixture_press(&fixture, TARGET_NOT_TAKEN);
        fixture_expect(&fixture, SCREEN_DOOR);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_expect(&fixture, SCREEN_DONE);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_RETURN_INSIDE);
        assert_int_equal(fixture_count(&fixture, ENTRY_OLD_RETURNED), 1);
        fixture_press(&fixture, TARGET_END);
        fixture_sign_in(&fixture, "lore");
        fixture_press_number(&fixture, TARGET_TASK, TASK_OVERDUE);
        assert_int_equal(box_screen(fixture.box)->list.row_count, 1);
        assert_int_equal(box_screen(fixture.box)->list.rows[0].reason, REASON_OLD_PAPERS);
        fixture_press_number(&fixture, TARGET_ROW, 0);
        fixture_expect(&fixture, SCREEN_STAFF_TAKE);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_answer(&fixture, TARGET_FOUND_TAKEN);
        fixture_expect(&fixture, SCREEN_STAFF_OVERDUE);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_FREE);
}

/* As staff see it, also after a restart. */
static void expect_said_by_nobody(unsigned c) {
        for (unsigned i = 0; i < 2; i++) {
                assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_RETURN_INSIDE);
                fixture_sign_in(&fixture, "lore");
                fixture_press_number(&fixture, TARGET_TASK, TASK_OVERDUE);
                assert_int_equal(box_screen(fixture.box)->list.row_count, 1);
                assert_int_equal(box_screen(fixture.box)->list.rows[0].reason, REASON_OLD_UNSAID);
                fixture_restart(&fixture);
        }
}

/* Consignment 1, which wants old papers back, is taken and its door shut. */
static unsigned take_with_old_papers_wanted(void) {
        struct ticket ticket = fixture_ticket(&fixture, 1);
        unsigned c;

        ticket.contents.wishes = WISH_RETURN_OLD;
        fixture_sign_in(&fixture, "lore");
        fixture_scan_this_ticket(&fixture, &ticket);
        c = screen_compartment(box_screen(fixture.box));
        fixture_shut(&fixture, c);
        fixture_sign_out(&fixture);
        fixture_collect(&fixture, 1);
        fixture_press(&fixture, TARGET_NEXT);
        fixture_expect(&fixture, SCREEN_DOOR);
        fixture_door(&fixture, c, DOOR_CLOSED);
        return c;
}

static void who_has_no_old_papers_says_so(void **state) {
        unsigned c = take_with_old_papers_wanted();

        fixture_press(&fixture, TARGET_NO);
        fixture_expect(&fixture, SCREEN_DONE);
        assert_int_equal(fixture_count(&fixture, ENTRY_OLD_MISSING), 1);
        assert_int_equal(fixture_count(&fixture, ENTRY_CLOSED), 1);
        assert_int_equal(fixture_count(&fixture, ENTRY_OLD_RETURNED), 0);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_FREE);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_ISSUED);
}

static void who_does_not_say_leaves_it_to_staff(void **state) {
        unsigned c = take_with_old_papers_wanted();

        fixture_pass(&fixture, 50 * 1000);
        fixture_expect(&fixture, SCREEN_IDLE);
        assert_int_equal(fixture_count(&fixture, ENTRY_OLD_MISSING), 1);
        assert_int_equal(fixture_count(&fixture, ENTRY_OLD_RETURNED), 0);
        expect_said_by_nobody(c);
}

static void a_power_cut_at_the_question_is_no_answer(void **state) {
        unsigned c = take_with_old_papers_wanted();

        fixture_restart(&fixture);
        assert_int_equal(fixture_count(&fixture, ENTRY_OLD_MISSING), 1);
        assert_int_equal(fixture_count(&fixture, ENTRY_CLOSED), 1);
        expect_said_by_nobody(c);
}

static void outside_the_opening_hours_nothing_begins(void **state) {
        fixture_tear_down(&fixture);
        fixture_set_up(&fixture, &(struct fixture_options){ .closed = true });
        fixture_load(&fixture, 1, 1);
        fixture_press(&fixture, TARGET_START);
        fixture_expect(&fixture, SCREEN_REFUSED);
        assert_true(box_screen(fixture.box)->message.closed_now);
        assert_string_equal(box_screen(fixture.box)->opening_hours, "Fr 6–12");
        fixture_press(&fixture, TARGET_TYPED);
        fixture_expect(&fixture, SCREEN_REFUSED);
        fixture_press(&fixture, TARGET_END);
        fixture_scan_code(&fixture, 1);
        fixture_expect(&fixture, SCREEN_REFUSED);
        assert_true(box_screen(fixture.box)->message.closed_now);
}

/* Open on Fridays alone: whatever the tenth day is, the next Friday ends it. */
static void a_deadline_on_a_closed_day_is_the_next_open_day(void **state) {
        struct local_time last;
        int64_t deadline_ms;

        fixture_tear_down(&fixture);
        fixture_set_up(&fixture, &(struct fixture_options){ .closed = true });
        fixture_load(&fixture, 1, 1);
        deadline_ms = fixture_consignment(&fixture, 1).deadline_ms;
        moment_local(deadline_ms - 1000, &last);
        assert_int_equal(last.weekday, 4);
        assert_int_equal(last.hour, 23);
        assert_in_range((uint64_t)deadline_ms, (uint64_t)moment_midnight_after(fixture.now.wall_ms, 11), (uint64_t)moment_midnight_after(fixture.now.wall_ms, 16));
}

/* Help is about the screen that it lies over, also when it was asked for from the settings; nothing else of that screen is on it. */
static void expect_help_about(enum screen_id id) {
        fixture_expect(&fixture, id);
        fixture_press(&fixture, TARGET_ACCESS);
        fixture_press(&fixture, TARGET_HELP);
        fixture_expect(&fixture, SCREEN_HELP);
        assert_int_equal(box_screen(fixture.box)->help.about, id);
        assert_int_equal(box_screen(fixture.box)->entry.digit_count, 0);
        fixture_press(&fixture, TARGET_BACK);
        fixture_expect(&fixture, id);
}

static void back_and_cancel_lead_back_and_out(void **state) {
        char reference[REFERENCE_LEN + 1];

        fixture_reference(1, reference);
        fixture_load(&fixture, 1, 1);
        fixture_press(&fixture, TARGET_START);
        fixture_press(&fixture, TARGET_TYPED);
        fixture_type(&fixture, reference);
        fixture_expect(&fixture, SCREEN_PIN);
        fixture_type(&fixture, "123456");
        expect_help_about(SCREEN_BIRTH);
        fixture_press(&fixture, TARGET_BACK);
        fixture_expect(&fixture, SCREEN_PIN);
        assert_int_equal(box_screen(fixture.box)->entry.digit_count, PIN_LEN); /* what was typed stays */
        fixture_press(&fixture, TARGET_BACK);
        expect_help_about(SCREEN_NUMBER);
        assert_string_equal(box_screen(fixture.box)->entry.digits, reference);
        fixture_press(&fixture, TARGET_BACK);
        expect_help_about(SCREEN_CODE);
        fixture_press(&fixture, TARGET_ACCESS);
        fixture_expect(&fixture, SCREEN_ACCESS);
        fixture_press(&fixture, TARGET_CANCEL);
        fixture_expect(&fixture, SCREEN_IDLE);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(a_citizen_collects_with_a_code, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_citizen_collects_with_reference_and_pin, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_used_code_is_refused_ever_after, set_up, tear_down),
                cmocka_unit_test_setup_teardown(typed_digits_and_results_are_gone_after_the_session, set_up, tear_down),
                cmocka_unit_test_setup_teardown(the_receipt_confirms_the_entry, set_up, tear_down),
                cmocka_unit_test_setup_teardown(nothing_taken_opens_once_more_within_a_minute, set_up, tear_down),
                cmocka_unit_test_setup_teardown(after_a_minute_nothing_is_opened_again, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_door_that_does_not_open_is_tried_three_times_then_asked_about, set_up, tear_down),
                cmocka_unit_test_setup_teardown(silence_at_the_jam_question_counts_as_no, set_up, tear_down),
                cmocka_unit_test_setup_teardown(yes_at_the_jam_question_issues_and_quarantines, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_door_that_opens_while_the_question_stands_is_seen, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_late_opening_counts_as_issue_and_not_as_break_in, set_up, tear_down),
                cmocka_unit_test_setup_teardown(an_opening_after_the_citizen_s_word_is_no_break_in, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_late_opening_elsewhere_changes_nobody_s_receipt, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_late_opening_before_the_eyes_of_the_citizen_leads_to_the_door, set_up, tear_down),
                cmocka_unit_test_setup_teardown(an_opening_without_release_is_forced, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_door_left_open_reminds_then_is_noted_then_given_up, set_up, tear_down),
                cmocka_unit_test_setup_teardown(without_a_sign_of_life_the_session_asks_and_ends, set_up, tear_down),
                cmocka_unit_test_setup_teardown(wrong_answers_lock_then_void_until_a_reissue, set_up, tear_down),
                cmocka_unit_test_setup_teardown(both_ways_count_on_one_counter, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_wrong_check_digit_or_date_costs_no_attempt, set_up, tear_down),
                cmocka_unit_test_setup_teardown(an_unknown_reference_looks_like_a_known_one_and_slows_typing, set_up, tear_down),
                cmocka_unit_test_setup_teardown(before_the_last_wrong_answer_it_says_that_the_code_is_void_then, set_up, tear_down),
                cmocka_unit_test_setup_teardown(no_restart_tells_which_references_exist, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_known_reference_slows_typing_like_an_unknown_one, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_slowed_answer_opens_nothing_for_somebody_who_has_gone, set_up, tear_down),
                cmocka_unit_test_setup_teardown(the_office_speaks_the_language_shown, set_up, tear_down),
                cmocka_unit_test_setup_teardown(codes_are_refused_each_for_its_reason, set_up, tear_down),
                cmocka_unit_test_setup_teardown(deadlines_end_at_local_midnight, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_deadline_on_a_closed_day_is_the_next_open_day, set_up, tear_down),
                cmocka_unit_test_setup_teardown(the_deadline_is_midnight_also_when_summer_time_ends, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_clock_that_jumps_in_a_session_judges_nothing_any_more, set_up, tear_down),
                cmocka_unit_test_setup_teardown(with_the_last_digit_the_focus_is_on_next_and_leaves_with_it, set_up, tear_down),
                cmocka_unit_test_setup_teardown(what_is_typed_is_judged_under_no_clock_in_doubt, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_clock_that_jumps_after_the_scan_lets_the_session_finish, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_group_is_offered_as_far_as_the_birth_date_matches, set_up, tear_down),
                cmocka_unit_test_setup_teardown(old_papers_go_into_the_empty_compartment, set_up, tear_down),
                cmocka_unit_test_setup_teardown(who_has_no_old_papers_says_so, set_up, tear_down),
                cmocka_unit_test_setup_teardown(who_does_not_say_leaves_it_to_staff, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_power_cut_at_the_question_is_no_answer, set_up, tear_down),
                cmocka_unit_test_setup_teardown(outside_the_opening_hours_nothing_begins, set_up, tear_down),
                cmocka_unit_test_setup_teardown(back_and_cancel_lead_back_and_out, set_up, tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
