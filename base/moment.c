/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/moment.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int64_t floor_div(int64_t a, int64_t b) {
        return a / b - (a % b < 0);
}

/* Writes exactly `count` decimal digits and then c. */
static char *put(char *text, unsigned value, int count, char c) {
        for (int i = count; i-- > 0; value /= 10)
                text[i] = (char)('0' + value % 10);
        text[count] = c;
        return text + count + 1;
}

unsigned moment_seconds_until(struct moment now, int64_t due_ms) {
        return due_ms == INT64_MAX || due_ms <= now.mono_ms ? 0 : (unsigned)((due_ms - now.mono_ms + 999) / 1000);
}

/*
 * The date that is `days` after 1970-01-01. Years begin in March here, so that a leap day is the last of its year; 400 of them have 146,097
 * days, and from March on the months have 31, 30, 31, 30, 31 days over and over. Unlike gmtime_r() it takes no lock, for
 * which the threads that verify a ledger would wait.
 */
static void date_of(int64_t days, int64_t *ret_year, unsigned *ret_month, unsigned *ret_day) {
        int64_t since = days + 719468, era = floor_div(since, 146097);
        unsigned day = (unsigned)(since - era * 146097), year, month;

        year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
        day -= 365 * year + year / 4 - year / 100;
        month = (5 * day + 2) / 153;
        *ret_day = day - (153 * month + 2) / 5 + 1;
        *ret_month = month < 10 ? month + 3 : month - 9;
        *ret_year = era * 400 + year + (month >= 10);
}

size_t moment_format(int64_t wall_ms, bool with_ms, char ret_text[MOMENT_TEXT_SIZE]) {
        int64_t seconds = floor_div(wall_ms, 1000), days = floor_div(seconds, 86400), year;
        unsigned month, day, second = (unsigned)(seconds - days * 86400);
        char *at = ret_text;

        date_of(days, &year, &month, &day);
        if (year < 0 || year > 9999)
                at += snprintf(at, MOMENT_TEXT_SIZE / 2, "%lld-", (long long)year);
        else
                at = put(at, (unsigned)year, 4, '-');
        at = put(at, month, 2, '-');
        at = put(at, day, 2, 'T');
        at = put(at, second / 3600, 2, ':');
        at = put(at, second / 60 % 60, 2, ':');
        at = put(at, second % 60, 2, with_ms ? '.' : 'Z');
        if (with_ms)
                at = put(at, (unsigned)(wall_ms - seconds * 1000), 3, 'Z');
        *at = 0;
        return (size_t)(at - ret_text);
}

int moment_month_days(int year, int month) {
        /* Day 0 of the next month is the last of this one; "month 0" is the December before. */
        struct tm tm = { .tm_year = year - 1900, .tm_mon = month };

        timegm(&tm);
        return tm.tm_mday;
}

/* Takes exactly `count` decimal digits. */
static bool take_digits(const char **text, int count, int *ret_value) {
        int value = 0;

        for (int i = 0; i < count; i++) {
                char c = (*text)[i];

                if (c < '0' || c > '9')
                        return false;
                value = value * 10 + (c - '0');
        }
        *text += count;
        *ret_value = value;
        return true;
}

static bool take_char(const char **text, const char *set) {
        if (!**text || !strchr(set, **text))
                return false;
        (*text)++;
        return true;
}

static bool take_date(const char **text, struct tm *tm) {
        int year, month, day;

        if (!take_digits(text, 4, &year) || !take_char(text, "-") || !take_digits(text, 2, &month) || !take_char(text, "-") ||
            !take_digits(text, 2, &day))
                return false;
        if (year < 1970 || month < 1 || month > 12)
                return false;
        if (day < 1 || day > moment_month_days(year, month))
                return false;
        tm->tm_year = year - 1900;
        tm->tm_mon = month - 1;
        tm->tm_mday = day;
        return true;
}

