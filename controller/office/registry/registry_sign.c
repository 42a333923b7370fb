/* SPDX-License-Identifier: EUPL-1.2 */
/* What a change comes to, signed: the trees over its rows and names, the summary, and the checkpoint of the log. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "controller/office/registry/registry_internal.h"

static int sign_log(struct registry *registry, const struct secret_key *key, const struct merkle_edge *edge, struct buffer *ret_note) {
        struct checkpoint checkpoint = { .size = edge->size };
        int r;

        snprintf(checkpoint.origin, sizeof(checkpoint.origin), "%s", registry->place.origin);
        merkle_edge_root(edge, &checkpoint.root);
        r = checkpoint_sign(&checkpoint, key, ret_note);
        return r == 0 ? tables_run(registry->database, "UPDATE log SET note = $1", VALUES(BYTES(ret_note->data, ret_note->len))) : r;
}

/* ---- trees ---- */

static int change_rows(struct registry *registry, struct pending *pending) {
        const struct issuances *touched = &pending->touched;
        struct leaf *leaves = calloc(touched->count + 1, sizeof(*leaves));
        int r;

        if (!leaves)
                return -ENOMEM;
        for (size_t i = 0; i < touched->count; i++)
                leaves[i] = leaf_of_row(&touched->consignments[i]);
        r = tree_change(registry->database, TREE_ROWS, &pending->summary.rows, leaves, touched->count);
        free(leaves);
        return r;
}

/* Of the names of before those stay that somebody else has now; what is left takes them away. */
static int keep_others(struct registry *registry, struct leaf *going, size_t *count) {
        struct hash *values = calloc(*count + 1, sizeof(*values));
        size_t left = 0;
        int r;

        if (!values)
                return -ENOMEM;
        r = tree_find_all(registry->database, TREE_NUMBERS, &registry->summary.numbers, going, *count, values);
        for (size_t i = 0; r == 0 && i < *count; i++)
                if (hash_equal(&values[i], &going[i].value)) {
                        going[left] = going[i];
                        going[left++].value = (struct hash){ { 0 } };
                }
        *count = left;
        free(values);
        return r;
}

/* Those that go, then those that come: who gets a number in the same transaction in which it goes has it. */
static int change_names(struct registry *registry, struct pending *pending) {
        const struct issuances *touched = &pending->touched;
        size_t most = NAMES * touched->count, going_count = 0, coming_count = 0;
        struct leaf *going = calloc(most + 1, sizeof(*going)), *coming = calloc(most + 1, sizeof(*coming));
        int r = going && coming ? 0 : -ENOMEM;

        for (size_t i = 0; r == 0 && i < most; i++) {
                struct leaf *now = &coming[coming_count], *before = &going[going_count];
                bool has = leaf_of_name(&touched->consignments[i / NAMES], (enum name)(i % NAMES), now);

                if (leaf_of_name(&pending->before[i / NAMES], (enum name)(i % NAMES), before) &&
                    !(has && memcmp(before->key, now->key, TREE_KEY_LEN) == 0))
                        going_count++;
                coming_count += has;
        }
        if (r == 0)
                r = keep_others(registry, going, &going_count);
        if (r == 0)
                r = tree_change(registry->database, TREE_NUMBERS, &pending->summary.numbers, going, going_count);
        if (r == 0)
                r = tree_change(registry->database, TREE_NUMBERS, &pending->summary.numbers, coming, coming_count);
        free(going);
        free(coming);
        return r;
}

int registry_sign(struct registry *registry, struct pending *pending, struct buffer *ret_note) {
        const struct secret_key *key = pending->key ? pending->key : registry->place.key;
        int r = change_rows(registry, pending);

        if (r == 0)
                r = change_names(registry, pending);
        if (r != 0)
                return r > 0 ? REGISTRY_E_SUMMARY : r;
        r = sign_log(registry, key, &pending->edge, ret_note);
        return r == 0 ? summary_write(registry, key, &pending->edge, &pending->summary) : r;
}

/* The edge is held from here to the commit; the checkpoint says whether it is the one that was verified. */
int registry_hold_edge(struct registry *registry) {
        struct rows *rows CLEANUP(rows_cleanup) = NULL;
        char sql[64];
        int r;

        snprintf(sql, sizeof(sql), "SELECT note FROM log%s", tables_locked(registry->database));
        r = tables_query(registry->database, sql, NO_VALUES, &rows);
        if (r == 0)
                r = rows_next(rows);
        if (r <= 0)
                return r < 0 ? r : REGISTRY_E_OUTDATED;
        return rows_are(rows, 0, registry->note.data, registry->note.len) ? 0 : REGISTRY_E_OUTDATED;
}
