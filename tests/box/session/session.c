/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/box/session/session.h"

#include <string.h>

#include "tests/support/cmocka.h"

/* Loads all but the last, whose loading the power ends. */
static void load(struct fixture *fixture) {
        unsigned c;

        fixture_sign_in(fixture, "lore");
        fixture_scan_ticket(fixture, 1);
        fixture_press(fixture, TARGET_LOAD_CANCEL);
        fixture_door(fixture, screen_compartment(box_screen(fixture->box)), DOOR_CLOSED);
        for (unsigned n = 1; n < SESSION_NUMBERS; n++)
                fixture_load_one(fixture, n);
        fixture_scan_ticket(fixture, SESSION_NUMBERS);
        c = screen_compartment(box_screen(fixture->box));
        fixture_restart(fixture);
        fixture_door(fixture, c, DOOR_CLOSED);
}

/* A wrong birth date, the right one, "not taken", the receipt, and the used code again. */
static void collect(struct fixture *fixture, unsigned n) {
        unsigned c = fixture_where(fixture, n);

        fixture_scan_code(fixture, n);
        fixture_type(fixture, "01011901");
        fixture_press(fixture, TARGET_CANCEL);
        fixture_collect(fixture, n);
        fixture_door(fixture, c, DOOR_CLOSED);
        fixture_press(fixture, TARGET_NOT_TAKEN);
        fixture_door(fixture, c, DOOR_CLOSED);
        fixture_press(fixture, TARGET_RECEIPT);
        fixture_expect(fixture, SCREEN_RECEIPT);
        fixture_press(fixture, TARGET_END);
        fixture_expect(fixture, SCREEN_IDLE);
        fixture_scan_code(fixture, n);
        fixture_expect_refused(fixture, REFUSAL_ALREADY_ISSUED);
        fixture_press(fixture, TARGET_END);
}

static void jam(struct fixture *fixture, unsigned n, enum target_id answer) {
        fixture->jammed[fixture_where(fixture, n) - 1] = true;
        fixture_collect(fixture, n);
        fixture_pass(fixture, 9500);
        fixture_press(fixture, answer);
        if (answer == TARGET_YES)
                fixture_press(fixture, TARGET_NEXT);
        fixture_press(fixture, TARGET_END);
        fixture_expect(fixture, SCREEN_IDLE);
}

/* The power goes between the release and the opening. If that still comes it is issued, otherwise its code stays good. */
static void lose_power(struct fixture *fixture, unsigned n, enum door_state door) {
        unsigned c = fixture_where(fixture, n);

        fixture->jammed[c - 1] = true;
        fixture_collect(fixture, n);
        fixture_stop(fixture);
        fixture->jammed[c - 1] = false;
        fixture->doors[c - 1] = door;
        fixture_start(fixture);
        if (door != DOOR_OPEN)
                fixture_collect(fixture, n);
        fixture_door(fixture, c, DOOR_CLOSED);
        if (door != DOOR_OPEN)
                fixture_press(fixture, TARGET_END);
        fixture_expect(fixture, SCREEN_IDLE);
        assert_int_equal(fixture_consignment(fixture, n).state, CONSIGNMENT_ISSUED);
}

/* Without power until the day of the deadline, in whose night it expires. */
static void expire(struct fixture *fixture, unsigned n) {
        unsigned c = fixture_where(fixture, n);

        fixture_stop(fixture);
        fixture->now.wall_ms += INT64_C(10) * 86400 * 1000;
        fixture->now.mono_ms += INT64_C(10) * 86400 * 1000;
        fixture_start(fixture);
        fixture_pass(fixture, 12 * 3600 * 1000);
        fixture_sign_in(fixture, "lore");
        fixture_press_number(fixture, TARGET_TASK, TASK_OVERDUE);
        fixture_press_number(fixture, TARGET_ROW, 0);
        fixture_door(fixture, c, DOOR_CLOSED);
        fixture_press(fixture, TARGET_FOUND_TAKEN);
        fixture_sign_out(fixture);
}

/* A colleague forgot theirs: the box draws one, with which they sign in and choose their own. */
static void give_pin(struct fixture *fixture) {
        const struct screen *screen = box_screen(fixture->box);
        char pin[SCREEN_ENTRY_MAX + 1];
        unsigned row = 0;
        bool given;

        fixture_sign_in(fixture, "mara");
        fixture_press_number(fixture, TARGET_TASK, TASK_STATE);
        fixture_press_number(fixture, TARGET_TASK, TASK_GIVE_PIN);
        while (row < screen->list.row_count && strcmp(screen->list.rows[row].sub, SESSION_FORGETFUL) != 0)
                row++;
        fixture_press_number(fixture, TARGET_ROW, row);
        fixture_press(fixture, TARGET_NEXT);
        fixture_sign_in(fixture, "lore");
        fixture_expect(fixture, SCREEN_STAFF_PIN_GIVEN);
        fixture_sign_out(fixture);
        fixture_scan_badge(fixture, SESSION_FORGETFUL);
        fixture_type(fixture, fixture_pin_of(fixture, SESSION_FORGETFUL, pin, &given));
        fixture_expect(fixture, SCREEN_STAFF_SET_PIN);
        fixture_type(fixture, SESSION_NEW_PIN);
        fixture_type(fixture, SESSION_NEW_PIN);
        fixture_sign_out(fixture);
}

/* What a witness signed of the ledger as it was a moment ago is brought back. */
static void bring_witnessed(struct fixture *fixture) {
        struct checkpoint checkpoint = fixture_tree(fixture, store_size(fixture->store) - 1);
        CLEANUP(buffer_deinit) struct buffer note = BUFFER_INIT;

        fixture_witness(fixture, &checkpoint, fixture->ledger, fixture->witness_key, FIXTURE_WITNESSED_S, &note);
        assert_int_equal(box_witnessed(fixture->box, fixture->now, note.data, note.len, false), 0);
}

void session_run(struct fixture *fixture) {
        load(fixture);
        bring_witnessed(fixture);
        give_pin(fixture);
        collect(fixture, 1);
        jam(fixture, 2, TARGET_NO);
        fixture_door(fixture, fixture_where(fixture, 2), DOOR_OPEN);
        fixture_door(fixture, fixture_where(fixture, 2), DOOR_CLOSED);
        jam(fixture, 3, TARGET_YES);
        jam(fixture, 4, TARGET_NO);
        lose_power(fixture, 5, DOOR_CLOSED);
        lose_power(fixture, 6, DOOR_OPEN);
        fixture_type_way(fixture, 7, true, true);
        fixture_pass(fixture, 301 * 1000);
        fixture_door(fixture, fixture_where(fixture, 7), DOOR_CLOSED);
        expire(fixture, 8);
}
