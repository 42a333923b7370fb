/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/paper/bars.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <zint.h>

static bool text_fits(const char *text) {
        size_t len = strlen(text);

        for (size_t i = 0; i < len; i++)
                if (text[i] < ' ' || text[i] > '~')
                        return false;
        return len > 0 && len <= BARS_TEXT_MAX;
}

int bars_encode(const char *text, struct bars *ret_bars) {
        struct zint_symbol *symbol;
        int r = 0;

        if (!text_fits(text))
                return -EINVAL;
        symbol = ZBarcode_Create();
        if (!symbol)
                return -ENOMEM;
        symbol->symbology = BARCODE_CODE128;
        if (ZBarcode_Encode(symbol, (const unsigned char *)text, (int)strlen(text)) >= ZINT_ERROR || symbol->width > BARS_MODULES_MAX)
                r = -EINVAL;
        if (r == 0)
                ret_bars->modules = symbol->width;
        for (int i = 0; r == 0 && i < symbol->width; i++)
                ret_bars->dark[i] = symbol->encoded_data[0][i >> 3] >> (i & 7) & 1;
        ZBarcode_Delete(symbol);
        return r;
}
