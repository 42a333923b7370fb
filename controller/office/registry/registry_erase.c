/* SPDX-License-Identifier: EUPL-1.2 */
/* What goes of consignments that have ended, and what of them stays a while. */
#include <string.h>

#include "controller/office/registry/registry_internal.h"

int registry_erase(struct registry *registry, struct pending *pending, uint32_t before) {
        int r = 0;

        for (size_t i = 0; r == 0 && i < registry->issuances.count; i++) {
                struct issuance known, issuance;

                r = registry_known_now(registry, pending, registry->issuances.consignments[i].cti, &known);
                if (r != 0 || !issuance_erasable(&known, before))
                        continue;
                issuance = known;
                issuance_erase(&issuance);
                r = registry_touch(pending, &known, &issuance);
                if (r == 0)
                        r = registry_update_row(registry, &issuance);
        }
        return r;
}

/* Of those whose other values go with this act, where it is not time for all: an entry each, of what stays. */
int registry_keep_own(struct registry *registry, struct pending *pending, const struct registry_change *change, uint32_t before) {
        int r = 0;

        for (size_t i = 0; r == 0 && i < registry->issuances.count; i++) {
                struct act act = { .event = ACT_OWN_KEPT };
                struct issuance known, issuance;
                uint8_t salt[BLIND_LEN];

                r = registry_known_now(registry, pending, registry->issuances.consignments[i].cti, &known);
                if (r != 0 || !issuance_erasable(&known, before) || known.own_kept || blind_is_none(known.blinds.own) ||
                    issuance_had_ended(&known, change->own_before))
                        continue;
                issuance = known;
                do
                        crypto_random(salt, sizeof(salt));
                while (blind_is_none(salt));
                issuance_keep_own(&issuance, salt);
                memcpy(act.cti, issuance.cti, CTI_LEN);
                act.sha = issuance.own_sha;
                r = registry_append(registry, pending, change, &act);
                if (r == 0)
                        r = registry_touch(pending, &known, &issuance);
        }
        return r;
}

int registry_forget_own(struct registry *registry, struct pending *pending, uint32_t before) {
        int r = 0;

        for (size_t i = 0; r == 0 && i < registry->issuances.count; i++) {
                struct issuance known, issuance;

                r = registry_known_now(registry, pending, registry->issuances.consignments[i].cti, &known);
                if (r != 0 || !issuance_own_forgettable(&known, before))
                        continue;
                issuance = known;
                issuance_forget_own(&issuance);
                r = registry_touch(pending, &known, &issuance);
                if (r == 0)
                        r = registry_update_row(registry, &issuance);
        }
        return r;
}
