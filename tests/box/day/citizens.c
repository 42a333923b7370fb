/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/box/day/citizens.h"

#include "controller/box/session/watch.h"
#include "tests/box/day/at.h"
#include "tests/support/cmocka.h"

enum { SCREENS_MAX = 400, AWAY_MS = 6 * 60 * 1000, PULSES_MS = 9500 };

/* ---- at a door ---- */

/* It springs open again, and is pushed once more. */
static void shut(struct at *at, unsigned c) {
        world_shut(at->world, c);
        if (!at_makes(at, MISTAKE_LATCH) || at->twice)
                return;
        at->twice = true;
        at_count(at, MISTAKE_LATCH);
        fixture_pass(at->fixture, 3000);
        fixture_door(at->fixture, c, DOOR_OPEN);
        fixture_pass(at->fixture, WATCH_HOLD_MS);
        fixture_expect(at->fixture, SCREEN_UNLATCHED);
        world_shut(at->world, c);
}

static void leave_behind(struct at *at, unsigned c) {
        for (unsigned d = 1; d <= WORLD_DOCUMENTS; d++)
                if (at->world->documents[d].place == PLACE_BOX && at->world->documents[d].c == c)
                        at->world->documents[d].left_behind = true;
}

static void shut_on_it(struct at *at, unsigned c) {
        if (at_makes(at, MISTAKE_SHUTS_ON_IT))
                at_count(at, MISTAKE_SHUTS_ON_IT);
        at->reopened = true;
        leave_behind(at, c);
        world_shut(at->world, c);
}

static void lay_old_papers_in(struct at *at, unsigned c) {
        if (at_makes(at, MISTAKE_OLD_FORGOTTEN))
                return;
        at->world->old_inside[c - 1]++;
        at->world->old_laid_in++;
}

/* Another's code or badge is not looked at, and nothing is changed by it. */
static void somebody_behind(struct at *at) {
        unsigned other = at->holder > 1 ? 1 : WORLD_DOCUMENTS;
        enum screen_id before = at_screen(at);

        if (at_makes(at, MISTAKE_BADGE_BEHIND))
                fixture_scan_badge(at->fixture, "lore");
        else
                world_show_code(at->world, at_makes(at, MISTAKE_QUEUE) ? other : at->d, "K017");
        fixture_expect(at->fixture, at_makes(at, MISTAKE_CODE_TWICE) ? before : SCREEN_SOMEBODY_FIRST);
        at_count_once(at);
        fixture_pass(at->fixture, 11 * 1000);
        assert_true(at_screen(at) == SCREEN_DOOR || at_screen(at) == SCREEN_OLD_PAPERS);
}

static void leave_litter(struct at *at, unsigned c) {
        at->world->litter[c - 1] = LITTER_UNKNOWN;
        at_count_once(at);
}

/* Of old papers that are to come back in. They are asked for once. */
static void does_not_say(struct at *at) {
        struct document *document = &at->world->documents[at->opened];

        if (document->returns && document->old_papers == OLD_PAPERS_UNASKED)
                document->old_papers = OLD_PAPERS_MISSING;
}

static void leave_open(struct at *at, unsigned c) {
        at_count(at, MISTAKE_LEAVES_OPEN);
        fixture_pass(at->fixture, AWAY_MS);
        world_shut(at->world, c); /* a passer-by */
        at->gone = true;
}

/* With the door open; whoever stands there shuts it. */
static void lose_power(struct at *at, unsigned c) {
        at_count(at, MISTAKE_POWER);
        fixture_restart(at->fixture);
        world_shut(at->world, c);
        at->gone = true;
}

static void at_door(struct at *at) {
        const struct screen *screen = box_screen(at->fixture->box);
        unsigned c = screen_compartment(screen);

        at->opened = world_lies(at->world, c);
        if (at_makes(at, MISTAKE_QUEUE) || (at_makes(at, MISTAKE_CODE_TWICE) && !at->typed) || at_makes(at, MISTAKE_BADGE_BEHIND))
                somebody_behind(at);
        if (at_makes(at, MISTAKE_SOUGHT)) {
                fixture_press(at->fixture, TARGET_CANNOT_FIND);
                fixture_press(at->fixture, TARGET_BACK);
                at_count_once(at);
        }
        if (!at->reopened && (at_makes(at, MISTAKE_SHUTS_ON_IT) || at_makes(at, MISTAKE_NOT_TAKEN))) {
                shut_on_it(at, c);
                return;
        }
        fixture_pass(at->fixture, 2000 + world_below(at->world, 25000));
        world_collect(at->world, c, at->holder);
        if (at_makes(at, MISTAKE_LITTER))
                leave_litter(at, c);
        if (at_makes(at, MISTAKE_LEAVES_OPEN)) {
                does_not_say(at);
                leave_open(at, c);
                return;
        }
        if (world_below(at->world, 60) == 0) {
                does_not_say(at);
                lose_power(at, c);
                return;
        }
        if (at_screen(at) == SCREEN_OLD_PAPERS)
                lay_old_papers_in(at, c);
        shut(at, c);
}

