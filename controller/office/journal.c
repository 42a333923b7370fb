/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/journal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "controller/office/record.h"

static const enum text_id contradictions[] = {
        [ISSUANCE_FITS] = TEXT_NONE,
        [ISSUANCE_ISSUED_BEFORE] = TEXT_PROBLEM_ISSUED_BEFORE,
        [ISSUANCE_NEVER_ISSUED] = TEXT_PROBLEM_ISSUED_NEVER,
        [ISSUANCE_NOT_LATER] = TEXT_PROBLEM_REISSUE_EARLIER,
};

static int reserve(struct journal *journal) {
        void *sealed;
        int r = issuances_reserve(&journal->issuances, 1);

        if (r < 0 || journal->sealed_capacity == journal->issuances.capacity)
                return r;
        sealed = realloc(journal->sealed, journal->issuances.capacity * sizeof(*journal->sealed));
        if (!sealed)
                return -ENOMEM;
        journal->sealed = sealed;
        journal->sealed_capacity = journal->issuances.capacity;
        return 0;
}

static int read_line(struct journal *journal, const char *line, size_t len, struct problems *problems) {
        struct first_record first;
        enum text_id why;
        int r;

        r = record_parse(line, len, problems, &first);
        if (r != 0)
                return r;
        why = contradictions[issuance_contradiction(issuances_find(&journal->issuances, first.record.cti), &first.record)];
        if (why != TEXT_NONE)
                return problems_add(problems, why, NULL);
        r = reserve(journal);
        if (r < 0)
                return r;
        issuances_apply(&journal->issuances, &first.record);
        if (first.record.event != RECORD_REVOKE)
                memcpy(journal->sealed[issuances_find(&journal->issuances, first.record.cti) - journal->issuances.consignments], first.sealed,
                       ORDER_FIRST_LEN);
        return 0;
}

int journal_parse(const uint8_t *bytes, size_t len, struct problems *problems, struct journal **ret_journal) {
        struct journal *journal CLEANUP(journal_cleanup) = calloc(1, sizeof(*journal));
        struct reader reader = reader_over(bytes, len);
        size_t line_len, number = 0;
        const char *line;
        int r;

        if (!journal)
                return -ENOMEM;
        while (reader_line(&reader, &line, &line_len)) {
                problems_at(problems, TEXT_PROBLEM_AT_JOURNAL, "line", NUMERAL(++number), NULL);
                r = read_line(journal, line, line_len, problems);
                if (r != 0) {
                        problems_at(problems, TEXT_NONE, NULL);
                        return r;
                }
        }
        problems_at(problems, TEXT_NONE, NULL);
        journal->good_len = len - reader.len;
        journal->torn_len = reader.len;
        *ret_journal = journal;
        journal = NULL;
        return 0;
}

void journal_free(struct journal *journal) {
        if (!journal)
                return;
        issuances_deinit(&journal->issuances);
        free(journal->sealed);
        free(journal);
}
