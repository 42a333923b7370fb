/* SPDX-License-Identifier: EUPL-1.2 */
/* How it is known that a consignment was issued: the ledger's `how`. */
#pragma once

#include "base/words/word.h"

#define HOW_LIST(X) \
        X(HOW_SEEN, "seen")             /* the switch saw the door open */ \
        X(HOW_LATE, "late")             /* the same, after the opening was given up */ \
        X(HOW_CITIZEN, "citizen")       /* the citizen said so */ \
        X(HOW_FOUND, "found")           /* the door was open when the box started */

WORDS_DECLARE(how, HOW, HOW_LIST)
