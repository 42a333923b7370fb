/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Two things in the shape below are there for erasure and speed:
 *
 * The tags lie in a table of their own with one row for each compartment, made
 * with the file and never moved: a row is overwritten in place, by zeros when its
 * tags are erased. Rows that come and go would leave copies in the unused parts
 * of pages that SQLite splits or joins, which secure_delete does not wipe. There
 * is no index on the reference for the same reason; at most 1,024 rows are
 * compared one by one.
 *
 * An entry carries the Merkle nodes above level 0 that it completes, lowest
 * first: entry n completes one for each trailing one bit of n. So an append
 * touches the last page of one table, however long the ledger, and any node is
 * one look-up: (level, index) is in entry (index + 1) * 2^level - 1. Leaf hashes
 * are computed from the lines.
 */
#include "controller/box/store/schema.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "controller/box/store/store.h"

static const char first[] =
        "CREATE TABLE box ("
        "  only INTEGER PRIMARY KEY CHECK (only = 1),"
        "  id TEXT NOT NULL,"
        "  compartments INTEGER NOT NULL,"
        "  mode INTEGER NOT NULL DEFAULT 0 CHECK (mode BETWEEN 0 AND 2)"     /* 0: not opened by a box yet */
        ") STRICT;"

        "CREATE TRIGGER mode_is_kept BEFORE UPDATE ON box WHEN OLD.mode <> 0 AND NEW.mode <> OLD.mode"
        "  BEGIN SELECT raise(ABORT, 'the mode is kept'); END;"

        "CREATE TABLE bundle ("
        "  only INTEGER PRIMARY KEY CHECK (only = 1),"
        "  version INTEGER NOT NULL,"
        "  issued INTEGER NOT NULL,"
        "  root BLOB NOT NULL CHECK (length(root) = 32),"                    /* pinned */
        "  next_root BLOB CHECK (length(next_root) = 32),"
        "  origin TEXT NOT NULL,"
        "  bytes BLOB NOT NULL"
        ") STRICT;"

        "CREATE TABLE entries ("
        "  n INTEGER PRIMARY KEY,"
        "  line TEXT NOT NULL,"
        "  nodes BLOB NOT NULL CHECK (length(nodes) % 32 = 0)"
        ") STRICT;"
        "CREATE TRIGGER entries_are_not_changed BEFORE UPDATE ON entries"
        "  BEGIN SELECT raise(ABORT, 'entries are not changed'); END;"
        "CREATE TRIGGER entries_are_not_deleted BEFORE DELETE ON entries"
        "  BEGIN SELECT raise(ABORT, 'entries are not deleted'); END;"
        /* Also refuses INSERT OR REPLACE, which fires no delete trigger. */
        "CREATE TRIGGER entries_are_appended BEFORE INSERT ON entries"
        "  WHEN NEW.n IS NOT (SELECT coalesce(max(n) + 1, 0) FROM entries)"
        "  BEGIN SELECT raise(ABORT, 'entries are appended'); END;"

        "CREATE TABLE ledger ("
        "  only INTEGER PRIMARY KEY CHECK (only = 1),"
        "  size INTEGER NOT NULL,"
        "  root BLOB NOT NULL CHECK (length(root) = 32),"
        "  floor_ms INTEGER NOT NULL"                                        /* time floor: trusted entries and confirmed times */
        ") STRICT;"
        "CREATE TRIGGER ledger_grows BEFORE UPDATE ON ledger WHEN NEW.size < OLD.size"
        "  BEGIN SELECT raise(ABORT, 'the ledger grows'); END;"
        "CREATE TRIGGER ledger_is_not_deleted BEFORE DELETE ON ledger"
        "  BEGIN SELECT raise(ABORT, 'the ledger is not deleted'); END;"

        "CREATE TABLE checkpoint ("
        "  only INTEGER PRIMARY KEY CHECK (only = 1),"
        "  size INTEGER NOT NULL,"
        "  note BLOB NOT NULL"
        ") STRICT;"

        "CREATE TABLE refusals ("                                            /* of hours not yet told in refused_many */
        "  hour INTEGER NOT NULL,"                                           /* since 1970 */
        "  why INTEGER NOT NULL,"
        "  singly INTEGER NOT NULL,"
        "  more INTEGER NOT NULL,"
        "  PRIMARY KEY (hour, why)"
        ") STRICT, WITHOUT ROWID;"

        "CREATE TABLE consignments ("
        "  cti BLOB PRIMARY KEY NOT NULL CHECK (length(cti) = 16),"
        "  state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 7),"
        "  c INTEGER NOT NULL,"                                              /* also after it has left the compartment */
        "  items BLOB NOT NULL CHECK (length(items) <= 8),"
        "  wishes INTEGER NOT NULL DEFAULT 0,"
        "  together BLOB CHECK (length(together) = 16),"                     /* its group */
        "  loaded_ms INTEGER NOT NULL DEFAULT 0,"
        "  deadline_ms INTEGER NOT NULL DEFAULT 0,"
        "  issued_ms INTEGER NOT NULL DEFAULT 0,"
        "  nbf INTEGER NOT NULL DEFAULT 0,"
        "  forget_after INTEGER NOT NULL DEFAULT 0,"
        "  wrong INTEGER NOT NULL DEFAULT 0,"
        "  locked_until_ms INTEGER NOT NULL DEFAULT 0,"
        "  unsure INTEGER NOT NULL DEFAULT 0,"
        "  released INTEGER NOT NULL DEFAULT 0,"
        "  reopened INTEGER NOT NULL DEFAULT 0"
        ") STRICT, WITHOUT ROWID;"
        "CREATE TRIGGER issued_is_final BEFORE UPDATE ON consignments WHEN OLD.state = 4 AND NEW.state <> 4"
        "  BEGIN SELECT raise(ABORT, 'issued is final'); END;"

        "CREATE TABLE compartments ("
        "  c INTEGER PRIMARY KEY,"
        "  state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3),"
        "  why TEXT NOT NULL DEFAULT '',"
        "  cti BLOB UNIQUE REFERENCES consignments (cti),"
        "  loads INTEGER NOT NULL DEFAULT 0"
        ") STRICT;"

        "CREATE TABLE tags ("
        "  c INTEGER PRIMARY KEY REFERENCES compartments (c),"
        "  reference BLOB NOT NULL CHECK (length(reference) = 32),"
        "  pin BLOB NOT NULL CHECK (length(pin) = 32),"
        "  birth BLOB NOT NULL CHECK (length(birth) = 32)"
        ") STRICT;"

        "CREATE TABLE staff ("
        "  sub TEXT PRIMARY KEY NOT NULL,"
        "  badge BLOB CHECK (length(badge) = 16),"                           /* its cti in the bundle */
        "  verifier TEXT NOT NULL DEFAULT '',"
        "  wrong INTEGER NOT NULL DEFAULT 0,"
        "  listed INTEGER NOT NULL DEFAULT 0"                                /* version of the newest bundle that names it */
        ") STRICT, WITHOUT ROWID;";

