/* SPDX-License-Identifier: EUPL-1.2 */
/* What an entry of the log comes to. */
#include <string.h>

#include "controller/office/registry/registry_internal.h"

static int follow_new(struct registry *registry, const struct act *act) {
        bool as_found = act->event != ACT_MADE;
        struct issuance *issuance;
        int r;

        if (issuances_find(&registry->issuances, act->cti))
                return REGISTRY_E_LOG;
        r = issuances_reserve(&registry->issuances, 1);
        if (r < 0)
                return r;
        issuance = issuances_add(&registry->issuances, act->cti);
        memcpy(issuance->box, act->box, sizeof(issuance->box));
        issuance->version = act->event == ACT_CARRIED_OVER ? act->version : 1;
        issuance->nbf = act->nbf;
        issuance->ticket_exp = act->ticket_exp;
        issuance->code_exp = act->code_exp;
        issuance->last_exp = as_found ? act->last_exp : act->code_exp;
        issuance->void_before = as_found ? act->void_before : 0;
        issuance->revoked = as_found && act->revoked;
        issuance->sha = act->sha;
        issuance->erased = as_found && issuance_sha_is_erased(&act->sha);
        return 0;
}

static int follow_anew(struct registry *registry, const struct act *act) {
        struct issuance *issuance = issuances_find(&registry->issuances, act->cti);

        if (!issuance || act->nbf <= issuance->nbf || act->nbf < issuance->void_before || strcmp(act->box, issuance->box) != 0)
                return REGISTRY_E_LOG;
        issuance->version++;
        issuance->nbf = act->nbf;
        issuance->ticket_exp = act->ticket_exp;
        issuance->code_exp = act->code_exp;
        if (issuance->last_exp < act->code_exp)
                issuance->last_exp = act->code_exp;
        issuance->void_before = act->nbf;
        issuance->revoked = false;
        issuance->erased = issuance->own_kept = false;
        issuance->sha = act->sha;
        return 0;
}

static int follow_kept(struct registry *registry, const struct act *act) {
        struct issuance *issuance = issuances_find(&registry->issuances, act->cti);

        if (!issuance || issuance->own_kept)
                return REGISTRY_E_LOG;
        issuance->own_kept = true;
        issuance->own_sha = act->sha;
        return 0;
}

static int follow_voided(struct registry *registry, const struct act *act) {
        struct issuance *issuance = issuances_find(&registry->issuances, act->cti);

        if (!issuance || act->void_before <= issuance->nbf)
                return REGISTRY_E_LOG;
        issuance->void_before = act->void_before;
        issuance->revoked = true;
        return 0;
}

int registry_follow(struct registry *registry, const struct act *act, const struct hash *before) {
        switch (act->event) {
        case ACT_TAKEN_OVER:
        case ACT_CARRIED_OVER:
        case ACT_MADE:
                return follow_new(registry, act);
        case ACT_MADE_ANEW:
                return follow_anew(registry, act);
        case ACT_VOIDED:
                return follow_voided(registry, act);
        case ACT_BEGUN:
        case ACT_CONTINUED:
        case ACT_BOX:
        case ACT_PERSON:
        case ACT_PERSON_GONE:
        case ACT_KEYS:
        case ACT_SIGNED:
                summary_office_is(&registry->summary, registry->edge.size, &act->office);
                return 0;
        case ACT_LOG_KEY_NAMED:
        case ACT_LOG_KEY_AGREED:
        case ACT_LOG_KEY:
                return log_keys_follow(registry, act, before);
        case ACT_SETTINGS:
                registry->summary.settings = act->sha;
                registry->summary.has_settings = true;
                return 0;
        case ACT_ERASED:
                return issuances_erase(&registry->issuances, act->before) == act->count ? 0 : REGISTRY_E_LOG;
        case ACT_OWN_KEPT:
                return follow_kept(registry, act);
        case ACT_OWN_ERASED:
                return issuances_forget_own(&registry->issuances, act->before) == act->count ? 0 : REGISTRY_E_LOG;
        case ACT_LOADED:
        case ACT_COLLECTED:
        case ACT_TAKEN_OUT:
                return boxes_follow_stage(registry, act);
        case ACT_SYNCED:
                return boxes_follow_synced(registry, act);
        case ACT_LOOKED_UP:
                return accesses_follow(registry, act);
        case ACT_FORGOTTEN:
                accesses_forget(registry, act->size);
                return act->size <= act->n ? 0 : REGISTRY_E_LOG;
        case ACT_STATEMENT_THERE:
        case ACT_TAKEN_IN:
        case ACT_STATED:
        case ACT_BATCH:
        case ACT_PACKED:
        case ACT_PRINTED:
        case ACT_MOVED:
        case ACT_PASSPHRASE:
                return 0;
        case ACT_NONE:
        case ACT_COUNT:
                break;
        }
        return REGISTRY_E_LOG;
}
