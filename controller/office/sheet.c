/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/sheet.h"

#include <string.h>

#include "base/utf8.h"

static const char end_mark = '\x1a';

/* ---- from bytes to UTF-8 ---- */

static int put_utf8(struct buffer *text, uint32_t c) {
        uint8_t bytes[4];
        size_t len;

        if (c < 0x80) {
                bytes[0] = (uint8_t)c;
                len = 1;
        } else if (c < 0x800) {
                bytes[0] = (uint8_t)(0xc0 | c >> 6);
                bytes[1] = (uint8_t)(0x80 | (c & 0x3f));
                len = 2;
        } else if (c < 0x10000) {
                bytes[0] = (uint8_t)(0xe0 | c >> 12);
                bytes[1] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
                bytes[2] = (uint8_t)(0x80 | (c & 0x3f));
                len = 3;
        } else {
                bytes[0] = (uint8_t)(0xf0 | c >> 18);
                bytes[1] = (uint8_t)(0x80 | (c >> 12 & 0x3f));
                bytes[2] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
                bytes[3] = (uint8_t)(0x80 | (c & 0x3f));
                len = 4;
        }
        return buffer_append(text, bytes, len);
}

static bool take_unit(const uint8_t **bytes, size_t *len, bool big_endian, uint32_t *ret_unit) {
        if (*len < 2)
                return false;
        *ret_unit = big_endian ? (uint32_t)((*bytes)[0] << 8 | (*bytes)[1]) : (uint32_t)((*bytes)[1] << 8 | (*bytes)[0]);
        *bytes += 2;
        *len -= 2;
        return true;
}

/* RFC 2781: pairs of surrogates, none of them alone. */
static bool take_utf16(const uint8_t **bytes, size_t *len, bool big_endian, uint32_t *ret_c) {
        uint32_t high, low;

        if (!take_unit(bytes, len, big_endian, &high))
                return false;
        *ret_c = high;
        if (high < 0xd800 || high > 0xdfff)
                return true;
        if (high > 0xdbff || !take_unit(bytes, len, big_endian, &low) || low < 0xdc00 || low > 0xdfff)
                return false;
        *ret_c = 0x10000 + ((high - 0xd800) << 10 | (low - 0xdc00));
        return true;
}

static int refuse_encoding(struct problems *problems) {
        return problems_add(problems, TEXT_PROBLEM_BATCH_ENCODING, NULL);
}

static int decode_utf16(const uint8_t *bytes, size_t len, bool big_endian, struct problems *problems, struct buffer *text) {
        uint32_t c;
        int r;

        while (len > 0) {
                if (!take_utf16(&bytes, &len, big_endian, &c) || c == 0)
                        return refuse_encoding(problems);
                r = put_utf8(text, c);
                if (r < 0)
                        return r;
        }
        return 0;
}

static bool is_utf8(const uint8_t *bytes, size_t len) {
        struct reader reader = reader_over(bytes, len);
        uint32_t c;

        while (reader.len > 0)
                if (!reader_utf8(&reader, &c) || c == 0)
                        return false;
        return true;
}

/* What Windows-1252 has at 0x80 to 0x9f in place of control characters; 0: nothing. */
static const uint16_t windows[32] = {
        0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0,
        0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178,
};

/* Anything may be; NUL and what Windows-1252 does not have tell that it is something else. */
static int decode_windows(const uint8_t *bytes, size_t len, struct problems *problems, struct buffer *text) {
        for (size_t i = 0; i < len; i++) {
                uint32_t c = bytes[i] >= 0x80 && bytes[i] < 0xa0 ? windows[bytes[i] - 0x80] : bytes[i];
                int r = c == 0 ? refuse_encoding(problems) : put_utf8(text, c);

                if (r != 0)
                        return r;
        }
        return 0;
}

/* Spreadsheets of old Macintoshes, and those of today on wish, end a line with CR alone. */
static void end_lines(struct buffer *text) {
        if (text->len == 0 || memchr(text->data, '\n', text->len))
                return;
        for (size_t i = 0; i < text->len; i++)
                if (text->data[i] == '\r')
                        text->data[i] = '\n';
}

int sheet_decode(const uint8_t *bytes, size_t len, struct problems *problems, struct buffer *ret_text, bool *ret_guessed) {
        bool little = len >= 2 && memcmp(bytes, "\xff\xfe", 2) == 0, big = len >= 2 && memcmp(bytes, "\xfe\xff", 2) == 0;
        bool marked = len >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0;
        int r;

        if (marked) {
                bytes += 3;
                len -= 3;
        }
        *ret_guessed = false;
        if (little || big) {
                r = decode_utf16(bytes + 2, len - 2, big, problems, ret_text);
        } else if (is_utf8(bytes, len)) {
                r = buffer_append(ret_text, bytes, len);
        } else if (marked) {
                r = refuse_encoding(problems);
        } else {
                *ret_guessed = true;
                r = decode_windows(bytes, len, problems, ret_text);
        }
        while (r == 0 && ret_text->len > 0 && ret_text->data[ret_text->len - 1] == (uint8_t)end_mark)
                ret_text->len--;
        end_lines(ret_text);
        return r;
}

static bool ends_word(char c) {
        return strchr(" \t\r\n;,\"", c) != NULL;
}

