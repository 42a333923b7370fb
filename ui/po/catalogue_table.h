/* SPDX-License-Identifier: EUPL-1.2 */
/* What ui/po/catalogue.py makes: one entry per catalogue. */
#pragma once

#include <string.h>

#include "ui/po/text_id.h"

enum { CATALOGUE_PLURALS_MAX = 6 };

struct catalogue {
        const char *tag;
        unsigned (*plural)(unsigned n);
        const char *const (*texts)[CATALOGUE_PLURALS_MAX];
};

extern const struct catalogue catalogues[];
extern const unsigned catalogue_count;

/* The catalogue of that tag; NULL when none is built in. */
static inline const struct catalogue *catalogue_find(const char *tag) {
        for (unsigned i = 0; i < catalogue_count; i++) {
                if (strcmp(catalogues[i].tag, tag) == 0)
                        return &catalogues[i];
        }
        return NULL;
}
