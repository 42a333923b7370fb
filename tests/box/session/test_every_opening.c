/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Seeded random lives of a box with a cabinet that behaves as cabinets do: locks jam and let go late, latches miss, doors are forced,
 * pushed while the box is off, switches flap and stick, edges get lost, chips go and come back or say anything, the store fails, and the
 * power goes between any two steps (trouble.h: which of these a life has). Afterwards every opening has exactly one entry that
 * explains it, and no such entry is without an opening (account.h); and at every step
 *   - nobody's document is spent behind a door that never opened, unless staff are told to look,
 *   - the store is never asked for something impossible.
 * Now and then the store is put back from an older copy and goes on (put_back.h): the account up to then is settled, and what was
 * gone by then is never released again.
 * At the end, whoever comes with a good code and the right date gets an open door, or staff know of the compartment.
 * OPENING_SEED=n runs that one life alone; PICKUPBOX_FULL=1 runs a hundred of a thousand steps; with PICKUPBOX_SHARE there are too few lives for all
 * of this to come, and nobody asks whether it did.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/box/session/account.h"
#include "tests/box/session/put_back.h"
#include "tests/box/session/trouble.h"
#include "tests/box/session/wander.h"
#include "tests/support/cmocka.h"
#include "tests/support/share.h"

enum { COMPARTMENTS = 12, NUMBERS = WANDER_NUMBERS_MAX };
enum { MINUTE_MS = 60 * 1000 };

/* Power that goes frees nothing: what a step of the box had allocated is lost with it. */
int __lsan_is_turned_off(void);
int __lsan_is_turned_off(void) {
        return 1;
}

static struct fixture fixture;
static struct wander wander;
static struct account account;
static struct account_counts counts;
static struct trouble trouble = { .fixture = &fixture, .wander = &wander };
static unsigned life; /* its seed */
static struct put_back put_back = { .fixture = &fixture, .copy = BUFFER_INIT };
static bool restored; /* in this life */
static unsigned collected; /* at the end of all lives */

/* ---- what lies where ---- */

static struct {
        uint8_t cti[CTI_LEN];
        bool loading, touched;          /* touched: its door has opened since it was loaded */
        int64_t opened_ms;              /* wall, when its door was seen open last */
} inside[COMPARTMENTS];

static void note_touched(void) {
        for (unsigned i = 0; i < COMPARTMENTS; i++)
                if (trouble_door_is_open(&trouble, i + 1)) {
                        inside[i].touched = true;
                        inside[i].opened_ms = fixture.now.wall_ms;
                }
}

/* What is spent was handed out, or staff are told to look. */
static void check_spent(unsigned seed, unsigned step) {
        for (unsigned i = 0; i < COMPARTMENTS; i++) {
                struct store_compartment compartment = fixture_compartment(&fixture, i + 1);
                struct consignment consignment;

                if (!compartment.has_consignment || compartment.state == COMPARTMENT_ABSENT)
                        continue;
                assert_int_equal(store_consignment(fixture.store, compartment.cti, &consignment), 0);
                if (consignment.state != CONSIGNMENT_LOADING &&
                    (inside[i].loading || memcmp(inside[i].cti, compartment.cti, CTI_LEN) != 0))
                        inside[i].touched = inside[i].opened_ms > consignment.loaded_ms; /* both may be of this step */
                memcpy(inside[i].cti, compartment.cti, CTI_LEN);
                inside[i].loading = consignment.state == CONSIGNMENT_LOADING;
                if (consignment.state == CONSIGNMENT_ISSUED && !inside[i].touched && compartment.state != COMPARTMENT_QUARANTINED)
                        fail_msg("seed %u, step %u: %u was spent behind the shut door of compartment %u, and nobody is told", seed, step,
                                 consignment.cti[0], i + 1);
        }
}

/* ---- the power ---- */

static jmp_buf power;
static unsigned cut_in; /* so many movements and deeds from now; 0: not */

static void cut_now(bool told) {
        if (cut_in == 0 || --cut_in > 0)
                return;
        account_cut(&account, told);
        longjmp(power, 1);
}

static void moved(const char *what) {
        account_note(&account);
        note_touched();
        cut_now(false);
}

/* ---- the store ---- */

static unsigned fault_in;       /* so many deeds from now the store fails; 0: not */
static int64_t fault_until_ms;  /* mono; since then it answers again */
static unsigned faults;

