/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * `pickupbox report`: what happened at one or more boxes, from their exports. For a head of office, and what may be
 * published.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/moment.h"
#include "controller/command/auditing.h"
#include "controller/command/member.h"
#include "controller/audit/public.h"

enum { DATE_LEN = 10, DAY_SIZE = DATE_LEN + 1, DOING_SIZE = 32 };

enum form { FORM_TEXT, FORM_CSV, FORM_JSON, FORM_PDF };

struct asked {
        const char *from, *to, *file, *zone, *language, *publisher, *url, *licence;
        bool public, staff, json;
        enum form form;
        enum language paper_language;
        struct figures_period period;
};

static int refuse_date(const char *option, const char *text) {
        command_complain(TEXT_REPORT_NOT_A_DATE, "option", option, "text", text, NULL);
        return COMMAND_FAULT;
}

static void write_day(int32_t day, char ret_text[DAY_SIZE]) {
        int year, month, of_month;

        figures_date_of(day, &year, &month, &of_month);
        snprintf(ret_text, DAY_SIZE, "%04u-%02u-%02u", (unsigned)year % 10000, (unsigned)month % 100, (unsigned)of_month % 100);
}

static bool take_number(struct reader *reader, unsigned digits, unsigned *ret_number) {
        const uint8_t *bytes;

        if (!reader_take(reader, digits, &bytes))
                return false;
        *ret_number = 0;
        for (unsigned i = 0; i < digits; i++) {
                if (bytes[i] < '0' || bytes[i] > '9')
                        return false;
                *ret_number = *ret_number * 10 + (bytes[i] - '0');
        }
        return true;
}

/* The Monday of the week that has the year's 4th of January is that of week 1 (ISO 8601). 1970-01-01 was a Thursday. */
static int32_t monday_of_week(int year, unsigned week) {
        int32_t fourth = figures_day_from(year, 1, 4), weekday = ((fourth + 3) % 7 + 7) % 7;

        return fourth - weekday + 7 * ((int32_t)week - 1);
}

/* "2026-10" and "2026-W40" as their first day, or the one after their last; anything else as it is. */
static const char *first_day(const char *text, bool after_last, char day[DAY_SIZE]) {
        struct reader reader = reader_over(text, strlen(text));
        unsigned year, number;

        if (!take_number(&reader, 4, &year) || year < 1970)
                return text;
        if (reader_text(&reader, "-W")) {
                if (!take_number(&reader, 2, &number) || reader.len > 0 || number < 1 ||
                    monday_of_week((int)year, number) >= monday_of_week((int)year + 1, 1))
                        return text;
                write_day(monday_of_week((int)year, number + after_last), day);
                return day;
        }
        if (!reader_text(&reader, "-") || !take_number(&reader, 2, &number) || reader.len > 0 || number < 1 || number > 12)
                return text;
        write_day(figures_day_from((int)year, (int)number + after_last, 1), day);
        return day;
}

/* The local midnight that begins the day, the month or the week; with `after`, the one that ends it. */
static int parse_day(const char *option, const char *given, bool after, int64_t *ret_ms) {
        char day[DAY_SIZE];
        const char *text = first_day(given, after, day);
        unsigned days_later = after && text == given;
        int64_t utc_ms;
        const int64_t day_ms = 24 * 60 * 60 * 1000;

        if (strlen(text) != DATE_LEN || !moment_parse(text, &utc_ms))
                return refuse_date(option, given);
        /* Noon of the day before is that day in every zone from UTC-12 to UTC+11, and its end is what is looked for. */
        *ret_ms = moment_midnight_after(utc_ms - day_ms / 2, days_later);
        return COMMAND_DONE;
}

static int64_t midnight_of(int32_t day) {
        const int64_t day_ms = 24 * 60 * 60 * 1000;

        return moment_midnight_after(day * day_ms - day_ms / 2, 0);
}

/* Where the period before begins: as many whole months, if it is whole months, else as many days. */
static int64_t previous_of(const struct figures_period *period) {
        int32_t first = figures_day_of(period->from_ms), next = figures_day_of(period->to_ms);
        int year, month, day, next_year, next_month, next_day;

        figures_date_of(first, &year, &month, &day);
        figures_date_of(next, &next_year, &next_month, &next_day);
        if (day == 1 && next_day == 1)
                return midnight_of(figures_day_from(year, month - (next_year * 12 + next_month - year * 12 - month), 1));
        return midnight_of(first - (next - first));
}

static int parse_period(struct asked *asked) {
        int r = COMMAND_DONE;

        asked->period = (struct figures_period){ .from_ms = INT64_MIN, .to_ms = INT64_MAX };
        if (asked->from)
                r = parse_day("--from", asked->from, false, &asked->period.from_ms);
        if (r == COMMAND_DONE && asked->to)
                r = parse_day("--to", asked->to, true, &asked->period.to_ms);
        if (r == COMMAND_DONE && asked->period.from_ms >= asked->period.to_ms) {
                command_complain(TEXT_REPORT_PERIOD_BACKWARDS, NULL);
                return COMMAND_FAULT;
        }
        if (r == COMMAND_DONE && asked->from && asked->to)
                asked->period.previous_ms = previous_of(&asked->period);
        return r;
}

