/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What an office of the first version has issued: DIR/consignments.jsonl, read when it is taken in (office_take_in()).
 *
 * One JSON object a line: an `issue`, a `reissue` or a `revoke` of one consignment. A line counts when its line feed is
 * there. What follows the last line feed is the rest of a write that power or a full disk cut short; it was never confirmed
 * to anybody, and is stepped over.
 */
#pragma once

#include "controller/office/order.h"
#include "controller/office/problems.h"
#include "controller/office/registry/issuance.h"

enum {
        JOURNAL_MAX_LEN = 256 << 20,   /* about 400,000 consignments */
        JOURNAL_LINE_MAX = 1024,
};

struct journal {
        struct issuances issuances;              /* without what the first version did not have */
        uint8_t (*sealed)[ORDER_FIRST_LEN];      /* owned; the order of each, beside it */
        size_t sealed_capacity;
        size_t good_len;                         /* bytes up to the last line feed */
        size_t torn_len;                         /* bytes after it */
};

/*
 * Reads the bytes of the file. 0; OFFICE_E_REFUSED with the number of the first
 * line that cannot be; -ENOMEM. The caller owns the journal.
 */
MUST_CHECK int journal_parse(const uint8_t *bytes, size_t len, struct problems *problems, struct journal **ret_journal);
void journal_free(struct journal *journal);
DEFINE_CLEANUP(struct journal, journal_free, journal_cleanup)