static bool is_failing(void) {
        return fixture.now.mono_ms < fault_until_ms;
}

int __real_store_do(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome);
int __wrap_store_do(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome);
int __wrap_store_do(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        int r;

        if (is_failing())
                return -EIO;
        if (fault_in == 0 || --fault_in > 0) {
                cut_now(true);
                r = __real_store_do(store, t_ms, deed, ret_outcome);
                cut_now(true);
                return r;
        }
        faults++;
        fault_until_ms = fixture.now.mono_ms + (wander_below(&wander, 2) ? 1 : 5000);
        if (wander_below(&wander, 2))
                (void)!__real_store_do(store, t_ms, deed, ret_outcome); /* done all the same, and nobody knows */
        return -EIO;
}

int __real_store_reopen(struct store *store);
int __wrap_store_reopen(struct store *store);
int __wrap_store_reopen(struct store *store) {
        return is_failing() ? -EIO : __real_store_reopen(store);
}

static void end_faults(void) {
        fault_in = 0;
        fault_until_ms = 0;
}

/* ---- the power is gone, and comes back ---- */

/* In every third life, and kept until it is put back: much may happen meanwhile. */
static bool makes_copy(unsigned one_in) {
        return life % 3 == 0 && put_back.copy.len == 0 && wander_below(&wander, one_in) == 0;
}

/* While it is off, doors may be pushed, some only for a moment. */
static void off_and_on(void) {
        account_going(&account);
        fixture_stop(&fixture);
        trouble_off(&trouble);
        if (put_back.stored_count > 0 && makes_copy(2))
                put_back_copy(&put_back, PUT_BACK_FOLDER);
        for (unsigned i = 0; i < COMPARTMENTS; i++) {
                if (wander_below(&wander, 30) == 0 && !fixture.stuck[i]) {
                        fixture.now.mono_ms += 1000;
                        fixture.now.wall_ms += 1000;
                        fixture.doors[i] = fixture.doors[i] == DOOR_OPEN ? DOOR_CLOSED : DOOR_OPEN;
                        account_note(&account);
                        note_touched();
                }
                if (fixture.doors[i] == DOOR_OPEN && !fixture.stuck[i] && wander_below(&wander, 3) == 0)
                        fixture.doors[i] = DOOR_CLOSED;
        }
        account_starting(&account);
        end_faults();
        cut_in = wander_below(&wander, 6) ? 0 : 1 + wander_below(&wander, 8);
        fixture_start(&fixture);
}

/* ---- people and doors ---- */

/* One that is stored, else any. */
static unsigned somebodys(void) {
        unsigned c = 1 + wander_below(&wander, COMPARTMENTS);

        for (unsigned i = 0; i < COMPARTMENTS; i++, c = c % COMPARTMENTS + 1) {
                struct store_compartment compartment = fixture_compartment(&fixture, c);

                if (compartment.has_consignment)
                        return compartment.cti[0];
        }
        return 1 + wander_below(&wander, NUMBERS);
}

static void shut(unsigned c) {
        if (c == 0 || fixture.doors[c - 1] != DOOR_OPEN)
                return;
        fixture_door(&fixture, c, DOOR_CLOSED);
        if (wander_below(&wander, 8) != 0)
                return;
        fixture_pass(&fixture, 50 + wander_below(&wander, 9000)); /* the latch misses */
        if (fixture.doors[c - 1] == DOOR_CLOSED)
                fixture_door(&fixture, c, DOOR_OPEN);
}

static void shut_a_door(void) {
        unsigned c = 1 + wander_below(&wander, COMPARTMENTS);

        for (unsigned i = 0; i < COMPARTMENTS; i++, c = c % COMPARTMENTS + 1)
                if (fixture.doors[c - 1] == DOOR_OPEN) {
                        shut(c);
                        return;
                }
}

static enum screen_id shown(void) {
        return fixture_screen(&fixture);
}

static unsigned shown_compartment(void) {
        return screen_compartment(box_screen(fixture.box));
}

static void sign_in(unsigned person) {
        wander_scan_badge(&wander, person);
        if (shown() == SCREEN_STAFF_PIN)
                wander_type_pin(&wander);
}

static unsigned next_ticket;