static int parse_form(struct asked *asked) {
        static const struct {
                const char *end;
                enum form form;
        } ends[] = { { ".pdf", FORM_PDF }, { ".csv", FORM_CSV }, { ".json", FORM_JSON } };
        size_t len = asked->file ? strlen(asked->file) : 0;

        asked->form = asked->json ? FORM_JSON : FORM_TEXT;
        if (!asked->file)
                return COMMAND_DONE;
        if (asked->json) {
                command_complain(TEXT_REPORT_JSON_TO_TERMINAL, NULL);
                return COMMAND_FAULT;
        }
        for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
                size_t end_len = strlen(ends[i].end);

                if (len > end_len && strcmp(asked->file + len - end_len, ends[i].end) == 0) {
                        asked->form = ends[i].form;
                        return COMMAND_DONE;
                }
        }
        command_complain(TEXT_REPORT_FORM_UNKNOWN, "file", asked->file, NULL);
        return COMMAND_FAULT;
}

static int parse_language(struct asked *asked) {
        asked->paper_language = asked->language ? language_from_tag(asked->language) : LANGUAGE_DE;
        if (asked->paper_language < LANGUAGE_COUNT && language_whole(asked->paper_language))
                return COMMAND_DONE;
        command_complain(TEXT_REPORT_LANGUAGE_UNKNOWN, "language", asked->language, NULL);
        return COMMAND_FAULT;
}

static int check_about(const struct asked *asked) {
        if (asked->url && !public_url_valid(asked->url)) {
                command_complain(TEXT_REPORT_PUBLIC_URL, "text", asked->url, NULL);
                return COMMAND_FAULT;
        }
        if (asked->licence && !public_licence_valid(asked->licence)) {
                command_complain(TEXT_REPORT_PUBLIC_LICENCE, "text", asked->licence, NULL);
                return COMMAND_FAULT;
        }
        return COMMAND_DONE;
}

static int check_public(struct asked *asked) {
        if (!asked->public && (asked->publisher || asked->url || asked->licence)) {
                command_complain(TEXT_REPORT_PUBLIC_ALONE, NULL);
                return COMMAND_FAULT;
        }
        if (asked->public && asked->form == FORM_PDF) {
                command_complain(TEXT_REPORT_PUBLIC_NO_PDF, NULL);
                return COMMAND_FAULT;
        }
        if (asked->public && asked->file && (!asked->publisher || !asked->url)) {
                command_complain(TEXT_REPORT_PUBLIC_WHO, NULL);
                return COMMAND_FAULT;
        }
        /* Groups that begin elsewhere are other groups, and two publications of them tell of what is between. */
        if (asked->public && asked->from) {
                command_complain(TEXT_REPORT_PUBLIC_FROM, NULL);
                return COMMAND_FAULT;
        }
        return check_about(asked);
}

static int read_options(int argc, char **argv, struct asked *ret_asked, const char **vkey_files, size_t *vkey_count, int *ret_count) {
        struct asked asked = { 0 };
        struct command_option options[] = {
                { .name = "from", .value = &asked.from },
                { .name = "to", .value = &asked.to },
                { .name = "public", .flag = &asked.public },
                { .name = "staff", .flag = &asked.staff },
                { .name = "output", .letter = 'o', .value = &asked.file },
                { .name = "vkey", .list = vkey_files, .list_max = AUDITING_VKEYS_MAX, .list_count = vkey_count },
                { .name = "zone", .value = &asked.zone },
                { .name = "language", .value = &asked.language },
                { .name = "publisher", .value = &asked.publisher },
                { .name = "url", .value = &asked.url },
                { .name = "licence", .value = &asked.licence },
                { .name = "json", .flag = &asked.json },
        };
        int r;

        r = command_options(argc, argv, options, ARRAY_LEN(options), 1, FIGURES_BOXES_MAX, ret_count);
        if (r != COMMAND_DONE)
                return r;
        if (!asked.zone)
                asked.zone = COMMAND_ZONE;
        if (moment_use_zone(asked.zone) < 0) {
                command_complain(TEXT_REPORT_ZONE_UNKNOWN, "zone", asked.zone, NULL);
                return COMMAND_FAULT;
        }
        r = parse_form(&asked);
        if (r == COMMAND_DONE)
                r = parse_period(&asked);
        if (r == COMMAND_DONE)
                r = parse_language(&asked);
        if (r == COMMAND_DONE)
                r = check_public(&asked);
        *ret_asked = asked;
        return r;
}

/* ---- writing ---- */

