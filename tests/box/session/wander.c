/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/box/session/wander.h"

#include <string.h>

/* splitmix64 */
unsigned wander_below(struct wander *wander, unsigned limit) {
        uint64_t z = wander->state += UINT64_C(0x9e3779b97f4a7c15);

        z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
        z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
        return (unsigned)((z ^ (z >> 31)) % limit);
}

static const char *const people[WANDER_PEOPLE] = { "lore", "mara", "axel", "lutz", "mike" };
static const char *const pins[WANDER_PEOPLE] = { "27182818", "31415926", "16180339", "57721566", "10203040" };
static const char one_time_pin[] = "99999999"; /* of the last */

void wander_scan_ticket(struct wander *wander, unsigned n) {
        if (!wander->gone[n])
                stock_show_ticket(wander->fixture, n);
}

void wander_scan_code(struct wander *wander, unsigned n) {
        struct fixture *fixture = wander->fixture;

        fixture_scan_code(fixture, n);
        if (fixture_screen(fixture) == SCREEN_BIRTH && box_screen(fixture->box)->entry.digit_count == 0 &&
            box_screen(fixture->box)->steps == 4)
                wander->at_scan = n;
}

void wander_scan_badge(struct wander *wander, unsigned person) {
        wander->badge_shown = person;
        fixture_scan_badge(wander->fixture, people[person]);
}

const char *wander_pin(unsigned person) {
        return pins[person];
}

void wander_type_pin(struct wander *wander) {
        char pin[SCREEN_ENTRY_MAX + 1];
        bool given;

        fixture_type(wander->fixture, fixture_pin_of(wander->fixture, people[wander->badge_shown], pin, &given));
}

/* Nothing is typed yet, or what was typed is refused and the first digit begins anew. */
static bool begins_typing(const struct fixture *fixture) {
        const struct screen_entry *entry = screen_entered(box_screen(fixture->box));

        return entry && (entry->digit_count == 0 || entry->check_failed);
}

void wander_type_birth(struct wander *wander) {
        char birth[BIRTH_LEN + 1];

        stock_birth(wander->at_scan, birth);
        if (begins_typing(wander->fixture)) {
                wander->right_answers[wander->at_scan]++;
                if (stock_is_grouped(wander->at_scan))
                        wander->right_answers[2 * stock_holder(wander->at_scan) + 1 - wander->at_scan]++;
        }
        fixture_type(wander->fixture, birth);
}

void wander_scan(struct wander *wander) {
        struct fixture *fixture = wander->fixture;
        unsigned n = 1 + wander_below(wander, wander->numbers);

        switch (wander_below(wander, 8)) {
        case 0:
                fixture_scan(fixture, "PK1:rubbish");
                break;
        case 1:
        case 2:
                wander_scan_badge(wander, wander_below(wander, ARRAY_LEN(people)));
                break;
        case 3:
        case 4:
        case 5:
                wander_scan_ticket(wander, n);
                break;
        default:
                wander_scan_code(wander, n);
                break;
        }
}

/* ---- what the screen asks for ---- */

static void number_of_somebody(struct wander *wander) {
        char text[REFERENCE_LEN + 1];

        if (begins_typing(wander->fixture))
                wander->at_scan = 1 + wander_below(wander, wander->numbers);
        fixture_reference(wander->at_scan, text);
        fixture_type(wander->fixture, text);
}

static void citizens_pin(struct wander *wander) {
        char text[PIN_LEN + 1];

        fixture_pin(wander->at_scan, text);
        fixture_type(wander->fixture, text);
}

static void birth(struct wander *wander) {
        if (wander_below(wander, 4) == 0)
                fixture_type(wander->fixture, "01011901");
        else
                wander_type_birth(wander);
}

static void staff_pin(struct wander *wander) {
        bool begins = wander->badge_shown == WANDER_MIKE && wander_below(wander, 2);

        if (wander_below(wander, 6) == 0)
                fixture_type(wander->fixture, "00000000");
        else if (begins)
                fixture_type(wander->fixture, one_time_pin);
        else
                wander_type_pin(wander);
}

static void new_pin(struct wander *wander) {
        fixture_type(wander->fixture, wander_below(wander, 6) ? pins[wander->badge_shown] : "12345678");
}

