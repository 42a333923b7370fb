/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/box/model/stimuli.h"

#include <string.h>

#include "controller/box/session/box_inner.h"
#include "tests/support/cmocka.h"

/* ---- touches ---- */

static void press(struct fixture *fixture, unsigned target) {
        fixture_press_number(fixture, (enum target_id)(target / 32), target % 32);
}

#define TOUCH(label, id, which) { .name = label, .apply = press, .number = (id) * 32 + (which) }
#define TASK(label, task) TOUCH(label, TARGET_TASK, task)

/* ---- typing ---- */

static const struct citizen *citizen(const struct fixture *fixture) {
        return &fixture->box->citizen;
}

/* Whose secrets the screen asks for: the code's, or the first one's, whose number is typed. */
static unsigned asked_for(const struct fixture *fixture) {
        return citizen(fixture)->typed && !citizen(fixture)->again ? STOCK_PLAIN : citizen(fixture)->offers[0].cti[0];
}

static const char *pin_of(const struct fixture *fixture, char pin[SCREEN_ENTRY_MAX + 1]) {
        const char *sub = fixture->box->staff.persons[fixture->box->staff.signing].sub;
        bool given;
        const char *typed = fixture_pin_of(fixture, sub, pin, &given);

        return strcmp(sub, "mike") == 0 && !given ? "99999999" : typed;
}

static void right_answer(const struct fixture *fixture, char ret_digits[16]) {
        char pin[SCREEN_ENTRY_MAX + 1];
        unsigned n = asked_for(fixture);

        switch (fixture_screen(fixture)) {
        case SCREEN_NUMBER:
                fixture_reference(STOCK_PLAIN, ret_digits);
                break;
        case SCREEN_PIN:
                fixture_pin(n, ret_digits);
                break;
        case SCREEN_BIRTH:
                stock_birth(n, ret_digits);
                break;
        case SCREEN_STAFF_PIN:
                strcpy(ret_digits, pin_of(fixture, pin));
                break;
        case SCREEN_STAFF_SET_PIN:
                strcpy(ret_digits, "10203040");
                break;
        case SCREEN_STAFF_INCIDENT:
                fixture_incident(fixture, ret_digits);
                break;
        case SCREEN_STAFF_TIME:
                fixture_next_minute(fixture, ret_digits);
                break;
        default:
                strcpy(ret_digits, "3");
                break;
        }
}

static bool is_typed_at(const struct fixture *fixture) {
        return screen_entered(box_screen(fixture->box)) != NULL;
}

static void type(struct fixture *fixture, const char *digits) {
        for (unsigned i = 0; i < SCREEN_ENTRY_MAX; i++)
                fixture_press(fixture, TARGET_DELETE);
        fixture_type(fixture, digits);
}

static void type_right(struct fixture *fixture, unsigned number) {
        char digits[16];

        right_answer(fixture, digits);
        type(fixture, digits);
        if (fixture->box->works.clock_set.under_way)
                fixture_clock_set(fixture, SCREEN_TIME_SET);
}

static void type_wrong(struct fixture *fixture, unsigned number) {
        type(fixture, fixture_screen(fixture) == SCREEN_BIRTH ? "01011901" : fixture_screen(fixture) == SCREEN_PIN ? "000000" : "00000001");
}

static void type_half(struct fixture *fixture, unsigned number) {
        fixture_type(fixture, "01");
}

/* ---- what is shown to the scanner ---- */

static void show_code(struct fixture *fixture, unsigned n) {
        fixture_scan_code(fixture, n);
}

static void show_code_of_another_box(struct fixture *fixture, unsigned n) {
        struct code code = fixture_code(fixture, n);

        strcpy(code.aud, "K018");
        fixture_scan_this_code(fixture, &code);
}

static void show_rubbish(struct fixture *fixture, unsigned number) {
        fixture_scan(fixture, "PK1:rubbish");
}

static void show_ticket(struct fixture *fixture, unsigned n) {
        stock_show_ticket(fixture, n);
}

static void show_strange_ticket(struct fixture *fixture, unsigned n) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        struct ticket ticket = fixture_ticket(fixture, n);

        assert_int_equal(ticket_sign(&ticket, sealing_key_public(fixture->sealing), fixture->stranger, &text), 0);
        fixture_scan(fixture, buffer_text(&text));
}

