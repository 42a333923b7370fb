/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Every transition of the staff's machine: each stimulus is tried in each place
 * with each answer of the store, and what is not in the tables must change nothing.
 */
#include <string.h>

#include "controller/box/session/service.h"
#include "controller/box/session/task.h"
#include "controller/box/session/walk.h"
#include "tests/support/cmocka.h"

enum stimulus {
        NEXT, BACK, CANCEL, END, YES, NO, SIGN_OUT, MENU_LOAD, MENU_OVERDUE, MENU_DESK, MENU_PROBLEMS, MENU_STATE, MENU_CHECKPOINT, LOAD_CANCEL,
        NOT_EMPTY, TAKEN, KEPT, EMPTY, ELSE, CELL, AROUND, TYPE_CELL, ALERT, PAGE_TAKE_OUT, PAGE_LOOK_IN, PAGE_OPEN_IT, PAGE_SHUT_IT, CHOOSE, AGAIN,
        MENU_ROUND, MENU_RECONCILE, MENU_DAY, MENU_CONTENTS, MENU_TOMORROW, MENU_ADOPT, MENU_EXPORT, MENU_CHECKING, MENU_INCIDENTS, MENU_SET_CLOCK, ROWS,
        ROW, /* touched */
        CODE, CODE_HERE, /* of what lies in HERE */ TICKET, TICKET_SAME, TICKET_BAD, TICKET_NEWER, BADGE_OWN, BADGE_OTHER, BADGE_AUDITOR, BADGE_BAD, CHECKED, HASHED,
        HASHED_NOT, OPENED, NOT_OPENED, CLOSED, REMINDED, GIVEN_UP, UNLATCHED, SETTLED, AFTER_4_MINUTES,
        STIMULUS_COUNT,
};

static const enum target_id targets[] = {
        [NEXT] = TARGET_NEXT, [BACK] = TARGET_BACK, [CANCEL] = TARGET_CANCEL, [END] = TARGET_END, [YES] = TARGET_YES, [NO] = TARGET_NO,
        [SIGN_OUT] = TARGET_SIGN_OUT, [MENU_LOAD] = TARGET_TASK, [MENU_OVERDUE] = TARGET_TASK, [MENU_DESK] = TARGET_TASK, [MENU_PROBLEMS] = TARGET_TASK,
        [MENU_STATE] = TARGET_TASK, [MENU_CHECKPOINT] = TARGET_TASK,
        [LOAD_CANCEL] = TARGET_LOAD_CANCEL, [NOT_EMPTY] = TARGET_NOT_EMPTY, [TAKEN] = TARGET_FOUND_TAKEN, [KEPT] = TARGET_FOUND_KEPT, [EMPTY] = TARGET_FOUND_EMPTY,
        [ELSE] = TARGET_FOUND_ELSE, [ROW] = TARGET_ROW, [CELL] = TARGET_CELL, [AROUND] = TARGET_AROUND, [TYPE_CELL] = TARGET_TYPE_CELL,
        [ALERT] = TARGET_ALERT, [PAGE_TAKE_OUT] = TARGET_PAGE_TAKE, [PAGE_LOOK_IN] = TARGET_PAGE_LOOK, [PAGE_OPEN_IT] = TARGET_PAGE_OPEN,
        [PAGE_SHUT_IT] = TARGET_PAGE_SHUT, [CHOOSE] = TARGET_CHOOSE, [AGAIN] = TARGET_AGAIN,
        [MENU_ROUND] = TARGET_TASK, [MENU_RECONCILE] = TARGET_TASK, [MENU_DAY] = TARGET_TASK, [MENU_CONTENTS] = TARGET_TASK, [MENU_TOMORROW] = TARGET_TASK, [MENU_ADOPT] = TARGET_TASK, [MENU_EXPORT] = TARGET_TASK, [MENU_CHECKING] = TARGET_TASK, [MENU_INCIDENTS] = TARGET_TASK, [MENU_SET_CLOCK] = TARGET_TASK,
        [ROWS] = TARGET_ROWS,
};

static const enum word_task tasks[STIMULUS_COUNT] = {
        [MENU_LOAD] = TASK_LOAD, [MENU_OVERDUE] = TASK_OVERDUE, [MENU_DESK] = TASK_DESK, [MENU_PROBLEMS] = TASK_PROBLEMS, [MENU_STATE] = TASK_STATE,
        [MENU_CHECKPOINT] = TASK_CHECKPOINT, [MENU_ROUND] = TASK_ROUND, [MENU_RECONCILE] = TASK_RECONCILE, [MENU_DAY] = TASK_DAY,
        [MENU_CONTENTS] = TASK_CONTENTS, [MENU_TOMORROW] = TASK_TOMORROW, [MENU_ADOPT] = TASK_ADOPT, [MENU_EXPORT] = TASK_EXPORT, [MENU_CHECKING] = TASK_CHECKING, [MENU_INCIDENTS] = TASK_INCIDENTS, [MENU_SET_CLOCK] = TASK_SET_CLOCK,
};

static const enum event_type types[STIMULUS_COUNT] = {
        [CODE] = EVENT_CODE, [CODE_HERE] = EVENT_CODE, [TICKET] = EVENT_TICKET, [TICKET_SAME] = EVENT_TICKET, [TICKET_BAD] = EVENT_TICKET, [TICKET_NEWER] = EVENT_TICKET,
        [BADGE_OWN] = EVENT_BADGE, [BADGE_OTHER] = EVENT_BADGE, [BADGE_AUDITOR] = EVENT_BADGE, [BADGE_BAD] = EVENT_BADGE,
        [CHECKED] = EVENT_PIN_CHECKED, [HASHED] = EVENT_PIN_HASHED, [HASHED_NOT] = EVENT_PIN_HASHED, [OPENED] = EVENT_OPENED,
        [NOT_OPENED] = EVENT_NOT_OPENED, [CLOSED] = EVENT_CLOSED, [REMINDED] = EVENT_REMINDED, [GIVEN_UP] = EVENT_GIVEN_UP,
        [UNLATCHED] = EVENT_UNLATCHED, [SETTLED] = EVENT_SETTLED, [AFTER_4_MINUTES] = EVENT_TICK,
};

enum { HERE = 3, NEXT_FREE = 5, START_MS = 1000000 };

/* The watch speaks of the compartment that the session works on. */
static struct event event_of(enum stimulus stimulus, unsigned c) {
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

/* What it answers. */
enum given { GIVEN_ALL, GIVEN_PIN_WRONG, GIVEN_PIN_LOCKED, GIVEN_NO_ROOM, GIVEN_TICKET_REFUSED, GIVEN_UNKNOWN, GIVEN_COUNT };

enum doing {
        ANSWER_PIN, LOAD_BEGIN, REISSUE, SERVICE_OPEN, /* permits */
        BADGE_REFUSED, LOGGED_OUT, LOADED, LOAD_CANCELLED, FOUND_NOTED, CLOCK_CONFIRMED, BADGE_UNLOCKED, LISTED, PAGE_READ, STOP_SOUGHT, RECONCILED, INCIDENTS_SOUGHT, QUARANTINE,
};

/* And what was asked of it. */
struct asked {
        enum given given;
        enum doing deeds[8];
        unsigned count;
        enum purpose purpose;
        bool second;
};

static void note(struct asked *asked, enum doing deed) {
        assert_true(asked->count < ARRAY_LEN(asked->deeds));
        asked->deeds[asked->count++] = deed;
}

static bool did(const struct asked *asked, enum doing deed) {
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
        .badge_refused = badge_refused, .logged_out = logged_out, .loaded = loaded, .load_cancelled = load_cancelled,
        .answered = answered, .clock_range = clock_range, .clock_confirmed = clock_confirmed, .badge_unlocked = badge_unlocked, .page = page, .next_stop = next_stop, .reconcile = reconcile, .find_incidents = find_incidents, .list = list, .quarantine = quarantine,
};

/* ---- a machine ---- */

/* Every state, and every stage of every task. */
enum place {
        OUT, PIN, CHECKING, NEW_PIN, NEW_PIN_AGAIN, HASHING, /* nobody is signed in yet */
        OVERVIEW, SECOND, REFUSED, SCAN, OPENING, LOAD, CANCELLING, MOVING, LATCHING, LOAD_UNLATCHED, SPRUNG, CLOSE_FIRST, OVERDUE, OPENING_TAKE, TAKE, FOUND,
        TAKE_UNLATCHED, DESK, OPENING_DESK, HANDING, FOUND_DESK, DESK_UNLATCHED, PROBLEMS, OPENING_LOOK, LOOK, FOUND_LOOK, LOOK_UNLATCHED, STATE, CHECKPOINT,
        CABINET, TYPING, PAGE, PURPOSE, OPENING_PAGE, PAGE_DOOR, FOUND_PAGE, PAGE_UNLATCHED,
        DAY, CONTENTS, TOMORROW, ADOPT, EXPORT, CHECKING_EXPORT, INCIDENTS, TYPING_INCIDENT, INCIDENT_FOUND, TYPING_DATE, TYPING_TIME, CLOCK_TOLD, /* from here on what was answered before may be written without an opening after it: */
        ROUND, ROUND_OPENING, ROUND_DOOR, ROUND_ASKING, ROUND_UNLATCHED, ROUND_TELLING,
        RECONCILE, RECONCILE_OPENING, RECONCILE_DOOR, RECONCILE_ASKING, RECONCILE_UNLATCHED, RECONCILE_TELLING,
        PLACE_COUNT,
};

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

static enum place place_of(const struct staff *staff) {
        for (unsigned i = 0; i < PLACE_COUNT; i++)
                if (places[i].state == staff->state &&
                    (staff->state != STAFF_TASK || (places[i].task == staff->task && places[i].stage == staff->stage)))
                        return (enum place)i;
        fail_msg("%s is no place", staff_state_name(staff));
        return PLACE_COUNT;
}

static const char *place_name(enum place place) {
        struct staff staff = { .state = places[place].state, .task = places[place].task, .stage = places[place].stage };

        return staff_state_name(&staff);
}

/* Somebody of this role is signed in, but for the states before that. */
static struct staff staff_in(enum place place, enum role role) {
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

static struct actions step_event(struct staff *staff, const struct event *event, struct asked *asked) {
        struct moment now = { .mono_ms = START_MS + (event->type == EVENT_TICK ? 240000 : 100) };
        struct actions actions = { 0 };
        struct deeds deeds = store;

