/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * `pickupbox ledger …`: the verifiable log for those who must not trust the box.
 * Only `export` needs the box's folder; the others work on an export anywhere.
 */
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/moment.h"
#include "controller/command/auditing.h"
#include "controller/command/member.h"
#include "controller/command/exporting.h"
#include "controller/command/formers.h"
#include "controller/command/outside.h"
#include "controller/ledger/export.h"
#include "controller/ledger/proof.h"
#include "controller/ledger/verify.h"
#include "controller/box/store/store.h"

static const char not_pinned[] = "key not pinned: the export agrees with itself, but only --vkey FILE, with a key from the office, "
                                 "shows that it is the box's";

/* ---- export ---- */

static int run_export(int argc, char **argv) {
        CLEANUP(store_cleanup) struct store *store = NULL;
        CLEANUP(secret_key_cleanup) struct secret_key *key = NULL;
        struct buffer root = BUFFER_INIT;
        struct checkpoint checkpoint;
        struct ledger_source source;
        struct finding finding;
        bool json = false;
        struct command_option options[] = { { .name = "json", .flag = &json } };
        int count, r;

        r = command_options(argc, argv, options, ARRAY_LEN(options), 2, 2, &count);
        if (r == COMMAND_DONE)
                r = exporting_open(argv[1], 0, &store, &key);
        if (r != COMMAND_DONE)
                return r;
        store_source(store, &source);
        r = ledger_export(&source, store_origin(store), key, argv[2], auditing_progress, (char[]){ "exporting" }, &checkpoint, &finding);
        if (r != 0)
                return exporting_report(r, argv[1], argv[2], &finding);
        if (json)
                r = auditing_print_json(json_pack("{s:s,s:I,s:s,s:s}", "origin", checkpoint.origin, "size", (json_int_t)checkpoint.size, "root",
                                         auditing_root(&checkpoint.root, &root), "out", argv[2]));
        else
                printf("%s: %llu entr%s of %s, checkpoint signed, root %s\n", argv[2], (unsigned long long)checkpoint.size,
                       checkpoint.size == 1 ? "y" : "ies", checkpoint.origin, auditing_root(&checkpoint.root, &root));
        buffer_deinit(&root);
        return r;
}

/* ---- verify and compare ---- */

static json_t *verdict_json(int r, const struct ledger_verdict *verdict) {
        struct buffer root = BUFFER_INIT;
        bool known = verdict->origin[0];
        json_t *object;

        object = json_pack("{s:b,s:o,s:o,s:o,s:b,s:b,s:I,s:I,s:o}", "valid", r == 0, "origin", known ? json_string(verdict->origin) : json_null(), "size",
                           known ? json_integer((json_int_t)verdict->size) : json_null(), "root",
                           known ? json_string(auditing_root(&verdict->root, &root)) : json_null(), "pinned", verdict->pinned, "unfinished",
                           verdict->unfinished, "minimum", (json_int_t)verdict->minimum, "aside",
                           (json_int_t)verdict->aside.count, "wrong", r == 0 ? json_null() : json_string(verdict->finding.text));
        buffer_deinit(&root);
        return object;
}

/* What others say of it comes into the same object. */
static json_t *verified_json(int r, const struct ledger_verdict *verdict, const struct outside *outside) {
        char moment[MOMENT_TEXT_SIZE];
        json_t *object = verdict_json(r, verdict);

        moment_format((int64_t)outside->witnessed_s * 1000, false, moment);
        if (object && (json_object_set_new(object, "witnessed", r == 0 && outside->witnessed_s > 0 ? json_string(moment) : json_null()) < 0 ||
                       json_object_set_new(object, "seen", r == 0 && outside->saw_it ? json_integer((json_int_t)outside->seen_size)
                                                                                             : json_null()) < 0)) {
                json_decref(object);
                return NULL;
        }
        return object;
}

/* What is not there, or lies there besides, is told, so that nobody takes it for verified. */
static void tell_aside(const char *out, const struct ledger_verdict *verdict) {
        if (verdict->minimum > 0)
                command_error("note: %s: the first %llu entries are gone, as a log may prune them; what they were was not judged", out,
                              (unsigned long long)verdict->minimum);
        if (verdict->aside.count == 1)
                command_error("note: %s: %s; it was not judged", out, verdict->aside.first.text);
        else if (verdict->aside.count > 1)
                command_error("note: %s: %s, and there are %llu more such files; they were not judged", out, verdict->aside.first.text,
                              (unsigned long long)verdict->aside.count - 1);
}

