/* SPDX-License-Identifier: EUPL-1.2 */
/* The languages that a box can speak: their tags, their names, and which are built in. */
#pragma once

#include <stdbool.h>

enum language {
        LANGUAGE_DE, LANGUAGE_EN, LANGUAGE_DE_EASY, LANGUAGE_TR, LANGUAGE_AR, LANGUAGE_UK, LANGUAGE_RU,
        LANGUAGE_PL, LANGUAGE_FR, LANGUAGE_ES, LANGUAGE_RO, LANGUAGE_VI, LANGUAGE_COUNT,
};
/* "de", "en", "de-x-easy", "tr", … (BCP 47). Static. */
const char *language_tag(enum language language);
/* Its own name, "Deutsch". Static. */
const char *language_name(enum language language);
/* LANGUAGE_COUNT when there is none. */
enum language language_from_tag(const char *tag);
/* Whether a catalogue for it is built in. */
bool language_available(enum language language);
