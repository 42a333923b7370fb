/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Consignments stand in a sorted table a box: there are never more than compartments. Days come almost always in order, so their
 * table grows at its end.
 */
#include "controller/audit/figures_tables.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int figures_grow(void **array, size_t count, size_t size) {
        void *grown;

        if (count != 0 && (count & (count - 1)) != 0)
                return 0;
        grown = reallocarray(*array, count == 0 ? 1 : 2 * count, size);
        if (!grown)
                return -ENOMEM;
        *array = grown;
        return 0;
}

int figures_day_at(struct figures *figures, int32_t day, struct figures_day **ret_day) {
        size_t at = figures->day_count;
        int r;

        while (at > 0 && figures->days[at - 1].day > day)
                at--;
        if (at > 0 && figures->days[at - 1].day == day) {
                *ret_day = &figures->days[at - 1];
                return 0;
        }
        if (figures->day_count == FIGURES_DAYS_MAX)
                return FIGURES_E_DAYS;
        r = figures_grow((void **)&figures->days, figures->day_count, sizeof(*figures->days));
        if (r < 0)
                return r;
        memmove(figures->days + at + 1, figures->days + at, (figures->day_count - at) * sizeof(*figures->days));
        figures->days[at] = (struct figures_day){ .day = day };
        figures->day_count++;
        *ret_day = &figures->days[at];
        return 0;
}

int figures_box_at(struct figures *figures, const char *id, unsigned *ret_box) {
        struct figures_held *held;
        unsigned i = 0;

        while (i < figures->box_count && strcmp(figures->boxes[i].id, id) != 0)
                i++;
        if (i == FIGURES_BOXES_MAX)
                return FIGURES_E_BOXES;
        if (i == figures->box_count) {
                held = &figures->held[i];
                held->consignments = calloc(FIGURES_HELD_MAX, sizeof(*held->consignments));
                if (!held->consignments)
                        return -ENOMEM;
                memcpy(figures->boxes[i].id, id, strlen(id) + 1);
                figures->box_count++;
        }
        *ret_box = i;
        return 0;
}

int figures_compartment_at(struct figures *figures, unsigned box, uint32_t c, struct figures_compartment **ret_compartment) {
        size_t low = 0, high = figures->compartment_count;
        int r;

        if (c < 1 || c > FIGURES_COMPARTMENTS_MAX)
                return FIGURES_E_COMPARTMENT;
        while (low < high) {
                size_t middle = low + (high - low) / 2;
                const struct figures_compartment *there = &figures->compartments[middle];

                if (there->box < box || (there->box == box && there->c < c))
                        low = middle + 1;
                else
                        high = middle;
        }
        if (low == figures->compartment_count || figures->compartments[low].box != box || figures->compartments[low].c != c) {
                r = figures_grow((void **)&figures->compartments, figures->compartment_count, sizeof(*figures->compartments));
                if (r < 0)
                        return r;
                memmove(figures->compartments + low + 1, figures->compartments + low,
                        (figures->compartment_count - low) * sizeof(*figures->compartments));
                figures->compartments[low] = (struct figures_compartment){ .box = box, .c = c };
                figures->compartment_count++;
        }
        *ret_compartment = &figures->compartments[low];
        return 0;
}

void figures_name_add(struct figures_names *names, const char *name, uint64_t count) {
        size_t i = 0;

        while (i < names->count && strcmp(names->names[i].name, name) != 0)
                i++;
        if (i == FIGURES_NAMES_MAX) {
                names->others += count;
                return;
        }
        if (i == names->count) {
                memcpy(names->names[i].name, name, strlen(name) + 1);
                names->count++;
        }
        names->names[i].count += count;
}

/* Where it is, or where it belongs. */
static size_t held_find(const struct figures_held *held, const uint8_t *cti, bool *ret_there) {
        size_t low = 0, high = held->count;

        while (low < high) {
                size_t middle = low + (high - low) / 2;
                int order = memcmp(held->consignments[middle].cti, cti, CTI_LEN);

                if (order == 0) {
                        *ret_there = true;
                        return middle;
                }
                if (order < 0)
                        low = middle + 1;
                else
                        high = middle;
        }
        *ret_there = false;
        return low;
}

int figures_held_put(struct figures_held *held, const struct entry *entry) {
        bool there;
        size_t at = held_find(held, entry->cti, &there);
        struct figures_consignment *consignment = &held->consignments[at];

        if (!there) {
                if (held->count == FIGURES_HELD_MAX)
                        return FIGURES_E_HELD;
                memmove(consignment + 1, consignment, (held->count - at) * sizeof(*consignment));
                held->count++;
        }
        *consignment = (struct figures_consignment){ .loaded_ms = entry_time(entry), .item_count = entry->item_count };
        memcpy(consignment->cti, entry->cti, CTI_LEN);
        memcpy(consignment->items, entry->items, sizeof(consignment->items));
        return 0;
}

bool figures_held_take(struct figures_held *held, const uint8_t *cti, struct figures_consignment *ret_consignment) {
        bool there;
        size_t at = held_find(held, cti, &there);

        if (!there)
                return false;
        *ret_consignment = held->consignments[at];
        held->count--;
        memmove(held->consignments + at, held->consignments + at + 1, (held->count - at) * sizeof(*held->consignments));
        return true;
}