/* The switch has said nothing; it may be open all the same. */
static void asked_whether_open(struct at *at) {
        unsigned c = screen_compartment(box_screen(at->fixture->box));

        at->opened = world_lies(at->world, c);
        if (!at_makes(at, MISTAKE_LATE))
                at_count(at, at->mistake);
        switch ((int)at->mistake) {
        case MISTAKE_JAM_TRUE:
                fixture_press(at->fixture, TARGET_YES);
                fixture_expect(at->fixture, SCREEN_JAM_TAKE);
                world_collect(at->world, c, at->holder);
                world_shut(at->world, c);
                fixture_press(at->fixture, TARGET_NEXT);
                break;
        case MISTAKE_JAM_LIE:
                leave_behind(at, c);
                fixture_press(at->fixture, TARGET_YES);
                fixture_press(at->fixture, TARGET_NEXT);
                break;
        case MISTAKE_JAM_SILENT:
                at->gone = true;
                fixture_pass(at->fixture, 55 * 1000);
                break;
        default:
                fixture_press(at->fixture, TARGET_NO);
                break;
        }
        if (at_screen(at) != SCREEN_JAM || !at_makes(at, MISTAKE_LATE))
                return;
        fixture_pass(at->fixture, 5000);
        fixture_door(at->fixture, c, DOOR_OPEN);
        fixture_expect(at->fixture, SCREEN_DOOR);
        at_count(at, MISTAKE_LATE);
}

/* ---- after it ---- */

static void asked_for_old_papers(struct at *at) {
        bool says_no = at_makes(at, MISTAKE_OLD_FORGOTTEN) || world_below(at->world, 8) == 0;

        if (at_makes(at, MISTAKE_OLD_SILENT)) {
                at_count(at, MISTAKE_OLD_SILENT);
                does_not_say(at);
                at->gone = true;
                return;
        }
        if (at_makes(at, MISTAKE_OLD_FORGOTTEN))
                at_count(at, MISTAKE_OLD_FORGOTTEN);
        at->world->documents[at->opened].old_papers = says_no ? OLD_PAPERS_MISSING : OLD_PAPERS_IN;
        fixture_press(at->fixture, says_no ? TARGET_NO : TARGET_YES);
}

static void leave(struct at *at) {
        at->gone = world_below(at->world, 3) == 0;
        if (!at->gone)
                fixture_press(at->fixture, TARGET_END);
}

/* Whoever comes next is served, and goes again. */
static void next_one_comes(struct at *at) {
        unsigned other = world_some_inside(at->world, at->holder);

        at->gone = true;
        if (other == 0)
                return;
        world_show_code(at->world, other, "K017");
        assert_true(at_screen(at) == SCREEN_BIRTH || at_screen(at) == SCREEN_REFUSED || at_screen(at) == SCREEN_JAM);
        fixture_press(at->fixture, at_screen(at) == SCREEN_BIRTH ? TARGET_CANCEL : TARGET_END);
        fixture_expect(at->fixture, SCREEN_IDLE);
        at_count_once(at);
}

/* The birth date is asked for once more, as of a stranger. */
static void say_nothing_between(struct at *at) {
        fixture_pass(at->fixture, CITIZEN_BETWEEN_MS + 1000);
        fixture_expect(at->fixture, SCREEN_BIRTH);
        at_count_once(at);
        at->reopened = false;
}

static void between(struct at *at) {
        if (at_makes(at, MISTAKE_SILENT_BETWEEN) && !at->typed) {
                say_nothing_between(at);
        } else if (at_makes(at, MISTAKE_TAKES_ONE)) {
                at_count(at, MISTAKE_TAKES_ONE);
                leave(at);
        } else {
                at->reopened = false;
                fixture_press(at->fixture, TARGET_NEXT);
        }
}

static void done(struct at *at) {
        if (at_makes(at, MISTAKE_NOT_TAKEN) && at->reopened) {
                at_count_once(at);
                fixture_press(at->fixture, TARGET_NOT_TAKEN);
        } else if (at_makes(at, MISTAKE_NEXT_AT_ONCE)) {
                next_one_comes(at);
        } else if (at_screen(at) == SCREEN_BETWEEN) {
                between(at);
        } else {
                if (box_screen(at->fixture->box)->message.receipt && world_below(at->world, 4) == 0) {
                        fixture_press(at->fixture, TARGET_RECEIPT);
                        fixture_expect(at->fixture, SCREEN_RECEIPT);
                }
                leave(at);
        }
}

static void turned_away(struct at *at) {
        if (at_makes(at, MISTAKE_LOCKED) && at_screen(at) == SCREEN_REFUSED && box_screen(at->fixture->box)->message.refusal == REFUSAL_LOCKED)
                at_count_once(at);
        leave(at);
}

