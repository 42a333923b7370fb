/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * `pickupbox ledger check-proof`: one entry, proved by a file that anybody can
 * check who has the log's key, and the keys of those who witnessed it.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/base64.h"
#include "base/file.h"
#include "base/moment.h"
#include "controller/command/member.h"
#include "controller/command/outside.h"
#include "controller/ledger/continued.h"
#include "controller/ledger/proof.h"
#include "controller/ledger/rotation.h"

/* A box's entry is ASCII; another log's may be any bytes, of which none may steer a terminal. */
static bool is_printable(const struct proof *proof) {
        for (size_t i = 0; i < proof->entry_len; i++)
                if (proof->entry[i] < ' ' || proof->entry[i] > '~')
                        return false;
        return true;
}

static json_t *checked_json(int r, const struct proof *proof, const struct checkpoint *checkpoint, const struct outside *outside,
                            const struct finding *finding) {
        CLEANUP(buffer_deinit) struct buffer base64 = BUFFER_INIT;
        char moment[MOMENT_TEXT_SIZE];

        if (r != 0)
                return json_pack("{s:b,s:n,s:n,s:n,s:n,s:n,s:n,s:s}", "valid", false, "origin", "index", "size", "entry", "entry_base64", "witnessed", "wrong",
                                 finding->text);
        if (base64_encode((const uint8_t *)proof->entry, proof->entry_len, &base64) < 0)
                return NULL;
        moment_format((int64_t)outside->witnessed_s * 1000, false, moment);
        return json_pack("{s:b,s:s,s:I,s:I,s:o,s:s,s:o,s:n}", "valid", true, "origin", checkpoint->origin, "index", (json_int_t)proof->index, "size",
                         (json_int_t)checkpoint->size, "entry",
                         is_printable(proof) ? json_stringn(proof->entry, proof->entry_len) : json_null(), "entry_base64",
                         buffer_text(&base64), "witnessed", outside->witnessed_s > 0 ? json_string(moment) : json_null(), "wrong");
}

static int print_checked(int r, const struct proof *proof, const struct checkpoint *checkpoint, const struct outside *outside,
                         const struct finding *finding, bool json) {
        bool plain = r == 0 && is_printable(proof);

        if (json)
                return auditing_print_json(checked_json(r, proof, checkpoint, outside, finding));
        if (r != 0)
                return COMMAND_DONE;
        printf("entry %llu of the %llu that %s signed:\n", (unsigned long long)proof->index, (unsigned long long)checkpoint->size,
               checkpoint->origin);
        for (size_t i = 0; i < proof->entry_len; i++)
                if (plain || (proof->entry[i] >= ' ' && proof->entry[i] <= '~' && proof->entry[i] != '\\'))
                        putchar(proof->entry[i]);
                else
                        printf("\\x%02x", (unsigned char)proof->entry[i]);
        putchar('\n');
        outside_print(outside);
        return COMMAND_DONE;
}

/* ---- checking ---- */

struct case_given {
        struct outside outside;
        const char *proof_file, *entry_file, *export;
        const char *formers[AUDITING_VKEYS_MAX];
        size_t former_count;
        bool followed;                               /* the export is of the proof's ledger: its keys are good, not only the given ones */
        struct continued_proof continued;            /* where the export goes on for the proof's ledger */
        struct vkey vkeys[OUTSIDE_VKEYS_MAX];
        size_t count;
};

static int read_proof(const char *file, struct buffer *bytes, struct proof *proof, struct finding *finding) {
        int r = file_read(file, PROOF_MAX_LEN, bytes);

        if (r == -EFBIG)
                return finding_set(finding, "longer than a proof can be");
        return r < 0 ? r : proof_parse(buffer_text(bytes), bytes->len, proof, finding);
}

/* Who has the entry need not believe the proof's: it is only a claim there, and some logs keep something else in that line. */
static int take_entry(const char *file, struct proof *proof, struct finding *finding) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        int r = file_read(file, BUNDLE_ENTRY_MAX_LEN, &bytes);

        if (r == -EFBIG)
                return finding_set(finding, "%.300s is longer than an entry can be", file);
        if (r < 0)
                return finding_set(finding, "the entry in %.300s cannot be read: %s", file, strerror(-r));
        if (bytes.len > 0)
                memcpy(proof->entry, bytes.data, bytes.len);
        proof->entry_len = bytes.len;
        proof->has_entry = true;
        return 0;
}

/*
 * What an export, whose checkpoint is signed by what the given keys lead to, says of the proof's: the keys that the ledger had
 * at its size; or, when the export goes on for its ledger, whether it is a state of what it goes on for.
 */
static int follow(struct case_given *given, const struct checkpoint *checkpoint, struct rotation_keys *ret_keys, struct finding *finding) {
        CLEANUP(exported_cleanup) struct exported *exported = NULL;
        int r = exported_open(given->export, given->vkeys, given->count, &exported, finding);

        if (r != 0)
                return r;
        given->followed = strcmp(exported->checkpoint.origin, checkpoint->origin) == 0;
        if (given->followed)
                return rotation_follow(exported, checkpoint->size, given->vkeys, given->count, ret_keys);
        return continued_vouch(exported, given->formers, given->former_count, checkpoint, &given->continued, finding);
}

