/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/hours.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/macro.h"
#include "base/moment.h"
#include "ui/po/catalogue.h"

#define NO_BREAK "\u00a0"

enum { CLOCK_SIZE = 16, SPAN_SIZE = 64 };

static bool within(int minute, unsigned from_min, unsigned to_min) {
        return minute >= (int)from_min && minute < (int)to_min;
}

/* Whether it has hours of its own; *ret_open then says whether it is open. */
static bool is_exception(const struct bundle *bundle, uint32_t date, int minute, bool *ret_open) {
        bool found = false;

        *ret_open = false;
        for (size_t i = 0; i < bundle->exception_count; i++) {
                const struct bundle_exception *exception = &bundle->exceptions[i];

                if (exception->date != date)
                        continue;
                found = true;
                *ret_open |= within(minute, exception->from_min, exception->to_min);
        }
        return found;
}

bool hours_open(const struct bundle *bundle, int64_t wall_ms) {
        struct local_time local;
        uint32_t date;
        bool open;
        int minute;

        moment_local(wall_ms, &local);
        minute = local.hour * 60 + local.minute;
        date = (uint32_t)(local.year * 10000 + local.month * 100 + local.day);
        if (bundle_is_closed(bundle, date))
                return false;
        if (is_exception(bundle, date, minute, &open))
                return open;
        for (size_t i = 0; i < bundle->opening_count; i++) {
                const struct bundle_opening *opening = &bundle->opening[i];

                if (opening->weekday == local.weekday && within(minute, opening->from_min, opening->to_min))
                        return true;
        }
        return bundle->opening_count == 0;
}

PRINTF_LIKE(3, 4) static void append(char *text, size_t size, const char *format, ...) {
        size_t len = strlen(text);
        va_list arguments;

        va_start(arguments, format);
        vsnprintf(text + len, size - len, format, arguments);
        va_end(arguments);
}

static void append_time(char *text, size_t size, unsigned minute) {
        append(text, size, "%u", minute / 60);
        if (minute % 60)
                append(text, size, ":%02u", minute % 60);
}

/* After the days, from which no line's end parts it; the last says that all are hours. */
static void append_span(enum language language, char *text, size_t size, const struct bundle_opening *opening, bool last) {
        char from[CLOCK_SIZE] = "", to[CLOCK_SIZE] = "", span[SPAN_SIZE];

        append_time(from, sizeof(from), opening->from_min);
        append_time(to, sizeof(to), opening->to_min);
        catalogue_say(language, span, sizeof(span), last ? TEXT_HOURS_LAST : TEXT_HOURS_SPAN, "from", from, "to", to, NULL);
        append(text, size, NO_BREAK "%s", span);
}

static bool same_hours(const struct bundle_opening *a, const struct bundle_opening *b) {
        return a->from_min == b->from_min && a->to_min == b->to_min;
}

static const char *weekday_name(enum language language, unsigned weekday) {
        return catalogue_text(language, (enum text_id)(TEXT_WEEKDAY_SHORT_1 + weekday % 7));
}

void hours_text(const struct bundle *bundle, enum language language, char *ret_text, size_t size) {
        ret_text[0] = 0;
        for (size_t i = 0; i < bundle->opening_count;) {
                const struct bundle_opening *first = &bundle->opening[i], *last = first;

                while (++i < bundle->opening_count && same_hours(first, &bundle->opening[i]) &&
                       bundle->opening[i].weekday == last->weekday + 1)
                        last = &bundle->opening[i];
                append(ret_text, size, "%s%s", ret_text[0] ? ", " : "", weekday_name(language, first->weekday));
                if (last != first)
                        append(ret_text, size, "–%s", weekday_name(language, last->weekday));
                append_span(language, ret_text, size, first, i == bundle->opening_count);
        }
}
