/* SPDX-License-Identifier: EUPL-1.2 */
/* The signed halves of a consignment: its load ticket and its pickup code. */
#pragma once

#include "base/macro.h"
#include "controller/office/office.h"
#include "controller/office/order.h"
#include "controller/office/parcel.h"

/*
 * Signs both for an order that is complete, with the keys that sign at issued->nbf, and fills in what letter and label say besides. Set before: cti, nbf, number,
 * PIN and both ends. `now_s` is the day from which the letter counts. 0; -ENOKEY when there is no such key; -ENOMEM or another negative errno.
 */
MUST_CHECK int tokens_sign(const struct office *office, const struct secrets *secrets, const struct order *order, int64_t now_s, struct issued *issued);
