/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/box/session/staff_machine.h"

#include <string.h>

#include "controller/box/session/service.h"
#include "controller/box/session/walk.h"
#include "tests/support/cmocka.h"

static const enum target_id targets[] = {
        [NEXT] = TARGET_NEXT, [BACK] = TARGET_BACK, [CANCEL] = TARGET_CANCEL, [END] = TARGET_END, [YES] = TARGET_YES, [NO] = TARGET_NO,
        [SIGN_OUT] = TARGET_SIGN_OUT, [MENU_LOAD] = TARGET_TASK, [MENU_OVERDUE] = TARGET_TASK, [MENU_DESK] = TARGET_TASK, [MENU_PROBLEMS] = TARGET_TASK,
        [MENU_STATE] = TARGET_TASK, [MENU_CHECKPOINT] = TARGET_TASK,
        [LOAD_CANCEL] = TARGET_LOAD_CANCEL, [NOT_EMPTY] = TARGET_NOT_EMPTY, [TAKEN] = TARGET_FOUND_TAKEN, [KEPT] = TARGET_FOUND_KEPT, [EMPTY] = TARGET_FOUND_EMPTY,
        [ELSE] = TARGET_FOUND_ELSE, [ROW] = TARGET_ROW, [CELL] = TARGET_CELL, [AROUND] = TARGET_AROUND, [TYPE_CELL] = TARGET_TYPE_CELL,
        [ALERT] = TARGET_ALERT, [PAGE_TAKE_OUT] = TARGET_PAGE_TAKE, [PAGE_LOOK_IN] = TARGET_PAGE_LOOK, [PAGE_OPEN_IT] = TARGET_PAGE_OPEN,
        [PAGE_SHUT_IT] = TARGET_PAGE_SHUT, [CHOOSE] = TARGET_CHOOSE, [AGAIN] = TARGET_AGAIN,
        [MENU_ROUND] = TARGET_TASK, [MENU_RECONCILE] = TARGET_TASK, [MENU_DAY] = TARGET_TASK, [MENU_CONTENTS] = TARGET_TASK, [MENU_TOMORROW] = TARGET_TASK, [MENU_ADOPT] = TARGET_TASK, [MENU_EXPORT] = TARGET_TASK, [MENU_CHECKING] = TARGET_TASK, [MENU_INCIDENTS] = TARGET_TASK, [MENU_SET_CLOCK] = TARGET_TASK, [MENU_GIVE_PIN] = TARGET_TASK, [MENU_CLOCK] = TARGET_TASK, [MENU_WITNESSED] = TARGET_TASK, [MENU_LISTING] = TARGET_TASK,
        [ROWS] = TARGET_ROWS,
};

static const enum word_task tasks[STIMULUS_COUNT] = {
        [MENU_LOAD] = TASK_LOAD, [MENU_OVERDUE] = TASK_OVERDUE, [MENU_DESK] = TASK_DESK, [MENU_PROBLEMS] = TASK_PROBLEMS, [MENU_STATE] = TASK_STATE,
        [MENU_CHECKPOINT] = TASK_CHECKPOINT, [MENU_ROUND] = TASK_ROUND, [MENU_RECONCILE] = TASK_RECONCILE, [MENU_DAY] = TASK_DAY,
        [MENU_CONTENTS] = TASK_CONTENTS, [MENU_TOMORROW] = TASK_TOMORROW, [MENU_ADOPT] = TASK_ADOPT, [MENU_EXPORT] = TASK_EXPORT, [MENU_CHECKING] = TASK_CHECKING, [MENU_INCIDENTS] = TASK_INCIDENTS, [MENU_SET_CLOCK] = TASK_SET_CLOCK, [MENU_GIVE_PIN] = TASK_GIVE_PIN, [MENU_CLOCK] = TASK_CLOCK, [MENU_WITNESSED] = TASK_WITNESSED, [MENU_LISTING] = TASK_LISTING,
};