static int print_verified(int r, const char *out, const struct ledger_verdict *verdict, const struct outside *outside, bool json) {
        int status = auditing_report(r, out, &verdict->finding);

        if (json && r >= 0 && auditing_print_json(verified_json(r, verdict, outside)) != COMMAND_DONE)
                return COMMAND_FAULT;
        if (r == 0 && !json) {
                printf("%s: %llu entr%s of %s, %s\n", out, (unsigned long long)verdict->size, verdict->size == 1 ? "y" : "ies",
                       verdict->origin, !verdict->pinned        ? "consistent; key not pinned"
                                        : verdict->minimum == 0 ? "complete, unchanged and signed by the given key"
                                                                : "unchanged from the first that is there, and signed by the given key");
                outside_print(outside);
        }
        if (r == 0)
                tell_aside(out, verdict);
        if (r == 0 && verdict->unfinished)
                command_error("%s: an export into it was cut off, or is running; this is the verdict on its checkpoint. `pickupbox ledger "
                              "export` finishes it", out);
        if (r == 0 && !verdict->pinned)
                command_error("%s", not_pinned);
        return status;
}

static int run_verify(int argc, char **argv) {
        CLEANUP(outside_deinit) struct outside outside = { .witness_count = 0 };
        CLEANUP(formers_deinit) struct formers formers = { .count = 0 };
        struct ledger_verdict verdict;
        struct vkey vkeys[OUTSIDE_VKEYS_MAX];
        const char *files[AUDITING_VKEYS_MAX];
        size_t file_count = 0;
        bool json = false;
        struct command_option options[] = {
                { .name = "policy", .value = &outside.policy_file },
                { .name = "vkey", .list = files, .list_max = AUDITING_VKEYS_MAX, .list_count = &file_count },
                { .name = "witness", .list = outside.witnesses, .list_max = AUDITING_VKEYS_MAX, .list_count = &outside.witness_count },
                { .name = "seen", .list = outside.seen, .list_max = AUDITING_VKEYS_MAX, .list_count = &outside.seen_count },
                { .name = "former", .list = formers.given, .list_max = AUDITING_VKEYS_MAX, .list_count = &formers.count },
                { .name = "json", .flag = &json },
        };
        int count, r;

        r = command_options(argc, argv, options, ARRAY_LEN(options), 1, 1, &count);
        if (r == COMMAND_DONE)
                r = outside_read(&outside);
        if (r == COMMAND_DONE)
                r = formers_read(&formers);
        if (r == COMMAND_DONE)
                r = outside_vkeys(&outside, files, file_count, vkeys, &file_count);
        if (r != COMMAND_DONE)
                return r;
        r = ledger_verify(argv[1], vkeys, file_count, auditing_progress, (char[]){ "verifying" }, &verdict);
        if (r == 0)
                r = formers_check(&formers, argv[1], &outside, vkeys, file_count, &verdict.finding);
        if (r == 0)
                r = outside_check(&outside, argv[1], vkeys, file_count, &verdict);
        count = print_verified(r, argv[1], &verdict, &outside, json);
        if (r == 0)
                formers_print(&formers, argv[1], json);
        return count;
}

static int report_comparison(int r, char **argv, const struct ledger_verdict *old, const struct ledger_verdict *new, bool json) {
        bool in_old = r != 0 && old->finding.text[0];
        const struct finding *finding = in_old ? &old->finding : &new->finding;
        int status = auditing_report(r, in_old ? argv[1] : argv[2], finding);

        if (json && r >= 0)
                return auditing_print_json(json_pack("{s:b,s:o,s:o,s:o}", "valid", r == 0, "old",
                                            verdict_json(in_old ? r : 0, old), "new", in_old ? json_null() : verdict_json(r, new), "wrong",
                                            r == 0 ? json_null() : json_string(finding->text))) == COMMAND_DONE
                               ? status
                               : COMMAND_FAULT;
        if (r == 0)
                printf("%s continues %s: %llu entries as before, %llu new\n", argv[2], argv[1], (unsigned long long)old->size,
                       (unsigned long long)(new->size - old->size));
        return status;
}

static int run_compare(int argc, char **argv) {
        CLEANUP(outside_deinit) struct outside outside = { .witness_count = 0 };
        struct ledger_verdict old = { 0 }, new = { 0 };
        struct vkey vkeys[OUTSIDE_VKEYS_MAX];
        const char *files[AUDITING_VKEYS_MAX];
        size_t file_count = 0;
        bool json = false;
        struct command_option options[] = {
                { .name = "vkey", .list = files, .list_max = AUDITING_VKEYS_MAX, .list_count = &file_count },
                { .name = "policy", .value = &outside.policy_file },
                { .name = "json", .flag = &json },
        };
        int count, r, status;

        r = command_options(argc, argv, options, ARRAY_LEN(options), 2, 2, &count);
        if (r == COMMAND_DONE)
                r = outside_read(&outside);
        if (r == COMMAND_DONE)
                r = outside_vkeys(&outside, files, file_count, vkeys, &file_count);
        if (r != COMMAND_DONE)
                return r;
        r = ledger_compare(argv[1], argv[2], vkeys, file_count, auditing_progress, (char[]){ "comparing" }, &old, &new);
        if (r == 0)
                r = outside_check(&outside, argv[2], vkeys, file_count, &new);
        status = report_comparison(r, argv, &old, &new, json);
        if (r == 0) {
                tell_aside(argv[1], &old);
                tell_aside(argv[2], &new);
        }
        if (r == 0 && !new.pinned)
                command_error("%s", not_pinned);
        return status;
}

