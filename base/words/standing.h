/* SPDX-License-Identifier: EUPL-1.2 */
/* How a consignment stands as its office knows it: `office list --state`. */
#pragma once

#include "base/words/word.h"

#define STANDING_LIST(X) \
        X(STANDING_OPEN, "running")             /* can be loaded or collected */ \
        X(STANDING_REVOKED, "withdrawn")        /* the office made it void */ \
        X(STANDING_ENDED, "ended")              /* its newest code has ended */ \
        X(STANDING_WAITING, "waiting")          /* its box told that it was loaded */ \
        X(STANDING_OVERDUE, "overdue")          /* and its deadline has passed since */ \
        X(STANDING_COLLECTED, "collected")      /* its box told so */ \
        X(STANDING_TAKEN_OUT, "taken_out")      /* by staff, as its box told */

WORDS_DECLARE(standing, STANDING, STANDING_LIST)
