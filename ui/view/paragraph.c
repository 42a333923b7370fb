/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/view/paragraph.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define NO_BREAK "\u00A0"

struct text *paragraph_new(struct build *build, const char *string, struct text_style style, int width, bool hyphenate) {
        struct text *text = NULL;
        int r;

        if (build->error < 0)
                return NULL;
        r = text_new(build->ui->texts, string, style, width, hyphenate, build->rtl && !build->fixed, &text);
        if (r < 0)
                build->error = r;
        return text;
}

bool paragraph_fits(const struct text *text, const struct writing *writing) {
        return text_line_count(text) <= (writing->lines ? writing->lines : 1) && text_width(text) <= writing->room.w &&
               (writing->room.h == 0 || text_height(text) <= writing->room.h);
}

/* The string with each sentence in a line of its own, or NULL when it is one. The caller owns it. */
static char *in_sentences(struct build *build, const char *text) {
        char *string = strdup(text);
        bool split = strchr(text, '\n') != NULL;

        if (!string) {
                build->error = -ENOMEM;
                return NULL;
        }
        for (char *at = string; *at; at++) {
                if (strchr(".?!", at[0]) && at[1] == ' ') {
                        at[1] = '\n';
                        split = true;
                }
        }
        if (split)
                return string;
        free(string);
        return NULL;
}

struct text *paragraph_by_sentence(struct build *build, const struct writing *writing, struct text_style style) {
        char *string = in_sentences(build, writing->text);
        struct text *text = string ? paragraph_new(build, string, style, 0, false) : NULL;

        free(string);
        if (text && !paragraph_fits(text, writing)) {
                text_unref(text);
                return NULL;
        }
        return text;
}

/* The narrowest width that keeps the number of lines. */
static struct text *balanced(struct build *build, const struct writing *writing, struct text_style style, struct text *text,
                             bool hyphenate) {
        int low = text_width(text) / text_line_count(text), high = text_width(text);

        while (text_line_count(text) > 1 && high - low > 4) {
                int middle = (low + high) / 2;
                struct text *narrower = paragraph_new(build, writing->text, style, middle, hyphenate);

                if (!narrower)
                        break;
                if (text_line_count(narrower) > text_line_count(text) || text_width(narrower) > middle) {
                        low = middle;
                        text_unref(narrower);
                } else {
                        high = text_width(narrower) < middle ? text_width(narrower) : middle;
                        text_unref(text);
                        text = narrower;
                }
        }
        return text;
}

/* Whether what begins a last line is no more than a word beside the others. */
static bool is_left_alone(struct build *build, const char *line, struct text_style style, const struct text *whole) {
        struct text *text = paragraph_new(build, line, style, 0, false);
        bool alone = text && 5 * text_width(text) < 3 * text_width(whole);

        text_unref(text);
        return alone;
}

/* In two lines, the first of which ends after a comma or colon, the most even of those that fit; else NULL. One word is no line before a comma. */
static struct text *by_clause(struct build *build, const struct writing *writing, struct text_style style) {
        char *string = strdup(writing->text);
        struct text *best = NULL;

        if (!string) {
                build->error = -ENOMEM;
                return NULL;
        }
        for (char *at = string; *at; at++) {
                struct text *text;
                bool first_alone;

                if (!strchr(",:", at[0]) || at[1] != ' ')
                        continue;
                at[1] = '\n';
                text = paragraph_new(build, string, style, 0, false);
                at[1] = '\0';
                first_alone = text && at[0] == ',' && !strchr(string, ' ') && is_left_alone(build, string, style, text);
                at[1] = ' ';
                if (text && paragraph_fits(text, writing) && !first_alone && !is_left_alone(build, at + 2, style, text) &&
                    (!best || text_width(text) < text_width(best))) {
                        text_unref(best);
                        best = text_ref(text);
                }
                text_unref(text);
        }
        free(string);
        return best;
}

/* Longer ones are read as a block: there a narrower one gains nothing. */
enum { EVEN_LINES = 4 };

/* As it was laid out, or better spread over as many lines. */
static struct text *spread(struct build *build, const struct writing *writing, struct text_style style, struct text *text, bool hyphenate) {
        int lines = text_line_count(text);
        struct text *split;

        if (writing->balance)
                return balanced(build, writing, style, text, hyphenate);
        if (!writing->even || lines < 2 || lines > EVEN_LINES)
                return text;
        split = paragraph_by_sentence(build, writing, style);
        if (split && text_line_count(split) <= lines) {
                text_unref(text);
                return split;
        }
        text_unref(split);
        split = lines == 2 ? by_clause(build, writing, style) : NULL;
        if (!split)
                return balanced(build, writing, style, text, hyphenate);
        text_unref(text);
        return split;
}

/* Bytes of what is not seen at this place: a joiner, a place where a line may end, a soft hyphen. */
static size_t unseen_len(const char *at) {
        return strncmp(at, "\u2060", 3) == 0 || strncmp(at, "\u200B", 3) == 0 ? 3 : strncmp(at, "\u00AD", 2) == 0 ? 2 : 0;
}

/* The blank in the string that the line before this one ends at; NULL when it ends at another sign. */
static const char *blank_before(const char *string, const struct text *text, int line) {
        size_t len;
        const char *at = text_line(text, 0, &len), *to = text_line(text, line, &len);

        if (to == at || to[-1] != ' ')
                return NULL;
        while (at < to) {
                size_t unseen = unseen_len(at), unseen_there = unseen_len(string);

                if (unseen > 0 || unseen_there > 0) {
                        at += unseen;
                        string += unseen_there;
                } else if (*string == ' ' && strncmp(at, NO_BREAK, 2) == 0) {
                        at += 2;
                        string++;
                } else if (*at++ != *string++) {
                        return NULL;
                }
        }
        return string[-1] == ' ' ? string - 1 : NULL;
}

