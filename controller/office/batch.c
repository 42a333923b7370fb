/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/batch.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/utf8.h"
#include "base/words/wish.h"

static const char *const columns[] = { "box", "item", "born", "days", WISH_LIST(WORDS_ALONE) "group" };
enum { REQUIRED_COLUMNS = 3, COLUMNS = ARRAY_LEN(columns), FIELD_SIZE = 256 };

/* The text being read, and what its header row said. */
struct table {
        const char *at, *end;
        size_t line;                  /* number of the row's first line */
        size_t next_line;
        char separator;
        unsigned order[COLUMNS];      /* index into columns, by place */
        size_t count;
        struct problems *problems;
};

enum field_end { FIELD_SEPARATOR, FIELD_ROW_END, FIELD_BAD };

static void step(struct table *table) {
        if (*table->at++ == '\n')
                table->next_line++;
}

static bool at_row_end(const struct table *table) {
        return table->at == table->end || *table->at == '\n' ||
               (*table->at == '\r' && table->at + 1 < table->end && table->at[1] == '\n');
}

static enum field_end bad_field(struct table *table, enum text_id why) {
        problems_add(table->problems, why, NULL);
        return FIELD_BAD;
}

/* One more character of the field; false when it cannot be in one. */
static bool put(char *field, size_t *len, char c) {
        if (*len + 1 >= FIELD_SIZE || c == '\0')
                return false;
        field[(*len)++] = c;
        return true;
}

/* Inside quotes, after the first: up to and with the closing one. */
static bool read_quoted(struct table *table, char *field, size_t *len) {
        while (table->at < table->end) {
                char c = *table->at;

                step(table);
                if (c == '"' && (table->at == table->end || *table->at != '"'))
                        return true;
                if (c == '"')
                        step(table);
                if (!put(field, len, c))
                        return false;
        }
        return false;
}

/* Reads one field and what ends it. */
static enum field_end read_field(struct table *table, char field[FIELD_SIZE]) {
        size_t len = 0;

        if (table->at < table->end && *table->at == '"') {
                step(table);
                if (!read_quoted(table, field, &len))
                        return bad_field(table, TEXT_PROBLEM_FIELD_QUOTE_OPEN);
                if (!at_row_end(table) && *table->at != table->separator)
                        return bad_field(table, TEXT_PROBLEM_FIELD_AFTER_QUOTE);
        }
        while (!at_row_end(table) && *table->at != table->separator) {
                if (*table->at == '"' || !put(field, &len, *table->at))
                        return bad_field(table, TEXT_PROBLEM_FIELD_BAD);
                step(table);
        }
        field[len] = '\0';
        if (!at_row_end(table)) {
                step(table);
                return FIELD_SEPARATOR;
        }
        if (table->at < table->end && *table->at == '\r')
                step(table);
        if (table->at < table->end)
                step(table);
        return FIELD_ROW_END;
}

/* Goes on with the next line after a bad field. */
static void skip_line(struct table *table) {
        while (table->at < table->end && table->next_line == table->line)
                step(table);
        while (table->at < table->end && table->at[-1] != '\n')
                step(table);
}

static void begin_row(struct table *table) {
        table->line = table->next_line;
        problems_at(table->problems, TEXT_PROBLEM_AT_LINE, "line", NUMERAL(table->line), NULL);
}

static int add_column(struct table *table, const char *name) {
        for (unsigned i = 0; i < COLUMNS; i++) {
                if (strcmp(columns[i], name) != 0)
                        continue;
                for (size_t j = 0; j < table->count; j++)
                        if (table->order[j] == i)
                                return problems_add(table->problems, TEXT_PROBLEM_COLUMN_TWICE, "name", name, NULL);
                table->order[table->count++] = i;
                return 0;
        }
        return problems_add(table->problems, TEXT_PROBLEM_COLUMN_UNKNOWN, "name", CUT(name, 40), NULL);
}

static int read_header(struct table *table) {
        const char *line_end = memchr(table->at, '\n', (size_t)(table->end - table->at));
        size_t line_len = (size_t)((line_end ? line_end : table->end) - table->at);
        char field[FIELD_SIZE];
        enum field_end end;
        bool seen[COLUMNS] = { false };

        table->separator = memchr(table->at, ';', line_len) ? ';' : ',';
        begin_row(table);
        if (memchr(table->at, '\t', line_len))
                return problems_add(table->problems, TEXT_PROBLEM_BATCH_TABS, NULL);
        do {
                end = read_field(table, field);
                if (end == FIELD_BAD || add_column(table, field) != 0)
                        return OFFICE_E_REFUSED;
        } while (end == FIELD_SEPARATOR);
        for (size_t i = 0; i < table->count; i++)
                seen[table->order[i]] = true;
        for (unsigned i = 0; i < REQUIRED_COLUMNS; i++)
                if (!seen[i])
                        return problems_add(table->problems, TEXT_PROBLEM_COLUMN_MISSING, "name", columns[i], NULL);
        return 0;
}

