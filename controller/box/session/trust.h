/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What a box judges codes, tickets, badges and answers by: the bundle it adopted, and its own keys.
 */
#pragma once

#include "controller/box/session/recorder.h"
#include "crypto/bundle.h"
#include "crypto/sealing.h"
#include "crypto/tag.h"

struct trust {
        struct bundle *bundle;          /* owned; NULL before the first adoption. Statements of revocations are in it */
        const struct sealing_key *sealing; /* borrowed, as the tags */
        const struct sealing_key *former_sealing; /* of the controller before: its tickets are still about; or NULL */
        const struct tag_key *tags;
};

void trust_deinit(struct trust *trust);
/* calendar_deadline() by the bundle's days. There is a bundle. */
MUST_CHECK int64_t trust_deadline(const struct trust *trust, int64_t wall_ms, unsigned days, uint32_t ticket_exp);
/* Takes over the bundle that the store holds, what statements have revoked, and its time zone. 0, BOX_E_NO_ROOT, BOX_E_REFUSED, or a negative errno. */
MUST_CHECK int trust_load(struct trust *trust, struct recorder *recorder);
