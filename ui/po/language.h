/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The languages, one for each catalogue in ui/po: enum language is made from the files, LANGUAGE_DE for de.po.
 */
#pragma once

#include <stdbool.h>

#include "ui/po/text_id.h"

/* "de", "en", "de-x-easy", … (BCP 47), as the file is called. Static. */
const char *language_tag(enum language language);
/* Its own name, "Deutsch". Static. */
const char *language_name(enum language language);
/* LANGUAGE_COUNT when there is none. */
enum language language_from_tag(const char *tag);
/* Whether its catalogue has every sentence that citizens meet, so that they can choose it. */
bool language_available(enum language language);
/* Whether it has every sentence, those of staff, office and auditors as well. */
bool language_whole(enum language language);
bool language_right_to_left(enum language language);

/*
 * The language of the process's locale for messages: that of the first of LC_ALL, LC_MESSAGES and LANG that is set and not
 * empty (POSIX.1-2017, XBD 8.2), such as "de_DE.UTF-8"; English when it has no whole catalogue. Reads the environment alone: the
 * locale need not be installed.
 */
enum language language_of_locale(void);