/* The archive: entries may go once an entry says where to, and only those. */
static const char second[] =
        "CREATE TABLE archives ("
        "  size INTEGER PRIMARY KEY,"                                        /* the entries before it are in the archive */
        "  root BLOB NOT NULL CHECK (length(root) = 32),"                    /* of the tree of this size */
        "  edge BLOB NOT NULL CHECK (length(edge) % 32 = 0)"                 /* its complete subtrees, largest first */
        ") STRICT;"
        "CREATE TRIGGER archives_follow_their_entry BEFORE INSERT ON archives"
        "  WHEN NEW.size <= (SELECT coalesce(max(size), 0) FROM archives)"
        "    OR NEW.size > (SELECT coalesce(max(n), -1) FROM entries)"
        "    OR NOT EXISTS (SELECT 1 FROM entries WHERE n = (SELECT max(n) FROM entries)"
        "                   AND instr(line, '\"e\":\"archived\",\"size\":' || NEW.size || ',\"sha\":\"' || lower(hex(NEW.root)) || '\"}') > 0)"
        "  BEGIN SELECT raise(ABORT, 'an archive follows its entry'); END;"
        "CREATE TRIGGER archives_are_not_changed BEFORE UPDATE ON archives"
        "  BEGIN SELECT raise(ABORT, 'archives are not changed'); END;"
        "CREATE TRIGGER archives_are_not_deleted BEFORE DELETE ON archives"
        "  BEGIN SELECT raise(ABORT, 'archives are not deleted'); END;"
        "DROP TRIGGER entries_are_not_deleted;"
        "CREATE TRIGGER entries_are_not_deleted BEFORE DELETE ON entries"
        "  WHEN OLD.n >= (SELECT coalesce(max(size), 0) FROM archives)"
        "  BEGIN SELECT raise(ABORT, 'entries are not deleted'); END;";

