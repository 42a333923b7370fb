/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/store/store.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/file.h"
#include "controller/box/store/schema.h"
#include "controller/box/store/store_internal.h"

enum { LOG_PAGES_IDLE = 256 }; /* 1 MiB: moved when idle */

/* ---- creating ---- */

static int fill(struct database *database, const struct store_config *config) {
        uint8_t zeros[TAG_LEN] = { 0 };
        struct merkle_edge edge = { 0 };
        struct hash root;
        int r;

        merkle_edge_root(&edge, &root);
        r = database_run(database, "INSERT INTO box (only, id, compartments) VALUES (1, ?, ?)",
                         VALUES(TEXT(config->box_id), INTEGER(config->compartments)));
        if (r == 0)
                r = database_run(database, "INSERT INTO ledger (only, size, root, floor_ms) VALUES (1, 0, ?, 0)",
                                 VALUES(BLOB(root.bytes, HASH_LEN)));
        for (unsigned c = 1; r == 0 && c <= config->compartments; c++) {
                r = database_run(database, "INSERT INTO compartments (c, state) VALUES (?, ?)",
                                 VALUES(INTEGER(c), INTEGER(COMPARTMENT_FREE)));
                if (r == 0)
                        r = database_run(database, "INSERT INTO tags (c, reference, pin, birth) VALUES (?1, ?2, ?2, ?2)",
                                         VALUES(INTEGER(c), BLOB(zeros, TAG_LEN)));
        }
        return r;
}

static int fill_new(const char *path, const struct store_config *config) {
        struct database database;
        int fd, r;

        /* SQLite fills an empty file, and gives the log and its index the same mode. */
        fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (fd < 0)
                return -errno;
        close(fd);
        r = database_open(&database, path, false);
        if (r < 0)
                return r;
        /* auto_vacuum off: pages never move, so nothing erased is left behind by a move. */
        r = database_execute(&database, "PRAGMA auto_vacuum = NONE; PRAGMA journal_mode = WAL");
        if (r == 0)
                r = schema_migrate(&database, &store_schema, 0);
        if (r == 0)
                r = database_begin(&database);
        if (r == 0) {
                r = fill(&database, config);
                if (r == 0)
                        r = database_commit(&database);
                else
                        database_roll_back(&database);
        }
        if (r == 0)
                r = database_checkpoint(&database);
        database_close(&database);
        return r;
}

static void unlink_with_log(const char *path) {
        static const char *const suffixes[] = { "", "-wal", "-shm" };
        char name[PATH_MAX];

        for (size_t i = 0; i < ARRAY_LEN(suffixes); i++)
                if (snprintf(name, sizeof(name), "%s%s", path, suffixes[i]) < (int)sizeof(name))
                        unlink(name);
}

int store_create(const char *path, const struct store_config *config) {
        char temporary[PATH_MAX], log[PATH_MAX];
        int r;

        if (!box_id_valid(config->box_id) || config->compartments < 1 || config->compartments > STORE_COMPARTMENTS_MAX)
                return -EINVAL;
        if (access(path, F_OK) == 0)
                return -EEXIST;
        if (snprintf(temporary, sizeof(temporary), "%s.new", path) >= (int)sizeof(temporary) ||
            snprintf(log, sizeof(log), "%s-wal", path) >= (int)sizeof(log))
                return -ENAMETOOLONG;
        /* A log left over from another database of this name would be taken for ours. */
        if (access(log, F_OK) == 0)
                return -EEXIST;
        unlink_with_log(temporary);
        r = fill_new(temporary, config);
        if (r == 0 && renameat2(AT_FDCWD, temporary, AT_FDCWD, path, RENAME_NOREPLACE) < 0)
                r = -errno;
        unlink_with_log(temporary);
        return r < 0 ? r : file_sync_parent(path);
}

/* ---- opening ---- */

static int take_lock(const char *path, int *ret_fd) {
        char name[PATH_MAX];
        int fd, r;

        if (snprintf(name, sizeof(name), "%s-lock", path) >= (int)sizeof(name))
                return -ENAMETOOLONG;
        fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (fd < 0)
                return -errno;
        if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
                r = errno == EWOULDBLOCK ? -EBUSY : -errno;
                close(fd);
                return r;
        }
        *ret_fd = fd;
        return 0;
}

