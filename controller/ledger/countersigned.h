/* SPDX-License-Identifier: EUPL-1.2 */
/* The checkpoint of an export, with what others have signed below it. Blocks. */
#pragma once

#include "controller/ledger/exported.h"

/*
 * Puts signature lines into the file `checkpoint`, each in place of those by the same key; the file is old or new, never
 * half. 0; LEDGER_E_INVALID when there is no room for them, or they are none; a negative errno.
 */
MUST_CHECK int exported_add_signatures(const struct exported *exported, const struct buffer *lines, struct finding *ret_finding);
