/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/draw/unbroken.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/macro.h"

#define SOFT_HYPHEN "\u00AD"
#define DASH "\u2013"
#define JOINER "\u2060"
#define NO_BREAK "\u00A0"
#define MIDDLE_DOT "\u00B7"
#define TIMES "\u00D7"
#define MAY_END "\u200B"

enum { LONG_NAME = 24 }; /* bytes: a line may have no room for a name of so many */

static size_t begins_with(const char *at, const char *what) {
        size_t len = strlen(what);

        return strncmp(at, what, len) == 0 ? len : 0;
}

static bool is_blank(char c) {
        return c == '\0' || c == ' ' || c == '\n';
}

/* Bytes of letters beyond ASCII count as letters; a soft hyphen is one of them. */
static bool is_letter(char c) {
        return isalpha((unsigned char)c) || (unsigned char)c >= 0x80;
}

static bool has_digit(const char *word) {
        for (; !is_blank(*word); word++)
                if (isdigit((unsigned char)*word))
                        return true;
        return false;
}

/* The units that texts from outside have behind a plain space; the catalogues write theirs with U+00A0. */
static bool is_unit(const char *at) {
        static const char *const units[] = { "Uhr", "mm", "cm", "kg", "%", "°C", "a.m.", "p.m." };

        for (size_t i = 0; i < ARRAY_LEN(units); i++) {
                size_t len = begins_with(at, units[i]);

                if (len > 0 && !is_letter(at[len]) && !isdigit((unsigned char)at[len]))
                        return true;
        }
        return false;
}

/* Whether the sign stands in a name such as m.mustermann-lan, by a dot with a letter behind it, or in an option such as --labels-from. */
static bool is_in_name(const char *string, const char *at) {
        while (at > string && !is_blank(at[-1]))
                at--;
        if (begins_with(at, "--"))
                return true;
        for (; !is_blank(*at); at++)
                if (*at == '.' && is_letter(at[1]))
                        return true;
        return false;
}

static bool is_long(const char *string, const char *at) {
        const char *end = at;

        while (at > string && !is_blank(at[-1]))
                at--;
        while (!is_blank(*end))
                end++;
        return end - at >= LONG_NAME;
}

/* Whether a line may end after the dot here, in a name such as rechnungsamt.musterstadt.de/zeuge. */
static bool may_end_after(const char *string, const char *at) {
        return *at == '.' && is_letter(at[1]) && at > string && is_letter(at[-1]) && is_long(string, at);
}

/* Whether a line must not end after the sign that begins here; ret_len: how long it is, also when it may. 0: it is none. */
static bool binds(const char *string, const char *at, bool digits, bool hyphenate, size_t *ret_len) {
        size_t dash = begins_with(at, DASH), len = dash > 0 ? dash : *at == '-' || *at == '/' ? 1 : 0;

        *ret_len = len;
        if (len == 0 || is_blank(at[len]))
                return false;
        if (digits || dash > 0)
                return digits;
        if (*at == '-')
                return !hyphenate || is_in_name(string, at) || at == string || !is_letter(at[-1]) || !is_letter(at[1]);
        return !hyphenate && is_in_name(string, at);
}

/* Whether the blank here stands on either side of the sign in "2 × Reisepass". */
static bool is_of_count(const char *string, const char *at) {
        size_t len = strlen(TIMES);

        return begins_with(at + 1, TIMES) > 0 || ((size_t)(at - string) >= len && begins_with(at - len, TIMES) > 0);
}

/*
 * Whether the blank here stands between a number and its unit or what it counts, a word and the number that it names, or before a dot that
 * parts words: "6–20 Uhr", "2 × Reisepass", "Fach 12".
 */
static bool is_bond(const char *string, const char *at, bool hyphenate) {
        if (*at != ' ' || at == string)
                return false;
        if ((isdigit((unsigned char)at[-1]) && is_unit(at + 1)) || begins_with(at + 1, MIDDLE_DOT) > 0 ||
            is_of_count(string, at))
                return true;
        return !hyphenate && isdigit((unsigned char)at[1]) && (is_letter(at[-1]) || isdigit((unsigned char)at[-1]));
}

static char *keep_together(const char *string, bool hyphenate, bool names) {
        char *text = malloc((1 + strlen(JOINER)) * strlen(string) + 1), *to = text;
        bool digits = has_digit(string);

        if (!text)
                return NULL;
        for (const char *at = string; *at;) {
                size_t soft = begins_with(at, SOFT_HYPHEN), len;
                bool bound = binds(string, at, digits, hyphenate, &len);

                if (soft > 0 && !hyphenate) {
                        at += soft;
                } else if (len > 0) {
                        to = mempcpy(to, at, len);
                        if (bound)
                                to = stpcpy(to, JOINER);
                        at += len;
                } else if (names && may_end_after(string, at)) {
                        *to++ = *at++;
                        to = stpcpy(to, MAY_END);
                } else if (is_bond(string, at, hyphenate)) {
                        to = stpcpy(to, NO_BREAK);
                        digits = has_digit(++at);
                } else {
                        if (is_blank(*at))
                                digits = has_digit(at + 1);
                        *to++ = *at++;
                }
        }
        *to = '\0';
        return text;
}

char *unbroken(const char *string, bool hyphenate) {
        return keep_together(string, hyphenate, false);
}

char *unbroken_but_names(const char *string) {
        return keep_together(string, true, true);
}