static void load_some(void) {
        sign_in(wander_below(&wander, 2) ? WANDER_LORE : WANDER_MARA);
        for (unsigned i = 1 + wander_below(&wander, 4); i > 0; i--) {
                wander_scan_ticket(&wander, 1 + next_ticket++ % NUMBERS);
                fixture_pass(&fixture, 1000 + wander_below(&wander, 9000));
                if (shown() == SCREEN_STAFF_LOAD)
                        shut(shown_compartment());
                fixture_pass(&fixture, wander_below(&wander, 12000));
        }
        fixture_press(&fixture, TARGET_SIGN_OUT);
}

/* What is about to be opened stays shut. */
static void jam_what_is_asked_for(void) {
        for (unsigned c = 1; c <= COMPARTMENTS; c++) {
                struct store_compartment compartment = fixture_compartment(&fixture, c);

                if (compartment.has_consignment && compartment.cti[0] == wander.at_scan)
                        fixture.jammed[c - 1] = true;
        }
}

/* Whoever stood before a jam goes home, and after a while the lock that was pulsed in vain lets go: most within a minute of its pulse. */
static void leave_a_jam(void) {
        unsigned c = shown_compartment();

        if (c == 0)
                return;
        fixture_press(&fixture, wander_below(&wander, 2) ? TARGET_END : TARGET_BACK);
        fixture_pass(&fixture, wander_below(&wander, 70 * 1000));
        fixture.jammed[c - 1] = false;
        if (fixture.doors[c - 1] == DOOR_CLOSED)
                fixture_door(&fixture, c, DOOR_OPEN);
}

static void go_on_collecting(void) {
        if (shown() == SCREEN_CHOOSE)
                fixture_press_number(&fixture, TARGET_CHOOSE, wander_below(&wander, 2));
        else if (shown() == SCREEN_JAM_ASK)
                fixture_press(&fixture, wander_below(&wander, 2) ? TARGET_YES : TARGET_NO);
        else if (shown() == SCREEN_OLD_READY || shown() == SCREEN_BETWEEN)
                fixture_press(&fixture, TARGET_NEXT);
        if (shown() == SCREEN_JAM && wander_below(&wander, 4)) {
                leave_a_jam();
                return;
        }
        fixture_pass(&fixture, 1000 + wander_below(&wander, 12000));
        if (shown() == SCREEN_DOOR || shown() == SCREEN_OLD_PAPERS || shown() == SCREEN_CLOSE)
                shut(shown_compartment());
        if (shown() == SCREEN_OLD_ASK)
                fixture_press(&fixture, wander_below(&wander, 2) ? TARGET_YES : TARGET_NO);
        if (shown() == SCREEN_DONE && wander_below(&wander, 3) == 0)
                fixture_press(&fixture, TARGET_NOT_TAKEN);
}

static void collect_one(void) {
        wander_scan_code(&wander, somebodys());
        if (shown() == SCREEN_BIRTH && wander_below(&wander, 4) == 0)
                jam_what_is_asked_for();
        if (shown() == SCREEN_BIRTH && wander_below(&wander, 6) == 0)
                cut_in = 5 + wander_below(&wander, 6); /* from before the release to after the issue */
        if (shown() == SCREEN_BIRTH)
                wander_type_birth(&wander);
        for (unsigned i = 0; i < 4 && shown() != SCREEN_IDLE; i++)
                go_on_collecting();
}

/* After a restore it counts what lies there only by its label. */
static void hold_label(unsigned c) {
        struct store_compartment compartment;

        if (c == 0 || shown() != SCREEN_STAFF_TAKE || wander_below(&wander, 3) == 0)
                return;
        compartment = fixture_compartment(&fixture, c);
        if (compartment.has_consignment)
                wander_scan_ticket(&wander, compartment.cti[0]);
}

static void look_at_one(void) {
        static const enum word_task tasks[] = { TASK_PROBLEMS, TASK_PROBLEMS, TASK_OVERDUE, TASK_DESK };

        sign_in(WANDER_MARA);
        fixture_press_number(&fixture, TARGET_TASK, restored ? TASK_PROBLEMS : tasks[wander_below(&wander, ARRAY_LEN(tasks))]);
        for (unsigned i = 1 + wander_below(&wander, restored ? COMPARTMENTS : 4); i > 0; i--) {
                fixture_press_number(&fixture, TARGET_ROW, wander_below(&wander, 2));
                if (shown() == SCREEN_STAFF_SECOND)
                        sign_in(WANDER_LUTZ);
                fixture_pass(&fixture, 1000 + wander_below(&wander, 4000));
                if (restored)
                        hold_label(shown_compartment());
                shut(shown_compartment());
                if (shown() == SCREEN_STAFF_FOUND)
                        fixture_press(&fixture, (enum target_id)(TARGET_FOUND_TAKEN + wander_below(&wander, 4)));
                fixture_pass(&fixture, wander_below(&wander, 12000));
        }
        fixture_press(&fixture, TARGET_SIGN_OUT);
}

