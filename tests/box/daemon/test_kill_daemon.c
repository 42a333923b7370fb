/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Kills the real daemon at its steps and looks at what the next one makes of it.
 *
 *      test_kill_daemon PICKUPBOXD load|collect|jam
 *
 * A session is acted out before a box on the simulated cabinet: staff sign in
 * for the first time and load; a citizen collects; a citizen meets a jammed door.
 * Run after run the daemon, or the daemon and its guard, or the guard alone, is
 * killed by SIGKILL at another step (tests/box/daemon/cutter.h). Then the store's
 * files are read as they lie there, the daemon is started again on the same
 * folder and the same cabinet, and docs/behaviour.md's table "Power cut and crash" is
 * checked: on the screen, with the very same code, and in a verified export.
 *
 * Every step from the scan of ticket or code to the closed door is cut (of the
 * jam: from the release to its end); of the others some, or all with PICKUPBOX_FULL=1.
 * Which state a numbered step is in depends on the machine's speed: so each row of the
 * table that a script passes is cut once more at a step that cannot be in another.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/box/daemon/cut.h"
#include "tests/box/daemon/people.h"
#include "tests/support/cmocka.h"

enum { EXIT_SKIPPED = 77, PARTS = 4, OTHERS = 12, GUARD_EVERY = 6, PLAN_MAX = 3 * CUTTER_STEPS_MAX + CUT_COUNT };

/* Phases of a script. Open: a door is, and nobody shuts it before the box has answered. Over: nothing is written any more. */
enum { PHASE_START, PHASE_BEFORE, PHASE_CRITICAL, PHASE_OPEN, PHASE_AFTER, PHASE_OVER };

static const char *const victims[VICTIM_COUNT] = { "the daemon", "daemon and guard", "the guard alone" };

#define ANY STEP_KIND_COUNT

#define COLLECT \
        "show code\n" \
        "wait birth\n" \
        "type born\n" \
        "press next\n" \
        "seen release\n" \
        "wait door\n" \
        "seen issued\n" \
        "opened\n" \
        "phase 3\n" \
        "state\n" \
        "close\n" \
        "wait done\n" \
        "seen closed\n"

#define LEAVE \
        "press end\n" \
        "wait idle\n"

#define SIGN_IN_FIRST \
        "show badge\n" \
        "wait staff_pin\n" \
        "type one_time_pin\n" \
        "press next\n" \
        "wait staff_set_pin\n" \
        "type own_pin\n" \
        "press next\n" \
        "type own_pin\n" \
        "press next\n" \
        "wait staff_overview\n" \
        "seen login\n"

#define SIGN_IN \
        "show badge\n" \
        "wait staff_pin\n" \
        "type own_pin\n" \
        "press next\n" \
        "wait staff_overview\n"

#define LOAD \
        "show ticket\n" \
        "wait staff_load\n" \
        "seen load_begin\n" \
        "opened\n" \
        "phase 3\n" \
        "state\n" \
        "close\n" \
        "wait staff_scan\n"

/* The next ticket is asked for while the door settles; who is let go is told that the load is written. */
#define SIGN_OUT \
        "press sign_out\n" \
        "wait idle\n" \
        "seen loaded\n" \
        "seen logout\n"

static const struct scenario {
        const char *name, *begins, *script;
        /* A step that is in that state on any machine; `shut`: after a hand has shut the door before the next start. */
        struct certain {
                enum cut cut;
                struct cutter_mark mark;
                bool shut;
        } certain[CUT_COUNT];
        unsigned certain_count;
} scenarios[] = {
        { "load", "fresh",
          "wait idle\nphase 1\n" SIGN_IN_FIRST "press load\nwait staff_scan\nphase 2\n" LOAD "phase 4\n" SIGN_OUT "phase 5\nstate\n",
          { { CUT_NOT_THERE, { PHASE_BEFORE, ANY, false }, false },
            { CUT_LOADING_CLOSED, { PHASE_CRITICAL, STEP_GUARD, false }, false },
            { CUT_LOADING_OPEN, { PHASE_OPEN, ANY, false }, false },
            { CUT_STORED, { PHASE_OVER, ANY, false }, false } }, 4 },
        { "collect", "loaded", "wait idle\nphase 2\n" COLLECT "phase 4\n" LEAVE,
          { { CUT_STORED, { PHASE_CRITICAL, ANY, false }, false },
            { CUT_RELEASING_CLOSED, { PHASE_CRITICAL, STEP_GUARD, false }, false },
            /* What is written next after a pulse is that its door was seen open. */
            { CUT_RELEASING_OPEN, { PHASE_CRITICAL, STEP_STORE, true }, false },
            { CUT_RELEASING_SHUT, { PHASE_CRITICAL, STEP_STORE, true }, true },
            { CUT_ISSUED_OPEN, { PHASE_OPEN, ANY, false }, false },
            { CUT_ISSUED_CLOSED, { PHASE_OPEN, ANY, false }, true },
            { CUT_OVER, { PHASE_AFTER, ANY, false }, false } }, 7 },
        { "jam", "loaded",
          "jam\nwait idle\nphase 1\nshow code\nwait birth\ntype born\nphase 2\npress next\nseen release\nwait jam_ask 30\n"
          "press no\nwait jam\nseen open_failed\nphase 4\n" LEAVE,
          { { CUT_STORED, { PHASE_BEFORE, ANY, false }, false },
            { CUT_RELEASING_CLOSED, { PHASE_CRITICAL, STEP_GUARD, false }, false },
            { CUT_NOT_OPENED, { PHASE_AFTER, ANY, false }, false } }, 3 },
};

