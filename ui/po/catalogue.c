/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/po/catalogue.h"

#include <string.h>

#include "ui/po/catalogue_table.h"

static const struct catalogue *find(const char *tag) {
        for (unsigned i = 0; i < catalogue_count; i++) {
                if (strcmp(catalogues[i].tag, tag) == 0)
                        return &catalogues[i];
        }
        return NULL;
}

static const struct catalogue *of(enum language language) {
        const struct catalogue *catalogue = find(language_tag(language));

        return catalogue ? catalogue : find("en");
}

bool language_available(enum language language) {
        return find(language_tag(language)) != NULL;
}

const char *catalogue_text(enum language language, enum text_id id) {
        return of(language)->texts[id][0];
}

const char *catalogue_plural(enum language language, enum text_id id, unsigned n) {
        const struct catalogue *catalogue = of(language);
        const char *const *forms = catalogue->texts[id];
        unsigned form = catalogue->plural(n);

        return form < CATALOGUE_PLURALS_MAX && forms[form] ? forms[form] : forms[0];
}