/* By a manager from the plan: opened for a reason, looked into, taken out of use, whatever is there. */
static void work_at_a_page(void) {
        sign_in(WANDER_MARA);
        for (unsigned i = 1 + wander_below(&wander, 3); i > 0; i--) {
                fixture_press_number(&fixture, TARGET_AROUND, 1);
                fixture_press_number(&fixture, TARGET_CELL, 1 + wander_below(&wander, COMPARTMENTS));
                for (unsigned tries = 3; tries > 0 && shown() == SCREEN_STAFF_COMPARTMENT; tries--)
                        wander_do_at_page(&wander);
                if (shown() == SCREEN_STAFF_PURPOSE)
                        fixture_press_number(&fixture, TARGET_CHOOSE, wander_below(&wander, SCREEN_PURPOSES_MAX));
                if (shown() == SCREEN_STAFF_SECOND)
                        sign_in(WANDER_LUTZ);
                fixture_pass(&fixture, 1000 + wander_below(&wander, 4000));
                hold_label(shown_compartment());
                shut(shown_compartment());
                if (shown() == SCREEN_STAFF_FOUND)
                        fixture_press(&fixture, (enum target_id)(TARGET_FOUND_TAKEN + wander_below(&wander, 4)));
                fixture_pass(&fixture, wander_below(&wander, 12000));
                if (shown() == SCREEN_STAFF_COMPARTMENT && wander_below(&wander, 2))
                        fixture_press(&fixture, TARGET_AGAIN);
                fixture_press(&fixture, TARGET_BACK);
        }
        fixture_press(&fixture, TARGET_SIGN_OUT);
}

/* Along the cabinet: some answer at the door, some by label, some at the end, some not at all. */
static void walk_along(void) {
        sign_in(wander_below(&wander, 3) ? WANDER_MARA : WANDER_LORE);
        fixture_press_number(&fixture, TARGET_TASK, TASK_ROUND);
        if (wander_below(&wander, 3) == 0)
                fixture_press_number(&fixture, TARGET_TASK, TASK_RECONCILE);
        fixture_press(&fixture, TARGET_NEXT);
        if (shown() == SCREEN_STAFF_SECOND)
                sign_in(WANDER_LUTZ);
        for (unsigned i = 2 + wander_below(&wander, 2 * COMPARTMENTS); i > 0; i--) {
                if (shown() == SCREEN_STAFF_TAKE && wander_below(&wander, 12) == 0)
                        fixture_press(&fixture, TARGET_END);
                fixture_pass(&fixture, 500 + wander_below(&wander, 4000));
                hold_label(shown_compartment());
                if (shown() == SCREEN_STAFF_TAKE)
                        shut(shown_compartment());
                if (shown() == SCREEN_STAFF_FOUND && wander_below(&wander, 3))
                        fixture_press(&fixture, (enum target_id)(TARGET_FOUND_TAKEN + wander_below(&wander, 4)));
                else if (shown() == SCREEN_STAFF_FOUND)
                        wander_scan_ticket(&wander, somebodys());
        }
        fixture_press(&fixture, TARGET_SIGN_OUT);
}

static void scan(void) {
        if (wander_below(&wander, 2))
                wander_scan(&wander);
        else
                wander_scan_code(&wander, somebodys());
}

/* Nobody asked for it: a thief, or a switch that flaps. */
static void open_a_door(void) {
        unsigned c = 1 + wander_below(&wander, COMPARTMENTS);
        bool flaps = wander_below(&wander, 3) == 0;

        if (fixture.doors[c - 1] == DOOR_OPEN)
                return;
        fixture_door(&fixture, c, DOOR_OPEN);
        if (!flaps)
                return;
        fixture_pass(&fixture, 100 + wander_below(&wander, 150));
        fixture_door(&fixture, c, DOOR_CLOSED);
}

