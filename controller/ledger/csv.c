/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * An accepted entry is flat JSON without blanks and escapes, so its members can
 * be found by their punctuation alone.
 */
#include "controller/ledger/csv.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "base/moment.h"
#include "controller/ledger/entry.h"

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
        bool is_text;
};

/* How far it is to the next c, or to the end. Most texts are too short for memchr() to be worth its call. */
static size_t length_until(const char *at, const char *end, char c) {
        const char *begin = at;

        while (at < end && *at != c)
                at++;
        return (size_t)(at - begin);
}

/* Takes the member that begins here and returns where the next one does; `end` is the closing brace. */
static const char *take_member(const char *at, const char *end, struct member *ret_member) {
        struct member member = { .key = at + 1 };

        member.key_len = length_until(member.key, end, '"');
        at = end - member.key > (ptrdiff_t)member.key_len + 2 ? member.key + member.key_len + 2 : end;
        member.is_text = *at == '"';
        member.value = at + member.is_text;
        member.value_len = length_until(member.value, end, member.is_text ? '"' : ',');
        *ret_member = member;
        return member.value + member.value_len + 1 + member.is_text;
}

enum { MEMBERS_MAX = 16 };

/* What every entry begins with and no column tells, and the columns of the members that follow: box, n, t and e. */
#define HEAD "{\"v\":1,"
static const uint8_t first_columns[] = { 2, 0, 1, 3 };
enum { OTHER_COLUMNS = 4 }; /* begin here, those that most entries have in front */

static bool is_column(const struct member *member, size_t column) {
        return columns[column].key_len == member->key_len && columns[column].key[0] == member->key[0] &&
               memcmp(columns[column].key, member->key, member->key_len) == 0;
}

/* The column of a key, or ARRAY_LEN(columns); it is found the sooner the nearer behind `begin` it is. */
static size_t column_of(const struct member *member, size_t begin) {
        for (size_t i = 0, at = begin; i < ARRAY_LEN(columns); i++, at++) {
                if (at >= ARRAY_LEN(columns))
                        at = 0;
                if (is_column(member, at))
                        return at;
        }
        return ARRAY_LEN(columns);
}

/*
 * Members that have no column of their own, for the table's form is fixed: `seen` comes after the time at which a late entry
 * was written, and takes its place; the second person is the `sub` of a `service_open`, which has none; the others are of `continued`,
 * `countersigned` and `contradicted`.
 */
static const struct {
        const char *key, *column;
} guests[] = {
        { .key = "seen", .column = "t" },
        { .key = "second", .column = "sub" },
        { .key = "origin", .column = "what" },
        { .key = "root", .column = "sha" },
        { .key = "witness", .column = "what" },
        { .key = "at", .column = "now" },
};

static size_t find_column(const struct member *member, size_t begin) {
        size_t column = column_of(member, begin);

        for (size_t i = 0; column == ARRAY_LEN(columns) && i < ARRAY_LEN(guests); i++)
                if (strlen(guests[i].key) == member->key_len && memcmp(guests[i].key, member->key, member->key_len) == 0)
                        return column_of(&(struct member){ .key = guests[i].column, .key_len = strlen(guests[i].column) }, begin);
        return column;
}

/* Writes the value as its column has it and returns where it ends. */
static char *put_value(char *at, const struct member *member, bool is_time) {
        struct reader reader = reader_over(member->value, member->value_len);
        bool quote;
        uint64_t ms;

        if (is_time && reader_decimal(&reader, INT64_MAX, &ms))
                return at + moment_format((int64_t)ms, true, at);
        /* No entry has a quotation mark or line end; a comma is what may need quoting. */
        quote = member->is_text && memchr(member->value, ',', member->value_len);
        if (quote)
                *at++ = '"';
        memcpy(at, member->value, member->value_len);
        at += member->value_len;
        if (quote)
                *at++ = '"';
        return at;
}

int csv_header(struct buffer *ret_text) {
        int r = 0;

        for (size_t i = 0; r == 0 && i < ARRAY_LEN(columns); i++)
                r = buffer_printf(ret_text, "%s%s", i == 0 ? "" : ",", columns[i].title);
        return r < 0 ? r : buffer_append_text(ret_text, "\r\n");
}

/* Whatever is in the values, and around each a comma and quotation marks, or the time that it is. */
enum { LINE_MAX_LEN = ENTRY_MAX_LEN + (int)ARRAY_LEN(columns) * (MOMENT_TEXT_SIZE + 3) + 2 };

static_assert(ARRAY_LEN(columns) < 32, "a bit for each column and for what has none");

static size_t put_line(char *line, const struct member *const *of_column, uint32_t there) {
        char *at = line;

        for (size_t i = 0; i < ARRAY_LEN(columns); i++, there >>= 1) {
                if (there & 1)
                        at = put_value(at, of_column[i], columns[i].is_time);
                *at++ = ',';
        }
        /* The last comma gives way to the line end. */
        at[-1] = '\r';
        *at++ = '\n';
        return (size_t)(at - line);
}

int csv_line(const char *entry, size_t len, struct buffer *ret_text) {
        const struct member *of_column[ARRAY_LEN(columns) + 1];
        const char *at = entry + strlen(HEAD), *end = entry + len - 1;
        struct member members[MEMBERS_MAX];
        char line[LINE_MAX_LEN];
        uint32_t there = 0;

        if (len > ENTRY_MAX_LEN)
                return -EMSGSIZE;
        for (size_t i = 0; at < end && i < MEMBERS_MAX; i++) {
                size_t column;

                at = take_member(at, end, &members[i]);
                column = find_column(&members[i], i < ARRAY_LEN(first_columns) ? first_columns[i] : OTHER_COLUMNS);
                of_column[column] = &members[i];
                there |= UINT32_C(1) << column;
        }
        return buffer_append(ret_text, line, put_line(line, of_column, there));
}
