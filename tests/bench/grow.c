/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/bench/grow.h"

#include "controller/box/store/store_internal.h"
#include "tests/support/cmocka.h"

enum { BATCH = 50000 };

static int add(struct store *store, int64_t t_ms, uint64_t size) {
        static const struct entry sample = { .event = ENTRY_LEFT_OPEN, .c = 3 };
        int r = 0;

        for (unsigned i = 0; r == 0 && i < BATCH && store->next.edge.size < size; i++)
                r = ledger_append(store, t_ms, &sample);
        return r;
}

void grow(struct store *store, int64_t t_ms, uint64_t size) {
        while (store_size(store) < size) {
                assert_int_equal(transaction_begin(store), 0);
                assert_int_equal(transaction_end(store, add(store, t_ms, size)), 0);
        }
}
