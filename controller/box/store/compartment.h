/* SPDX-License-Identifier: EUPL-1.2 */
/* What the store knows of a compartment. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/words/reason.h"
#include "crypto/code.h"

enum compartment_state {
        COMPARTMENT_FREE,
        COMPARTMENT_OCCUPIED,
        COMPARTMENT_RETURN_INSIDE,
        COMPARTMENT_QUARANTINED,
        COMPARTMENT_ABSENT,
};

struct store_compartment {
        unsigned c;                    /* from 1 */
        enum compartment_state state;
        enum reason reason;            /* quarantined, or papers came back: why staff look; REASON_NONE for one that this program does not know */
        uint64_t since;                /* quarantined: the number of the entry that says so; 0 where that is not known */
        bool has_consignment;
        uint8_t cti[CTI_LEN];          /* whose consignment is or may be inside */
};
