/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * An office's own reference of a consignment: what its register calls it. Only a keyed hash of it is kept (order_blind_own()), it is in no letter,
 * on no label, in no ticket and in no log.
 */
#pragma once

#include <stdbool.h>

#include "base/macro.h"
#include "controller/office/problems.h"

enum { OWN_MAX = 40, OWN_PATTERN_MAX = 120 };

/*
 * Reads one: printable ASCII, at most OWN_MAX bytes, "" is none. 0; OFFICE_E_REFUSED with a problem, which does not repeat it, when it is none or has the form of
 * the number of a passport, an identity card or a residence card (ICAO 9303: nine of the letters and digits they use, a letter first, with or without the check digit).
 */
MUST_CHECK int own_set(const char *text, struct problems *problems, char ret_own[OWN_MAX + 1]);
/* Whether it is what the city's pattern says, a POSIX extended expression for all of it; "" for any. */
MUST_CHECK bool own_fits(const char *own, const char *pattern);
/* Whether that is an expression. */
MUST_CHECK bool own_pattern_valid(const char *pattern);