static bool take_time(const char **text, struct tm *tm, int *ret_ms) {
        int ms = 0, scale = 100;

        if (!take_digits(text, 2, &tm->tm_hour) || !take_char(text, ":") || !take_digits(text, 2, &tm->tm_min) ||
            !take_char(text, ":") || !take_digits(text, 2, &tm->tm_sec))
                return false;
        if (tm->tm_hour > 23 || tm->tm_min > 59 || tm->tm_sec > 59)
                return false;
        if (take_char(text, ".")) {
                if (**text < '0' || **text > '9')
                        return false;
                for (; **text >= '0' && **text <= '9'; (*text)++, scale /= 10)
                        ms += (**text - '0') * scale;
        }
        *ret_ms = ms;
        return true;
}

static bool take_offset(const char **text, int *ret_seconds) {
        int sign, hours, minutes;

        if (take_char(text, "Zz")) {
                *ret_seconds = 0;
                return true;
        }
        sign = **text == '-' ? -1 : 1;
        if (!take_char(text, "+-") || !take_digits(text, 2, &hours) || !take_char(text, ":") || !take_digits(text, 2, &minutes))
                return false;
        if (hours > 23 || minutes > 59)
                return false;
        *ret_seconds = sign * (hours * 3600 + minutes * 60);
        return true;
}

bool moment_parse(const char *text, int64_t *ret_wall_ms) {
        struct tm tm = { 0 };
        int ms = 0, offset = 0;

        if (!take_date(&text, &tm))
                return false;
        if (*text && (!take_char(&text, "Tt ") || !take_time(&text, &tm, &ms) || !take_offset(&text, &offset)))
                return false;
        if (*text)
                return false;
        *ret_wall_ms = ((int64_t)timegm(&tm) - offset) * 1000 + ms;
        return true;
}

int moment_use_zone(const char *iana_name) {
        char path[256];
        int len;

        if (!iana_name[0] || iana_name[0] == '/' || strstr(iana_name, ".."))
                return -ENOENT;
        len = snprintf(path, sizeof(path), "/usr/share/zoneinfo/%s", iana_name);
        if (len < 0 || (size_t)len >= sizeof(path) || access(path, R_OK) != 0)
                return -ENOENT;
        if (setenv("TZ", iana_name, 1) != 0)
                return -errno;
        tzset();
        return 0;
}

int64_t moment_midnight_after(int64_t wall_ms, unsigned days) {
        time_t seconds = (time_t)floor_div(wall_ms, 1000);
        struct tm tm;

        localtime_r(&seconds, &tm);
        tm.tm_mday += (int)days + 1;
        tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
        tm.tm_isdst = -1;
        return (int64_t)mktime(&tm) * 1000;
}

void moment_local(int64_t wall_ms, struct local_time *ret_local) {
        time_t seconds = (time_t)floor_div(wall_ms, 1000);
        struct tm tm;

        localtime_r(&seconds, &tm);
        *ret_local = (struct local_time){
                .year = tm.tm_year + 1900,
                .month = tm.tm_mon + 1,
                .day = tm.tm_mday,
                .hour = tm.tm_hour,
                .minute = tm.tm_min,
                .second = tm.tm_sec,
                .weekday = (tm.tm_wday + 6) % 7,
        };
}

bool moment_from_local(const struct local_time *local, int64_t *ret_wall_ms) {
        struct tm tm = { .tm_year = local->year - 1900, .tm_mon = local->month - 1, .tm_mday = local->day,
                         .tm_hour = local->hour, .tm_min = local->minute, .tm_sec = local->second, .tm_isdst = -1 };
        int64_t wall_ms = (int64_t)mktime(&tm) * 1000;
        struct local_time is;

        moment_local(wall_ms, &is);
        if (is.year != local->year || is.month != local->month || is.day != local->day || is.hour != local->hour ||
            is.minute != local->minute || is.second != local->second)
                return false;
        *ret_wall_ms = wall_ms;
        return true;
}
