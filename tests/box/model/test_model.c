/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The machines of citizen, staff, tasks and visits, searched breadth first on a whole box with its real store: from each place that can
 * be reached every stimulus is tried (stimuli.h). A place is a state of a machine, or a stage of a task, with what lies over it. After
 * each pair
 *   - no lock was pulsed without the entry that allows it, and no consignment is issued twice or without a release;
 *   - everybody who goes away leaves an idle box behind;
 *   - a manager and a second person bring every compartment back that is out of use.
 * Places that the search never reaches have their reason here and are printed with it; one without is a failure, and one that is
 * named here and reached.
 *
 * The usual run goes USUAL_STEPS from idle and looks at what must hold after one pair in MODEL_SHARE; PICKUPBOX_FULL=1 goes as far as
 * there is anything new, and looks after each. MODEL_TABLE=1 prints where each pair leads.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "controller/box/session/box_inner.h"
#include "tests/box/model/stimuli.h"
#include "tests/support/cmocka.h"

enum { PLACES_MAX = 600, PATH_MAX_STEPS = 40, MODEL_SHARE = 16, USUAL_STEPS = 3, IDLE_TOUCHES_MAX = 30, MINUTE_MS = 60 * 1000, NAME_MAX_LEN = 80 };

static struct fixture fixture, saved;
static struct buffer copy = BUFFER_INIT;

struct place {
        char name[NAME_MAX_LEN];
        uint8_t path[PATH_MAX_STEPS];   /* stimuli that lead there from the idle box */
        unsigned length, tried, impossible;
};

static struct place places[PLACES_MAX];
static unsigned place_count;

/* ---- the base ---- */

static void make_base(void) {
        fixture_set_up(&fixture, &(struct fixture_options){ .compartments = MODEL_COMPARTMENTS });
        stock_fill(&fixture);
        fixture_scan_code(&fixture, STOCK_ISSUED); /* somebody is turned away, by a number */
        fixture_press(&fixture, TARGET_END);
        fixture_pass(&fixture, MINUTE_MS);
        fixture_stop(&fixture);
        saved = fixture;
        assert_int_equal(file_read(fixture.path, 1 << 24, &copy), 0);
}

static void begin_anew(void) {
        static const char *const logs[] = { "-wal", "-shm" };
        struct bundle *bundle = fixture.bundle;
        char path[100];

        if (fixture.box)
                fixture_stop(&fixture);
        for (size_t i = 0; i < ARRAY_LEN(logs); i++) {
                snprintf(path, sizeof(path), "%s%s", fixture.path, logs[i]);
                unlink(path);
        }
        unlink(fixture.facts);
        assert_int_equal(file_replace(fixture.path, copy.data, copy.len, 0600), 0);
        fixture = saved;
        fixture.bundle = bundle;
        fixture_start(&fixture);
}

/* ---- places ---- */

static const char *who(const struct staff *staff) {
        static const struct {
                const char *sub, *who;
        } people[] = { { "lore", "loader" }, { "lutz", "loader" }, { "mara", "manager" }, { "axel", "auditor" }, { "mike", "new manager" } };

        for (size_t i = 0; i < ARRAY_LEN(people); i++)
                if (strcmp(people[i].sub, staff->persons[0].sub) == 0)
                        return people[i].who;
        return "nobody";
}

/* Also while somebody signs in for it. */
static const char *task_name(const struct staff *staff) {
        for (unsigned t = 1; t < TASK_COUNT; t++)
                if ((staff->state == STAFF_TASK || staff->waits) && task_of(t) == staff->task)
                        return word_task_name((enum word_task)t);
        return "no task";
}

static const char *how_far(const struct staff *staff) {
        if (staff->state != STAFF_TASK)
                return "";
        if (staff->task == &task_give_pin) /* an auditor, or oneself, is given none */
                return staff->giving.said == SCREEN_GIVING_ASK ? ", can be given" : "";
        return staff->walk.pending_count > 0 ? ", put off" : staff->task == &task_load && staff->load.last > 0 ? ", one loaded" : "";
}

static const char *what(const struct citizen *citizen) {
        unsigned n = citizen->offer_count > 0 ? citizen->offers[citizen->current].cti[0] : 0;

        return n == STOCK_OLD ? ", old papers" : n == STOCK_GROUP || n == STOCK_GROUP + 1 ? ", of two" : "";
}

