/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Erasing what an office does not need any more (docs/data-protection.md).
 */
#pragma once

#include <stdint.h>

#include "base/macro.h"
#include "controller/office/office.h"

enum {
        CLEAN_PARCEL_DAYS = 14, /* after it was issued */
        CLEAN_ACCESS_DAYS = 90, /* after somebody was looked up */
};

struct cleaning {
        uint32_t erased;        /* consignments: birth date, contents and number */
        uint32_t references;    /* own references that had been kept longer */
        uint32_t parcels;       /* folders of out/, and labels and letters of batches */
};

/*
 * Erases the sealed values and number tags of what ended, was revoked, collected or taken out as many days ago as the policy says (erase_days), and own references after
 * its own_days, one entry for all of each, forgets look-ups of CLEAN_ACCESS_DAYS ago, and removes from out/ what is revoked or older than CLEAN_PARCEL_DAYS; the files are
 * overwritten. Needs office_lend(). 0; OFFICE_E_REFUSED; a negative errno with a problem; doing it again goes on.
 */
MUST_CHECK int office_clean(struct office *office, int64_t now_s, struct problems *problems, struct cleaning *ret_cleaning);
