/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The power goes at every write of one whole session.
 *
 * The session (tests/box/session/session.h) runs once, on a disk that keeps in memory
 * what is not yet synced (tests/box/store/lossy_vfs.h). At every operation of that disk,
 * at every movement of a lock or a door and at every screen, the test stops and asks
 * what would be left if the power went here: with no unsynced sector kept, with all of
 * them, and with a random half (with PICKUPBOX_FULL=1 with many). On each such disk a child process, in which the
 * doors are where they were and all else of the box is gone, looks for damage, holds the
 * ledger against all that people had been shown and every pulse that had been given,
 * starts the box and checks the table "Power cut and crash".
 *
 * Cuts that leave the same disk, doors and time are examined once. What the box does with
 * the codes is tried once for each ledger, place of the doors and time. PICKUPBOX_FULL takes more
 * seeds. Fails when a state of a consignment, or a screen during a write, was never cut.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "controller/box/session/picture.h"
#include "tests/box/session/aftermath.h"
#include "tests/box/session/session.h"
#include "tests/box/session/shown.h"
#include "tests/box/store/lossy_vfs.h"
#include "tests/box/store/sound.h"
#include "tests/support/cmocka.h"

enum { TRIED_MAX = 4096, MARKS_MAX = 8192, SEEDS = 1, SEEDS_FULL = 24 };

/* When the power went. */
enum when { WHEN_WRITING, WHEN_MOVING, WHEN_SHOWN, WHEN_COUNT };
static const char *const when_names[WHEN_COUNT] = { "at operations of the disk", "at movements of locks and doors", "at screens" };

/* What the children tell; in memory shared with them. */
struct told {
        struct hash tried[TRIED_MAX];
        unsigned tried_count;
        unsigned hits[CUT_COUNT];
};

static struct fixture fixture;
static struct shown shown;
static struct told *told;
static enum screen_id on_screen;
static unsigned moments[WHEN_COUNT], cuts, same;
static unsigned screens[SCREEN_COUNT + 1][WHEN_COUNT];
static uint64_t lost, kept;
static uint64_t marks[MARKS_MAX]; /* what was left, since the last movement, screen or tick of the clock */
static unsigned mark_count;
static int64_t marked_ms;
static char cut_path[sizeof(fixture.path)];

/* SCREEN_COUNT: the box has not shown anything since it was started. */
static const char *name_of(enum screen_id id) {
        return id < SCREEN_COUNT ? screen_name(id) : "dark, starting";
}

/* ---- in the child ---- */

/* True for the first child with this ledger, these doors and this time. */
static bool is_first(void) {
        struct {
                struct hash root;
                int64_t wall_ms;
                enum door_state doors[FIXTURE_COMPARTMENTS];
        } key;
        struct hash hash;

        memset(&key, 0, sizeof(key));
        key.wall_ms = fixture.now.wall_ms;
        memcpy(key.doors, fixture.doors, sizeof(key.doors));
        store_root(fixture.store, &key.root);
        sha256(&key, sizeof(key), &hash);
        for (unsigned i = 0; i < told->tried_count; i++)
                if (hash_equal(&told->tried[i], &hash))
                        return false;
        assert_true(told->tried_count < TRIED_MAX);
        told->tried[told->tried_count++] = hash;
        return true;
}

static void check_disk(struct aftermath found[SESSION_NUMBERS]) {
        struct store *store;

        sound_check(fixture.path);
        assert_int_equal(store_open(fixture.path, 0, &store), 0);
        shown_check(&shown, &fixture, store);
        aftermath_of(&fixture, store, SESSION_NUMBERS, found);
        store_close(store);
        for (unsigned i = 0; i < SESSION_NUMBERS; i++)
                told->hits[found[i].cut]++;
}

static void start_again(const struct aftermath found[SESSION_NUMBERS]) {
        bool first;

        fixture_start(&fixture);
        first = is_first();
        fixture_check_pulses(&fixture);
        aftermath_check(&fixture, SESSION_NUMBERS, found);
        if (first)
                aftermath_try(&fixture, SESSION_NUMBERS, found);
        shown_check(&shown, &fixture, fixture.store);
        assert_int_equal(fixture.faults, 0);
        fixture_stop(&fixture);
}

/* Nothing of the box is left but the disk, and the doors. */
static void examine(void) {
        struct aftermath found[SESSION_NUMBERS];

        lossy_turn_away();
        strcpy(fixture.path, cut_path);
        fixture.step = NULL;
        fixture.box = NULL;
        fixture.store = NULL;
        memset(fixture.jammed, 0, sizeof(fixture.jammed));
        check_disk(found);
        start_again(found);
}

/* ---- the cuts ---- */

static void remove_index(void) {
        char name[sizeof(cut_path) + 8];

        snprintf(name, sizeof(name), "%s-shm", cut_path);
        unlink(name);
}

