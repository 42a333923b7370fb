/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What people do at the box: single moves, and whole errands made of them.
 */
#include <stdio.h>
#include <string.h>

#include "tests/box/session/fixture_inner.h"
#include "tests/support/cmocka.h"

/* Whatever is scanned once more was taken away for long enough not to be a repeat. */
static void take_away(struct fixture *fixture, const char *text) {
        struct fixture_reading *oldest = &fixture->readings[0];

        for (size_t i = 0; i < ARRAY_LEN(fixture->readings); i++) {
                struct fixture_reading *reading = &fixture->readings[i];

                if (strcmp(reading->text, text) == 0) {
                        oldest = reading;
                        break;
                }
                oldest = reading->at_ms < oldest->at_ms ? reading : oldest;
        }
        if (strcmp(oldest->text, text) == 0 && fixture->now.mono_ms < oldest->at_ms + FIXTURE_AWAY_MS)
                fixture_pass(fixture, oldest->at_ms + FIXTURE_AWAY_MS - fixture->now.mono_ms);
        snprintf(oldest->text, sizeof(oldest->text), "%s", text);
        oldest->at_ms = fixture->now.mono_ms;
}

void fixture_scan_again(struct fixture *fixture, const char *text) {
        box_scanned(fixture->box, fixture->now, text, strlen(text), true);
        fixture_settle(fixture);
}

void fixture_scan(struct fixture *fixture, const char *text) {
        take_away(fixture, text);
        fixture_moment_later(fixture);
        box_scanned(fixture->box, fixture->now, text, strlen(text), true);
        fixture_settle(fixture);
}

void fixture_scan_this_code(struct fixture *fixture, const struct code *code) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;

        assert_int_equal(code_sign(code, fixture->code, &text), 0);
        fixture_scan(fixture, buffer_text(&text));
}

void fixture_scan_code(struct fixture *fixture, unsigned n) {
        struct code code;

        /* Nobody begins anew with the code of a session that has just ended. */
        if (fixture->last_code == n && (fixture_screen(fixture) == SCREEN_IDLE || fixture_screen(fixture) == SCREEN_AGAIN))
                fixture_pass(fixture, REPEATS_MORE_MS);
        fixture->last_code = n;
        code = fixture_code(fixture, n);
        fixture_scan_this_code(fixture, &code);
}

void fixture_scan_this_ticket(struct fixture *fixture, const struct ticket *ticket) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;

        assert_int_equal(ticket_sign(ticket, sealing_key_public(fixture->sealing), fixture->ticket, &text), 0);
        fixture_scan(fixture, buffer_text(&text));
}

void fixture_scan_ticket(struct fixture *fixture, unsigned n) {
        struct ticket ticket = fixture_ticket(fixture, n);

        fixture_scan_this_ticket(fixture, &ticket);
}

void fixture_scan_badge(struct fixture *fixture, const char *sub) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;

        fixture_sign_badge(fixture, sub, &text);
        fixture_scan(fixture, buffer_text(&text));
}

void fixture_press_number(struct fixture *fixture, enum target_id id, unsigned number) {
        fixture_moment_later(fixture);
        box_activated(fixture->box, fixture->now, (struct target){ .id = id, .number = number });
        fixture_settle(fixture);
}

void fixture_press(struct fixture *fixture, enum target_id id) {
        fixture_press_number(fixture, id, 0);
}

void fixture_type(struct fixture *fixture, const char *digits) {
        for (; *digits; digits++)
                fixture_press_number(fixture, TARGET_KEY, (unsigned)(*digits - '0'));
        fixture_press(fixture, TARGET_NEXT);
}

void fixture_answer(struct fixture *fixture, enum target_id id) {
        fixture_expect(fixture, SCREEN_STAFF_FOUND);
        fixture_press(fixture, id);
        fixture_pass(fixture, STAFF_ANSWER_MS);
}

void fixture_next_minute(const struct fixture *fixture, char ret_typed[9]) {
        struct local_time local;

        moment_local(fixture->now.wall_ms + 60 * 1000, &local);
        if (box_screen(fixture->box)->entry.digit_max == 8)
                snprintf(ret_typed, 9, "%02u%02u%04u", (unsigned)local.day % 100, (unsigned)local.month % 100, (unsigned)local.year % 10000);
        else
                snprintf(ret_typed, 9, "%02u%02u", (unsigned)local.hour % 100, (unsigned)local.minute % 100);
}