/* It was pulsed in vain, and lets go now. */
static void let_go_late(void) {
        for (unsigned i = 0; i < COMPARTMENTS; i++)
                if (fixture.jammed[i] && fixture.doors[i] == DOOR_CLOSED && account.pulse[i].given) {
                        fixture_pass(&fixture, wander_below(&wander, 90 * 1000));
                        fixture.jammed[i] = false;
                        if (fixture.doors[i] == DOOR_CLOSED)
                                fixture_door(&fixture, i + 1, DOOR_OPEN);
                        return;
                }
}

static void step_the_clock(int64_t ms) {
        fixture.now.wall_ms += ms;
        account_note(&account);
}

/* By an office that is not played here. */
static void unlock_badges(void) {
        static const char *const subs[] = { "lore", "mara", "axel", "lutz" };

        for (size_t i = 0; i < ARRAY_LEN(subs); i++) {
                int r = store_do(fixture.store, fixture.now.wall_ms, DEED(DEED_UNLOCK_STAFF, .sub = subs[i], .by = "mara"), NULL);

                assert_true(r == 0 || r == -ENOENT || is_failing());
        }
}

static void rarely(void) {
        static const int64_t clock_ms[] = { -4 * MINUTE_MS, 4 * MINUTE_MS, -MINUTE_MS, 60 * MINUTE_MS, -60 * MINUTE_MS };

        switch (wander_below(&wander, 12)) {
        case 0:
        case 1:
        case 2:
                off_and_on();
                break;
        case 3:
        case 4:
                cut_in = 1 + wander_below(&wander, 12);
                break;
        case 5:
                if (fixture.now.mono_ms > fault_until_ms + MINUTE_MS) /* what was seen meanwhile is told by this clock */
                        step_the_clock(clock_ms[wander_below(&wander, ARRAY_LEN(clock_ms))]);
                break;
        case 6:
                fixture.synchronised = wander_below(&wander, 2);
                break;
        case 7:
        case 8:
        case 9:
        case 10:
                fault_in = 1 + wander_below(&wander, 12);
                break;
        default:
                if (wander_below(&wander, 6) == 0)
                        fixture_pass(&fixture, INT64_C(11) * 86400 * 1000);
                unlock_badges();
                break;
        }
}

static void wait(void) {
        static const int64_t waits[] = { 500, 3000, 10000, 21000, 46000, 61000, 301000, 3700000 };

        fixture_pass(&fixture, waits[wander_below(&wander, ARRAY_LEN(waits))]);
}

static void press_anything(void) {
        fixture_press_number(&fixture, (enum target_id)(1 + wander_below(&wander, TARGET_ID_COUNT - 1)), wander_below(&wander, 10));
}

static void jam(void) {
        fixture.jammed[wander_below(&wander, COMPARTMENTS)] = wander_below(&wander, 3) == 0;
}

static void trouble_some_switch(void) {
        trouble_a_switch(&trouble);
}

static void trouble_some_chip(void) {
        trouble_a_chip(&trouble);
}

static void do_what_is_asked(void) {
        wander_do_what_is_asked(&wander);
}

static const struct {
        void (*act)(void);
        unsigned weight;
} acts[] = {
        { scan, 3 },      { do_what_is_asked, 6 }, { load_some, 2 },    { collect_one, 3 }, { look_at_one, 2 }, { work_at_a_page, 2 }, { walk_along, 2 }, { shut_a_door, 4 },
        { let_go_late, 2 }, { jam, 2 },            { open_a_door, 1 }, { press_anything, 1 }, { wait, 3 },      { rarely, 2 },
        { trouble_some_switch, 1 }, { trouble_some_chip, 1 },
};

static void act(void) {
        unsigned all = 0, at;

        for (size_t i = 0; i < ARRAY_LEN(acts); i++)
                all += acts[i].weight;
        at = wander_below(&wander, all);
        for (size_t i = 0; i < ARRAY_LEN(acts); at -= acts[i++].weight)
                if (at < acts[i].weight) {
                        acts[i].act();
                        fixture_pass(&fixture, 1); /* what is due is done */
                        return;
                }
}

/* ---- the end of a life ---- */

