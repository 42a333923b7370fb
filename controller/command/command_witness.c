/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * `pickupbox ledger witness` and `witness serve`: somebody outside remembers what
 * a ledger was, and countersigns only what continues it.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "controller/command/auditing.h"
#include "controller/command/witness_server.h"
#include "controller/ledger/countersign.h"

/* ---- its files ---- */

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

static int start(const char *state, const char *key, const char *name, struct witness **ret_witness) {
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

/* ---- ledger witness ---- */

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
                r = start(state, key, name, &witness);
        if (r == COMMAND_DONE && name)
                r = print_vkey(witness_vkey(witness));
        if (r == COMMAND_DONE && count == 1)
                r = countersign(argv[1], witness, vkeys, file_count, json);
        return r;
}

/* ---- witness serve ---- */

enum { LOGS_MAX = 64, PORT_DEFAULT = 8073 };

static int parse_port(const char *text, uint16_t *ret_port) {
        struct reader reader = reader_over(text, strlen(text));
        uint64_t port;

        if (!reader_decimal(&reader, UINT16_MAX, &port) || reader.len > 0) {
                command_error("--port must be 0 to 65535; 0 takes any that is free");
                return COMMAND_FAULT;
        }
        *ret_port = (uint16_t)port;
        return COMMAND_DONE;
}

static int open_listener(const char *address, uint16_t port, int *ret_listener, uint16_t *ret_port) {
        int r = witness_server_listen(address, port, ret_listener, ret_port);

        if (r == 0)
                return COMMAND_DONE;
        if (r == -EINVAL)
                command_error("--listen: %s is not the number of an address, such as 127.0.0.1 or ::1", address);
        else
                command_error("cannot listen on %s, port %u: %s", address, port, strerror(-r));
        return COMMAND_FAULT;
}

static int serve(struct witness *witness, const char *state, const struct vkey *logs, size_t log_count, const char *address, uint16_t port) {
        struct witness_server_options options = { .witness = witness, .logs = logs, .log_count = log_count };
        char fork_path[WITNESS_SERVER_PATH_MAX];
        bool six = strchr(address, ':');
        int r;

        if (snprintf(fork_path, sizeof(fork_path), "%s-fork", state) >= (int)sizeof(fork_path)) {
                command_error("--state: the name is too long");
                return COMMAND_FAULT;
        }
        options.fork_path = fork_path;
        if (open_listener(address, port, &options.listener, &port) != COMMAND_DONE)
                return COMMAND_FAULT;
        printf("%s listens on http://%s%s%s:%u/add-checkpoint\n", witness_vkey(witness)->name, six ? "[" : "", address, six ? "]" : "", port);
        fflush(stdout);
        r = witness_server_run(&options);
        if (r < 0)
                command_error("the witness cannot answer: %s", strerror(-r));
        return r < 0 ? COMMAND_FAULT : COMMAND_DONE;
}

static int run_serve(int argc, char **argv) {
        static const struct auditing_keys keys = { .option = "log", .type = NOTE_TYPE_ED25519 };
        CLEANUP(witness_cleanup) struct witness *witness = NULL;
        const char *state = NULL, *key = NULL, *address = "127.0.0.1", *port_text = NULL, *given[LOGS_MAX];
        static struct vkey logs[LOGS_MAX];
        uint16_t port = PORT_DEFAULT;
        size_t log_count = 0;
        struct command_option options[] = {
                { .name = "state", .value = &state },
                { .name = "key", .value = &key },
                { .name = "listen", .value = &address },
                { .name = "port", .value = &port_text },
                { .name = "log", .list = given, .list_max = LOGS_MAX, .list_count = &log_count },
        };
        int count, r;

        r = auditing_start(argc, argv, options, ARRAY_LEN(options), 0, 0, &count);
        if (r == COMMAND_DONE && port_text)
                r = parse_port(port_text, &port);
        if (r == COMMAND_DONE)
                r = auditing_given_keys(&keys, given, log_count, logs);
        if (r == COMMAND_DONE && log_count == 0) {
                command_error("--log VKEY is missing: the verifier key of each ledger that this witness answers for");
                r = COMMAND_FAULT;
        }
        if (r == COMMAND_DONE)
                r = start(state, key, NULL, &witness);
        return r == COMMAND_DONE ? serve(witness, state, logs, log_count, address, port) : r;
}

const struct command ledger_witness_commands[] = {
        { "ledger", "witness", "OUT --state FILE --key FILE [--init NAME] [--vkey FILE]… [--json]",
          "countersigns an export that continues what this witness has seen; --init makes a witness and prints its key", run_witness },
        { "witness", "serve", "--state FILE --key FILE --log VKEY… [--listen 127.0.0.1] [--port N]",
          "answers add-checkpoint requests (C2SP tlog-witness) over HTTP until it is stopped", run_serve },
        { .name = NULL },
};