/* Whether the line is one word, and short beside the others. */
static bool is_lone(struct build *build, const struct text *text, int line, struct text_style style) {
        size_t len;
        const char *at = text_line(text, line, &len);
        char *word = strndup(at, len > 0 && at[len - 1] == ' ' ? len - 1 : len);
        bool lone = word && !strchr(word, ' ') && !strstr(word, NO_BREAK) && is_left_alone(build, word, style, text);

        free(word);
        return lone;
}

/* The same with the blank made one that does not break, or NULL. The caller owns it. */
static char *joined(const char *string, const char *blank) {
        size_t len = strlen(string), before = (size_t)(blank - string);
        char *copy = malloc(len + sizeof(NO_BREAK));

        if (!copy)
                return NULL;
        memcpy(copy, string, before);
        memcpy(copy + before, NO_BREAK, sizeof(NO_BREAK) - 1);
        memcpy(copy + before + sizeof(NO_BREAK) - 1, blank + 1, len - before);
        return copy;
}

static unsigned lone_count(struct build *build, const struct text *text, struct text_style style) {
        unsigned count = 0;

        for (int line = 0; line < text_line_count(text); line++)
                count += is_lone(build, text, line, style);
        return count;
}

/* The blank that would have to hold for this line not to be a lone word: before it, or after the first line; NULL: it is none. */
static const char *blank_beside(struct build *build, const char *string, struct text *text, int line, struct text_style style) {
        if (text_line_count(text) < 2 || !is_lone(build, text, line, style))
                return NULL;
        return blank_before(string, text, line > 0 ? line : 1);
}

/* Each word that would stand alone in a line takes the one beside it along, where that makes no line more. The caller keeps its own text. */
static struct text *with_companions(struct build *build, const struct writing *writing, struct text_style style, struct text *text, bool hyphenate) {
        struct writing with = *writing;
        char *owned = NULL;

        text_ref(text);
        for (int line = 0; text && line < text_line_count(text);) {
                const char *blank = blank_beside(build, with.text, text, line, style);
                char *string = blank ? joined(with.text, blank) : NULL;
                struct text *other = string ? paragraph_new(build, string, style, writing->room.w, hyphenate) : NULL;

                if (!other || text_line_count(other) > text_line_count(text) || !paragraph_fits(other, writing)) {
                        text_unref(other);
                        free(string);
                        line++;
                        continue;
                }
                line = 0; /* the lines before have changed, too */
                free(owned);
                with.text = owned = string;
                text_unref(text);
                text = spread(build, &with, style, other, hyphenate);
        }
        free(owned);
        return text;
}

/* No lone words, where fewer of them can be had so. Takes the text. */
static struct text *accompanied(struct build *build, const struct writing *writing, struct text_style style, struct text *text, bool hyphenate) {
        unsigned lone = text ? lone_count(build, text, style) : 0;
        struct text *other = lone > 0 ? with_companions(build, writing, style, text, hyphenate) : NULL;

        if (!other || lone_count(build, other, style) >= lone) {
                text_unref(other);
                return text;
        }
        text_unref(text);
        return other;
}

struct text *paragraph_in_style(struct build *build, const struct writing *writing, struct text_style style, bool last) {
        struct text *text;

        for (int hyphenate = 0; hyphenate < 2; hyphenate++) {
                text = paragraph_new(build, writing->text, style, writing->lines > 1 ? writing->room.w : 0, hyphenate != 0);
                if (!text)
                        return NULL;
                if (paragraph_fits(text, writing))
                        return accompanied(build, writing, style, spread(build, writing, style, text, hyphenate != 0), hyphenate != 0);
                if (last && hyphenate)
                        return text;
                text_unref(text);
        }
        return NULL;
}

bool paragraph_begins_lone(struct build *build, const struct text *text, struct text_style style) {
        return text_line_count(text) > 2 && is_lone(build, text, 0, style);
}

/* Whether a line ends at a soft hyphen. */
static bool parts_words(const struct text *text) {
        static const char soft_hyphen[] = "\u00AD";

        for (int line = 0; line + 1 < text_line_count(text); line++) {
                size_t len;
                const char *at = text_line(text, line, &len);

                if (len >= strlen(soft_hyphen) && memcmp(at + len - strlen(soft_hyphen), soft_hyphen, strlen(soft_hyphen)) == 0)
                        return true;
        }
        return false;
}

/* The same with blanks that break before numbers, or NULL. The caller owns it. */
static char *with_free_numbers(const char *string) {
        char *copy = strdup(string), *to = copy;

        for (const char *at = string; copy && *at;) {
                size_t len = strncmp(at, NO_BREAK, strlen(NO_BREAK)) == 0 && at[2] >= '0' && at[2] <= '9' ? strlen(NO_BREAK) : 0;

                *to++ = len > 0 ? ' ' : *at;
                at += len > 0 ? len : 1;
        }
        if (copy)
                *to = '\0';
        return copy;
}

struct text *paragraph_unbound(struct build *build, const struct writing *writing, struct text_style style) {
        char *string = with_free_numbers(writing->text);
        struct writing with = *writing;
        struct text *text = string ? paragraph_new(build, string, style, writing->room.w, true) : NULL, *even = NULL;

        with.text = string;
        if (text && paragraph_fits(text, writing) && !parts_words(text))
                even = spread(build, &with, style, text_ref(text), true);
        if (even && parts_words(even)) {
                text_unref(even);
                even = text_ref(text);
        }
        text_unref(text);
        free(string);
        return even;
}
