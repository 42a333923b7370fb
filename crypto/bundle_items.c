/* SPDX-License-Identifier: EUPL-1.2 */
/* What reading the parts of a bundle has in common. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/bundle_form.h"

int bundle_take_list(struct reader *reader, size_t max, size_t item_size, void *ret_items, size_t *ret_count) {
        size_t count;
        void *items = NULL;

        if (!cbor_take_array(reader, max, &count) || count > reader->len)
                return REFUSAL_MALFORMED;
        if (count > 0) {
                items = calloc(count, item_size);
                if (!items)
                        return -ENOMEM;
        }
        memcpy(ret_items, &items, sizeof(items));
        *ret_count = count;
        return 0;
}

bool bundle_take_small(struct reader *reader, unsigned max, unsigned *ret_value) {
        uint64_t value;

        if (!cbor_take_uint(reader, max, &value))
                return false;
        *ret_value = (unsigned)value;
        return true;
}
