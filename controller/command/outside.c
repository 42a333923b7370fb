/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/command/outside.h"

#include <stdio.h>
#include <string.h>

#include "base/moment.h"
#include "controller/command/photograph.h"
#include "controller/ledger/countersign.h"

int outside_photograph(const char *option, const char *given, struct buffer *ret_text) {
        int r = photograph_text(given, ret_text);

        switch (r) {
        case 0:
                return COMMAND_DONE;
        case PHOTOGRAPH_E_NO_CODE:
                command_error("--%s: no QR code can be read in %s; take the photograph straight and close, or type what it says", option, given);
                break;
        case PHOTOGRAPH_E_NO_READER:
                command_error("--%s: zbarimg (Debian package zbar-tools) reads photographs, and is missing or does not come to an end", option);
                break;
        case PHOTOGRAPH_E_TOO_LARGE:
                command_error("--%s: %s is larger than a photograph or what it shows can be", option, given);
                break;
        default:
                command_error("--%s: %s: %s", option, given, strerror(-r));
        }
        return COMMAND_FAULT;
}

int outside_read(struct outside *outside) {
        static const struct auditing_keys keys = { .option = "witness", .type = NOTE_TYPE_COSIGNATURE };
        int r = auditing_given_keys(&keys, outside->witnesses, outside->witness_count, outside->vkeys);

        for (size_t i = 0; r == COMMAND_DONE && i < outside->seen_count; i++)
                r = outside_photograph("seen", outside->seen[i], &outside->texts[i]);
        return r;
}

void outside_deinit(struct outside *outside) {
        for (size_t i = 0; i < ARRAY_LEN(outside->texts); i++)
                buffer_deinit(&outside->texts[i]);
}

static int check_opened(struct outside *outside, const struct exported *exported, const struct vkey *vkeys, size_t count,
                        struct ledger_verdict *verdict) {
        int r;

        if (exported->checkpoint.size != verdict->size || !hash_equal(&exported->checkpoint.root, &verdict->root))
                return finding_set(&verdict->finding, "checkpoint: it was changed while it was verified");
        r = ledger_demand_witnesses(exported, outside->vkeys, outside->witness_count, &outside->witnessed_s, &verdict->finding);
        for (size_t i = 0; r == 0 && i < outside->seen_count; i++) {
                struct checkpoint seen;

                r = ledger_check_seen(exported, buffer_text(&outside->texts[i]), outside->texts[i].len, vkeys, count, &seen,
                                      &verdict->finding);
                if (r == 0 && seen.size > outside->seen_size)
                        outside->seen_size = seen.size;
        }
        return r;
}

int outside_check(struct outside *outside, const char *out, const struct vkey *vkeys, size_t count, struct ledger_verdict *verdict) {
        CLEANUP(exported_cleanup) struct exported *exported = NULL;
        int r;

        if (outside->witness_count + outside->seen_count == 0)
                return 0;
        r = exported_open(out, vkeys, count, &exported, &verdict->finding);
        return r == 0 ? check_opened(outside, exported, vkeys, count, verdict) : r;
}

void outside_print(const struct outside *outside) {
        char moment[MOMENT_TEXT_SIZE];

        if (outside->witness_count > 0) {
                moment_format((int64_t)outside->witnessed_s * 1000, false, moment);
                printf("countersigned by %s, %s%s\n", outside->witness_count == 1 ? outside->vkeys[0].name : "all given witnesses",
                       outside->witness_count == 1 ? "" : "the first of them ", moment);
        }
        if (outside->seen_count > 0)
                printf("it continues the %llu entries that were seen\n", (unsigned long long)outside->seen_size);
}
