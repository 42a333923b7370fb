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

static const char *const people[] = { "lore", "mara", "axel", "lutz" };
static const char *const pins[] = { "27182818", "31415926", "16180339", "57721566" };

/* The first two of every ten are a group of one holder. */
static bool is_grouped(unsigned n) {
        return n % 10 == 1 || n % 10 == 2;
}

static unsigned holder_of(unsigned n) {
        return is_grouped(n) ? n - n % 10 + 1 : n;
}

void wander_scan_ticket(struct wander *wander, unsigned n) {
        struct ticket ticket = fixture_ticket(wander->fixture, n);
        char birth[BIRTH_LEN + 1];

        if (wander->gone[n])
                return;
        if (n % 3 == 0)
                ticket.contents.wishes = WISH_RETURN_OLD;
        if (is_grouped(n)) {
                ticket.contents.has_group = true;
                memset(ticket.contents.group, (int)holder_of(n), GROUP_LEN);
                fixture_birth(holder_of(n), birth);
                memcpy(ticket.contents.birth, birth + 4, 4);
                memcpy(ticket.contents.birth + 4, birth + 2, 2);
                memcpy(ticket.contents.birth + 6, birth, 2);
        }
        fixture_scan_this_ticket(wander->fixture, &ticket);
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

void wander_type_pin(struct wander *wander) {
        fixture_type(wander->fixture, pins[wander->badge_shown]);
}

/* Nothing is typed yet, or what was typed is refused and the first digit begins anew. */
static bool begins_typing(const struct fixture *fixture) {
        const struct screen_entry *entry = screen_entered(box_screen(fixture->box));

        return entry && (entry->digit_count == 0 || entry->check_failed);
}

void wander_type_birth(struct wander *wander) {
        char birth[BIRTH_LEN + 1];

        fixture_birth(holder_of(wander->at_scan), birth);
        if (begins_typing(wander->fixture)) {
                wander->right_answers[wander->at_scan]++;
                if (is_grouped(wander->at_scan))
                        wander->right_answers[2 * holder_of(wander->at_scan) + 1 - wander->at_scan]++;
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

static void type_birth(struct wander *wander) {
        if (wander_below(wander, 4) == 0)
                fixture_type(wander->fixture, "01011901");
        else
                wander_type_birth(wander);
}

void wander_do_at_page(struct wander *wander) {
        static const enum target_id targets[] = { TARGET_PAGE_TAKE, TARGET_PAGE_LOOK, TARGET_PAGE_OPEN, TARGET_PAGE_SHUT, TARGET_AGAIN, TARGET_BACK };

        fixture_press(wander->fixture, targets[wander_below(wander, ARRAY_LEN(targets))]);
}

/* What somebody who reads the screen would do. */
void wander_do_what_is_asked(struct wander *wander) {
        struct fixture *fixture = wander->fixture;
        const struct screen *screen = box_screen(fixture->box);
        char text[REFERENCE_LEN + 1];

        switch ((int)screen->id) {
        case SCREEN_IDLE:
                fixture_press(fixture, TARGET_START);
                break;
        case SCREEN_CODE:
                fixture_press(fixture, TARGET_TYPED);
                break;
        case SCREEN_NUMBER:
                if (begins_typing(fixture))
                        wander->at_scan = 1 + wander_below(wander, wander->numbers);
                fixture_reference(wander->at_scan, text);
                fixture_type(fixture, text);
                break;
        case SCREEN_PIN:
                fixture_pin(wander->at_scan, text);
                fixture_type(fixture, text);
                break;
        case SCREEN_BIRTH:
                type_birth(wander);
                break;
        case SCREEN_STAFF_PIN:
                fixture_type(fixture, wander_below(wander, 6) ? pins[wander->badge_shown] : "00000000");
                break;
        case SCREEN_STAFF_LOAD:
                fixture_press(fixture, wander_below(wander, 2) ? TARGET_NOT_EMPTY : TARGET_LOAD_CANCEL);
                break;
        case SCREEN_STAFF_FOUND:
                fixture_press(fixture, (enum target_id)(TARGET_FOUND_TAKEN + wander_below(wander, 4)));
                break;
        case SCREEN_STAFF_OVERVIEW:
                if (box_screen(fixture->box)->clock_doubt) {
                        fixture_press_number(fixture, TARGET_TASK, TASK_STATE);
                        break;
                }
                fixture_press_number(fixture, TARGET_TASK, wander_below(wander, 2) ? TASK_OVERDUE : wander_below(wander, 3) ? TASK_PROBLEMS : TASK_DESK);
                break;
        case SCREEN_STAFF_OVERDUE:
        case SCREEN_STAFF_PROBLEMS:
        case SCREEN_STAFF_DESK:
                fixture_press_number(fixture, TARGET_ROW, wander_below(wander, 3));
                break;
        case SCREEN_STAFF_CABINET:
                fixture_press_number(fixture, TARGET_CELL, 1 + wander_below(wander, 8));
                break;
        case SCREEN_STAFF_CELL:
                fixture_type(fixture, wander_below(wander, 4) ? "3" : "77");
                break;
        case SCREEN_STAFF_DAY:
                fixture_press_number(fixture, TARGET_TASK, wander_below(wander, 3) ? TASK_INCIDENTS : wander_below(wander, 2) ? TASK_CONTENTS : TASK_TOMORROW);
                break;
        case SCREEN_STAFF_ROUND:
                fixture_press_number(fixture, wander_below(wander, 2) ? TARGET_NEXT : TARGET_TASK, TASK_RECONCILE);
                break;
        case SCREEN_STAFF_COMPARTMENT:
                wander_do_at_page(wander);
                break;
        case SCREEN_STAFF_PURPOSE:
                fixture_press_number(fixture, TARGET_CHOOSE, wander_below(wander, 5));
                break;
        case SCREEN_OUT_OF_ORDER:
                wander->badge_shown = 1;
                fixture_scan_badge(fixture, people[wander->badge_shown]);
                break;
        case SCREEN_CHOOSE:
                fixture_press_number(fixture, TARGET_CHOOSE, wander_below(wander, 3));
                break;
        case SCREEN_DONE:
                fixture_press(fixture, wander_below(wander, 2) ? TARGET_NOT_TAKEN : TARGET_RECEIPT);
                break;
        case SCREEN_JAM_ASK:
                fixture_press(fixture, wander_below(wander, 2) ? TARGET_YES : TARGET_NO);
                break;
        default:
                fixture_press(fixture, TARGET_NEXT);
                break;
        }
}
