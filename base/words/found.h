/* SPDX-License-Identifier: EUPL-1.2 */
/* What staff found in a compartment: the ledger's `found`. */
#pragma once

#include "base/words/word.h"

#define FOUND_LIST(X) \
        X(FOUND_THERE, "there")         /* what is said to be there */ \
        X(FOUND_EMPTY, "empty") \
        X(FOUND_ELSE, "else")

WORDS_DECLARE(found, FOUND, FOUND_LIST)
