/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * `pickupbox witness serve`: the same for who asks over HTTP.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "controller/command/auditing.h"
#include "controller/command/member.h"
#include "controller/command/witness_server.h"
#include "controller/command/witnessing.h"

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

static int serve(struct witness *witness, const struct vkey *logs, size_t log_count, const char *address, uint16_t port) {
        struct witness_server_options options = { .witness = witness, .logs = logs, .log_count = log_count };
        bool six = strchr(address, ':');
        int r;

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

        r = command_options(argc, argv, options, ARRAY_LEN(options), 0, 0, &count);
        if (r == COMMAND_DONE && port_text)
                r = parse_port(port_text, &port);
        if (r == COMMAND_DONE)
                r = auditing_given_keys(&keys, given, log_count, logs);
        if (r == COMMAND_DONE && log_count == 0) {
                command_error("--log VKEY is missing: the verifier key of each ledger that this witness answers for");
                r = COMMAND_FAULT;
        }
        if (r == COMMAND_DONE)
                r = witnessing_start(state, key, NULL, &witness);
        return r == COMMAND_DONE ? serve(witness, logs, log_count, address, port) : r;
}

const struct member_command witness_commands[] = {
        { COMMAND_WITNESS_SERVE, run_serve },
        { .run = NULL },
};
