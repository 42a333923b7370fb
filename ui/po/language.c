/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/po/language.h"

#include <stdlib.h>
#include <string.h>

#include "base/macro.h"
#include "ui/po/catalogue_table.h"

enum { TAG_SIZE = 36 };

const char *language_tag(enum language language) {
        return catalogues[language].tag;
}

const char *language_name(enum language language) {
        return catalogues[language].name;
}

enum language language_from_tag(const char *tag) {
        unsigned language = 0;

        while (language < LANGUAGE_COUNT && strcmp(catalogues[language].tag, tag) != 0)
                language++;
        return (enum language)language;
}

bool language_available(enum language language) {
        return catalogues[language].reach != REACH_FEW;
}

bool language_whole(enum language language) {
        return catalogues[language].reach == REACH_ALL;
}

bool language_right_to_left(enum language language) {
        return catalogues[language].right_to_left;
}

enum language language_of_locale(void) {
        static const char *const variables[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
        const char *value = NULL;
        char tag[TAG_SIZE] = "";
        enum language language;
        size_t len;

        for (size_t i = 0; i < ARRAY_LEN(variables) && !(value && *value); i++)
                value = getenv(variables[i]);
        len = value ? strcspn(value, "_.@") : 0;
        if (len >= TAG_SIZE)
                return LANGUAGE_EN;
        if (value)
                memcpy(tag, value, len);
        language = language_from_tag(tag);
        return language < LANGUAGE_COUNT && language_whole(language) ? language : LANGUAGE_EN;
}
