/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/box/day/citizens.h"

#include <string.h>

#include "controller/box/session/watch.h"
#include "tests/support/cmocka.h"

enum { SCREENS_MAX = 400, AWAY_MS = 6 * 60 * 1000, PULSES_MS = 9500 };

/* Somebody who stands there. */
struct citizen_at {
        struct world *world;
        struct fixture *fixture;
        unsigned d, holder;             /* shown; whose */
        enum mistake mistake;
        bool typed, gone, reopened, twice;
        unsigned wrong;                 /* answers that will be wrong still */
};

static enum screen_id shown(const struct citizen_at *at) {
        return fixture_screen(at->fixture);
}

static void count(struct citizen_at *at, enum mistake mistake) {
        at->world->counts[mistake]++;
}

static bool makes(const struct citizen_at *at, enum mistake mistake) {
        return at->mistake == mistake;
}

/* ---- typing ---- */

static void type_birth(struct citizen_at *at) {
        char birth[BIRTH_LEN + 1];

        world_birth(at->world, at->d, birth);
        if (makes(at, MISTAKE_WALKS_AWAY)) {
                fixture_press_number(at->fixture, TARGET_KEY, 1);
                at->gone = true;
                count(at, MISTAKE_WALKS_AWAY);
                return;
        }
        if (at->wrong > 0 && !makes(at, MISTAKE_WRONG_PIN)) {
                at->wrong--;
                fixture_type(at->fixture, "01011901");
                return;
        }
        fixture_type(at->fixture, birth);
        fixture_pass(at->fixture, 16 * 1000); /* the typed way may make somebody wait */
}

static void type_pin(struct citizen_at *at) {
        char pin[PIN_LEN + 1];

        world_pin(at->d, pin);
        if (at->wrong > 0 && makes(at, MISTAKE_WRONG_PIN)) {
                at->wrong--;
                memcpy(pin, "000000", PIN_LEN);
        }
        fixture_type(at->fixture, pin);
}

static void type_number(struct citizen_at *at) {
        char reference[REFERENCE_LEN + 1];

        world_reference(at->d, reference);
        fixture_type(at->fixture, reference);
}

/* ---- at a door ---- */

/* It springs open again, and is pushed once more. */
static void shut(struct citizen_at *at, unsigned c) {
        world_shut(at->world, c);
        if (!makes(at, MISTAKE_LATCH) || at->twice)
                return;
        at->twice = true;
        count(at, MISTAKE_LATCH);
        fixture_pass(at->fixture, 3000);
        fixture_door(at->fixture, c, DOOR_OPEN);
        fixture_pass(at->fixture, WATCH_HOLD_MS);
        fixture_expect(at->fixture, SCREEN_UNLATCHED);
        world_shut(at->world, c);
}

static void leave_behind(struct citizen_at *at, unsigned c) {
        for (unsigned d = 1; d <= WORLD_DOCUMENTS; d++)
                if (at->world->documents[d].place == PLACE_BOX && at->world->documents[d].c == c)
                        at->world->documents[d].left_behind = true;
}

static void shut_on_it(struct citizen_at *at, unsigned c) {
        count(at, at->mistake);
        at->reopened = true;
        leave_behind(at, c);
        world_shut(at->world, c);
}

static void lay_old_papers_in(struct citizen_at *at, unsigned c) {
        if (makes(at, MISTAKE_OLD_FORGOTTEN))
                return;
        at->world->old_inside[c - 1]++;
        at->world->old_laid_in++;
}

/* Another's code is not looked at, and nothing is changed by it. */
static void somebody_behind(struct citizen_at *at) {
        unsigned other = at->holder > 1 ? 1 : WORLD_DOCUMENTS;

        count(at, makes(at, MISTAKE_QUEUE) ? MISTAKE_QUEUE : MISTAKE_CODE_TWICE);
        world_show_code(at->world, makes(at, MISTAKE_QUEUE) ? other : at->d, "K017");
        at->mistake = MISTAKE_NONE;
}

