/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/synonym.h"

#include <string.h>

#include "base/utf8.h"

/* Space, no-break, narrow no-break and ideographic blanks, and the mark that files begin with. */
static bool is_blank(uint32_t c) {
        return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xa0 || (c >= 0x2000 && c <= 0x200b) || c == 0x202f || c == 0x3000 || c == 0xfeff;
}

/* The next character that makes a difference, in lower case; 0 at the end, and for what is no UTF-8. */
static uint32_t next(struct reader *reader) {
        uint32_t c;

        while (reader_utf8(reader, &c)) {
                if (is_blank(c) || c == '_' || c == '-')
                        continue;
                if ((c >= 'A' && c <= 'Z') || (c >= 0xc0 && c <= 0xde && c != 0xd7))
                        c += 'a' - 'A';
                return c;
        }
        return 0;
}

static bool means(const char *word, size_t len, const char *text) {
        struct reader wanted = reader_over(word, len), given = reader_over(text, strlen(text));
        uint32_t c;

        do {
                c = next(&wanted);
                if (c != next(&given))
                        return false;
        } while (c != 0);
        return given.len == 0 && *text;
}

static bool is_among(const char *words, const char *text) {
        while (*words) {
                size_t len = strcspn(words, "|");

                if (means(words, len, text))
                        return true;
                words += len + (words[len] == '|');
        }
        return false;
}

bool synonym_of(enum text_id entry, const char *text) {
        for (unsigned language = 0; language < LANGUAGE_COUNT; language++)
                if (language_whole((enum language)language) && is_among(catalogue_text((enum language)language, entry), text))
                        return true;
        return false;
}

char *synonym_skip_blanks(char *text) {
        struct reader reader = reader_over(text, strlen(text));
        size_t blanks = 0;
        uint32_t c;

        while (reader_utf8(&reader, &c) && is_blank(c))
                blanks = (size_t)((const char *)reader.data - text);
        return text + blanks;
}

char *synonym_trim(char *text) {
        struct reader reader = reader_over(text, strlen(text));
        size_t begin = 0, end = 0;
        uint32_t c;

        while (reader_utf8(&reader, &c)) {
                size_t at = (size_t)((const char *)reader.data - text);

                if (!is_blank(c))
                        end = at;
                else if (end == 0)
                        begin = at;
        }
        /* What is no UTF-8 stays, for its reader to refuse. */
        if (reader.len > 0)
                end = strlen(text);
        text[end > begin ? end : begin] = '\0';
        return text + begin;
}
