/* SPDX-License-Identifier: EUPL-1.2 */
/* What a witness needs at every start: its files. */
#pragma once

#include "controller/ledger/witness.h"

/*
 * Opens the witness that remembers in the file `state` and signs with `key`; with a name it is made first, once. The caller
 * closes it. COMMAND_DONE; COMMAND_REFUSED when it was made before; COMMAND_FAULT. What is wrong has been said.
 */
MUST_CHECK int witnessing_start(const char *state, const char *key, const char *name, struct witness **ret_witness);
/* One line. COMMAND_DONE or COMMAND_FAULT. */
MUST_CHECK int witnessing_print_vkey(const struct vkey *vkey);
