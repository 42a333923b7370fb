/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What was issued for the former keys of a box and not loaded there: its new controller opens none of these labels, so that all of them are to be
 * issued anew.
 */
#pragma once

#include "base/macro.h"
#include "controller/office/office.h"

/*
 * The box's consignments that still run and were issued before its keys were replaced, in the order of issue; *ret_list is the caller's, for
 * free(). `exports`: of the box's ledger, verified under its present and its former keys; what these say was loaded is left out. Verifies the
 * store. 0; OFFICE_E_REFUSED: there are none, no such box, or an export that is not of this box; a negative errno with a problem.
 */
MUST_CHECK int replaced_find(const struct office *office, const char *box, const char *const *exports, size_t export_count, int64_t now_s,
                             struct problems *problems, struct issuance **ret_list, size_t *ret_count);
