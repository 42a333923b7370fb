/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A PNG (ISO/IEC 15948) of black and white rows each of which is there several times, as those of a QR code are. Its rows are
 * packed as what they are, repeats (RFC 1951, one block of fixed codes), which takes a tenth of the time of a packer that
 * has to look for them.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

enum { BITS_PNG_SIDE_MAX = 16000 };

/*
 * Appends the file. rows: count times (width + 7) / 8 bytes, the left pixel first in its byte, 1 is white; each is drawn `repeat`
 * times. width and count * repeat are 1 to BITS_PNG_SIDE_MAX. 0; -EINVAL; -ENOMEM or -EMSGSIZE from the buffer.
 */
MUST_CHECK int bits_png(const uint8_t *rows, unsigned width, unsigned count, unsigned repeat, struct buffer *ret_png);
