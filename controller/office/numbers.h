/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Number (typed reference) and PIN of a consignment. They are kept nowhere: they are derived from a secret of the day file, its id and the time of its issue
 * (docs/formats.md section 3), and so the same whenever its letter is made again.
 */
#pragma once

#include "base/macro.h"
#include "crypto/ticket.h"
#include "crypto/value.h"

/*
 * How many numbers a consignment may have: the first that no open one has is its own. Of ten million, so many taken ones in a row mean a fault.
 */
enum { NUMBERS_ATTEMPTS = 1000 };

void numbers_reference(const struct value_key *key, const uint8_t cti[CTI_LEN], uint32_t nbf, unsigned attempt, char ret_reference[REFERENCE_LEN + 1]);
void numbers_pin(const struct value_key *key, const uint8_t cti[CTI_LEN], uint32_t nbf, char ret_pin[PIN_LEN + 1]);