void sheet_foreign_word(const char *text, size_t len, char ret_word[SHEET_WORD_SIZE]) {
        size_t begin = 0, count = 0;
        bool foreign = false;

        for (size_t i = 0; i < len && !(foreign && ends_word(text[i])); i++) {
                if (ends_word(text[i]))
                        begin = i + 1;
                foreign = foreign || (unsigned char)text[i] >= 0x80;
                count = i + 1 - begin;
        }
        if (!foreign)
                count = 0;
        if (count >= SHEET_WORD_SIZE)
                count = SHEET_WORD_SIZE - 1;
        /* Not in the middle of a character. */
        while (count > 0 && begin + count < len && ((unsigned char)text[begin + count] & 0xc0) == 0x80)
                count--;
        memcpy(ret_word, text + begin, count);
        ret_word[count] = '\0';
}

/* ---- rows and fields ---- */

static void step(struct sheet *sheet) {
        if (*sheet->at++ == '\n')
                sheet->next_line++;
}

static bool at_row_end(const struct sheet *sheet) {
        return sheet->at == sheet->end || *sheet->at == '\n' || (*sheet->at == '\r' && sheet->at + 1 < sheet->end && sheet->at[1] == '\n');
}

/* Behind the end of the row. */
static void end_row(struct sheet *sheet) {
        if (sheet->at < sheet->end && *sheet->at == '\r')
                step(sheet);
        if (sheet->at < sheet->end)
                step(sheet);
}

static size_t line_len(const struct sheet *sheet) {
        const char *end = memchr(sheet->at, '\n', (size_t)(sheet->end - sheet->at));

        return (size_t)((end ? end : sheet->end) - sheet->at);
}

/* A tab in a header is no part of a name, and neither is a semicolon; a comma may be part of a line with these. */
static char separator_of(const char *row, size_t len) {
        return memchr(row, '\t', len) ? '\t' : memchr(row, ';', len) ? ';' : ',';
}

void sheet_open(struct sheet *sheet, const char *text, size_t len, struct problems *problems) {
        *sheet = (struct sheet){ .at = text, .end = text + len, .next_line = 1, .problems = problems };
        if (len >= 5 && memcmp(text, "sep=", 4) == 0 && strchr(";,\t", text[4])) {
                sheet->separator = text[4];
                sheet->at += 5;
                if (at_row_end(sheet)) {
                        end_row(sheet);
                        return;
                }
                sheet->at = text;
        }
        sheet->separator = separator_of(sheet->at, line_len(sheet));
}

/* Nothing but separators and blanks, no-break ones among them. */
static bool row_is_empty(const struct sheet *sheet) {
        size_t len = line_len(sheet);

        for (size_t i = 0; i < len; i++) {
                bool no_break = sheet->at[i] == '\xc2' && i + 1 < len && sheet->at[i + 1] == '\xa0';

                if (sheet->at[i] != sheet->separator && !strchr(" \t\r", sheet->at[i]) && !no_break)
                        return false;
                i += no_break;
        }
        return true;
}

bool sheet_row(struct sheet *sheet) {
        while (sheet->at < sheet->end && row_is_empty(sheet)) {
                sheet->at += line_len(sheet);
                end_row(sheet);
        }
        sheet->line = sheet->next_line;
        problems_at(sheet->problems, TEXT_PROBLEM_AT_LINE, "line", NUMERAL(sheet->line), NULL);
        return sheet->at < sheet->end;
}

static enum sheet_end bad_field(struct sheet *sheet, enum text_id why) {
        problems_add(sheet->problems, why, NULL);
        return SHEET_BAD;
}

/* One more character of the field; false when there is no room for it. */
static bool put(char *field, size_t *len, char c) {
        if (*len + 1 >= SHEET_FIELD_SIZE)
                return false;
        field[(*len)++] = c;
        return true;
}

/* Inside quotes, after the first: up to and with the closing one. */
static bool read_quoted(struct sheet *sheet, char *field, size_t *len) {
        while (sheet->at < sheet->end) {
                char c = *sheet->at;

                step(sheet);
                if (c == '"' && (sheet->at == sheet->end || *sheet->at != '"'))
                        return true;
                if (c == '"')
                        step(sheet);
                if (!put(field, len, c))
                        return false;
        }
        return false;
}

enum sheet_end sheet_field(struct sheet *sheet, char ret_field[SHEET_FIELD_SIZE]) {
        size_t len = 0;

        if (sheet->at < sheet->end && *sheet->at == '"') {
                step(sheet);
                if (!read_quoted(sheet, ret_field, &len))
                        return bad_field(sheet, TEXT_PROBLEM_FIELD_QUOTE_OPEN);
                if (!at_row_end(sheet) && *sheet->at != sheet->separator)
                        return bad_field(sheet, TEXT_PROBLEM_FIELD_AFTER_QUOTE);
        }
        while (!at_row_end(sheet) && *sheet->at != sheet->separator) {
                if (*sheet->at == '"' || !put(ret_field, &len, *sheet->at))
                        return bad_field(sheet, TEXT_PROBLEM_FIELD_BAD);
                step(sheet);
        }
        ret_field[len] = '\0';
        if (at_row_end(sheet)) {
                end_row(sheet);
                return SHEET_ROW_END;
        }
        step(sheet);
        return SHEET_SEPARATOR;
}

void sheet_skip_row(struct sheet *sheet) {
        while (sheet->at < sheet->end && sheet->next_line == sheet->line)
                step(sheet);
        while (sheet->at < sheet->end && sheet->at[-1] != '\n')
                step(sheet);
}
