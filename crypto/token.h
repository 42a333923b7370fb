/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The text form of what a scanner reads: a prefix such as "PK1:" and base45 in
 * upper case (docs/formats.md section 1).
 */
#pragma once

#include "base/bytes.h"
#include "base/words/refusal.h"

enum { TOKEN_PREFIX_LEN = 4 };

/*
 * Reads the bytes of a text of at most max_len characters into `size` bytes; one
 * final LF or CRLF is dropped. 0; REFUSAL_TOO_LONG, before anything is read;
 * REFUSAL_MALFORMED for another prefix, bad base45 or more than `size` bytes, and
 * then the contents of ret_bytes are undefined.
 */
MUST_CHECK int token_decode(const char prefix[TOKEN_PREFIX_LEN + 1], const char *text, size_t len, size_t max_len,
                            uint8_t *ret_bytes, size_t size, size_t *ret_len);

/* Appends the text form. 0, or an error of buffer_append(). */
MUST_CHECK int token_encode(const char prefix[TOKEN_PREFIX_LEN + 1], const uint8_t *bytes, size_t len, struct buffer *ret_text);