static const struct scenario *scenario;
static const char *program;
static struct place place;
static struct cutter *cutter;
static struct cutter whole; /* as an uncut session left it */
static struct durable base, before, after;
static unsigned cut_at;
static enum victim cut_victim;
static const struct certain *cut_certain; /* instead of a number; NULL: none */
static bool passed;
static unsigned base_pulses;
static unsigned part;
static unsigned *hits; /* of all parts: memory shared between them */

/* ---- what was cut ---- */

static enum cut classify(struct people *people) {
        return cut_of(&before, before.there && people_door_open(people, before.consignment.c));
}

/* Every second door found open, and each that is to be, is shut by the citizen before anybody starts the box again. */
static enum cut walk_away(struct people *people, enum cut cut) {
        if (cut_certain ? !cut_certain->shut : cut != CUT_RELEASING_OPEN || hits[CUT_RELEASING_OPEN] <= hits[CUT_RELEASING_SHUT])
                return cut;
        assert_int_equal(people_act(people, "close\n"), 0);
        return cut == CUT_RELEASING_OPEN ? CUT_RELEASING_SHUT : classify(people);
}

/* What people had been shown is on the disk, and no coil was driven without an entry before it. */
static void check_cut(struct people *people) {
        unsigned pulses = people_check_coils(people);

        cut_expect_prefix(&base, &before);
        for (int i = 1; i < ENTRY_COUNT; i++)
                if (durable_count(&before, base.count, (enum entry_event)i) < people->seen[i])
                        fail_msg("%s was shown and is not in the ledger", entry_event_name((enum entry_event)i));
        if (pulses > base_pulses)
                assert_true(durable_find(&before, base.count, ENTRY_RELEASE) != SIZE_MAX ||
                            durable_find(&before, base.count, ENTRY_LOAD_BEGIN) != SIZE_MAX);
}

/* ---- what the next start must make of it ---- */

/* A code that was shown before is taken away for so long that it is no repeat. Nothing is started after these, so the clock may move on. */
#define AWAY "clock +5s\n"
#define LOAD_AND_COLLECT "press load\nwait staff_scan\n" LOAD SIGN_OUT AWAY COLLECT LEAVE REFUSED
#define REFUSED AWAY "show code\nwait refused\n" LEAVE
#define SET_ASIDE "show code\nwait jam\n" LEAVE

static const char *next_script(enum cut cut) {
        switch (cut) {
        case CUT_NOT_THERE:
                return before.own_pin ? "quiet\n" REFUSED SIGN_IN LOAD_AND_COLLECT :
                                        "quiet\n" REFUSED SIGN_IN_FIRST LOAD_AND_COLLECT;
        case CUT_LOADING_CLOSED:
        case CUT_LOADING_OPEN:
                return "close\nquiet\n" SET_ASIDE;
        case CUT_STORED:
        case CUT_RELEASING_CLOSED:
        case CUT_RELEASING_SHUT:
                return "free\nquiet\n" COLLECT LEAVE REFUSED;
        case CUT_RELEASING_OPEN:
        case CUT_ISSUED_OPEN:
                return "close\nquiet\n" REFUSED REFUSED;
        case CUT_ISSUED_CLOSED:
        case CUT_OVER:
                return "quiet\n" REFUSED REFUSED;
        case CUT_NOT_OPENED:
                return "quiet\n" SET_ASIDE;
        case CUT_COUNT:
                break;
        }
        fail();
        return "";
}

