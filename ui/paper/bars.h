/* SPDX-License-Identifier: EUPL-1.2 */
/* Code 128 (ISO/IEC 15417) through libzint, for readers that know no QR codes. Keeps no state. */
#pragma once

#include <stdint.h>

#include "base/macro.h"

enum {
        BARS_TEXT_MAX = 32,
        BARS_MODULES_MAX = (BARS_TEXT_MAX + 3) * 11 + 2,
        BARS_QUIET_MODULES = 10, /* white margin on either side, ISO/IEC 15417 section 4.4 */
};

struct bars {
        int modules;
        uint8_t dark[BARS_MODULES_MAX]; /* from the left; 1 is dark */
};

/* Printable ASCII, 1 to BARS_TEXT_MAX characters. 0; -EINVAL when it is not; -ENOMEM. */
MUST_CHECK int bars_encode(const char *text, struct bars *ret_bars);
