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

enum { STORE_COIL_LOST_MAX = 2 }; /* a lock of which that was seen is for staff to look at; then it is counted anew */

struct store_compartment {
        unsigned c;                    /* from 1 */
        enum compartment_state state;
        enum reason reason;            /* quarantined, or papers came back: why staff look; REASON_NONE for one that this program does not know */
        uint64_t since;                /* quarantined: the number of the entry that says so; 0 where that is not known */
        bool told_open;                /* an entry says why its door stands open, or may */
        unsigned coil_lost;            /* how often its lock's chip went while the coil was on, up to STORE_COIL_LOST_MAX, when it is quarantined */
        bool has_consignment;
        uint8_t cti[CTI_LEN];          /* whose consignment is or may be inside */
};