/* Whether the clock is believed outlives the run that doubted it. */
static const char third[] =
        "ALTER TABLE ledger ADD COLUMN clock INTEGER NOT NULL DEFAULT 0"         /* -1: in doubt; else hours for which its time is not built on */
        "  CHECK (clock BETWEEN -1 AND 24);";

/* Since when a compartment is quarantined, so that the newest is known. */
static const char fourth[] =
        "ALTER TABLE compartments ADD COLUMN since INTEGER NOT NULL DEFAULT 0;"; /* number of the entry that says so; 0: not, or from before */

/* The anchor, which stands outside: whether there has to be one. */
static const char fifth[] =
        "ALTER TABLE box ADD COLUMN anchored INTEGER NOT NULL DEFAULT 0 CHECK (anchored BETWEEN 0 AND 1);";

/*
 * A ledger that goes on under another origin begins again at entry 0. What the former one wrote stays, aside; only entries
 * that are there may leave their place, and all of them at once.
 */
static const char sixth[] =
        "CREATE TABLE generations ("
        "  generation INTEGER PRIMARY KEY,"                                  /* from 1, oldest first */
        "  origin TEXT NOT NULL,"
        "  size INTEGER NOT NULL,"                                           /* that was there; no less is known of elsewhere */
        "  root BLOB NOT NULL CHECK (length(root) = 32),"                    /* of the tree of this size */
        "  known_size INTEGER NOT NULL CHECK (known_size >= size),"          /* of the newest checkpoint known */
        "  known_root BLOB NOT NULL CHECK (length(known_root) = 32)"
        ") STRICT;"
        "CREATE TABLE former_entries ("
        "  generation INTEGER NOT NULL REFERENCES generations (generation),"
        "  n INTEGER NOT NULL,"
        "  line TEXT NOT NULL,"
        "  nodes BLOB NOT NULL,"
        "  PRIMARY KEY (generation, n)"
        ") STRICT, WITHOUT ROWID;"
        "CREATE TRIGGER former_entries_are_not_changed BEFORE UPDATE ON former_entries"
        "  BEGIN SELECT raise(ABORT, 'entries are not changed'); END;"
        "CREATE TRIGGER former_entries_are_not_deleted BEFORE DELETE ON former_entries"
        "  BEGIN SELECT raise(ABORT, 'entries are not deleted'); END;"
        "CREATE TABLE former_archives ("
        "  generation INTEGER NOT NULL REFERENCES generations (generation),"
        "  size INTEGER NOT NULL,"
        "  root BLOB NOT NULL,"
        "  edge BLOB NOT NULL,"
        "  PRIMARY KEY (generation, size)"
        ") STRICT, WITHOUT ROWID;"
        "DROP TRIGGER entries_are_not_deleted;"
        "CREATE TRIGGER entries_are_not_deleted BEFORE DELETE ON entries"
        "  WHEN OLD.n >= (SELECT coalesce(max(size), 0) FROM archives)"
        "    AND NOT EXISTS (SELECT 1 FROM former_entries WHERE generation = (SELECT max(generation) FROM generations)"
        "                    AND n = OLD.n AND line = OLD.line AND nodes = OLD.nodes)"
        "  BEGIN SELECT raise(ABORT, 'entries are not deleted'); END;"
        "DROP TRIGGER archives_are_not_deleted;"
        "CREATE TRIGGER archives_are_not_deleted BEFORE DELETE ON archives"
        "  WHEN EXISTS (SELECT 1 FROM entries)"
        "  BEGIN SELECT raise(ABORT, 'archives are not deleted'); END;"
        "DROP TRIGGER ledger_grows;"
        "CREATE TRIGGER ledger_grows BEFORE UPDATE ON ledger"
        "  WHEN NEW.size < OLD.size AND (NEW.size <> 0 OR EXISTS (SELECT 1 FROM entries) OR NOT EXISTS (SELECT 1 FROM generations))"
        "  BEGIN SELECT raise(ABORT, 'the ledger grows'); END;"
        "ALTER TABLE consignments ADD COLUMN restored INTEGER NOT NULL DEFAULT 0 CHECK (restored BETWEEN 0 AND 1);";

