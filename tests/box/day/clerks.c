/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/box/day/clerks.h"

#include "controller/box/session/watch.h"
#include "tests/support/cmocka.h"

enum { AWAY_MS = 6 * 60 * 1000, SILENCE_MS = 4 * 60 * 1000, STOPS_MAX = 4 * STORE_COMPARTMENTS_MAX, DAYS_MAX = 8 };

/* What a hand found behind a door, to be said when it is asked. */
enum saw { SAW_NOTHING, SAW_IT, SAW_IT_STAYS, SAW_ELSE };

struct clerk {
        struct world *world;
        struct fixture *fixture;
        enum saw saw[STORE_COMPARTMENTS_MAX];
};

static enum screen_id shown(const struct clerk *clerk) {
        return fixture_screen(clerk->fixture);
}

static unsigned one_in(struct clerk *clerk, unsigned number) {
        return world_below(clerk->world, number) == 0;
}

static void rest(struct clerk *clerk) {
        for (unsigned i = 0; i < 8 && shown(clerk) != SCREEN_IDLE; i++) {
                fixture_press(clerk->fixture, TARGET_SIGN_OUT);
                fixture_pass(clerk->fixture, shown(clerk) == SCREEN_IDLE ? 0 : 65 * 1000);
        }
        fixture_expect(clerk->fixture, SCREEN_IDLE);
        fixture_pass(clerk->fixture, WATCH_OWN_MS + 1000);
}

/* ---- loading ---- */

enum loaded { LOADED, NOT_LOADED, NO_ROOM, GONE };

static void look_before_loading(struct clerk *clerk, unsigned c) {
        world_check_offered(clerk->world, c);
        if (!world_holds(clerk->world, c))
                return;
        clerk->world->counts[MISTAKE_NOT_EMPTY]++;
        fixture_press(clerk->fixture, TARGET_NOT_EMPTY);
        world_shut(clerk->world, c);
        fixture_pass(clerk->fixture, WATCH_SETTLE_MS);
}

static enum loaded cancel(struct clerk *clerk, unsigned c) {
        clerk->world->counts[MISTAKE_LOAD_CANCELLED]++;
        fixture_press(clerk->fixture, TARGET_LOAD_CANCEL);
        world_shut(clerk->world, c);
        fixture_pass(clerk->fixture, WATCH_SETTLE_MS);
        return NOT_LOADED;
}

static enum loaded go(struct clerk *clerk, unsigned c) {
        clerk->world->counts[MISTAKE_LOAD_LEFT]++;
        fixture_pass(clerk->fixture, AWAY_MS);
        world_shut(clerk->world, c);
        return GONE;
}

static void show_another(struct clerk *clerk, unsigned d) {
        unsigned another = d % WORLD_DOCUMENTS + 1;

        clerk->world->counts[MISTAKE_LOAD_SECOND]++;
        world_show_ticket(clerk->world, another);
        fixture_expect(clerk->fixture, SCREEN_STAFF_CLOSE_FIRST);
}

static enum loaded put_in(struct clerk *clerk, unsigned d) {
        unsigned c = screen_compartment(box_screen(clerk->fixture->box));

        if (one_in(clerk, 30))
                return cancel(clerk, c);
        world_put(clerk->world, d, c);
        if (one_in(clerk, 60))
                return go(clerk, c);
        if (one_in(clerk, 80)) {
                clerk->world->counts[MISTAKE_POWER]++;
                fixture_restart(clerk->fixture);
                world_shut(clerk->world, c);
                return GONE;
        }
        if (one_in(clerk, 40))
                show_another(clerk, d);
        world_shut(clerk->world, c);
        fixture_pass(clerk->fixture, WATCH_SETTLE_MS);
        fixture_expect(clerk->fixture, SCREEN_STAFF_SCAN);
        clerk->world->documents[d].loaded = true;
        return LOADED;
}

/* The next compartment that would be offered does not open. */
static void jam_one(struct clerk *clerk) {
        unsigned c;

        for (c = 1; c < clerk->fixture->options.compartments && fixture_compartment(clerk->fixture, c).state != COMPARTMENT_FREE; c++)
                ;
        clerk->fixture->jammed[c - 1] = true;
}

static void unjam(struct clerk *clerk) {
        for (unsigned c = 1; c <= clerk->fixture->options.compartments; c++) {
                clerk->world->counts[MISTAKE_LOAD_JAM] += clerk->fixture->jammed[c - 1] && fixture_compartment(clerk->fixture, c).state == COMPARTMENT_QUARANTINED;
                clerk->fixture->jammed[c - 1] = false;
        }
}

