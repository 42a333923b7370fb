/* SPDX-License-Identifier: EUPL-1.2 */
/* How a person has the machine speak and look. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "ui/po/language.h"

struct appearance {
        enum language language;
        bool large, contrast, speech;
        unsigned volume;          /* 0 to 5 */
        unsigned rate_wpm;        /* of speech */
        bool dark;                /* nothing is drawn: nobody reads along */
        bool headset;
        uint32_t city_rgb;        /* 0xRRGGBB from the configuration; 0: the look's own */
};
