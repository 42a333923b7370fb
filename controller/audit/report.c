/* SPDX-License-Identifier: EUPL-1.2 */
/* The two plain forms: text for reading, and CSV. */
#include "controller/audit/report.h"

#include <stdio.h>
#include <string.h>

#include "base/moment.h"
#include "controller/audit/report_rows.h"

void report_date(int32_t day, char ret_text[REPORT_DATE_SIZE]) {
        int year, month, of_month;

        figures_date_of(day, &year, &month, &of_month);
        snprintf(ret_text, REPORT_DATE_SIZE, "%04d-%02d-%02d", year, month, of_month);
}

/* ---- CSV ---- */

static int csv_text(const char *text, struct buffer *line) {
        /* No entry has a quotation mark. */
        const char *mark = *text && strchr("=+-@\t\r", *text) ? "'" : "";

        return buffer_printf(line, strpbrk(text, ",\r\n") ? "\"%s%s\"" : "%s%s", mark, text);
}

static int csv_row(void *context, const struct report_table *table, const char *name, const uint64_t *values) {
        struct buffer *text = context;
        int r = 0;

        for (size_t i = 0; r == 0 && table->measures[i]; i++) {
                r = buffer_printf(text, "%s,", table->name);
                if (r == 0)
                        r = csv_text(name, text);
                if (r == 0)
                        r = buffer_printf(text, ",%s,%llu\r\n", table->measures[i], (unsigned long long)values[i]);
        }
        return r;
}

int report_csv(const struct report *report, struct buffer *ret_text) {
        int r = buffer_append_text(ret_text, "table,name,measure,value\r\n");

        return r < 0 ? r : report_rows(report, csv_row, ret_text);
}

/* ---- text ---- */

enum { NAME_WIDTH = 24 };

struct page {
        struct buffer *text;
        const struct report_table *table;
};

static int measure_width(const char *measure) {
        int len = (int)strlen(measure);

        return len < 8 ? 8 : len;
}

static int text_heading(struct page *page, const struct report_table *table) {
        int r = buffer_printf(page->text, "\n%s\n%-*s", table->name, NAME_WIDTH, table->key);

        for (size_t i = 0; r == 0 && table->measures[i]; i++)
                r = buffer_printf(page->text, "  %*s", measure_width(table->measures[i]), table->measures[i]);
        page->table = table;
        return r < 0 ? r : buffer_append_text(page->text, "\n");
}

static int text_row(void *context, const struct report_table *table, const char *name, const uint64_t *values) {
        struct page *page = context;
        int r = page->table == table ? 0 : text_heading(page, table);

        if (r == 0)
                r = buffer_printf(page->text, "%-*s", NAME_WIDTH, *name ? name : "(the box itself)");
        for (size_t i = 0; r == 0 && table->measures[i]; i++)
                r = buffer_printf(page->text, "  %*llu", measure_width(table->measures[i]), (unsigned long long)values[i]);
        return r < 0 ? r : buffer_append_text(page->text, "\n");
}

static int text_head(const struct report *report, struct buffer *text) {
        const struct figures *figures = report->reading->figures;
        char first[MOMENT_TEXT_SIZE], last[MOMENT_TEXT_SIZE];
        int r = 0;

        for (size_t i = 0; r == 0 && i < report->reading->source_count; i++) {
                const struct reading_source *source = &report->reading->sources[i];

                r = buffer_printf(text, "%s: %llu entries, root ", source->origin, (unsigned long long)source->size);
                if (r == 0)
                        r = hash_format(&source->root, text);
                if (r == 0)
                        r = buffer_append_text(text, source->pinned ? ", signed by the given key\n" : ", key not pinned\n");
        }
        if (r == 0)
                r = buffer_printf(text, "period: %s to %s, days of %s\n", report->from ? report->from : "the beginning",
                                  report->to ? report->to : "the end", report->zone);
        if (r < 0 || figures->entries == 0)
                return r < 0 ? r : buffer_append_text(text, "no entries in this period\n");
        moment_format(figures->first_ms, false, first);
        moment_format(figures->last_ms, false, last);
        return buffer_printf(text, "entries in it: %llu, from %s to %s\n", (unsigned long long)figures->entries, first, last);
}

int report_text(const struct report *report, struct buffer *ret_text) {
        struct page page = { .text = ret_text };
        int r = text_head(report, ret_text);

        return r < 0 ? r : report_rows(report, text_row, &page);
}
