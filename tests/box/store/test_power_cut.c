/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Cuts the power at every operation on the disk during one whole life of a box.
 *
 * The life is a list of steps, each one call of the store. A first run without a
 * cut notes the whole database after each step. Then it is lived once more, on a
 * disk that keeps in memory what is not yet synced. At every operation of that disk,
 * and after each step, the test stops and asks what would be left if the power went
 * here, in several ways in which unsynced sectors survive. On each such disk a child
 * process, which has nothing else of that life, opens the file. What is found must be
 * exactly what stood after the last step that had returned, or, all of it, what
 * the interrupted step makes of it: so nothing that returned is lost and nothing
 * is half. The ledger is computed again from its entries, and the rest of the
 * life must end like the life without a cut. Cuts of one step that leave the same
 * disk are examined once. What a step gives when its disk fails is for test_disk_faults.c.
 *
 * Arguments: --full for more seeds (so does PICKUPBOX_FULL). Fails when a step
 * was never cut before, or never after, its change became durable, and when a
 * state of a consignment was never met.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/box/store/life.h"
#include "tests/box/store/lossy_vfs.h"

enum { MARKS_MAX = 4096 };

/* What the children tell; in memory shared with them. */
struct told {
        struct {
                unsigned undone, done;
        } hits[LIFE_STEPS];
        unsigned found[CONSIGNMENT_REMOVED + 1]; /* consignments in each state after a cut */
        uint64_t continued;
};

static struct life life;
static struct told *told;
static char cut_path[sizeof(life.files.path) + 8];
static size_t at_step;                   /* the one that is under way, LIFE_STEPS while the box is closed at last */
static uint64_t marks[MARKS_MAX];        /* what cuts of that step have left */
static unsigned mark_count, seeds;
static uint64_t cuts, same, lost, kept;

/* ---- in the child ---- */

static void complain(uint64_t at, const char *found) {
        fprintf(stderr, "cut at operation %llu, during \"%s\": neither what stood before nor what comes of it\n",
                (unsigned long long)at, at_step < LIFE_STEPS ? life_steps[at_step].name : "the end");
        fprintf(stderr, "---- before\n%s---- after\n%s---- found\n%s", life.rows[at_step], life.rows[at_step < LIFE_STEPS ? at_step + 1 : at_step],
                found);
        exit(1);
}

static void count_states(void) {
        struct consignment consignment;

        for (unsigned n = 1; n <= 4; n++) {
                uint8_t cti[CTI_LEN];

                box_cti(n, cti);
                if (store_consignment(life.store, cti, &consignment) == 0)
                        told->found[consignment.state]++;
        }
}

/* Nothing of the life is left but the disk. */
static void examine(uint64_t at, bool go_on) {
        size_t step = at_step, next;
        char *found;

        lossy_turn_away();
        strcpy(life.files.path, cut_path);
        life.store = NULL;
        MUST(life_step(&life, 0) == 0);
        life_check_ledger(life.store);
        count_states();
        found = life_dump(&life);
        /* Opening notes the mode, which the step that was to note it would have done. */
        if (step == 0)
                step = 1;
        next = step;
        if (strcmp(found, life.rows[step]) != 0) {
                if (step == LIFE_STEPS || strcmp(found, life.rows[step + 1]) != 0)
                        complain(at, found);
                next = step + 1;
        }
        free(found);
        if (step < LIFE_STEPS)
                (next == step ? &told->hits[step].undone : &told->hits[step].done)[0]++;
        if (go_on) {
                MUST(life_run(&life, next) == LIFE_STEPS);
                found = life_dump(&life);
                MUST(strcmp(found, life.rows[LIFE_STEPS]) == 0);
                free(found);
                told->continued++;
        }
        store_close(life.store);
}

/* ---- the cuts ---- */

static void examine_in_child(uint64_t at, bool go_on) {
        int status;
        pid_t child;

        fflush(NULL);
        child = fork();
        MUST(child >= 0);
        if (child == 0) {
                examine(at, go_on);
                _exit(0);
        }
        MUST(waitpid(child, &status, 0) == child);
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
                exit(1);
}

static bool is_known(uint64_t mark) {
        for (unsigned i = 0; i < mark_count; i++)
                if (marks[i] == mark)
                        return true;
        MUST(mark_count < MARKS_MAX);
        marks[mark_count++] = mark;
        return false;
}

static void cut_here(void) {
        uint64_t at = lossy_count().operations;

        for (unsigned i = 0; i < LOSSY_SOME + seeds; i++) {
                enum lossy_survival survival = i < LOSSY_SOME ? (enum lossy_survival)i : LOSSY_SOME;
                struct lossy_left left = lossy_leave(life.files.path, cut_path, survival, at * 1000 + i);
                char index[sizeof(cut_path) + 8];

                cuts++;
                lost += left.lost;
                kept += left.kept;
                if (is_known(left.mark)) {
                        same++;
                        continue;
                }
                snprintf(index, sizeof(index), "%s-shm", cut_path);
                unlink(index);
                examine_in_child(at, survival != LOSSY_SOME || at % 4 == i % 4);
        }
}

static void go_to(size_t step) {
        at_step = step;
        mark_count = 0;
}

/* One life, cut everywhere. */
static struct lossy_counts live(void) {
        struct lossy_counts counts;

        life_begin(&life);
        lossy_install(LOSSY_CUT, 0, LOSSY_ALL, 1);
        lossy_watch(cut_here);
        for (size_t i = 0; i < LIFE_STEPS; i++) {
                go_to(i);
                MUST(life_step(&life, i) == life_steps[i].result);
                go_to(i + 1);
                cut_here();
        }
        store_close(life.store);
        cut_here();
        lossy_watch(NULL);
        lossy_remove(&counts);
        return counts;
}

/* Prints how often each state was hit. */
static bool all_hit(void) {
        bool all = true;

        for (size_t i = 1; i < LIFE_STEPS; i++) {
                printf("%-24s undone %5u  done %5u\n", life_steps[i].name, told->hits[i].undone, told->hits[i].done);
                if (!life_steps[i].silent && (!told->hits[i].undone || !told->hits[i].done)) {
                        printf("never cut on both sides: %s\n", life_steps[i].name);
                        all = false;
                }
        }
        for (unsigned i = CONSIGNMENT_LOADING; i <= CONSIGNMENT_REMOVED; i++) {
                printf("found %-18s %u times\n", consignment_state_name(i), told->found[i]);
                all &= told->found[i] > 0;
        }
        return all;
}

int main(int argc, char **argv) {
        bool full = getenv("PICKUPBOX_FULL") || (argc > 1 && strcmp(argv[1], "--full") == 0), hit;
        struct lossy_counts counts;

        seeds = full ? 24 : 1;
        told = mmap(NULL, sizeof(*told), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        MUST(told != MAP_FAILED);
        life_init(&life);
        snprintf(cut_path, sizeof(cut_path), "%s.cut", life.files.path);
        counts = live();
        hit = all_hit();
        printf("one life: %llu operations (%llu writes, %llu syncs, %llu truncations)\n", (unsigned long long)counts.operations,
               (unsigned long long)counts.writes, (unsigned long long)counts.syncs, (unsigned long long)counts.truncations);
        printf("%llu cuts, %llu of them like another of their step, %llu lives continued to their end; unsynced sectors: %llu lost, %llu kept\n",
               (unsigned long long)cuts, (unsigned long long)same, (unsigned long long)told->continued, (unsigned long long)lost, (unsigned long long)kept);
        life_deinit(&life);
        munmap(told, sizeof(*told));
        return hit ? 0 : 1;
}
