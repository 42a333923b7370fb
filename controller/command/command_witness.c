/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * `pickupbox ledger witness`: somebody outside remembers what a ledger was, and
 * countersigns only what continues it.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "controller/command/auditing.h"
#include "controller/command/command_witness.h"
#include "controller/ledger/countersign.h"

static int report_open(int r, const char *state, const char *key) {
        switch (r) {
        case 0:
                return COMMAND_DONE;
        case WITNESS_E_KEY_MISSING:
                command_error("there is no key %s; --init NAME makes one, once", key);
                break;
        case WITNESS_E_KEY_EXPOSED:
                command_error("the key %s can be read or changed by others; make it its owner's alone (chmod 600) and ask who had it", key);
                break;
        case WITNESS_E_KEY_MALFORMED:
                command_error("%s is not the key of a witness, as --init NAME makes it; restore the backup", key);
                break;
        case WITNESS_E_STATE_MISSING:
                command_error("there is no %s: a witness that has forgotten what it saw would countersign anything; restore the backup", state);
                break;
        case WITNESS_E_STATE_MALFORMED:
                command_error("%s is not the memory of a witness, or it is damaged; keep it, and restore the backup", state);
                break;
        case -EBUSY:
                command_error("%s is used by another witness; there may be one only", state);
                break;
        default:
                command_error("%s, %s: %s", state, key, strerror(-r));
        }
        return COMMAND_FAULT;
}

static int print_vkey(const struct vkey *vkey) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;

        if (vkey_format(vkey, &text) < 0) {
                command_error("out of memory");
                return COMMAND_FAULT;
        }
        printf("%s\n", buffer_text(&text));
        return COMMAND_DONE;
}

static int init(const char *state, const char *key, const char *name) {
        int r = witness_create(state, key, name);

        if (r == 0)
                return COMMAND_DONE;
        if (r == -EINVAL)
                command_error("--init: \"%s\" cannot be the name of a witness; take a domain of yours, such as example.org/witness", name);
        else if (r == -EEXIST)
                command_error("--init: %s or %s is there already; a witness is made once and keeps both", state, key);
        else
                command_error("--init: %s, %s: %s", state, key, strerror(-r));
        return r == -EEXIST ? COMMAND_REFUSED : COMMAND_FAULT;
}

int witness_start(const char *state, const char *key, const char *name, struct witness **ret_witness) {
        int r;

        if (!state || !key) {
                command_error("--state FILE and --key FILE are both needed: what the witness remembers, and its key");
                return COMMAND_FAULT;
        }
        r = name ? init(state, key, name) : COMMAND_DONE;
        if (r == COMMAND_DONE)
                r = report_open(witness_open(state, key, ret_witness), state, key);
        return r;
}

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
                status = print_vkey(&done.vkey);
        }
        return status;
}

static int run_witness(int argc, char **argv) {
        CLEANUP(witness_cleanup) struct witness *witness = NULL;
        const char *state = NULL, *key = NULL, *name = NULL, *files[AUDITING_VKEYS_MAX];
        struct vkey vkeys[AUDITING_VKEYS_MAX];
        size_t file_count = 0;
        bool json = false;
        struct command_option options[] = {
                { .name = "state", .value = &state },
                { .name = "key", .value = &key },
                { .name = "init", .value = &name },
                { .name = "vkey", .list = files, .list_max = AUDITING_VKEYS_MAX, .list_count = &file_count },
                { .name = "json", .flag = &json },
        };
        int count, r;

        r = auditing_start(argc, argv, options, ARRAY_LEN(options), 0, 1, &count);
        if (r == COMMAND_DONE)
                r = auditing_vkeys(files, file_count, vkeys);
        if (r == COMMAND_DONE && count == 0 && !name) {
                command_error("witness: an export is missing; only --init NAME goes without");
                r = COMMAND_FAULT;
        }
        if (r == COMMAND_DONE)
                r = witness_start(state, key, name, &witness);
        if (r == COMMAND_DONE && name)
                r = print_vkey(witness_vkey(witness));
        if (r == COMMAND_DONE && count == 1)
                r = countersign(argv[1], witness, vkeys, file_count, json);
        return r;
}

const struct command ledger_witness_commands[] = {
        { "ledger", "witness", "OUT --state FILE --key FILE [--init NAME] [--vkey FILE]… [--json]",
          "countersigns an export that continues what this witness has seen; --init makes a witness and prints its key", run_witness },
        { .name = NULL },
};