/* Revocations: when the bundle's were first listed, and those of statements. */
static const char seventh[] =
        "CREATE TABLE listed ("
        "  cti BLOB NOT NULL CHECK (length(cti) = 16),"
        "  t INTEGER NOT NULL,"
        "  first INTEGER NOT NULL,"                                              /* issued of the bundle that first listed it with this t */
        "  version INTEGER NOT NULL,"                                            /* of the newest bundle that lists it */
        "  PRIMARY KEY (cti, t)"
        ") STRICT, WITHOUT ROWID;"
        "CREATE TABLE stated ("
        "  cti BLOB PRIMARY KEY NOT NULL CHECK (length(cti) = 16),"
        "  t INTEGER NOT NULL,"
        "  until INTEGER NOT NULL"
        ") STRICT, WITHOUT ROWID;";

/* References that were typed and that nothing in the box has: wrong answers are counted on them as on others. */
static const char eighth[] =
        "CREATE TABLE unknown ("
        "  tag BLOB PRIMARY KEY NOT NULL CHECK (length(tag) = 32),"
        "  wrong INTEGER NOT NULL,"
        "  locked_until_ms INTEGER NOT NULL,"
        "  used INTEGER NOT NULL"                                                /* seconds since 1970, when it was typed last */
        ") STRICT, WITHOUT ROWID;"
        "CREATE INDEX unknown_by_use ON unknown (used);";

/* What the last auditor who looked saw of the ledger. */
static const char ninth[] =
        "CREATE TABLE audited ("
        "  only INTEGER PRIMARY KEY CHECK (only = 1),"
        "  size INTEGER NOT NULL,"
        "  t_ms INTEGER NOT NULL"
        ") STRICT;";

/* Counts of the hour that runs, which are not told yet in alarm_many, gave_up or switch_changes. */
static const char tenth[] =
        "CREATE TABLE counted ("
        "  event TEXT NOT NULL,"
        "  what TEXT NOT NULL,"                                                  /* the entry's; of switch_changes empty */
        "  c INTEGER NOT NULL,"                                                  /* the entry's; of alarm_many and gave_up 0 */
        "  count INTEGER NOT NULL CHECK (count > 0),"
        "  PRIMARY KEY (event, what, c)"
        ") STRICT, WITHOUT ROWID;";

/* How often the chip of a lock went while the coil was on, so that a lock that kills the box again and again is left alone. */
static const char eleventh[] = "ALTER TABLE compartments ADD COLUMN coil_lost INTEGER NOT NULL DEFAULT 0 CHECK (coil_lost BETWEEN 0 AND 2);";

/* A one-time PIN that a manager gave at the box counts in place of the office's, until another is chosen. */
static const char twelfth[] = "ALTER TABLE staff ADD COLUMN given TEXT NOT NULL DEFAULT '';";

/* The newest checkpoint with a witness's signature that fits this ledger (1), and one that does not (0). */
static const char thirteenth[] =
        "CREATE TABLE witnessed ("
        "  fits INTEGER PRIMARY KEY CHECK (fits IN (0, 1)),"
        "  size INTEGER NOT NULL,"
        "  root BLOB NOT NULL CHECK (length(root) = 32),"                        /* of one that fits: zeros */
        "  witness TEXT NOT NULL,"                                               /* its name; empty: the box's own key alone */
        "  at_ms INTEGER NOT NULL,"                                              /* the countersignature's own time; of one that does not fit 0 */
        "  t_ms INTEGER NOT NULL"
        ") STRICT;";

