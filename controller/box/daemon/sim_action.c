/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/sim_action.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/file.h"
#include "base/moment.h"
#include "controller/box/daemon/control_request.h"

struct words {
        int count;
        char *const *list;
        char *message;          /* SIM_ACTION_MESSAGE_SIZE */
};

static json_t *wrong(struct words *words, const char *format, ...) PRINTF_LIKE(2, 3);

static json_t *wrong(struct words *words, const char *format, ...) {
        va_list arguments;

        va_start(arguments, format);
        vsnprintf(words->message, SIM_ACTION_MESSAGE_SIZE, format, arguments);
        va_end(arguments);
        return NULL;
}

/* A whole number without sign; false when it is none or over max. */
static bool number_read(const char *text, long long max, long long *ret_number) {
        char *end;
        long long number;

        if (*text < '0' || *text > '9')
                return false;
        errno = 0;
        number = strtoll(text, &end, 10);
        if (errno || *end || number > max)
                return false;
        *ret_number = number;
        return true;
}

static json_t *parse_scan(struct words *words) {
        CLEANUP(buffer_wipe) struct buffer bytes = BUFFER_INIT, text = BUFFER_INIT;
        const char *word = words->list[1];
        int r = *word == '@' ? file_read(word + 1, CONTROL_SCAN_MAX, &bytes) : buffer_append_text(&bytes, word);

        if (r < 0)
                return wrong(words, "cannot read %s: %s", word + 1, r == -EFBIG ? "no code is that long" : strerror(-r));
        if (bytes.len > CONTROL_SCAN_MAX)
                return wrong(words, "no code is that long");
        /* A file ends its line; what a scanner reads does not. */
        if (*word == '@' && bytes.len > 0 && bytes.data[bytes.len - 1] == '\n')
                bytes.len--;
        if (base64_encode(bytes.data, bytes.len, &text) < 0)
                return wrong(words, "there is no memory for it");
        return json_pack("{s:s,s:s}", "request", "scan", "text", buffer_text(&text));
}

static json_t *parse_touch(struct words *words) {
        long long x, y;

        if (!number_read(words->list[1], 1 << 16, &x) || !number_read(words->list[2], 1 << 16, &y))
                return wrong(words, "touch wants two numbers of pixels");
        return json_pack("{s:s,s:I,s:I}", "request", "touch", "x", (json_int_t)x, "y", (json_int_t)y);
}

static json_t *parse_press(struct words *words) {
        return json_pack("{s:s,s:s}", "request", "press", "target", words->list[1]);
}

static json_t *parse_key(struct words *words) {
        return json_pack("{s:s,s:s}", "request", "key", "key", words->list[1]);
}

static json_t *parse_door(struct words *words) {
        long long c;

        if (!number_read(words->list[1], STORE_COMPARTMENTS_MAX, &c))
                return wrong(words, "door wants the number of a compartment, not %s", words->list[1]);
        return json_pack("{s:s,s:I,s:s}", "request", "door", "c", (json_int_t)c, "hand", words->list[2]);
}

static json_t *parse_doors(struct words *words) {
        bool automatic = strcmp(words->list[1], "auto") == 0;

        if (!automatic && strcmp(words->list[1], "manual") != 0)
                return wrong(words, "doors are auto or manual, not %s", words->list[1]);
        return json_pack("{s:s,s:b}", "request", "doors", "automatic", automatic);
}

