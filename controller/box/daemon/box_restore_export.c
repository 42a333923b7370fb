/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/box_restore_export.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "controller/ledger/entry.h"
#include "controller/ledger/verify.h"

enum {
        SPENT_MAX = 1 << 20,
        KEPT_DAYS = 35 + 14,    /* a code's longest life, and a ticket's */
        DAY_S = 86400,
};

void restore_known_deinit(struct restore_known *known) {
        free(known->spent);
}

static int add(struct restore_known *known, const struct entry *entry) {
        struct store_spent *spent;

        if (known->spent_count == SPENT_MAX)
                return -EFBIG;
        /* Grows at each power of two. */
        if ((known->spent_count & (known->spent_count - 1)) == 0) {
                spent = reallocarray(known->spent, known->spent_count ? known->spent_count * 2 : 1, sizeof(*spent));
                if (!spent)
                        return -ENOMEM;
                known->spent = spent;
        }
        spent = &known->spent[known->spent_count++];
        *spent = (struct store_spent){ .state = entry->event == ENTRY_ISSUED ? CONSIGNMENT_ISSUED : CONSIGNMENT_REMOVED, .c = entry->c,
                                       .t_ms = entry->t_ms, .forget_after = (uint32_t)(entry->t_ms / 1000 + KEPT_DAYS * DAY_S) };
        memcpy(spent->cti, entry->cti, CTI_LEN);
        return 0;
}

static int take_entry(struct restore_known *known, const struct exported *exported, uint64_t n, int64_t now_ms, struct finding *finding) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
        struct entry entry;
        int r = exported_entry(exported, n, &line, finding);

        if (r != 0)
                return r;
        if (entry_parse(buffer_text(&line), line.len, &entry) != 0)
                return finding_set(finding, "entry %llu is not an entry of a box", (unsigned long long)n);
        if ((entry.event != ENTRY_ISSUED && entry.event != ENTRY_REMOVED) || entry.t_ms / 1000 + KEPT_DAYS * DAY_S < now_ms / 1000)
                return 0;
        return add(known, &entry);
}

int restore_known_read(struct restore_known *known, const char *path, const struct vkey *vkey, int64_t now_ms, struct finding *ret_finding) {
        CLEANUP(exported_cleanup) struct exported *exported = NULL;
        struct ledger_verdict verdict;
        size_t count = vkey ? 1 : 0;
        int r = ledger_verify(path, vkey, count, NULL, NULL, &verdict);

        if (r != 0) {
                *ret_finding = verdict.finding;
                return r;
        }
        r = exported_open(path, vkey, count, &exported, ret_finding);
        for (uint64_t n = 0; r == 0 && n < exported->checkpoint.size; n++)
                r = take_entry(known, exported, n, now_ms, ret_finding);
        if (r == 0 && (!known->is_known || exported->checkpoint.size > known->checkpoint.size)) {
                known->checkpoint = exported->checkpoint;
                known->is_known = true;
        }
        return r;
}