        deeds.context = asked;
        asked->count = 0;
        staff_step(staff, event, now, &deeds, &actions);
        return actions;
}

static struct actions step(struct staff *staff, enum stimulus stimulus, struct asked *asked) {
        struct event event = event_of(stimulus, staff->visit.c);

        return step_event(staff, &event, asked);
}

static struct actions step_four_eyes(struct staff *staff, enum stimulus stimulus, struct asked *asked) {
        struct event event = event_of(stimulus, staff->visit.c);

        event.four_eyes = true;
        return step_event(staff, &event, asked);
}

static bool has(const struct actions *actions, enum action_type type) {
        for (unsigned i = 0; i < actions->count; i++)
                if (actions->list[i].type == type)
                        return true;
        return false;
}

struct transition {
        enum place from;
        enum stimulus stimulus;
        enum place to;
};

/* A manager's, without four eyes, when the store permits everything. */
static const struct transition table[] = {
        { OUT, TICKET, REFUSED }, { OUT, TICKET_SAME, REFUSED }, { OUT, TICKET_BAD, REFUSED },
        { OUT, TICKET_NEWER, REFUSED }, { OUT, BADGE_OWN, PIN }, { OUT, BADGE_OTHER, PIN },
        { OUT, BADGE_AUDITOR, PIN }, { OUT, BADGE_BAD, REFUSED },
        { PIN, NEXT, CHECKING }, { PIN, BACK, OUT }, { PIN, CANCEL, OUT },
        { PIN, END, OUT }, { PIN, YES, CHECKING }, { PIN, SIGN_OUT, OUT },
        { PIN, AFTER_4_MINUTES, OUT },
        { CHECKING, CHECKED, OVERVIEW },
        { NEW_PIN, NEXT, NEW_PIN_AGAIN }, { NEW_PIN, BACK, OUT }, { NEW_PIN, CANCEL, OUT },
        { NEW_PIN, END, OUT }, { NEW_PIN, YES, NEW_PIN_AGAIN }, { NEW_PIN, SIGN_OUT, OUT },
        { NEW_PIN, AFTER_4_MINUTES, OUT },
        { NEW_PIN_AGAIN, NEXT, HASHING }, { NEW_PIN_AGAIN, BACK, NEW_PIN },
        { NEW_PIN_AGAIN, CANCEL, OUT }, { NEW_PIN_AGAIN, YES, HASHING },
        { NEW_PIN_AGAIN, SIGN_OUT, OUT }, { NEW_PIN_AGAIN, AFTER_4_MINUTES, OUT },
        { HASHING, HASHED, OVERVIEW }, { HASHING, HASHED_NOT, OUT },
        { OVERVIEW, SIGN_OUT, OUT }, { OVERVIEW, MENU_LOAD, SCAN },
        { OVERVIEW, MENU_OVERDUE, OVERDUE }, { OVERVIEW, MENU_DESK, DESK }, { OVERVIEW, MENU_PROBLEMS, PROBLEMS },
        { OVERVIEW, MENU_STATE, STATE }, { OVERVIEW, MENU_CHECKPOINT, CHECKPOINT },
        { OVERVIEW, CODE, REFUSED }, { OVERVIEW, CODE_HERE, REFUSED }, { OVERVIEW, TICKET, OPENING },
        { OVERVIEW, TICKET_SAME, OPENING }, { OVERVIEW, TICKET_BAD, REFUSED },
        { OVERVIEW, TICKET_NEWER, SCAN }, { OVERVIEW, BADGE_OWN, OUT },
        { OVERVIEW, BADGE_OTHER, PIN }, { OVERVIEW, BADGE_AUDITOR, REFUSED },
        { OVERVIEW, BADGE_BAD, REFUSED }, { OVERVIEW, AFTER_4_MINUTES, OUT },
        { SECOND, BACK, OVERVIEW }, { SECOND, CANCEL, OVERVIEW }, { SECOND, END, OVERVIEW },
        { SECOND, SIGN_OUT, OUT }, { SECOND, BADGE_OWN, OUT }, { SECOND, BADGE_OTHER, PIN },
        { SECOND, BADGE_AUDITOR, REFUSED }, { SECOND, BADGE_BAD, REFUSED },
        { SECOND, AFTER_4_MINUTES, OUT },
        { SCAN, BACK, OVERVIEW }, { SCAN, CANCEL, OVERVIEW }, { SCAN, END, OVERVIEW },
        { SCAN, SIGN_OUT, OUT }, { SCAN, CODE, REFUSED }, { SCAN, CODE_HERE, REFUSED }, { SCAN, TICKET, OPENING },
        { SCAN, TICKET_SAME, OPENING }, { SCAN, TICKET_BAD, REFUSED },
        { SCAN, BADGE_OWN, OUT }, { SCAN, BADGE_OTHER, PIN },
        { SCAN, BADGE_AUDITOR, REFUSED }, { SCAN, BADGE_BAD, REFUSED },
        { SCAN, AFTER_4_MINUTES, OUT },
        { OPENING, OPENED, LOAD },
        { LOAD, BACK, CANCELLING }, { LOAD, CANCEL, CANCELLING }, { LOAD, END, CANCELLING },
        { LOAD, LOAD_CANCEL, CANCELLING }, { LOAD, NOT_EMPTY, MOVING },
        { LOAD, TICKET, CLOSE_FIRST }, { LOAD, TICKET_BAD, CLOSE_FIRST }, { LOAD, TICKET_NEWER, CLOSE_FIRST },
        { LOAD, BADGE_OWN, CLOSE_FIRST }, { LOAD, BADGE_OTHER, CLOSE_FIRST }, { LOAD, BADGE_AUDITOR, CLOSE_FIRST }, { LOAD, BADGE_BAD, CLOSE_FIRST },
        { LOAD, SIGN_OUT, CLOSE_FIRST }, { CLOSE_FIRST, NEXT, LOAD }, { CLOSE_FIRST, YES, LOAD }, { CLOSE_FIRST, BACK, LOAD },
        { CLOSE_FIRST, CANCEL, LOAD }, { CLOSE_FIRST, END, LOAD }, { CLOSE_FIRST, CLOSED, LATCHING }, { CLOSE_FIRST, GIVEN_UP, OUT },
        { LOAD, CLOSED, LATCHING }, { LOAD, GIVEN_UP, OUT },
        { LATCHING, SETTLED, SCAN }, { LATCHING, UNLATCHED, LOAD_UNLATCHED }, { LATCHING, AFTER_4_MINUTES, OUT },
        { LOAD_UNLATCHED, CLOSED, LATCHING }, { LOAD_UNLATCHED, GIVEN_UP, OUT },
        { SPRUNG, CLOSED, SCAN }, { SPRUNG, GIVEN_UP, OUT },
        { FOUND, UNLATCHED, TAKE_UNLATCHED }, { TAKE_UNLATCHED, CLOSED, FOUND }, { TAKE_UNLATCHED, GIVEN_UP, OUT },
        { FOUND_LOOK, UNLATCHED, LOOK_UNLATCHED }, { LOOK_UNLATCHED, CLOSED, FOUND_LOOK }, { LOOK_UNLATCHED, GIVEN_UP, OUT },
        { CANCELLING, CLOSED, SCAN }, { CANCELLING, GIVEN_UP, OUT },
        { MOVING, CLOSED, OPENING }, { MOVING, GIVEN_UP, OUT },
        { REFUSED, NEXT, SCAN }, { REFUSED, BACK, SCAN }, { REFUSED, CANCEL, SCAN },
        { REFUSED, END, SCAN }, { REFUSED, AGAIN, SCAN }, { REFUSED, YES, SCAN }, { REFUSED, SIGN_OUT, OUT },
        { REFUSED, TICKET, OPENING }, { REFUSED, TICKET_SAME, OPENING },
        { REFUSED, TICKET_NEWER, SCAN }, { REFUSED, BADGE_OWN, OUT },
        { REFUSED, BADGE_OTHER, PIN }, { REFUSED, AFTER_4_MINUTES, OUT },
        { OVERDUE, BACK, OVERVIEW }, { OVERDUE, CANCEL, OVERVIEW },
        { OVERDUE, END, OVERVIEW }, { OVERDUE, SIGN_OUT, OUT }, { OVERDUE, ROW, OPENING_TAKE },
        { OVERDUE, CODE, REFUSED }, { OVERDUE, CODE_HERE, REFUSED }, { OVERDUE, TICKET, OPENING },
        { OVERDUE, TICKET_SAME, OPENING }, { OVERDUE, TICKET_BAD, REFUSED },
        { OVERDUE, TICKET_NEWER, SCAN }, { OVERDUE, BADGE_OWN, OUT },
        { OVERDUE, BADGE_OTHER, PIN }, { OVERDUE, BADGE_AUDITOR, REFUSED },
        { OVERDUE, BADGE_BAD, REFUSED }, { OVERDUE, AFTER_4_MINUTES, OUT },
        { PROBLEMS, BACK, OVERVIEW }, { PROBLEMS, CANCEL, OVERVIEW },
        { PROBLEMS, END, OVERVIEW }, { PROBLEMS, SIGN_OUT, OUT }, { PROBLEMS, ROW, OPENING_LOOK },
        { PROBLEMS, CODE, REFUSED }, { PROBLEMS, CODE_HERE, REFUSED }, { PROBLEMS, TICKET, OPENING },
        { PROBLEMS, TICKET_SAME, OPENING }, { PROBLEMS, TICKET_BAD, REFUSED },
        { PROBLEMS, TICKET_NEWER, SCAN }, { PROBLEMS, BADGE_OWN, OUT },
        { PROBLEMS, BADGE_OTHER, PIN }, { PROBLEMS, BADGE_AUDITOR, REFUSED },
        { PROBLEMS, BADGE_BAD, REFUSED }, { PROBLEMS, AFTER_4_MINUTES, OUT },
        { DESK, BACK, OVERVIEW }, { DESK, CANCEL, OVERVIEW },
        { DESK, END, OVERVIEW }, { DESK, SIGN_OUT, OUT }, { DESK, ROW, SECOND }, /* whatever the office has set */
        { DESK, CODE, REFUSED }, { DESK, CODE_HERE, SECOND }, { DESK, TICKET, OPENING },
        { DESK, TICKET_SAME, OPENING }, { DESK, TICKET_BAD, REFUSED },
        { DESK, TICKET_NEWER, SCAN }, { DESK, BADGE_OWN, OUT },
        { DESK, BADGE_OTHER, PIN }, { DESK, BADGE_AUDITOR, REFUSED },
        { DESK, BADGE_BAD, REFUSED }, { DESK, AFTER_4_MINUTES, OUT },
        { OPENING_DESK, OPENED, HANDING }, { OPENING_DESK, NOT_OPENED, DESK }, { HANDING, CLOSED, FOUND_DESK }, { HANDING, GIVEN_UP, OUT },
        { FOUND_DESK, TAKEN, DESK }, { FOUND_DESK, KEPT, DESK }, { FOUND_DESK, EMPTY, DESK }, { FOUND_DESK, ELSE, DESK },
        { FOUND_DESK, AFTER_4_MINUTES, OUT },
        { FOUND_DESK, UNLATCHED, DESK_UNLATCHED }, { DESK_UNLATCHED, CLOSED, FOUND_DESK }, { DESK_UNLATCHED, GIVEN_UP, OUT },
        { OPENING_TAKE, OPENED, TAKE }, { OPENING_TAKE, NOT_OPENED, OVERDUE }, { TAKE, CLOSED, FOUND }, { TAKE, GIVEN_UP, OUT },
        { FOUND, TAKEN, OVERDUE }, { FOUND, EMPTY, OVERDUE }, { FOUND, ELSE, OVERDUE }, { FOUND, AFTER_4_MINUTES, OUT },
        { OPENING_LOOK, OPENED, LOOK }, { OPENING_LOOK, NOT_OPENED, PROBLEMS }, { LOOK, CLOSED, FOUND_LOOK }, { LOOK, GIVEN_UP, OUT },
        { FOUND_LOOK, TAKEN, PROBLEMS }, { FOUND_LOOK, KEPT, PROBLEMS }, { FOUND_LOOK, EMPTY, PROBLEMS }, { FOUND_LOOK, ELSE, PROBLEMS }, { FOUND_LOOK, AFTER_4_MINUTES, OUT },
        { STATE, BACK, OVERVIEW }, { STATE, CANCEL, OVERVIEW }, { STATE, END, OVERVIEW },
        { STATE, SIGN_OUT, OUT }, { STATE, CODE, REFUSED }, { STATE, CODE_HERE, REFUSED }, { STATE, TICKET, OPENING },
        { STATE, TICKET_SAME, OPENING }, { STATE, TICKET_BAD, REFUSED },
        { STATE, TICKET_NEWER, SCAN }, { STATE, BADGE_OWN, OUT }, { STATE, BADGE_OTHER, PIN },
        { STATE, BADGE_AUDITOR, REFUSED }, { STATE, BADGE_BAD, REFUSED },
        { STATE, AFTER_4_MINUTES, OUT },
        { CHECKPOINT, BACK, OVERVIEW }, { CHECKPOINT, CANCEL, OVERVIEW },
        { CHECKPOINT, END, OVERVIEW }, { CHECKPOINT, SIGN_OUT, OUT },
        { CHECKPOINT, CODE, REFUSED }, { CHECKPOINT, CODE_HERE, REFUSED }, { CHECKPOINT, TICKET, OPENING },
        { CHECKPOINT, TICKET_SAME, OPENING }, { CHECKPOINT, TICKET_BAD, REFUSED },
        { CHECKPOINT, TICKET_NEWER, SCAN }, { CHECKPOINT, BADGE_OWN, OUT },
        { CHECKPOINT, BADGE_OTHER, PIN }, { CHECKPOINT, BADGE_AUDITOR, REFUSED },
        { CHECKPOINT, BADGE_BAD, REFUSED }, { CHECKPOINT, AFTER_4_MINUTES, OUT },
        { CABINET, BACK, OVERVIEW }, { CABINET, CANCEL, OVERVIEW }, { CABINET, END, OVERVIEW }, { CABINET, SIGN_OUT, OUT },
        { CABINET, CODE, REFUSED }, { CABINET, CODE_HERE, REFUSED }, { CABINET, TICKET, OPENING }, { CABINET, TICKET_SAME, OPENING },
        { CABINET, TICKET_BAD, REFUSED }, { CABINET, TICKET_NEWER, SCAN }, { CABINET, BADGE_OWN, OUT }, { CABINET, BADGE_OTHER, PIN },
        { CABINET, BADGE_AUDITOR, REFUSED }, { CABINET, BADGE_BAD, REFUSED }, { CABINET, AFTER_4_MINUTES, OUT },
        { PAGE, BACK, OVERVIEW }, { PAGE, CANCEL, OVERVIEW }, { PAGE, END, OVERVIEW }, { PAGE, SIGN_OUT, OUT },
        { PAGE, CODE, REFUSED }, { PAGE, CODE_HERE, REFUSED }, { PAGE, TICKET, OPENING }, { PAGE, TICKET_SAME, OPENING },
        { PAGE, TICKET_BAD, REFUSED }, { PAGE, TICKET_NEWER, SCAN }, { PAGE, BADGE_OWN, OUT }, { PAGE, BADGE_OTHER, PIN },
        { PAGE, BADGE_AUDITOR, REFUSED }, { PAGE, BADGE_BAD, REFUSED }, { PAGE, AFTER_4_MINUTES, OUT },
        { OVERVIEW, CELL, PAGE }, { OVERVIEW, AROUND, CABINET }, { OVERVIEW, ALERT, PAGE },
        { CABINET, CELL, PAGE }, { CABINET, ALERT, PAGE }, { CABINET, TYPE_CELL, TYPING },
        { TYPING, NEXT, PAGE }, { TYPING, YES, PAGE }, { TYPING, BACK, CABINET }, { TYPING, CANCEL, CABINET }, { TYPING, END, CABINET },
        { TYPING, SIGN_OUT, OUT }, { TYPING, AFTER_4_MINUTES, OUT },
        { PAGE, PAGE_TAKE_OUT, OPENING_PAGE }, { PAGE, PAGE_LOOK_IN, OPENING_PAGE }, { PAGE, PAGE_OPEN_IT, PURPOSE },
        { PURPOSE, CHOOSE, OPENING_PAGE }, { PURPOSE, BACK, PAGE }, { PURPOSE, CANCEL, PAGE }, { PURPOSE, END, PAGE },
        { PURPOSE, SIGN_OUT, OUT }, { PURPOSE, AFTER_4_MINUTES, OUT },
        { OPENING_PAGE, OPENED, PAGE_DOOR }, { OPENING_PAGE, NOT_OPENED, PAGE }, { PAGE_DOOR, CLOSED, FOUND_PAGE }, { PAGE_DOOR, GIVEN_UP, OUT },
        { FOUND_PAGE, TAKEN, PAGE }, { FOUND_PAGE, EMPTY, PAGE }, { FOUND_PAGE, ELSE, PAGE }, { FOUND_PAGE, AFTER_4_MINUTES, OUT },
        { FOUND_PAGE, UNLATCHED, PAGE_UNLATCHED }, { PAGE_UNLATCHED, CLOSED, FOUND_PAGE }, { PAGE_UNLATCHED, GIVEN_UP, OUT },
        { DAY, BACK, OVERVIEW }, { DAY, CANCEL, OVERVIEW }, { DAY, END, OVERVIEW }, { DAY, SIGN_OUT, OUT },
        { DAY, CODE, REFUSED }, { DAY, CODE_HERE, REFUSED }, { DAY, TICKET, OPENING }, { DAY, TICKET_SAME, OPENING },
        { DAY, TICKET_BAD, REFUSED }, { DAY, TICKET_NEWER, SCAN }, { DAY, BADGE_OWN, OUT }, { DAY, BADGE_OTHER, PIN },
        { DAY, BADGE_AUDITOR, REFUSED }, { DAY, BADGE_BAD, REFUSED }, { DAY, AFTER_4_MINUTES, OUT },
        { CONTENTS, BACK, OVERVIEW }, { CONTENTS, CANCEL, OVERVIEW }, { CONTENTS, END, OVERVIEW }, { CONTENTS, SIGN_OUT, OUT },
        { CONTENTS, CODE, REFUSED }, { CONTENTS, CODE_HERE, REFUSED }, { CONTENTS, TICKET, OPENING }, { CONTENTS, TICKET_SAME, OPENING },
        { CONTENTS, TICKET_BAD, REFUSED }, { CONTENTS, TICKET_NEWER, SCAN }, { CONTENTS, BADGE_OWN, OUT }, { CONTENTS, BADGE_OTHER, PIN },
        { CONTENTS, BADGE_AUDITOR, REFUSED }, { CONTENTS, BADGE_BAD, REFUSED }, { CONTENTS, AFTER_4_MINUTES, OUT },
        { TOMORROW, BACK, OVERVIEW }, { TOMORROW, CANCEL, OVERVIEW }, { TOMORROW, END, OVERVIEW }, { TOMORROW, SIGN_OUT, OUT },
        { TOMORROW, CODE, REFUSED }, { TOMORROW, CODE_HERE, REFUSED }, { TOMORROW, TICKET, OPENING }, { TOMORROW, TICKET_SAME, OPENING },
        { TOMORROW, TICKET_BAD, REFUSED }, { TOMORROW, TICKET_NEWER, SCAN }, { TOMORROW, BADGE_OWN, OUT }, { TOMORROW, BADGE_OTHER, PIN },
        { TOMORROW, BADGE_AUDITOR, REFUSED }, { TOMORROW, BADGE_BAD, REFUSED }, { TOMORROW, AFTER_4_MINUTES, OUT },
        { INCIDENTS, BACK, OVERVIEW }, { INCIDENTS, CANCEL, OVERVIEW }, { INCIDENTS, END, OVERVIEW }, { INCIDENTS, SIGN_OUT, OUT },
        { INCIDENTS, CODE, REFUSED }, { INCIDENTS, CODE_HERE, REFUSED }, { INCIDENTS, TICKET, OPENING }, { INCIDENTS, TICKET_SAME, OPENING },
        { INCIDENTS, TICKET_BAD, REFUSED }, { INCIDENTS, TICKET_NEWER, SCAN }, { INCIDENTS, BADGE_OWN, OUT }, { INCIDENTS, BADGE_OTHER, PIN },
        { INCIDENTS, BADGE_AUDITOR, REFUSED }, { INCIDENTS, BADGE_BAD, REFUSED }, { INCIDENTS, AFTER_4_MINUTES, OUT },
        { INCIDENTS, NEXT, TYPING_INCIDENT }, { INCIDENTS, YES, TYPING_INCIDENT },
        { TYPING_INCIDENT, NEXT, INCIDENT_FOUND }, { TYPING_INCIDENT, YES, INCIDENT_FOUND }, { TYPING_INCIDENT, BACK, INCIDENTS },
        { TYPING_INCIDENT, CANCEL, INCIDENTS }, { TYPING_INCIDENT, END, INCIDENTS }, { TYPING_INCIDENT, SIGN_OUT, OUT }, { TYPING_INCIDENT, AFTER_4_MINUTES, OUT },
        { INCIDENT_FOUND, NEXT, TYPING_INCIDENT }, { INCIDENT_FOUND, YES, TYPING_INCIDENT }, { INCIDENT_FOUND, BACK, INCIDENTS },
        { INCIDENT_FOUND, CANCEL, INCIDENTS }, { INCIDENT_FOUND, END, INCIDENTS }, { INCIDENT_FOUND, SIGN_OUT, OUT }, { INCIDENT_FOUND, AFTER_4_MINUTES, OUT },
        { ROUND, BACK, OVERVIEW }, { ROUND, CANCEL, OVERVIEW }, { ROUND, END, OVERVIEW }, { ROUND, SIGN_OUT, OUT },
        { ROUND, CODE, REFUSED }, { ROUND, CODE_HERE, REFUSED }, { ROUND, TICKET, OPENING }, { ROUND, TICKET_SAME, OPENING },
        { ROUND, TICKET_BAD, REFUSED }, { ROUND, TICKET_NEWER, SCAN }, { ROUND, BADGE_OWN, OUT }, { ROUND, BADGE_OTHER, PIN },
        { ROUND, BADGE_AUDITOR, REFUSED }, { ROUND, BADGE_BAD, REFUSED }, { ROUND, AFTER_4_MINUTES, OUT },
        { RECONCILE, BACK, OVERVIEW }, { RECONCILE, CANCEL, OVERVIEW }, { RECONCILE, END, OVERVIEW }, { RECONCILE, SIGN_OUT, OUT },
        { RECONCILE, CODE, REFUSED }, { RECONCILE, CODE_HERE, REFUSED }, { RECONCILE, TICKET, OPENING }, { RECONCILE, TICKET_SAME, OPENING },
        { RECONCILE, TICKET_BAD, REFUSED }, { RECONCILE, TICKET_NEWER, SCAN }, { RECONCILE, BADGE_OWN, OUT }, { RECONCILE, BADGE_OTHER, PIN },
        { RECONCILE, BADGE_AUDITOR, REFUSED }, { RECONCILE, BADGE_BAD, REFUSED }, { RECONCILE, AFTER_4_MINUTES, OUT },
        { ADOPT, BACK, OVERVIEW }, { ADOPT, CANCEL, OVERVIEW }, { ADOPT, END, OVERVIEW }, { ADOPT, SIGN_OUT, OUT },
        { ADOPT, CODE, REFUSED }, { ADOPT, CODE_HERE, REFUSED }, { ADOPT, TICKET, OPENING }, { ADOPT, TICKET_SAME, OPENING },
        { ADOPT, TICKET_BAD, REFUSED }, { ADOPT, TICKET_NEWER, SCAN }, { ADOPT, BADGE_OWN, OUT }, { ADOPT, BADGE_OTHER, PIN },
        { ADOPT, BADGE_AUDITOR, REFUSED }, { ADOPT, BADGE_BAD, REFUSED }, { ADOPT, AFTER_4_MINUTES, OUT }, { STATE, MENU_ADOPT, ADOPT }, { STATE, MENU_SET_CLOCK, TYPING_DATE },
        { TYPING_DATE, NEXT, TYPING_TIME }, { TYPING_DATE, YES, TYPING_TIME }, { TYPING_DATE, BACK, OVERVIEW }, { TYPING_DATE, CANCEL, OVERVIEW },
        { TYPING_DATE, END, OVERVIEW }, { TYPING_DATE, SIGN_OUT, OUT }, { TYPING_DATE, CODE, REFUSED }, { TYPING_DATE, CODE_HERE, REFUSED },
        { TYPING_DATE, TICKET, OPENING }, { TYPING_DATE, TICKET_SAME, OPENING }, { TYPING_DATE, TICKET_BAD, REFUSED }, { TYPING_DATE, TICKET_NEWER, SCAN },
        { TYPING_DATE, BADGE_OWN, OUT }, { TYPING_DATE, BADGE_OTHER, PIN }, { TYPING_DATE, BADGE_AUDITOR, REFUSED }, { TYPING_DATE, BADGE_BAD, REFUSED },
        { TYPING_DATE, AFTER_4_MINUTES, OUT },
        { TYPING_TIME, NEXT, CLOCK_TOLD }, { TYPING_TIME, YES, CLOCK_TOLD }, { TYPING_TIME, BACK, TYPING_DATE }, { TYPING_TIME, CANCEL, TYPING_DATE },
        { TYPING_TIME, END, TYPING_DATE }, { TYPING_TIME, SIGN_OUT, OUT }, { TYPING_TIME, AFTER_4_MINUTES, OUT },
        { CLOCK_TOLD, NEXT, STATE }, { CLOCK_TOLD, YES, STATE }, { CLOCK_TOLD, BACK, STATE }, { CLOCK_TOLD, CANCEL, STATE }, { CLOCK_TOLD, END, STATE },
        { CLOCK_TOLD, AGAIN, TYPING_DATE }, { CLOCK_TOLD, SIGN_OUT, OUT }, { CLOCK_TOLD, AFTER_4_MINUTES, OUT },
        { EXPORT, BACK, OVERVIEW }, { EXPORT, CANCEL, OVERVIEW }, { EXPORT, END, OVERVIEW }, { EXPORT, SIGN_OUT, OUT },
        { EXPORT, CODE, REFUSED }, { EXPORT, CODE_HERE, REFUSED }, { EXPORT, TICKET, OPENING }, { EXPORT, TICKET_SAME, OPENING },
        { EXPORT, TICKET_BAD, REFUSED }, { EXPORT, TICKET_NEWER, SCAN }, { EXPORT, BADGE_OWN, OUT }, { EXPORT, BADGE_OTHER, PIN },
        { EXPORT, BADGE_AUDITOR, REFUSED }, { EXPORT, BADGE_BAD, REFUSED }, { EXPORT, AFTER_4_MINUTES, OUT },
        { CHECKING_EXPORT, BACK, OVERVIEW }, { CHECKING_EXPORT, CANCEL, OVERVIEW }, { CHECKING_EXPORT, END, OVERVIEW }, { CHECKING_EXPORT, SIGN_OUT, OUT },
        { CHECKING_EXPORT, CODE, REFUSED }, { CHECKING_EXPORT, CODE_HERE, REFUSED }, { CHECKING_EXPORT, TICKET, OPENING }, { CHECKING_EXPORT, TICKET_SAME, OPENING },
        { CHECKING_EXPORT, TICKET_BAD, REFUSED }, { CHECKING_EXPORT, TICKET_NEWER, SCAN }, { CHECKING_EXPORT, BADGE_OWN, OUT }, { CHECKING_EXPORT, BADGE_OTHER, PIN },
        { CHECKING_EXPORT, BADGE_AUDITOR, REFUSED }, { CHECKING_EXPORT, BADGE_BAD, REFUSED }, { CHECKING_EXPORT, AFTER_4_MINUTES, OUT },
        { ROUND, NEXT, ROUND_OPENING }, { ROUND, YES, ROUND_OPENING }, { ROUND, ROW, PAGE },
        { ROUND_OPENING, OPENED, ROUND_DOOR }, { ROUND_OPENING, NOT_OPENED, ROUND }, { ROUND_DOOR, CLOSED, ROUND_ASKING }, { ROUND_DOOR, GIVEN_UP, OUT },
        { ROUND_ASKING, UNLATCHED, ROUND_UNLATCHED }, { ROUND_ASKING, AFTER_4_MINUTES, OUT },
        { ROUND_UNLATCHED, CLOSED, ROUND_ASKING }, { ROUND_UNLATCHED, GIVEN_UP, OUT },
        { ROUND_TELLING, TAKEN, ROUND }, { ROUND_TELLING, EMPTY, ROUND }, { ROUND_TELLING, ELSE, ROUND }, { ROUND_TELLING, AFTER_4_MINUTES, OUT },
        { ROUND_TELLING, TICKET, ROUND }, { ROUND_TELLING, TICKET_SAME, ROUND }, { ROUND_TELLING, TICKET_BAD, ROUND }, { ROUND_TELLING, TICKET_NEWER, ROUND },
        { RECONCILE, NEXT, SECOND }, { RECONCILE, YES, SECOND }, /* whatever the office has set */ { RECONCILE, ROW, PAGE },
        { RECONCILE_OPENING, OPENED, RECONCILE_DOOR }, { RECONCILE_OPENING, NOT_OPENED, RECONCILE }, { RECONCILE_DOOR, CLOSED, RECONCILE_ASKING }, { RECONCILE_DOOR, GIVEN_UP, OUT },
        { RECONCILE_ASKING, UNLATCHED, RECONCILE_UNLATCHED }, { RECONCILE_ASKING, AFTER_4_MINUTES, OUT },
        { RECONCILE_UNLATCHED, CLOSED, RECONCILE_ASKING }, { RECONCILE_UNLATCHED, GIVEN_UP, OUT },
        { RECONCILE_TELLING, TAKEN, RECONCILE }, { RECONCILE_TELLING, EMPTY, RECONCILE }, { RECONCILE_TELLING, ELSE, RECONCILE }, { RECONCILE_TELLING, AFTER_4_MINUTES, OUT },
        { RECONCILE_TELLING, TICKET, RECONCILE }, { RECONCILE_TELLING, TICKET_SAME, RECONCILE }, { RECONCILE_TELLING, TICKET_BAD, RECONCILE }, { RECONCILE_TELLING, TICKET_NEWER, RECONCILE },
        { ROUND, MENU_RECONCILE, RECONCILE }, { ROUND_ASKING, SETTLED, ROUND_TELLING },
        { OVERVIEW, MENU_ROUND, ROUND }, { OVERVIEW, MENU_DAY, DAY }, { DAY, MENU_CONTENTS, CONTENTS }, { DAY, MENU_TOMORROW, TOMORROW }, { DAY, MENU_INCIDENTS, INCIDENTS },
};

/* No incident has the number that is typed. */
#define NOTHING_FOUND { TYPING_INCIDENT, NEXT, TYPING_INCIDENT }, { TYPING_INCIDENT, YES, TYPING_INCIDENT }

/* When a compartment is to be loaded and there is none, or the ticket was used. */
static const struct transition not_loaded[] = {
        { OVERVIEW, TICKET, REFUSED }, { SCAN, TICKET, REFUSED }, { REFUSED, TICKET, REFUSED }, { OVERDUE, TICKET, REFUSED },
        { DESK, TICKET, REFUSED }, { DESK, TICKET_SAME, REFUSED },
        { DAY, TICKET, REFUSED }, { DAY, TICKET_SAME, REFUSED },
        { CONTENTS, TICKET, REFUSED }, { CONTENTS, TICKET_SAME, REFUSED },
        { TOMORROW, TICKET, REFUSED }, { TOMORROW, TICKET_SAME, REFUSED },
        { ADOPT, TICKET, REFUSED }, { ADOPT, TICKET_SAME, REFUSED },
        { TYPING_DATE, TICKET, REFUSED }, { TYPING_DATE, TICKET_SAME, REFUSED },
        { EXPORT, TICKET, REFUSED }, { EXPORT, TICKET_SAME, REFUSED },
        { CHECKING_EXPORT, TICKET, REFUSED }, { CHECKING_EXPORT, TICKET_SAME, REFUSED },
        { INCIDENTS, TICKET, REFUSED }, { INCIDENTS, TICKET_SAME, REFUSED },
        { ROUND, TICKET, REFUSED }, { ROUND, TICKET_SAME, REFUSED },
        { RECONCILE, TICKET, REFUSED }, { RECONCILE, TICKET_SAME, REFUSED },
        { CABINET, TICKET, REFUSED }, { CABINET, TICKET_SAME, REFUSED }, { PAGE, TICKET, REFUSED }, { PAGE, TICKET_SAME, REFUSED },
        { PROBLEMS, TICKET, REFUSED }, { STATE, TICKET, REFUSED }, { CHECKPOINT, TICKET, REFUSED },
        { OVERVIEW, TICKET_SAME, REFUSED }, { SCAN, TICKET_SAME, REFUSED }, { REFUSED, TICKET_SAME, REFUSED },
        { OVERDUE, TICKET_SAME, REFUSED }, { PROBLEMS, TICKET_SAME, REFUSED }, { STATE, TICKET_SAME, REFUSED },
        { CHECKPOINT, TICKET_SAME, REFUSED }, { OPENING, NOT_OPENED, REFUSED }, { MOVING, CLOSED, REFUSED }, NOTHING_FOUND,
};
static const struct transition pin_wrong[] = { { CHECKING, CHECKED, PIN }, NOTHING_FOUND };
static const struct transition pin_locked[] = { { CHECKING, CHECKED, REFUSED }, NOTHING_FOUND };
static const struct transition unknown[] = { NOTHING_FOUND };

/* What else is expected than the table says. */
static const struct {
        const struct transition *list;
        size_t count;
} others[GIVEN_COUNT] = {
        [GIVEN_NO_ROOM] = { not_loaded, ARRAY_LEN(not_loaded) },
        [GIVEN_TICKET_REFUSED] = { not_loaded, ARRAY_LEN(not_loaded) },
        [GIVEN_UNKNOWN] = { unknown, ARRAY_LEN(unknown) },
        [GIVEN_PIN_WRONG] = { pin_wrong, ARRAY_LEN(pin_wrong) },
        [GIVEN_PIN_LOCKED] = { pin_locked, ARRAY_LEN(pin_locked) },
};

static bool look_up(const struct transition *list, size_t count, enum place from, enum stimulus stimulus, enum place *ret_to) {
        for (size_t i = 0; i < count; i++)
                if (list[i].from == from && list[i].stimulus == stimulus) {
                        *ret_to = list[i].to;
                        return true;
                }
        return false;
}

static bool asks_permit(const struct asked *asked) {
        return asked->count > 0 && asked->deeds[asked->count - 1] <= SERVICE_OPEN;
}

static enum place expected(enum place from, enum stimulus stimulus, const struct asked *asked) {
        enum place to = from;

