/* SPDX-License-Identifier: EUPL-1.2 */
/* A citizen at the box: how documents are collected, what is shown and said of it, and what is left of it. */
#include <stdlib.h>
#include <string.h>

#include "tests/box/session/one_box.h"
#include "tests/support/cmocka.h"

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

static void a_bundle_says_which_languages_are_offered_and_staff_read_a_whole_one(void **state) {
        assert_int_equal(box_screen(fixture.box)->languages, 1u << LANGUAGE_DE);
        fixture_scan_badge(&fixture, "lore");
        fixture_expect(&fixture, SCREEN_STAFF_PIN);
        fixture_press(&fixture, TARGET_LANGUAGE);
        assert_false(screen_offers(box_screen(fixture.box), LANGUAGE_TR));
        fixture_press_number(&fixture, TARGET_PICK_LANGUAGE, LANGUAGE_TR);
        fixture_expect(&fixture, SCREEN_STAFF_PIN);
        assert_int_equal(box_screen(fixture.box)->look.language, LANGUAGE_DE);
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

static void load_group(unsigned n, bool same_birth) {
        struct ticket ticket = fixture_ticket(&fixture, n);

        ticket.contents.has_group = true;
        memset(ticket.contents.group, 7, GROUP_LEN);
        if (same_birth)
                memcpy(ticket.contents.birth, "19900502", BIRTH_LEN);
        fixture_scan_this_ticket(&fixture, &ticket);
        fixture_shut(&fixture, screen_compartment(box_screen(fixture.box)));
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
                cmocka_unit_test_setup_teardown(a_citizen_collects_with_a_code, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(a_bundle_says_which_languages_are_offered_and_staff_read_a_whole_one, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(a_citizen_collects_with_reference_and_pin, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(a_used_code_is_refused_ever_after, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(typed_digits_and_results_are_gone_after_the_session, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(the_receipt_confirms_the_entry, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(without_a_sign_of_life_the_session_asks_and_ends, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(the_office_speaks_the_language_shown, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(with_the_last_digit_the_focus_is_on_next_and_leaves_with_it, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(a_group_is_offered_as_far_as_the_birth_date_matches, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(back_and_cancel_lead_back_and_out, one_box_set_up, one_box_tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