void fixture_clock_set(struct fixture *fixture, enum screen_time_state state) {
        if (state == SCREEN_TIME_SET)
                fixture->now.wall_ms = fixture->clock_wanted_ms;
        box_clock_set(fixture->box, fixture->now, state);
}

void fixture_sign_in(struct fixture *fixture, const char *sub) {
        char pin[SCREEN_ENTRY_MAX + 1];
        bool given;

        fixture_scan_badge(fixture, sub);
        fixture_expect(fixture, SCREEN_STAFF_PIN);
        fixture_type(fixture, fixture_pin_of(fixture, sub, pin, &given));
        if (!given || fixture_screen(fixture) != SCREEN_STAFF_SET_PIN)
                return;
        fixture_type(fixture, fixture_own_pin(sub));
        fixture_type(fixture, fixture_own_pin(sub));
}

void fixture_sign_out(struct fixture *fixture) {
        fixture_press(fixture, TARGET_SIGN_OUT);
        fixture_expect(fixture, SCREEN_IDLE);
}

void fixture_load_one(struct fixture *fixture, unsigned n) {
        fixture_scan_ticket(fixture, n);
        fixture_expect(fixture, SCREEN_STAFF_LOAD);
        fixture_shut(fixture, screen_compartment(box_screen(fixture->box)));
        fixture_expect(fixture, SCREEN_STAFF_SCAN);
        assert_int_equal(fixture_consignment(fixture, n).state, CONSIGNMENT_STORED);
}

void fixture_load(struct fixture *fixture, unsigned first, unsigned last) {
        fixture_sign_in(fixture, "lore");
        fixture_expect(fixture, SCREEN_STAFF_OVERVIEW);
        for (unsigned n = first; n <= last; n++)
                fixture_load_one(fixture, n);
        fixture_sign_out(fixture);
}

unsigned fixture_load_wanting_old_papers(struct fixture *fixture, unsigned n) {
        struct ticket ticket = fixture_ticket(fixture, n);
        unsigned c;

        ticket.contents.wishes = WISH_RETURN_OLD;
        fixture_sign_in(fixture, "lore");
        fixture_scan_this_ticket(fixture, &ticket);
        c = screen_compartment(box_screen(fixture->box));
        fixture_shut(fixture, c);
        fixture_sign_out(fixture);
        return c;
}

void fixture_open_overdue(struct fixture *fixture) {
        fixture_let_expire(fixture);
        fixture_sign_in(fixture, "lore");
        fixture_press_number(fixture, TARGET_TASK, TASK_OVERDUE);
        fixture_press_number(fixture, TARGET_ROW, 0);
}

void fixture_collect(struct fixture *fixture, unsigned n) {
        char birth[BIRTH_LEN + 1];

        fixture_birth(n, birth);
        fixture_scan_code(fixture, n);
        fixture_expect(fixture, SCREEN_BIRTH);
        fixture_type(fixture, birth);
}

unsigned fixture_collect_jammed(struct fixture *fixture, unsigned n) {
        unsigned c = fixture_where(fixture, n);

        fixture->jammed[c - 1] = true;
        fixture_collect(fixture, n);
        fixture_pass(fixture, 9500);
        fixture_expect(fixture, SCREEN_JAM_ASK);
        return c;
}

void fixture_type_way(struct fixture *fixture, unsigned n, bool pin_right, bool birth_right) {
        char reference[REFERENCE_LEN + 1], pin[PIN_LEN + 1], birth[BIRTH_LEN + 1];

        fixture_reference(n, reference);
        fixture_pin(n, pin);
        fixture_birth(n, birth);
        if (fixture_screen(fixture) == SCREEN_IDLE)
                fixture_press(fixture, TARGET_START);
        if (fixture_screen(fixture) == SCREEN_CODE)
                fixture_press(fixture, TARGET_TYPED);
        if (fixture_screen(fixture) == SCREEN_PIN) /* after a wrong answer the number stays: maybe another's */
                fixture_press(fixture, TARGET_BACK);
        fixture_expect(fixture, SCREEN_NUMBER);
        for (unsigned i = 0; i < REFERENCE_LEN; i++)
                fixture_press(fixture, TARGET_DELETE);
        fixture_type(fixture, reference);
        fixture_expect(fixture, SCREEN_PIN);
        fixture_type(fixture, pin_right ? pin : "000000");
        fixture_expect(fixture, SCREEN_BIRTH);
        fixture_type(fixture, birth_right ? birth : "01011901");
}
