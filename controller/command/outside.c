/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/command/outside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
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

static int read_policy(struct outside *outside) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        struct finding finding;
        int r;

        r = file_read(outside->policy_file, POLICY_MAX_LEN, &bytes);
        if (r < 0) {
                command_error("--policy: %s: %s", outside->policy_file, strerror(-r));
                return COMMAND_FAULT;
        }
        outside->policy = calloc(1, sizeof(*outside->policy));
        if (!outside->policy) {
                command_error("out of memory");
                return COMMAND_FAULT;
        }
        if (policy_parse(buffer_text(&bytes), bytes.len, outside->policy, &finding) == 0)
                return COMMAND_DONE;
        command_error("--policy: %s: %s", outside->policy_file, finding.text);
        return COMMAND_FAULT;
}

int outside_vkeys(const struct outside *outside, const char *const *given, size_t count, struct vkey ret_vkeys[OUTSIDE_VKEYS_MAX],
                  size_t *ret_count) {
        size_t more = outside->policy ? outside->policy->log_count : 0;
        int r = auditing_vkeys(given, count, ret_vkeys);

        if (r != COMMAND_DONE)
                return r;
        if (more > 0)
                memcpy(ret_vkeys + count, outside->policy->logs, more * sizeof(*ret_vkeys));
        *ret_count = count + more;
        return COMMAND_DONE;
}

int outside_demand(struct outside *outside, const struct note *note, struct finding *ret_finding) {
        struct demand demand = { .witnesses = outside->vkeys, .count = outside->witness_count, .policy = outside->policy,
                                 .now_s = (uint64_t)time(NULL) };

        return demand_check(&demand, note, &outside->witnessed_s, ret_finding);
}

int outside_read(struct outside *outside) {
        static const struct auditing_keys keys = { .option = "witness", .type = NOTE_TYPE_COSIGNATURE };
        int r = auditing_given_keys(&keys, outside->witnesses, outside->witness_count, outside->vkeys);

        if (r == COMMAND_DONE && outside->policy_file)
                r = read_policy(outside);
        for (size_t i = 0; r == COMMAND_DONE && i < outside->seen_count; i++)
                r = outside_photograph("seen", outside->seen[i], &outside->texts[i]);
        return r;
}

void outside_deinit(struct outside *outside) {
        for (size_t i = 0; i < ARRAY_LEN(outside->texts); i++)
                buffer_deinit(&outside->texts[i]);
        free(outside->policy);
}

static int check_opened(struct outside *outside, const struct exported *exported, const struct vkey *vkeys, size_t count,
                        struct ledger_verdict *verdict) {
        struct note note;
        int r;

        if (exported->checkpoint.size != verdict->size || !hash_equal(&exported->checkpoint.root, &verdict->root))
                return finding_set(&verdict->finding, "checkpoint: it was changed while it was verified");
        if (note_parse(buffer_text(&exported->note), exported->note.len, &note) != 0)
                return finding_set(&verdict->finding, "checkpoint is not a signed note");
        r = outside_demand(outside, &note, &verdict->finding);
        for (size_t i = 0; r == 0 && i < outside->seen_count; i++) {
                struct checkpoint seen;

                if (outside->of_former[i])
                        continue;
                r = ledger_check_seen(exported, buffer_text(&outside->texts[i]), outside->texts[i].len, vkeys, count, &seen,
                                      &verdict->finding);
                outside->saw_it = true;
                if (r == 0 && seen.size > outside->seen_size)
                        outside->seen_size = seen.size;
        }
        return r;
}

int outside_check(struct outside *outside, const char *out, const struct vkey *vkeys, size_t count, struct ledger_verdict *verdict) {
        CLEANUP(exported_cleanup) struct exported *exported = NULL;
        int r;

        if (outside->witness_count + outside->seen_count == 0 && !outside->policy)
                return 0;
        r = exported_open(out, vkeys, count, &exported, &verdict->finding);
        return r == 0 ? check_opened(outside, exported, vkeys, count, verdict) : r;
}

void outside_print(const struct outside *outside) {
        char moment[MOMENT_TEXT_SIZE];

        if (outside->policy) {
                moment_format((int64_t)outside->witnessed_s * 1000, false, moment);
                printf("countersigned as the policy demands%s%s\n", outside->witnessed_s > 0 ? ", the first of them " : "; it demands none",
                       outside->witnessed_s > 0 ? moment : "");
        } else if (outside->witness_count > 0) {
                moment_format((int64_t)outside->witnessed_s * 1000, false, moment);
                printf("countersigned by %s, %s%s\n", outside->witness_count == 1 ? outside->vkeys[0].name : "all given witnesses",
                       outside->witness_count == 1 ? "" : "the first of them ", moment);
        }
        if (outside->saw_it)
                printf("it continues the %llu entries that were seen\n", (unsigned long long)outside->seen_size);
}
