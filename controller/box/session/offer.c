/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/offer.h"

#include <string.h>

struct offer offer_of(const struct consignment *consignment) {
        struct offer offer = {
                .c = consignment->c,
                .wants_old = consignment->wishes & WISH_RETURN_OLD,
                .item_count = consignment->item_count,
        };

        memcpy(offer.cti, consignment->cti, CTI_LEN);
        memcpy(offer.items, consignment->items, sizeof(offer.items));
        return offer;
}

bool consignment_overdue(const struct consignment *consignment, int64_t t_ms) {
        return consignment->deadline_ms > 0 && t_ms >= consignment->deadline_ms;
}
