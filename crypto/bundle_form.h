/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The payload of a bundle (docs/formats.md section 5) and the limits of its fields.
 * Only the bundle's own files use this.
 */
#pragma once

#include "crypto/bundle.h"
#include "crypto/cbor.h"

/* Whether every field is within its limits and nothing that must be unique is doubled. */
MUST_CHECK bool bundle_valid(const struct bundle *bundle);

/* Fills a zeroed bundle. 0, REFUSAL_MALFORMED or -ENOMEM; the caller frees the bundle in every case. */
MUST_CHECK int bundle_parse_payload(const uint8_t *bytes, size_t len, struct bundle *bundle);
void bundle_write_payload(const struct bundle *bundle, struct cbor_writer *writer);