static const enum event_type types[STIMULUS_COUNT] = {
        [CODE] = EVENT_CODE, [CODE_HERE] = EVENT_CODE, [TICKET] = EVENT_TICKET, [TICKET_SAME] = EVENT_TICKET, [TICKET_BAD] = EVENT_TICKET, [TICKET_NEWER] = EVENT_TICKET,
        [BADGE_OWN] = EVENT_BADGE, [BADGE_OTHER] = EVENT_BADGE, [BADGE_AUDITOR] = EVENT_BADGE, [BADGE_BAD] = EVENT_BADGE,
        [CHECKED] = EVENT_PIN_CHECKED, [HASHED] = EVENT_PIN_HASHED, [HASHED_NOT] = EVENT_PIN_HASHED, [OPENED] = EVENT_OPENED,
        [NOT_OPENED] = EVENT_NOT_OPENED, [CLOSED] = EVENT_CLOSED, [REMINDED] = EVENT_REMINDED, [GIVEN_UP] = EVENT_GIVEN_UP,
        [UNLATCHED] = EVENT_UNLATCHED, [SETTLED] = EVENT_SETTLED, [AFTER_4_MINUTES] = EVENT_TICK,
};

/* The watch speaks of the compartment that the session works on. */
struct event machine_event(enum stimulus stimulus, unsigned c) {
        struct event event = { .type = types[stimulus], .c = c, .sub = "other", .role = ROLE_LOADER, .badge = { 9 }, .tries_left = 3 };

        event.offers[0].cti[0] = stimulus == TICKET_SAME ? 1 : 2;
        if (stimulus <= ROW)
                event = (struct event){ .type = EVENT_TARGET, .target = { targets[stimulus], tasks[stimulus] }, .c = HERE };
        if (stimulus == CODE || stimulus == CODE_HERE)
                event.c = stimulus == CODE_HERE ? HERE : 0;
        if (stimulus == TICKET_BAD || stimulus == BADGE_BAD)
                event.refusal = REFUSAL_EXPIRED;
        event.reissue = stimulus == TICKET_NEWER;
        if (stimulus == BADGE_OWN) {
                strcpy(event.sub, "lore");
                event.badge[0] = 1;
        }
        if (stimulus == BADGE_AUDITOR)
                event.role = ROLE_AUDITOR;
        event.right = stimulus == HASHED || stimulus == CHECKED;
        return event;
}

/* ---- a store ---- */

static void note(struct asked *asked, enum doing deed) {
        assert_true(asked->count < ARRAY_LEN(asked->deeds));
        asked->deeds[asked->count++] = deed;
}

bool machine_did(const struct asked *asked, enum doing deed) {
        for (unsigned i = 0; i < asked->count; i++)
                if (asked->deeds[i] == deed)
                        return true;
        return false;
}

static bool permit(struct asked *asked, enum doing deed) {
        note(asked, deed);
        return asked->given != GIVEN_UNKNOWN;
}

static bool answer_pin(void *context, const char *sub, bool right, struct signing *ret_signing) {
        struct asked *asked = context;

        *ret_signing = (struct signing){ .right = asked->given != GIVEN_PIN_WRONG && asked->given != GIVEN_PIN_LOCKED,
                                         .tries_left = asked->given == GIVEN_PIN_WRONG ? 3 : 0 };
        return permit(asked, ANSWER_PIN);
}

static bool load_begin(void *context, const uint8_t cti[CTI_LEN], const char *by, struct begun *ret_begun) {
        struct asked *asked = context;

        *ret_begun = (struct begun){ .refusal = asked->given == GIVEN_TICKET_REFUSED ? REFUSAL_ALREADY_ISSUED : REFUSAL_NONE,
                                     .no_room = asked->given == GIVEN_NO_ROOM, .c = NEXT_FREE };
        return permit(asked, LOAD_BEGIN);
}

static bool reissue(void *context) {
        return permit(context, REISSUE);
}

