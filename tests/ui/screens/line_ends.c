/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/ui/screens/line_ends.h"

#include <ctype.h>
#include <string.h>

#include "base/macro.h"
#include "ui/po/catalogue.h"

static bool parts_words(char c) {
        return c == ' ' || c == '\n' || c == '\0';
}

static bool is_one_of(const char *at, const char *const *words, size_t count) {
        for (size_t i = 0; i < count; i++) {
                size_t len = strlen(words[i]);

                if (strncmp(at, words[i], len) == 0 && !isalnum((unsigned char)at[len]))
                        return true;
        }
        return false;
}

/* Whether the blank before `next` parts a number from its unit. */
static bool parts_unit(const char *text, const char *next) {
        static const char *const units[] = { "Uhr", "mm", "%", "Sekunde", "Sekunden", "Minute", "Minuten", "second", "seconds", "minute", "minutes",
                                             "bytes", "MiB" };

        return next - text >= 2 && isdigit((unsigned char)next[-2]) && is_one_of(next, units, ARRAY_LEN(units));
}

/* Whether it parts how many there are from what they are: "2 ×", and before a German noun, which begins with a capital, "2 Sendungen". */
static bool parts_count(const struct walk *walk, const char *text, const char *next) {
        static const char times[] = "\u00D7 ";

        if (next - text >= 3 && memcmp(next - 3, times, 3) == 0)
                return true;
        return walk->screen->look.language == LANGUAGE_DE && next - text >= 2 && isdigit((unsigned char)next[-2]) && isupper((unsigned char)*next);
}

/* Whether it parts a thing from the number that is its name: "Fach 12". */
static bool parts_named(const char *text, const char *next) {
        static const char *const things[] = { "Fach", "Karte", "Box", "Freigabe", "ompartment", "No.", "Badge", "undle" };

        for (size_t i = 0; isdigit((unsigned char)*next) && i < ARRAY_LEN(things); i++) {
                size_t len = strlen(things[i]);

                if ((size_t)(next - text) > len && memcmp(next - 1 - len, things[i], len) == 0)
                        return true;
        }
        return false;
}

/* Whether it parts the name of something that is listed: "2 × Travel document, Letter". */
static bool parts_item(const struct walk *walk, const char *text, const char *next) {
        static const char soft_hyphen[] = "\u00AD";

        if (next - text >= 2 && memcmp(next - 2, soft_hyphen, 2) == 0)
                return true;
        for (unsigned item = TEXT_ITEM_1; item <= TEXT_ITEM_6; item++) {
                const char *name = catalogue_text(walk->screen->look.language, (enum text_id)item);

                for (const char *blank = strchr(name, ' '); blank && next[-1] == ' '; blank = strchr(blank + 1, ' '))
                        if (next - 1 - text >= blank - name && strncmp(next - 1 - (blank - name), name, strlen(name)) == 0)
                                return true;
        }
        return false;
}

enum { LONG_NAME = 24 };

/* Whether a line that ends before `next`, at no blank, parts what must stay whole: a word with a digit, or what no hyphen of a compound joins. */
static bool parts_whole(const char *text, const char *next) {
        static const char soft_hyphen[] = "\u00AD";
        const char *from = next, *to = next;

        if (next - text >= 2 && memcmp(next - 2, soft_hyphen, 2) == 0)
                return false;
        while (from > text && !parts_words(from[-1]))
                from--;
        while (!parts_words(*to))
                to++;
        /* A name for which no line has room ends one after a dot or a slash. */
        if (to - from > LONG_NAME && (next[-1] == '/' || (next - text >= 3 && memcmp(next - 3, "\u200B", 3) == 0)))
                return false;
        for (const char *at = from; at < to; at++)
                if (isdigit((unsigned char)*at) || (*at == '.' && isalpha((unsigned char)at[1])))
                        return true;
        return next[-1] != '-' || !isalpha((unsigned char)next[-2]);
}

/* A button of one word has it in one line. */
static bool is_word_on_button(const struct walk *walk, const struct view_text *text) {
        return walk_is_button(walk, text->name) && !strchr(text->text, ' ') && !strchr(text->text, '\n');
}

void line_ends_whole(const struct walk *walk) {
        const struct view_text *texts;
        size_t count;

        if (!language_whole(walk->screen->look.language)) /* the rules know the words of the office's languages alone */
                return;
        texts = view_texts(walk->view, &count);
        for (size_t i = 0; i < count; i++) {
                const char *first, *line, *next;
                size_t len, next_len;

                line = first = view_text_line(&texts[i], 0, &len);
                if (is_word_on_button(walk, &texts[i]) && view_text_line(&texts[i], 1, &next_len))
                        walk_fault(walk, "is parted on a button", texts[i].text);
                for (int at = 1; line && (next = view_text_line(&texts[i], at, &next_len)); at++, line = next, len = next_len) {
                        if (line + len != next || len < 2) /* the sentence's own end */
                                continue;
                        if (next[-1] == ' ' ? parts_unit(first, next) || parts_count(walk, first, next) || parts_named(first, next) : parts_whole(first, next))
                                walk_fault(walk, "is parted by the end of a line", texts[i].text);
                        if (strstr(first, ", ") && parts_item(walk, first, next))
                                walk_fault(walk, "is parted by the end of a line", texts[i].text);
                }
        }
}

