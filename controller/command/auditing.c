/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/command/auditing.h"

#include <errno.h>
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

/* ---- keys ---- */

static bool is_file(const char *given) {
        return access(given, F_OK) == 0;
}

/* A key itself, or the content of a file that holds one. 0, NOTE_E_MALFORMED, or a negative errno when the file cannot be read. */
static int read_key(const char *given, uint8_t type, struct vkey *ret_vkey) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        int r;

        if (strchr(given, '+') && !is_file(given))
                return vkey_parse_type(given, strlen(given), type, ret_vkey);
        r = file_read(given, NOTE_VKEY_MAX, &text);
        if (r == -EFBIG)
                return NOTE_E_MALFORMED;
        return r < 0 ? r : vkey_parse_type(buffer_text(&text), text.len, type, ret_vkey);
}

static bool is_origin(const char *text, size_t len) {
        for (size_t i = 0; i < len; i++)
                if ((unsigned char)text[i] < 0x20)
                        return false;
        return len > 0 && len <= NOTE_NAME_MAX;
}

/* ORIGIN=KEY: an origin may hold a '=' as well, so the first one that a key follows separates them. */
static int read_with_origin(const char *given, uint8_t type, struct vkey *ret_vkey) {
        for (const char *equals = strchr(given, '='); equals; equals = strchr(equals + 1, '=')) {
                size_t len = (size_t)(equals - given);

                if (!is_origin(given, len) || !equals[1] || read_key(equals + 1, type, ret_vkey) != 0)
                        continue;
                memcpy(ret_vkey->origin, given, len);
                ret_vkey->origin[len] = 0;
                return 0;
        }
        return NOTE_E_MALFORMED;
}

/* Only a log's key can be for an origin: a witness has its name and no other. */
static int read_given(const char *given, uint8_t type, struct vkey *ret_vkey) {
        int r = read_key(given, type, ret_vkey);

        return r != 0 && type == NOTE_TYPE_ED25519 && !is_file(given) && read_with_origin(given, type, ret_vkey) == 0 ? 0 : r;
}

int auditing_vkeys(const char *const *given, size_t count, struct vkey *ret_vkeys) {
        for (size_t i = 0; i < count; i++) {
                int r = read_given(given[i], NOTE_TYPE_ED25519, &ret_vkeys[i]);

                if (r == 0)
                        continue;
                if (r < 0)
                        command_complain(TEXT_COMMAND_VKEY_UNREAD, "file", given[i], "why", strerror(-r), NULL);
                else
                        command_complain(TEXT_COMMAND_VKEY_BAD, "file", given[i], NULL);
                return COMMAND_FAULT;
        }
        return COMMAND_DONE;
}

int auditing_given_keys(const struct auditing_keys *keys, const char *const *given, size_t count, struct vkey *ret_vkeys) {
        for (size_t i = 0; i < count; i++) {
                int r = read_given(given[i], keys->type, &ret_vkeys[i]);

                if (r == 0)
                        continue;
                if (r < 0)
                        command_error("--%s: %s is neither a verifier key nor a file that holds one", keys->option, given[i]);
                else
                        command_error("--%s: %s is not a verifier key of type %u (NAME+ID+KEY)", keys->option, given[i], keys->type);
                return COMMAND_FAULT;
        }
        return COMMAND_DONE;
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