static bool service_open(void *context, unsigned c, enum purpose purpose, const char *by, const char *second, bool *ret_keeps) {
        struct asked *asked = context;

        asked->purpose = purpose;
        asked->second = second[0] != 0;
        assert_int_equal(c, HERE);
        *ret_keeps = false;
        return permit(context, SERVICE_OPEN);
}

static void badge_refused(void *context, const char *sub, enum refusal refusal, struct moment seen) {
        note(context, BADGE_REFUSED);
}

static void logged_out(void *context, const char *sub, struct moment seen) {
        note(context, LOGGED_OUT);
}

static void loaded(void *context, const uint8_t cti[CTI_LEN], unsigned c, const char *by, struct moment seen) {
        note(context, LOADED);
}

static void load_cancelled(void *context, const uint8_t cti[CTI_LEN], struct moment seen) {
        note(context, LOAD_CANCELLED);
}

static void load_given_up(void *context, const uint8_t cti[CTI_LEN], unsigned c, enum reason why, struct moment seen) {
        note(context, LOAD_CANCELLED);
        note(context, QUARANTINE);
}

static void answered(void *context, unsigned c, enum answered answer, const char *by, struct moment seen) {
        assert_int_equal(c, HERE);
        note(context, FOUND_NOTED);
}

/* The year 2026. */
static void clock_range(void *context, int64_t *ret_earliest_ms, int64_t *ret_latest_ms) {
        *ret_earliest_ms = INT64_C(1767225600000);
        *ret_latest_ms = INT64_C(1798761600000);
}

static void clock_confirmed(void *context, const char *by, struct moment seen) {
        note(context, CLOCK_CONFIRMED);
}

static bool colleague(void *context, unsigned row, char ret_sub[SUB_MAX + 1], enum role *ret_role) {
        strcpy(ret_sub, "other");
        *ret_role = ROLE_LOADER;
        return true;
}

static void badge_unlocked(void *context, unsigned row, const char *by, struct moment seen) {
        note(context, BADGE_UNLOCKED);
}

/* Overdue, and somebody has to look: everything can be done there. */
static const struct page everything = { .c = HERE, .cell = CELL_OVERDUE, .doubt = true };

static bool page(void *context, unsigned c, struct page *ret_page) {
        note(context, PAGE_READ);
        *ret_page = everything;
        return c == HERE;
}

/* One compartment waits. */
static bool next_stop(void *context, const struct task *task, enum role role, unsigned after, struct stop *ret_stop) {
        note(context, STOP_SOUGHT);
        *ret_stop = (struct stop){ .c = HERE, .left = 1, .takes = task == &task_round };
        return after < HERE;
}

static void reconcile(void *context, const char *by) {
        note(context, RECONCILED);
}

/* What is typed there is an incident's number while the store has any. */
static bool find_incidents(void *context, unsigned number) {
        struct asked *asked = context;

        assert_int_equal(number, 4711);
        note(asked, INCIDENTS_SOUGHT);
        return asked->given == GIVEN_ALL;
}

static void list(void *context, const struct task *task) {
        note(context, LISTED);
}

static void quarantine(void *context, unsigned c, enum reason why, struct moment seen) {
        note(context, QUARANTINE);
}

static const struct deeds store = {
        .answer_pin = answer_pin, .load_begin = load_begin, .reissue = reissue, .service_open = service_open,
        .badge_refused = badge_refused, .logged_out = logged_out, .loaded = loaded, .load_cancelled = load_cancelled, .load_given_up = load_given_up,
        .answered = answered, .clock_range = clock_range, .clock_confirmed = clock_confirmed, .colleague = colleague, .badge_unlocked = badge_unlocked, .page = page, .next_stop = next_stop, .reconcile = reconcile, .find_incidents = find_incidents, .list = list, .quarantine = quarantine,
};

/* ---- a machine ---- */

