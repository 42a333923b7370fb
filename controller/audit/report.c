/* SPDX-License-Identifier: EUPL-1.2 */
/* The two plain forms: text for reading, and CSV. */
#include "controller/audit/report.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/moment.h"
#include "controller/audit/report_rows.h"

enum { WORD_SIZE = 256 };

static const char *word(enum language language, const struct report_name *name, char ret_text[WORD_SIZE]) {
        const char *of = name->text != TEXT_NONE ? strchr(name->name, ':') : NULL;
        char what[WORD_SIZE];

        if (name->text == TEXT_NONE)
                snprintf(what, sizeof(what), "%s", name->name);
        else
                catalogue_say(language, what, sizeof(what), name->text, "n", NUMERAL(name->n), NULL);
        if (of)
                catalogue_say(language, ret_text, WORD_SIZE, TEXT_TABLE_OF, "what", what, "of", of + 1, NULL);
        else
                snprintf(ret_text, WORD_SIZE, "%s", what);
        return ret_text;
}

/* ---- CSV ---- */

static int csv_text(const char *text, struct buffer *line) {
        /* No entry has a quotation mark. */
        const char *mark = *text && strchr("=+-@\t\r", *text) ? "'" : "";

        return buffer_printf(line, strpbrk(text, ",\r\n") ? "\"%s%s\"" : "%s%s", mark, text);
}

static int csv_row(void *context, const struct report_table *table, const struct report_name *name, const uint64_t *values) {
        struct buffer *text = context;
        int r = 0;

        for (size_t i = 0; r == 0 && table->measures[i].name; i++) {
                r = buffer_printf(text, "%s,", table->name.name);
                if (r == 0)
                        r = csv_text(name->name, text);
                if (r == 0)
                        r = buffer_printf(text, ",%s,%llu\r\n", table->measures[i].name, (unsigned long long)values[i]);
        }
        return r;
}

int report_csv(const struct report *report, struct buffer *ret_text) {
        int r = buffer_append_text(ret_text, "table,name,measure,value\r\n");

        return r < 0 ? r : report_rows(report, csv_row, ret_text);
}

struct sheet {
        struct buffer *text;
        enum language language;
};

/* Fields are separated as a spreadsheet of that language expects it; all are quoted, so that no word of a catalogue can break one. */
static int sheet_field(struct sheet *sheet, const char *text) {
        const char *mark = *text && strchr("=+-@\t\r", *text) ? "'" : "";
        int r = buffer_printf(sheet->text, "\"%s", mark);

        for (const char *c = text; r == 0 && *c; c++)
                r = buffer_append(sheet->text, *c == '"' ? "\"\"" : c, *c == '"' ? 2 : 1);
        return r < 0 ? r : buffer_append_text(sheet->text, "\";");
}

static int sheet_row(void *context, const struct report_table *table, const struct report_name *name, const uint64_t *values) {
        struct sheet *sheet = context;
        char text[WORD_SIZE];
        int r = 0;

        for (size_t i = 0; r == 0 && table->measures[i].name; i++) {
                r = sheet_field(sheet, word(sheet->language, &table->name, text));
                if (r == 0)
                        r = sheet_field(sheet, word(sheet->language, name, text));
                if (r == 0)
                        r = sheet_field(sheet, word(sheet->language, &table->measures[i], text));
                if (r == 0)
                        r = buffer_printf(sheet->text, "%llu\r\n", (unsigned long long)values[i]);
        }
        return r;
}

int report_sheet(const struct report *report, enum language language, struct buffer *ret_text) {
        static const enum text_id columns[] = { TEXT_REPORT_COLUMN_TABLE, TEXT_REPORT_COLUMN_NAME, TEXT_REPORT_COLUMN_MEASURE };
        struct sheet sheet = { .text = ret_text, .language = language };
        int r = buffer_append_text(ret_text, "\xef\xbb\xbf");

        for (size_t i = 0; r == 0 && i < ARRAY_LEN(columns); i++)
                r = sheet_field(&sheet, catalogue_text(language, columns[i]));
        if (r == 0)
                r = buffer_printf(ret_text, "\"%s\"\r\n", catalogue_text(language, TEXT_REPORT_COLUMN_VALUE));
        return r < 0 ? r : report_rows(report, sheet_row, &sheet);
}

/* ---- text ---- */

enum { NAME_WIDTH = 32, LINE_SIZE = 1024 };

