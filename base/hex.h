/* SPDX-License-Identifier: EUPL-1.2 */
/* Lower-case hexadecimal (RFC 4648 section 8). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macro.h"

/* Writes 2 * len digits and a NUL. */
void hex_encode(const uint8_t *bytes, size_t len, char *ret_text);

/* Reads exactly 2 * len digits of either case from text of text_len characters; false and ret_bytes untouched otherwise. */
MUST_CHECK bool hex_decode(const char *text, size_t text_len, uint8_t *ret_bytes, size_t len);
