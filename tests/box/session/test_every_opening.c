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
#include <stdlib.h>
#include <string.h>

#include "tests/box/session/account.h"
#include "tests/box/session/errands.h"
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
static struct errands people = { .fixture = &fixture, .wander = &wander, .account = &account, .cut_in = &cut_in, .compartments = COMPARTMENTS };

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

/* ---- what happens ---- */

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

static void rarely(struct errands *errands) {
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

static void trouble_some_switch(struct errands *errands) {
        trouble_a_switch(&trouble);
}

static void trouble_some_chip(struct errands *errands) {
        trouble_a_chip(&trouble);
}

static const struct {
        errand_fn *act;
        unsigned weight;
} acts[] = {
        { errands_scan, 3 },        { errands_do_what_is_asked, 6 }, { errands_load_some, 2 },  { errands_collect_one, 3 },
        { errands_look_at_one, 2 }, { errands_work_at_a_page, 2 },   { errands_walk_along, 2 }, { errands_shut_a_door, 4 },
        { errands_let_go_late, 2 }, { errands_jam, 2 },              { errands_open_a_door, 1 }, { errands_press_anything, 1 },
        { errands_wait, 3 },        { rarely, 2 },                   { trouble_some_switch, 1 }, { trouble_some_chip, 1 },
};

static void act(void) {
        unsigned all = 0, at;

        for (size_t i = 0; i < ARRAY_LEN(acts); i++)
                all += acts[i].weight;
        at = wander_below(&wander, all);
        for (size_t i = 0; i < ARRAY_LEN(acts); at -= acts[i++].weight)
                if (at < acts[i].weight) {
                        acts[i].act(&people);
                        fixture_pass(&fixture, 1); /* what is due is done */
                        return;
                }
}

/* ---- the end of a life ---- */

/* Every door shut, no lock jammed, nobody there, no lock of a citizen running. */
static void come_to_rest(void) {
        memset(fixture.jammed, 0, sizeof(fixture.jammed));
        trouble_end(&trouble);
        for (unsigned i = 0; i < COMPARTMENTS; i++)
                fixture.doors[i] = DOOR_CLOSED;
        fixture_restart(&fixture);
        unlock_badges();
        if (fixture_screen(&fixture) == SCREEN_OUT_OF_ORDER)
                errands_confirm_the_clock(&people);
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
        people.restored = true;
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
                errands_look_at_one(&people);
        }
}

/* ---- a life ---- */

static void live(unsigned seed, unsigned steps) {
        static unsigned step;

        wander = (struct wander){ .fixture = &fixture, .state = seed, .numbers = NUMBERS, .at_scan = 1 };
        memset(inside, 0, sizeof(inside));
        people.next_ticket = 0;
        people.restored = false;
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
                errands_collect_what_is_stored(&people, seed, c);
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
        print_message("  collected at the end  %u\n", people.collected);
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
                { "code collected at the end", people.collected },
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
