/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A consignment as a session handles it: what of it a machine has to know.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "controller/box/store/consignment.h"
#include "crypto/ticket.h"

enum { OFFERS_MAX = 8 };

/* One consignment, as far as a session needs to know it. */
struct offer {
        uint8_t cti[CTI_LEN];
        unsigned c;
        bool wants_old;
        uint8_t items[TICKET_ITEMS_MAX];
        uint8_t item_count;
};

struct offer offer_of(const struct consignment *consignment);
/* Whether t_ms lies at or after the deadline, in any state. */
bool consignment_overdue(const struct consignment *consignment, int64_t t_ms);
