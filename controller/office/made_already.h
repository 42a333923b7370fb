/* SPDX-License-Identifier: EUPL-1.2 */
/* A store that an attempt made, and was cut off before the office knew of it. A file is made anew; a server has it still. */
#pragma once

#include "base/macro.h"
#include "controller/office/registry/registry.h"

/*
 * Whether what is at the place, after registry_create() found something there, is what this change makes: signed by the same key, as many entries,
 * and the newest of them says the same. Then the anchor, of which there is none, is written. 0; REGISTRY_E_THERE_ALREADY; a negative errno.
 */
MUST_CHECK int made_already(const struct registry_place *place, const struct registry_change *change, struct registry_fault *ret_fault);
