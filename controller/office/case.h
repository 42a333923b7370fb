/* SPDX-License-Identifier: EUPL-1.2 */
/* The one consignment that a command is about, by all that `find` knows it by. */
#pragma once

#include "controller/office/find.h"

/* Whether the words can name one: an id, a case, a number, or an own reference, which is printable and no number of a passport or identity card. */
MUST_CHECK bool case_words_sensible(const char *words);

/*
 * The one that the words name (find.h). Who is found only by what the keys tell is written down as looked up before it is told or anything is done with it. Needs
 * SECRETS_DAY, lent. 0; OFFICE_E_REFUSED with a problem: none, or several, which are named; a negative errno.
 */
MUST_CHECK int case_find(struct office *office, const struct secrets *secrets, const char *words, int64_t now_s, struct problems *problems,
                         struct issuance *ret_issuance);
