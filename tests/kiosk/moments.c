/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Kills and stops the controller of a real box, its guard, or the guard's
 * supervisor, at random moments of sessions; inside the virtual kiosk, as root.
 *
 *      kiosk_moments make                          outside: prints the folder of a new place
 *      kiosk_moments PICKUPBOXD STRUCK PLACE CONTROLLER GUARD SUPERVISOR SEED
 *
 * as many rounds for each. PICKUPBOXD is at the box while it is loaded, then STRUCK, which may be a faulty one. A place that was loaded here
 * before is not loaded again. A round is a citizen's session on real devices, which is
 * struck at a random moment of one of its states, each state in turn; by SIGKILL and
 * SIGSTOP in turn. The kernel's trace must say that no coil was on longer than LIMIT_MS, that
 * each was switched off, and that never two were on; the ledger, as it lies on the disk,
 * that it has grown, that nothing is issued twice or without a release, and that no coil
 * was driven without an entry. Then the box is started again and must work. When its one
 * consignment can no longer be collected, an export must verify, and the box is put
 * back to when it was loaded. Fails when a state was never struck.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tests/box/daemon/durable.h"
#include "tests/kiosk/stages.h"
#include "tests/kiosk/visitor.h"
#include "tests/support/cmocka.h"

#define LOADED "loaded"

enum { LIMIT_MS = 1000 }; /* the rule itself, not our own constant */
enum { STOPPED_MS = 1100, MORE_ROUNDS = 40 };

static struct {
        const char *program, *struck, *place;
        unsigned rounds[VISITOR_PROCESSES];
} arguments;

static struct place place;
static struct visitor visitor;
static struct durable before, after;
static unsigned hits[VISITOR_PROCESSES][2][STAGES];
static unsigned longest_ms, lives;

