/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Base45 (RFC 9285): two bytes become three characters of the QR code's
 * alphanumeric set, a last single byte becomes two. Memory is the caller's.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macro.h"

/* The length of the text of len bytes, and of the bytes of a text of text_len characters (rounded up). */
#define BASE45_TEXT_LEN(len) ((len) / 2 * 3 + (len) % 2 * 2)
#define BASE45_BYTES_LEN(text_len) ((text_len) / 3 * 2 + ((text_len) % 3 + 1) / 2)

/* Writes BASE45_TEXT_LEN(len) characters and no NUL. */
void base45_encode(const uint8_t *bytes, size_t len, char *ret_text);

/*
 * Reads the whole text into at most `size` bytes. False when a character is
 * outside the alphabet (lower case is), the length is 1 modulo 3, a group is
 * beyond 65535 or 255, or the bytes do not fit; then the contents of ret_bytes are
 * undefined and *ret_len is untouched. Every accepted text is the one that
 * base45_encode() makes of its bytes.
 */
MUST_CHECK bool base45_decode(const char *text, size_t text_len, uint8_t *ret_bytes, size_t size, size_t *ret_len);
