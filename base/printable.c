/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/printable.h"

#include <string.h>

#include "base/utf8.h"

static bool is_shown(uint32_t c, bool lines) {
        return (c >= 0x20 && c != 0x7f && !(c >= 0x80 && c < 0xa0)) || (lines && c == '\n');
}

void printable(char *text, bool lines) {
        struct reader reader = reader_over(text, strlen(text));
        char *to = text;

        while (reader.len > 0) {
                const uint8_t *from = reader.data;
                uint32_t c;

                if (!reader_utf8(&reader, &c)) {
                        reader.data++;
                        reader.len--;
                        *to++ = '?';
                } else if (!is_shown(c, lines)) {
                        *to++ = '?';
                } else {
                        size_t len = (size_t)(reader.data - from);

                        memmove(to, from, len);
                        to += len;
                }
        }
        *to = '\0';
}