static void show_badge(struct fixture *fixture, unsigned person) {
        static const char *const subs[] = { "lore", "mara", "axel", "lutz", "mike" };

        fixture_scan_badge(fixture, subs[person]);
}

/* ---- doors ---- */

static unsigned open_door(const struct fixture *fixture) {
        for (unsigned c = 1; c <= MODEL_COMPARTMENTS; c++)
                if (fixture->doors[c - 1] == DOOR_OPEN)
                        return c;
        return 0;
}

static unsigned of_session(const struct fixture *fixture) {
        unsigned c = citizen_compartment(&fixture->box->citizen);

        if (c == 0)
                c = staff_compartment(&fixture->box->staff);
        return c > 0 ? c : fixture->box->staff.load.last;
}

static bool has_open_door(const struct fixture *fixture) {
        return open_door(fixture) > 0;
}

static bool has_shut_door(const struct fixture *fixture) {
        return of_session(fixture) > 0 && fixture->doors[of_session(fixture) - 1] == DOOR_CLOSED;
}

static bool waits_for_a_lock(const struct fixture *fixture) {
        return has_shut_door(fixture) && fixture->jammed[of_session(fixture) - 1];
}

static void shut(struct fixture *fixture, unsigned number) {
        fixture_door(fixture, open_door(fixture), DOOR_CLOSED);
}

static void shut_and_settle(struct fixture *fixture, unsigned number) {
        fixture_shut(fixture, open_door(fixture));
}

static void spring(struct fixture *fixture, unsigned number) {
        fixture_door(fixture, of_session(fixture), DOOR_OPEN);
        fixture_pass(fixture, WATCH_HOLD_MS);
}

static void let_go(struct fixture *fixture, unsigned number) {
        fixture->jammed[of_session(fixture) - 1] = false;
        fixture_door(fixture, of_session(fixture), DOOR_OPEN);
}

static void flap(struct fixture *fixture, unsigned number) {
        unsigned c = of_session(fixture);

        for (unsigned i = 0; i < 10; i++)
                fixture_door(fixture, c, i % 2 ? DOOR_CLOSED : DOOR_OPEN);
}

static bool is_not_of_session(const struct fixture *fixture) {
        return of_session(fixture) != MODEL_COMPARTMENTS;
}

static void force(struct fixture *fixture, unsigned number) {
        fixture_force(fixture, MODEL_COMPARTMENTS);
        fixture_door(fixture, MODEL_COMPARTMENTS, DOOR_CLOSED);
}

/* Whatever is opened next stays shut. */
static void with_jam(struct fixture *fixture, void (*apply)(struct fixture *fixture, unsigned number), unsigned number) {
        bool before[MODEL_COMPARTMENTS];

        memcpy(before, fixture->jammed, sizeof(before));
        memset(fixture->jammed, 1, MODEL_COMPARTMENTS);
        apply(fixture, number);
        for (unsigned c = 1; c <= MODEL_COMPARTMENTS; c++)
                fixture->jammed[c - 1] = before[c - 1] || c == of_session(fixture);
}

/* Typed answers are judged only after a while when so many were wrong shortly before. */
static void slowed_answer(struct fixture *fixture, unsigned number) {
        for (unsigned i = 0; i < 6; i++)
                slowdown_count(&fixture->box->works.slowdown, fixture->now);
        type_right(fixture, number);
}

static void jammed_answer(struct fixture *fixture, unsigned number) {
        with_jam(fixture, type_right, number);
}

static void jammed_touch(struct fixture *fixture, unsigned number) {
        with_jam(fixture, press, number);
}

static void jammed_ticket(struct fixture *fixture, unsigned number) {
        with_jam(fixture, show_ticket, number);
}

/* ---- time, and what comes and goes ---- */

static void pass(struct fixture *fixture, unsigned ms) {
        fixture_pass(fixture, ms);
}

static void device(struct fixture *fixture, unsigned number) {
        box_device(fixture->box, fixture->now, (enum device)(number / 2), number % 2);
        fixture_pass(fixture, 1);
}

static void chip(struct fixture *fixture, unsigned number) {
        unsigned c = of_session(fixture);

        fixture_set_absent(fixture, c, true);
        fixture_pass(fixture, 1000);
        fixture_set_absent(fixture, c, false);
}

