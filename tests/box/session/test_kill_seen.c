/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Kills the box between any two writes of what a switch has shown, and of what staff say of it, and looks at what the next start makes of it.
 *
 * What a door did is one thing: its entry, the quarantine that comes of it and the alarm are there together or not at all, and so are an
 * answer and the end of the alarm, a load that is given up and why, and that old papers are not there and a door that is shut. In each scene a child has, before and after every deed of the store, what a process killed there would
 * leave (tests/box/session/snapshot.h); it starts a box on that with the doors as they are, and once more with all of them shut.
 */
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/box/session/fixture.h"
#include "tests/box/session/snapshot.h"
#include "tests/support/cmocka.h"

enum { EMPTY = 20 }; /* a compartment in which nothing lies */

static struct fixture fixture;
static struct hash left; /* by the step before */
static unsigned steps;
static unsigned doubtful;    /* a compartment that no start may find in use; 0: none */
static bool by_word;         /* the citizen said that it is open */
static bool papers_unsaid;   /* whoever was asked for old papers has gone: that is told, once */

/* ---- what the ledger says of one compartment ---- */

struct told {
        unsigned forced, found, faulty, alarms, cleared, faulty_alarms, faulty_cleared;
};

static void count(const struct entry *entry, unsigned c, struct told *told) {
        bool begins = entry->event == ENTRY_ALARM;
        char break_in[ALARM_TEXT_SIZE], found[ALARM_TEXT_SIZE], faulty[ALARM_TEXT_SIZE], number[12];

        told->forced += entry->event == ENTRY_FORCED_OPEN && entry->c == c;
        told->found += entry->event == ENTRY_FOUND_OPEN && entry->c == c;
        told->faulty += entry->event == ENTRY_SWITCH_FAULTY && entry->c == c;
        if (!begins && entry->event != ENTRY_ALARM_CLEARED)
                return;
        snprintf(number, sizeof(number), "%u", c);
        alarm_text(ALARM_FORCED_OPEN, number, break_in);
        alarm_text(ALARM_FOUND_OPEN, number, found);
        alarm_text(ALARM_SWITCH_FAULTY, number, faulty);
        if (strcmp(entry->what, faulty) == 0)
                *(begins ? &told->faulty_alarms : &told->faulty_cleared) += 1;
        if (strcmp(entry->what, break_in) == 0 || strcmp(entry->what, found) == 0)
                *(begins ? &told->alarms : &told->cleared) += 1;
}

static struct told told_of(unsigned c) {
        struct ledger_source source;
        struct told told = { 0 };

        store_source(fixture.store, &source);
        for (uint64_t n = source.first; n < source.size; n++) {
                CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
                struct entry entry;

                assert_int_equal(source.entry(source.context, n, &line), 0);
                assert_int_equal(entry_parse(buffer_text(&line), line.len, &entry), 0);
                count(&entry, c, &told);
        }
        return told;
}

static void check_compartment(unsigned c) {
        struct store_compartment compartment = fixture_compartment(&fixture, c);
        bool quarantined = compartment.state == COMPARTMENT_QUARANTINED;
        struct told told = told_of(c);

        if (told.faulty == 0 && !quarantined && told.forced + told.found > told.cleared)
                fail_msg("compartment %u was broken into, and is in use", c);
        if (told.faulty == 0 && told.alarms != told.forced + told.found)
                fail_msg("compartment %u: %u break-ins, %u alarms", c, told.forced + told.found, told.alarms);
        if (told.faulty != told.faulty_alarms)
                fail_msg("compartment %u: %u faults of its switch, %u alarms", c, told.faulty, told.faulty_alarms);
        if (!quarantined && told.faulty > told.faulty_cleared)
                fail_msg("compartment %u is in use, and its switch is faulty", c);
        if (told.cleared > told.alarms || told.faulty_cleared > told.faulty_alarms)
                fail_msg("compartment %u: more alarms ended than began", c);
        if (quarantined && (compartment.reason == REASON_FORCED_OPEN || compartment.reason == REASON_FOUND_OPEN) && told.alarms == told.cleared)
                fail_msg("compartment %u is quarantined for a break-in, and there is no alarm", c);
}

static void check_scene(void) {
        if (doubtful > 0 && fixture_compartment(&fixture, doubtful).state != COMPARTMENT_QUARANTINED)
                fail_msg("compartment %u is in use, and somebody said that it cannot be", doubtful);
        if (by_word && fixture_compartment(&fixture, fixture_where(&fixture, 1)).state == COMPARTMENT_QUARANTINED && fixture_count(&fixture, ENTRY_ISSUED) != 1)
                fail_msg("compartment %u is quarantined on the citizen's word, and nothing was handed out", fixture_where(&fixture, 1));
        if (papers_unsaid && fixture_count(&fixture, ENTRY_OLD_MISSING) != 1)
                fail_msg("%u entries say that old papers are missing", fixture_count(&fixture, ENTRY_OLD_MISSING));
}

/* ---- the kills ---- */