static const struct {
        enum staff_state state;
        const struct task *task;
        unsigned stage;
        enum visit_state visit;
} places[PLACE_COUNT] = {
        [OUT] = { .state = STAFF_OUT },
        [PIN] = { .state = STAFF_PIN },
        [CHECKING] = { .state = STAFF_CHECKING },
        [NEW_PIN] = { .state = STAFF_NEW_PIN },
        [NEW_PIN_AGAIN] = { .state = STAFF_NEW_PIN_AGAIN },
        [HASHING] = { .state = STAFF_HASHING },
        [OVERVIEW] = { .state = STAFF_OVERVIEW },
        [SECOND] = { .state = STAFF_SECOND, .task = &task_overdue },
        [REFUSED] = { .state = STAFF_REFUSED, .task = &task_load },
        [SCAN] = { STAFF_TASK, &task_load, 0, VISIT_NONE },
        [OPENING] = { STAFF_TASK, &task_load, 1, VISIT_OPENING },
        [LOAD] = { STAFF_TASK, &task_load, 2, VISIT_OPEN },
        [CANCELLING] = { STAFF_TASK, &task_load, 3, VISIT_OPEN },
        [MOVING] = { STAFF_TASK, &task_load, 4, VISIT_OPEN },
        [LATCHING] = { STAFF_TASK, &task_load, 5, VISIT_SHUT },
        [LOAD_UNLATCHED] = { STAFF_TASK, &task_load, 6, VISIT_OPEN },
        [SPRUNG] = { STAFF_TASK, &task_load, 7, VISIT_OPEN },
        [CLOSE_FIRST] = { STAFF_TASK, &task_load, 8, VISIT_OPEN },
        [TAKE_UNLATCHED] = { STAFF_TASK, &task_overdue, SERVICE_UNLATCHED, VISIT_OPEN },
        [LOOK_UNLATCHED] = { STAFF_TASK, &task_problems, SERVICE_UNLATCHED, VISIT_OPEN },
        [OVERDUE] = { STAFF_TASK, &task_overdue, SERVICE_LIST, VISIT_NONE },
        [OPENING_TAKE] = { STAFF_TASK, &task_overdue, SERVICE_OPENING, VISIT_OPENING },
        [TAKE] = { STAFF_TASK, &task_overdue, SERVICE_DOOR, VISIT_OPEN },
        [FOUND] = { STAFF_TASK, &task_overdue, SERVICE_FOUND, VISIT_SHUT },
        [DESK] = { STAFF_TASK, &task_desk, SERVICE_LIST, VISIT_NONE },
        [OPENING_DESK] = { STAFF_TASK, &task_desk, SERVICE_OPENING, VISIT_OPENING },
        [HANDING] = { STAFF_TASK, &task_desk, SERVICE_DOOR, VISIT_OPEN },
        [FOUND_DESK] = { STAFF_TASK, &task_desk, SERVICE_FOUND, VISIT_SHUT },
        [DESK_UNLATCHED] = { STAFF_TASK, &task_desk, SERVICE_UNLATCHED, VISIT_OPEN },
        [PROBLEMS] = { STAFF_TASK, &task_problems, SERVICE_LIST, VISIT_NONE },
        [OPENING_LOOK] = { STAFF_TASK, &task_problems, SERVICE_OPENING, VISIT_OPENING },
        [LOOK] = { STAFF_TASK, &task_problems, SERVICE_DOOR, VISIT_OPEN },
        [FOUND_LOOK] = { STAFF_TASK, &task_problems, SERVICE_FOUND, VISIT_SHUT },
        [STATE] = { STAFF_TASK, &task_state, 0, VISIT_NONE },
        [CHECKPOINT] = { STAFF_TASK, &task_checkpoint, 0, VISIT_NONE },
        [CABINET] = { STAFF_TASK, &task_cabinet, 0, VISIT_NONE },
        [TYPING] = { STAFF_TASK, &task_cabinet, 1, VISIT_NONE },
        [PAGE] = { STAFF_TASK, &task_compartment, SERVICE_LIST, VISIT_NONE },
        [PURPOSE] = { STAFF_TASK, &task_compartment, SERVICE_UNLATCHED + 1, VISIT_NONE },
        [OPENING_PAGE] = { STAFF_TASK, &task_compartment, SERVICE_OPENING, VISIT_OPENING },
        [PAGE_DOOR] = { STAFF_TASK, &task_compartment, SERVICE_DOOR, VISIT_OPEN },
        [FOUND_PAGE] = { STAFF_TASK, &task_compartment, SERVICE_FOUND, VISIT_SHUT },
        [PAGE_UNLATCHED] = { STAFF_TASK, &task_compartment, SERVICE_UNLATCHED, VISIT_OPEN },
        [DAY] = { STAFF_TASK, &task_day, 0, VISIT_NONE },
        [CONTENTS] = { STAFF_TASK, &task_contents, 0, VISIT_NONE },
        [LISTING] = { STAFF_TASK, &task_listing, 0, VISIT_NONE },
        [TOMORROW] = { STAFF_TASK, &task_tomorrow, 0, VISIT_NONE },
        [ADOPT] = { STAFF_TASK, &task_adopt, 0, VISIT_NONE },
        [EXPORT] = { STAFF_TASK, &task_export, 0, VISIT_NONE },
        [CHECKING_EXPORT] = { STAFF_TASK, &task_checking, 0, VISIT_NONE },
        [INCIDENTS] = { STAFF_TASK, &task_incidents, 0, VISIT_NONE },
        [TYPING_INCIDENT] = { STAFF_TASK, &task_incidents, 1, VISIT_NONE },
        [INCIDENT_FOUND] = { STAFF_TASK, &task_incidents, 2, VISIT_NONE },
        [TYPING_DATE] = { STAFF_TASK, &task_set_clock, 0, VISIT_NONE },
        [TYPING_TIME] = { STAFF_TASK, &task_set_clock, 1, VISIT_NONE },
        [CLOCK_TOLD] = { STAFF_TASK, &task_set_clock, 2, VISIT_NONE },
        [ASKING_CLOCK] = { STAFF_TASK, &task_clock, 0, VISIT_NONE },
        [WITNESSED] = { STAFF_TASK, &task_witnessed, 0, VISIT_NONE },
        [PEOPLE] = { STAFF_TASK, &task_give_pin, 0, VISIT_NONE },
        [GIVING_ASKED] = { STAFF_TASK, &task_give_pin, 1, VISIT_NONE },
        [GIVING] = { STAFF_TASK, &task_give_pin, 2, VISIT_NONE },
        [GIVING_TOLD] = { STAFF_TASK, &task_give_pin, 3, VISIT_NONE },
        [ROUND] = { STAFF_TASK, &task_round, WALK_LIST, VISIT_NONE },
        [ROUND_OPENING] = { STAFF_TASK, &task_round, WALK_OPENING, VISIT_OPENING },
        [ROUND_DOOR] = { STAFF_TASK, &task_round, WALK_DOOR, VISIT_OPEN },
        [ROUND_ASKING] = { STAFF_TASK, &task_round, WALK_ASKING, VISIT_SHUT },
        [ROUND_UNLATCHED] = { STAFF_TASK, &task_round, WALK_UNLATCHED, VISIT_OPEN },
        [ROUND_TELLING] = { STAFF_TASK, &task_round, WALK_TELLING, VISIT_SHUT },
        [RECONCILE] = { STAFF_TASK, &task_reconcile, WALK_LIST, VISIT_NONE },
        [RECONCILE_OPENING] = { STAFF_TASK, &task_reconcile, WALK_OPENING, VISIT_OPENING },
        [RECONCILE_DOOR] = { STAFF_TASK, &task_reconcile, WALK_DOOR, VISIT_OPEN },
        [RECONCILE_ASKING] = { STAFF_TASK, &task_reconcile, WALK_ASKING, VISIT_SHUT },
        [RECONCILE_UNLATCHED] = { STAFF_TASK, &task_reconcile, WALK_UNLATCHED, VISIT_OPEN },
        [RECONCILE_TELLING] = { STAFF_TASK, &task_reconcile, WALK_TELLING, VISIT_SHUT },
};

