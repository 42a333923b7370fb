/* SPDX-License-Identifier: EUPL-1.2 */
/* What staff open a compartment for: the ledger's `why` of `service_open`. */
#pragma once

#include "base/words/word.h"

#define PURPOSE_LIST(X) \
        X(PURPOSE_TAKE_OUT, "take_out")         /* nobody collected it, or can any more; or papers came back */ \
        X(PURPOSE_LOOK, "look")                 /* nobody knows for sure what lies there */ \
        X(PURPOSE_DESK, "desk")                 /* it is handed over at the desk */ \
        X(PURPOSE_WIRING, "wiring")             /* lock and switch are tried */ \
        X(PURPOSE_RECONCILE, "reconcile")       /* every compartment is visited */ \
        X(PURPOSE_FORGOTTEN, "forgotten")       /* somebody left something behind */ \
        X(PURPOSE_CLEAN, "clean")               /* it is cleaned */ \
        X(PURPOSE_REPAIR, "repair")             /* lock, door or switch are seen to */

WORDS_DECLARE(purpose, PURPOSE, PURPOSE_LIST)
