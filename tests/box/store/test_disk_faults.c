/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The life of a box on a disk that is full, or that fails once, at every
 * operation in turn.
 *
 * Full: the step must say so and change nothing, and when there is room again the
 * same step and the rest of the life must end as if nothing had been. Failing: the
 * step must say so, nothing may be written after it, and the next opening, here or
 * in a new process, must find all of the step or nothing, and go on. Without faults: a commit is one sync of the log
 * and nothing else of the disk.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/box/store/calls.h"
#include "tests/box/store/life.h"
#include "tests/box/store/lossy_vfs.h"

/* Of one life, and how often the fault showed. */
struct sweep {
        struct life life;
        uint64_t operations;
        unsigned told, unnoticed;
};

static void count_operations(struct sweep *sweep) {
        struct lossy_counts counts;

        life_begin(&sweep->life);
        lossy_install(LOSSY_CUT, 0, LOSSY_ALL, 1);
        MUST(life_run(&sweep->life, 0) == LIFE_STEPS);
        store_close(sweep->life.store);
        lossy_remove(&counts);
        sweep->operations = counts.operations;
}

static void a_commit_is_one_sync_of_the_log(struct life *life) {
        struct lossy_counts before, after;

        life_begin(life);
        lossy_install(LOSSY_CUT, 0, LOSSY_ALL, 1);
        MUST(life_step(life, 0) == 0 && life_step(life, 1) == 0);
        MUST(store_scrub(life->store) == 0);
        for (size_t i = 2; strcmp(life_steps[i].name, "scrub") != 0; i++) {
                before = lossy_count();
                MUST(life_step(life, i) == life_steps[i].result);
                after = lossy_count();
                MUST(after.syncs == before.syncs + 1);
                MUST(after.truncations == before.truncations);
        }
        store_close(life->store);
        lossy_remove(&after);
}

/* The rows must be those before or, when `or_after`, after the step. */
static void check_rows(const struct life *life, size_t step, bool or_after) {
        char *found = life_dump(life);

        if (strcmp(found, life->rows[step]) != 0 && !(or_after && strcmp(found, life->rows[step + 1]) == 0)) {
                fprintf(stderr, "after the fault in \"%s\":\n---- before\n%s---- found\n%s", life_steps[step].name, life->rows[step], found);
                exit(1);
        }
        free(found);
}

/* A life on a disk with that fault, up to the step that does not answer as it does without: what it answered. LIFE_STEPS: each does. */
static int live_with(struct life *life, enum lossy_fault fault, uint64_t at, enum lossy_survival survival, size_t *ret_step) {
        size_t step = 0;
        int r;

        life_begin(life);
        lossy_install(fault, at, survival, at);
        do
                r = life_step(life, step);
        while (r == life_steps[step].result && ++step < LIFE_STEPS);
        *ret_step = step;
        return r;
}

static void fill_at(struct sweep *sweep, uint64_t at) {
        struct life *life = &sweep->life;
        struct lossy_counts counts;
        size_t step;
        int r = live_with(life, LOSSY_FULL, at, LOSSY_ALL, &step);

        if (step < LIFE_STEPS) {
                sweep->told++;
                MUST(r == -ENOSPC);
                if (life->store)
                        check_rows(life, step, false);
                lossy_make_room();
                MUST(life_run(life, step) == LIFE_STEPS);
        } else {
                sweep->unnoticed++; /* at the end, or while closing */
        }
        check_rows(life, LIFE_STEPS, false);
        store_close(life->store);
        lossy_remove(&counts);
}

static void break_at(struct sweep *sweep, uint64_t at) {
        struct life *life = &sweep->life;
        struct lossy_counts counts;
        uint64_t writes;
        size_t step;
        int r = live_with(life, LOSSY_BROKEN, at, at % 2 ? LOSSY_ALL : LOSSY_NONE, &step);

        if (step < LIFE_STEPS) {
                sweep->told++;
                MUST(r == -EIO);
                if (life->store) {
                        writes = lossy_count().writes;
                        MUST(store_confirm_time(life->store, BOX_T) == -EIO);
                        MUST(store_scrub(life->store) == -EIO);
                        MUST(lossy_count().writes == writes);
                }
        } else {
                sweep->unnoticed++;
        }
        store_close(life->store);
        life->store = NULL;
        lossy_remove(&counts);
        MUST(life_step(life, 0) == 0);
        life_check_ledger(life->store);
        check_rows(life, step == 0 ? 1 : step, step > 0 && step < LIFE_STEPS);
        store_close(life->store);
}

/* The same, and the store is opened again where it stands: what is found there was or was not done, and the rest of the life goes on. */
static void break_and_go_on_at(struct sweep *sweep, uint64_t at) {
        struct life *life = &sweep->life;
        struct lossy_counts counts;
        size_t step;

        (void)live_with(life, LOSSY_BROKEN, at, LOSSY_ALL, &step);
        if (step < LIFE_STEPS && life->store) {
                char *found;

                sweep->told++;
                MUST(store_reopen(life->store) == 0);
                life_check_ledger(life->store);
                check_rows(life, step, true);
                found = life_dump(life);
                MUST(life_run(life, strcmp(found, life->rows[step]) == 0 ? step : step + 1) == LIFE_STEPS);
                free(found);
                check_rows(life, LIFE_STEPS, false);
        } else {
                sweep->unnoticed++;
        }
        store_close(life->store);
        life->store = NULL;
        lossy_remove(&counts);
}

static void at_each(struct sweep *sweep, void (*fail_at)(struct sweep *sweep, uint64_t at), const char *what) {
        sweep->told = sweep->unnoticed = 0;
        for (uint64_t at = 1; at <= sweep->operations; at++)
                fail_at(sweep, at);
        printf("%s at each of %llu operations: told %u times, unnoticed %u times\n", what, (unsigned long long)sweep->operations, sweep->told, sweep->unnoticed);
        MUST(sweep->told > sweep->unnoticed);
}

int main(void) {
        static struct sweep sweep;

        life_init(&sweep.life);
        a_commit_is_one_sync_of_the_log(&sweep.life);
        count_operations(&sweep);
        at_each(&sweep, fill_at, "full");
        at_each(&sweep, break_at, "failing");
        at_each(&sweep, break_and_go_on_at, "failing, and opened again,");
        life_deinit(&sweep.life);
        return 0;
}