static int64_t now_ms(void) {
        struct timespec now;

        clock_gettime(CLOCK_MONOTONIC, &now);
        return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- what comes of it ---- */

static void strike(enum visitor_process victim, int signal) {
        visitor_signal(&visitor, victim, signal);
        if (signal == SIGSTOP)
                usleep(STOPPED_MS * 1000); /* longer than a coil may be on */
        if (signal == SIGSTOP)
                visitor_signal(&visitor, VISITOR_DAEMON, SIGKILL);
        visitor_bury(&visitor);
}

static unsigned check_coils(const char *what) {
        unsigned pulses = 0;

        for (unsigned i = 0; i < PLACE_COMPARTMENTS; i++) {
                struct gpio_sim_pulses had = gpio_sim_pulses(visitor.cabinet, i);

                if (had.on || gpio_sim_level(visitor.cabinet, i))
                        fail_msg("%s: lock %u is left on", what, i);
                if (had.longest_ms > LIMIT_MS)
                        fail_msg("%s: lock %u was on for %u ms", what, i, had.longest_ms);
                longest_ms = had.longest_ms > longest_ms ? had.longest_ms : longest_ms;
                pulses += had.count;
        }
        assert_int_equal(gpio_sim_overlaps(visitor.cabinet, PLACE_COMPARTMENTS), 0);
        return pulses;
}

static void check_ledger(unsigned pulses) {
        unsigned issued = 0;

        assert_true(before.count <= after.count);
        for (size_t i = 0; i < before.count; i++)
                assert_string_equal(before.lines[i], after.lines[i]);
        for (size_t i = 0; i < after.count; i++)
                if (after.entries[i].event == ENTRY_ISSUED) {
                        assert_true(durable_count(&after, 0, ENTRY_RELEASE) > 0 && durable_find(&after, 0, ENTRY_RELEASE) < i);
                        issued++;
                }
        assert_true(issued <= 1);
        assert_true(pulses == 0 || durable_count(&after, before.count, ENTRY_RELEASE) > 0);
        assert_int_equal(durable_count(&after, 0, ENTRY_FORCED_OPEN), 0);
}

/* Reads the store while nobody has it, and makes that what must stay. */
static void remember(unsigned pulses) {
        durable_read(&place, &after);
        check_ledger(pulses);
        durable_deinit(&before);
        before = after;
        after = (struct durable){ 0 };
}

static void begin_life(void) {
        durable_deinit(&before);
        place_put_back(&place, LOADED);
        durable_read(&place, &before);
        lives++;
}

/* The consignment is out, or for staff to look after: what was so far must verify. Nobody has the store. */
static void end_life(void) {
        durable_export(&place, &after);
        check_ledger(0);
        durable_deinit(&after);
        begin_life();
}

static void start(void) {
        visitor_close_door(&visitor);
        gpio_sim_trace();
        visitor_start(&visitor);
        visitor_wait(&visitor, "idle");
}

/* One blow, at a state that is told back. */
static enum stage round_of(enum visitor_process victim, int signal, enum stage target) {
        char what[128];
        enum stage struck;

        while (!stage_session(&visitor, target, &struck)) {
                visitor_stop(&visitor);
                end_life();
                start();
        }
        snprintf(what, sizeof(what), "%s of the %s at \"%s\"", signal == SIGKILL ? "kill" : "stop", visitor_process_names[victim],
                 stage_name(struck));
        printf("%u.%03u s: %s\n", (unsigned)(now_ms() / 1000), (unsigned)(now_ms() % 1000), what);
        fflush(stdout);
        strike(victim, signal);
        remember(check_coils(what));
        hits[victim][signal == SIGSTOP][struck]++;
        /* Every other box that has issued is started again, to find that nothing is there; the rest would cost the same. */
        if (before.consignment.state == CONSIGNMENT_ISSUED && lives % 2)
                end_life();
        start();
        return struck;
}

static bool all_struck(enum visitor_process victim, enum stage *ret_missing) {
        for (int i = 0; i < STAGES; i++)
                if (hits[victim][0][i] + hits[victim][1][i] == 0) {
                        *ret_missing = (enum stage)i;
                        return false;
                }
        return true;
}

static void whatever_is_struck_no_coil_stays_on(void **state) {
        for (int victim = 0; victim < VISITOR_PROCESSES; victim++) {
                enum stage missing;

                for (unsigned i = 0; i < arguments.rounds[victim]; i++)
                        (void)round_of((enum visitor_process)victim, i % 2 ? SIGSTOP : SIGKILL,
                                       (enum stage)(i % STAGES));
                for (unsigned i = 0; arguments.rounds[victim] >= STAGES && i < MORE_ROUNDS && !all_struck((enum visitor_process)victim, &missing); i++)
                        (void)round_of((enum visitor_process)victim, i % 2 ? SIGKILL : SIGSTOP, missing);
                assert_true(arguments.rounds[victim] < STAGES || all_struck((enum visitor_process)victim, &missing));
        }
        visitor_stop(&visitor);
        end_life();
}

static bool is_loaded(void) {
        char path[PATH_MAX];

        place_path(&place, path, LOADED);
        return access(path, F_OK) == 0;
}

static void load(void) {
        gpio_sim_trace();
        visitor_start(&visitor);
        visitor_load(&visitor, false);
        visitor_stop(&visitor);
        check_coils("loading");
        place_keep(&place, LOADED);
}

static int set_up(void **state) {
        visitor_place_read(arguments.place, &place);
        visitor_init(&visitor, &place, arguments.program);
        if (!is_loaded())
                load();
        visitor.program = arguments.struck;
        begin_life();
        start();
        return 0;
}

static void report(void) {
        printf("%-28s", "struck at");
        for (int victim = 0; victim < VISITOR_PROCESSES; victim++)
                printf("  %s kill stop", visitor_process_names[victim]);
        for (int i = 0; i < STAGES; i++) {
                printf("\n%-28s", stage_name((enum stage)i));
                for (int victim = 0; victim < VISITOR_PROCESSES; victim++)
                        printf("  %*s %4u %4u", (int)strlen(visitor_process_names[victim]), "", hits[victim][0][i], hits[victim][1][i]);
        }
        printf("\nthe longest pulse: %u ms; %u boxes put to their end\n", longest_ms, lives);
}

int main(int argc, char **argv) {
        const struct CMUnitTest tests[] = { cmocka_unit_test(whatever_is_struck_no_coil_stays_on) };
        int result;

        if (argc == 2 && strcmp(argv[1], "make") == 0)
                return visitor_place_make(VISITOR_SETTINGS, 0);
        if (argc != 8) {
                fprintf(stderr, "usage: kiosk_moments make | PICKUPBOXD STRUCK PLACE CONTROLLER GUARD SUPERVISOR SEED\n");
                return EXIT_FAILURE;
        }
        arguments.program = argv[1];
        arguments.struck = argv[2];
        arguments.place = argv[3];
        for (int i = 0; i < VISITOR_PROCESSES; i++)
                arguments.rounds[i] = (unsigned)strtoul(argv[4 + i], NULL, 10);
        srand((unsigned)strtoul(argv[7], NULL, 10));
        result = cmocka_run_group_tests(tests, set_up, NULL);
        report();
        visitor_unplug(&visitor);
        return result == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