struct page {
        struct buffer *text;
        enum language language;
        const struct report_table *table;
};

/* Characters, and the bytes that printf's widths count. */
static int characters(const char *text) {
        int count = 0;

        for (; *text; text++)
                count += ((unsigned char)*text & 0xc0) != 0x80;
        return count;
}

static int padded(const char *text, int width) {
        return width + (int)strlen(text) - characters(text);
}

static int measure_width(const struct page *page, const struct report_name *measure) {
        char text[WORD_SIZE];
        int len = characters(word(page->language, measure, text));

        return len < 8 ? 8 : len;
}

static int text_heading(struct page *page, const struct report_table *table) {
        char name[WORD_SIZE], text[WORD_SIZE];
        int r;

        word(page->language, &table->key, text);
        r = buffer_printf(page->text, "\n%s\n%-*s", word(page->language, &table->name, name), padded(text, NAME_WIDTH), text);
        for (size_t i = 0; r == 0 && table->measures[i].name; i++) {
                word(page->language, &table->measures[i], text);
                r = buffer_printf(page->text, "  %*s", padded(text, measure_width(page, &table->measures[i])), text);
        }
        page->table = table;
        return r < 0 ? r : buffer_append_text(page->text, "\n");
}

static int text_row(void *context, const struct report_table *table, const struct report_name *name, const uint64_t *values) {
        struct page *page = context;
        char text[WORD_SIZE];
        int r = page->table == table ? 0 : text_heading(page, table);

        if (*name->name)
                word(page->language, name, text);
        else
                snprintf(text, sizeof(text), "%s", catalogue_text(page->language, TEXT_REPORT_TEXT_THE_BOX));
        if (r == 0)
                r = buffer_printf(page->text, "%-*s", padded(text, NAME_WIDTH), text);
        for (size_t i = 0; r == 0 && table->measures[i].name; i++)
                r = buffer_printf(page->text, "  %*llu", measure_width(page, &table->measures[i]), (unsigned long long)values[i]);
        return r < 0 ? r : buffer_append_text(page->text, "\n");
}

__attribute__((__sentinel__)) static int put_line(const struct page *page, enum text_id id, ...) {
        struct filling fillings[FILLINGS_MAX];
        char line[LINE_SIZE];
        size_t count;
        va_list list;

        va_start(list, id);
        count = fillings_take(list, fillings);
        va_end(list);
        catalogue_fill(page->language, id, fillings, count, line, sizeof(line));
        return buffer_printf(page->text, "%s\n", line);
}

static int text_source(const struct page *page, const struct reading_source *source) {
        CLEANUP(buffer_deinit) struct buffer root = BUFFER_INIT;
        int r = hash_format(&source->root, &root);

        return r < 0 ? r : put_line(page, TEXT_REPORT_TEXT_SOURCE, "origin", source->origin, "count", NUMERAL(source->size), "root",
                                    buffer_text(&root), "key",
                                    catalogue_text(page->language, source->pinned ? TEXT_REPORT_TEXT_SIGNED : TEXT_REPORT_TEXT_UNSIGNED), NULL);
}

static int text_head(const struct report *report, const struct page *page) {
        const struct figures *figures = report->reading->figures;
        char first[MOMENT_TEXT_SIZE], last[MOMENT_TEXT_SIZE];
        int r = 0;

        for (size_t i = 0; r == 0 && i < report->reading->source_count; i++)
                r = text_source(page, &report->reading->sources[i]);
        if (r == 0)
                r = put_line(page, TEXT_REPORT_TEXT_PERIOD, "from",
                             report->from ? report->from : catalogue_text(page->language, TEXT_REPORT_TEXT_BEGINNING), "to",
                             report->to ? report->to : catalogue_text(page->language, TEXT_REPORT_TEXT_END), "zone", report->zone, NULL);
        if (r < 0 || figures->entries == 0)
                return r < 0 ? r : put_line(page, TEXT_REPORT_TEXT_NOTHING, NULL);
        moment_format(figures->first_ms, false, first);
        moment_format(figures->last_ms, false, last);
        return put_line(page, TEXT_REPORT_TEXT_ENTRIES, "count", NUMERAL(figures->entries), "first", first, "last", last, NULL);
}

int report_text(const struct report *report, enum language language, struct buffer *ret_text) {
        struct page page = { .text = ret_text, .language = language };
        int r = text_head(report, &page);

        return r < 0 ? r : report_rows(report, text_row, &page);
}
