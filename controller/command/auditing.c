/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/command/auditing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "controller/command/command.h"

enum { LINE_SIZE = 128 };

void auditing_progress(void *context, uint64_t done, uint64_t size) {
        const char *doing = context;
        char line[LINE_SIZE];

        if (!isatty(STDERR_FILENO))
                return;
        catalogue_say(command_language(), line, sizeof(line), TEXT_COMMAND_PROGRESS, "doing", doing, "done", NUMERAL(done), "size",
                      NUMERAL(size), NULL);
        fprintf(stderr, "\r%s%s", line, done == size ? "\n" : "");
        fflush(stderr);
}

static int read_vkey(const char *file, struct vkey *ret_vkey) {
        struct buffer text = BUFFER_INIT;
        int r;

        r = file_read(file, NOTE_VKEY_MAX, &text);
        if (r < 0) {
                command_complain(TEXT_COMMAND_VKEY_UNREAD, "file", file, "why", strerror(-r), NULL);
                return COMMAND_FAULT;
        }
        r = vkey_parse(buffer_text(&text), text.len, ret_vkey);
        buffer_deinit(&text);
        if (r != 0) {
                command_complain(TEXT_COMMAND_VKEY_BAD, "file", file, NULL);
                return COMMAND_FAULT;
        }
        return COMMAND_DONE;
}

int auditing_vkeys(const char *const *files, size_t count, struct vkey *ret_vkeys) {
        int r = COMMAND_DONE;

        for (size_t i = 0; r == COMMAND_DONE && i < count; i++)
                r = read_vkey(files[i], &ret_vkeys[i]);
        return r;
}

int auditing_report(int r, const char *about, const struct finding *finding) {
        if (r == 0)
                return COMMAND_DONE;
        if (r == LEDGER_E_INVALID) {
                command_error("%s: %s", about, finding->text);
                return COMMAND_REFUSED;
        }
        command_error("%s: %s", about, strerror(-r));
        return COMMAND_FAULT;
}

int auditing_print_json(json_t *object) {
        char *text = object ? json_dumps(object, JSON_COMPACT | JSON_ENSURE_ASCII) : NULL;

        json_decref(object);
        if (!text) {
                command_complain(TEXT_COMMAND_MEMORY, NULL);
                return COMMAND_FAULT;
        }
        puts(text);
        free(text);
        return COMMAND_DONE;
}

const char *auditing_root(const struct hash *root, struct buffer *text) {
        return hash_format(root, text) == 0 ? buffer_text(text) : "";
}

static int parse_given(const struct auditing_keys *keys, const char *text, size_t len, const char *given, struct vkey *ret_vkey) {
        if (vkey_parse_type(text, len, keys->type, ret_vkey) == 0)
                return COMMAND_DONE;
        command_error("--%s: %s is not a verifier key of type %u (NAME+ID+KEY)", keys->option, given, keys->type);
        return COMMAND_FAULT;
}

static int read_given(const struct auditing_keys *keys, const char *given, struct vkey *ret_vkey) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;

        if (strchr(given, '+') && access(given, F_OK) < 0)
                return parse_given(keys, given, strlen(given), given, ret_vkey);
        if (file_read(given, NOTE_VKEY_MAX, &text) < 0) {
                command_error("--%s: %s is neither a verifier key nor a file that holds one", keys->option, given);
                return COMMAND_FAULT;
        }
        return parse_given(keys, buffer_text(&text), text.len, given, ret_vkey);
}

int auditing_given_keys(const struct auditing_keys *keys, const char *const *given, size_t count, struct vkey *ret_vkeys) {
        int r = COMMAND_DONE;

        for (size_t i = 0; r == COMMAND_DONE && i < count; i++)
                r = read_given(keys, given[i], &ret_vkeys[i]);
        return r;
}