static void confirm_the_clock(void) {
        sign_in(WANDER_MARA);
        fixture_press_number(&fixture, TARGET_TASK, TASK_CLOCK);
        fixture_press(&fixture, TARGET_NEXT);
        if (shown() == SCREEN_STAFF_SECOND)
                sign_in(WANDER_LUTZ);
        fixture_press(&fixture, TARGET_SIGN_OUT);
}

/* Every door shut, no lock jammed, nobody there, no lock of a citizen running. */
static void come_to_rest(void) {
        memset(fixture.jammed, 0, sizeof(fixture.jammed));
        trouble_end(&trouble);
        for (unsigned i = 0; i < COMPARTMENTS; i++)
                fixture.doors[i] = DOOR_CLOSED;
        fixture_restart(&fixture);
        unlock_badges();
        if (shown() == SCREEN_OUT_OF_ORDER)
                confirm_the_clock();
        fixture_pass(&fixture, STORE_LOCK_MS + MINUTE_MS);
        fixture_expect(&fixture, SCREEN_IDLE);
}

/* Everything before is accounted for; from here on the ledger is another one. */
static void put_the_store_back(void) {
        cut_in = 0;
        end_faults();
        fixture_pass(&fixture, MINUTE_MS);
        fixture.step = NULL;
        account_check(&account, life, &counts);
        come_to_rest();
        put_back_check(&put_back, wander.gone, life);
        put_back_restore(&put_back, wander.gone, wander_below(&wander, 2));
        restored = true;
        memset(inside, 0, sizeof(inside));
        account_begin(&account, &fixture);
        account_note(&account);
        unlock_badges();
        note_touched();
        check_spent(life, account.step);
        fixture.step = moved;
}

/* What is done between two acts. The worst copy is one from before something was handed out. */
static void between(void) {
        if (is_failing() || life % 3 != 0)
                return;
        if (put_back_find_stored(&put_back) && makes_copy(30))
                put_back_copy(&put_back, (enum put_back_kind)(PUT_BACK_DATABASE + wander_below(&wander, 2)));
        if (put_back.copy.len > 0 && wander_below(&wander, put_back_is_worse(&put_back) ? 10 : 120) == 0) {
                put_the_store_back();
                look_at_one();
        }
}

/* A good code and the right date open the door, or staff know that it does not. */
static void collect_what_is_stored(unsigned seed, unsigned c) {
        struct store_compartment compartment = fixture_compartment(&fixture, c);
        struct consignment consignment;

        if (!compartment.has_consignment)
                return;
        assert_int_equal(store_consignment(fixture.store, compartment.cti, &consignment), 0);
        if (consignment.state != CONSIGNMENT_STORED)
                return;
        wander_scan_code(&wander, consignment.cti[0]);
        if (shown() != SCREEN_BIRTH)
                return; /* refused, and told why */
        wander_type_birth(&wander);
        while (shown() == SCREEN_CHOOSE || shown() == SCREEN_OLD_READY)
                fixture_press_number(&fixture, shown() == SCREEN_CHOOSE ? TARGET_CHOOSE : TARGET_NEXT, 0);
        if (shown() != SCREEN_DOOR && fixture_compartment(&fixture, c).state != COMPARTMENT_QUARANTINED)
                fail_msg("seed %u: %u in compartment %u is kept from its citizen, who sees %s, and nobody is told", seed, consignment.cti[0], c,
                         screen_name(shown()));
        collected += shown() == SCREEN_DOOR;
        if (shown() == SCREEN_DOOR)
                fixture_door(&fixture, shown_compartment(), DOOR_CLOSED);
        fixture_press(&fixture, TARGET_END);
        fixture_pass(&fixture, 2 * MINUTE_MS);
}

/* ---- a life ---- */

static void live(unsigned seed, unsigned steps) {
        static unsigned step;

        wander = (struct wander){ .fixture = &fixture, .state = seed, .numbers = NUMBERS, .at_scan = 1 };
        memset(inside, 0, sizeof(inside));
        next_ticket = 0;
        restored = false;
        life = seed;
        put_back_forget(&put_back);
        cut_in = 0;
        end_faults();
        fixture_set_up(&fixture, &(struct fixture_options){ .compartments = COMPARTMENTS, .four_eyes = seed % 4 == 0 });
        trouble_begin(&trouble, seed);
        account_begin(&account, &fixture);
        fixture.step = moved;
        for (step = 0; step < steps; step++) {
                account.step = step;
                if (setjmp(power) == 0)
                        act();
                else
                        off_and_on();
                if (fixture.faults > 0)
                        fail_msg("seed %u, step %u: %s", seed, step, fixture.last_log);
                check_spent(seed, step);
                between();
        }
        cut_in = 0;
        end_faults();
        fixture_pass(&fixture, MINUTE_MS);
        fixture.step = NULL;
        account_check(&account, seed, &counts);
        trouble_count(&trouble);
        come_to_rest();
        for (unsigned c = 1; c <= COMPARTMENTS; c++)
                collect_what_is_stored(seed, c);
        put_back_check(&put_back, wander.gone, seed);
        fixture_tear_down(&fixture);
}