enum place machine_place(const struct staff *staff) {
        for (unsigned i = 0; i < PLACE_COUNT; i++)
                if (places[i].state == staff->state &&
                    (staff->state != STAFF_TASK || (places[i].task == staff->task && places[i].stage == staff->stage)))
                        return (enum place)i;
        fail_msg("%s is no place", staff_state_name(staff));
        return PLACE_COUNT;
}

const char *machine_place_name(enum place place) {
        struct staff staff = { .state = places[place].state, .task = places[place].task, .stage = places[place].stage };

        return staff_state_name(&staff);
}

struct staff machine_in(enum place place, enum role role) {
        struct staff staff = { .state = places[place].state, .active_ms = START_MS };

        if (place == OUT)
                return (struct staff){ .state = STAFF_OUT };
        staff.persons[0] = (struct staff_person){ .sub = "lore", .role = role, .badge = { 1 }, .signed_in = place > HASHING };
        staff.task = places[place].task;
        staff.stage = places[place].stage;
        staff.visit = (struct visit){ .state = places[place].visit, .c = places[place].visit == VISIT_NONE ? 0 : HERE };
        staff.visit.keeps = place == FOUND_LOOK || place == FOUND_DESK;
        staff.load.offer = (struct offer){ .cti = { 1 }, .c = HERE };
        staff.page = (struct staff_page){ .known = everything, .purpose = PURPOSE_LOOK };
        staff.walk.takes = staff.task == &task_round;
        if (place == TYPING) {
                digits_begin(&staff.entry, 4);
                staff.entry.text[0] = '0' + HERE;
                staff.entry.count = 1;
        }
        if (staff.task == &task_give_pin)
                staff.giving = (struct staff_giving){ .sub = "other", .role = ROLE_LOADER };
        if (place == TYPING_INCIDENT) {
                digits_begin(&staff.entry, 4);
                strcpy(staff.entry.text, "4711");
                staff.entry.count = staff.entry.max;
        }
        if (place == TYPING_DATE || place == TYPING_TIME) {
                digits_begin(&staff.entry, place == TYPING_DATE ? 8 : 4);
                strcpy(staff.entry.text, place == TYPING_DATE ? "25092026" : "1430");
                staff.entry.count = staff.entry.max;
                staff.time.date = (struct local_time){ .year = 2026, .month = 9, .day = 25 };
        }
        staff.waits = place == SECOND;
        staff.wanted = place == SECOND ? HERE : 0;
        if (place == PIN || place == NEW_PIN || place == NEW_PIN_AGAIN) {
                digits_begin(&staff.entry, 8);
                memcpy(staff.entry.text, "13572468", 8);
                staff.entry.count = 8;
                memcpy(staff.new_pin, "13572468", 9);
        }
        return staff;
}

struct actions machine_step_event(struct staff *staff, const struct event *event, struct asked *asked) {
        struct moment now = { .mono_ms = START_MS + (event->type == EVENT_TICK ? 240000 : 100) };
        struct actions actions = { 0 };
        struct deeds deeds = store;

        deeds.context = asked;
        asked->count = 0;
        staff_step(staff, event, now, &deeds, &actions);
        return actions;
}

struct actions machine_step(struct staff *staff, enum stimulus stimulus, struct asked *asked) {
        struct event event = machine_event(stimulus, staff->visit.c);

        return machine_step_event(staff, &event, asked);
}

struct actions machine_step_four_eyes(struct staff *staff, enum stimulus stimulus, struct asked *asked) {
        struct event event = machine_event(stimulus, staff->visit.c);

        event.four_eyes = true;
        return machine_step_event(staff, &event, asked);
}

bool machine_acts(const struct actions *actions, enum action_type type) {
        for (unsigned i = 0; i < actions->count; i++)
                if (actions->list[i].type == type)
                        return true;
        return false;
}