/* ---- proofs ---- */

static int parse_index(const char *text, uint64_t *ret_index) {
        struct reader reader = reader_over(text, strlen(text));

        if (!reader_decimal(&reader, MERKLE_SIZE_MAX - 1, ret_index) || reader.len > 0) {
                command_error("%s is not the number of an entry; the first is 0", text);
                return COMMAND_FAULT;
        }
        return COMMAND_DONE;
}

static int check_receipt(const struct exported *exported, const struct buffer *text, const struct vkey *vkeys, size_t count, uint64_t *ret_index) {
        struct receipt receipt;
        struct finding finding;
        int r;

        if (receipt_parse(buffer_text(text), text->len, &receipt) != 0) {
                command_error("this is not a receipt; it begins with RC1: and has %d characters", 4 + RECEIPT_LEN / 2 * 3);
                return COMMAND_REFUSED;
        }
        r = ledger_check_receipt(exported, &receipt, vkeys, count, &finding);
        if (r == 0)
                *ret_index = receipt.index;
        return auditing_report(r, "receipt", &finding);
}

static int write_proof(const struct buffer *proof, const char *file) {
        int r;

        if (!file || strcmp(file, "-") == 0) {
                fwrite(proof->data, 1, proof->len, stdout);
                return COMMAND_DONE;
        }
        r = file_replace(file, proof->data, proof->len, 0644);
        if (r < 0) {
                command_error("cannot write %s: %s", file, strerror(-r));
                return COMMAND_FAULT;
        }
        return COMMAND_DONE;
}

static int prove(const char *out, const char *index_text, const struct buffer *receipt, const struct vkey *vkeys, size_t count, const char *file) {
        CLEANUP(exported_cleanup) struct exported *exported = NULL;
        struct buffer proof = BUFFER_INIT;
        struct finding finding;
        uint64_t index;
        int r;

        if (index_text && parse_index(index_text, &index) != COMMAND_DONE)
                return COMMAND_FAULT;
        r = auditing_report(exported_open(out, vkeys, count, &exported, &finding), out, &finding);
        if (r == COMMAND_DONE && !index_text)
                r = check_receipt(exported, receipt, vkeys, count, &index);
        if (r == COMMAND_DONE)
                r = auditing_report(ledger_prove(exported, index, &proof, &finding), out, &finding);
        if (r == COMMAND_DONE)
                r = write_proof(&proof, file);
        buffer_deinit(&proof);
        return r;
}

static int run_prove(int argc, char **argv) {
        CLEANUP(buffer_deinit) struct buffer receipt_text = BUFFER_INIT;
        CLEANUP(outside_deinit) struct outside outside = { .witness_count = 0 };
        const char *receipt = NULL, *file = NULL, *files[AUDITING_VKEYS_MAX];
        struct vkey vkeys[OUTSIDE_VKEYS_MAX];
        size_t file_count = 0;
        struct command_option options[] = {
                { .name = "receipt", .value = &receipt },
                { .name = "output", .letter = 'o', .value = &file },
                { .name = "policy", .value = &outside.policy_file },
                { .name = "vkey", .list = files, .list_max = AUDITING_VKEYS_MAX, .list_count = &file_count },
        };
        int count, r;

        r = command_options(argc, argv, options, ARRAY_LEN(options), 1, 2, &count);
        if (r == COMMAND_DONE)
                r = outside_read(&outside);
        if (r == COMMAND_DONE)
                r = outside_vkeys(&outside, files, file_count, vkeys, &file_count);
        if (r != COMMAND_DONE)
                return r;
        if ((count == 2) == (receipt != NULL)) {
                command_error("prove: give either the number of an entry or --receipt TEXT|FILE");
                return COMMAND_FAULT;
        }
        if (receipt)
                r = outside_photograph("receipt", receipt, &receipt_text);
        return r == COMMAND_DONE ? prove(argv[1], count == 2 ? argv[2] : NULL, &receipt_text, vkeys, file_count, file) : r;
}

const struct member_command ledger_commands[] = {
        { COMMAND_LEDGER_EXPORT, run_export },
        { COMMAND_LEDGER_VERIFY, run_verify },
        { COMMAND_LEDGER_PROVE, run_prove },
        { COMMAND_LEDGER_COMPARE, run_compare },
        { .run = NULL },
};
