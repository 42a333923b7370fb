/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/config_lines.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RUN_DIGITS_MAX = 6 };

/* What one value names: one line, or a run of them. */
struct run {
        char chip[LINE_CHIP_SIZE];
        char prefix[LINE_LABEL_SIZE];
        bool single;
        unsigned first, last;
        int digits;             /* a run is written with at least that many, led by zeros */
};

static bool refuse(char *ret_message, const char *format, ...) PRINTF_LIKE(2, 3);

static bool refuse(char *ret_message, const char *format, ...) {
        va_list arguments;

        va_start(arguments, format);
        vsnprintf(ret_message, CONFIG_LINES_MESSAGE_SIZE, format, arguments);
        va_end(arguments);
        return false;
}

static bool is_digit(char c) {
        return c >= '0' && c <= '9';
}

static bool copy_part(const char *text, size_t len, char *ret_part, size_t size) {
        if (len == 0 || len >= size)
                return false;
        for (size_t i = 0; i < len; i++)
                if (text[i] < ' ' || text[i] > '~')
                        return false;
        memcpy(ret_part, text, len);
        ret_part[len] = '\0';
        return true;
}

/* "lock00..15": prefix, first, last. Both numbers have RUN_DIGITS_MAX digits at most. */
static bool read_run(const char *name, const char *dots, struct run *run) {
        const char *first = dots, *at = dots + 2;

        while (first > name && is_digit(first[-1]))
                first--;
        run->digits = (int)(dots - first);
        if (run->digits == 0 || run->digits > RUN_DIGITS_MAX || first == name || !copy_part(name, (size_t)(first - name), run->prefix, sizeof(run->prefix)))
                return false;
        run->first = (unsigned)strtoul(first, NULL, 10);
        for (run->last = 0; is_digit(*at) && at - dots - 2 < RUN_DIGITS_MAX; at++)
                run->last = run->last * 10 + (unsigned)(*at - '0');
        if (*at || at == dots + 2)
                return false;
        if (*first != '0')
                run->digits = 1;
        return true;
}

static bool read_value(const char *value, struct run *ret_run, char *ret_message) {
        const char *colon = strrchr(value, ':'), *name = colon ? colon + 1 : value, *dots = strstr(name, "..");
        struct run run = { .single = !dots };
        bool good = colon && copy_part(value, (size_t)(colon - value), run.chip, sizeof(run.chip));

        if (good)
                good = dots ? read_run(name, dots, &run) : copy_part(name, strlen(name), run.prefix, sizeof(run.prefix));
        if (!good)
                return refuse(ret_message, "lines must be CHIP:NAME or CHIP:NAMEn..m, of at most %d and %d characters, "
                                           "as `1-0020:lock0..15`, not `%.80s`", LINE_CHIP_SIZE - 1, LINE_LABEL_SIZE - 1, value);
        if (run.first > run.last)
                return refuse(ret_message, "the run `%.80s` must go upwards", name);
        *ret_run = run;
        return true;
}

/* False: the name is too long. */
static bool name_line(const struct run *run, unsigned number, struct line_config *ret_line) {
        int len;

        *ret_line = (struct line_config){ .name = "" };
        memcpy(ret_line->chip, run->chip, sizeof(ret_line->chip));
        len = run->single ? snprintf(ret_line->name, sizeof(ret_line->name), "%s", run->prefix)
                          : snprintf(ret_line->name, sizeof(ret_line->name), "%s%0*u", run->prefix, run->digits, number);
        return len < LINE_LABEL_SIZE;
}

bool config_lines_add(struct config_lines *lines, const char *value, unsigned file_line,
                      char ret_message[CONFIG_LINES_MESSAGE_SIZE]) {
        unsigned count = lines->count;
        struct run run;

        if (!read_value(value, &run, ret_message))
                return false;
        for (unsigned number = run.first; number <= run.last; number++, count++) {
                if (count == LINES_COUNT_MAX)
                        return refuse(ret_message, "these are more than %d lines", LINES_COUNT_MAX);
                if (!name_line(&run, number, &lines->lines[count]))
                        return refuse(ret_message, "a name of `%.80s` has more than %d characters", value, LINE_LABEL_SIZE - 1);
                lines->from[count] = file_line;
        }
        lines->count = count;
        return true;
}

bool config_lines_bias(const char *name, enum line_bias *ret_bias) {
        static const char *const names[] = {
                [LINE_BIAS_AS_IS] = "as_is",
                [LINE_BIAS_DISABLED] = "disabled",
                [LINE_BIAS_PULL_UP] = "pull_up",
                [LINE_BIAS_PULL_DOWN] = "pull_down",
        };

        for (size_t i = 0; i < ARRAY_LEN(names); i++)
                if (strcmp(name, names[i]) == 0) {
                        *ret_bias = (enum line_bias)i;
                        return true;
                }
        return false;
}

/* ---- the whole ---- */