        if (asked->given == GIVEN_UNKNOWN && asks_permit(asked))
                return from;
        if (!look_up(others[asked->given].list, others[asked->given].count, from, stimulus, &to))
                look_up(table, ARRAY_LEN(table), from, stimulus, &to);
        return to;
}

static void check_place(enum place from, enum stimulus stimulus, enum given given) {
        static const struct staff nobody;
        struct staff staff = staff_in(from, ROLE_MANAGER);
        struct asked asked = { .given = given };
        enum place to;

        step(&staff, stimulus, &asked);
        to = expected(from, stimulus, &asked);
        if (place_of(&staff) != to)
                fail_msg("%s, stimulus %u, store %u: %s instead of %s", place_name(from), stimulus, given, staff_state_name(&staff),
                         place_name(to));
        if (to == OUT && from != OUT)
                assert_memory_equal(&staff, &nobody, sizeof(nobody));
}

static void every_stimulus_in_every_place_leads_where_the_tables_say(void **state) {
        for (unsigned given = 0; given < GIVEN_COUNT; given++)
                for (unsigned from = 0; from < PLACE_COUNT; from++)
                        for (unsigned stimulus = 0; stimulus < STIMULUS_COUNT; stimulus++)
                                check_place((enum place)from, (enum stimulus)stimulus, (enum given)given);
}

/* Nothing opens but on a permit given in the same step. */
static void check_opening(enum place from, enum stimulus stimulus, enum given given, const struct actions *actions, const struct asked *asked) {
        bool opens = has(actions, ACTION_OPEN);

        if (opens)
                assert_true(did(asked, LOAD_BEGIN) != did(asked, SERVICE_OPEN));
        if (opens && did(asked, LOAD_BEGIN))
                assert_int_equal(given == GIVEN_ALL || given == GIVEN_PIN_WRONG || given == GIVEN_PIN_LOCKED, true);
        if (did(asked, LOAD_BEGIN))
                assert_true(stimulus == TICKET || stimulus == TICKET_SAME || (from == OPENING && stimulus == NOT_OPENED) ||
                            (from == MOVING && stimulus == CLOSED));
        if (did(asked, SERVICE_OPEN))
                assert_true((stimulus == ROW && (from == OVERDUE || from == PROBLEMS)) || (from == PURPOSE && stimulus == CHOOSE) ||
                            (from == ROUND && (stimulus == NEXT || stimulus == YES)) ||
                            (from == PAGE && (stimulus == PAGE_TAKE_OUT || stimulus == PAGE_LOOK_IN)));
        if (given == GIVEN_UNKNOWN)
                assert_false(opens);
}

static void grave_deeds_have_one_cause_each(void **state) {
        for (unsigned given = 0; given < GIVEN_COUNT; given++)
                for (unsigned from = 0; from < PLACE_COUNT; from++)
                        for (unsigned stimulus = 0; stimulus < STIMULUS_COUNT; stimulus++) {
                                struct staff staff = staff_in((enum place)from, ROLE_MANAGER);
                                struct asked asked = { .given = (enum given)given };
                                struct actions actions = step(&staff, (enum stimulus)stimulus, &asked);

                                check_opening((enum place)from, (enum stimulus)stimulus, asked.given, &actions, &asked);
                                if (did(&asked, LOADED))
                                        assert_true(from == LATCHING && stimulus == SETTLED);
                                assert_int_equal(did(&asked, FOUND_NOTED), from == RECONCILE_TELLING && place_of(&staff) == RECONCILE);
                                assert_false(did(&asked, CLOCK_CONFIRMED));
                                if (staff.state == STAFF_OUT && from > HASHING)
                                        assert_true(did(&asked, LOGGED_OUT) && has(&actions, ACTION_SESSION_OVER));
                        }
}

/* Before the next opening, at the end, and once it cannot be changed any more. */
static void what_was_answered_is_written_in_time_and_once(void **state) {
        for (unsigned from = HASHING + 1; from < PLACE_COUNT; from++)
                for (unsigned stimulus = 0; stimulus < STIMULUS_COUNT; stimulus++) {
                        struct staff staff = staff_in((enum place)from, ROLE_MANAGER);
                        struct asked asked = { .given = GIVEN_ALL };
                        unsigned noted = 0;

                        staff.answer = (struct staff_answer){ .c = HERE, .answered = ANSWERED_TAKEN, .due_ms = START_MS + STAFF_ANSWER_MS };
                        assert_true(staff_deadline(&staff) <= START_MS + STAFF_ANSWER_MS);
                        step(&staff, (enum stimulus)stimulus, &asked);
                        for (unsigned i = 0; i < asked.count; i++)
                                noted += asked.deeds[i] == FOUND_NOTED;
                        if (from >= ROUND) {
                                assert_in_range(noted, 0, 2);
                                continue;
                        }
                        assert_int_equal(noted, did(&asked, LOAD_BEGIN) || did(&asked, SERVICE_OPEN) || staff.state == STAFF_OUT ||
                                                        stimulus == AFTER_4_MINUTES);
                        for (unsigned i = 1; i < asked.count; i++)
                                assert_false(asked.deeds[i] == FOUND_NOTED && (asked.deeds[i - 1] == LOAD_BEGIN || asked.deeds[i - 1] == SERVICE_OPEN));
                }
}

/* The outcome is not known: neither action nor deed comes after it. */
static void after_a_permit_that_is_not_given_nothing_follows(void **state) {
        for (unsigned from = 0; from < PLACE_COUNT; from++)
                for (unsigned stimulus = 0; stimulus < STIMULUS_COUNT; stimulus++) {
                        struct staff staff = staff_in((enum place)from, ROLE_MANAGER);
                        struct asked asked = { .given = GIVEN_UNKNOWN };
                        struct actions actions = step(&staff, (enum stimulus)stimulus, &asked);

                        for (unsigned i = 0; i < asked.count; i++)
                                if (asked.deeds[i] <= SERVICE_OPEN)
                                        assert_int_equal(i, asked.count - 1);
                        if (asks_permit(&asked))
                                for (unsigned i = 0; i < actions.count; i++)
                                        assert_int_equal(actions.list[i].tone, TONE_WAIT);
                }
}

/* ---- rows ---- */

/* Without rights: neither a list to open from nor a load, whatever is touched in the menu. */
static void roles_bound_what_the_menu_leads_to(void **state) {
        static const struct {
                enum role role;
                enum stimulus stimulus;
                enum place to, limited; /* limited: the clock is in doubt */
        } rights[] = {
                { ROLE_LOADER, MENU_LOAD, SCAN, OVERVIEW }, { ROLE_LOADER, MENU_OVERDUE, OVERDUE, OVERVIEW },
                { ROLE_LOADER, MENU_ROUND, ROUND, OVERVIEW }, { ROLE_MANAGER, MENU_ROUND, ROUND, OVERVIEW }, { ROLE_AUDITOR, MENU_ROUND, OVERVIEW, OVERVIEW },
                { ROLE_MANAGER, MENU_RECONCILE, OVERVIEW, OVERVIEW }, { ROLE_AUDITOR, MENU_DAY, DAY, DAY },
                { ROLE_LOADER, MENU_DESK, OVERVIEW, OVERVIEW }, { ROLE_MANAGER, MENU_DESK, DESK, OVERVIEW },
                { ROLE_AUDITOR, MENU_DESK, OVERVIEW, OVERVIEW },
                { ROLE_LOADER, MENU_PROBLEMS, OVERVIEW, OVERVIEW }, { ROLE_LOADER, MENU_STATE, STATE, STATE },
                { ROLE_LOADER, MENU_CHECKPOINT, CHECKPOINT, CHECKPOINT },
                { ROLE_MANAGER, MENU_LOAD, SCAN, OVERVIEW }, { ROLE_MANAGER, MENU_OVERDUE, OVERDUE, OVERVIEW },
                { ROLE_MANAGER, MENU_PROBLEMS, PROBLEMS, OVERVIEW }, { ROLE_MANAGER, MENU_STATE, STATE, STATE },
                { ROLE_MANAGER, MENU_CHECKPOINT, CHECKPOINT, CHECKPOINT },
                { ROLE_AUDITOR, MENU_LOAD, OVERVIEW, OVERVIEW }, { ROLE_AUDITOR, MENU_OVERDUE, OVERVIEW, OVERVIEW },
                { ROLE_AUDITOR, MENU_PROBLEMS, OVERVIEW, OVERVIEW }, { ROLE_AUDITOR, MENU_STATE, STATE, STATE },
                { ROLE_AUDITOR, MENU_CHECKPOINT, CHECKPOINT, CHECKPOINT },
                { ROLE_AUDITOR, TICKET, REFUSED, REFUSED }, { ROLE_LOADER, TICKET, OPENING, OPENING },
        };

        for (size_t i = 0; i < ARRAY_LEN(rights); i++)
                for (unsigned limited = 0; limited < 2; limited++) {
                        struct staff staff = staff_in(OVERVIEW, rights[i].role);
                        struct event event = event_of(rights[i].stimulus, 0);
                        struct asked asked = { 0 };

                        event.limited = limited;
                        step_event(&staff, &event, &asked);
                        assert_int_equal(place_of(&staff), limited ? rights[i].limited : rights[i].to);
                }
}

/* Pressed by a name that no menu shows, a function does not begin. */
static void what_the_menu_does_not_show_cannot_be_pressed(void **state) {
        static const unsigned numbers[] = { TASK_NONE, TASK_CLOCK, TASK_CABINET, TASK_COMPARTMENT, TASK_RECONCILE, TASK_CONTENTS, TASK_TOMORROW, TASK_ADOPT, TASK_CHECKING, TASK_INCIDENTS, TASK_SET_CLOCK, TASK_COUNT, TASK_COUNT + 1, UINT32_MAX };

        for (size_t i = 0; i < 2 * ARRAY_LEN(numbers); i++) {
                struct staff staff = staff_in(OVERVIEW, ROLE_MANAGER);
                struct event event = { .type = EVENT_TARGET, .target = { TARGET_TASK, numbers[i / 2] }, .limited = i % 2 };
                struct asked asked = { 0 };

                step_event(&staff, &event, &asked);
                assert_int_equal(place_of(&staff), OVERVIEW);
                assert_int_equal(asked.count, 0);
        }
}

/* Nobody else gets there, and each look at the screen is a reading. */
static void a_stick_is_read_for_managers_alone(void **state) {
        for (unsigned role = ROLE_LOADER; role < ROLE_COUNT; role++) {
                struct staff staff = staff_in(STATE, (enum role)role);
                struct asked asked = { 0 };
                struct actions actions = step(&staff, MENU_ADOPT, &asked);

                assert_int_equal(place_of(&staff), role == ROLE_MANAGER ? ADOPT : STATE);
                assert_int_equal(has(&actions, ACTION_READ_STICK), role == ROLE_MANAGER);
                if (role != ROLE_MANAGER)
                        continue;
                actions = step(&staff, AGAIN, &asked);
                assert_true(has(&actions, ACTION_READ_STICK));
                step(&staff, BACK, &asked);
                assert_int_equal(place_of(&staff), STATE);
        }
}

static void an_auditor_alone_exports(void **state) {
        for (unsigned role = ROLE_LOADER; role < ROLE_COUNT; role++) {
                struct staff staff = staff_in(OVERVIEW, (enum role)role);
                struct asked asked = { 0 };
                struct actions actions;

                step(&staff, MENU_EXPORT, &asked);
                assert_int_equal(place_of(&staff), role == ROLE_AUDITOR ? EXPORT : OVERVIEW);
                actions = step(&staff, NEXT, &asked);
                assert_int_equal(has(&actions, ACTION_EXPORT_STICK), role == ROLE_AUDITOR);
                if (role != ROLE_AUDITOR)
                        continue;
                step(&staff, MENU_CHECKING, &asked);
                assert_int_equal(place_of(&staff), CHECKING_EXPORT);
                actions = step(&staff, NEXT, &asked);
                assert_false(has(&actions, ACTION_EXPORT_STICK));
                step(&staff, BACK, &asked);
                assert_int_equal(place_of(&staff), EXPORT);
        }
}

static void every_row_is_whole(void **state) {
        for (unsigned i = TASK_NONE + 1; i < TASK_COUNT; i++) {
                const struct task *task = task_of(i);

                assert_true(task->roles != 0 && (task->roles & ~(unsigned)ROLES_ALL) == 0);
                assert_non_null(task->stages[0].name);
                if (task->four_eyes)
                        assert_non_null(task->granted);
                for (unsigned stage = 0; stage < TASK_STAGES_MAX && task->stages[stage].name; stage++) {
                        assert_in_range(task->stages[stage].screen, 0, SCREEN_COUNT - 1);
                        assert_true(task->stages[stage].step <= task->steps);
                }
        }
}

/* The strong button first, then the order of the list. */
static void the_menu_says_what_a_role_may_do_now(void **state) {
        static const struct {
                enum role role;
                bool limited;
                unsigned count;
                uint8_t menu[TASK_COUNT];
        } menus[] = {
                { ROLE_LOADER, false, 6, { TASK_LOAD, TASK_ROUND, TASK_OVERDUE, TASK_DAY, TASK_STATE, TASK_CHECKPOINT } },
                { ROLE_MANAGER, false, 8, { TASK_LOAD, TASK_ROUND, TASK_OVERDUE, TASK_DESK, TASK_PROBLEMS, TASK_DAY, TASK_STATE, TASK_CHECKPOINT } },
                { ROLE_AUDITOR, false, 4, { TASK_CHECKPOINT, TASK_DAY, TASK_STATE, TASK_EXPORT } },
                { ROLE_LOADER, true, 3, { TASK_STATE, TASK_DAY, TASK_CHECKPOINT } },
                { ROLE_MANAGER, true, 3, { TASK_STATE, TASK_DAY, TASK_CHECKPOINT } },
                { ROLE_AUDITOR, true, 4, { TASK_STATE, TASK_DAY, TASK_CHECKPOINT, TASK_EXPORT } },
        };

        for (size_t i = 0; i < ARRAY_LEN(menus); i++) {
                uint8_t menu[TASK_COUNT];

                assert_int_equal(task_menu(menus[i].role, menus[i].limited, menu), menus[i].count);
                assert_memory_equal(menu, menus[i].menu, menus[i].count);
        }
}

/* ---- a compartment's page ---- */

static void a_page_offers_and_does_what_the_role_may(void **state) {
        static const struct {
                enum cell_state cell;
                bool doubt;
                unsigned loader, manager;
        } pages[] = {
                { CELL_FREE, false, 0, PAGE_OPEN | PAGE_SHUT },
                { CELL_OCCUPIED, false, 0, PAGE_OPEN | PAGE_SHUT },
                { CELL_OCCUPIED, true, 0, PAGE_OPEN | PAGE_SHUT | PAGE_LOOK },
                { CELL_OVERDUE, false, PAGE_TAKE, PAGE_TAKE | PAGE_OPEN | PAGE_SHUT },
                { CELL_FAULT, true, 0, PAGE_OPEN | PAGE_LOOK },
                { CELL_ABSENT, true, 0, 0 },
        };
        static const enum stimulus ways[] = { PAGE_TAKE_OUT, PAGE_LOOK_IN, PAGE_OPEN_IT, PAGE_SHUT_IT };

        for (size_t i = 0; i < ARRAY_LEN(pages); i++) {
                struct page page = { .c = HERE, .cell = pages[i].cell, .doubt = pages[i].doubt };

                assert_int_equal(page_acts(&page, ROLE_LOADER, false), pages[i].loader);
                assert_int_equal(page_acts(&page, ROLE_MANAGER, false), pages[i].manager);
                assert_int_equal(page_acts(&page, ROLE_AUDITOR, false), 0);
                assert_int_equal(page_acts(&page, ROLE_MANAGER, true), 0);
                for (size_t way = 0; way < ARRAY_LEN(ways); way++) {
                        struct staff staff = staff_in(PAGE, ROLE_LOADER);
                        struct asked asked = { 0 };

                        staff.page.known = page;
                        step(&staff, ways[way], &asked);
                        assert_int_equal(did(&asked, SERVICE_OPEN), pages[i].loader != 0 && ways[way] == PAGE_TAKE_OUT);
                        assert_false(did(&asked, QUARANTINE));
                }
                page.busy = true;
                assert_int_equal(page_acts(&page, ROLE_MANAGER, false), 0);
        }
}

/* What is empty is nobody's: one pair of eyes is enough. */
static void from_a_page_what_is_stored_opens_with_four_eyes(void **state) {
        for (unsigned i = 0; i < 4; i++) {
                bool empty = i % 2, wanted = i / 2; /* wanted: by the office */
                struct staff staff = staff_in(PURPOSE, ROLE_MANAGER);
                struct event event = event_of(CHOOSE, 0);
                struct asked asked = { 0 };

                staff.page.known.cell = empty ? CELL_FREE : CELL_OCCUPIED;
                event.target.number = 2;
                event.four_eyes = wanted;
                step_event(&staff, &event, &asked);
                assert_int_equal(place_of(&staff), empty ? OPENING_PAGE : SECOND);
                assert_int_equal(did(&asked, SERVICE_OPEN), empty);
                if (empty)
                        continue;
                step_four_eyes(&staff, BADGE_OTHER, &asked);
                staff.state = STAFF_CHECKING;
                step_four_eyes(&staff, CHECKED, &asked);
                assert_true(did(&asked, SERVICE_OPEN) && asked.second);
                assert_int_equal(asked.purpose, PURPOSE_CLEAN);
                assert_int_equal(place_of(&staff), OPENING_PAGE);
        }
}

static void an_answer_given_on_a_page_is_changed_there(void **state) {
        struct staff staff = staff_in(FOUND_PAGE, ROLE_MANAGER);
        struct asked asked = { 0 };

        step(&staff, TAKEN, &asked);
        assert_int_equal(place_of(&staff), PAGE);
        step(&staff, PAGE_OPEN_IT, &asked);
        assert_int_equal(place_of(&staff), PAGE);
        step(&staff, AGAIN, &asked);
        assert_int_equal(place_of(&staff), FOUND_PAGE);
        assert_false(did(&asked, FOUND_NOTED));
}

/* ---- a walk ---- */

/* A loader's walk never leads to a reconciliation, pressed by whatever name. */
static void only_a_manager_reconciles(void **state) {
        struct staff staff = staff_in(ROUND, ROLE_LOADER);
        struct asked asked = { 0 };

        step(&staff, MENU_RECONCILE, &asked);
        assert_int_equal(place_of(&staff), ROUND);
        assert_false(did(&asked, RECONCILED));
}

static void with_four_eyes_a_walk_waits_for_the_second_person(void **state) {
        static const enum place walks[] = { ROUND, RECONCILE };

        for (size_t i = 0; i < ARRAY_LEN(walks); i++) {
                struct staff staff = staff_in(walks[i], ROLE_MANAGER);
                struct asked asked = { 0 };

                step_four_eyes(&staff, NEXT, &asked);
                assert_int_equal(place_of(&staff), SECOND);
                assert_false(did(&asked, SERVICE_OPEN));
                step_four_eyes(&staff, BADGE_OTHER, &asked);
                staff.state = STAFF_CHECKING;
                step_four_eyes(&staff, CHECKED, &asked);
                assert_true(did(&asked, SERVICE_OPEN) && asked.second);
                assert_int_equal(asked.purpose, walks[i] == ROUND ? PURPOSE_TAKE_OUT : PURPOSE_RECONCILE);
        }
}

/* At the door it waits for the lock to stay shut, and where something is in doubt for the answer. */
static void the_next_door_waits_for_the_last_one(void **state) {
        for (unsigned takes = 0; takes < 2; takes++) {
                struct staff staff = staff_in(takes ? ROUND_ASKING : RECONCILE_ASKING, ROLE_MANAGER);
                struct asked asked = { 0 };

                step(&staff, EMPTY, &asked);
                assert_false(did(&asked, STOP_SOUGHT));
                step(&staff, SETTLED, &asked);
                assert_true(did(&asked, STOP_SOUGHT) && did(&asked, FOUND_NOTED));
                staff = staff_in(takes ? ROUND_ASKING : RECONCILE_ASKING, ROLE_MANAGER);
                step(&staff, SETTLED, &asked);
                assert_int_equal(did(&asked, STOP_SOUGHT), takes);
                assert_false(did(&asked, FOUND_NOTED));
        }
}

static void whoever_leaves_a_walk_leaves_what_was_put_off_doubted(void **state) {
        struct staff staff = staff_in(ROUND_ASKING, ROLE_MANAGER);
        struct asked asked = { 0 };

        staff.walk.pending[0] = (struct staff_pending){ .c = HERE + 1 };
        staff.walk.pending_count = 1;
        step(&staff, AFTER_4_MINUTES, &asked);
        assert_int_equal(place_of(&staff), OUT);
        assert_int_equal(asked.deeds[0] == QUARANTINE && asked.deeds[1] == QUARANTINE, true);
}

/* ---- the clock ---- */

static struct event confirm(bool four_eyes) {
        return (struct event){ .type = EVENT_TARGET, .target = { .id = TARGET_YES }, .limited = true, .four_eyes = four_eyes };
}

static void a_manager_confirms_the_clock(void **state) {
        static const enum role roles[] = { ROLE_LOADER, ROLE_AUDITOR, ROLE_MANAGER };

        for (size_t i = 0; i < ARRAY_LEN(roles); i++) {
                struct staff staff = staff_in(STATE, roles[i]);
                struct event event = confirm(false);
                struct asked asked = { 0 };
                struct actions actions = step_event(&staff, &event, &asked);

                assert_int_equal(did(&asked, CLOCK_CONFIRMED), roles[i] == ROLE_MANAGER);
                assert_int_equal(place_of(&staff), STATE);
                assert_int_equal(actions.count, 0);
        }
}

static void with_four_eyes_the_second_person_comes_before_the_clock(void **state) {
        struct staff staff = staff_in(STATE, ROLE_MANAGER);
        struct event event = confirm(true);
        struct asked asked = { 0 };

        step_event(&staff, &event, &asked);
        assert_int_equal(place_of(&staff), SECOND);
        assert_false(did(&asked, CLOCK_CONFIRMED));
        step_four_eyes(&staff, BADGE_OTHER, &asked);
        staff.state = STAFF_CHECKING;
        step_four_eyes(&staff, CHECKED, &asked);
        assert_true(did(&asked, CLOCK_CONFIRMED));
        assert_int_equal(place_of(&staff), STATE);
}

static void only_a_manager_unlocks_badges(void **state) {
        static const enum role roles[] = { ROLE_LOADER, ROLE_AUDITOR, ROLE_MANAGER };

        for (size_t i = 0; i < ARRAY_LEN(roles); i++) {
                struct staff staff = staff_in(STATE, roles[i]);
                struct asked asked = { 0 };

                step(&staff, ROW, &asked);
                assert_int_equal(did(&asked, BADGE_UNLOCKED), roles[i] == ROLE_MANAGER);
                assert_int_equal(place_of(&staff), STATE);
        }
}

/* ---- the second person ---- */

static void with_four_eyes_nothing_occupied_opens_before_the_second_signs_in(void **state) {
        static const enum place lists[] = { OVERDUE, PROBLEMS };

        for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
                struct staff staff = staff_in(lists[i], ROLE_MANAGER);
                struct asked asked = { 0 };

                step_four_eyes(&staff, ROW, &asked);
                assert_int_equal(place_of(&staff), SECOND);
                assert_false(did(&asked, SERVICE_OPEN));
                step_four_eyes(&staff, BADGE_OTHER, &asked);
                assert_int_equal(place_of(&staff), PIN);
                staff.state = STAFF_CHECKING;
                step_four_eyes(&staff, CHECKED, &asked);
                assert_true(did(&asked, SERVICE_OPEN));
                assert_int_equal(place_of(&staff), lists[i] == OVERDUE ? OPENING_TAKE : OPENING_LOOK);
        }
}

/* Whatever the office has set, and whether the compartment is touched or its code scanned. */
static void at_the_desk_nobody_hands_over_alone(void **state) {
        static const enum stimulus ways[] = { ROW, CODE_HERE };

        for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
                struct staff staff = staff_in(DESK, ROLE_MANAGER);
                struct asked asked = { 0 };

                step(&staff, ways[i], &asked);
                assert_int_equal(place_of(&staff), SECOND);
                assert_false(did(&asked, SERVICE_OPEN));
                step(&staff, BADGE_OTHER, &asked);
                assert_int_equal(place_of(&staff), PIN);
                staff.state = STAFF_CHECKING;
                step(&staff, CHECKED, &asked);
                assert_true(did(&asked, SERVICE_OPEN) && asked.second);
                assert_int_equal(asked.purpose, PURPOSE_DESK);
                assert_int_equal(place_of(&staff), OPENING_DESK);
        }
}

