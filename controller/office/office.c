/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/office.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/moment.h"

void office_path(const struct office *office, char ret_path[OFFICE_PATH_SIZE], const char *format, ...) {
        va_list args;
        int len;

        len = snprintf(ret_path, OFFICE_PATH_SIZE, "%s/", office->dir);
        va_start(args, format);
        vsnprintf(ret_path + len, (size_t)(OFFICE_PATH_SIZE - len), format, args);
        va_end(args);
}

void path_inside(char ret_path[OFFICE_PATH_SIZE], const char *folder, const char *name) {
        if (snprintf(ret_path, OFFICE_PATH_SIZE, "%s/%s", folder, name) >= OFFICE_PATH_SIZE)
                ret_path[0] = '\0';
}

int office_save(struct office *office, struct problems *problems) {
        struct buffer text = BUFFER_INIT;
        char path[OFFICE_PATH_SIZE];
        int r;

        r = state_text(office->state, &text);
        if (r < 0)
                return r;
        office_path(office, path, "office.json");
        r = file_replace(path, text.data, text.len, 0600);
        buffer_deinit(&text);
        return r < 0 ? problems_add_fault(problems, r, TEXT_PROBLEM_WRITE_OLD_STANDS, "path", path, NULL) : 0;
}

void office_close(struct office *office) {
        if (!office)
                return;
        state_free(office->state);
        registry_close(office->registry);
        problems_deinit(&office->notices);
        if (office->lock_fd >= 0)
                close(office->lock_fd);
        free(office);
}

static void note_key(const char *name, const struct state_validity *key, int64_t now_s, struct problems *notes) {
        char until[MOMENT_TEXT_SIZE];

        if (key->until > now_s + (int64_t)OFFICE_KEY_WARNING_DAYS * 86400)
                return;
        moment_format((int64_t)key->until * 1000, false, until);
        problems_add(notes, key->until > now_s ? TEXT_PROBLEM_KEY_ENDS : TEXT_PROBLEM_KEY_ENDED, "key", name, "day", CUT(until, 10), NULL);
}

void office_note_keys(const struct office *office, int64_t now_s, struct problems *notes) {
        const struct state *state = office->state;
        char from[MOMENT_TEXT_SIZE];

        for (int i = 0; i < STATE_KEY_KINDS; i++)
                if (state_has_key(state, (enum state_key)i))
                        note_key(state_key_name((enum state_key)i), &state->keys[i], now_s, notes);
        if (state->keys[STATE_KEY_ROOT].from > now_s) {
                moment_format((int64_t)state->keys[STATE_KEY_ROOT].from * 1000, false, from);
                problems_add(notes, TEXT_PROBLEM_ROOT_COMES, "day", CUT(from, 10), NULL);
        }
        if (state->keys[STATE_KEY_CODE].from > now_s) {
                moment_format((int64_t)state->keys[STATE_KEY_CODE].from * 1000, false, from);
                problems_add(notes, TEXT_PROBLEM_KEYS_COME, "day", CUT(from, 10), NULL);
        }
}