static void start_again(struct people *people, enum cut cut) {
        cutter->at = 0;
        cutter->mark = NULL;
        memset(people->seen, 0, sizeof(people->seen));
        assert_int_equal(people_start(people, program), 0);
        assert_int_equal(people_act(people, next_script(cut)), 0);
        people_check_coils(people);
        people_stop(people);
        durable_export(&place, &after);
        assert_int_equal(durable_count(&after, base.count, ENTRY_FORCED_OPEN), 0);
        cut_check_after(cut, &place, &before, &after);
}

/* ---- runs ---- */

static void skip_when_forbidden(void) {
        if (!cutter->error)
                return;
        printf("SKIPPED: processes cannot be traced here: %s\n", strerror(cutter->error));
        place_remove(&place);
        exit(EXIT_SKIPPED);
}

struct planned {
        unsigned at; /* 0: not before a step of that number */
        enum victim victim;
        const struct certain *certain;
};

/* One session, cut as planned or at its end, and what comes of it. */
static void live(const struct planned *planned) {
        struct people people = { .place = &place, .cutter = cutter, .client = { .fd = -1, .file = -1 }, .act = "" };
        enum cut cut;
        int r;

        cut_at = planned->at;
        cut_victim = planned->victim;
        cut_certain = planned->certain;
        place_put_back(&place, scenario->begins);
        cutter->at = planned->at;
        cutter->mark = cut_certain ? &cut_certain->mark : NULL;
        cutter->victim = planned->victim;
        cutter->phase = PHASE_START;
        r = people_start(&people, program);
        if (r == 0)
                r = people_act(&people, scenario->script);
        people_end(&people);
        skip_when_forbidden();
        if (planned->at == 0 && !cut_certain)
                whole = *cutter;
        if (r != 0 && !cutter->cut)
                fail_msg("the daemon ended by itself, status %#x; see %s", (unsigned)cutter->status, place.log);
        if (cutter->cut && cutter->victim == VICTIM_GUARD)
                assert_true(WIFEXITED(cutter->status) && WEXITSTATUS(cutter->status) != 0);
        durable_read(&place, &before);
        cut = walk_away(&people, classify(&people));
        if (cut_certain && cut != cut_certain->cut)
                fail_msg("%s was to be cut: %s", cut_names[cut_certain->cut], cutter->cut ? cut_names[cut] : "the step did not come");
        __atomic_fetch_add(&hits[cut], 1, __ATOMIC_RELAXED);
        check_cut(&people);
        start_again(&people, cut);
        people_deinit(&people);
        durable_deinit(&before);
        durable_deinit(&after);
}

static bool is_critical(unsigned step) {
        return whole.steps[step].phase == PHASE_CRITICAL || whole.steps[step].phase == PHASE_OPEN;
}

/* Which steps are cut, from the steps of one whole session, and each state for certain. */
static unsigned plan(struct planned *list) {
        static const char *const kinds[STEP_KIND_COUNT] = { "on the store", "to the guard", "answers" };
        unsigned total = whole.count, critical = 0, of_kind[STEP_KIND_COUNT] = { 0 }, count = 0, others = 0, stride;
        bool full = getenv("PICKUPBOX_FULL") != NULL;

        assert_true(total <= CUTTER_STEPS_MAX);
        for (unsigned i = 0; i < total; i++) {
                critical += is_critical(i);
                of_kind[whole.steps[i].kind]++;
        }
        stride = full || total - critical <= OTHERS ? 1 : (total - critical + OTHERS - 1) / OTHERS;
        for (unsigned i = 0; i < total; i++) {
                if (!is_critical(i) && others++ % stride != 0)
                        continue;
                for (int victim = 0; full && victim < VICTIM_COUNT; victim++)
                        list[count++] = (struct planned){ i + 1, (enum victim)victim, NULL };
                if (!full)
                        list[count++] = (struct planned){ i + 1, i % 3 == 0 ? VICTIM_BOTH : VICTIM_DAEMON, NULL };
                if (!full && i % GUARD_EVERY == 0)
                        list[count++] = (struct planned){ i + 1, VICTIM_GUARD, NULL };
        }
        for (unsigned i = 0; i < scenario->certain_count; i++)
                list[count++] = (struct planned){ 0, VICTIM_DAEMON, &scenario->certain[i] };
        if (part > 0)
                return count;
        printf("%s: %u steps of a session: ", scenario->name, total);
        for (int i = 0; i < STEP_KIND_COUNT; i++)
                printf("%s%u %s", i ? ", " : "", of_kind[i], kinds[i]);
        printf(".\nCut before each of the %u steps from the scan to the end of the opening, and before ", critical);
        if (stride > 1)
                printf("%u of the %u others\n(every %u.; all with PICKUPBOX_FULL=1); ", (others + stride - 1) / stride, others,
                       stride);
        else
                printf("each of the %u others; ", others);
        printf("%u times at a state of the table; %u runs in all.\n", scenario->certain_count, count);
        fflush(stdout);
        return count;
}

