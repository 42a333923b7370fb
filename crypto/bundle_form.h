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

/*
 * Takes the head of an array of at most max items and makes room for them.
 * 0, REFUSAL_MALFORMED or -ENOMEM. Items take at least a byte each, so that no short
 * input asks for much memory.
 */
MUST_CHECK int bundle_take_list(struct reader *reader, size_t max, size_t item_size, void *ret_items, size_t *ret_count);
MUST_CHECK bool bundle_take_small(struct reader *reader, unsigned max, unsigned *ret_value);

/* The policy in the bundle's form. 0, REFUSAL_MALFORMED or -ENOMEM. */
MUST_CHECK int bundle_take_policy(struct reader *reader, struct bundle *bundle);
void bundle_put_policy(struct cbor_writer *writer, const struct bundle *bundle);

/* Fills a zeroed bundle. 0, REFUSAL_MALFORMED or -ENOMEM; the caller frees the bundle in every case. */
MUST_CHECK int bundle_parse_payload(const uint8_t *bytes, size_t len, struct bundle *bundle);
void bundle_write_payload(const struct bundle *bundle, struct cbor_writer *writer);
