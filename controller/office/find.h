/* SPDX-License-Identifier: EUPL-1.2 */
/* Looking consignments up in an open office. Nothing is changed. */
#pragma once

#include "base/words/standing.h"
#include "controller/office/office.h"

enum { CASE_LEN = 8 };

enum standing issuance_standing(const struct issuance *issuance, int64_t now_s);

/*
 * What a person names a consignment by: its id of 32 hexadecimal digits, the case of 8 characters from letter and label, or,
 * with keys, the number of 8 digits from the letter or the office's own reference. Blanks are dropped. *ret_found, which the caller frees, are all that it
 * may be, in the order of ids; a number belongs to who was given it last. 0, also when there is none; -EINVAL when it is none of these; OFFICE_E_REFUSED
 * or a negative errno with a problem.
 */
MUST_CHECK int office_find(const struct office *office, const struct secrets *secrets, const char *words,
                           struct problems *problems,
                           struct issuance **ret_found, size_t *ret_count);
/* All whose birth date is this; only of those that were issued with its hash. The same. */
MUST_CHECK int office_find_born(const struct office *office, const struct secrets *secrets, const char birth[BIRTH_LEN], struct problems *problems,
                                struct issuance **ret_found, size_t *ret_count);
/* The one of these. 0; OFFICE_E_REFUSED with a problem: none, or several, which are named. */
MUST_CHECK int office_pick_one(const struct issuance *found, size_t count, const char *words, struct problems *problems, struct issuance *ret_issuance);
/* The one that it is, by case or id alone. The same. */
MUST_CHECK int office_find_one(const struct office *office, const char *words, struct problems *problems, struct issuance *ret_issuance);
