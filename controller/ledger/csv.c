/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * An accepted entry is flat JSON without blanks and escapes, so its members can
 * be found by their punctuation alone.
 */
#include "controller/ledger/csv.h"

#include <assert.h>
#include <string.h>

#include "base/moment.h"

struct column {
        const char *key, *title;
        size_t key_len;
        bool is_time;
};

#define COLUMN(key, title, is_time) { key, title, sizeof(key) - 1, is_time }

static const struct column columns[] = {
        COLUMN("n", "n", false),
        COLUMN("t", "time", true),
        COLUMN("box", "box", false),
        COLUMN("e", "event", false),
        COLUMN("c", "compartment", false),
        COLUMN("cti", "cti", false),
        COLUMN("items", "items", false),
        COLUMN("deadline", "deadline", true),
        COLUMN("way", "way", false),
        COLUMN("how", "how", false),
        COLUMN("why", "why", false),
        COLUMN("sub", "sub", false),
        COLUMN("by", "by", false),
        COLUMN("found", "found", false),
        COLUMN("tries", "tries", false),
        COLUMN("count", "count", false),
        COLUMN("there", "there", false),
        COLUMN("empty", "empty", false),
        COLUMN("else", "else", false),
        COLUMN("what", "what", false),
        COLUMN("was", "was", true),
        COLUMN("now", "now", true),
        COLUMN("version", "version", false),
        COLUMN("mode", "mode", false),
        COLUMN("size", "size", false),
        COLUMN("sha", "sha", false),
        COLUMN("old", "old", false),
        COLUMN("new", "new", false),
        COLUMN("by_old", "by_old", false),
        COLUMN("by_new", "by_new", false),
};

struct member {
        const char *key, *value;
        size_t key_len, value_len;
};

enum { MEMBERS_MAX = 16 };

/* From an opening quotation mark to the closing one. */
static const char *skip_string(const char *quote, const char *end) {
        const char *close = memchr(quote + 1, '"', (size_t)(end - quote - 1));

        return close ? close + 1 : end;
}

static size_t split(const char *entry, size_t len, struct member members[MEMBERS_MAX]) {
        const char *at = entry + 1, *end = entry + len - 1;
        size_t count = 0;

        while (at < end && count < MEMBERS_MAX) {
                struct member *member = &members[count++];
                const char *key_end = skip_string(at, end);

                member->key = at + 1;
                member->key_len = (size_t)(key_end - at) - 2;
                at = key_end + 1;
                if (*at == '"') {
                        member->value = at + 1;
                        at = skip_string(at, end);
                        member->value_len = (size_t)(at - member->value) - 1;
                } else {
                        member->value = at;
                        while (at < end && *at != ',')
                                at++;
                        member->value_len = (size_t)(at - member->value);
                }
                at++;
        }
        return count;
}

/*
 * The column of a key, or ARRAY_LEN(columns). Keys mostly come in the order of the columns, so the search begins behind
 * the one found last.
 */
static size_t column_of(const struct member *member, size_t begin) {
        for (size_t i = 0, at = begin; i < ARRAY_LEN(columns); i++, at++) {
                if (at >= ARRAY_LEN(columns))
                        at = 0;
                if (columns[at].key_len == member->key_len && columns[at].key[0] == member->key[0] &&
                    memcmp(columns[at].key, member->key, member->key_len) == 0)
                        return at;
        }
        return ARRAY_LEN(columns);
}

/*
 * Members that have no column of their own, for the table's form is fixed: `seen` comes after the time at which a late entry
 * was written, and takes its place; the others are of the one entry `continued`.
 */
static const struct {
        const char *key, *column;
} guests[] = {
        { .key = "seen", .column = "t" },
        { .key = "origin", .column = "what" },
        { .key = "root", .column = "sha" },
};

static struct member place_of(const struct member *member) {
        for (size_t i = 0; i < ARRAY_LEN(guests); i++)
                if (strlen(guests[i].key) == member->key_len && memcmp(guests[i].key, member->key, member->key_len) == 0)
                        return (struct member){ .key = guests[i].column, .key_len = strlen(guests[i].column) };
        return *member;
}

static int append_value(const struct member *member, bool is_time, struct buffer *line) {
        struct reader reader = reader_over(member->value, member->value_len);
        char text[MOMENT_TEXT_SIZE];
        bool quote;
        uint64_t ms;
        int r;

        if (is_time && reader_decimal(&reader, INT64_MAX, &ms)) {
                moment_format((int64_t)ms, true, text);
                return buffer_append_text(line, text);
        }
        /* No entry has a quotation mark or line end; a comma is what may need quoting. */
        quote = memchr(member->value, ',', member->value_len);
        r = quote ? buffer_append(line, "\"", 1) : 0;
        if (r == 0)
                r = buffer_append(line, member->value, member->value_len);
        return r == 0 && quote ? buffer_append(line, "\"", 1) : r;
}

int csv_header(struct buffer *ret_text) {
        int r = 0;

        for (size_t i = 0; r == 0 && i < ARRAY_LEN(columns); i++)
                r = buffer_printf(ret_text, "%s%s", i == 0 ? "" : ",", columns[i].title);
        return r < 0 ? r : buffer_append_text(ret_text, "\r\n");
}

#define COMMAS ",,,,,,,,,,,,,,,,,,,,,,,,,,,,,"
static_assert(sizeof(COMMAS) == ARRAY_LEN(columns), "one comma between two columns");

int csv_line(const char *entry, size_t len, struct buffer *ret_text) {
        const struct member *of_column[ARRAY_LEN(columns) + 1] = { NULL };
        struct member members[MEMBERS_MAX];
        size_t count = split(entry, len, members), column = 0, written = 0;
        int r = 0;

        for (size_t i = 0; i < count; i++) {
                size_t begin = column + 1;

                column = column_of(&members[i], begin);
                if (column == ARRAY_LEN(columns)) {
                        const struct member place = place_of(&members[i]);

                        column = column_of(&place, begin);
                }
                of_column[column] = &members[i];
        }
        for (size_t i = 0; r == 0 && i < ARRAY_LEN(columns); i++) {
                if (!of_column[i])
                        continue;
                r = buffer_append(ret_text, COMMAS, i - written);
                written = i;
                if (r == 0)
                        r = append_value(of_column[i], columns[i].is_time, ret_text);
        }
        if (r == 0)
                r = buffer_append(ret_text, COMMAS, ARRAY_LEN(columns) - 1 - written);
        return r < 0 ? r : buffer_append_text(ret_text, "\r\n");
}
