/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/box/store/life.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/file.h"
#include "tests/box/store/calls.h"

#define DAY_MS INT64_C(86400000)

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
        const struct entry entry = { .event = ENTRY_BOOT, .version = "1", .mode = HARDWARE_SIMULATED };

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
        return store_release(life->store, t, cti(n), WAY_CODE);
}

static int issued(struct life *life, int64_t t, unsigned n) {
        uint64_t index;

        return store_issued(life->store, t, cti(n), HOW_SEEN, &index);
}

static int issued_late(struct life *life, int64_t t, unsigned n) {
        uint64_t index;

        return store_issued(life->store, t, cti(n), HOW_LATE, &index);
}

static int issued_found(struct life *life, int64_t t, unsigned n) {
        uint64_t index;

        return store_issued(life->store, t, cti(n), HOW_FOUND, &index);
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
        struct outcome outcome;
        int r = store_do(life->store, t, DEED(DEED_EXPIRE), &outcome);

        return r != 0 ? r : outcome.count == n ? 0 : -ERANGE;
}

static int reissue(struct life *life, int64_t t, unsigned n) {
        struct store_load load = box_load(n);

        load.nbf++;
        load.deadline_ms += 20 * DAY_MS;
        return store_reissue(life->store, t, &load);
}

static int quarantine(struct life *life, int64_t t, unsigned n) {
        return store_quarantine(life->store, t, n, REASON_FORCED_OPEN);
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
        int r = store_scrub(life->store);

        return r == 0 ? store_idle(life->store) : r;
}

const struct step life_steps[] = {
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
static_assert(ARRAY_LEN(life_steps) == LIFE_STEPS, "the header counts the steps");

int life_step(struct life *life, size_t step) {
        return life_steps[step].run(life, BOX_T + life_steps[step].at_ms, life_steps[step].n);
}

size_t life_run(struct life *life, size_t from) {
        for (size_t i = from; i < LIFE_STEPS; i++)
                if (life_step(life, i) != life_steps[i].result)
                        return i;
        return LIFE_STEPS;
}

/* ---- what a database holds ---- */

char *life_dump(const struct life *life) {
        struct buffer text = BUFFER_INIT;
        sqlite3_stmt *tables, *rows;
        sqlite3 *handle;
        char sql[128];

        MUST(sqlite3_open_v2(life->files.path, &handle, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK);
        /* Closing must leave the log to the store. */
        MUST(sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL) == SQLITE_OK);
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

void life_check_ledger(struct store *store) {
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

/* ---- from the beginning ---- */

void life_begin(struct life *life) {
        static const char *const suffixes[] = { "-wal", "-shm", "-lock" };
        char name[128];

        for (size_t i = 0; i < ARRAY_LEN(suffixes); i++) {
                snprintf(name, sizeof(name), "%s%s", life->files.path, suffixes[i]);
                unlink(name);
        }
        MUST(file_replace(life->files.path, life->created.data, life->created.len, 0600) == 0);
        life->store = NULL;
}

void life_init(struct life *life) {
        const struct store_config config = { .box_id = "K017", .compartments = 4 };

        *life = (struct life){ .store = NULL };
        /* What is durable is for the lossy disk to say. */
        box_folder_make_in_memory(&life->files);
        MUST(store_create(life->files.path, &config) == 0);
        MUST(file_read(life->files.path, 1 << 20, &life->created) == 0);
        for (size_t i = 0; i < LIFE_STEPS; i++) {
                int r;

                life->rows[i] = life_dump(life);
                r = life_step(life, i);
                if (r != life_steps[i].result) {
                        fprintf(stderr, "%s gives %d: %s\n", life_steps[i].name, r, life->store ? store_error(life->store) : "closed");
                        exit(1);
                }
        }
        life->rows[LIFE_STEPS] = life_dump(life);
        store_close(life->store);
        for (size_t i = 0; i < LIFE_STEPS; i++)
                if (!life_steps[i].silent && strcmp(life->rows[i], life->rows[i + 1]) == 0) {
                        fprintf(stderr, "%s changes nothing\n", life_steps[i].name);
                        exit(1);
                }
}

void life_deinit(struct life *life) {
        for (size_t i = 0; i <= LIFE_STEPS; i++)
                free(life->rows[i]);
        buffer_deinit(&life->created);
        box_folder_remove(&life->files);
}