/* What is said of lines where none are named would have no effect. */
static bool check_without(const struct config_lines *lines, const char *section, char *ret_message) {
        bool said = lines->bias != LINE_BIAS_AS_IS;

        for (unsigned c = 0; c < LINES_COUNT_MAX; c++)
                said |= lines->active_low[c];
        return !said || refuse(ret_message, "[%s] has active_low or bias, but no `lines`", section);
}

static bool check_count(const struct config_lines *lines, const char *section, unsigned compartments, unsigned *ret_file_line,
                        char *ret_message) {
        *ret_file_line = lines->count > 0 ? lines->from[lines->count - 1] : 0;
        if (lines->count != compartments)
                return refuse(ret_message, "[%s] names %u lines for %u compartments", section, lines->count, compartments);
        for (unsigned c = compartments; c < LINES_COUNT_MAX; c++)
                if (lines->active_low[c])
                        return refuse(ret_message, "active_low of [%s] names compartment %u, but there are %u", section, c + 1,
                                      compartments);
        return true;
}

struct named {
        const struct line_config *line;
        unsigned from;
};

static int compare_named(const void *a, const void *b) {
        const struct named *left = a, *right = b;
        int order = strcmp(left->line->chip, right->line->chip);

        if (order == 0)
                order = strcmp(left->line->name, right->line->name);
        return order ? order : (left->from > right->from) - (left->from < right->from);
}

static bool check_twice(const struct config_lines *locks, const struct config_lines *doors, unsigned *ret_file_line,
                        char *ret_message) {
        struct named all[2 * LINES_COUNT_MAX];
        unsigned count = 0;

        for (unsigned i = 0; i < locks->count; i++)
                all[count++] = (struct named){ &locks->lines[i], locks->from[i] };
        for (unsigned i = 0; i < doors->count; i++)
                all[count++] = (struct named){ &doors->lines[i], doors->from[i] };
        qsort(all, count, sizeof(all[0]), compare_named);
        for (unsigned i = 1; i < count; i++) {
                const struct line_config *line = all[i].line;

                if (strcmp(line->chip, all[i - 1].line->chip) != 0 || strcmp(line->name, all[i - 1].line->name) != 0)
                        continue;
                *ret_file_line = all[i].from;
                return refuse(ret_message, "%s:%s is named twice, first in line %u", line->chip, line->name, all[i - 1].from);
        }
        return true;
}

bool config_lines_finish(struct config_lines *locks, struct config_lines *doors, unsigned compartments, unsigned *ret_file_line,
                         char ret_message[CONFIG_LINES_MESSAGE_SIZE]) {
        if (locks->count == 0 && doors->count == 0) {
                *ret_file_line = 0;
                return check_without(locks, "lock", ret_message) && check_without(doors, "door", ret_message);
        }
        if (!check_count(locks, "lock", compartments, ret_file_line, ret_message) ||
            !check_count(doors, "door", compartments, ret_file_line, ret_message) ||
            !check_twice(locks, doors, ret_file_line, ret_message))
                return false;
        for (unsigned i = 0; i < compartments; i++) {
                locks->lines[i].active_low = locks->active_low[i];
                locks->lines[i].bias = locks->bias;
                doors->lines[i].active_low = doors->active_low[i];
                doors->lines[i].bias = doors->bias;
        }
        return true;
}

static bool is_among(const struct line_config *line, const struct config_lines *lines) {
        for (unsigned i = 0; i < lines->count; i++)
                if (strcmp(line->chip, lines->lines[i].chip) == 0 && strcmp(line->name, lines->lines[i].name) == 0)
                        return true;
        return false;
}

bool config_lines_finish_feedback(struct config_lines *feedback, bool active_low, const struct config_lines *locks,
                                  const struct config_lines *doors, unsigned *ret_file_line,
                                  char ret_message[CONFIG_LINES_MESSAGE_SIZE]) {
        struct line_config *line = &feedback->lines[0];

        *ret_file_line = feedback->count > 0 ? feedback->from[0] : 0;
        if (feedback->count == 0)
                return !active_low || refuse(ret_message, "[lock] has feedback_active_low, but no `feedback`");
        if (feedback->count > 1)
                return refuse(ret_message, "feedback is one line for all coils, not %u", feedback->count);
        if (is_among(line, locks) || is_among(line, doors))
                return refuse(ret_message, "%s:%s is a lock's or a switch's line already; feedback needs one of its own", line->chip, line->name);
        line->active_low = active_low;
        return true;
}

int config_lines_make(const struct config_lines *lines, const char *consumer, enum lines_direction direction,
                      unsigned debounce_ms, struct lines_config *ret_config) {
        struct line_config *copy = calloc(lines->count > 0 ? lines->count : 1, sizeof(*copy));

        if (!copy)
                return -ENOMEM;
        memcpy(copy, lines->lines, lines->count * sizeof(*copy));
        *ret_config = (struct lines_config){
                .consumer = consumer,
                .direction = direction,
                .debounce_ms = debounce_ms,
                .count = lines->count,
                .lines = copy,
        };
        return 0;
}
