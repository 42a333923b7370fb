/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/own.h"

#include <regex.h>
#include <stdio.h>
#include <string.h>

enum { SERIAL_LEN = 9, SERIAL_TAIL_MAX = 4 };

/* What documents use: no vowels, so that no word comes of it, and nothing that is taken for a digit. */
static const char serial_letters[] = "CFGHJKLMNPRTVWXYZ", digits[] = "0123456789";

/* Upper case, without blanks, hyphens and fillers. */
static size_t tighten(const char *text, char ret_tight[OWN_MAX + 1]) {
        size_t len = 0;

        for (; *text; text++)
                if (*text != ' ' && *text != '-' && *text != '<' && *text != '.' && *text != '/')
                        ret_tight[len++] = *text >= 'a' && *text <= 'z' ? (char)(*text - 'a' + 'A') : *text;
        ret_tight[len] = '\0';
        return len;
}

/* Behind the nine: the check digit, and D for Germany. */
static bool is_tail(const char *text) {
        size_t len = strspn(text, digits);

        return len <= 1 && (text[len] == '\0' || (text[len] == 'D' && text[len + 1] == '\0'));
}

static bool is_document_number(const char *text) {
        char tight[OWN_MAX + 1];
        size_t len = tighten(text, tight);

        if (len < SERIAL_LEN || len > SERIAL_LEN + SERIAL_TAIL_MAX || !memchr(serial_letters, tight[0], sizeof(serial_letters) - 1))
                return false;
        for (size_t i = 0; i < SERIAL_LEN; i++)
                if (!memchr(serial_letters, tight[i], sizeof(serial_letters) - 1) && !memchr(digits, tight[i], sizeof(digits) - 1))
                        return false;
        return is_tail(tight + SERIAL_LEN);
}

int own_set(const char *text, struct problems *problems, char ret_own[OWN_MAX + 1]) {
        size_t len = strlen(text);

        if (len > OWN_MAX)
                return problems_add(problems, TEXT_PROBLEM_OWN_LONG, "n", NUMERAL(OWN_MAX), NULL);
        for (size_t i = 0; i < len; i++)
                if (text[i] < ' ' || text[i] > '~')
                        return problems_add(problems, TEXT_PROBLEM_OWN_LONG, "n", NUMERAL(OWN_MAX), NULL);
        if (is_document_number(text))
                return problems_add(problems, TEXT_PROBLEM_OWN_DOCUMENT, NULL);
        memcpy(ret_own, text, len + 1);
        return 0;
}

static bool compile(const char *pattern, regex_t *ret_regex) {
        char whole[OWN_PATTERN_MAX + 8];

        if (strlen(pattern) > OWN_PATTERN_MAX)
                return false;
        snprintf(whole, sizeof(whole), "^(%s)$", pattern);
        return regcomp(ret_regex, whole, REG_EXTENDED | REG_NOSUB) == 0;
}

bool own_pattern_valid(const char *pattern) {
        regex_t regex;
        bool valid = compile(pattern, &regex);

        if (valid)
                regfree(&regex);
        return valid;
}

bool own_fits(const char *own, const char *pattern) {
        regex_t regex;
        bool fits;

        if (!*pattern || !*own)
                return true;
        if (!compile(pattern, &regex))
                return false;
        fits = regexec(&regex, own, 0, NULL, 0) == 0;
        regfree(&regex);
        return fits;
}
