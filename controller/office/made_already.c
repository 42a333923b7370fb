/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/made_already.h"

#include <string.h>

#include "controller/ledger/anchor.h"

static bool same_machine(const struct registry *registry, const struct registry_change *change) {
        const struct buffer *machine = registry_machine(registry);

        return machine->len == change->machine_len && memcmp(machine->data, change->machine, machine->len) == 0;
}

/* The first entry, one of each consignment, the acts. */
static bool same_act(struct registry *registry, const struct registry_change *change) {
        const struct act *wanted = &change->acts[change->act_count - 1];
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT_MAX(ACT_LINE_MAX);
        struct ledger_source source;
        struct act act;

        registry_source(registry, &source);
        if (source.size != 1 + change->found_count + change->act_count || source.entry(source.context, source.size - 1, &line) != 0 ||
            act_parse(buffer_text(&line), line.len, &act) != 0)
                return false;
        return act.event == wanted->event && act.count == wanted->count && hash_equal(&act.sha, &wanted->sha);
}

int made_already(const struct registry_place *place, const struct registry_change *change, struct registry_fault *ret_fault) {
        struct registry *registry CLEANUP(registry_cleanup) = NULL;
        struct registry_place unanchored = *place;
        const struct buffer *note;

        unanchored.older = true;
        if (change->act_count == 0 || registry_open(&unanchored, ret_fault, &registry) != 0 || !same_machine(registry, change) ||
            !same_act(registry, change))
                return REGISTRY_E_THERE_ALREADY;
        note = registry_note(registry);
        return anchor_raise(place->anchor, ANCHOR_FOLLOW, change->bundle_version, buffer_text(note), note->len);
}
