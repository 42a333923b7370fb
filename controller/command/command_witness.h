/* SPDX-License-Identifier: EUPL-1.2 */
/* What the two commands of a witness share. */
#pragma once

#include "controller/command/command.h"
#include "controller/ledger/witness.h"

/* Opens the witness, making it first when a name is given. COMMAND_*, after saying why. */
MUST_CHECK int witness_start(const char *state, const char *key, const char *name, struct witness **ret_witness);
