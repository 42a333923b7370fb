/* SPDX-License-Identifier: EUPL-1.2 */
/* What lies in a consignment: the numbers of tickets and entries, the words of the office and the figures. */
#pragma once

#include "base/words/word.h"

#define ITEM_LIST(X) \
        X(ITEM_PASSPORT, "passport") \
        X(ITEM_IDENTITY_CARD, "identity_card") \
        X(ITEM_RESIDENCE_CARD, "residence_card") \
        X(ITEM_TRAVEL_DOCUMENT, "travel_document") \
        X(ITEM_LETTER, "letter") \
        X(ITEM_OTHER, "other")

WORDS_DECLARE(item, ITEM, ITEM_LIST)
