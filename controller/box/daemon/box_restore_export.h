/* SPDX-License-Identifier: EUPL-1.2 */
/* What an export, made before a store was put back, knows of it: how far the ledger had come, and what had been handed out. */
#pragma once

#include "controller/box/store/store.h"
#include "controller/ledger/exported.h"

struct restore_known {
        struct checkpoint checkpoint;   /* the newest one known */
        bool is_known;
        struct store_spent *spent;      /* owned */
        size_t spent_count;
};

void restore_known_deinit(struct restore_known *known);
/*
 * Verifies the export under the key (NULL: nobody here knows it any more) and takes in what it knows; what is so old that no ticket of it is good any more is left
 * out. 0; LEDGER_E_INVALID with the finding; a negative errno.
 */
MUST_CHECK int restore_known_read(struct restore_known *known, const char *path, const struct vkey *vkey, int64_t now_ms,
                                  struct finding *ret_finding);
