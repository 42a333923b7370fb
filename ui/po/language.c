/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/po/language.h"

#include <assert.h>
#include <string.h>

#include "base/macro.h"
#include "ui/po/catalogue_table.h"

static const struct {
        const char *tag, *name;
} languages[] = {
        [LANGUAGE_DE] = { "de", "Deutsch" }, [LANGUAGE_EN] = { "en", "English" },
        [LANGUAGE_DE_EASY] = { "de-x-easy", "Leichte Sprache" },
        [LANGUAGE_TR] = { "tr", "Türkçe" }, [LANGUAGE_AR] = { "ar", "العربية" }, [LANGUAGE_UK] = { "uk", "Українська" },
        [LANGUAGE_RU] = { "ru", "Русский" }, [LANGUAGE_PL] = { "pl", "Polski" }, [LANGUAGE_FR] = { "fr", "Français" },
        [LANGUAGE_ES] = { "es", "Español" }, [LANGUAGE_RO] = { "ro", "Română" }, [LANGUAGE_VI] = { "vi", "Tiếng Việt" },
};
static_assert(ARRAY_LEN(languages) == LANGUAGE_COUNT, "every language has a tag and a name");

const char *language_tag(enum language language) {
        return languages[language].tag;
}

const char *language_name(enum language language) {
        return languages[language].name;
}

enum language language_from_tag(const char *tag) {
        unsigned language = 0;

        while (language < LANGUAGE_COUNT && strcmp(languages[language].tag, tag) != 0)
                language++;
        return (enum language)language;
}

bool language_available(enum language language) {
        return catalogue_find(language_tag(language)) != NULL;
}
