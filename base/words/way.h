/* SPDX-License-Identifier: EUPL-1.2 */
/* On which way a citizen proved who they are: the ledger's `way` of a release. */
#pragma once

#include "base/words/word.h"

#define WAY_LIST(X) \
        X(WAY_CODE, "code")             /* a code and the birth date */ \
        X(WAY_TYPED, "typed")           /* number, PIN and birth date */

WORDS_DECLARE(way, WAY, WAY_LIST)