static void leave_open(struct citizen_at *at, unsigned c) {
        count(at, MISTAKE_LEAVES_OPEN);
        fixture_pass(at->fixture, AWAY_MS);
        world_shut(at->world, c); /* a passer-by */
        at->gone = true;
}

/* With the door open; whoever stands there shuts it. */
static void lose_power(struct citizen_at *at, unsigned c) {
        count(at, MISTAKE_POWER);
        fixture_restart(at->fixture);
        world_shut(at->world, c);
        at->gone = true;
}

static void at_door(struct citizen_at *at) {
        const struct screen *screen = box_screen(at->fixture->box);
        unsigned c = screen_compartment(screen);

        if (makes(at, MISTAKE_QUEUE) || makes(at, MISTAKE_CODE_TWICE)) {
                somebody_behind(at);
                fixture_pass(at->fixture, 11 * 1000);
                assert_true(shown(at) == SCREEN_DOOR || shown(at) == SCREEN_OLD_PAPERS);
        }
        if (makes(at, MISTAKE_SOUGHT)) {
                count(at, MISTAKE_SOUGHT);
                fixture_press(at->fixture, TARGET_CANNOT_FIND);
                fixture_press(at->fixture, TARGET_BACK);
                at->mistake = MISTAKE_NONE;
        }
        if (!at->reopened && (makes(at, MISTAKE_SHUTS_ON_IT) || makes(at, MISTAKE_NOT_TAKEN))) {
                shut_on_it(at, c);
                return;
        }
        fixture_pass(at->fixture, 2000 + world_below(at->world, 25000));
        world_collect(at->world, c, at->holder);
        if (makes(at, MISTAKE_LEAVES_OPEN)) {
                leave_open(at, c);
                return;
        }
        if (world_below(at->world, 60) == 0) {
                lose_power(at, c);
                return;
        }
        if (shown(at) == SCREEN_OLD_PAPERS)
                lay_old_papers_in(at, c);
        shut(at, c);
}

/* The switch has said nothing; it may be open all the same. */
static void asked_whether_open(struct citizen_at *at) {
        unsigned c = screen_compartment(box_screen(at->fixture->box));

        count(at, at->mistake);
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
        if (shown(at) != SCREEN_JAM || !makes(at, MISTAKE_LATE))
                return;
        fixture_pass(at->fixture, 5000);
        fixture_door(at->fixture, c, DOOR_OPEN);
        fixture_expect(at->fixture, SCREEN_DOOR);
}

/* ---- after it ---- */

static void asked_for_old_papers(struct citizen_at *at) {
        if (makes(at, MISTAKE_OLD_SILENT)) {
                count(at, MISTAKE_OLD_SILENT);
                at->gone = true;
                return;
        }
        if (makes(at, MISTAKE_OLD_FORGOTTEN))
                count(at, MISTAKE_OLD_FORGOTTEN);
        fixture_press(at->fixture, makes(at, MISTAKE_OLD_FORGOTTEN) || world_below(at->world, 8) == 0 ? TARGET_NO : TARGET_YES);
}

static void leave(struct citizen_at *at) {
        at->gone = world_below(at->world, 3) == 0;
        if (!at->gone)
                fixture_press(at->fixture, TARGET_END);
}

static void done(struct citizen_at *at) {
        if (makes(at, MISTAKE_NOT_TAKEN) && at->reopened) {
                at->mistake = MISTAKE_NONE;
                fixture_press(at->fixture, TARGET_NOT_TAKEN);
        } else if (shown(at) == SCREEN_BETWEEN && world_below(at->world, 8) != 0) {
                at->reopened = false;
                fixture_press(at->fixture, TARGET_NEXT);
        } else {
                if (box_screen(at->fixture->box)->message.receipt && world_below(at->world, 4) == 0) {
                        fixture_press(at->fixture, TARGET_RECEIPT);
                        fixture_expect(at->fixture, SCREEN_RECEIPT);
                }
                leave(at);
        }
}