static void name_place(char name[NAME_MAX_LEN]) {
        static const char *const over[] = { "", " + access", " + language", " + help" };
        const struct box *box = fixture.box;

        if (box->staff.state != STAFF_OUT)
                snprintf(name, NAME_MAX_LEN, "%s %s: %s%s%s%s", who(&box->staff), task_name(&box->staff), staff_state_name(&box->staff), how_far(&box->staff),
                         box->staff.state == STAFF_PIN && box->staff.signing ? " of the second" : "", over[box->settings.overlay]);
        else if (fixture_screen(&fixture) == SCREEN_OUT_OF_ORDER)
                snprintf(name, NAME_MAX_LEN, "out of order%s", over[box->settings.overlay]);
        else
                snprintf(name, NAME_MAX_LEN, "citizen %s%s%s%s%s%s", citizen_state_name(box->citizen.state), what(&box->citizen),
                         box->citizen.typed ? ", typed" : "", box->citizen.again ? ", again" : "",
                         box->citizen.offer_count > 1 ? ", another after it" : "", over[box->settings.overlay]);
}

static unsigned find_place(const char *name) {
        unsigned i;

        for (i = 0; i < place_count && strcmp(places[i].name, name) != 0; i++)
                ;
        return i;
}

/* What lies over a session is one machine for all of them: it is tried over these. */
static bool is_looked_at(const char *name) {
        static const char *const under[] = { "citizen birth + ", "citizen door + ", "loader load: load + ", "out of order + " };
        bool is_over = strchr(name, '+') != NULL;

        for (size_t i = 0; i < ARRAY_LEN(under); i++)
                if (strncmp(name, under[i], strlen(under[i])) == 0)
                        return true;
        return !is_over;
}

static void discover(const struct place *from, int stimulus) {
        char name[NAME_MAX_LEN];
        struct place *place;

        name_place(name);
        if (!is_looked_at(name) || find_place(name) < place_count)
                return;
        assert_true(place_count < PLACES_MAX);
        place = &places[place_count++];
        if (from)
                *place = *from;
        place->tried = place->impossible = 0;
        snprintf(place->name, sizeof(place->name), "%s", name);
        if (stimulus < 0)
                return;
        assert_true(place->length < PATH_MAX_STEPS);
        place->path[place->length++] = (uint8_t)stimulus;
}

static void go_to(const struct place *place) {
        char name[NAME_MAX_LEN];

        begin_anew();
        for (unsigned i = 0; i < place->length; i++)
                stimuli[place->path[i]].apply(&fixture, stimuli[place->path[i]].number);
        name_place(name);
        if (strcmp(name, place->name) != 0)
                fail_msg("the way to %s leads to %s", place->name, name);
}

/* ---- what must hold after each pair ---- */

static const char *at_place, *at_stimulus;

static void check_ledger(void) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
        unsigned issued[256] = { 0 }, released[256] = { 0 };
        struct ledger_source source;
        struct entry entry;

        fixture_check_pulses(&fixture);
        store_source(fixture.store, &source);
        for (uint64_t i = 0; i < source.size; i++) {
                buffer_clear(&line);
                assert_int_equal(source.entry(source.context, i, &line), 0);
                assert_int_equal(entry_parse(buffer_text(&line), line.len, &entry), 0);
                released[entry.cti[0]] += entry.event == ENTRY_RELEASE;
                issued[entry.cti[0]] += entry.event == ENTRY_ISSUED;
                if (issued[entry.cti[0]] > 1 || issued[entry.cti[0]] > released[entry.cti[0]])
                        fail_msg("%s / %s: %u is issued %u times after %u releases", at_place, at_stimulus, entry.cti[0], issued[entry.cti[0]], released[entry.cti[0]]);
        }
}

static void everybody_goes(void) {
        memset(fixture.jammed, 0, sizeof(fixture.jammed));
        for (unsigned i = 0; i < 12 && fixture_screen(&fixture) != SCREEN_IDLE && fixture_screen(&fixture) != SCREEN_OUT_OF_ORDER; i++) {
                for (unsigned c = 1; c <= MODEL_COMPARTMENTS; c++)
                        if (fixture.doors[c - 1] == DOOR_OPEN)
                                fixture_door(&fixture, c, DOOR_CLOSED);
                fixture_pass(&fixture, MINUTE_MS);
        }
        for (unsigned c = 1; c <= MODEL_COMPARTMENTS; c++)
                if (fixture.doors[c - 1] == DOOR_OPEN)
                        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_pass(&fixture, MINUTE_MS);
        if (fixture_screen(&fixture) != SCREEN_IDLE && !box_screen(fixture.box)->clock_doubt)
                fail_msg("%s / %s: everybody is gone, and the screen is %s", at_place, at_stimulus, screen_name(fixture_screen(&fixture)));
}

static unsigned out_of_use(void) {
        unsigned count = 0;

        for (unsigned c = 1; c <= MODEL_COMPARTMENTS; c++) {
                enum compartment_state state = fixture_compartment(&fixture, c).state;

                count += state != COMPARTMENT_FREE && state != COMPARTMENT_OCCUPIED;
        }
        return count;
}