static json_t *parse_clock(struct words *words) {
        static const struct {
                char unit;
                long long ms;
        } units[] = { { 's', 1000 }, { 'm', 60 * 1000 }, { 'h', 3600 * 1000 }, { 'd', 86400 * 1000 } };
        const char *word = words->list[1];
        char digits[16];
        long long amount;
        int64_t time_ms;
        size_t len = strlen(word);

        if (strcmp(word, "synchronised") == 0 || strcmp(word, "alone") == 0)
                return json_pack("{s:s,s:b}", "request", "synchronise", "synchronised", *word == 's');
        if (*word == '=' && moment_parse(word + 1, &time_ms))
                return json_pack("{s:s,s:I}", "request", "jump", "time_ms", (json_int_t)time_ms);
        if (*word == '+' && len >= 3 && len < sizeof(digits)) {
                memcpy(digits, word + 1, len - 2);
                digits[len - 2] = '\0';
                for (size_t i = 0; i < ARRAY_LEN(units); i++)
                        if (units[i].unit == word[len - 1] &&
                            number_read(digits, INT64_C(86400000) * CONTROL_ADVANCE_MAX_DAYS / units[i].ms, &amount))
                                return json_pack("{s:s,s:I}", "request", "advance", "ms", (json_int_t)(amount * units[i].ms));
        }
        return wrong(words, "clock wants +90s, +15m, +2h or +10d, = and an RFC 3339 time, synchronised or alone, not %s", word);
}

static json_t *parse_plug(struct words *words) {
        bool plugged = strcmp(words->list[0], "plug") == 0;

        if (strcmp(words->list[1], "headset") == 0)
                return json_pack("{s:s,s:b}", "request", "headset", "plugged", plugged);
        return json_pack("{s:s,s:s,s:b}", "request", "plug", "device", words->list[1], "present",
                         plugged);
}

static json_t *parse_bare(struct words *words) {
        return json_pack("{s:s}", "request", words->list[0]);
}

static json_t *parse_wait(struct words *words) {
        long long seconds = SIM_ACTION_WAIT_S;

        if (words->count == 3 && !number_read(words->list[2], CONTROL_WAIT_MAX_MS / 1000, &seconds))
                return wrong(words, "wait wants at most %d seconds, not %s", CONTROL_WAIT_MAX_MS / 1000, words->list[2]);
        return json_pack("{s:s,s:s,s:I}", "request", "wait", "screen", words->list[1], "timeout_ms", (json_int_t)(seconds * 1000));
}

/* `screen FILE` takes its word too: the file is written by whoever gets the answer. */
static const struct {
        const char *name;
        int min, max;           /* words, the name included */
        json_t *(*parse)(struct words *words);
} actions[] = {
        { "scan", 2, 2, parse_scan },   { "touch", 3, 3, parse_touch }, { "press", 2, 2, parse_press }, { "key", 2, 2, parse_key },
        { "door", 3, 3, parse_door },   { "doors", 2, 2, parse_doors }, { "clock", 2, 2, parse_clock }, { "plug", 2, 2, parse_plug },
        { "unplug", 2, 2, parse_plug }, { "screen", 2, 2, parse_bare }, { "state", 1, 1, parse_bare },  { "wait", 2, 3, parse_wait },
        { "hear", 1, 1, parse_bare },
};

static void wrong_count(struct words *words, int min, int max) {
        static const char show[] = "`pickupbox sim --help` shows what belongs there";

        if (max == 0)
                wrong(words, "%s stands alone; %s", words->list[0], show);
        else if (min == max)
                wrong(words, "%s wants %d word%s; %s", words->list[0], min, min == 1 ? "" : "s", show);
        else
                wrong(words, "%s wants %d to %d words; %s", words->list[0], min, max, show);
}

int sim_action_parse(int count, char *const *list, json_t **ret_request, char ret_message[SIM_ACTION_MESSAGE_SIZE]) {
        struct words words = { .count = count, .list = list, .message = ret_message };
        json_t *request;

        snprintf(ret_message, SIM_ACTION_MESSAGE_SIZE, "a word of it is not readable text");
        for (size_t i = 0; count > 0 && i < ARRAY_LEN(actions); i++) {
                if (strcmp(actions[i].name, list[0]) != 0)
                        continue;
                if (count < actions[i].min || count > actions[i].max) {
                        wrong_count(&words, actions[i].min - 1, actions[i].max - 1);
                        return -EINVAL;
                }
                request = actions[i].parse(&words);
                if (!request)
                        return -EINVAL;
                *ret_request = request;
                return 0;
        }
        wrong(&words, "there is no action %s; `pickupbox sim --help` lists them", count > 0 ? list[0] : "");
        return -EINVAL;
}