/*
 * What is left to be seen and said of a handing out: its door shut, and whether old papers came back. Before, only a compartment that
 * was not quarantined told so, by being occupied (1) with something issued (4) in it; bit 4 of the wishes asks for old papers.
 */
static const char fourteenth[] =
        "ALTER TABLE consignments ADD COLUMN unshut INTEGER NOT NULL DEFAULT 0 CHECK (unshut BETWEEN 0 AND 1);"
        "ALTER TABLE consignments ADD COLUMN papers_owed INTEGER NOT NULL DEFAULT 0 CHECK (papers_owed BETWEEN 0 AND 1);"
        "UPDATE consignments SET unshut = 1, papers_owed = (wishes & 4) <> 0"
        "  WHERE state = 4 AND cti IN (SELECT cti FROM compartments WHERE state = 1);";

/* Whether an entry says why the door stands open, or may: then a start that finds it open has nothing to add. Nobody knows it of before. */
static const char fifteenth[] =
        "ALTER TABLE compartments ADD COLUMN told_open INTEGER NOT NULL DEFAULT 0 CHECK (told_open BETWEEN 0 AND 1);"
        "UPDATE compartments SET told_open = 1 WHERE cti IN (SELECT cti FROM consignments WHERE unshut = 1);";

static const char *const migrations[] = { first, second, third, fourth, fifth, sixth, seventh, eighth, ninth, tenth, eleventh, twelfth, thirteenth, fourteenth,
                                          fifteenth };
static_assert(ARRAY_LEN(migrations) == STORE_SCHEMA, "the header names the number of migrations");

const struct schema store_schema = { .migrations = migrations, .count = ARRAY_LEN(migrations) };

static int migrate_in(struct database *database, const struct schema *schema, unsigned version) {
        char pragma[80];
        int r;

        for (unsigned i = version; i < schema->count; i++) {
                r = database_execute(database, schema->migrations[i]);
                if (r < 0)
                        return r;
        }
        snprintf(pragma, sizeof(pragma), "PRAGMA application_id = %d; PRAGMA user_version = %u", SCHEMA_APPLICATION_ID, schema->count);
        return database_execute(database, pragma);
}

int schema_migrate(struct database *database, const struct schema *schema, unsigned version) {
        int r;

        r = database_begin(database);
        if (r < 0)
                return r;
        r = migrate_in(database, schema, version);
        if (r < 0) {
                database_roll_back(database);
                return r;
        }
        return database_commit(database);
}

int schema_version(struct database *database, int64_t *ret_version) {
        int64_t application, version;
        int r;

        r = database_integer(database, "PRAGMA application_id", NO_VALUES, &application);
        if (r < 0)
                return r;
        r = database_integer(database, "PRAGMA user_version", NO_VALUES, &version);
        if (r < 0)
                return r;
        if (application != SCHEMA_APPLICATION_ID || version < 1) {
                snprintf(database->error, sizeof(database->error), "not the database of a box");
                return -EUCLEAN;
        }
        *ret_version = version;
        return 0;
}

int schema_check(struct database *database) {
        QUERY check = NULL;
        QUERY keys = NULL;
        const char *found;
        int r;

        r = database_query(database, "PRAGMA quick_check(1)", NO_VALUES, &check);
        if (r < 0)
                return r;
        r = query_next(database, check);
        if (r < 0)
                return r;
        found = r == 1 ? (const char *)sqlite3_column_text(check, 0) : NULL;
        if (!found || strcmp(found, "ok") != 0) {
                snprintf(database->error, sizeof(database->error), "quick_check: %s", found ? found : "no answer");
                return -EUCLEAN;
        }
        r = database_query(database, "PRAGMA foreign_key_check", NO_VALUES, &keys);
        if (r < 0)
                return r;
        r = query_next(database, keys);
        if (r == 1) {
                snprintf(database->error, sizeof(database->error), "foreign_key_check: %s", (const char *)sqlite3_column_text(keys, 0));
                return -EUCLEAN;
        }
        return r;
}