/* Whatever was in doubt. */
static void confirm_the_clock(void) {
        fixture_press_number(&fixture, TARGET_TASK, TASK_CLOCK);
        fixture_press(&fixture, TARGET_NEXT);
        fixture_press(&fixture, TARGET_SIGN_OUT);
        fixture_pass(&fixture, MINUTE_MS);
        fixture_sign_in(&fixture, "mara");
}

static void look_into_all(void) {
        fixture_sign_in(&fixture, "mara");
        if (box_screen(fixture.box)->clock_doubt)
                confirm_the_clock();
        fixture_press_number(&fixture, TARGET_TASK, TASK_ROUND);
        fixture_press(&fixture, TARGET_NEXT);
        if (fixture_screen(&fixture) == SCREEN_STAFF_SECOND)
                fixture_sign_in(&fixture, "lutz");
        for (unsigned i = 0; i < 60 && fixture_screen(&fixture) != SCREEN_STAFF_ROUND; i++) {
                if (fixture_screen(&fixture) == SCREEN_STAFF_TAKE)
                        fixture_shut(&fixture, screen_compartment(box_screen(fixture.box)));
                else if (fixture_screen(&fixture) == SCREEN_STAFF_FOUND)
                        fixture_press(&fixture, box_screen(fixture.box)->door.keeps ? TARGET_FOUND_KEPT : TARGET_FOUND_TAKEN);
                else
                        fixture_pass(&fixture, 1000);
        }
        fixture_pass(&fixture, STAFF_ANSWER_MS);
        fixture_press(&fixture, TARGET_SIGN_OUT);
        fixture_pass(&fixture, MINUTE_MS);
}

static void all_is_brought_back(void) {
        for (unsigned i = 0; i < 3 && out_of_use() > 0; i++)
                look_into_all();
        if (out_of_use() > 0)
                fail_msg("%s / %s: %u compartments stay out of use, whatever staff do", at_place, at_stimulus, out_of_use());
}

/* ---- pairs ---- */

static bool full, table;
static unsigned tried, impossible, moved;
static const struct place *standing_at; /* the box is there, and nothing has happened since; NULL: it is somewhere else */
static unsigned idle_touches;

static void note(const struct place *place, const struct stimulus *stimulus, const char *where) {
        if (table)
                print_message("%-40s | %-22s | %s\n", place->name, stimulus->name, where);
}

/* All that a touch may change, but for the time of it. */
struct seen {
        struct citizen citizen;
        struct staff staff;
        struct settings settings;
        uint64_t size;
};

static void look(struct seen *seen) {
        memset(seen, 0, sizeof(*seen));
        memcpy(&seen->citizen, &fixture.box->citizen, sizeof(seen->citizen));
        memcpy(&seen->staff, &fixture.box->staff, sizeof(seen->staff));
        memcpy(&seen->settings, &fixture.box->settings, sizeof(seen->settings));
        seen->citizen.active_ms = seen->staff.active_ms = 0;
        seen->size = store_size(fixture.store);
}

/* A touch that nothing answers leaves the box as it was. */
static bool is_touch(const struct stimulus *stimulus) {
        return stimulus->apply == stimuli[0].apply;
}

static void try(struct place *place, unsigned s) {
        const struct stimulus *stimulus = &stimuli[s];
        struct seen before, after;
        char where[NAME_MAX_LEN];

        at_place = place->name;
        at_stimulus = stimulus->name;
        if (standing_at != place || idle_touches > IDLE_TOUCHES_MAX) {
                go_to(place);
                idle_touches = 0;
        }
        standing_at = place;
        look(&before);
        if (stimulus->may && !stimulus->may(&fixture)) {
                note(place, stimulus, stimulus->why_not);
                place->impossible++;
                impossible++;
                return;
        }
        stimulus->apply(&fixture, stimulus->number);
        name_place(where);
        note(place, stimulus, where);
        discover(place, (int)s);
        place->tried++;
        tried++;
        look(&after);
        if (is_touch(stimulus) && memcmp(&before, &after, sizeof(before)) == 0) {
                idle_touches++;
                return;
        }
        standing_at = NULL;
        moved++;
        if (!full && (s + (unsigned)(place - places)) % MODEL_SHARE != 0)
                return;
        everybody_goes();
        all_is_brought_back();
        check_ledger();
        if (fixture.faults > 0)
                fail_msg("%s / %s: %s", at_place, at_stimulus, fixture.last_log);
}

/* ---- what was never reached ---- */

