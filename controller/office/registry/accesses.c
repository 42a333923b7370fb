/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Who looked whom up. What was found stands in a table of its own, a line for each entry `looked_up` of the log, which names the
 * line's hash and nothing of it: so a line can be forgotten later, and none is changed, added or taken away unnoticed before.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "controller/office/registry/registry_internal.h"

int accesses_follow(struct registry *registry, const struct act *act) {
        struct accesses *accesses = &registry->accesses;
        struct access *access;

        if (accesses->count == accesses->capacity) {
                size_t capacity = accesses->capacity ? 2 * accesses->capacity : 16;
                struct access *all = realloc(accesses->all, capacity * sizeof(*all));

                if (!all)
                        return -ENOMEM;
                accesses->all = all;
                accesses->capacity = capacity;
        }
        access = &accesses->all[accesses->count++];
        *access = (struct access){ .n = act->n, .t_ms = act->t_ms, .sha = act->sha };
        snprintf(access->by, sizeof(access->by), "%s", act->by);
        return 0;
}

void accesses_forget(struct registry *registry, uint64_t size) {
        struct accesses *accesses = &registry->accesses;
        size_t gone = 0;

        while (gone < accesses->count && accesses->all[gone].n < size)
                gone++;
        accesses->count -= gone;
        memmove(accesses->all, accesses->all + gone, accesses->count * sizeof(*accesses->all));
}

void accesses_deinit(struct accesses *accesses) {
        free(accesses->all);
        *accesses = (struct accesses){ .count = 0 };
}

int accesses_walk(struct registry *registry, struct registry_fault *fault, registry_access_fn *tell, void *context) {
        struct rows *rows CLEANUP(rows_cleanup) = NULL;
        const struct accesses *accesses = &registry->accesses;
        size_t i = 0;
        int r = tables_query(registry->database, "SELECT n, line FROM accesses ORDER BY n", NO_VALUES, &rows);

        while (r == 0 && (r = rows_next(rows)) == 1) {
                const void *line;
                struct hash sha;
                size_t len;

                fault->number = (uint64_t)rows_integer(rows, 0);
                rows_bytes(rows, 1, &line, &len);
                sha256(line, len, &sha);
                if (i == accesses->count || accesses->all[i].n != fault->number || !hash_equal(&sha, &accesses->all[i].sha))
                        return REGISTRY_E_ACCESSES;
                r = tell ? tell(context, &accesses->all[i], line, len) : 0;
                i++;
        }
        if (r == 0 && i < accesses->count) {
                fault->number = accesses->all[i].n;
                r = REGISTRY_E_ACCESSES;
        }
        return r;
}

int accesses_check(struct registry *registry, struct registry_fault *fault) {
        if (registry->version >= SCHEMA_OF_ACCESSES)
                return accesses_walk(registry, fault, NULL, NULL);
        return registry->accesses.count == 0 ? 0 : REGISTRY_E_ACCESSES;
}

int accesses_write(struct registry *registry, uint64_t n, const struct buffer *line) {
        return tables_run(registry->database, "INSERT INTO accesses (n, line) VALUES ($1, $2)",
                          VALUES(INTEGER(n), BYTES(line->data, line->len)));
}

int accesses_erase(struct registry *registry, uint64_t size) {
        return tables_run(registry->database, "DELETE FROM accesses WHERE n < $1", VALUES(INTEGER(size)));
}