static void print_counts(unsigned seeds, unsigned steps) {
        print_message("%u lives of %u steps: %u openings (%u flaps, %u in the dark, %u found at a start, %u carried over one)\n", seeds, steps,
                      counts.openings, counts.flaps, counts.dark, counts.at_start, counts.carried);
        for (enum entry_event event = 0; event < ENTRY_COUNT; event++)
                if (counts.entries[event] > 0)
                        print_message("  %-20s %u\n", entry_event_name(event), counts.entries[event]);
        print_message("  store faults         %u\n", faults);
        print_message("  faulty switches      %u flapped, %u stuck shut, %u stuck open; %u openings in their counts, which are of %u changes\n",
                      trouble.flaps, trouble.stuck_shut, trouble.stuck_open, counts.counted, counts.changes);
        print_message("  chips                %u gone, %u of them with a coil on, %u back, %u while the box was off; %u said so of all doors, %u openings in their alarms\n",
                      trouble.gone, trouble.gone_with_coil, trouble.back, trouble.back_while_off, trouble.noises, counts.chips);
        print_message("  edges lost           %u, %u, %u in lives with 1 %%, 10 %%, all; %u openings over before a level was read\n", trouble.lost[1],
                      trouble.lost[2], trouble.lost[3], counts.unseen);
        print_message("  stores put back      %u old folders, %u databases without their log, %u backups; %u inside by the copy that were gone\n",
                      put_back.count[PUT_BACK_FOLDER], put_back.count[PUT_BACK_DATABASE], put_back.count[PUT_BACK_BACKUP], put_back.gone_since);
        print_message("  collected at the end  %u\n", collected);
        for (enum how how = 1; how < HOW_COUNT; how++)
                print_message("  issued %-13s %u\n", how_name(how), counts.how[how]);
}

/* What never came was not tried. */
static void expect_every_kind(void) {
        const struct {
                const char *name;
                unsigned count;
        } kinds[] = {
                { "flap", counts.flaps }, { "opening in the dark", counts.dark }, { "opening found at a start", counts.at_start },
                { "opening carried over a start", counts.carried }, { "opening in a faulty switch's count", counts.counted },
                { "opening in a chip's alarm", counts.chips }, { "opening that nobody read", counts.unseen }, { "store fault", faults },
                { "switch stuck shut", trouble.stuck_shut }, { "switch stuck open", trouble.stuck_open }, { "chip gone with a coil on", trouble.gone_with_coil },
                { "old folder", put_back.count[PUT_BACK_FOLDER] }, { "database without its log", put_back.count[PUT_BACK_DATABASE] },
                { "backup", put_back.count[PUT_BACK_BACKUP] }, { "consignment gone since the copy", put_back.gone_since },
                { "code collected at the end", collected },
        };

        for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
                if (kinds[i].count == 0)
                        fail_msg("in all these lives there was no %s", kinds[i].name);
        for (enum how how = 1; how < HOW_COUNT; how++)
                if (counts.how[how] == 0)
                        fail_msg("in all these lives nothing was issued %s", how_name(how));
}

static void every_opening_has_exactly_one_entry(void **state) {
        bool full = getenv("PICKUPBOX_FULL") != NULL;
        const char *only = getenv("OPENING_SEED");
        unsigned seeds = (full ? 100 : 30) / share_stride(), steps = full ? 1000 : 400;

        for (unsigned seed = 1; seed <= seeds; seed++)
                if (!only || seed == strtoul(only, NULL, 10))
                        live(seed, steps);
        print_counts(seeds, steps);
        if (!only && share_stride() == 1)
                expect_every_kind();
}

int main(void) {
        const struct CMUnitTest tests[] = { cmocka_unit_test(every_opening_has_exactly_one_entry) };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