static const struct {
        const char *place, *why;
} unreached[] = {
        { "no task: checking", "PINs are compared at once here; tests/box/session/test_staff.c stands there" },
        { "no task: hashing", "likewise" },
        { " give_pin: giving", "a PIN is computed at once here; test_staff.c stands there" },
        { " give_pin: giving_told", "the second person on the way there is who forgot theirs; test_staff.c stands there" },
        { " clock: asking_clock", "the way there, in doubt, goes through places of the same names as without; test_staff_tasks.c stands there" },
        { " reconcile: walk_telling", "nothing is put off there: each is answered before the next opens" },
};

static bool is_reached(const char *part) {
        size_t len = strlen(part);

        for (unsigned i = 0; i < place_count; i++) {
                const char *at = strstr(places[i].name, part);

                if (at && (at[len] == 0 || at[len] == ',' || at[len] == ' '))
                        return true;
        }
        return false;
}

static const char *why_unreached(const char *part) {
        for (size_t i = 0; i < ARRAY_LEN(unreached); i++)
                if (strcmp(unreached[i].place, part) == 0)
                        return unreached[i].why;
        return NULL;
}

/* Whether it is unreached, and nothing says why. */
static bool is_unexplained(const char *part) {
        if (is_reached(part) || why_unreached(part))
                return false;
        print_message("not reached: %-36s nothing says why\n", part);
        return true;
}

static const char *sought;

static bool is_sought(const char *part) {
        return strcmp(part, sought) == 0;
}

static unsigned count_stages(enum word_task t, bool (*counts)(const char *part)) {
        const struct task *task = task_of(t);
        char part[NAME_MAX_LEN];
        unsigned count = 0;

        for (unsigned stage = 0; task && stage < TASK_STAGES_MAX && task->stages[stage].name; stage++) {
                snprintf(part, sizeof(part), " %s: %s", word_task_name(t), task->stages[stage].name);
                count += counts(part);
        }
        return count;
}

/* Of all that there is: states of citizen and staff, stages of tasks. Nobody is signed in: that is the citizen's. */
static unsigned count_parts(bool (*counts)(const char *part)) {
        char part[NAME_MAX_LEN];
        unsigned count = 0;

        for (unsigned state = 0; state < CITIZEN_STATE_COUNT; state++) {
                snprintf(part, sizeof(part), "citizen %s", citizen_state_name((enum citizen_state)state));
                count += counts(part);
        }
        for (unsigned state = STAFF_OUT + 1; state < STAFF_TASK; state++) {
                snprintf(part, sizeof(part), "no task: %s", staff_state_name(&(struct staff){ .state = (enum staff_state)state }));
                count += state != STAFF_SECOND && counts(part); /* who is asked for in a task only */
        }
        for (unsigned t = 1; t < TASK_COUNT; t++)
                count += count_stages((enum word_task)t, counts);
        return count;
}

/* A reason that outlives its place explains nothing. */
static void every_reason_is_of_a_place(void **state) {
        for (size_t i = 0; i < ARRAY_LEN(unreached); i++) {
                sought = unreached[i].place;
                if (count_parts(is_sought) != 1)
                        fail_msg("\"%s\" is said not to be reached, and there is no such place", sought);
        }
}

static void every_place_is_reached_or_explained(void) {
        unsigned unexplained;

        for (size_t i = 0; i < ARRAY_LEN(unreached); i++) {
                if (is_reached(unreached[i].place))
                        fail_msg("%s is reached, and is said not to be", unreached[i].place);
                print_message("not reached: %-36s %s\n", unreached[i].place, unreached[i].why);
        }
        unexplained = count_parts(is_unexplained);
        if (unexplained > 0)
                fail_msg("%u places are never reached, and nothing says why", unexplained);
}

static void every_stimulus_is_tried_in_every_place(void **state) {
        full = getenv("PICKUPBOX_FULL") != NULL;
        table = getenv("MODEL_TABLE") != NULL;
        make_base();
        begin_anew();
        discover(NULL, -1);
        for (unsigned i = 0; i < place_count; i++)
                for (unsigned s = 0; s < stimulus_count && (full || places[i].length < USUAL_STEPS); s++)
                        try(&places[i], s);
        for (unsigned i = 0; i < place_count; i++)
                print_message("%-44s %3u tried, %2u impossible, %u steps from idle\n", places[i].name, places[i].tried, places[i].impossible, places[i].length);
        print_message("%u places, %u stimuli: %u pairs tried, %u of them change something, %u impossible\n", place_count, stimulus_count, tried, moved, impossible);
        if (full)
                every_place_is_reached_or_explained();
        fixture_tear_down(&fixture);
}

int main(void) {
        const struct CMUnitTest tests[] = { cmocka_unit_test(every_reason_is_of_a_place), cmocka_unit_test(every_stimulus_is_tried_in_every_place) };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
