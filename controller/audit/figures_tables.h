/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The tables of the figures; for controller/audit/figures*.c alone. What is looked for and not there is put there, empty. Each
 * answers 0, -ENOMEM, or what is named.
 */
#pragma once

#include "controller/audit/figures.h"

/* What is remembered of a consignment from `loaded` to `issued` or `removed`. */
struct figures_consignment {
        uint8_t cti[CTI_LEN];
        int64_t loaded_ms;
        uint8_t items[ENTRY_ITEMS_MAX];
        uint8_t item_count;
};

struct figures_held {
        size_t count;
        struct figures_consignment *consignments; /* owned; FIGURES_HELD_MAX places, sorted by cti */
};

/* Room for one more of `size` bytes. The capacity is the next power of two. */
MUST_CHECK int figures_grow(void **array, size_t count, size_t size);
/* FIGURES_E_DAYS. */
MUST_CHECK int figures_day_at(struct figures *figures, int32_t day, struct figures_day **ret_day);
/* Its index into boxes. FIGURES_E_BOXES. */
MUST_CHECK int figures_box_at(struct figures *figures, const char *id, unsigned *ret_box);
/* FIGURES_E_COMPARTMENT. */
MUST_CHECK int figures_compartment_at(struct figures *figures, unsigned box, uint32_t c, struct figures_compartment **ret_compartment);
/* `count` more of a word; past FIGURES_NAMES_MAX words, of the others. */
void figures_name_add(struct figures_names *names, const char *name, uint64_t count);

/* What an entry says was loaded, in the place of what was known of that consignment. FIGURES_E_HELD. */
MUST_CHECK int figures_held_put(struct figures_held *held, const struct entry *entry);
/* Takes it out. False: it is not known to lie there. */
bool figures_held_take(struct figures_held *held, const uint8_t *cti, struct figures_consignment *ret_consignment);
