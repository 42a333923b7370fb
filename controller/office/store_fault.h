/* SPDX-License-Identifier: EUPL-1.2 */
/* What a person is told when a store is not what it should be, or does not answer. */
#pragma once

#include "base/macro.h"
#include "controller/office/problems.h"
#include "controller/office/registry/registry.h"

/* `r`: what registry.h returned, not 0; `database`, `anchor`: where they are. Returns OFFICE_E_REFUSED, or the negative errno. */
int store_fault_tell(int r, const struct registry_fault *fault, const char *database, const char *anchor, struct problems *problems);