static void examine_in_child(const char *when, enum lossy_survival survival, uint64_t seed) {
        int status;
        pid_t child;

        fflush(NULL);
        child = fork();
        assert_true(child >= 0);
        if (child == 0) {
                examine();
                _exit(0);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
                fail_msg("cut %s, operation %llu, screen %s, survival %d, seed %llu", when, (unsigned long long)lossy_count().operations,
                         name_of(fixture.box ? on_screen : SCREEN_COUNT), survival, (unsigned long long)seed);
}

/* Whether a cut since the last movement, screen or tick of the clock has left the same disk. */
static bool is_known(uint64_t mark) {
        for (unsigned i = 0; i < mark_count; i++)
                if (marks[i] == mark)
                        return true;
        assert_true(mark_count < MARKS_MAX);
        marks[mark_count++] = mark;
        return false;
}

static void cut_here(enum when when) {
        unsigned seeds = getenv("PICKUPBOX_FULL") ? SEEDS_FULL : SEEDS;

        moments[when]++;
        screens[fixture.box ? on_screen : SCREEN_COUNT][when]++;
        if (when != WHEN_WRITING || fixture.now.mono_ms != marked_ms)
                mark_count = 0;
        marked_ms = fixture.now.mono_ms;
        for (unsigned i = 0; i < 2 + seeds; i++) {
                enum lossy_survival survival = i < LOSSY_SOME ? (enum lossy_survival)i : LOSSY_SOME;
                uint64_t seed = lossy_count().operations * 1000 + i;
                struct lossy_left left = lossy_leave(fixture.path, cut_path, survival, seed);

                cuts++;
                lost += left.lost;
                kept += left.kept;
                if (is_known(left.mark)) {
                        same++;
                        continue;
                }
                remove_index();
                examine_in_child(when_names[when], survival, seed);
        }
}

static void at_operation(void) {
        cut_here(WHEN_WRITING);
}

static void at_movement(const char *what) {
        cut_here(WHEN_MOVING);
}

void __real_picture_make(struct picture *picture, const struct scene *scene);
void __wrap_picture_make(struct picture *picture, const struct scene *scene);
void __wrap_picture_make(struct picture *picture, const struct scene *scene) {
        uint64_t serial = picture->serial;

        __real_picture_make(picture, scene);
        if (!fixture.step || picture->serial == serial)
                return;
        on_screen = picture->screen.id;
        shown_add(&shown, &picture->screen, scene->works->recorder.store);
        cut_here(WHEN_SHOWN);
}

/* ---- the run ---- */

/* Those with a disk at work behind them. */
static const enum screen_id busy_screens[] = {
        SCREEN_IDLE, SCREEN_BIRTH, SCREEN_OPENING, SCREEN_DOOR, SCREEN_JAM_ASK, SCREEN_DONE, SCREEN_RECEIPT,
        SCREEN_WAIT, SCREEN_STAFF_OVERVIEW, SCREEN_STAFF_SCAN, SCREEN_STAFF_LOAD, SCREEN_STAFF_OVERDUE,
        SCREEN_COUNT,
};

static void print_counts(void) {
        const struct lossy_counts counts = lossy_count();

        print_message("one session: %llu operations (%llu writes, %llu syncs, %llu truncations), %u pulses, %zu screens\n",
                      (unsigned long long)counts.operations, (unsigned long long)counts.writes, (unsigned long long)counts.syncs,
                      (unsigned long long)counts.truncations, fixture.pulse_count, shown.count);
        for (unsigned i = 0; i < WHEN_COUNT; i++)
                print_message("%8u  moments %s\n", moments[i], when_names[i]);
        print_message("%u cuts, %u of them like another; codes tried after %u; unsynced sectors: %llu lost, %llu kept\n",
                      cuts, same, told->tried_count, (unsigned long long)lost, (unsigned long long)kept);
        for (unsigned i = 0; i <= SCREEN_COUNT; i++)
                if (screens[i][WHEN_SHOWN] || screens[i][WHEN_WRITING])
                        print_message("%8u writing  %8u moving  %8u shown  %s\n", screens[i][WHEN_WRITING], screens[i][WHEN_MOVING],
                                      screens[i][WHEN_SHOWN], name_of(i));
        print_message("consignments, over %u:\n", SESSION_NUMBERS);
}

static void whenever_the_power_goes_the_table_holds(void **state) {
        struct lossy_counts counts;

        told = mmap(NULL, sizeof(*told), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        assert_true(told != MAP_FAILED);
        fixture_set_up(&fixture, NULL);
        fixture_stop(&fixture);
        snprintf(cut_path, sizeof(cut_path), "%s/cut.db", fixture.folder);
        lossy_install(LOSSY_CUT, 0, LOSSY_NONE, 1);
        lossy_watch(at_operation);
        fixture.step = at_movement;
        fixture_start(&fixture);
        session_run(&fixture);
        fixture.step = NULL;
        lossy_watch(NULL);
        print_counts();
        aftermath_print(told->hits);
        for (size_t i = 0; i < ARRAY_LEN(busy_screens); i++)
                if (screens[busy_screens[i]][WHEN_WRITING] == 0)
                        fail_msg("never cut while writing: %s", name_of(busy_screens[i]));
        fixture_stop(&fixture);
        lossy_remove(&counts);
        fixture_tear_down(&fixture);
        munmap(told, sizeof(*told));
}

int main(void) {
        const struct CMUnitTest tests[] = { cmocka_unit_test(whenever_the_power_goes_the_table_holds) };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
