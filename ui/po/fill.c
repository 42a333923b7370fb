/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/po/fill.h"

#include <stdio.h>
#include <string.h>

size_t fillings_take(va_list list, struct filling ret_fillings[FILLINGS_MAX]) {
        size_t count = 0;

        while (count < FILLINGS_MAX && (ret_fillings[count].name = va_arg(list, const char *)))
                ret_fillings[count++].value = va_arg(list, const char *);
        return count;
}

static const struct filling *filling_at(const char *at, const struct filling *fillings, size_t count) {
        for (size_t i = 0; *at == '{' && i < count; i++) {
                size_t len = strlen(fillings[i].name);

                if (strncmp(at + 1, fillings[i].name, len) == 0 && at[len + 1] == '}')
                        return &fillings[i];
        }
        return NULL;
}

/* What does not fit is cut off. */
static void put(char *text, size_t size, size_t at, const char *piece, size_t len) {
        if (at + 1 < size)
                memcpy(text + at, piece, len < size - 1 - at ? len : size - 1 - at);
}

size_t fill_text(const char *text, const struct filling *fillings, size_t count, char *ret_text, size_t size) {
        size_t len = 0;

        while (*text) {
                const struct filling *filling = filling_at(text, fillings, count);
                size_t piece = filling ? strlen(filling->value) : 1;

                put(ret_text, size, len, filling ? filling->value : text, piece);
                len += piece;
                text += filling ? strlen(filling->name) + 2 : 1;
        }
        if (size > 0)
                ret_text[len < size ? len : size - 1] = '\0';
        return len;
}

const char *numeral(char ret_text[NUMERAL_SIZE], long long value) {
        snprintf(ret_text, NUMERAL_SIZE, "%lld", value);
        return ret_text;
}

const char *cut(char *ret_text, size_t max, const char *text) {
        snprintf(ret_text, max + 1, "%s", text);
        return ret_text;
}