/* How many sentences a question has, or lines that were given it. */
static int sentence_count(const char *text) {
        int count = 1;

        for (const char *at = text; *at; at++)
                count += *at == '\n' || (strchr(".?!", *at) && at[1] == ' ');
        return count;
}

/* One that has several is as large as lets each of them be a line. */
void line_ends_at_sentences(const struct walk *walk) {
        const struct view_text *texts;
        size_t count, len;

        if (!language_whole(walk->screen->look.language)) /* the rules know the words of the office's languages alone */
                return;
        texts = view_texts(walk->view, &count);
        for (size_t i = 0; i < count; i++) {
                int sentences = sentence_count(texts[i].text), lines = 0;

                while (view_text_line(&texts[i], lines, &len))
                        lines++;
                if (strcmp(texts[i].name, "title") == 0 && sentences > 1 && lines > sentences)
                        walk_fault(walk, "breaks a sentence of a question", texts[i].text);
        }
}

/* ---- words that stand alone in a line ---- */

/* Signs that are seen: neither the bytes that go on with one, nor joiners, nor soft hyphens. */
static size_t seen_len(const char *at, size_t len) {
        size_t seen = 0;

        for (size_t i = 0; i < len; i++)
                seen += (at[i] & 0xC0) != 0x80 && strncmp(at + i, "\u2060", 3) != 0 && strncmp(at + i, "\u200B", 3) != 0 && strncmp(at + i, "\u00AD", 2) != 0;
        return seen;
}

static size_t widest_line(const struct view_text *text) {
        size_t len, most = 0;
        const char *line;

        for (int at = 0; (line = view_text_line(text, at, &len)); at++)
                most = seen_len(line, len) > most ? seen_len(line, len) : most;
        return most;
}

/* A short line of one word, although the last word of the line before would go with it and leave none alone there. */
static bool is_lone(const struct view_text *text, int at) {
        size_t len, before_len, word, left, last = 0, widest = widest_line(text);
        const char *line = view_text_line(text, at, &len), *before = view_text_line(text, at - 1, &before_len);

        if (before_len < 2 || before + before_len != line || line[-1] != ' ' || memchr(line, ' ', len - 1) || memmem(line, len, "\u00A0", 2))
                return false;
        while (last + 1 < before_len && before[before_len - 2 - last] != ' ')
                last++;
        word = seen_len(line, len);
        left = last + 1 < before_len ? before_len - 2 - last : 0;
        if (left == 0 || (!memchr(before, ' ', left - 1) && 2 * seen_len(before, left) < widest))
                return false;
        return 2 * word < widest && 4 * (word + 1 + last) < 3 * widest;
}

void line_ends_leave_no_word_alone(const struct walk *walk) {
        const struct view_text *texts;
        size_t count, len;

        if (!language_whole(walk->screen->look.language)) /* the rules know the words of the office's languages alone */
                return;
        texts = view_texts(walk->view, &count);
        for (size_t i = 0; i < count; i++)
                for (int at = 1; view_text_line(&texts[i], at, &len); at++)
                        if (is_lone(&texts[i], at))
                                walk_fault(walk, "leaves a word alone in a line", texts[i].text);
}

/* Nor one before a comma, which a line of its own sets off. */
void line_ends_leave_no_word_before_a_comma(const struct walk *walk) {
        const struct view_text *texts;
        size_t count, len, next_len;

        if (!language_whole(walk->screen->look.language)) /* the rules know the words of the office's languages alone */
                return;
        texts = view_texts(walk->view, &count);
        for (size_t i = 0; i < count; i++) {
                const char *line = view_text_line(&texts[i], 0, &len), *next = line ? view_text_line(&texts[i], 1, &next_len) : NULL;
                size_t word = next ? strcspn(next, " \n") : 0, widest = widest_line(&texts[i]);

                if (next && len > 2 && line[len - 2] == ',' && !memchr(line, ' ', len - 1) && 2 * len < widest && 4 * (len + word) < 3 * widest)
                        walk_fault(walk, "begins with a word alone in its line", texts[i].text);
        }
}

/* "Is", above a line that had no room for it: a size smaller, or parted elsewhere, it would have. Two lines are short anyway. */
void line_ends_begin_long(const struct walk *walk) {
        const struct view_text *texts;
        size_t count, len, next_len;

        if (!language_whole(walk->screen->look.language)) /* the rules know the words of the office's languages alone */
                return;
        texts = view_texts(walk->view, &count);
        for (size_t i = 0; i < count; i++) {
                const char *line = view_text_line(&texts[i], 0, &len), *next = line ? view_text_line(&texts[i], 1, &next_len) : NULL;
                bool one_word = next && len > 1 && line[len - 1] == ' ' && !memchr(line, ' ', len - 1) && !memmem(line, len, "\u00A0", 2);

                if (one_word && view_text_line(&texts[i], 2, &next_len) && 3 * seen_len(line, len) < widest_line(&texts[i]))
                        walk_fault(walk, "begins with a short word alone in its line", texts[i].text);
        }
}
