/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/registry/registry_schema.h"

#include <assert.h>

#include "controller/office/registry/registry.h"

struct migration {
        const char *both;               /* tables_define(); NULL: nothing that both say alike */
        const char *sqlite, *postgresql;
};

#define ZEROS "00000000000000000000000000000000"

/* A server keeps samples of a column where no erasure reaches them: from here on it takes none, and forgets those it has, which it does for a new type. */
#define NO_STATISTICS(table, column) \
        "ALTER TABLE " table " ALTER COLUMN " column " SET STATISTICS 0;" \
        "ALTER TABLE " table " ALTER COLUMN " column " TYPE BYTEA;"

static const struct migration migrations[] = {
        {
                .both =
                "CREATE TABLE schema_version ("
                "  only_one WHOLE PRIMARY KEY CHECK (only_one = 1),"
                "  version WHOLE NOT NULL"
                "TABLE_END;"
                "CREATE TABLE log ("
                "  only_one WHOLE PRIMARY KEY CHECK (only_one = 1),"
                "  note BYTES NOT NULL"                                      /* its signed checkpoint, over all entries */
                "TABLE_END;"
                "CREATE TABLE entries ("
                "  n WHOLE PRIMARY KEY,"
                "  line TEXT NOT NULL,"
                "  nodes BYTES NOT NULL"                                     /* of the tree, that it completed */
                "TABLE_END;"
                "CREATE TABLE office ("
                "  only_one WHOLE PRIMARY KEY CHECK (only_one = 1),"
                "  machine BYTES NOT NULL"                                   /* boxes, staff, keys */
                "TABLE_END;"
                "CREATE TABLE consignments ("
                "  cti BYTES PRIMARY KEY NOT NULL,"
                "  box TEXT NOT NULL,"
                "  version WHOLE NOT NULL,"
                "  nbf WHOLE NOT NULL,"
                "  ticket_exp WHOLE NOT NULL,"
                "  code_exp WHOLE NOT NULL,"
                "  last_exp WHOLE NOT NULL,"
                "  void_before WHOLE NOT NULL,"
                "  revoked WHOLE NOT NULL,"
                "  reference BYTES NOT NULL,"                                /* keyed tag of the newest number */
                "  sealed BYTES NOT NULL"                                    /* the order */
                "TABLE_END;",
                .sqlite =
                "CREATE TRIGGER entries_are_not_changed BEFORE UPDATE ON entries"
                "  BEGIN SELECT raise(ABORT, 'entries are not changed'); END;"
                "CREATE TRIGGER entries_are_not_deleted BEFORE DELETE ON entries"
                "  BEGIN SELECT raise(ABORT, 'entries are not deleted'); END;",
                .postgresql =
                "CREATE OR REPLACE FUNCTION entries_are_kept() RETURNS trigger LANGUAGE plpgsql AS"
                "  'BEGIN RAISE EXCEPTION ''entries are not changed or deleted''; END';"
                "CREATE TRIGGER entries_are_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON entries"
                "  FOR EACH STATEMENT EXECUTE FUNCTION entries_are_kept();",
        },
        {
                .both =
                "CREATE TABLE summary ("
                "  only_one WHOLE PRIMARY KEY CHECK (only_one = 1),"
                "  content BYTES NOT NULL,"                                  /* of what the log comes to */
                "  note BYTES NOT NULL"                                      /* signed */
                "TABLE_END;"
                "CREATE TABLE pages ("                                       /* tree.h */
                "  path WHOLE PRIMARY KEY,"
                "  content BYTES NOT NULL"
                "TABLE_END;",
        },
        {
                /* Keyed hashes of the birth date and of the own reference. */
                .sqlite =
                "ALTER TABLE consignments ADD COLUMN born BLOB NOT NULL DEFAULT x'" ZEROS "';"
                "ALTER TABLE consignments ADD COLUMN own BLOB NOT NULL DEFAULT x'" ZEROS "';",
                .postgresql =
                "ALTER TABLE consignments ADD COLUMN born BYTEA NOT NULL DEFAULT '\\x" ZEROS "';"
                "ALTER TABLE consignments ADD COLUMN own BYTEA NOT NULL DEFAULT '\\x" ZEROS "';",
        },
        {
                .both =
                "CREATE TABLE accesses ("                                    /* whom was looked up */
                "  n WHOLE PRIMARY KEY,"                                     /* of the entry */
                "  line BYTES NOT NULL"
                "TABLE_END;",
        },
        {
                .both =
                "ALTER TABLE consignments ADD COLUMN stage WHOLE NOT NULL DEFAULT 0;" /* where its box has it */
                "ALTER TABLE consignments ADD COLUMN stage_at WHOLE NOT NULL DEFAULT 0;"
                "ALTER TABLE consignments ADD COLUMN deadline WHOLE NOT NULL DEFAULT 0;"
                "CREATE TABLE boxes ("
                "  box TEXT PRIMARY KEY NOT NULL,"
                "  note BYTES NOT NULL"                                      /* its log's signed checkpoint, as far as it was taken in */
                "TABLE_END;",
        },
        {
                /* Makes the hash of an own reference that is kept tell nothing once both are gone. Empty: none is. */
                .sqlite = "ALTER TABLE consignments ADD COLUMN own_salt BLOB NOT NULL DEFAULT x'';",
                .postgresql =
                "ALTER TABLE consignments ADD COLUMN own_salt BYTEA NOT NULL DEFAULT '';"
                NO_STATISTICS("consignments", "reference")
                NO_STATISTICS("consignments", "sealed")
                NO_STATISTICS("consignments", "born")
                NO_STATISTICS("consignments", "own")
                NO_STATISTICS("consignments", "own_salt")
                NO_STATISTICS("pages", "content")
                NO_STATISTICS("accesses", "line"),
        },
};
static_assert(ARRAY_LEN(migrations) == REGISTRY_SCHEMA, "the header names the number of migrations");

