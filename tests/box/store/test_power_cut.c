/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Cuts the power at every operation on the disk during one whole life of a box.
 *
 * The life is a list of steps, each one call of the store. A first run without a
 * cut notes the whole database after each step. Then, for every operation of
 * that run and several ways in which unsynced sectors survive, the life is run
 * again and cut there. What is found when the file is opened next must be
 * exactly what stood after the last step that had returned, or, all of it, what
 * the interrupted step makes of it: so nothing that returned is lost and nothing
 * is half. The ledger is computed again from its entries, and the rest of the
 * life must end like the life without a cut.
 *
 * Arguments: --full for more seeds (so does PICKUPBOX_FULL). Fails when a step
 * was never cut before, or never after, its change became durable, and when a
 * state of a consignment was never met.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/box/store/life.h"
#include "tests/box/store/lossy_vfs.h"

struct sweep {
        struct life life;
        uint64_t operations;           /* of one life */
        struct {
                unsigned undone, done;
        } hits[LIFE_STEPS];
        unsigned found[CONSIGNMENT_REMOVED + 1]; /* consignments in each state after a cut */
        uint64_t cuts, continued;
        struct lossy_counts counts;
};

static void count_operations(struct sweep *sweep) {
        life_begin(&sweep->life);
        lossy_install(LOSSY_CUT, 0, LOSSY_ALL, 1);
        MUST(life_run(&sweep->life, 0) == LIFE_STEPS);
        store_close(sweep->life.store);
        lossy_remove(&sweep->counts);
        sweep->operations = sweep->counts.operations;
}

static void complain(const struct sweep *sweep, uint64_t at, size_t step, const char *found) {
        fprintf(stderr, "cut at operation %llu, during \"%s\": neither what stood before nor what comes of it\n",
                (unsigned long long)at, step < LIFE_STEPS ? life_steps[step].name : "the end");
        fprintf(stderr, "---- before\n%s---- after\n%s---- found\n%s", sweep->life.rows[step], sweep->life.rows[step < LIFE_STEPS ? step + 1 : step],
                found);
        exit(1);
}

static void count_states(struct sweep *sweep) {
        struct consignment consignment;

        for (unsigned n = 1; n <= 4; n++) {
                uint8_t cti[CTI_LEN];

                box_cti(n, cti);
                if (store_consignment(sweep->life.store, cti, &consignment) == 0)
                        sweep->found[consignment.state]++;
        }
}

static void cut_once(struct sweep *sweep, uint64_t at, enum lossy_survival survival, uint64_t seed) {
        struct life *life = &sweep->life;
        struct lossy_counts counts;
        size_t step, next;
        char *found;

        life_begin(life);
        lossy_install(LOSSY_CUT, at, survival, seed);
        step = life_run(life, 0);
        store_close(life->store);
        life->store = NULL;
        MUST(lossy_is_cut());
        lossy_remove(&counts);
        sweep->counts.lost += counts.lost;
        sweep->counts.kept += counts.kept;
        sweep->cuts++;

        MUST(life_step(life, 0) == 0);
        life_check_ledger(life->store);
        count_states(sweep);
        found = life_dump(life);
        /* Opening notes the mode, which the step that was to note it would have done. */
        if (step == 0)
                step = 1;
        next = step;
        if (strcmp(found, sweep->life.rows[step]) != 0) {
                if (step == LIFE_STEPS || strcmp(found, sweep->life.rows[step + 1]) != 0)
                        complain(sweep, at, step, found);
                next = step + 1;
        }
        free(found);
        if (step < LIFE_STEPS)
                (next == step ? &sweep->hits[step].undone : &sweep->hits[step].done)[0]++;

        if (at % 4 == seed % 4) {
                MUST(life_run(life, next) == LIFE_STEPS);
                found = life_dump(life);
                MUST(strcmp(found, sweep->life.rows[LIFE_STEPS]) == 0);
                free(found);
                sweep->continued++;
        }
        store_close(life->store);
}

/* Prints how often each state was hit. */
static bool all_hit(const struct sweep *sweep) {
        bool all = true;

        for (size_t i = 1; i < LIFE_STEPS; i++) {
                printf("%-24s undone %5u  done %5u\n", life_steps[i].name, sweep->hits[i].undone, sweep->hits[i].done);
                if (!life_steps[i].silent && (!sweep->hits[i].undone || !sweep->hits[i].done)) {
                        printf("never cut on both sides: %s\n", life_steps[i].name);
                        all = false;
                }
        }
        for (unsigned i = CONSIGNMENT_LOADING; i <= CONSIGNMENT_REMOVED; i++) {
                printf("found %-18s %u times\n", consignment_state_name(i), sweep->found[i]);
                all &= sweep->found[i] > 0;
        }
        return all;
}

int main(int argc, char **argv) {
        bool full = getenv("PICKUPBOX_FULL") || (argc > 1 && strcmp(argv[1], "--full") == 0);
        unsigned seeds = full ? 24 : 1;
        static struct sweep sweep;
        bool hit;

        life_init(&sweep.life);
        count_operations(&sweep);
        for (uint64_t at = 1; at <= sweep.operations; at++) {
                cut_once(&sweep, at, LOSSY_NONE, at);
                cut_once(&sweep, at, LOSSY_ALL, at);
                for (unsigned seed = 0; seed < seeds; seed++)
                        cut_once(&sweep, at, LOSSY_SOME, at * 1000 + seed);
        }
        hit = all_hit(&sweep);
        printf("one life: %llu operations (%llu writes, %llu syncs, %llu truncations)\n", (unsigned long long)sweep.operations,
               (unsigned long long)sweep.counts.writes, (unsigned long long)sweep.counts.syncs,
               (unsigned long long)sweep.counts.truncations);
        printf("%llu cuts, %llu lives continued to their end; unsynced sectors: %llu lost, %llu kept\n", (unsigned long long)sweep.cuts,
               (unsigned long long)sweep.continued, (unsigned long long)sweep.counts.lost, (unsigned long long)sweep.counts.kept);
        life_deinit(&sweep.life);
        return hit ? 0 : 1;
}
