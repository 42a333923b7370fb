/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/ledger/witness_state.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define HEADER "pickupbox witness 1\n"

void witness_state_deinit(struct witness_state *state) {
        free(state->logs);
        *state = (struct witness_state){ 0 };
}

/* The place of this origin, or where it would be put in. */
static size_t place_of(const struct witness_state *state, const char *origin, bool *ret_found) {
        size_t i = 0;
        int order = 1;

        while (i < state->count && (order = strcmp(state->logs[i].vkey.name, origin)) < 0)
                i++;
        *ret_found = i < state->count && order == 0;
        return i;
}

const struct witness_log *witness_state_find(const struct witness_state *state, const char *origin) {
        bool found;
        size_t i = place_of(state, origin, &found);

        return found ? &state->logs[i] : NULL;
}

int witness_state_put(struct witness_state *state, const struct witness_log *log) {
        struct witness_log *logs;
        bool found;
        size_t i = place_of(state, log->vkey.name, &found);

        if (found) {
                state->logs[i] = *log;
                return 0;
        }
        if (state->count == WITNESS_LOGS_MAX)
                return -ENOSPC;
        logs = reallocarray(state->logs, state->count + 1, sizeof(*logs));
        if (!logs)
                return -ENOMEM;
        memmove(&logs[i + 1], &logs[i], (state->count - i) * sizeof(*logs));
        logs[i] = *log;
        state->logs = logs;
        state->count++;
        return 0;
}

void witness_state_remove(struct witness_state *state, const char *origin) {
        bool found;
        size_t i = place_of(state, origin, &found);

        if (found)
                memmove(&state->logs[i], &state->logs[i + 1], (--state->count - i) * sizeof(*state->logs));
}

static bool parse_log(const char *line, size_t len, struct witness_log *ret_log) {
        struct reader reader = reader_over(line, len);
        const uint8_t *root;

        return reader_decimal(&reader, MERKLE_SIZE_MAX, &ret_log->size) && reader_text(&reader, " ") && reader_take(&reader, 44, &root) &&
               hash_parse((const char *)root, 44, &ret_log->root) && reader_text(&reader, " ") && reader.len > 0 &&
               vkey_parse((const char *)reader.data, reader.len, &ret_log->vkey) == 0;
}

static int parse_logs(struct reader *reader, struct witness_state *state) {
        struct witness_log log;
        const char *line;
        size_t len;
        int r = 0;

        while (r == 0 && reader_line(reader, &line, &len)) {
                if (!parse_log(line, len, &log) || state->count == WITNESS_LOGS_MAX ||
                    (state->count > 0 && strcmp(state->logs[state->count - 1].vkey.name, log.vkey.name) >= 0))
                        return WITNESS_STATE_E_MALFORMED;
                r = witness_state_put(state, &log);
        }
        return r == 0 && reader->len > 0 ? WITNESS_STATE_E_MALFORMED : r;
}

int witness_state_parse(const char *bytes, size_t len, struct witness_state *ret_state) {
        struct reader reader = reader_over(bytes, len);
        struct witness_state state = { 0 };
        int r;

        if (len > WITNESS_STATE_MAX_LEN || !reader_text(&reader, HEADER))
                return WITNESS_STATE_E_MALFORMED;
        r = parse_logs(&reader, &state);
        if (r != 0)
                witness_state_deinit(&state);
        else
                *ret_state = state;
        return r;
}

static int format_log(const struct witness_log *log, struct buffer *bytes) {
        int r = buffer_printf(bytes, "%llu ", (unsigned long long)log->size);

        if (r == 0)
                r = hash_format(&log->root, bytes);
        if (r == 0)
                r = buffer_append_text(bytes, " ");
        if (r == 0)
                r = vkey_format(&log->vkey, bytes);
        return r < 0 ? r : buffer_append_text(bytes, "\n");
}

int witness_state_format(const struct witness_state *state, struct buffer *ret_bytes) {
        int r = buffer_append_text(ret_bytes, HEADER);

        for (size_t i = 0; r == 0 && i < state->count; i++)
                r = format_log(&state->logs[i], ret_bytes);
        return r;
}
