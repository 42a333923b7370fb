/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What somebody saw on the screen of a box: a photograph of a QR code, read by
 * the program zbarimg (zbar-tools), or its text.
 */
#pragma once

#include "base/bytes.h"

enum { PHOTOGRAPH_MAX_LEN = 64 << 20, PHOTOGRAPH_TEXT_MAX = 64 * 1024 };

enum {
        PHOTOGRAPH_E_NO_CODE = 1,  /* there is no QR code in the picture that can be read */
        PHOTOGRAPH_E_NO_READER,    /* zbarimg is not installed, or does not come to an end */
        PHOTOGRAPH_E_TOO_LARGE,    /* the picture is over PHOTOGRAPH_MAX_LEN, or what it says over PHOTOGRAPH_TEXT_MAX */
};

/*
 * `given` is the name of a PNG or JPEG file, of a text file, or the text itself. The buffer gets the text, which ends in
 * exactly one LF. 0, PHOTOGRAPH_E_*, or a negative errno of reading the file. Blocks, for at most half a minute.
 */
MUST_CHECK int photograph_text(const char *given, struct buffer *ret_text);
