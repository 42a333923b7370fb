/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Where a ledger is read from: the store of a box, or an export folder. What
 * export, proofs and receipts need, and no more.
 */
#pragma once

#include <stdint.h>

#include "base/bytes.h"
#include "crypto/merkle.h"

struct ledger_source {
        void *context;
        uint64_t first;            /* entries before it were archived and cannot be read here; 0: none */
        uint64_t size;
        /* The entry's line without newline, appended. 0 or a negative errno. */
        int (*entry)(void *context, uint64_t index, struct buffer *ret_line);
        /* The hash of a complete subtree. 0, or -ENOENT when it lies beyond size. */
        merkle_read_fn *node;
};

/* Told now and then during long work, and at its end with done == size. */
typedef void ledger_progress_fn(void *context, uint64_t done, uint64_t size);
enum { LEDGER_PROGRESS_STEP = 4096 };
