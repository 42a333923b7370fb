/* SPDX-License-Identifier: EUPL-1.2 */
/* What the office wants of a consignment's compartment and handing out: bits of tickets and the store, words of an order. */
#pragma once

#include <stdint.h>

#include "base/words/word.h"

#define WISH_LIST(X) \
        X(WISH_NO_LOW, "low")                   /* a low compartment */ \
        X(WISH_NO_LARGE, "large")               /* a large one */ \
        X(WISH_NO_RETURN_OLD, "return_old")     /* old papers come back */

WORDS_DECLARE(wish, WISH_NO, WISH_LIST)

/* The bits of a set of wishes. */
enum {
        WISH_LOW = 1 << (WISH_NO_LOW - 1),
        WISH_LARGE = 1 << (WISH_NO_LARGE - 1),
        WISH_RETURN_OLD = 1 << (WISH_NO_RETURN_OLD - 1),
        WISHES_ALL = (1 << (WISH_NO_COUNT - 1)) - 1,
};

/* The bit of a wish; 0 for WISH_NO_NONE. */
static inline uint8_t wish_bit(enum wish wish) {
        return wish == WISH_NO_NONE ? 0 : (uint8_t)(1 << (wish - 1));
}