/* 0, STORE_E_* or a negative errno. */
static int bring_up_to_date(struct store *store) {
        int64_t version;
        int r;

        r = schema_version(&store->database, &version);
        if (r < 0)
                return r;
        if (version > STORE_SCHEMA)
                return STORE_E_NEWER;
        r = schema_check(&store->database);
        if (r < 0 || version == STORE_SCHEMA)
                return r;
        if (store->read_only)
                return STORE_E_OLDER;
        return schema_migrate(&store->database, &store_schema, (unsigned)version);
}

static int read_box(struct store *store, int *ret_mode) {
        QUERY box = NULL;
        int64_t compartments;
        int r;

        r = database_query(&store->database, "SELECT id, compartments, mode FROM box", NO_VALUES, &box);
        if (r < 0)
                return r;
        r = query_next(&store->database, box);
        if (r <= 0)
                return r < 0 ? r : -EUCLEAN;
        compartments = sqlite3_column_int64(box, 1);
        if (compartments < 1 || compartments > STORE_COMPARTMENTS_MAX ||
            text_copy(store->config.box_id, sizeof(store->config.box_id), (const char *)sqlite3_column_text(box, 0)) < 0 ||
            !box_id_valid(store->config.box_id))
                return -EUCLEAN;
        store->config.compartments = (unsigned)compartments;
        *ret_mode = sqlite3_column_int(box, 2);
        return 0;
}

static int read_origin(struct store *store) {
        QUERY bundle = NULL;
        int r;

        r = database_query(&store->database, "SELECT origin, issued FROM bundle", NO_VALUES, &bundle);
        if (r < 0)
                return r;
        r = query_next(&store->database, bundle);
        if (r <= 0)
                return r;
        if (text_copy(store->ledger.origin, sizeof(store->ledger.origin), (const char *)sqlite3_column_text(bundle, 0)) < 0)
                return -EUCLEAN;
        store->ledger.bundle_issued_ms = sqlite3_column_int64(bundle, 1) * 1000;
        return 0;
}

static int take_mode(struct store *store, enum store_mode mode, int recorded) {
        int r;

        store->mode = (enum store_mode)recorded;
        if (mode == 0 || mode == STORE_MODE_ANY || recorded == (int)mode)
                return 0;
        if (recorded != 0)
                return STORE_E_MODE;
        r = transaction_begin(store);
        if (r < 0)
                return r;
        r = transaction_end(store, database_run(&store->database, "UPDATE box SET mode = ?", VALUES(INTEGER(mode))));
        if (r == 0)
                store->mode = mode;
        return r;
}

static int load(struct store *store, enum store_mode mode) {
        int recorded, r;

        r = bring_up_to_date(store);
        if (r != 0)
                return r;
        r = read_box(store, &recorded);
        if (r == 0)
                r = read_origin(store);
        if (r == 0)
                r = ledger_load(store);
        if (r == 0)
                r = compartments_load(store);
        if (r == 0)
                r = take_mode(store, mode, recorded);
        return r;
}

static int open_database(struct store *store, enum store_mode mode) {
        int r = database_open(&store->database, store->path, store->read_only);

        if (r == 0)
                r = load(store, mode);
        return r == -EUCLEAN ? STORE_E_DAMAGED : r;
}

static int open_at(struct store *store, const char *path, enum store_mode mode) {
        int r;

        if (access(path, F_OK) < 0)
                return -errno;
        if (!store->read_only) {
                r = take_lock(path, &store->lock_fd);
                if (r < 0)
                        return r;
        }
        store->path = strdup(path);
        if (!store->path)
                return -ENOMEM;
        r = open_database(store, mode);
        if (r != 0 || store->read_only)
                return r;
        database_trust(&store->database);
        /* A log that a power cut left behind may hold images of tags that were erased. A reader at work delays that. */
        r = database_checkpoint(&store->database);
        if (r == -EBUSY) {
                store->to_scrub = true;
                r = 0;
        }
        if (r == 0)
                reserve_take(store);
        return r;
}

