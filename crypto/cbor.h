/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The part of CBOR (RFC 8949) that our formats use, read and written in its one
 * deterministic form (section 4.2.1): shortest heads, definite lengths. Maps are
 * read key by key in the one expected order, so that a missing, doubled, foreign or
 * misplaced key is refused where it stands. Neither side allocates or blocks.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/macro.h"

/* Each takes one item and returns true, or returns false; then the reader is of no further use. Outputs are set on true only. */
MUST_CHECK bool cbor_take_uint(struct reader *reader, uint64_t max, uint64_t *ret_value);
MUST_CHECK bool cbor_take_bool(struct reader *reader, bool *ret_value);
MUST_CHECK bool cbor_take_array(struct reader *reader, size_t max_count, size_t *ret_count);
MUST_CHECK bool cbor_take_map(struct reader *reader, size_t max_count, size_t *ret_count);
/* *ret_bytes points into the reader's bytes. */
MUST_CHECK bool cbor_take_bytes(struct reader *reader, size_t max_len, const uint8_t **ret_bytes, size_t *ret_len);
/* Copies a byte string of exactly len bytes. */
MUST_CHECK bool cbor_copy_bytes(struct reader *reader, void *ret_bytes, size_t len);
/* Copies a text of at most size - 1 bytes and ends it with NUL. It must be UTF-8 without control characters (so without NUL). */
MUST_CHECK bool cbor_copy_text(struct reader *reader, char *ret_text, size_t size);
/* Whether len bytes are UTF-8 (RFC 3629) without control characters: what cbor_copy_text() accepts. */
MUST_CHECK bool cbor_text_valid(const void *text, size_t len);

/* The item must be exactly this one. */
MUST_CHECK bool cbor_expect_int(struct reader *reader, int64_t value);
MUST_CHECK bool cbor_expect_array(struct reader *reader, size_t count);
MUST_CHECK bool cbor_expect_map(struct reader *reader, size_t count);
MUST_CHECK bool cbor_expect_null(struct reader *reader);

/* Whether the next item is null; consumes nothing. */
MUST_CHECK bool cbor_at_null(const struct reader *reader);

/*
 * Writes into memory of the caller. What does not fit is dropped and remembered
 * in `overflow`, to be looked at once at the end.
 */
struct cbor_writer {
        uint8_t *data;
        size_t size;
        size_t len;
        bool overflow;
};

static inline struct cbor_writer cbor_writer_over(void *data, size_t size) {
        return (struct cbor_writer){ .data = data, .size = size };
}

void cbor_put_uint(struct cbor_writer *writer, uint64_t value);
void cbor_put_int(struct cbor_writer *writer, int64_t value);
void cbor_put_bool(struct cbor_writer *writer, bool value);
void cbor_put_null(struct cbor_writer *writer);
void cbor_put_bytes(struct cbor_writer *writer, const void *bytes, size_t len);
void cbor_put_text(struct cbor_writer *writer, const char *text);
/* The head only; `count` items, or pairs, must follow. */
void cbor_put_array(struct cbor_writer *writer, size_t count);
void cbor_put_map(struct cbor_writer *writer, size_t count);
/* The head of a byte string only; len bytes must follow. */
void cbor_put_bytes_head(struct cbor_writer *writer, size_t len);
/* Bytes that are CBOR already. */
void cbor_put_raw(struct cbor_writer *writer, const void *bytes, size_t len);

/* Whether what was written is exactly these bytes. */
MUST_CHECK bool cbor_writer_equals(const struct cbor_writer *writer, const uint8_t *bytes, size_t len);