static enum loaded load_one(struct clerk *clerk, unsigned d) {
        if (one_in(clerk, 50))
                jam_one(clerk);
        world_show_ticket(clerk->world, d);
        for (unsigned i = 0; i < 8 && (shown(clerk) == SCREEN_OPENING || shown(clerk) == SCREEN_STAFF_LOAD); i++) {
                if (shown(clerk) == SCREEN_OPENING)
                        fixture_pass(clerk->fixture, 9500);
                else if (look_before_loading(clerk, screen_compartment(box_screen(clerk->fixture->box))),
                         shown(clerk) == SCREEN_STAFF_LOAD && !world_holds(clerk->world, screen_compartment(box_screen(clerk->fixture->box))))
                        break;
        }
        unjam(clerk);
        if (shown(clerk) == SCREEN_STAFF_LOAD)
                return put_in(clerk, d);
        fixture_expect(clerk->fixture, SCREEN_STAFF_REFUSED);
        if (!box_screen(clerk->fixture->box)->refused.no_room)
                fail_msg("seed %u: the ticket of document %u is refused: %s", clerk->world->seed, d,
                         refusal_name(box_screen(clerk->fixture->box)->refused.refusal));
        return NO_ROOM;
}

/* Not while the box still thinks that it is inside: nobody has said yet that it was taken out. */
static bool may_be_loaded(const struct world *world, const struct document *document) {
        return document->place == PLACE_STAFF && !document->finished && !document->revoked && !(document->c > 0 && world->unsaid[document->c - 1]);
}

/* The label that was just read, or that of another. */
static void show_what_is_inside(struct clerk *clerk, unsigned d) {
        world_show_label(clerk->world, d);
        fixture_expect(clerk->fixture, SCREEN_STAFF_REFUSED);
        assert_true(box_screen(clerk->fixture->box)->refused.here);
        clerk->world->counts[MISTAKE_TICKET_AGAIN]++;
        fixture_press(clerk->fixture, TARGET_END);
        fixture_expect(clerk->fixture, SCREEN_STAFF_SCAN);
}

unsigned clerks_load(struct world *world, unsigned count) {
        struct clerk clerk = { .world = world, .fixture = world->fixture };
        enum loaded loaded = LOADED;
        unsigned done = 0;

        fixture_sign_in(world->fixture, world_below(world, 2) ? "lore" : "lutz");
        for (unsigned d = 1; d <= WORLD_DOCUMENTS && done < count && (loaded == LOADED || loaded == NOT_LOADED); d++) {
                if (!may_be_loaded(world, &world->documents[d]))
                        continue;
                loaded = load_one(&clerk, d);
                done += loaded == LOADED;
                if (loaded == LOADED && one_in(&clerk, 40))
                        show_what_is_inside(&clerk, d);
        }
        rest(&clerk);
        return done;
}

/* ---- looking and taking out ---- */

/* Something else is told first, and taken out the next time: then its compartment is empty. */
static bool leaves_litter(struct clerk *clerk, unsigned c) {
        struct world *world = clerk->world;

        if (world->litter[c - 1] != LITTER_UNKNOWN || world_expected(world, c) > 0 || world->unsaid[c - 1])
                return false;
        world->litter[c - 1] = LITTER_TOLD;
        return true;
}

/* What a hand does there. One that a citizen could collect stays when it was only looked for. */
static enum saw look_inside(struct clerk *clerk, unsigned c, bool may_stay) {
        struct world *world = clerk->world;
        bool is_empty = !world_holds(world, c) || (world->litter[c - 1] == LITTER_TOLD && world_expected(world, c) == 0);
        enum saw saw = world->unsaid[c - 1] || !is_empty ? SAW_IT : SAW_NOTHING;

        if (leaves_litter(clerk, c))
                return SAW_ELSE;
        if (may_stay && world_expected(world, c) > 0)
                return SAW_IT_STAYS;
        if (world_holds(world, c))
                world_empty(world, c);
        return saw;
}

static void behind_the_door(struct clerk *clerk) {
        const struct screen_door *door = &box_screen(clerk->fixture->box)->door;
        unsigned c = door->compartment;

        fixture_pass(clerk->fixture, 2000 + world_below(clerk->world, 10000));
        clerk->saw[c - 1] = look_inside(clerk, c, door->keeps && door->looking);
        clerk->world->unsaid[c - 1] = clerk->saw[c - 1] == SAW_IT;
        world_shut(clerk->world, c);
        fixture_pass(clerk->fixture, WATCH_SETTLE_MS + 100);
}

