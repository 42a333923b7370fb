/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/audit/usage.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { PICKUP_MAX_S = INT32_MAX };

int usage_init(struct usage *usage, size_t box_max) {
        *usage = (struct usage){ .boxes = calloc(box_max, sizeof(*usage->boxes)) };
        return usage->boxes ? 0 : -ENOMEM;
}

void usage_deinit(struct usage *usage) {
        free(usage->boxes);
        free(usage->reconciled);
        free(usage->pickups_s);
        *usage = (struct usage){ 0 };
}

/* ---- reconciliation ---- */

static void visit(struct usage_box *box, uint32_t c) {
        if (c >= 1 && c <= 8 * USAGE_VISITED_LEN)
                box->visited[(c - 1) / 8] |= (uint8_t)(1U << (c - 1) % 8);
}

unsigned usage_visited(const struct usage *usage, unsigned box) {
        unsigned count = 0;

        for (size_t i = 0; i < USAGE_VISITED_LEN; i++)
                count += (unsigned)__builtin_popcount(usage->boxes[box].visited[i]);
        return count;
}

static int add_reconciled(struct usage *usage, unsigned box, const struct entry *entry) {
        struct usage_reconciled *reconciled;

        usage->reconciliations++;
        usage->there += entry->there;
        usage->empty += entry->empty;
        usage->other += entry->other;
        if (!usage->reconciled)
                usage->reconciled = calloc(USAGE_RECONCILED_MAX, sizeof(*usage->reconciled));
        if (!usage->reconciled)
                return -ENOMEM;
        if (usage->reconciled_count == USAGE_RECONCILED_MAX)
                return 0;
        reconciled = &usage->reconciled[usage->reconciled_count++];
        *reconciled = (struct usage_reconciled){ .box = box, .t_ms = entry_time(entry), .there = entry->there, .empty = entry->empty, .other = entry->other };
        memcpy(reconciled->by, entry->by, sizeof(reconciled->by));
        return 0;
}

/* ---- how long it took ---- */

/* A box hands out one consignment after another. */
static bool is_newest(const struct usage_box *box, const struct entry *entry) {
        return box->released_ms != 0 && memcmp(box->cti, entry->cti, CTI_LEN) == 0;
}

static void begin_pickup(struct usage_box *box, const struct entry *entry) {
        memcpy(box->cti, entry->cti, CTI_LEN);
        box->released_ms = entry_time(entry);
        box->issued = false;
}

static int end_pickup(struct usage *usage, struct usage_box *box, const struct entry *entry, bool counts) {
        int64_t s = (entry_time(entry) - box->released_ms) / 1000;
        uint32_t *grown;

        box->released_ms = 0;
        if (!counts || !box->issued || s < 0)
                return 0;
        if ((usage->pickup_count & (usage->pickup_count - 1)) == 0) {
                grown = reallocarray(usage->pickups_s, usage->pickup_count == 0 ? 1 : 2 * usage->pickup_count, sizeof(*grown));
                if (!grown)
                        return -ENOMEM;
                usage->pickups_s = grown;
        }
        usage->pickups_s[usage->pickup_count++] = (uint32_t)(s < PICKUP_MAX_S ? s : PICKUP_MAX_S);
        return 0;
}

/* ---- every entry ---- */

static void count(struct usage *usage, const struct entry *entry) {
        usage->turned_away += entry->event == ENTRY_REFUSED;
        usage->locked_out += entry->event == ENTRY_LOCKED_OUT;
        usage->not_opened += entry->event == ENTRY_OPEN_FAILED;
}

int usage_add(struct usage *usage, unsigned box_index, const struct entry *entry, bool counts) {
        struct usage_box *box = &usage->boxes[box_index];

        if (counts)
                count(usage, entry);
        switch ((int)entry->event) {
        case ENTRY_BOOT:
                box->released_ms = 0;
                return 0;
        case ENTRY_RELEASE:
                begin_pickup(box, entry);
                return 0;
        case ENTRY_ISSUED:
                box->issued |= is_newest(box, entry);
                return 0;
        case ENTRY_CLOSED:
                return is_newest(box, entry) ? end_pickup(usage, box, entry, counts) : 0;
        case ENTRY_SERVICE_OPEN:
                if (entry->purpose == PURPOSE_RECONCILE)
                        visit(box, entry->c);
                return 0;
        case ENTRY_RECONCILED:
                memset(box->visited, 0, sizeof(box->visited));
                return counts ? add_reconciled(usage, box_index, entry) : 0;
        default:
                return 0;
        }
}

static int compare(const void *a, const void *b) {
        const uint32_t *left = a, *right = b;

        return (*left > *right) - (*left < *right);
}

void usage_finish(struct usage *usage) {
        size_t n = usage->pickup_count;

        if (n == 0)
                return;
        qsort(usage->pickups_s, n, sizeof(*usage->pickups_s), compare);
        usage->pickups = (struct usage_pickups){ .count = n, .median_s = usage->pickups_s[(n + 1) / 2 - 1], .p95_s = usage->pickups_s[(19 * n + 19) / 20 - 1],
                                                 .longest_s = usage->pickups_s[n - 1] };
}