static void under_a_clock_in_doubt_no_code_opens_anything_at_the_desk(void **state) {
        struct staff staff = staff_in(DESK, ROLE_MANAGER);
        struct event event = event_of(CODE_HERE, 0);
        struct asked asked = { 0 };

        event.limited = true;
        step_event(&staff, &event, &asked);
        assert_int_equal(place_of(&staff), DESK);
        assert_false(did(&asked, SERVICE_OPEN));
}

static void a_refused_second_person_leaves_no_wish_behind(void **state) {
        struct staff staff = staff_in(OVERDUE, ROLE_LOADER);
        struct asked asked = { 0 };

        step_four_eyes(&staff, ROW, &asked);
        step_four_eyes(&staff, BADGE_BAD, &asked);
        assert_int_equal(place_of(&staff), REFUSED);
        step_four_eyes(&staff, NEXT, &asked);
        step_four_eyes(&staff, BADGE_OTHER, &asked);
        staff.state = STAFF_CHECKING;
        step_four_eyes(&staff, CHECKED, &asked);
        assert_false(did(&asked, SERVICE_OPEN));
        assert_int_equal(place_of(&staff), OVERVIEW);
}

static void a_scan_that_does_not_fit_is_answered_by_a_tone(void **state) {
        static const enum stimulus scans[] = { CODE, TICKET, BADGE_OWN, BADGE_OTHER };

        for (size_t i = 0; i < ARRAY_LEN(scans); i++) {
                struct staff staff = staff_in(TAKE, ROLE_LOADER);
                struct asked asked = { 0 };
                struct actions actions = step(&staff, scans[i], &asked);

                assert_int_equal(actions.count, 1);
                assert_int_equal(actions.list[0].tone, TONE_WAIT);
                assert_int_equal(asked.count, 0);
        }
}

