/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/po/catalogue.h"

#include "ui/po/catalogue_table.h"

static const struct catalogue *of(enum language language) {
        const struct catalogue *catalogue = catalogue_find(language_tag(language));

        return catalogue ? catalogue : catalogue_find("en");
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
