/* SPDX-License-Identifier: EUPL-1.2 */
/* Strict UTF-8 (RFC 3629): shortest forms, no surrogates, nothing above U+10FFFF. */
#pragma once

#include "base/bytes.h"

/* Consumes one character. False and nothing consumed at the end or where there is none. */
MUST_CHECK bool reader_utf8(struct reader *reader, uint32_t *ret_code_point);
