/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Contact lines and addresses in other languages: office.json's "policy.wordings",
 *
 *   { "en": { "contact": ["Telephone …"], "addresses": { "K017": "Town Hall Square 1" } } }
 *
 * where both members may be missing.
 */
#pragma once

#include "base/macro.h"
#include "controller/office/fields.h"
#include "crypto/bundle.h"

/*
 * Reads and checks the object, which may be missing. 0; OFFICE_E_REFUSED with a problem; -ENOMEM. The caller frees each
 * wording's boxes and the array, which is NULL when there are none.
 */
MUST_CHECK int wordings_read(const json_t *object, struct problems *problems, struct bundle_wording **ret_wordings, size_t *ret_count);
/* The address of a box in a language, of an object that wordings_read() has checked; NULL when there is none. Borrowed. */
const char *wordings_address(const json_t *object, const char *language, const char *box);
void wordings_free(struct bundle_wording *wordings, size_t count);
