/* SPDX-License-Identifier: EUPL-1.2 */
/* A batch that is taken back as one: everything that the command issued which issued one of it. One alone: office_revoke(). */
#pragma once

#include "base/macro.h"
#include "controller/office/office.h"

/*
 * All consignments of the batch that this one is of, as they stand now; *ret_batch is the caller's, for free(). Reads the log from its end. 0;
 * OFFICE_E_REFUSED: it was not issued from a batch, or in a former generation of the log; a negative errno with a problem.
 */
MUST_CHECK int withdrawal_find(const struct office *office, const uint8_t cti[CTI_LEN], struct problems *problems, struct issuance **ret_batch,
                               size_t *ret_count);
/*
 * Revokes all of them that are not, or none, and removes their letters and labels from out/. *ret_revoked: how many that were. 0; OFFICE_E_REFUSED when all are revoked already; a negative errno
 * with a problem.
 */
MUST_CHECK int withdrawal_make(struct office *office, const struct issuance *batch, size_t count, int64_t now_s, struct problems *problems,
                               size_t *ret_revoked);
