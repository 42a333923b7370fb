/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The typed replacement of a pickup code: 8 digits, the last a check digit
 * after ISO/IEC 7064 Mod 11,10, so that a typing error costs no attempt.
 */
#pragma once

#include <stdbool.h>

#include "base/macro.h"

/* '0' to '9' for `len` digits. */
char reference_check_digit(const char *digits, unsigned len);
/* Whether text is exactly 8 digits with the right last one. */
MUST_CHECK bool reference_valid(const char *text);