static int told(int r, const char *file) {
        if (r == 0)
                return COMMAND_DONE;
        if (r == -ENOENT && file)
                command_complain(TEXT_REPORT_UNWRITTEN_FONT, "file", file, NULL);
        else
                command_complain(TEXT_REPORT_UNWRITTEN, "file", file ? file : command_word(TEXT_REPORT_ITSELF), "why", strerror(-r),
                                 NULL);
        return COMMAND_FAULT;
}

static int put(const struct buffer *text, const char *file) {
        if (file)
                return told(file_replace(file, text->data, text->len, 0644), file);
        fwrite(text->data, 1, text->len, stdout);
        return COMMAND_DONE;
}

/* Who names a language wants to read it; the table that programs read is the same in every locale. */
static bool wants_sheet(const struct asked *asked) {
        return asked->language && asked->paper_language != LANGUAGE_EN;
}

/* What is read in a terminal is in the language that was asked for, else in that of the locale. */
static enum language text_language(const struct asked *asked) {
        return asked->language ? asked->paper_language : command_language();
}

static int write_internal(const struct asked *asked, const struct report *report) {
        struct buffer text = BUFFER_INIT_MAX(REPORT_MAX_LEN);
        int r;

        if (asked->form == FORM_PDF)
                return told(report_pdf(report, asked->paper_language, asked->file), asked->file);
        r = asked->form == FORM_JSON  ? report_json(report, &text)
            : asked->form == FORM_CSV ? (wants_sheet(asked) ? report_sheet(report, asked->paper_language, &text) : report_csv(report, &text))
                                      : report_text(report, text_language(asked), &text);
        r = r < 0 ? told(r, asked->file) : put(&text, asked->file);
        buffer_deinit(&text);
        return r;
}

static int write_metadata(const struct asked *asked, const struct report *report, const struct public_figures *figures) {
        const struct public_about about = { .publisher = asked->publisher, .url = asked->url,
                                            .licence = asked->licence ? asked->licence : PUBLIC_LICENCE };
        struct buffer text = BUFFER_INIT, name = BUFFER_INIT;
        int r;

        r = buffer_printf(&name, "%s.jsonld", asked->file);
        if (r == 0)
                r = public_metadata(report, figures, &about, asked->form == FORM_CSV ? "text/csv" : "application/json", &text);
        r = r < 0 ? told(r, asked->file) : put(&text, buffer_text(&name));
        buffer_deinit(&text);
        buffer_deinit(&name);
        return r;
}

static int write_public(const struct asked *asked, const struct report *report) {
        static struct public_figures figures;
        struct buffer text = BUFFER_INIT;
        int r;

        r = public_make(report, &figures);
        if (r < 0) {
                command_complain(TEXT_REPORT_PUBLIC_MONTHS, NULL);
                return COMMAND_FAULT;
        }
        r = asked->form == FORM_CSV    ? public_csv(&figures, &text)
            : asked->form == FORM_JSON ? public_json(&figures, &text)
                                       : public_text(&figures, text_language(asked), &text);
        r = r < 0 ? told(r, asked->file) : put(&text, asked->file);
        buffer_deinit(&text);
        return r == COMMAND_DONE && asked->file ? write_metadata(asked, report, &figures) : r;
}

static bool all_pinned(const struct reading *reading) {
        for (size_t i = 0; i < reading->source_count; i++)
                if (!reading->sources[i].pinned)
                        return false;
        return true;
}

static int run_report(int argc, char **argv) {
        CLEANUP(reading_cleanup) struct reading *reading = NULL;
        struct vkey vkeys[AUDITING_VKEYS_MAX];
        const char *vkey_files[AUDITING_VKEYS_MAX], *about = "";
        struct finding finding = { 0 };
        char doing[DOING_SIZE];
        struct report report;
        struct asked asked;
        size_t vkey_count = 0;
        int count, r;

        r = read_options(argc, argv, &asked, vkey_files, &vkey_count, &count);
        if (r == COMMAND_DONE)
                r = auditing_vkeys(vkey_files, vkey_count, vkeys);
        if (r != COMMAND_DONE)
                return r;
        snprintf(doing, sizeof(doing), "%s", command_word(TEXT_REPORT_READING));
        r = reading_new((const char *const *)argv + 1, (size_t)count, vkeys, vkey_count, &asked.period, auditing_progress, doing,
                        &reading, &about, &finding);
        r = auditing_report(r, about, &finding);
        if (r != COMMAND_DONE)
                return r;
        report = (struct report){ .reading = reading, .zone = asked.zone, .from = asked.from, .to = asked.to,
                                  .created_ms = command_now_ms() };
        if (!asked.staff)
                figures_forget_staff(reading->figures);
        series_make(reading->figures, reading_grows_from(reading), &report.series);
        r = asked.public ? write_public(&asked, &report) : write_internal(&asked, &report);
        if (r == COMMAND_DONE && !all_pinned(reading))
                command_complain(TEXT_REPORT_KEY_NOT_PINNED, NULL);
        return r;
}

const struct member_command report_commands[] = {
        { COMMAND_REPORT, run_report },
        { .run = NULL },
};
