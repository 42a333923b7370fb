/* SPDX-License-Identifier: EUPL-1.2 */
/* The key of the ledger of boxes that others know as well. */
#pragma once

#include "crypto/key.h"

static const uint8_t enrol_known_seed[KEY_SEED_LEN] = { 23 };
