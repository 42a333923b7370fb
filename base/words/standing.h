/* SPDX-License-Identifier: EUPL-1.2 */
/* How a consignment stands as its office knows it: `office list --state`. */
#pragma once

#include "base/words/word.h"

#define STANDING_LIST(X) \
        X(STANDING_OPEN, "running")             /* can be loaded or collected */ \
        X(STANDING_REVOKED, "withdrawn")        /* the office made it void */ \
        X(STANDING_ENDED, "ended")              /* its newest code has ended */

WORDS_DECLARE(standing, STANDING, STANDING_LIST)
