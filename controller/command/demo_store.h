/* SPDX-License-Identifier: EUPL-1.2 */
/* The one thing that the demonstration asks of the box's own folder: an export of its ledger. */
#pragma once

#include "base/macro.h"
#include "controller/box/daemon/box_folder.h"
#include "crypto/note.h"

enum { DEMO_STORE_MESSAGE_SIZE = 600 };

/* Blocks. 0, or -1 with a message. */
MUST_CHECK int demo_store_export(const struct box_folder *box, const char *out, unsigned long long *ret_size,
                                 char ret_origin[NOTE_NAME_MAX + 1], char ret_message[DEMO_STORE_MESSAGE_SIZE]);
