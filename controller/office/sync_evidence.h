/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What speaks against a box, or against whoever brought an export: DIR/evidence/<box>-<16 hex digits>/ with the signed checkpoint of the export and, where
 * there is one, that which was seen before. Where both convict the box, `fork` has them in the form of which `pickupbox ledger check-fork` judges. The digits are of the export's checkpoint: the same one refused twice is kept once. Nothing deletes it.
 */
#pragma once

#include "controller/office/box_export.h"

/*
 * Says what is wrong with an export (BOX_EXPORT_E_…, but not SAME) and what to do, and keeps the evidence; that it could not be kept is said as well. Returns
 * OFFICE_E_REFUSED.
 */
MUST_CHECK int sync_refuse(const struct office *office, const char *path, int verdict, const struct box_export *export, struct problems *problems);