int registry_schema_has(struct tables *database, const char *table, bool *ret_has) {
        int64_t tables = 0;
        /* Each knows its tables under another name; asking for one that is not there would end the transaction. */
        int r = tables_integer(database,
                               tables_is_file(database) ? "SELECT count(*) FROM sqlite_schema WHERE name = $1"
                                                        : "SELECT count(*) FROM pg_class WHERE oid = to_regclass($1)",
                               VALUES(TEXT(table)), &tables);

        *ret_has = tables > 0;
        return r;
}

int registry_schema_has_column(struct tables *database, const char *table, const char *column, bool *ret_has) {
        int64_t columns = 0;
        int r = tables_integer(database,
                               tables_is_file(database) ? "SELECT count(*) FROM pragma_table_info($1) WHERE name = $2"
                                                        : "SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass($1) AND attname::text = $2",
                               VALUES(TEXT(table), TEXT(column)), &columns);

        *ret_has = columns > 0;
        return r;
}

int registry_schema_version(struct tables *database, int64_t *ret_version) {
        bool has;
        int r = registry_schema_has(database, "schema_version", &has);

        if (r == 0 && !has) {
                *ret_version = 0;
                return 0;
        }
        return r == 0 ? tables_integer(database, "SELECT version FROM schema_version", NO_VALUES, ret_version) : r;
}

int registry_schema_migrate(struct tables *database, int64_t version, int64_t to) {
        int r = 0;

        for (size_t i = (size_t)version; r == 0 && i < (size_t)to; i++) {
                r = migrations[i].both ? tables_define(database, migrations[i].both) : 0;
                if (r == 0)
                        r = tables_define_each(database, migrations[i].sqlite, migrations[i].postgresql);
        }
        if (r != 0)
                return r;
        return tables_run(database, version == 0 ? "INSERT INTO schema_version (only_one, version) VALUES (1, $1)" : "UPDATE schema_version SET version = $1",
                          VALUES(INTEGER(to)));
}
