/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The log of an office that was put back from an older copy goes on as another generation: under an origin of its own, from a first entry
 * that names the newest checkpoint known of the former one. What the older copy says is carried over, an entry each. The former entries and
 * their checkpoint stay in the database, set aside; all else of it goes, so that what is erased later lies nowhere.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "controller/ledger/origin.h"
#include "controller/office/registry/registry_internal.h"

enum { NAMES_MAX = 64, NAME_SIZE = 64 };

static int list_names(struct tables *database, const char *sql, char names[NAMES_MAX][NAME_SIZE], size_t *ret_count) {
        struct rows *rows CLEANUP(rows_cleanup) = NULL;
        size_t count = 0;
        int r = tables_query(database, sql, NO_VALUES, &rows);

        while (r == 0 && (r = rows_next(rows)) == 1) {
                const void *bytes;
                size_t len;

                rows_bytes(rows, 0, &bytes, &len);
                if (count == NAMES_MAX || len >= NAME_SIZE || strspn(bytes, "abcdefghijklmnopqrstuvwxyz0123456789_") < len)
                        return -EUCLEAN;
                snprintf(names[count++], NAME_SIZE, "%.*s", (int)len, (const char *)bytes);
                r = 0;
        }
        *ret_count = count;
        return r;
}

/* "verb name", of each name that the query lists. */
static int define_each(struct tables *database, const char *verb, const char *list) {
        char names[NAMES_MAX][NAME_SIZE], sql[256];
        size_t count;
        int r = list_names(database, list, names, &count);

        for (size_t i = 0; r == 0 && i < count; i++) {
                snprintf(sql, sizeof(sql), "%s %.63s", verb, names[i]);
                r = tables_define(database, sql);
        }
        return r;
}

/* Guards and indices bear names of their own; those of the tables that stay go with them, for the new tables to have. */
static int set_aside(struct tables *database, const char *generation) {
        static const char *const kept[] = { "entries", "log" };
        bool is_file = tables_is_file(database);
        char sql[256];
        int r = 0;

        if (is_file) {
                r = define_each(database, "DROP TRIGGER", "SELECT name FROM sqlite_schema WHERE type = 'trigger'");
                if (r == 0)
                        r = define_each(database, "DROP INDEX", "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL");
        }
        for (size_t i = 0; r == 0 && i < ARRAY_LEN(kept); i++) {
                snprintf(sql, sizeof(sql), "ALTER TABLE %s RENAME TO former_%s_%s", kept[i], generation, kept[i]);
                r = tables_define(database, sql);
        }
        if (r != 0)
                return r;
        return define_each(database, "DROP TABLE",
                           is_file ? "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'former_%' AND name NOT LIKE 'sqlite_%'"
                                   : "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename NOT LIKE 'former_%'");
}

/* ---- going on ---- */

static int go_on(struct registry *former, struct registry *next, const char *generation, const struct registry_change *change) {
        int r = registry_hold_edge(former);

        if (r == 0)
                r = set_aside(former->database, generation);
        return r == 0 ? registry_fill(next, change, &next->note) : r;
}

int registry_continue(struct registry *former, const char *generation, const struct registry_change *change, struct registry_fault *ret_fault) {
        struct registry next = { .place = former->place, .database = former->database, .step = ANCHOR_CONTINUE, .current = former->current };
        char origin[NOTE_NAME_MAX + 1];
        int r;

        *ret_fault = (struct registry_fault){ 0 };
        if (change->signer) {
                next.place.key = change->signer;
                next.current = *secret_key_public(change->signer);
        }
        if (!next.place.key)
                return -EACCES;
        r = origin_continue(former->origin, generation, origin);
        if (r < 0)
                return r;
        registry_set_origin(&next, origin);
        r = tables_begin(former->database);
        if (r == 0) {
                r = go_on(former, &next, generation, change);
                if (r == 0)
                        r = tables_commit(former->database);
                else
                        tables_roll_back(former->database);
        }
        if (r == 0) {
                registry_follow_anchor(&next, change->bundle_version);
                r = next.anchor_fault;
        }
        buffer_deinit(&next.note);
        return registry_blame(former, r, ret_fault);
}
