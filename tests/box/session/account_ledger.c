/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/box/session/account_ledger.h"

#include <stdio.h>

#include "tests/support/cmocka.h"

/* When it was seen, also where it was written later, on the monotonic clock. */
static int64_t seen_at(const struct account *account, const struct entry *entry, uint64_t n) {
        int64_t shift_ms = account->shifts[0].ms;

        for (unsigned i = 0; i < account->shift_count && account->shifts[i].size <= n; i++)
                shift_ms = account->shifts[i].ms;
        return (entry->seen_ms ? entry->seen_ms : entry->t_ms) - shift_ms;
}

struct told_ledger account_read_ledger(const struct account *account, struct account_counts *counts) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
        struct told_ledger ledger = { 0 };
        struct ledger_source source;
        struct entry entry;

        store_source(account->fixture->store, &source);
        ledger.list = test_malloc((size_t)source.size * sizeof(*ledger.list));
        for (uint64_t n = 0; n < source.size; n++) {
                struct told *told = &ledger.list[ledger.count++];

                buffer_clear(&line);
                assert_int_equal(source.entry(source.context, n, &line), 0);
                assert_int_equal(entry_parse(buffer_text(&line), line.len, &entry), 0);
                counts->entries[entry.event]++;
                if (entry.event == ENTRY_ISSUED)
                        counts->how[entry.how]++;
                *told = (struct told){ n, seen_at(account, &entry, n), entry.event, entry.how, reason_from_name(entry.why), entry.c,
                                       (unsigned)entry.count, "" };
                snprintf(told->what, sizeof(told->what), "%.23s", entry.what);
        }
        return ledger;
}