static void say_what_was_found(struct clerk *clerk) {
        static const enum target_id answers[] = { TARGET_FOUND_EMPTY, TARGET_FOUND_TAKEN, TARGET_FOUND_KEPT, TARGET_FOUND_ELSE };
        unsigned c = screen_compartment(box_screen(clerk->fixture->box));

        if (one_in(clerk, 40)) {
                clerk->world->counts[MISTAKE_NOT_ANSWERED]++;
                fixture_pass(clerk->fixture, SILENCE_MS);
                return;
        }
        fixture_press(clerk->fixture, answers[clerk->saw[c - 1]]);
        clerk->world->unsaid[c - 1] = false;
}

static void second_person(struct clerk *clerk) {
        if (shown(clerk) == SCREEN_STAFF_SECOND)
                fixture_sign_in(clerk->fixture, "lutz");
}

/* stops: after so many the person has had enough. */
static void go_along(struct clerk *clerk, enum screen_id end, unsigned stops) {
        for (unsigned i = 0; i < STOPS_MAX && shown(clerk) != end && shown(clerk) != SCREEN_IDLE; i++) {
                if (shown(clerk) == SCREEN_STAFF_TAKE && stops-- == 0)
                        fixture_press(clerk->fixture, TARGET_END);
                if (shown(clerk) == SCREEN_STAFF_TAKE)
                        behind_the_door(clerk);
                else if (shown(clerk) == SCREEN_STAFF_FOUND)
                        say_what_was_found(clerk);
                else
                        fixture_pass(clerk->fixture, 1000);
        }
}

void clerks_walk(struct world *world) {
        struct clerk clerk = { .world = world, .fixture = world->fixture };

        world->rounds++;
        fixture_sign_in(world->fixture, "mara");
        fixture_press_number(world->fixture, TARGET_TASK, TASK_ROUND);
        fixture_press(world->fixture, TARGET_NEXT);
        second_person(&clerk);
        go_along(&clerk, SCREEN_STAFF_ROUND, STOPS_MAX);
        fixture_pass(world->fixture, STAFF_ANSWER_MS);
        rest(&clerk);
}

/* Whether the screen says at the end that it is done: not when a compartment is left, or its answer is owed. */
static bool reconcile_so_far(struct world *world, unsigned stops) {
        struct clerk clerk = { .world = world, .fixture = world->fixture };
        bool done;

        fixture_sign_in(world->fixture, "mara");
        fixture_press_number(world->fixture, TARGET_TASK, TASK_ROUND);
        fixture_press_number(world->fixture, TARGET_TASK, TASK_RECONCILE);
        fixture_press(world->fixture, TARGET_NEXT);
        second_person(&clerk);
        go_along(&clerk, SCREEN_STAFF_RECONCILE, stops);
        done = shown(&clerk) == SCREEN_STAFF_RECONCILE && box_screen(world->fixture->box)->list.reconciled_ms > 0;
        rest(&clerk);
        return done;
}

/* One in three takes two days. */
void clerks_reconcile(struct world *world) {
        if (world_below(world, 3) == 0) {
                world->counts[MISTAKE_WALK_ENDED]++;
                assert_false(reconcile_so_far(world, 1 + world_below(world, 10)));
                fixture_pass(world->fixture, 20 * 3600 * 1000);
        }
        for (unsigned i = 0; i < DAYS_MAX && world->reconciled == 0; i++)
                world->reconciled += reconcile_so_far(world, STOPS_MAX);
        if (world->reconciled == 0)
                fail_msg("seed %u: reconciliation never ends", world->seed);
}

static void correct(struct clerk *clerk) {
        const struct screen_list *list = &box_screen(clerk->fixture->box)->list;

        for (unsigned i = 0; i < list->row_count; i++) {
                if (list->rows[i].compartment != list->answered_compartment)
                        continue;
                clerk->world->counts[MISTAKE_CHANGED_MIND]++;
                clerk->world->unsaid[list->answered_compartment - 1] = clerk->saw[list->answered_compartment - 1] == SAW_IT;
                fixture_press_number(clerk->fixture, TARGET_ROW, i);
                say_what_was_found(clerk);
                return;
        }
}

/* The code is held to the scanner: whoever comes to the desk is served there. */
void clerks_fetch(struct world *world, unsigned d) {
        struct clerk clerk = { .world = world, .fixture = world->fixture };

        fixture_sign_in(world->fixture, "mara");
        fixture_press_number(world->fixture, TARGET_TASK, TASK_DESK);
        world_show_code(world, d, "K017");
        second_person(&clerk);
        if (shown(&clerk) == SCREEN_STAFF_TAKE) {
                behind_the_door(&clerk);
                say_what_was_found(&clerk);
                world->desk++;
        }
        if (shown(&clerk) == SCREEN_STAFF_DESK && one_in(&clerk, 3))
                correct(&clerk);
        rest(&clerk);
}
