/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/together.h"

#include <assert.h>

void together_add(struct together *together, const struct deed *deed) {
        struct deed *part = &together->parts[together->count];

        assert(together->count < DEED_PARTS_MAX);
        *part = *deed;
        if (deed->type == DEED_ENTRY) {
                together->entries[together->count] = *deed->entry;
                part->entry = &together->entries[together->count];
        }
        together->count++;
}

void together_add_entry(struct together *together, const struct entry *entry) {
        together_add(together, DEED(DEED_ENTRY, .entry = entry));
}
