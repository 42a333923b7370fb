/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/utf8.h"

bool reader_utf8(struct reader *reader, uint32_t *ret_code_point) {
        static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };
        uint32_t code_point;
        unsigned more;

        if (reader->len == 0)
                return false;
        code_point = reader->data[0];
        more = code_point < 0x80 ? 0 : code_point >> 5 == 0x06 ? 1 : code_point >> 4 == 0x0e ? 2 : code_point >> 3 == 0x1e ? 3 : 4;
        if (more == 4 || reader->len <= more)
                return false;
        if (more > 0)
                code_point &= 0x3f >> more;
        for (unsigned i = 1; i <= more; i++) {
                if (reader->data[i] >> 6 != 0x02)
                        return false;
                code_point = code_point << 6 | (reader->data[i] & 0x3f);
        }
        if (code_point < least[more] || code_point > 0x10ffff || (code_point >= 0xd800 && code_point <= 0xdfff))
                return false;
        reader->data += more + 1;
        reader->len -= more + 1;
        *ret_code_point = code_point;
        return true;
}