static void a_locked_second_person_is_forgotten(void **state) {
        struct staff staff = staff_in(SECOND, ROLE_LOADER);
        struct asked asked = { .given = GIVEN_PIN_LOCKED };

        step_four_eyes(&staff, BADGE_OTHER, &asked);
        staff.state = STAFF_CHECKING;
        step_four_eyes(&staff, CHECKED, &asked);
        assert_int_equal(place_of(&staff), REFUSED);
        assert_string_equal(staff.persons[1].sub, "");
        assert_true(staff_signed_in(&staff));
}

static void whoever_walks_away_from_the_question_leaves_a_quarantine(void **state) {
        static const enum place asking[] = { FOUND, FOUND_LOOK, FOUND_DESK };

        for (size_t i = 0; i < ARRAY_LEN(asking); i++) {
                struct staff staff = staff_in(asking[i], ROLE_MANAGER);
                struct asked asked = { 0 };

                step(&staff, AFTER_4_MINUTES, &asked);
                assert_true(did(&asked, QUARANTINE) && did(&asked, LOGGED_OUT));
                assert_int_equal(place_of(&staff), OUT);
        }
}

static void a_ticket_tries_three_compartments(void **state) {
        struct staff staff = staff_in(OPENING, ROLE_LOADER);
        struct asked asked = { 0 };

        for (unsigned i = 1; i <= 3; i++) {
                step(&staff, NOT_OPENED, &asked);
                assert_true(did(&asked, LOAD_CANCELLED) && did(&asked, QUARANTINE));
                assert_int_equal(did(&asked, LOAD_BEGIN), i < 3);
                assert_int_equal(place_of(&staff), i < 3 ? OPENING : REFUSED);
        }
        assert_true(staff.no_room);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(every_stimulus_in_every_place_leads_where_the_tables_say),
                cmocka_unit_test(grave_deeds_have_one_cause_each),
                cmocka_unit_test(what_was_answered_is_written_in_time_and_once),
                cmocka_unit_test(after_a_permit_that_is_not_given_nothing_follows),
                cmocka_unit_test(roles_bound_what_the_menu_leads_to),
                cmocka_unit_test(what_the_menu_does_not_show_cannot_be_pressed),
                cmocka_unit_test(a_stick_is_read_for_managers_alone),
                cmocka_unit_test(an_auditor_alone_exports),
                cmocka_unit_test(every_row_is_whole),
                cmocka_unit_test(the_menu_says_what_a_role_may_do_now),
                cmocka_unit_test(a_page_offers_and_does_what_the_role_may),
                cmocka_unit_test(from_a_page_what_is_stored_opens_with_four_eyes),
                cmocka_unit_test(an_answer_given_on_a_page_is_changed_there),
                cmocka_unit_test(only_a_manager_reconciles),
                cmocka_unit_test(with_four_eyes_a_walk_waits_for_the_second_person),
                cmocka_unit_test(the_next_door_waits_for_the_last_one),
                cmocka_unit_test(whoever_leaves_a_walk_leaves_what_was_put_off_doubted),
                cmocka_unit_test(a_manager_confirms_the_clock),
                cmocka_unit_test(with_four_eyes_the_second_person_comes_before_the_clock),
                cmocka_unit_test(only_a_manager_unlocks_badges),
                cmocka_unit_test(with_four_eyes_nothing_occupied_opens_before_the_second_signs_in),
                cmocka_unit_test(at_the_desk_nobody_hands_over_alone),
                cmocka_unit_test(under_a_clock_in_doubt_no_code_opens_anything_at_the_desk),
                cmocka_unit_test(a_refused_second_person_leaves_no_wish_behind),
                cmocka_unit_test(a_scan_that_does_not_fit_is_answered_by_a_tone),
                cmocka_unit_test(a_locked_second_person_is_forgotten),
                cmocka_unit_test(whoever_walks_away_from_the_question_leaves_a_quarantine),
                cmocka_unit_test(a_ticket_tries_three_compartments),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
