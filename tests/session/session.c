/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/session/session.h"

static void jam(struct fixture *fixture, unsigned n, enum target_id answer) {
        fixture->jammed[fixture_where(fixture, n) - 1] = true;
        fixture_collect(fixture, n);
        fixture_pass(fixture, 9500);
        fixture_press(fixture, answer);
        fixture_press(fixture, TARGET_END);
        fixture_expect(fixture, SCREEN_IDLE);
}

void session_run(struct fixture *fixture) {
        unsigned c;

        fixture_sign_in(fixture, "lore");
        fixture_scan_ticket(fixture, 1);
        fixture_press(fixture, TARGET_LOAD_CANCEL);
        fixture_door(fixture, box_screen(fixture->box)->compartment, DOOR_CLOSED);
        for (unsigned n = 1; n <= SESSION_NUMBERS; n++)
                fixture_load_one(fixture, n);
        fixture_sign_out(fixture);

        fixture_scan_code(fixture, 1);
        fixture_type(fixture, "01011901");
        fixture_press(fixture, TARGET_CANCEL);
        c = fixture_where(fixture, 1);
        fixture_collect(fixture, 1);
        fixture_door(fixture, c, DOOR_CLOSED);
        fixture_press(fixture, TARGET_NOT_TAKEN);
        fixture_door(fixture, c, DOOR_CLOSED);
        fixture_press(fixture, TARGET_END);
        fixture_scan_code(fixture, 1);
        fixture_press(fixture, TARGET_END);

        jam(fixture, 2, TARGET_NO);
        fixture_door(fixture, fixture_where(fixture, 2), DOOR_OPEN);
        fixture_door(fixture, fixture_where(fixture, 2), DOOR_CLOSED);
        jam(fixture, 3, TARGET_YES);
        jam(fixture, 4, TARGET_NO);
        fixture_type_way(fixture, 5, true, true);
        fixture_pass(fixture, 301 * 1000);
        fixture_door(fixture, fixture_where(fixture, 5), DOOR_CLOSED);

        fixture_pass(fixture, INT64_C(12) * 86400 * 1000);
        fixture_sign_in(fixture, "lore");
        fixture_press(fixture, TARGET_STAFF_OVERDUE);
        c = fixture_where(fixture, 6);
        fixture_press_number(fixture, TARGET_ROW, 0);
        fixture_door(fixture, c, DOOR_CLOSED);
        fixture_press(fixture, TARGET_FOUND_THERE);
        fixture_sign_out(fixture);
}