int store_open(const char *path, enum store_mode mode, struct store **ret_store) {
        struct store *store;
        int r;

        store = calloc(1, sizeof(*store));
        if (!store)
                return -ENOMEM;
        store->lock_fd = -1;
        store->read_only = mode == 0;
        r = open_at(store, path, mode);
        if (r != 0) {
                store_close(store);
                return r;
        }
        *ret_store = store;
        return 0;
}

/* What was durable must still be there; the fault may have been that of a disk that forgets. */
static int check_continued(struct store *store, const struct ledger_state *before) {
        struct merkle_edge edge;
        struct hash former, now;
        int r;

        if (before->edge.size == 0)
                return 0;
        r = store->ledger.edge.size < before->edge.size || store->ledger.archived.size > before->edge.size
                    ? -EUCLEAN : ledger_edge(store, before->edge.size, &edge);
        if (r == 0) {
                merkle_edge_root(&before->edge, &former);
                merkle_edge_root(&edge, &now);
                r = hash_equal(&former, &now) ? 0 : -EUCLEAN;
        }
        if (r == -EUCLEAN)
                snprintf(store->database.error, sizeof(store->database.error), "what had been written is not there any more");
        return r == -EUCLEAN ? STORE_E_DAMAGED : r;
}

static int reopen(struct store *store, const struct ledger_state *before) {
        int r;

        store->ledger = (struct ledger_state){ 0 };
        store->broken = 0;
        r = store_check_writable(store);
        if (r == 0)
                r = open_database(store, STORE_MODE_ANY);
        if (r == 0)
                r = check_continued(store, before);
        if (r != 0)
                return r;
        /* The log may lie in the system's memory alone, with its sync failed and forgotten: what it holds is copied and synced. */
        r = database_checkpoint(&store->database);
        if (r == 0) {
                database_trust(&store->database);
                reserve_take(store);
        }
        return r;
}

int store_reopen(struct store *store) {
        const struct ledger_state before = store->ledger;
        char error[DATABASE_ERROR_SIZE];
        int r;

        assert(!store->read_only);
        /* Nothing that is in doubt is moved. */
        database_distrust(&store->database);
        database_close(&store->database);
        r = reopen(store, &before);
        if (r == 0)
                return 0;
        memcpy(error, store->database.error, sizeof(error));
        database_distrust(&store->database);
        database_close(&store->database);
        memcpy(store->database.error, error, sizeof(error));
        store->ledger = before;
        store->broken = r < 0 ? r : -EUCLEAN;
        return r;
}

void store_close(struct store *store) {
        if (!store)
                return;
        database_close(&store->database);
        if (store->lock_fd >= 0)
                close(store->lock_fd);
        free(store->path);
        free(store->anchor);
        free(store);
}

enum store_mode store_mode(const struct store *store) {
        return store->mode;
}

const struct store_config *store_config(const struct store *store) {
        return &store->config;
}

const char *store_error(const struct store *store) {
        return store->database.error;
}

/* ---- erasing ---- */

/*
 * The first commit into an emptied log syncs twice, once for the log's header.
 * That is done here, at leisure, and not between an answer and its lock.
 */
static int begin_log(struct store *store) {
        char pragma[64];

        snprintf(pragma, sizeof(pragma), "PRAGMA application_id = %d", SCHEMA_APPLICATION_ID);
        return database_execute(&store->database, pragma);
}

int store_scrub(struct store *store) {
        int r;

        if (store->read_only)
                return -EROFS;
        if (store->broken < 0)
                return store->broken;
        r = database_checkpoint(&store->database);
        if (r == 0) {
                store->to_scrub = false;
                r = begin_log(store);
        }
        return r == -EBUSY ? r : transaction_fault(store, r);
}

/* A disk that is nearly full keeps its room for what must be written. */
static int prepare_log(struct store *store) {
        int r = store->has_reserve ? database_prepare_log(&store->database) : 0;

        return r == -ENOSPC ? 0 : transaction_fault(store, r);
}

int store_idle(struct store *store) {
        int r = 0;

        if (store->read_only)
                return 0;
        if (store->broken == 0)
                reserve_take(store);
        if (store->to_scrub || store->database.log_pages >= LOG_PAGES_IDLE)
                r = store_scrub(store);
        if (r == 0 && store->broken == 0)
                r = prepare_log(store);
        return r == -EBUSY ? 0 : r;
}
