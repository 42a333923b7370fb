/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What the texts that scanners read begin with (docs/formats.md sections 1 to 6): one kind each. Four characters, of
 * the alphabet of base45, in upper case.
 */
#pragma once

enum { PREFIX_LEN = 4 };

#define PREFIX_CODE "PK1:"
#define PREFIX_TICKET "LT1:"
#define PREFIX_BADGE "SB1:"
#define PREFIX_RECEIPT "RC1:"

#define PREFIX_LIST(X) X(PREFIX_CODE) X(PREFIX_TICKET) X(PREFIX_BADGE) X(PREFIX_RECEIPT)
