/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * How far one box's log was taken in, without following the whole log: the newest entry `synced` of this box, and that no later one stands behind it. Lines of the log
 * from any entry on, put behind the subtrees that stand to their left, come to the root that was signed only if they are exactly the log's.
 */
#include <string.h>

#include "controller/office/registry/registry_internal.h"

/* So many entries are looked at first, and then twice as many each time. */
enum { BACK_FIRST = 512 };

/* ---- where to begin: nothing of this is believed ---- */

static bool is_synced(const struct rows *rows, int column, const char *box) {
        const void *line;
        struct act act;
        size_t len;

        rows_bytes(rows, column, &line, &len);
        return act_parse(line, len, &act) == 0 && act.event == ACT_SYNCED && strcmp(act.box, box) == 0;
}

/* The last of the entries from `begin` on. *ret_found: whether it is among them. */
static int search(struct registry *registry, const char *box, uint64_t begin, uint64_t end, bool *ret_found, uint64_t *ret_n) {
        struct rows *rows CLEANUP(rows_cleanup) = NULL;
        int r = tables_query(registry->database, "SELECT n, line FROM entries WHERE n >= $1 AND n < $2 AND line LIKE '%\"synced\"%' ORDER BY n DESC",
                             VALUES(INTEGER(begin), INTEGER(end)), &rows);

        *ret_found = false;
        while (r == 0 && !*ret_found && (r = rows_next(rows)) == 1) {
                *ret_found = is_synced(rows, 1, box);
                *ret_n = (uint64_t)rows_integer(rows, 0);
                r = 0;
        }
        return r == 0 && *ret_found && (*ret_n < begin || *ret_n >= end) ? REGISTRY_E_LOG : r;
}

/* Where there is no row of the box, there should be no entry, and all of them are to be read. */
static int choose_first(struct registry *registry, const char *box, bool *ret_found, uint64_t *ret_first) {
        uint64_t end = registry->edge.size, first = 0;
        int64_t there;
        bool found = false;
        int r = tables_integer(registry->database, "SELECT count(*) FROM boxes WHERE box = $1", VALUES(TEXT(box)), &there);

        for (uint64_t step = BACK_FIRST; r == 0 && there > 0 && !found && end > 0; step *= 2) {
                uint64_t begin = end > step ? end - step : 0;

                r = search(registry, box, begin, end, &found, &first);
                end = begin;
        }
        *ret_found = found;
        *ret_first = found ? first : 0;
        return r;
}

/* ---- what is proven ---- */

struct following {
        const char *box;
        struct merkle_edge edge;
        bool there;
        struct act newest;
};

static int follow_entry(struct following *following, const struct rows *rows) {
        struct merkle_nodes completed;
        const void *line;
        struct act act;
        size_t len;

        rows_bytes(rows, 1, &line, &len);
        if (rows_integer(rows, 0) != (int64_t)following->edge.size || act_parse(line, len, &act) != 0 || act.n != following->edge.size)
                return REGISTRY_E_LOG;
        merkle_edge_append_entry(&following->edge, line, len, &completed);
        if (!rows_are(rows, 2, completed.nodes, completed.count * (size_t)HASH_LEN))
                return REGISTRY_E_LOG;
        if (act.event == ACT_SYNCED && strcmp(act.box, following->box) == 0) {
                following->there = true;
                following->newest = act;
        }
        return 0;
}

static int follow(struct registry *registry, uint64_t first, struct following *following) {
        struct rows *rows CLEANUP(rows_cleanup) = NULL;
        struct hash root, whole;
        int r = registry_edge_at(registry, first, &following->edge);

        if (r == 0)
                r = tables_query(registry->database, "SELECT n, line, nodes FROM entries WHERE n >= $1 AND n < $2 ORDER BY n",
                                 VALUES(INTEGER(first), INTEGER(registry->edge.size)), &rows);
        while (r == 0 && (r = rows_next(rows)) == 1)
                r = follow_entry(following, rows);
        if (r != 0)
                return r;
        merkle_edge_root(&following->edge, &root);
        merkle_edge_root(&registry->edge, &whole);
        return following->edge.size == registry->edge.size && hash_equal(&root, &whole) ? 0 : REGISTRY_E_LOG;
}

/* In memory from then on, if it is there. What was no longer there when it was followed was put there to hide an earlier one. */
static int find(struct registry *registry, const char *box) {
        struct following following = { .box = box };
        uint64_t first = 0;
        bool found;
        int r = choose_first(registry, box, &found, &first);

        if (r == 0)
                r = follow(registry, first, &following);
        if (r == 0 && found && !following.there)
                return REGISTRY_E_LOG;
        if (r == 0 && following.there)
                r = boxes_follow_synced(registry, &following.newest);
        return r == 0 ? boxes_check_one(registry, box) : r;
}

int registry_find_box(struct registry *registry, const char *box, struct registry_fault *ret_fault, struct registry_box *ret_seen) {
        int r = registry_whole(registry, ret_fault);

        if (r != 0)
                return r;
        *ret_fault = (struct registry_fault){ 0 };
        if (!registry->complete && registry->version < SCHEMA_OF_STAGES)
                r = registry_load(registry, ret_fault);
        else if (!registry->complete && !boxes_known(registry, box))
                r = registry_judge(registry, find(registry, box), ret_fault);
        /* As at opening, what is wrong is named by following the log. */
        if (r > 0 && r != REGISTRY_E_OUTDATED && !registry->complete) {
                int named = registry_verify(registry, ret_fault);

                r = named != 0 ? named : r;
        }
        if (r != 0)
                return r;
        if (!boxes_known(registry, box))
                return REGISTRY_ABSENT;
        *ret_seen = *boxes_known(registry, box);
        return 0;
}
