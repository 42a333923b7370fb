/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/signing_bundle.h"

#include <string.h>

enum { DAY_S = 86400 };

/* Everybody, once: a bundle has nobody twice. */
static bool staff_fits(const struct state *state, const struct bundle *bundle) {
        for (size_t i = 0; i < bundle->staff_count; i++) {
                const struct bundle_staff *said = &bundle->staff[i];
                const struct state_staff *known = state_find_staff(state, said->sub);

                if (!known || known->role != said->role || memcmp(known->badge_cti, said->badge_cti, CTI_LEN) != 0)
                        return false;
        }
        return bundle->staff_count == state->staff_count;
}

static bool boxes_fit(const struct state *state, const struct bundle *bundle) {
        for (size_t i = 0; i < bundle->box_count; i++) {
                const struct state_box *known = state_find_box(state, bundle->boxes[i].id);

                if (!known || strcmp(known->address, bundle->boxes[i].address) != 0)
                        return false;
        }
        for (size_t i = 0; i < bundle->pins_count; i++)
                if (!state_find_box(state, bundle->pins[i].box_id))
                        return false;
        return bundle->box_count == state->box_count && bundle->pins_count == state->box_count;
}

static bool opening_fits(const struct policy *policy, const struct bundle *bundle) {
        for (size_t i = 0; i < bundle->opening_count; i++) {
                const struct bundle_opening *said = &bundle->opening[i], *set = &policy->opening[i];

                if (i >= policy->opening_count || said->weekday != set->weekday || said->from_min != set->from_min || said->to_min != set->to_min)
                        return false;
        }
        return bundle->opening_count == policy->opening_count;
}

static bool policy_fits(const struct policy *policy, const struct bundle *bundle) {
        return bundle->four_eyes == policy->four_eyes && bundle->deadline_days == policy->deadline_days && opening_fits(policy, bundle) &&
               (int64_t)bundle->expires - bundle->issued <= (int64_t)policy->bundle_days * DAY_S;
}

bool signing_bundle_fits(const struct state *state, const struct bundle *bundle) {
        return strcmp(bundle->office, state->name) == 0 && staff_fits(state, bundle) && boxes_fit(state, bundle) && policy_fits(&state->policy, bundle);
}