/* Under keys, or as what they vouch for. */
static int check_once(const struct case_given *given, const struct proof *proof, const struct rotation_keys *keys,
                      struct checkpoint *checkpoint, struct finding *finding) {
        const struct vkey *vkeys = given->followed ? keys->vkeys : given->vkeys;
        size_t count = given->followed ? keys->count : given->count;
        struct entry entry;

        return given->continued.vouched ? proof_check_vouched(proof, checkpoint, vkeys, count, &entry, finding)
                                        : proof_check(proof, vkeys, count, &entry, checkpoint, finding);
}

/* A line cut out of entries.jsonl has the newline that is no part of the entry. */
static int check_as_given(const struct case_given *given, struct proof *proof, const struct rotation_keys *keys, struct checkpoint *checkpoint,
                          struct finding *finding) {
        int r = check_once(given, proof, keys, checkpoint, finding);

        if (r != LEDGER_E_INVALID || !given->entry_file || proof->entry_len == 0 || proof->entry[proof->entry_len - 1] != '\n')
                return r;
        proof->entry_len--;
        return check_once(given, proof, keys, checkpoint, finding);
}

static int check(struct case_given *given, struct proof *proof, struct buffer *bytes, struct checkpoint *ret_checkpoint, struct finding *finding) {
        struct rotation_keys keys = { .count = 0 };
        struct note note;
        int r = read_proof(given->proof_file, bytes, proof, finding);

        if (r == 0 && given->entry_file)
                r = take_entry(given->entry_file, proof, finding);
        if (r == 0)
                r = proof_checkpoint(proof, ret_checkpoint, finding);
        if (r == 0 && given->export)
                r = follow(given, ret_checkpoint, &keys, finding);
        if (r == 0)
                r = check_as_given(given, proof, &keys, ret_checkpoint, finding);
        if (r == 0 && note_parse(proof->checkpoint, proof->checkpoint_len, &note) != 0)
                return finding_set(finding, "there is no readable checkpoint in it");
        return r == 0 ? outside_demand(&given->outside, &note, finding) : r;
}

/* Of a proof that is good. */
static void tell_generation(const struct case_given *given, const struct checkpoint *checkpoint, bool json) {
        const struct checkpoint *known = &given->continued.known;

        if (!known->origin[0])
                return;
        if (!given->continued.vouched)
                command_error("note: %s goes on for the first %llu entries of %s; whether this proof is of their tree was not looked at: give "
                              "their export with --former", given->export, (unsigned long long)known->size, known->origin);
        else if (!json)
                printf("%s goes on for its first %llu entries, of whose tree these %llu are the beginning\n", given->export,
                       (unsigned long long)known->size, (unsigned long long)checkpoint->size);
}

static int check_and_print(struct case_given *given, bool json) {
        static struct proof proof;
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        struct checkpoint checkpoint;
        struct finding finding;
        int r, status;

        r = check(given, &proof, &bytes, &checkpoint, &finding);
        status = auditing_report(r, given->proof_file, &finding);
        if (r >= 0 && print_checked(r, &proof, &checkpoint, &given->outside, &finding, json) != COMMAND_DONE)
                return COMMAND_FAULT;
        if (r == 0)
                tell_generation(given, &checkpoint, json);
        return status;
}

static int run_check_proof(int argc, char **argv) {
        struct case_given given = { .count = 0 };
        const char *files[AUDITING_VKEYS_MAX];
        bool json = false;
        struct command_option options[] = {
                { .name = "vkey", .list = files, .list_max = AUDITING_VKEYS_MAX, .list_count = &given.count },
                { .name = "witness", .list = given.outside.witnesses, .list_max = AUDITING_VKEYS_MAX, .list_count = &given.outside.witness_count },
                { .name = "policy", .value = &given.outside.policy_file },
                { .name = "entry", .value = &given.entry_file },
                { .name = "export", .value = &given.export },
                { .name = "former", .list = given.formers, .list_max = AUDITING_VKEYS_MAX, .list_count = &given.former_count },
                { .name = "json", .flag = &json },
        };
        int count, r;

        r = command_options(argc, argv, options, ARRAY_LEN(options), 1, 1, &count);
        if (r == COMMAND_DONE)
                r = outside_read(&given.outside);
        if (r == COMMAND_DONE)
                r = outside_vkeys(&given.outside, files, given.count, given.vkeys, &given.count);
        if (r == COMMAND_DONE && given.count == 0) {
                command_error("check-proof: --vkey FILE is missing; a proof is worth something only under a key that you trust");
                r = COMMAND_FAULT;
        }
        if (r == COMMAND_DONE && given.former_count > 0 && !given.export) {
                command_error("check-proof: --former FOLDER goes with --export FOLDER, the export of the ledger that goes on for it");
                r = COMMAND_FAULT;
        }
        if (r == COMMAND_DONE) {
                given.proof_file = argv[1];
                r = check_and_print(&given, json);
        }
        outside_deinit(&given.outside);
        return r;
}

const struct member_command ledger_proof_commands[] = {
        { COMMAND_LEDGER_CHECK_PROOF, run_check_proof },
        { .run = NULL },
};
