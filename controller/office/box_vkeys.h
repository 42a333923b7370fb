/* SPDX-License-Identifier: EUPL-1.2 */
/* The keys of a box's ledger as files for auditors: DIR/boxes/<ID>.vkey, and <ID>-<key id>.vkey of those before. What they are worth, who reads them knows. */
#pragma once

#include "controller/office/office.h"

enum { BOX_VKEYS_MAX = 64 };

/* All of them, in no order; more than BOX_VKEYS_MAX are left out. 0; -EBADMSG: one is none; another negative errno. */
MUST_CHECK int box_vkeys_read(const struct office *office, const char *box, struct vkey vkeys[BOX_VKEYS_MAX], size_t *ret_count);
