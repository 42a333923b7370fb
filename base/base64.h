/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Base64 (RFC 4648 section 4) in its one canonical form: padded, no blanks, unused bits zero. Neither branches nor memory
 * accesses depend on what the digits are, for a key may be among them.
 */
#pragma once

#include <stdbool.h>

#include "base/bytes.h"

/* Appends the text. 0, -ENOMEM or -EMSGSIZE. */
MUST_CHECK int base64_encode(const uint8_t *bytes, size_t len, struct buffer *ret_text);

/* Decodes at most max bytes. False, and ret_bytes holds nothing of use, when the text is longer or not canonical. */
MUST_CHECK bool base64_decode(const char *text, size_t len, uint8_t *ret_bytes, size_t max, size_t *ret_len);
