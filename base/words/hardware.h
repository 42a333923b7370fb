/* SPDX-License-Identifier: EUPL-1.2 */
/* What a box runs on: the ledger's `mode`, and the status. */
#pragma once

#include "base/words/word.h"

#define HARDWARE_LIST(X) \
        X(HARDWARE_SIMULATED, "simulated") \
        X(HARDWARE_REAL, "real")

WORDS_DECLARE(hardware, HARDWARE, HARDWARE_LIST)
