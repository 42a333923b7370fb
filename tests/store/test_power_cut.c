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
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/bytes.h"
#include "base/file.h"
#include "controller/store/store.h"
#include "tests/store/box.h"
#include "tests/store/lossy_vfs.h"

#define DAY_MS INT64_C(86400000)

#define MUST(it) \
        do { \
                if (!(it)) { \
                        fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #it); \
                        exit(1); \
                } \
        } while (0)

struct life {
        struct box_files files;
        struct store *store;   /* NULL while closed */
};

/* ---- the steps ---- */

static const uint8_t *cti(unsigned n) {
        static uint8_t bytes[CTI_LEN];

        box_cti(n, bytes);
        return bytes;
}

static int open_box(struct life *life, int64_t t, unsigned n) {
        int r = store_open(life->files.path, STORE_MODE_SIMULATED, &life->store);

        if (r == 0)
                store_trust_clock(life->store, true);
        return r;
}

static int restart(struct life *life, int64_t t, unsigned n) {
        store_close(life->store);
        life->store = NULL;
        return open_box(life, t, n);
}

static int adopt(struct life *life, int64_t t, unsigned n) {
        const struct bundle_staff staff = { .sub = "anna", .role = ROLE_LOADER, .badge_cti = { 1 } };

        return box_adopt_version(life->store, n, &staff, 1);
}

static int boot(struct life *life, int64_t t, unsigned n) {
        const struct entry entry = { .event = ENTRY_BOOT, .version = "1", .mode = "simulated" };

        return store_append(life->store, t, &entry);
}

static int load_begin(struct life *life, int64_t t, unsigned n) {
        return store_load_begin(life->store, t, cti(n), n, "anna");
}

static int loaded(struct life *life, int64_t t, unsigned n) {
        struct store_load load = box_load(n);

        return store_loaded(life->store, t, &load, "anna");
}

static int load_cancelled(struct life *life, int64_t t, unsigned n) {
        return store_load_cancelled(life->store, t, cti(n));
}

static int wrong_answer(struct life *life, int64_t t, unsigned n) {
        return box_answer(life->store, n, t, false);
}

static int release(struct life *life, int64_t t, unsigned n) {
        return store_release(life->store, t, cti(n), "code");
}

static int issued(struct life *life, int64_t t, unsigned n) {
        uint64_t index;

        return store_issued(life->store, t, cti(n), "seen", &index);
}

static int issued_late(struct life *life, int64_t t, unsigned n) {
        uint64_t index;

        return store_issued(life->store, t, cti(n), "late", &index);
}

static int issued_found(struct life *life, int64_t t, unsigned n) {
        uint64_t index;

        return store_issued(life->store, t, cti(n), "found", &index);
}

static int closed(struct life *life, int64_t t, unsigned n) {
        return store_closed(life->store, t, cti(n));
}

static int reopened(struct life *life, int64_t t, unsigned n) {
        return store_reopened(life->store, t, cti(n));
}

static int old_returned(struct life *life, int64_t t, unsigned n) {
        return store_old_returned(life->store, t, cti(n));
}

static int open_failed(struct life *life, int64_t t, unsigned n) {
        return store_open_failed(life->store, t, cti(n), 3);
}

static int unsure(struct life *life, int64_t t, unsigned n) {
        return store_unsure(life->store, t, cti(n));
}

static int expire(struct life *life, int64_t t, unsigned n) {
        unsigned count;
        int r = store_expire(life->store, t, &count);

        return r < 0 ? r : count == n ? 0 : -ERANGE;
}

static int reissue(struct life *life, int64_t t, unsigned n) {
        struct store_load load = box_load(n);

        load.nbf++;
        load.deadline_ms += 20 * DAY_MS;
        return store_reissue(life->store, t, &load);
}

static int quarantine(struct life *life, int64_t t, unsigned n) {
        return store_quarantine(life->store, t, n, "forced_open");
}

static int service_open(struct life *life, int64_t t, unsigned n) {
        return store_service_open(life->store, t, n, "anna");
}

static int kept(struct life *life, int64_t t, unsigned n) {
        return store_kept(life->store, t, n, "anna");
}

static int removed(struct life *life, int64_t t, unsigned n) {
        return store_removed(life->store, t, cti(n), FOUND_THERE, "anna");
}

static int removed_else(struct life *life, int64_t t, unsigned n) {
        return store_removed(life->store, t, cti(n), FOUND_ELSE, "anna");
}

static int return_to_service(struct life *life, int64_t t, unsigned n) {
        return store_return_to_service(life->store, t, n, "anna");
}

