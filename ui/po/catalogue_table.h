/* SPDX-License-Identifier: EUPL-1.2 */
/* What ui/po/catalogue.py makes: one entry per catalogue. */
#pragma once

#include "ui/po/text_id.h"

enum { CATALOGUE_PLURALS_MAX = 6 };

struct catalogue {
        const char *tag;
        unsigned (*plural)(unsigned n);
        const char *const (*texts)[CATALOGUE_PLURALS_MAX];
};

extern const struct catalogue catalogues[];
extern const unsigned catalogue_count;