static bool has_compartment(const struct fixture *fixture) {
        return of_session(fixture) > 0;
}

static void power(struct fixture *fixture, unsigned number) {
        fixture_restart(fixture);
}

static void clock_jumps(struct fixture *fixture, unsigned minutes) {
        fixture->now.wall_ms += (int64_t)minutes * 60 * 1000;
        box_tick(fixture->box, fixture->now);
        fixture_pass(fixture, 2000);
}

static void bundle(struct fixture *fixture, unsigned number) {
        int r = stock_adopt(fixture);

        assert_true(r == 0 || r == BOX_E_BUSY);
}

#define WHY_TYPED .may = is_typed_at, .why_not = "nothing can be typed there; a single key is tried"
#define WHY_OPEN .may = has_open_door, .why_not = "no door is open"
#define WHY_SHUT .may = has_shut_door, .why_not = "the session has no shut door of its own"
#define WHY_LOCK .may = waits_for_a_lock, .why_not = "no lock is waited for"
#define WHY_OTHER .may = is_not_of_session, .why_not = "it is the session's own"
#define WHY_OWN .may = has_compartment, .why_not = "the session has no compartment"

const struct stimulus stimuli[] = {
        TOUCH("key", TARGET_KEY, 1), TOUCH("show", TARGET_SHOW, 0), TOUCH("delete", TARGET_DELETE, 0), TOUCH("next", TARGET_NEXT, 0),
        TOUCH("back", TARGET_BACK, 0), TOUCH("cancel", TARGET_CANCEL, 0), TOUCH("help", TARGET_HELP, 0), TOUCH("access", TARGET_ACCESS, 0),
        TOUCH("language", TARGET_LANGUAGE, 0), TOUCH("start", TARGET_START, 0), TOUCH("pick language", TARGET_PICK_LANGUAGE, 0),
        TOUCH("typed way", TARGET_TYPED, 0), TOUCH("choose first", TARGET_CHOOSE, 0), TOUCH("choose second", TARGET_CHOOSE, 1),
        TOUCH("again", TARGET_AGAIN, 0), TOUCH("counter", TARGET_COUNTER, 0), TOUCH("yes", TARGET_YES, 0), TOUCH("no", TARGET_NO, 0),
        TOUCH("more time", TARGET_MORE_TIME, 0), TOUCH("end", TARGET_END, 0), TOUCH("not taken", TARGET_NOT_TAKEN, 0),
        TOUCH("receipt", TARGET_RECEIPT, 0), TOUCH("cannot find", TARGET_CANNOT_FIND, 0), TOUCH("large", TARGET_TOGGLE_LARGE, 0),
        TOUCH("speech", TARGET_TOGGLE_SPEECH, 0), TOUCH("sign out", TARGET_SIGN_OUT, 0), TOUCH("cancel load", TARGET_LOAD_CANCEL, 0),
        TOUCH("not empty", TARGET_NOT_EMPTY, 0), TOUCH("taken", TARGET_FOUND_TAKEN, 0), TOUCH("stays", TARGET_FOUND_KEPT, 0),
        TOUCH("empty", TARGET_FOUND_EMPTY, 0), TOUCH("something else", TARGET_FOUND_ELSE, 0), TOUCH("row 1", TARGET_ROW, 0),
        TOUCH("row 2", TARGET_ROW, 1), TOUCH("cell 3", TARGET_CELL, 3), TOUCH("cell 12", TARGET_CELL, 12), TOUCH("enlarge", TARGET_AROUND, 1),
        TOUCH("type cell", TARGET_TYPE_CELL, 0), TOUCH("page of rows", TARGET_ROWS, 0), TOUCH("alert", TARGET_ALERT, 0),
        TOUCH("page: take", TARGET_PAGE_TAKE, 0), TOUCH("page: look", TARGET_PAGE_LOOK, 0), TOUCH("page: open", TARGET_PAGE_OPEN, 0),
        TOUCH("page: out of use", TARGET_PAGE_SHUT, 0),
#define STIMULUS_TASK(member, name, icon) TASK("task " #name, TASK_##member),
        TASK_LIST(STIMULUS_TASK)
#undef STIMULUS_TASK
        { .name = "right answer", .apply = type_right, WHY_TYPED }, { .name = "wrong answer", .apply = type_wrong, WHY_TYPED },
        { .name = "half an answer", .apply = type_half, WHY_TYPED }, { .name = "right answer, slowed", .apply = slowed_answer, WHY_TYPED },
        { .name = "code, good", .apply = show_code, .number = STOCK_PLAIN }, { .name = "code, of two", .apply = show_code, .number = STOCK_GROUP },
        { .name = "code, old papers", .apply = show_code, .number = STOCK_OLD }, { .name = "code, expired", .apply = show_code, .number = STOCK_EXPIRED },
        { .name = "code, used", .apply = show_code, .number = STOCK_ISSUED }, { .name = "code, in doubt", .apply = show_code, .number = STOCK_DOUBTED },
        { .name = "code, revoked", .apply = show_code, .number = STOCK_REVOKED }, { .name = "code, not here", .apply = show_code, .number = STOCK_NEW },
        { .name = "code, other box", .apply = show_code_of_another_box, .number = STOCK_PLAIN }, { .name = "rubbish", .apply = show_rubbish },
        { .name = "ticket, new", .apply = show_ticket, .number = STOCK_NEW }, { .name = "ticket, another", .apply = show_ticket, .number = STOCK_NEW + 1 },
        { .name = "ticket, inside", .apply = show_ticket, .number = STOCK_PLAIN }, { .name = "ticket, used", .apply = show_ticket, .number = STOCK_ISSUED },
        { .name = "ticket, expired here", .apply = show_ticket, .number = STOCK_EXPIRED },
        { .name = "ticket, unknown key", .apply = show_strange_ticket, .number = STOCK_NEW },
        { .name = "badge, loader", .apply = show_badge, .number = 0 }, { .name = "badge, manager", .apply = show_badge, .number = 1 },
        { .name = "badge, auditor", .apply = show_badge, .number = 2 }, { .name = "badge, second loader", .apply = show_badge, .number = 3 },
        { .name = "badge, new", .apply = show_badge, .number = 4 },
        { .name = "door shut", .apply = shut, WHY_OPEN }, { .name = "door shut for 2 s", .apply = shut_and_settle, WHY_OPEN },
        { .name = "door springs", .apply = spring, WHY_SHUT }, { .name = "lock lets go", .apply = let_go, WHY_LOCK },
        { .name = "switch flaps", .apply = flap, WHY_OWN }, { .name = "other door forced", .apply = force, WHY_OTHER },
        { .name = "right answer, jam", .apply = jammed_answer, WHY_TYPED }, { .name = "next, jam", .apply = jammed_touch, .number = TARGET_NEXT * 32 },
        { .name = "choose, jam", .apply = jammed_touch, .number = TARGET_CHOOSE * 32 }, { .name = "not taken, jam", .apply = jammed_touch, .number = TARGET_NOT_TAKEN * 32 },
        { .name = "row, jam", .apply = jammed_touch, .number = TARGET_ROW * 32 }, { .name = "page: look, jam", .apply = jammed_touch, .number = TARGET_PAGE_LOOK * 32 },
        { .name = "ticket, jam", .apply = jammed_ticket, .number = STOCK_NEW },
        { .name = "0.5 s", .apply = pass, .number = 500 }, { .name = "3 s", .apply = pass, .number = 3000 }, { .name = "10 s", .apply = pass, .number = 10100 },
        { .name = "26 s", .apply = pass, .number = 26000 }, { .name = "46 s", .apply = pass, .number = 46000 }, { .name = "61 s", .apply = pass, .number = 61000 },
        { .name = "5 min", .apply = pass, .number = 301000 },
        { .name = "scanner goes", .apply = device, .number = DEVICE_SCANNER * 2 }, { .name = "scanner comes", .apply = device, .number = DEVICE_SCANNER * 2 + 1 },
        { .name = "touch goes", .apply = device, .number = DEVICE_TOUCH * 2 }, { .name = "chip goes and comes", .apply = chip, WHY_OWN },
        { .name = "power goes", .apply = power }, { .name = "clock jumps", .apply = clock_jumps, .number = 60 }, { .name = "new bundle", .apply = bundle },
};
const unsigned stimulus_count = ARRAY_LEN(stimuli);