static int refused(struct life *life, int64_t t, unsigned n) {
        return store_refused(life->store, t, REFUSAL_NOT_HERE, NULL);
}

static int flush_refused(struct life *life, int64_t t, unsigned n) {
        return store_flush_refused(life->store, t);
}

static int set_staff_pin(struct life *life, int64_t t, unsigned n) {
        return store_set_staff_pin(life->store, "anna", "$argon2id$made up");
}

static int staff_wrong(struct life *life, int64_t t, unsigned n) {
        unsigned left;

        return store_staff_answer(life->store, t, "anna", false, &left);
}

static int unlock_staff(struct life *life, int64_t t, unsigned n) {
        return store_unlock_staff(life->store, t, "anna", "max");
}

static int confirm_time(struct life *life, int64_t t, unsigned n) {
        return store_confirm_time(life->store, t);
}

static int set_checkpoint(struct life *life, int64_t t, unsigned n) {
        return store_set_checkpoint(life->store, n, "a note", 6);
}

static int scrub(struct life *life, int64_t t, unsigned n) {
        return store_scrub(life->store);
}

static const struct step {
        const char *name;
        int (*run)(struct life *life, int64_t t, unsigned n);
        unsigned n;
        int result;            /* expected */
        bool silent;           /* changes no row */
        int64_t at_ms;         /* after BOX_T */
} steps[] = {
        { "open", open_box, .n = 0 },
        { "adopt", adopt, .n = 1 },
        { "boot", boot, .n = 0 },
        { "load_begin 1", load_begin, .n = 1 },
        { "loaded 1", loaded, .n = 1 },
        { "load_begin 2", load_begin, .n = 2 },
        { "load_cancelled 2", load_cancelled, .n = 2 },
        { "load_begin 2 again", load_begin, .n = 2 },
        { "loaded 2", loaded, .n = 2 },
        { "load_begin 3", load_begin, .n = 3 },
        { "loaded 3", loaded, .n = 3 },
        { "load_begin 4", load_begin, .n = 4 },
        { "loaded 4", loaded, .n = 4 },
        { "wrong answer 1", wrong_answer, .n = 1, .result = STORE_ANSWER_WRONG },
        { "release 1", release, .n = 1 },
        { "issued 1", issued, .n = 1 },
        { "scrub", scrub, .silent = true },
        { "closed 1", closed, .n = 1 },
        { "reopened 1", reopened, .n = 1 },
        { "old_returned 1", old_returned, .n = 1 },
        { "return_to_service 1", return_to_service, .n = 1 },
        { "release 2", release, .n = 2 },
        { "open_failed 2", open_failed, .n = 2 },
        { "issued late 2", issued_late, .n = 2 },
        { "restart", restart, .silent = true },
        { "release 3", release, .n = 3 },
        { "unsure 3", unsure, .n = 3 },
        { "quarantine 4", quarantine, .n = 4 },
        { "service_open 4", service_open, .n = 4 },
        { "kept 4", kept, .n = 4 },
        { "refused", refused, .n = 0 },
        { "refused 3", refused, .n = 0 },
        { "refused 4", refused, .n = 0 },
        { "refused 5", refused, .n = 0 },
        { "refused 6", refused, .n = 0 },
        { "refused 7", refused, .n = 0 },
        { "refused 8", refused, .n = 0 },
        { "refused 9", refused, .n = 0 },
        { "refused 10", refused, .n = 0 },
        { "refused, counted", refused, .n = 0 },
        { "set_staff_pin", set_staff_pin, .n = 0 },
        { "staff wrong", staff_wrong, .result = STORE_ANSWER_WRONG },
        { "unlock_staff", unlock_staff, .n = 0 },
        { "confirm_time", confirm_time, .at_ms = 5000 },
        { "set_checkpoint", set_checkpoint, .n = 9 },
        { "adopt 2", adopt, .n = 2 },
        { "expire 3 and 4", expire, .n = 2, .at_ms = 11 * DAY_MS },
        { "removed 3", removed, .n = 3, .at_ms = 11 * DAY_MS },
        { "scrub again", scrub, .silent = true },
        { "reissue 4", reissue, .n = 4, .at_ms = 11 * DAY_MS },
        { "flush_refused", flush_refused, .at_ms = 11 * DAY_MS },
        { "release 4", release, .n = 4, .at_ms = 12 * DAY_MS },
        { "issued found 4", issued_found, .n = 4, .at_ms = 12 * DAY_MS },
        { "quarantine 4 again", quarantine, .n = 4, .at_ms = 12 * DAY_MS },
        { "removed else 4", removed_else, .n = 4, .at_ms = 12 * DAY_MS },
        { "forget", expire, .n = 0, .at_ms = 40 * DAY_MS },
        { "load_begin 1 after long", load_begin, .n = 1, .at_ms = 40 * DAY_MS },
        { "restart at the end", restart, .silent = true },
};
enum { STEPS = ARRAY_LEN(steps) };

