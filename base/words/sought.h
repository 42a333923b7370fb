/* SPDX-License-Identifier: EUPL-1.2 */
/* By what somebody was looked up: `what` in the office's log of look-ups. */
#pragma once

#include "base/words/word.h"

#define SOUGHT_LIST(X) \
        X(SOUGHT_WORDS, "by_words")             /* number, own reference, case or id, with the keys at hand */ \
        X(SOUGHT_BORN, "by_birth_date")        /* birth date */

WORDS_DECLARE(sought, SOUGHT, SOUGHT_LIST)