static void do_what_is_asked(struct citizen_at *at) {
        switch (shown(at)) {
        case SCREEN_CODE:
                fixture_press(at->fixture, TARGET_TYPED);
                break;
        case SCREEN_NUMBER:
                type_number(at);
                break;
        case SCREEN_PIN:
                type_pin(at);
                break;
        case SCREEN_BIRTH:
                type_birth(at);
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
                leave(at);
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
        enum mistake mistake = (enum mistake)(1 + world_below(world, MISTAKE_LOAD_CANCELLED - 1));
        bool about_old = mistake == MISTAKE_OLD_FORGOTTEN || mistake == MISTAKE_OLD_SILENT;

        if (world_below(world, 2) == 0 || mistake == MISTAKE_TOO_LATE || mistake == MISTAKE_REVOKED || (about_old && !world->documents[d].returns))
                return MISTAKE_NONE;
        return mistake;
}

/* Of several documents another may open first: what is done to a lock is done to all of them. */
static void prepare(struct citizen_at *at, bool is_on) {
        for (unsigned i = 0; i < at->world->documents[at->d].count; i++) {
                const struct document *document = &at->world->documents[at->holder + i];

                if (document->c == 0)
                        continue;
                at->fixture->jammed[document->c - 1] = is_on && is_jam(at->mistake);
                if (is_on && makes(at, MISTAKE_JAM_TRUE) && document->place == PLACE_BOX)
                        at->fixture->stuck[document->c - 1] = true;
                if (!is_on)
                        world_shut(at->world, document->c);
        }
}

static void at_wrong_box(struct citizen_at *at) {
        count(at, MISTAKE_WRONG_BOX);
        world_show_code(at->world, at->d, "K018");
        fixture_expect_refused(at->fixture, REFUSAL_WRONG_BOX);
        fixture_press(at->fixture, TARGET_END);
        at->mistake = MISTAKE_NONE;
}

static void begin(struct citizen_at *at) {
        if (makes(at, MISTAKE_WRONG_BOX))
                at_wrong_box(at);
        if (makes(at, MISTAKE_WRONG_DATE) || makes(at, MISTAKE_WRONG_PIN))
                at->wrong = 1 + world_below(at->world, 3);
        if (makes(at, MISTAKE_LOCKED))
                at->wrong = 5;
        at->typed = makes(at, MISTAKE_WRONG_PIN) || world_below(at->world, 3) == 0;
        if (at->wrong > 0)
                count(at, at->mistake);
        prepare(at, true);
        if (at->typed)
                fixture_press(at->fixture, TARGET_START);
        else
                world_show_code(at->world, at->d, "K017");
}

/* Whoever is gone is waited for; a minute and what was left behind is nobody's. */
static void rest(struct citizen_at *at) {
        for (unsigned i = 0; i < 4 && shown(at) != SCREEN_IDLE; i++)
                fixture_pass(at->fixture, 65 * 1000);
        fixture_expect(at->fixture, SCREEN_IDLE);
        fixture_pass(at->fixture, WATCH_OWN_MS + 1000);
}

static void come_back(struct citizen_at *at) {
        count(at, MISTAKE_COMES_BACK);
        world_show_code(at->world, at->d, "K017");
        fixture_expect_refused(at->fixture, REFUSAL_ALREADY_ISSUED);
        fixture_press(at->fixture, TARGET_END);
}

void citizen_comes(struct world *world, unsigned d) {
        struct citizen_at at = { .world = world, .fixture = world->fixture, .d = d, .holder = world->documents[d].holder };

        world->citizens++;
        world->documents[d].visits++;
        at.mistake = some_mistake(world, d);
        begin(&at);
        for (unsigned i = 0; i < SCREENS_MAX && !at.gone && shown(&at) != SCREEN_IDLE; i++)
                do_what_is_asked(&at);
        rest(&at);
        prepare(&at, false);
        if (makes(&at, MISTAKE_COMES_BACK) && world->documents[d].place == PLACE_CITIZEN)
                come_back(&at);
}
