/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/po/catalogue.h"

#include <stdlib.h>
#include <string.h>

#include "ui/po/catalogue_table.h"

static const struct catalogue *of(enum language language, enum text_id id) {
        return &catalogues[catalogues[language].texts[id][0] ? language : LANGUAGE_EN];
}

const char *catalogue_text(enum language language, enum text_id id) {
        return of(language, id)->texts[id][0];
}

const char *catalogue_plural(enum language language, enum text_id id, unsigned n) {
        const struct catalogue *catalogue = of(language, id);
        const char *const *forms = catalogue->texts[id];
        unsigned form = catalogue->plural(n);

        return form < CATALOGUE_PLURALS_MAX && forms[form] ? forms[form] : forms[0];
}

size_t catalogue_fill(enum language language, enum text_id id, const struct filling *fillings, size_t count, char *ret_text, size_t size) {
        const char *text = catalogue_text(language, id);

        for (size_t i = 0; i < count; i++)
                if (strcmp(fillings[i].name, "n") == 0)
                        text = catalogue_plural(language, id, (unsigned)strtoul(fillings[i].value, NULL, 10));
        return fill_text(text, fillings, count, ret_text, size);
}

size_t catalogue_say(enum language language, char *ret_text, size_t size, enum text_id id, ...) {
        struct filling fillings[FILLINGS_MAX];
        size_t count;
        va_list list;

        va_start(list, id);
        count = fillings_take(list, fillings);
        va_end(list);
        return catalogue_fill(language, id, fillings, count, ret_text, size);
}