static void start_and_check(void) {
        fixture_start(&fixture);
        for (unsigned c = 1; c <= FIXTURE_COMPARTMENTS; c++)
                check_compartment(c);
        check_scene();
        assert_int_equal(fixture.faults, 0);
        fixture_check_pulses(&fixture);
}

static void look(bool shut) {
        struct told before[FIXTURE_COMPARTMENTS];

        memset(fixture.jammed, 0, sizeof(fixture.jammed));
        for (unsigned c = 1; shut && c <= FIXTURE_COMPARTMENTS; c++)
                fixture.doors[c - 1] = DOOR_CLOSED;
        start_and_check();
        for (unsigned c = 1; c <= FIXTURE_COMPARTMENTS; c++)
                before[c - 1] = told_of(c);
        /* Told once, it is told to no later start. */
        fixture_stop(&fixture);
        start_and_check();
        for (unsigned c = 1; c <= FIXTURE_COMPARTMENTS; c++) {
                struct told told = told_of(c);

                assert_int_equal(told.forced + told.found, before[c - 1].forced + before[c - 1].found);
        }
        fixture_stop(&fixture);
}

static void in_child(const char *what, bool shut) {
        int status;
        pid_t child;

        fflush(NULL);
        child = fork();
        assert_true(child >= 0);
        if (child == 0) {
                snapshot_take(&fixture);
                look(shut);
                snapshot_remove(&fixture);
                _exit(0);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
                fail_msg("killed at step %u, %s%s", steps, what, shut ? ", and the doors were shut" : "");
}

static void step(const char *what) {
        struct hash now_left;

        snapshot_mark(&fixture, &now_left);
        if (hash_equal(&now_left, &left))
                return;
        left = now_left;
        steps++;
        in_child(what, false);
        in_child(what, true);
}

int __real_store_do(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome);
int __wrap_store_do(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome);
int __wrap_store_do(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        int r;

        if (!fixture.step)
                return __real_store_do(store, t_ms, deed, ret_outcome);
        step("before a deed");
        r = __real_store_do(store, t_ms, deed, ret_outcome);
        step("after a deed");
        return r;
}

/* ---- the scenes ---- */

static void force(unsigned c) {
        fixture_pass(&fixture, 60 * 1000);
        fixture.step = step;
        fixture_force(&fixture, c);
        fixture_pass(&fixture, 1000);
}

static void forced_where_something_lies(void) {
        force(fixture_where(&fixture, 1));
}

static void forced_where_nothing_lies(void) {
        force(EMPTY);
}

static void forced_while_a_citizen_is_served(void) {
        fixture_collect(&fixture, 2);
        fixture.step = step;
        fixture_force(&fixture, fixture_where(&fixture, 1));
        fixture_door(&fixture, fixture_where(&fixture, 2), DOOR_CLOSED);
}

static void pushed_in_the_dark(void) {
        fixture_stop(&fixture);
        fixture.doors[0] = fixture.doors[EMPTY - 1] = DOOR_OPEN;
        fixture.step = step;
        fixture_start(&fixture);
}

static void flap(unsigned c) {
        for (unsigned i = 0; i < 2 * SWITCH_CHANGES_MAX; i++) {
                fixture_door(&fixture, c, DOOR_OPEN);
                fixture_door(&fixture, c, DOOR_CLOSED);
        }
}

static void a_switch_that_flaps(void) {
        fixture.step = step;
        flap(fixture_where(&fixture, 1));
        fixture_pass(&fixture, 1000);
}

static void open_to_look(unsigned c) {
        fixture_pass(&fixture, 60 * 1000);
        fixture_sign_in(&fixture, "mara");
        fixture_press_number(&fixture, TARGET_TASK, TASK_PROBLEMS);
        fixture_press_number(&fixture, TARGET_ROW, 0);
        fixture_expect(&fixture, SCREEN_STAFF_TAKE);
        assert_int_equal(screen_compartment(box_screen(fixture.box)), c);
}

static void answer(unsigned c, enum target_id id) {
        open_to_look(c);
        fixture.step = step;
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_press(&fixture, id);
        fixture_pass(&fixture, STAFF_ANSWER_MS + 1000);
}

static void looked_into_after_a_break_in(void) {
        unsigned c = fixture_where(&fixture, 1);

        fixture_pass(&fixture, 60 * 1000);
        fixture_force(&fixture, c);
        fixture_shut(&fixture, c);
        answer(c, TARGET_FOUND_KEPT);
}

static void looked_into_after_a_break_in_where_nothing_lies(void) {
        fixture_pass(&fixture, 60 * 1000);
        fixture_force(&fixture, EMPTY);
        fixture_shut(&fixture, EMPTY);
        answer(EMPTY, TARGET_FOUND_EMPTY);
}

static void looked_into_after_a_fault_of_its_switch(void) {
        flap(EMPTY);
        answer(EMPTY, TARGET_FOUND_EMPTY);
}

/* While staff look it flaps on: its compartment stays out of use, whenever it is killed. */
static void looked_into_while_its_switch_flaps(void) {
        flap(EMPTY);
        open_to_look(EMPTY);
        fixture_door(&fixture, EMPTY, DOOR_CLOSED);
        fixture_press(&fixture, TARGET_FOUND_EMPTY);
        fixture.step = step;
        for (unsigned i = 0; i < 60; i++) {
                fixture_door(&fixture, EMPTY, i % 2 == 0 ? DOOR_OPEN : DOOR_CLOSED);
                if (fixture_compartment(&fixture, EMPTY).state != COMPARTMENT_QUARANTINED)
                        fail_msg("compartment %u is in use though its switch flaps", EMPTY);
        }
        fixture_pass(&fixture, STAFF_ANSWER_MS + 1000);
}

/* The document is in the loader's hand, and something lies in there. */
static void found_not_empty_when_loaded(void) {
        fixture_sign_in(&fixture, "lore");
        fixture_scan_ticket(&fixture, 3);
        fixture_expect(&fixture, SCREEN_STAFF_LOAD);
        doubtful = screen_compartment(box_screen(fixture.box));
        fixture.step = step;
        fixture_press(&fixture, TARGET_NOT_EMPTY);
        fixture_door(&fixture, doubtful, DOOR_CLOSED);
}

static void never_latching_when_loaded(void) {
        fixture_sign_in(&fixture, "lore");
        fixture_scan_ticket(&fixture, 3);
        doubtful = screen_compartment(box_screen(fixture.box));
        for (unsigned i = 0; i < 3; i++) {
                fixture_door(&fixture, doubtful, DOOR_CLOSED);
                if (i == 2)
                        fixture.step = step;
                fixture_force(&fixture, doubtful);
        }
        fixture_door(&fixture, doubtful, DOOR_CLOSED);
}

/* The document lies behind a shut door whose switch cannot be believed: it is loaded, and quarantined. */
static void loaded_where_the_switch_flaps(void) {
        fixture_sign_in(&fixture, "lore");
        fixture_scan_ticket(&fixture, 3);
        doubtful = screen_compartment(box_screen(fixture.box));
        fixture_door(&fixture, doubtful, DOOR_CLOSED);
        for (unsigned i = 0; fixture_count(&fixture, ENTRY_SWITCH_FAULTY) == 0 && i < 2 * SWITCH_CHANGES_MAX; i++) {
                if (i == SWITCH_CHANGES_MAX - 2)
                        fixture.step = step;
                fixture_door(&fixture, doubtful, i % 2 == 0 ? DOOR_OPEN : DOOR_CLOSED);
        }
        assert_int_equal(fixture_count(&fixture, ENTRY_LOADED), 3);
        assert_int_equal(fixture_compartment(&fixture, doubtful).state, COMPARTMENT_QUARANTINED);
}

static void open_as_the_citizen_says(void) {
        fixture_collect_jammed(&fixture, 1);
        by_word = true;
        fixture.step = step;
        fixture_press(&fixture, TARGET_YES);
        fixture_press(&fixture, TARGET_NEXT);
}

static void without_old_papers(void) {
        unsigned c = fixture_load_wanting_old_papers(&fixture, 3);

        fixture_collect(&fixture, 3);
        fixture_press(&fixture, TARGET_NEXT);
        fixture_door(&fixture, c, DOOR_CLOSED);
        papers_unsaid = true;
        fixture.step = step;
        fixture_press(&fixture, TARGET_NO);
        fixture_press(&fixture, TARGET_END);
}

static const struct scene_row {
        const char *name;
        void (*play)(void);
} scenes[] = {
#define SCENE(name) { #name, name }
        SCENE(forced_where_something_lies),
        SCENE(forced_where_nothing_lies),
        SCENE(forced_while_a_citizen_is_served),
        SCENE(pushed_in_the_dark),
        SCENE(a_switch_that_flaps),
        SCENE(looked_into_after_a_break_in),
        SCENE(looked_into_after_a_break_in_where_nothing_lies),
        SCENE(looked_into_after_a_fault_of_its_switch),
        SCENE(looked_into_while_its_switch_flaps),
        SCENE(found_not_empty_when_loaded),
        SCENE(never_latching_when_loaded),
        SCENE(loaded_where_the_switch_flaps),
        SCENE(open_as_the_citizen_says),
        SCENE(without_old_papers),
};

static void what_a_switch_showed_is_whole_whenever_the_box_is_killed(void **state) {
        for (size_t i = 0; i < ARRAY_LEN(scenes); i++) {
                steps = doubtful = 0;
                by_word = papers_unsaid = false;
                left = (struct hash){ 0 };
                print_message("%s\n", scenes[i].name);
                fixture_set_up(&fixture, NULL);
                fixture_load(&fixture, 1, 2);
                scenes[i].play();
                assert_true(steps > 1);
                fixture.step = NULL;
                fixture_tear_down(&fixture);
        }
}

int main(void) {
        const struct CMUnitTest tests[] = { cmocka_unit_test(what_a_switch_showed_is_whole_whenever_the_box_is_killed) };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
