/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * `pickupbox ledger submit`: has an export's checkpoint countersigned by anybody's
 * witness.
 */
#include <stdio.h>
#include <time.h>

#include "base/moment.h"
#include "controller/command/asking.h"
#include "controller/command/auditing.h"
#include "controller/command/member.h"

static json_t *submitted_json(int r, const struct submitted *done, const struct finding *finding) {
        char moment[MOMENT_TEXT_SIZE];

        if (r != 0)
                return json_pack("{s:b,s:n,s:n,s:n,s:n,s:n,s:s}", "countersigned", false, "origin", "size", "known", "lines", "witnessed", "wrong",
                                 finding->text);
        moment_format((int64_t)done->time_s * 1000, false, moment);
        return json_pack("{s:b,s:s,s:I,s:I,s:I,s:o,s:n}", "countersigned", true, "origin", done->origin, "size", (json_int_t)done->size, "known",
                         (json_int_t)done->old_size, "lines", (json_int_t)done->kept, "witnessed",
                         done->time_s > 0 ? json_string(moment) : json_null(), "wrong");
}

static void print_submitted(const char *out, const struct submitted *done, const struct vkey *witness) {
        char moment[MOMENT_TEXT_SIZE];

        if (!witness) {
                printf("%s: %llu entries of %s, %zu line%s kept\n", out, (unsigned long long)done->size, done->origin, done->kept,
                       done->kept == 1 ? "" : "s");
                command_error("not verified: only --witness, with the witness's verifier key, shows that a line is a countersignature");
                return;
        }
        moment_format((int64_t)done->time_s * 1000, false, moment);
        printf("%s: %llu entries of %s countersigned by %s, %s\n", out, (unsigned long long)done->size, done->origin, witness->name, moment);
}

static int submit(const char *out, const char *url, const struct vkey *vkeys, size_t count, const struct vkey *witness, bool json) {
        struct asking asking;
        struct submitted done;
        struct finding finding;
        int r, status;

        if (!asking_init(&asking, url)) {
                command_error("--to: %s is not the submission prefix of a witness, such as https://witness.example/", url);
                return COMMAND_FAULT;
        }
        r = ledger_submit(out, vkeys, count, witness, (uint64_t)time(NULL), asking_post, &asking, &done, &finding);
        status = auditing_report(r, out, &finding);
        if (json && r >= 0)
                return auditing_print_json(submitted_json(r, &done, &finding)) == COMMAND_DONE ? status : COMMAND_FAULT;
        if (r == 0)
                print_submitted(out, &done, witness);
        return status;
}

static int run_submit(int argc, char **argv) {
        static const struct auditing_keys keys = { .option = "witness", .type = NOTE_TYPE_COSIGNATURE };
        const char *url = NULL, *witness_text = NULL, *files[AUDITING_VKEYS_MAX];
        struct vkey vkeys[AUDITING_VKEYS_MAX], witness;
        size_t file_count = 0;
        bool json = false;
        struct command_option options[] = {
                { .name = "to", .value = &url },
                { .name = "witness", .value = &witness_text },
                { .name = "vkey", .list = files, .list_max = AUDITING_VKEYS_MAX, .list_count = &file_count },
                { .name = "json", .flag = &json },
        };
        int count, r;

        r = command_options(argc, argv, options, ARRAY_LEN(options), 1, 1, &count);
        if (r == COMMAND_DONE)
                r = auditing_vkeys(files, file_count, vkeys);
        if (r == COMMAND_DONE && witness_text)
                r = auditing_given_keys(&keys, &witness_text, 1, &witness);
        if (r == COMMAND_DONE && !url) {
                command_error("submit: --to URL is missing: the submission prefix of the witness");
                r = COMMAND_FAULT;
        }
        return r == COMMAND_DONE ? submit(argv[1], url, vkeys, file_count, witness_text ? &witness : NULL, json) : r;
}

const struct member_command submit_commands[] = {
        { COMMAND_LEDGER_SUBMIT, run_submit },
        { .run = NULL },
};