static void do_what_is_asked(struct at *at) {
        switch (at_screen(at)) {
        case SCREEN_CODE:
                fixture_press(at->fixture, TARGET_TYPED);
                break;
        case SCREEN_NUMBER:
                at_type_number(at);
                break;
        case SCREEN_PIN:
                at_type_pin(at);
                break;
        case SCREEN_BIRTH:
                at_type_birth(at);
                break;
        case SCREEN_WRONG:
                fixture_press(at->fixture, TARGET_AGAIN);
                break;
        case SCREEN_CHOOSE:
                fixture_press_number(at->fixture, TARGET_CHOOSE, 0);
                break;
        case SCREEN_OPENING:
        case SCREEN_WAIT:
                fixture_pass(at->fixture, 1000);
                break;
        case SCREEN_DOOR:
        case SCREEN_OLD_PAPERS:
                at_door(at);
                break;
        case SCREEN_JAM_ASK:
                asked_whether_open(at);
                break;
        case SCREEN_OLD_ASK:
                asked_for_old_papers(at);
                break;
        case SCREEN_BETWEEN:
        case SCREEN_DONE:
                done(at);
                break;
        case SCREEN_REFUSED:
        case SCREEN_JAM:
                turned_away(at);
                break;
        default: /* asked to wait, or whether more time is needed */
                fixture_press(at->fixture, TARGET_NEXT);
                fixture_pass(at->fixture, 1000);
                break;
        }
}

/* ---- who comes ---- */

static bool is_jam(enum mistake mistake) {
        return mistake == MISTAKE_JAM_NO || mistake == MISTAKE_JAM_SILENT || mistake == MISTAKE_JAM_LIE || mistake == MISTAKE_LATE;
}

static enum mistake some_mistake(struct world *world, unsigned d) {
        enum mistake mistake = (enum mistake)(1 + world_below(world, MISTAKE_TURNED_AWAY - 1));
        bool about_old = mistake == MISTAKE_OLD_FORGOTTEN || mistake == MISTAKE_OLD_SILENT;

        bool about_several = mistake == MISTAKE_TAKES_ONE || mistake == MISTAKE_SILENT_BETWEEN;

        if (world_below(world, 2) == 0 || (about_old && !world->documents[d].returns) || (about_several && world->documents[d].count == 1))
                return MISTAKE_NONE;
        return mistake;
}

/* Of several documents another may open first: what is done to a lock is done to all of them. */
static void prepare(struct at *at, bool is_on) {
        for (unsigned i = 0; i < at->world->documents[at->d].count; i++) {
                const struct document *document = &at->world->documents[at->holder + i];

                if (document->c == 0)
                        continue;
                at->fixture->jammed[document->c - 1] = is_on && is_jam(at->mistake);
                if (is_on && at_makes(at, MISTAKE_JAM_TRUE) && document->place == PLACE_BOX)
                        at->fixture->stuck[document->c - 1] = true;
                if (!is_on)
                        world_shut(at->world, document->c);
        }
}

static void begin(struct at *at) {
        if (at_makes(at, MISTAKE_WRONG_DATE) || at_makes(at, MISTAKE_WRONG_PIN))
                at->wrong = 1 + world_below(at->world, 3);
        if (at_makes(at, MISTAKE_LOCKED))
                at->wrong = 5;
        at->typed = at_makes(at, MISTAKE_WRONG_PIN) || at_makes(at, MISTAKE_WRONG_NUMBER) || world_below(at->world, 3) == 0;
        prepare(at, true);
        if (at->typed)
                fixture_press(at->fixture, TARGET_START);
        else
                world_show_code(at->world, at->d, "K017");
}

/* Whoever is gone is waited for; a minute and what was left behind is nobody's. */
static void rest(struct at *at) {
        for (unsigned i = 0; i < 4 && at_screen(at) != SCREEN_IDLE; i++)
                fixture_pass(at->fixture, 65 * 1000);
        fixture_expect(at->fixture, SCREEN_IDLE);
        fixture_pass(at->fixture, WATCH_OWN_MS + 1000);
}

static void come_back(struct at *at) {
        at_count(at, MISTAKE_COMES_BACK);
        world_show_code(at->world, at->d, "K017");
        fixture_expect_refused(at->fixture, REFUSAL_ALREADY_ISSUED);
        fixture_press(at->fixture, TARGET_END);
}

void citizen_comes(struct world *world, unsigned d) {
        struct at at = { .world = world, .fixture = world->fixture, .d = d, .holder = world->documents[d].holder };

        world->citizens++;
        at.mistake = some_mistake(world, d);
        begin(&at);
        for (unsigned i = 0; i < SCREENS_MAX && !at.gone && at_screen(&at) != SCREEN_IDLE; i++)
                do_what_is_asked(&at);
        rest(&at);
        prepare(&at, false);
        if (at_makes(&at, MISTAKE_COMES_BACK) && world->documents[d].place == PLACE_CITIZEN)
                come_back(&at);
}
