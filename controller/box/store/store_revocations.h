/* SPDX-License-Identifier: EUPL-1.2 */
/* Revocations as a bundle is adopted; for controller/box/store/ only. */
#pragma once

#include "base/macro.h"
#include "controller/box/store/deed.h"

/*
 * Whether the next bundle carries on what the current one revokes, and if so remembers since when each is listed. Within the
 * transaction of the adoption. current may be NULL: then what the store lists counts alone. 0; STORE_E_LACKS_REVOCATIONS, with
 * *ret_lacking (which may be NULL) filled; or a fault.
 */
MUST_CHECK int revocations_carried(struct store *store, const struct bundle *current, const struct bundle *next,
                                   struct lacking *ret_lacking);
