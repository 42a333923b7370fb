/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The newest bundle that an office made, for one that goes on from an older copy (continuation.h): under which root key it is good, and what the
 * office takes from it.
 */
#pragma once

#include "controller/office/continuation.h"
#include "crypto/bundle.h"

/*
 * Opens the bundle of the sources under a root key that the copy knows, that was told, or that lies in keys/root.key, made after the copy. *ret_bundle, the
 * caller's, stays NULL where there is none and `needed`, the version that it has at least, is 0. 0; OFFICE_E_REFUSED; a negative errno with a problem.
 */
MUST_CHECK int continuation_open_bundle(const struct office *office, const struct continuation_sources *sources, const char *passphrase, uint32_t needed,
                                        struct problems *problems, struct bundle **ret_bundle);
/* Lets the state of the copy follow it; NULL: only its version. The same. */
MUST_CHECK int continuation_adopt_bundle(struct office *office, const struct bundle *bundle, const char *passphrase, uint32_t needed, struct problems *problems,
                                         struct problems *notes);