static void whenever_it_is_killed_the_table_holds(void **state) {
        static struct planned list[PLAN_MAX];
        unsigned count;

        live(&(struct planned){ 0, VICTIM_DAEMON, NULL });
        count = plan(list);
        for (unsigned i = part; i < count; i += PARTS)
                live(&list[i]);
        passed = true;
}

/* ---- the folders that runs begin with ---- */

static int set_up(void **state) {
        static const char load_once[] = "wait idle\n" SIGN_IN_FIRST "press load\nwait staff_scan\n" LOAD SIGN_OUT;
        struct people people = { .place = &place, .client = { .fd = -1, .file = -1 }, .act = "" };

        cutter = cutter_new();
        assert_non_null(cutter);
        people.cutter = cutter;
        place_make(&place);
        place_keep(&place, "fresh");
        if (strcmp(scenario->begins, "loaded") == 0) {
                int r = people_start(&people, program);

                skip_when_forbidden();
                assert_int_equal(r, 0);
                assert_int_equal(people_act(&people, load_once), 0);
                people_stop(&people);
                base_pulses = people_check_coils(&people);
                people_deinit(&people);
                place_keep(&place, "loaded");
        }
        durable_read(&place, &base);
        return 0;
}

static int tear_down(void **state) {
        durable_deinit(&base);
        cutter_free(cutter);
        if (passed)
                place_remove(&place);
        else
                print_message("%s step %u, %s; kept to be looked at: %s\n", cut_certain ? cut_names[cut_certain->cut] : "cut before", cut_at,
                              victims[cut_victim], place.dir);
        return 0;
}

/* ---- parts ---- */

/* Runs mostly wait for springs, rests and switches: several at a time, each part with a place of its own. */
static pid_t start_part(unsigned number) {
        const struct CMUnitTest tests[] = { cmocka_unit_test(whenever_it_is_killed_the_table_holds) };
        pid_t child = fork();

        if (child != 0)
                return child;
        part = number;
        exit(cmocka_run_group_tests(tests, set_up, tear_down) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}

static int run_parts(void) {
        pid_t children[PARTS];
        int status, result = EXIT_SUCCESS;

        for (unsigned i = 0; i < PARTS; i++)
                children[i] = start_part(i);
        for (unsigned i = 0; i < PARTS; i++) {
                if (children[i] < 0 || waitpid(children[i], &status, 0) < 0) {
                        perror("a part of the runs");
                        result = EXIT_FAILURE;
                } else if (!WIFEXITED(status)) {
                        fprintf(stderr, "part %u of the runs ended by signal %d\n", i, WTERMSIG(status));
                        result = EXIT_FAILURE;
                } else if (WEXITSTATUS(status) != EXIT_SUCCESS && result != EXIT_FAILURE)
                        result = WEXITSTATUS(status);
        }
        return result;
}

static void tell_what_was_cut(void) {
        printf("What was cut, in %s:\n", scenario->name);
        for (int i = 0; i < CUT_COUNT; i++)
                if (hits[i] > 0)
                        printf("%8u  %s\n", hits[i], cut_names[i]);
}

int main(int argc, char **argv) {
        int result;

        for (size_t i = 0; argc == 3 && i < ARRAY_LEN(scenarios); i++)
                if (strcmp(scenarios[i].name, argv[2]) == 0)
                        scenario = &scenarios[i];
        if (!scenario) {
                fprintf(stderr, "usage: test_kill_daemon PICKUPBOXD load|collect|jam\n");
                return EXIT_FAILURE;
        }
        program = argv[1];
        hits = mmap(NULL, CUT_COUNT * sizeof(*hits), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (hits == MAP_FAILED)
                return EXIT_FAILURE;
        result = run_parts();
        if (result == EXIT_SUCCESS)
                tell_what_was_cut();
        return result;
}
