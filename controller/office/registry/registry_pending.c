/* SPDX-License-Identifier: EUPL-1.2 */
/* What a transaction has done so far: entries, and consignments as they are now. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "controller/office/registry/registry_internal.h"

void pending_deinit(struct pending *pending) {
        issuances_deinit(&pending->touched);
        issuances_deinit(&pending->ahead);
        free(pending->before);
}

int registry_append(struct registry *registry, struct pending *pending, const struct registry_change *change, const struct act *act) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT_MAX(ACT_LINE_MAX);
        struct merkle_nodes completed;
        struct act whole = *act;
        uint64_t n = pending->edge.size;
        int r;

        whole.n = n;
        whole.t_ms = change->t_ms;
        snprintf(whole.by, sizeof(whole.by), "%s", change->by);
        if (change->machine)
                sha256(change->machine, change->machine_len, &whole.office);
        else
                whole.office = registry->summary.office;
        r = act_format(&whole, &line);
        if (r < 0)
                return r;
        merkle_edge_append_entry(&pending->edge, buffer_text(&line), line.len, &completed);
        if (change->machine)
                summary_office_is(&pending->summary, pending->edge.size, &whole.office);
        if (act->event == ACT_SETTINGS) {
                pending->summary.settings = act->sha;
                pending->summary.has_settings = true;
        }
        return tables_run(registry->database, "INSERT INTO entries (n, line, nodes) VALUES ($1, $2, $3)",
                            VALUES(INTEGER(n), TEXT(buffer_text(&line)), BYTES(completed.nodes, completed.count * (size_t)HASH_LEN)));
}

int registry_known_now(struct registry *registry, const struct pending *pending, const uint8_t cti[CTI_LEN], struct issuance *ret_issuance) {
        const struct issuance *known = issuances_find(&pending->touched, cti);
        int r;

        *ret_issuance = (struct issuance){ .version = 0 };
        known = known ? known : issuances_find(&pending->ahead, cti);
        if (known) {
                *ret_issuance = *known;
                return 0;
        }
        r = registry_find(registry, cti, pending->fault, ret_issuance);
        return r == REGISTRY_ABSENT ? 0 : r;
}

int registry_touch(struct pending *pending, const struct issuance *before, const struct issuance *now) {
        struct issuance *touched = issuances_find(&pending->touched, now->cti), *all;
        int r;

        if (touched) {
                *touched = *now;
                return 0;
        }
        r = issuances_reserve(&pending->touched, 1);
        if (r < 0)
                return r;
        all = reallocarray(pending->before, pending->touched.capacity, sizeof(*all));
        if (!all)
                return -ENOMEM;
        pending->before = all;
        all[pending->touched.count] = *before;
        *issuances_add(&pending->touched, now->cti) = *now;
        return 0;
}