static void cell(struct wander *wander) {
        fixture_type(wander->fixture, wander_below(wander, 4) ? "3" : "77");
}

static void incident(struct wander *wander) {
        char text[INCIDENT_TEXT_SIZE];

        fixture_incident(wander->fixture, text);
        fixture_type(wander->fixture, wander_below(wander, 4) ? text : "0000");
}

static void next_minute(struct wander *wander) {
        char text[9];

        fixture_next_minute(wander->fixture, text);
        fixture_type(wander->fixture, wander_below(wander, 8) ? text : "00000000");
}

/* Who sets the clock outside does it, mostly. */
static void tell_of_the_clock(struct wander *wander) {
        fixture_clock_set(wander->fixture, wander_below(wander, 4) ? SCREEN_TIME_SET
                          : SCREEN_TIME_SYNCHRONISED + wander_below(wander, SCREEN_TIME_STATE_COUNT - SCREEN_TIME_SYNCHRONISED));
}

static void somebody_who_can_help(struct wander *wander) {
        wander_scan_badge(wander, WANDER_MARA);
}

static void second_person(struct wander *wander) {
        wander_scan_badge(wander, wander_below(wander, WANDER_PEOPLE));
}

static void wait_for_ones_turn(struct wander *wander) {
        fixture_pass(wander->fixture, 1000 + wander_below(wander, 10000));
}

static void (*const answers[SCREEN_COUNT])(struct wander *) = {
        [SCREEN_NUMBER] = number_of_somebody,
        [SCREEN_PIN] = citizens_pin,
        [SCREEN_BIRTH] = birth,
        [SCREEN_STAFF_PIN] = staff_pin,
        [SCREEN_STAFF_SET_PIN] = new_pin,
        [SCREEN_STAFF_CELL] = cell,
        [SCREEN_STAFF_INCIDENT] = incident,
        [SCREEN_STAFF_TIME] = next_minute,
        [SCREEN_OUT_OF_ORDER] = somebody_who_can_help,
        [SCREEN_SOMEBODY_FIRST] = wait_for_ones_turn,
        [SCREEN_STAFF_SECOND] = second_person,
};

enum { CHOICES_MAX = 6 };

struct choice {
        enum target_id target;
        unsigned below;         /* its number; 0: it has none */
};

/* Where nothing is named it is TARGET_NEXT. */
static const struct choice choices[SCREEN_COUNT][CHOICES_MAX] = {
        [SCREEN_IDLE] = { { TARGET_START, 0 } },
        [SCREEN_CODE] = { { TARGET_TYPED, 0 } },
        [SCREEN_CHOOSE] = { { TARGET_CHOOSE, 3 } },
        [SCREEN_DONE] = { { TARGET_NOT_TAKEN, 0 }, { TARGET_RECEIPT, 0 } },
        [SCREEN_JAM_ASK] = { { TARGET_YES, 0 }, { TARGET_NO, 0 } },
        [SCREEN_OLD_ASK] = { { TARGET_YES, 0 }, { TARGET_NO, 0 } },
        [SCREEN_STAFF_LOAD] = { { TARGET_NOT_EMPTY, 0 }, { TARGET_LOAD_CANCEL, 0 } },
        [SCREEN_STAFF_FOUND] = { { TARGET_FOUND_TAKEN, 0 }, { TARGET_FOUND_KEPT, 0 }, { TARGET_FOUND_EMPTY, 0 }, { TARGET_FOUND_ELSE, 0 } },
        [SCREEN_STAFF_OVERVIEW] = { { TARGET_TASK, 0 }, { TARGET_TASK, 0 }, { TARGET_AROUND, 9 }, { TARGET_ALERT, 0 } },
        [SCREEN_STAFF_OVERDUE] = { { TARGET_ROW, 3 } },
        [SCREEN_STAFF_PROBLEMS] = { { TARGET_ROW, 3 } },
        [SCREEN_STAFF_DESK] = { { TARGET_ROW, 3 } },
        [SCREEN_STAFF_CABINET] = { { TARGET_CELL, 9 }, { TARGET_TYPE_CELL, 0 } },
        [SCREEN_STAFF_COMPARTMENT] = { { TARGET_PAGE_TAKE, 0 }, { TARGET_PAGE_LOOK, 0 }, { TARGET_PAGE_OPEN, 0 }, { TARGET_PAGE_SHUT, 0 }, { TARGET_AGAIN, 0 }, { TARGET_BACK, 0 } },
        [SCREEN_STAFF_CLOCK] = { { TARGET_YES, 0 }, { TARGET_YES, 0 }, { TARGET_YES, 0 }, { TARGET_YES, 0 }, { TARGET_TASK, 0 }, { TARGET_BACK, 0 } },
        [SCREEN_STAFF_ROUND] = { { TARGET_NEXT, 0 }, { TARGET_TASK, 0 } },
        [SCREEN_STAFF_CHECKPOINT] = { { TARGET_TASK, 0 }, { TARGET_BACK, 0 } },
        [SCREEN_STAFF_WITNESSED] = { { TARGET_AGAIN, 0 }, { TARGET_BACK, 0 } },
        [SCREEN_STAFF_PEOPLE] = { { TARGET_ROW, 5 }, { TARGET_ROW, 5 }, { TARGET_BACK, 0 } },
        [SCREEN_STAFF_GIVE_PIN] = { { TARGET_NEXT, 0 }, { TARGET_BACK, 0 } },
        [SCREEN_STAFF_PIN_GIVEN] = { { TARGET_SHOW, 0 }, { TARGET_NEXT, 0 } },
        [SCREEN_STAFF_PURPOSE] = { { TARGET_CHOOSE, 5 } },
        [SCREEN_STAFF_EXPORT] = { { TARGET_TASK, 0 } },
        [SCREEN_STAFF_CONTENTS] = { { TARGET_TASK, 0 }, { TARGET_BACK, 0 } },
        [SCREEN_STAFF_LISTING] = { { TARGET_NEXT, 0 }, { TARGET_BACK, 0 } },
        [SCREEN_STAFF_DAY] = { { TARGET_TASK, 0 } },
};

