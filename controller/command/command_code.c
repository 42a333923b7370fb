/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "base/moment.h"
#include "controller/command/member.h"
#include "controller/audit/inspect.h"

enum { INPUT_MAX = 4096, KEY_FILE_MAX = 256 };

struct arguments {
        const char *text, *bundle, *key, *root, *box, *at;
        bool json;
};

static int read_arguments(int argc, char **argv, struct arguments *arguments) {
        const struct command_option options[] = {
                { .name = "bundle", .value = &arguments->bundle },
                { .name = "key", .value = &arguments->key },
                { .name = "root", .value = &arguments->root },
                { .name = "box", .value = &arguments->box },
                { .name = "at", .value = &arguments->at },
                { .name = "json", .flag = &arguments->json },
        };
        int count, r;

        r = command_options(argc, argv, options, ARRAY_LEN(options), 1, 1, &count);
        if (r != COMMAND_DONE)
                return r;
        arguments->text = argv[1];
        if (arguments->bundle && arguments->key) {
                command_error("--bundle and --key exclude each other: give one of them");
                return COMMAND_FAULT;
        }
        if (arguments->root && !arguments->bundle) {
                command_error("--root checks a bundle: give --bundle FILE as well");
                return COMMAND_FAULT;
        }
        if (arguments->box && !box_id_valid(arguments->box)) {
                command_error("--box %s: a box id is 1 to 5 characters of A-Z and 0-9", arguments->box);
                return COMMAND_FAULT;
        }
        return COMMAND_DONE;
}

static int read_time(const char *at, int64_t *ret_now_s) {
        struct timespec now;
        int64_t wall_ms;

        if (!at) {
                clock_gettime(CLOCK_REALTIME, &now);
                *ret_now_s = now.tv_sec;
                return COMMAND_DONE;
        }
        if (!moment_parse(at, &wall_ms)) {
                command_error("--at %s: give an RFC 3339 time such as 2026-09-25T12:00:00Z", at);
                return COMMAND_FAULT;
        }
        *ret_now_s = wall_ms / 1000;
        return COMMAND_DONE;
}

static int read_root(const char *root, struct public_key *ret_key) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT_MAX(KEY_FILE_MAX);
        int r;

        if (public_key_parse(root, strlen(root), ret_key))
                return COMMAND_DONE;
        r = file_read(root, KEY_FILE_MAX, &text);
        if (r < 0) {
                command_error("--root %s: neither 64 hexadecimal digits nor a file: %s", root, strerror(-r));
                return COMMAND_FAULT;
        }
        if (!public_key_parse(buffer_text(&text), text.len, ret_key)) {
                command_error("--root %s: the file does not hold a root key (64 hexadecimal digits, as in root.pub)", root);
                return COMMAND_FAULT;
        }
        return COMMAND_DONE;
}

/* Without --root nobody vouches for the bundle but whoever gave it here, and that is said. */
static int read_bundle(const struct arguments *arguments, struct bundle **ret_bundle) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT_MAX(BUNDLE_MAX_LEN);
        struct public_key root;
        int r;

        if (arguments->root) {
                r = read_root(arguments->root, &root);
                if (r != COMMAND_DONE)
                        return r;
        }
        r = file_read(arguments->bundle, BUNDLE_MAX_LEN, &bytes);
        if (r < 0) {
                command_error("cannot read the bundle %s: %s", arguments->bundle, r == -EFBIG ? "no bundle is that long" : strerror(-r));
                return COMMAND_FAULT;
        }
        if (arguments->root)
                r = bundle_open(bytes.data, bytes.len, &root, ret_bundle);
        else
                r = bundle_read_unverified(bytes.data, bytes.len, ret_bundle);
        if (r < 0) {
                command_error("%s: %s", arguments->bundle, strerror(-r));
                return COMMAND_FAULT;
        }
        if (r > 0) {
                command_error("%s: not a bundle to judge by (%s)%s", arguments->bundle, refusal_name((enum refusal)r),
                              r == REFUSAL_UNKNOWN_KEY ? ": it is signed by another root than --root says" : "");
                return COMMAND_REFUSED;
        }
        if (!arguments->root)
                command_error("note: who signed %s was not checked; give --root FILE|HEX to check it", arguments->bundle);
        return COMMAND_DONE;
}

/* *ret_too_long: standard input holds more than any text of ours. */
static int read_text(const char *argument, struct buffer *text, bool *ret_too_long) {
        int r;

        *ret_too_long = false;
        if (strcmp(argument, "-") != 0)
                r = buffer_append(text, argument, strnlen(argument, INPUT_MAX));
        else
                r = file_read("-", INPUT_MAX, text);
        if (r < 0 && r != -EFBIG) {
                command_error("standard input: %s", strerror(-r));
                return COMMAND_FAULT;
        }
        *ret_too_long = r == -EFBIG;
        return COMMAND_DONE;
}

static int print(const struct inspection *inspection, bool json) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        int r = json ? inspection_format_json(inspection, &text) : inspection_format_text(inspection, &text);

        if (r == 0 && (fputs(buffer_text(&text), stdout) == EOF || fflush(stdout) == EOF))
                r = -errno;
        if (r < 0) {
                command_error("writing the result: %s", strerror(-r));
                return COMMAND_FAULT;
        }
        if (!json && inspection->verdict == INSPECT_UNCHECKED)
                puts(inspection->kind == INSPECT_RECEIPT ?
                             "Well-formed. `pickupbox ledger verify` and `ledger prove` check receipts against an export." :
                             "Well-formed. To check the signature, give --bundle FILE or --key HEX.");
        if (!json && inspection->verdict == INSPECT_VALID && inspection->kind == INSPECT_CODE)
                puts("Whether it is stored, replaced or already issued only the box knows.");
        return inspection->verdict == INSPECT_VALID ? COMMAND_DONE : COMMAND_REFUSED;
}

static int run_inspect(int argc, char **argv) {
        CLEANUP(bundle_cleanup) struct bundle *bundle = NULL;
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT_MAX(INPUT_MAX);
        struct arguments arguments = { 0 };
        struct inspection inspection = { .kind = INSPECT_UNKNOWN, .verdict = INSPECT_REFUSED, .reason = REFUSAL_TOO_LONG };
        struct inspect_by by = { 0 };
        struct public_key key;
        bool too_long;
        int r;

        r = read_arguments(argc, argv, &arguments);
        if (r == COMMAND_DONE)
                r = read_time(arguments.at, &by.now_s);
        if (r == COMMAND_DONE && arguments.bundle)
                r = read_bundle(&arguments, &bundle);
        if (r == COMMAND_DONE)
                r = read_text(arguments.text, &text, &too_long);
        if (r != COMMAND_DONE)
                return r;
        if (arguments.key) {
                if (!public_key_parse(arguments.key, strlen(arguments.key), &key)) {
                        command_error("--key %s: a public key is 64 hexadecimal digits", arguments.key);
                        return COMMAND_FAULT;
                }
                by.key = &key;
        }
        by.bundle = bundle;
        by.box_id = arguments.box;
        r = too_long ? 0 : inspect(buffer_text(&text), text.len, &by, &inspection);
        if (r < 0) {
                command_error("inspecting: %s", strerror(-r));
                return COMMAND_FAULT;
        }
        return print(&inspection, arguments.json);
}

const struct member_command code_commands[] = {
        { COMMAND_CODE_INSPECT, run_inspect },
        { .run = NULL },
};
