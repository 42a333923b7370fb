/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The three keyed tags by which a box recognises what a citizen types without
 * keeping it (docs/formats.md section 3): keyed BLAKE2b under separate subkeys
 * (crypto_kdf) of a secret that lies outside the database.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/macro.h"
#include "crypto/ticket.h"

enum { TAG_LEN = 32, TAG_SECRET_LEN = 32, TAG_INCIDENT_FIRST = 1000, TAG_INCIDENTS = 9000 };

struct tag_key; /* in guarded memory */

/* From the box's 32-byte secret. 0 or -ENOMEM. The caller wipes the secret. */
MUST_CHECK int tag_key_new(const uint8_t secret[TAG_SECRET_LEN], struct tag_key **ret_key);
void tag_key_free(struct tag_key *key);
DEFINE_CLEANUP(struct tag_key, tag_key_free, tag_key_cleanup)

void tag_reference(const struct tag_key *key, const char reference[REFERENCE_LEN], uint8_t ret_tag[TAG_LEN]);
void tag_pin(const struct tag_key *key, const uint8_t cti[CTI_LEN], const char pin[PIN_LEN], uint8_t ret_tag[TAG_LEN]);
void tag_birth(const struct tag_key *key, const uint8_t cti[CTI_LEN], const char birth[BIRTH_LEN], uint8_t ret_tag[TAG_LEN]);
/* Of a reference that nothing in the box has: other than its tag_reference(), which is erased with what it was for. */
void tag_unknown(const struct tag_key *key, const char reference[REFERENCE_LEN], uint8_t ret_tag[TAG_LEN]);
/*
 * The number by which people speak of entry n of the ledger: four digits, TAG_INCIDENT_FIRST and more. Whoever sees some of them learns
 * nothing of how the ledger grows. Two entries may have the same.
 */
unsigned tag_incident(const struct tag_key *key, uint64_t n);
/* Constant time. */
MUST_CHECK bool tag_equal(const uint8_t a[TAG_LEN], const uint8_t b[TAG_LEN]);
