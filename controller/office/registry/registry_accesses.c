/* SPDX-License-Identifier: EUPL-1.2 */
/* Who looked whom up, told to whoever may know it (accesses.c keeps it). */
#include "controller/office/registry/registry_internal.h"

/* What came since it was verified is verified as well. */
int registry_accesses(struct registry *registry, struct registry_fault *ret_fault, registry_access_fn *tell, void *context) {
        int r;

        *ret_fault = (struct registry_fault){ 0 };
        r = registry_verify(registry, ret_fault);
        if (r != 0 || registry->version < SCHEMA_OF_ACCESSES)
                return r;
        return registry_blame(registry, accesses_walk(registry, ret_fault, tell, context), ret_fault);
}

uint64_t registry_accesses_until(const struct registry *registry, int64_t t_ms) {
        const struct accesses *accesses = &registry->accesses;
        uint64_t size = 0;

        for (size_t i = 0; i < accesses->count && accesses->all[i].t_ms < t_ms; i++)
                size = accesses->all[i].n + 1;
        return size;
}
