/* SPDX-License-Identifier: EUPL-1.2 */
/* consignments.jsonl: every byte is accounted for, and every consignment is found under its cti. */
#include "controller/office/record.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        struct problems problems = PROBLEMS_INIT;
        struct journal *journal = NULL;
        int r;

        r = journal_parse(data, size, &problems, &journal);
        MUST_HOLD((r == 0) == (problems.count == 0));
        if (r == 0) {
                MUST_HOLD(journal->good_len + journal->torn_len == size);
                for (size_t i = 0; i < journal->issuances.count; i++)
                        MUST_HOLD(issuances_find(&journal->issuances, journal->issuances.consignments[i].cti) ==
                                  &journal->issuances.consignments[i]);
        }
        journal_free(journal);
        problems_deinit(&problems);
        return 0;
}