/* The first step from `from` on that did not end as expected, or STEPS. */
static size_t run_life(struct life *life, size_t from) {
        for (size_t i = from; i < STEPS; i++)
                if (steps[i].run(life, BOX_T + steps[i].at_ms, steps[i].n) != steps[i].result)
                        return i;
        return STEPS;
}

/* ---- what a database holds ---- */

/* Every row of every table as text, by a connection of its own. */
static char *dump(const struct life *life) {
        struct buffer text = BUFFER_INIT;
        sqlite3_stmt *tables, *rows;
        sqlite3 *handle;
        char sql[128];

        MUST(sqlite3_open_v2(life->files.path, &handle, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK);
        MUST(sqlite3_prepare_v2(handle, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name", -1, &tables, NULL) == 0);
        while (sqlite3_step(tables) == SQLITE_ROW) {
                const char *table = (const char *)sqlite3_column_text(tables, 0);

                snprintf(sql, sizeof(sql), "SELECT * FROM %s", table);
                MUST(sqlite3_prepare_v2(handle, sql, -1, &rows, NULL) == SQLITE_OK);
                while (sqlite3_step(rows) == SQLITE_ROW) {
                        MUST(buffer_append_text(&text, table) == 0);
                        for (int i = 0; i < sqlite3_column_count(rows); i++) {
                                MUST(buffer_append_text(&text, "|") == 0);
                                if (sqlite3_column_type(rows, i) == SQLITE_BLOB)
                                        for (int j = 0; j < sqlite3_column_bytes(rows, i); j++)
                                                MUST(buffer_printf(&text, "%02x", ((const uint8_t *)sqlite3_column_blob(rows, i))[j]) == 0);
                                else
                                        MUST(buffer_printf(&text, "%s", (const char *)sqlite3_column_text(rows, i)) == 0);
                        }
                        MUST(buffer_append_text(&text, "\n") == 0);
                }
                sqlite3_finalize(rows);
        }
        sqlite3_finalize(tables);
        MUST(sqlite3_close(handle) == SQLITE_OK);
        return (char *)text.data;
}

/* The root follows from the lines; nothing issued twice, nothing issued without a release before. */
static void check_ledger(struct store *store) {
        unsigned releases[256] = { 0 }, issues[256] = { 0 };
        struct merkle_edge edge = { 0 };
        struct ledger_source source;
        struct hash leaf, root, stored;

        store_source(store, &source);
        for (uint64_t n = 0; n < source.size; n++) {
                CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
                struct entry entry;

                MUST(source.entry(source.context, n, &line) == 0);
                MUST(entry_parse(buffer_text(&line), line.len, &entry) == 0);
                MUST(entry.n == n);
                merkle_leaf(line.data, line.len, &leaf);
                merkle_edge_append(&edge, &leaf, NULL, NULL);
                releases[entry.cti[0]] += entry.event == ENTRY_RELEASE;
                if (entry.event == ENTRY_ISSUED) {
                        MUST(++issues[entry.cti[0]] == 1);
                        MUST(releases[entry.cti[0]] >= 1);
                }
        }
        merkle_edge_root(&edge, &root);
        store_root(store, &stored);
        MUST(hash_equal(&root, &stored));
}

/* ---- the sweep ---- */

struct sweep {
        struct life life;
        struct buffer template;        /* box.db as created */
        char *before[STEPS + 1];       /* the rows before each step, and at the end */
        uint64_t operations;           /* of one life */
        struct {
                unsigned undone, done;
        } hits[STEPS];
        unsigned found[CONSIGNMENT_REMOVED + 1]; /* consignments in each state after a cut */
        uint64_t cuts, continued;
        struct lossy_counts counts;
};

static void start_over(struct sweep *sweep) {
        static const char *const suffixes[] = { "-wal", "-shm", "-lock" };
        char name[128];

        for (size_t i = 0; i < ARRAY_LEN(suffixes); i++) {
                snprintf(name, sizeof(name), "%s%s", sweep->life.files.path, suffixes[i]);
                unlink(name);
        }
        MUST(file_replace(sweep->life.files.path, sweep->template.data, sweep->template.len, 0600) == 0);
        sweep->life.store = NULL;
}

static void first_run(struct sweep *sweep) {
        const struct store_config config = { .box_id = "K017", .compartments = 4 };
        struct lossy_counts counts;

        MUST(store_create(sweep->life.files.path, &config) == 0);
        MUST(file_read(sweep->life.files.path, 1 << 20, &sweep->template) == 0);
        for (size_t i = 0; i < STEPS; i++) {
                sweep->before[i] = dump(&sweep->life);
                if (steps[i].run(&sweep->life, BOX_T + steps[i].at_ms, steps[i].n) != steps[i].result) {
                        fprintf(stderr, "%s does not end as expected: %s\n", steps[i].name,
                                sweep->life.store ? store_error(sweep->life.store) : "closed");
                        exit(1);
                }
        }
        sweep->before[STEPS] = dump(&sweep->life);
        for (size_t i = 0; i < STEPS; i++)
                if (!steps[i].silent && strcmp(sweep->before[i], sweep->before[i + 1]) == 0) {
                        fprintf(stderr, "%s changes nothing\n", steps[i].name);
                        exit(1);
                }
        store_close(sweep->life.store);

        start_over(sweep);
        lossy_install(0, LOSSY_ALL, 1);
        MUST(run_life(&sweep->life, 0) == STEPS);
        store_close(sweep->life.store);
        lossy_remove(&counts);
        sweep->operations = counts.operations;
        sweep->counts.writes = counts.writes;
        sweep->counts.syncs = counts.syncs;
        sweep->counts.truncations = counts.truncations;
}

static void complain(const struct sweep *sweep, uint64_t at, size_t step, const char *found) {
        fprintf(stderr, "cut at operation %llu, during \"%s\": neither what stood before nor what comes of it\n",
                (unsigned long long)at, step < STEPS ? steps[step].name : "the end");
        fprintf(stderr, "---- before\n%s---- after\n%s---- found\n%s", sweep->before[step], sweep->before[step < STEPS ? step + 1 : step],
                found);
        exit(1);
}

static void count_states(struct sweep *sweep) {
        struct consignment consignment;

        for (unsigned n = 1; n <= 4; n++)
                if (store_consignment(sweep->life.store, cti(n), &consignment) == 0)
                        sweep->found[consignment.state]++;
}

static void cut_once(struct sweep *sweep, uint64_t at, enum lossy_survival survival, uint64_t seed) {
        struct life *life = &sweep->life;
        struct lossy_counts counts;
        size_t step, next;
        char *found;

        start_over(sweep);
        lossy_install(at, survival, seed);
        step = run_life(life, 0);
        store_close(life->store);
        life->store = NULL;
        MUST(lossy_is_cut());
        lossy_remove(&counts);
        sweep->counts.lost += counts.lost;
        sweep->counts.kept += counts.kept;
        sweep->cuts++;

        MUST(open_box(life, BOX_T, 0) == 0);
        check_ledger(life->store);
        count_states(sweep);
        found = dump(life);
        /* Opening notes the mode, which the step that was to note it would have done. */
        if (step == 0)
                step = 1;
        next = step;
        if (strcmp(found, sweep->before[step]) != 0) {
                if (step == STEPS || strcmp(found, sweep->before[step + 1]) != 0)
                        complain(sweep, at, step, found);
                next = step + 1;
        }
        free(found);
        if (step < STEPS)
                (next == step ? &sweep->hits[step].undone : &sweep->hits[step].done)[0]++;

        if (at % 4 == seed % 4) {
                MUST(run_life(life, next) == STEPS);
                found = dump(life);
                MUST(strcmp(found, sweep->before[STEPS]) == 0);
                free(found);
                sweep->continued++;
        }
        store_close(life->store);
}

/* Prints how often each state was hit. */
static bool all_hit(const struct sweep *sweep) {
        bool all = true;

        for (size_t i = 1; i < STEPS; i++) {
                printf("%-24s undone %5u  done %5u\n", steps[i].name, sweep->hits[i].undone, sweep->hits[i].done);
                if (!steps[i].silent && (!sweep->hits[i].undone || !sweep->hits[i].done)) {
                        printf("never cut on both sides: %s\n", steps[i].name);
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
        unsigned seeds = full ? 24 : 2;
        static struct sweep sweep;
        bool hit;

        box_folder_make(&sweep.life.files);
        first_run(&sweep);
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
        for (size_t i = 0; i <= STEPS; i++)
                free(sweep.before[i]);
        buffer_deinit(&sweep.template);
        box_folder_remove(&sweep.life.files);
        return hit ? 0 : 1;
}
