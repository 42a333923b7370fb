/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/ledger/witness_state.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define HEADER "pickupbox witness 2\n"
#define FORMER "pickupbox witness 1\n"

void witness_log_deinit(struct witness_log *log) {
        buffer_deinit(&log->note);
        *log = (struct witness_log){ .note = BUFFER_INIT };
}

void witness_state_deinit(struct witness_state *state) {
        for (size_t i = 0; i < state->count; i++)
                buffer_deinit(&state->logs[i].note);
        free(state->logs);
        *state = (struct witness_state){ 0 };
}

/* The place of this origin, or where it would be put in. */
static size_t place_of(const struct witness_state *state, const char *origin, bool *ret_found) {
        size_t i = 0;
        int order = 1;

        while (i < state->count && (order = strcmp(state->logs[i].origin, origin)) < 0)
                i++;
        *ret_found = i < state->count && order == 0;
        return i;
}

const struct witness_log *witness_state_find(const struct witness_state *state, const char *origin) {
        bool found;
        size_t i = place_of(state, origin, &found);

        return found ? &state->logs[i] : NULL;
}

int witness_state_put(struct witness_state *state, struct witness_log *log) {
        struct witness_log *logs, before = { .note = BUFFER_INIT };
        bool found;
        size_t i = place_of(state, log->origin, &found);

        if (found) {
                before = state->logs[i];
        } else {
                if (state->count == WITNESS_LOGS_MAX)
                        return -ENOSPC;
                logs = reallocarray(state->logs, state->count + 1, sizeof(*logs));
                if (!logs)
                        return -ENOMEM;
                memmove(&logs[i + 1], &logs[i], (state->count - i) * sizeof(*logs));
                state->logs = logs;
                state->count++;
        }
        state->logs[i] = *log;
        *log = before;
        return 0;
}

void witness_state_remove(struct witness_state *state, const char *origin) {
        bool found;
        size_t i = place_of(state, origin, &found);

        if (!found)
                return;
        buffer_deinit(&state->logs[i].note);
        memmove(&state->logs[i], &state->logs[i + 1], (--state->count - i) * sizeof(*state->logs));
}

/* ---- reading ---- */

static bool parse_tree(struct reader *reader, struct witness_log *log) {
        struct reader part;
        const uint8_t *root;
        const char *line;
        size_t len;

        if (!reader_line(reader, &line, &len))
                return false;
        part = reader_over(line, len);
        return reader_decimal(&part, MERKLE_SIZE_MAX, &log->size) && reader_text(&part, " ") && reader_take(&part, 44, &root) &&
               hash_parse((const char *)root, 44, &log->root) && reader_text(&part, " ") && part.len > 0 &&
               part.data[part.len - 1] != '\n' && vkey_parse((const char *)part.data, part.len, &log->vkey) == 0;
}

/* It is evidence only as it was signed. */
static bool check_note(const struct witness_log *log) {
        struct checkpoint checkpoint;
        struct note note;

        return note_parse(buffer_text(&log->note), log->note.len, &note) == 0 &&
               checkpoint_parse(note.text, note.text_len, &checkpoint) == 0 && strcmp(checkpoint.origin, log->origin) == 0 &&
               checkpoint.size == log->size && hash_equal(&checkpoint.root, &log->root) && note_verify(&note, &log->vkey) == 0;
}

static int parse_note(struct reader *reader, struct witness_log *log) {
        const uint8_t *bytes;
        uint64_t len;
        int r;

        if (!reader_decimal(reader, NOTE_MAX_LEN, &len) || !reader_text(reader, "\n") || !reader_take(reader, (size_t)len, &bytes))
                return WITNESS_STATE_E_MALFORMED;
        if (len == 0)
                return 0;
        r = buffer_append(&log->note, bytes, (size_t)len);
        return r < 0 ? r : check_note(log) ? 0 : WITNESS_STATE_E_MALFORMED;
}

static int parse_log(struct reader *reader, bool former, struct witness_log *log) {
        const char *line;
        size_t len;

        if (!parse_tree(reader, log))
                return WITNESS_STATE_E_MALFORMED;
        if (former) {
                memcpy(log->origin, log->vkey.name, sizeof(log->origin));
                memcpy(log->vkey.origin, log->origin, sizeof(log->origin));
                return 0;
        }
        if (!reader_line(reader, &line, &len) || len == 0 || len >= sizeof(log->origin) || memchr(line, 0, len))
                return WITNESS_STATE_E_MALFORMED;
        memcpy(log->origin, line, len);
        memcpy(log->vkey.origin, line, len);
        return parse_note(reader, log);
}

static int parse_logs(struct reader *reader, struct witness_state *state) {
        int r = 0;

        while (r == 0 && reader->len > 0) {
                struct witness_log log = { .note = BUFFER_INIT_MAX(NOTE_MAX_LEN) };

                r = parse_log(reader, state->former, &log);
                if (r == 0 && (state->count == WITNESS_LOGS_MAX ||
                               (state->count > 0 && strcmp(state->logs[state->count - 1].origin, log.origin) >= 0)))
                        r = WITNESS_STATE_E_MALFORMED;
                if (r == 0)
                        r = witness_state_put(state, &log);
                witness_log_deinit(&log);
        }
        return r;
}

int witness_state_parse(const char *bytes, size_t len, struct witness_state *ret_state) {
        struct reader reader = reader_over(bytes, len);
        struct witness_state state = { .former = reader_text(&reader, FORMER) };
        int r;

        if (len > WITNESS_STATE_MAX_LEN || (!state.former && !reader_text(&reader, HEADER)))
                return WITNESS_STATE_E_MALFORMED;
        r = parse_logs(&reader, &state);
        if (r != 0)
                witness_state_deinit(&state);
        else
                *ret_state = state;
        return r;
}

/* ---- writing ---- */

static int format_log(const struct witness_log *log, struct buffer *bytes) {
        int r = buffer_printf(bytes, "%llu ", (unsigned long long)log->size);

        if (r == 0)
                r = hash_format(&log->root, bytes);
        if (r == 0)
                r = buffer_append_text(bytes, " ");
        if (r == 0)
                r = vkey_format(&log->vkey, bytes);
        if (r == 0)
                r = buffer_printf(bytes, "\n%s\n%zu\n", log->origin, log->note.len);
        return r < 0 ? r : buffer_append(bytes, log->note.data, log->note.len);
}

int witness_state_format(const struct witness_state *state, struct buffer *ret_bytes) {
        int r = buffer_append_text(ret_bytes, HEADER);

        for (size_t i = 0; r == 0 && i < state->count; i++)
                r = format_log(&state->logs[i], ret_bytes);
        return r;
}