static bool row_is_empty(const struct table *table) {
        return table->at < table->end && (*table->at == '\n' || *table->at == '\r') && at_row_end(table);
}

/* Every field is looked at, so that one run names all that is wrong. */
static int read_row(struct table *table, const struct state *state, int64_t now_s, struct order *ret_order) {
        unsigned problems_before = table->problems->count;
        struct order order = { 0 };
        char field[FIELD_SIZE];
        enum field_end end;
        size_t place = 0;
        int r = 0;

        do {
                end = read_field(table, field);
                if (end == FIELD_BAD)
                        skip_line(table);
                else if (place >= table->count)
                        r = problems_add(table->problems, TEXT_PROBLEM_FIELDS_MORE, NULL);
                else if (order_set(&order, columns[table->order[place]], field, now_s, table->problems) != 0)
                        r = OFFICE_E_REFUSED;
                place++;
        } while (end == FIELD_SEPARATOR && place <= table->count);
        if (end == FIELD_SEPARATOR)
                skip_line(table);
        if (table->problems->count == problems_before && place < table->count)
                problems_add(table->problems, TEXT_PROBLEM_FIELDS_FEWER, NULL);
        if (table->problems->count == problems_before)
                r = order_complete(&order, state, table->problems);
        if (table->problems->count != problems_before)
                r = OFFICE_E_REFUSED;
        if (r == 0)
                *ret_order = order;
        order_wipe(&order);
        explicit_bzero(field, sizeof(field));
        return r;
}

static int read_rows(struct table *table, const struct state *state, int64_t now_s, struct batch *batch) {
        int r = 0;

        while (table->at < table->end) {
                begin_row(table);
                if (row_is_empty(table)) {
                        while (*table->at != '\n')
                                step(table);
                        step(table);
                        continue;
                }
                if (batch->count == BATCH_ORDERS_MAX)
                        return problems_add(table->problems, TEXT_PROBLEM_BATCH_MANY, "n", NUMERAL(BATCH_ORDERS_MAX), NULL);
                if (read_row(table, state, now_s, &batch->orders[batch->count]) == 0)
                        batch->count++;
                else
                        r = OFFICE_E_REFUSED;
        }
        if (r == 0 && batch->count == 0)
                r = problems_add(table->problems, TEXT_PROBLEM_BATCH_NONE, NULL);
        return r;
}

/* Without this, a sheet saved as UTF-16 or Latin-1 would be blamed on its quotes or items. */
static bool is_text(const uint8_t *bytes, size_t len) {
        struct reader reader = reader_over(bytes, len);
        uint32_t code_point;

        while (reader.len > 0)
                if (!reader_utf8(&reader, &code_point) || code_point == 0)
                        return false;
        return true;
}

int batch_parse(const uint8_t *bytes, size_t len, const struct state *state, int64_t now_s, struct problems *problems,
                struct batch *ret_batch) {
        struct table table = { .next_line = 1, .problems = problems };
        struct batch batch = { 0 };
        int r;

        if (len > BATCH_MAX_LEN)
                return problems_add(problems, TEXT_PROBLEM_BATCH_LONG, "n", NUMERAL(BATCH_MAX_LEN), NULL);
        if (len >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
                bytes += 3;
                len -= 3;
        }
        if (len == 0)
                return problems_add(problems, TEXT_PROBLEM_BATCH_EMPTY, NULL);
        if (!is_text(bytes, len))
                return problems_add(problems, TEXT_PROBLEM_BATCH_ENCODING, NULL);
        batch.orders = calloc(BATCH_ORDERS_MAX, sizeof(*batch.orders));
        if (!batch.orders)
                return -ENOMEM;
        table.at = (const char *)bytes;
        table.end = table.at + len;
        r = read_header(&table);
        if (r == 0)
                r = read_rows(&table, state, now_s, &batch);
        problems_at(problems, TEXT_NONE, NULL);
        if (r != 0) {
                batch_deinit(&batch);
                return r;
        }
        *ret_batch = batch;
        return 0;
}

void batch_deinit(struct batch *batch) {
        if (batch->orders)
                explicit_bzero(batch->orders, BATCH_ORDERS_MAX * sizeof(*batch->orders));
        free(batch->orders);
        *batch = (struct batch){ 0 };
}
