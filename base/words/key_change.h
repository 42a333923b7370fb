/* SPDX-License-Identifier: EUPL-1.2 */
/* Why the key that signs a ledger changes: the `why` of `rotating`. */
#pragma once

#include "base/words/word.h"

#define KEY_CHANGE_LIST(X) \
        X(KEY_CHANGE_PLANNED, "planned")        /* both keys sign */ \
        X(KEY_CHANGE_LOST, "lost")              /* the old one is gone */

WORDS_DECLARE(key_change, KEY_CHANGE, KEY_CHANGE_LIST)
