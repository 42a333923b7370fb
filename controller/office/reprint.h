/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Letter, label and codes of a consignment once more, as they were issued: the same number, PIN and code; a ticket of the same contents and times. Nothing is void
 * afterwards. That it was done is an entry `printed` of the log, which is there before anything else is.
 */
#pragma once

#include "controller/office/office.h"
#include "controller/office/order.h"
#include "controller/office/parcel.h"

/*
 * Makes again what a consignment was issued with last, in memory alone: neither a file nor an entry. Needs SECRETS_DAY. ret_order is what was ordered, without the
 * office's own reference. The caller wipes both. 0; OFFICE_E_REFUSED with a problem: never issued; revoked; its code has ended; its values are erased; its box is
 * gone; a key that signed it has ended or is no more; it was issued by a version that kept no number to be derived (a reissue makes a new one); what stands in the
 * database is not what was signed. A negative errno with a problem.
 */
MUST_CHECK int issue_restore(const struct office *office, const struct secrets *secrets, const uint8_t cti[CTI_LEN], int64_t now_s,
                             struct problems *problems, struct issued *ret_issued, struct order *ret_order);

/* All of it: the folder out/<cti>/ anew, in the place of an older one, behind its entry. The same outcomes; the caller wipes ret_issued. */
MUST_CHECK int issue_reprint(struct office *office, const struct secrets *secrets, const uint8_t cti[CTI_LEN], int64_t now_s, struct problems *problems,
                             struct issued *ret_issued);

/*
 * All of them on paper, behind an entry each: the letters in one file, or with `labels` their labels from that place on; in the given order. Nothing below out/ changes.
 * All or nothing: one that issue_restore() refuses is named, and neither a file nor an entry is made. The entries stay when the file cannot be written.
 */
MUST_CHECK int issue_reprint_sheets(struct office *office, const struct secrets *secrets, const struct issuance *list, size_t count,
                                    const struct labels_place *labels, const char *path, int64_t now_s, struct problems *problems);
