/* SPDX-License-Identifier: EUPL-1.2 */
/* The witnesses of a configuration: whose countersignatures a box takes. */
#pragma once

#include "controller/ledger/witnessed.h"

struct config_witnesses {
        struct vkey keys[WITNESSED_KEYS_MAX];
        size_t count;
};

/* Adds one. NULL, or what the value must be. */
const char *config_witness(const char *value, struct config_witnesses *witnesses);
