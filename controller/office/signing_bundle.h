/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Whether a bundle says of an office what the office is: what the log's newest entry about boxes, staff and settings comes to. Values only.
 */
#pragma once

#include "controller/office/state.h"
#include "crypto/bundle.h"

/*
 * Exactly the staff, with role and badge; exactly the boxes, with their addresses, and PINs for them and no others; name, four eyes, days and opening hours as
 * set; and good for no longer than set. What the PINs are, and what is revoked, stands nowhere in the state and is not looked at.
 */
MUST_CHECK bool signing_bundle_fits(const struct state *state, const struct bundle *bundle);