/* Whichever the screen leads to: most are not offered where somebody stands. */
static void press_some_task(struct wander *wander) {
        enum screen_id before = fixture_screen(wander->fixture);

        for (unsigned tries = 0; tries < 2 * TASK_COUNT && fixture_screen(wander->fixture) == before; tries++)
                fixture_press_number(wander->fixture, TARGET_TASK, 1 + wander_below(wander, TASK_COUNT - 1));
}

static void press_one(struct wander *wander, const struct choice *list) {
        unsigned count = 0, number;

        while (count < CHOICES_MAX && list[count].target != TARGET_NONE)
                count++;
        list += wander_below(wander, count);
        if (list->target == TARGET_TASK) {
                press_some_task(wander);
                return;
        }
        number = list->below > 0 ? wander_below(wander, list->below) : 0;
        fixture_press_number(wander->fixture, list->target, number);
}

void wander_do_at_page(struct wander *wander) {
        press_one(wander, choices[SCREEN_STAFF_COMPARTMENT]);
}

/* Staff go on from task to task, wherever one leads. */
static void at_another_screen(struct wander *wander) {
        static const struct choice staff[] = { { TARGET_TASK, 0 }, { TARGET_TASK, 0 }, { TARGET_NEXT, 0 }, { TARGET_ROW, 3 }, { TARGET_AGAIN, 0 }, { TARGET_BACK, 0 } };
        static const struct choice others[CHOICES_MAX] = { { TARGET_NEXT, 0 } };
        bool is_staffs = strncmp(screen_name(fixture_screen(wander->fixture)), "staff_", 6) == 0;

        press_one(wander, is_staffs ? staff : others);
}

void wander_do_what_is_asked(struct wander *wander) {
        const struct screen *screen = box_screen(wander->fixture->box);

        if (screen->id == SCREEN_STAFF_TIME_SET && screen->time.state == SCREEN_TIME_SETTING)
                tell_of_the_clock(wander);
        else if (screen->id == SCREEN_STAFF_OVERVIEW && screen->clock_doubt)
                fixture_press_number(wander->fixture, TARGET_TASK, screen->role == ROLE_MANAGER ? TASK_CLOCK : TASK_STATE);
        else if (answers[screen->id])
                answers[screen->id](wander);
        else if (choices[screen->id][0].target != TARGET_NONE)
                press_one(wander, choices[screen->id]);
        else
                at_another_screen(wander);
}
