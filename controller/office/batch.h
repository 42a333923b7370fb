/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A batch: a CSV file (RFC 4180, UTF-8) with a header row, one consignment a line.
 *
 * Columns in any order, by name: box, item and born must be there; days, low,
 * large, return_old and group may. Fields as order_set() reads them. The separator
 * is a semicolon when the header row has one (German spreadsheets), else a comma;
 * a byte order mark at the start and empty lines are stepped over.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/macro.h"
#include "controller/office/order.h"

enum { BATCH_MAX_LEN = 1 << 20, BATCH_ORDERS_MAX = 1000 };

struct batch {
        struct order *orders; /* owned */
        size_t count;
};

/*
 * Reads and completes all lines. 0; OFFICE_E_REFUSED with a problem for every bad
 * line, named by its number (the header is line 1); -ENOMEM. The caller ends it.
 */
MUST_CHECK int batch_parse(const uint8_t *bytes, size_t len, const struct state *state, int64_t now_s, struct problems *problems,
                           struct batch *ret_batch);
/* Wipes and frees. */
void batch_deinit(struct batch *batch);
