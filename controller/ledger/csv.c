/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * An accepted entry is flat JSON without blanks and escapes, so its members can
 * be found by their punctuation alone.
 */
#include "controller/ledger/csv.h"

#include <string.h>

#include "base/moment.h"

struct column {
        const char *key, *title;
        bool is_time;
};

static const struct column columns[] = {
        { "n", "n", false },
        { "t", "time", true },
        { "box", "box", false },
        { "e", "event", false },
        { "c", "compartment", false },
        { "cti", "cti", false },
        { "items", "items", false },
        { "deadline", "deadline", true },
        { "way", "way", false },
        { "how", "how", false },
        { "why", "why", false },
        { "sub", "sub", false },
        { "by", "by", false },
        { "found", "found", false },
        { "tries", "tries", false },
        { "count", "count", false },
        { "there", "there", false },
        { "empty", "empty", false },
        { "else", "else", false },
        { "what", "what", false },
        { "was", "was", true },
        { "now", "now", true },
        { "version", "version", false },
        { "mode", "mode", false },
        { "size", "size", false },
        { "sha", "sha", false },
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

static const struct member *find(const struct member *members, size_t count, const char *key) {
        for (size_t i = 0; i < count; i++)
                if (members[i].key_len == strlen(key) && memcmp(members[i].key, key, members[i].key_len) == 0)
                        return &members[i];
        return NULL;
}

static int append_value(const struct member *member, bool is_time, struct buffer *line) {
        struct reader reader = reader_over(member->value, member->value_len);
        char text[MOMENT_TEXT_SIZE];
        uint64_t ms;

        if (is_time && reader_decimal(&reader, INT64_MAX, &ms)) {
                moment_format((int64_t)ms, true, text);
                return buffer_append_text(line, text);
        }
        /* No entry has a quotation mark or line end; a comma is what may need quoting. */
        return buffer_printf(line, memchr(member->value, ',', member->value_len) ? "\"%.*s\"" : "%.*s", (int)member->value_len,
                             member->value);
}

int csv_header(struct buffer *ret_text) {
        int r = 0;

        for (size_t i = 0; r == 0 && i < ARRAY_LEN(columns); i++)
                r = buffer_printf(ret_text, "%s%s", i == 0 ? "" : ",", columns[i].title);
        return r < 0 ? r : buffer_append_text(ret_text, "\r\n");
}

int csv_line(const char *entry, size_t len, struct buffer *ret_text) {
        struct member members[MEMBERS_MAX];
        size_t count = split(entry, len, members);
        int r = 0;

        for (size_t i = 0; r == 0 && i < ARRAY_LEN(columns); i++) {
                const struct member *member = find(members, count, columns[i].key);

                if (i > 0)
                        r = buffer_append_text(ret_text, ",");
                if (r == 0 && member)
                        r = append_value(member, columns[i].is_time, ret_text);
        }
        return r < 0 ? r : buffer_append_text(ret_text, "\r\n");
}
