/* SPDX-License-Identifier: EUPL-1.2 */
/* What ui/po/catalogue.py makes: a row a language. */
#pragma once

#include <stdbool.h>

#include "ui/po/text_id.h"

enum { CATALOGUE_PLURALS_MAX = 6 };

/* Whose sentences a catalogue has: a few, those of citizens, all. */
enum reach { REACH_FEW, REACH_CITIZENS, REACH_ALL };

struct catalogue {
        const char *tag, *name;
        enum reach reach;
        bool right_to_left;
        unsigned (*plural)(unsigned n);
        const char *const (*texts)[CATALOGUE_PLURALS_MAX];
};

extern const struct catalogue catalogues[LANGUAGE_COUNT];
