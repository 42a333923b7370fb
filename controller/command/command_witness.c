/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * `pickupbox ledger witness`: somebody outside remembers what a ledger was, and
 * countersigns only what continues it. `pickupbox ledger check-fork`: what such
 * a witness keeps against a log, judged by anybody.
 */
#include <errno.h>
#include <stdio.h>
#include <time.h>

#include "base/file.h"
#include "controller/command/auditing.h"
#include "controller/command/member.h"
#include "controller/command/outside.h"
#include "controller/command/witnessing.h"
#include "controller/ledger/countersign.h"
#include "controller/ledger/fork.h"

static json_t *done_json(int r, const struct countersigning *done, const struct vkey *witness, const struct finding *finding) {
        bool good = r == 0;

        return json_pack("{s:b,s:o,s:o,s:o,s:o,s:s,s:o}", "countersigned", good, "origin", good ? json_string(done->origin) : json_null(),
                         "size", good ? json_integer((json_int_t)done->size) : json_null(),
                         "seen", good && !done->first ? json_integer((json_int_t)done->old_size) : json_null(),
                         "pinned", good ? json_boolean(done->pinned) : json_null(), "witness", witness->name,
                         "wrong", good ? json_null() : json_string(finding->text));
}

static void print_done(const char *out, const struct countersigning *done) {
        printf("%s: %llu entries of %s countersigned; ", out, (unsigned long long)done->size, done->origin);
        if (done->first)
                printf("seen for the first time\n");
        else
                printf("they continue the %llu seen before\n", (unsigned long long)done->old_size);
}

static int countersign(const char *out, struct witness *witness, const struct vkey *vkeys, size_t count, bool json) {
        struct countersigning done;
        struct finding finding;
        int r, status;

        r = ledger_countersign(out, witness, vkeys, count, (uint64_t)time(NULL), &done, &finding);
        status = auditing_report(r, out, &finding);
        if (json && r >= 0)
                return auditing_print_json(done_json(r, &done, witness_vkey(witness), &finding)) == COMMAND_DONE ? status : COMMAND_FAULT;
        if (r == 0)
                print_done(out, &done);
        if (r == 0 && !done.pinned) {
                command_error("key not pinned: from now on this witness wants the key that signed here. Compare it with the office's:");
                status = witnessing_print_vkey(&done.vkey);
        }
        return status;
}

static int run_witness(int argc, char **argv) {
        CLEANUP(witness_cleanup) struct witness *witness = NULL;
        CLEANUP(outside_deinit) struct outside outside = { .witness_count = 0 };
        const char *state = NULL, *key = NULL, *name = NULL, *files[AUDITING_VKEYS_MAX];
        struct vkey vkeys[OUTSIDE_VKEYS_MAX];
        size_t file_count = 0;
        bool json = false;
        struct command_option options[] = {
                { .name = "state", .value = &state },
                { .name = "key", .value = &key },
                { .name = "init", .value = &name },
                { .name = "policy", .value = &outside.policy_file },
                { .name = "vkey", .list = files, .list_max = AUDITING_VKEYS_MAX, .list_count = &file_count },
                { .name = "json", .flag = &json },
        };
        int count, r;

        r = command_options(argc, argv, options, ARRAY_LEN(options), 0, 1, &count);
        if (r == COMMAND_DONE)
                r = outside_read(&outside);
        if (r == COMMAND_DONE)
                r = outside_vkeys(&outside, files, file_count, vkeys, &file_count);
        if (r == COMMAND_DONE && count == 0 && !name) {
                command_error("witness: an export is missing; only --init NAME goes without");
                r = COMMAND_FAULT;
        }
        if (r == COMMAND_DONE)
                r = witnessing_start(state, key, name, &witness);
        if (r == COMMAND_DONE && name)
                r = witnessing_print_vkey(witness_vkey(witness));
        if (r == COMMAND_DONE && count == 1)
                r = countersign(argv[1], witness, vkeys, file_count, json);
        return r;
}

/* ---- evidence ---- */

static int judge_fork(const char *file, const struct vkey *vkeys, size_t count, struct fork_verdict *ret_verdict, struct finding *finding) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT_MAX(FORK_MAX_LEN);
        struct fork fork;
        int r = file_read(file, FORK_MAX_LEN, &bytes);

        if (r == -EFBIG)
                return finding_set(finding, "longer than such evidence can be");
        if (r < 0)
                return r;
        if (fork_parse(buffer_text(&bytes), bytes.len, &fork) != 0)
                return finding_set(finding, "not the evidence of a witness, a file that begins with \"pickupbox fork 1\"");
        return fork_check(&fork, vkeys, count, ret_verdict, finding);
}

static json_t *fork_json(int r, const struct fork_verdict *verdict, const struct finding *finding) {
        return r != 0 ? json_pack("{s:b,s:n,s:n,s:n,s:s}", "forked", false, "origin", "first", "second", "wrong", finding->text)
                      : json_pack("{s:b,s:s,s:I,s:I,s:n}", "forked", true, "origin", verdict->origin, "first", (json_int_t)verdict->first_size,
                                  "second", (json_int_t)verdict->second_size, "wrong");
}

static void print_fork(const struct fork_verdict *verdict) {
        printf("%s has signed two ledgers: ", verdict->origin);
        if (verdict->first_size == verdict->second_size)
                printf("two of %llu entries\n", (unsigned long long)verdict->first_size);
        else
                printf("one of %llu entries, and one of %llu that does not continue it\n", (unsigned long long)verdict->first_size,
                       (unsigned long long)verdict->second_size);
}

static int run_check_fork(int argc, char **argv) {
        const char *files[AUDITING_VKEYS_MAX];
        struct vkey vkeys[AUDITING_VKEYS_MAX];
        struct fork_verdict verdict;
        struct finding finding;
        size_t file_count = 0;
        bool json = false;
        struct command_option options[] = {
                { .name = "vkey", .list = files, .list_max = AUDITING_VKEYS_MAX, .list_count = &file_count },
                { .name = "json", .flag = &json },
        };
        int count, r, status;

        r = command_options(argc, argv, options, ARRAY_LEN(options), 1, 1, &count);
        if (r == COMMAND_DONE)
                r = auditing_vkeys(files, file_count, vkeys);
        if (r != COMMAND_DONE)
                return r;
        if (file_count == 0) {
                command_error("check-fork: --vkey FILE is missing; without the log's key two checkpoints convict nobody");
                return COMMAND_FAULT;
        }
        r = judge_fork(argv[1], vkeys, file_count, &verdict, &finding);
        status = auditing_report(r, argv[1], &finding);
        if (json && r >= 0)
                return auditing_print_json(fork_json(r, &verdict, &finding)) == COMMAND_DONE ? status : COMMAND_FAULT;
        if (r == 0)
                print_fork(&verdict);
        return status;
}

const struct member_command ledger_witness_commands[] = {
        { COMMAND_LEDGER_CHECK_FORK, run_check_fork },
        { COMMAND_LEDGER_WITNESS, run_witness },
        { .run = NULL },
};
